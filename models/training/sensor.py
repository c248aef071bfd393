"""From a clean depth picture to what a depth camera would say of it. numpy and OpenCV.

Stereo errors live in disparity d = f B / z, in pixels: smoothing and fattening by the matching
window, correlated sub-pixel noise, quantisation, the occlusion shadow of the second imager, holes
on grazing and dark surfaces, flying pixels at edges. The same with coarser steps stands for
structured-light cameras.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class SensorSpec:
    """One camera's character. px values are at the picture's own resolution."""

    focal_baseline: float  # f * B, pixel metres
    noise_px: float
    noise_blur_px: float
    window_px: int
    fatten_px: int
    step_px: float
    shadow: bool
    vertical: bool  # the baseline is vertical in the upright picture (portrait mount)
    flying: float
    holes: float
    dropout: float
    still: float  # share of the noise's variance that stays from frame to frame
    bridge_px: float = 0.35  # disparity steps up to this are smoothed over, as a window does
    one_sided: float = 0.0  # how much further edges grow away from the second imager
    reversed: bool = False  # the second imager is to the left, or above
    cloth_noise: float = 1.0  # noise on dark or smooth clothes over that elsewhere


def random_stereo(rng: np.random.Generator, focal_px: float, vertical: bool) -> SensorSpec:
    """A D4xx-like camera at 848 pixels across, baseline 50 mm (D435) or 95 mm (D455).

    Held against matched infrared views (models.training.stereo): flanks blend into what lies
    behind, edges grow more on one side, noise differs by surface.
    """
    baseline = 0.050 if rng.random() < 0.6 else 0.095
    return SensorSpec(
        focal_px * baseline,
        float(rng.uniform(0.03, 0.11)),
        float(rng.uniform(1.0, 3.5)),
        int(rng.choice([3, 5, 7, 9])),
        int(rng.integers(0, 4)),
        1 / 32 if rng.random() < 0.85 else float(rng.uniform(1 / 16, 1 / 8)),
        True,
        vertical,
        float(rng.uniform(0, 0.5)),
        float(rng.uniform(0, 1)),
        float(rng.uniform(0, 1)) if rng.random() < 0.3 else 0.0,
        float(rng.uniform(0.2, 0.8)),
        float(rng.uniform(0.3, 2.5)),
        float(rng.uniform(0, 2)),
        vertical and rng.random() < 0.5,
        float(rng.uniform(1.0, 2.5)),
    )


def random_light(rng: np.random.Generator) -> SensorSpec:
    """A structured-light or time-of-flight camera at 320x240: coarse steps, little noise."""
    return SensorSpec(
        285.6 * 0.075,
        float(rng.uniform(0.005, 0.04)),
        float(rng.uniform(0.5, 1.5)),
        int(rng.choice([1, 3])),
        int(rng.integers(0, 2)),
        float(rng.choice([1 / 16, 1 / 16, 1 / 32])),
        True,
        False,
        float(rng.uniform(0, 0.3)),
        float(rng.uniform(0, 1)),
        0.0,
        0.6,
    )


def smooth_noise(shape: tuple[int, int], blur_px: float, rng: np.random.Generator) -> Floats:
    """Unit-variance Gaussian noise with a correlation length; drawn coarsely where it is long."""
    factor = max(1, int(blur_px / 1.5))
    coarse = (shape[0] // factor + 3, shape[1] // factor + 3)
    noise = rng.standard_normal(coarse, dtype=np.float32)
    noise = cv2.GaussianBlur(noise, (0, 0), max(blur_px / factor, 0.4))
    noise = noise / max(float(noise.std()), 1e-6)
    if factor > 1:
        size = (coarse[1] * factor, coarse[0] * factor)
        noise = cv2.resize(noise, size, interpolation=cv2.INTER_LINEAR)
    return np.asarray(noise[: shape[0], : shape[1]], np.float32)


def occluded(disparity: Floats) -> NDArray[np.bool_]:
    """Pixels that the second imager, to the right of the first, cannot see."""
    width = disparity.shape[1]
    landing = np.arange(width, dtype=np.float32)[None, :] - disparity
    nearest = np.minimum.accumulate(landing[:, ::-1], axis=1)[:, ::-1]
    hidden = np.zeros(disparity.shape, bool)
    hidden[:, :-1] = nearest[:, 1:] <= landing[:, :-1] - 0.5
    return hidden


def sense(
    depth_m: Floats,
    label: NDArray[np.uint8],
    spec: SensorSpec,
    rng: np.random.Generator,
    still_noise: Floats | None = None,
) -> Floats:
    """What the camera reports of a clean picture (H, W), metres; 0 = no return.

    still_noise: unit noise (H, W) that stays over a sequence, for spec.still of the variance.
    """
    if spec.vertical:
        turned = replace(spec, vertical=False)
        noise = None if still_noise is None else np.ascontiguousarray(still_noise.T)
        out = sense(
            np.ascontiguousarray(depth_m.T), np.ascontiguousarray(label.T), turned, rng, noise
        )
        return np.ascontiguousarray(out.T)
    if spec.reversed:
        turned = replace(spec, reversed=False)
        noise = None if still_noise is None else np.ascontiguousarray(still_noise[:, ::-1])
        mirrored = (np.ascontiguousarray(a[:, ::-1]) for a in (depth_m, label))
        out = sense(*mirrored, turned, rng, noise)  # type: ignore[arg-type]
        return np.ascontiguousarray(out[:, ::-1])
    shape = (depth_m.shape[0], depth_m.shape[1])
    disparity = np.asarray(spec.focal_baseline / np.maximum(depth_m, 0.1), np.float32)
    hidden = occluded(disparity) if spec.shadow else np.zeros(shape, bool)
    if spec.fatten_px:
        size = 2 * spec.fatten_px + 1
        wide = size + round(spec.one_sided)
        grown = cv2.dilate(
            disparity,
            np.ones((size, wide), np.uint8),
            anchor=(wide - 1 - spec.fatten_px, spec.fatten_px),
        )
        where = smooth_noise(shape, 4.0, rng) + 0.3 > 0
        disparity = np.where(where & (grown - disparity > 0.25), grown, disparity)
    if spec.window_px > 1:
        blurred = cv2.blur(disparity, (spec.window_px, spec.window_px))
        edge = np.abs(blurred - disparity) > spec.bridge_px
        flying = edge & (rng.random(shape, dtype=np.float32) < spec.flying)
        disparity = np.where(edge & ~flying, disparity, blurred)
    noise = smooth_noise(shape, spec.noise_blur_px, rng)
    if still_noise is not None:
        noise = np.sqrt(spec.still) * still_noise + np.sqrt(1 - spec.still) * noise
    loud = 1.0 + (spec.cloth_noise - 1.0) * ((label == 2) | (label == 3)).astype(np.float32)
    disparity = disparity + spec.noise_px * noise.astype(np.float32) * loud
    disparity = np.round(disparity / spec.step_px) * spec.step_px
    lost = hidden & (rng.random(shape, dtype=np.float32) < 0.8)
    if spec.holes > 0:
        slope = np.abs(cv2.Sobel(disparity, cv2.CV_32F, 1, 0)) / 8
        lost |= slope + 0.12 * np.abs(smooth_noise(shape, 2.0, rng)) > 0.9 - 0.4 * spec.holes
    if spec.dropout > 0:
        cloth = int(rng.integers(1, 6))
        patchy = smooth_noise(shape, 6.0, rng) + 0.5 * smooth_noise(shape, 1.5, rng)
        lost |= (label == cloth) & (patchy > 2.2 - 1.6 * spec.dropout)
    out = spec.focal_baseline / np.maximum(disparity, 0.3)
    out = np.round(out * 1000.0) / 1000.0
    return np.where(lost | (out > 9.0), 0.0, out).astype(np.float32)
