"""Many depth pictures of what stands still as one, with less noise. numpy and kiosk.core only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kiosk.core.floor import sigma_inverse
from kiosk.core.frame import BoolArray, DepthFrame

NEAR_MEDIAN: Final = 0.04
"""A value further than this share from its pixel's median is another surface's, or a flying one."""
OFF_SHARE: Final = 0.3
"""A pixel with more such values than this is at an edge, or something moves there."""


@dataclass(frozen=True, slots=True, eq=False)
class Averaged:
    """depth_m: (H, W) float32 metres, 0 where fewer than half of the frames saw something.
    restless: (H, W) seen, and not standing still. zeros: share of the picture without depth.
    frames: how many."""

    depth_m: NDArray[np.float32]
    restless: BoolArray
    zeros: float
    frames: int


def average(frames: Sequence[DepthFrame]) -> Averaged:
    """frames: at least one, all of one size. The mean is taken of 1/z, whose noise is even."""
    stack = np.stack([frame.depth for frame in frames])
    ordered = np.sort(stack, axis=0)
    count = (stack > 0).sum(axis=0)
    middle = np.clip(len(frames) - 1 - count // 2, 0, len(frames) - 1)
    median = np.take_along_axis(ordered, middle[None], axis=0)[0].astype(np.float32)
    seen = (count >= 0.5 * len(frames)) & (median > 0)
    third = max(1, len(frames) // 3)
    total, used = np.zeros_like(median), np.zeros_like(median)
    parts = []
    for number, layer in enumerate(stack):
        near = (np.abs(layer - median) <= NEAR_MEDIAN * median) & (layer > 0)
        total += np.where(near, 1.0 / np.where(near, layer, 1.0), 0.0).astype(np.float32)
        used += near
        if number + 1 in (third, len(frames) - third, len(frames)):
            parts.append((total.copy(), used.copy()))
    scale = np.float32(frames[0].scale_m)
    mean = np.where(seen & (used > 0), total / np.maximum(used, 1.0), 0.0) / scale
    depth = np.where(mean > 0, 1.0 / np.where(mean > 0, mean, 1.0), 0.0).astype(np.float32)
    restless = seen & (used < (1.0 - OFF_SHARE) * count)
    if len(frames) >= 6:
        lens = frames[0].intrinsics
        restless |= seen & _drifted(parts, scale, 3.0 * sigma_inverse(lens))
    return Averaged(depth, restless, float(np.mean(count < 0.5 * len(frames))), len(frames))


def _drifted(
    parts: Sequence[tuple[NDArray[np.float32], NDArray[np.float32]]],
    scale: np.float32,
    most: float,
) -> BoolArray:
    """Whether the first third of the frames and the last see another 1/z (1/m)."""
    first, before_last, last = parts[0], parts[-2], parts[-1]
    early = first[0] / np.maximum(first[1], 1.0)
    late = (last[0] - before_last[0]) / np.maximum(last[1] - before_last[1], 1.0)
    both = (first[1] > 0) & (last[1] > before_last[1])
    drifted: BoolArray = both & (np.abs(early - late) / scale > most)
    return drifted
