"""Imperfect masks for training: what a segmenter might leave of the true one. numpy and OpenCV."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from models.training.sensor import smooth_noise

Bools = NDArray[np.bool_]


def imperfect(
    true: Bools,
    depth_m: NDArray[np.float32],
    height_m: NDArray[np.float32],
    rng: np.random.Generator,
) -> Bools:
    """A worse mask: ragged edges, feet cut or floor kept, holes, lost blobs. All (H, W)."""
    shape = (true.shape[0], true.shape[1])
    size = int(rng.choice([3, 3, 5, 7]))
    soft = cv2.blur(true.astype(np.float32), (size, size))
    soft += rng.uniform(0, 0.4) * smooth_noise(shape, float(rng.uniform(1, 5)), rng)
    mask = soft > rng.uniform(0.35, 0.65)
    near = cv2.blur(np.where(true, depth_m, 0.0), (9, 9)) / np.maximum(
        cv2.blur(true.astype(np.float32), (9, 9)), 1e-3
    )
    mask &= true | (np.abs(depth_m - near) < rng.uniform(0.05, 0.3))
    cut = rng.uniform(-0.02, 0.035) + 0.006 * smooth_noise(shape, 3.0, rng)
    mask &= height_m > cut
    if rng.random() < 0.5:  # some of the floor about the feet stays
        reach = int(rng.integers(2, 12))
        feet = true & (height_m < 0.12)
        grown = cv2.dilate(feet.astype(np.uint8), np.ones((reach, reach), np.uint8)) > 0
        ragged = smooth_noise(shape, 3.0, rng) > rng.uniform(-0.5, 1.5)
        mask |= grown & ragged & (depth_m > 0) & (height_m < 0.05) & (height_m > -0.05)
    if rng.random() < 0.08:
        rows, cols = np.nonzero(true)
        for _ in range(int(rng.integers(1, 4))):
            k = int(rng.integers(len(rows)))
            radius = int(rng.uniform(0.02, 0.1) * true.shape[0])
            v, u = np.ogrid[: shape[0], : shape[1]]
            mask &= (v - rows[k]) ** 2 + (u - cols[k]) ** 2 > radius**2
    mask &= depth_m > 0
    return np.asarray(mask, bool)
