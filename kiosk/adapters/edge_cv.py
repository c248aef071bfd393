"""A body's mask at full resolution from its thinned one. May import kiosk.core and cv2."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from kiosk.adapters.pieces_cv import MIN_BODY_PX, Piece, Survey, tolerance_m
from kiosk.core.floor import standing_level
from kiosk.core.frame import BoolArray, FloatArray, Intrinsics
from kiosk.core.plane import Float32
from kiosk.core.zone import Blob

_FAR_M: Final = np.float32(100.0)
_FEET_M: Final = 0.15
_AROUND_FEET_M: Final = 0.4
_LOW_THING_M: Final = 0.5
_LEGS_ASIDE_M: Final = 0.55
_LEGS_AHEAD_M: Final = 0.7


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """mask: (H, W). around: the (rows, columns) outside which it is empty. centroid_m: (3,)."""

    mask: BoolArray
    around: tuple[slice, slice]
    centroid_m: FloatArray


def full_mask(
    depth_m: Float32, body: Piece, scene: Survey, lens: Intrinsics, floor: bool
) -> Outline | None:
    """Pixels beside the thinned mask whose depth fits those around; None where nothing is left."""
    box, coarse = _widened(body, scene.z.shape)
    level = 0.0
    clear = np.ones_like(coarse)
    if floor:
        level, clear = _ground(coarse, box, body.blob, scene, lens)
        coarse &= clear
    z = scene.z[box]
    here = z[coarse].astype(np.float64)
    if len(here) < MIN_BODY_PX:
        return None
    slack = np.float32(0.5) * tolerance_m(scene.sigma_z[box])
    beside = np.ones((3, 3), np.uint8)
    most = cv2.dilate(np.where(coarse, z + slack, np.float32(0.0)), beside)
    least = cv2.erode(np.where(coarse, z - slack, _FAR_M), beside)
    # A pixel without return in the thinned picture says nothing about the ones that it stands for.
    most[~clear & (z > 0)] = 0.0
    step = scene.step
    around = tuple(slice(side.start * step, side.stop * step) for side in box)
    part = depth_m[around]
    fine = (part <= _enlarge(most, part, step)) & (part >= _enlarge(least, part, step))
    if floor and step > 1:
        _trim_feet(fine, part, coarse, box, scene, level)
    if not fine.any():
        return None
    mask = np.zeros(depth_m.shape, dtype=bool)
    mask[around] = fine
    x = np.broadcast_to(scene.x[box[1]], coarse.shape)[coarse]
    y = np.broadcast_to(scene.y[box[0], None], coarse.shape)[coarse]
    centroid = np.array([(x * here).mean(), (y * here).mean(), here.mean()])
    return Outline(mask, (around[0], around[1]), centroid)


def _widened(body: Piece, shape: tuple[int, ...]) -> tuple[tuple[slice, slice], BoolArray]:
    """The body's box and pixels with a margin of one thinned pixel where the picture has it."""
    rows = slice(max(0, body.rows.start - 1), min(shape[0], body.rows.stop + 1))
    cols = slice(max(0, body.cols.start - 1), min(shape[1], body.cols.stop + 1))
    coarse = np.zeros((rows.stop - rows.start, cols.stop - cols.start), dtype=bool)
    top, left = body.rows.start - rows.start, body.cols.start - cols.start
    coarse[top : top + body.pixels.shape[0], left : left + body.pixels.shape[1]] = body.pixels
    return (rows, cols), coarse


def _ground(
    coarse: BoolArray, box: tuple[slice, slice], blob: Blob, scene: Survey, lens: Intrinsics
) -> tuple[float, BoolArray]:
    """Height of what the feet stand on, the floor or a mat, and the pixels clear of it.

    Clear asks less than a piece was asked: what is beside a shoe and only just above the ground
    is shoe. Low things beside the feet (the end of a bench) are not clear.
    """
    height, right, ahead = scene.height[box], scene.right[box], scene.ahead[box]
    low = (height < _FEET_M) & (scene.z[box] > 0.3)
    feet = coarse & low
    aside = np.abs(right - np.float32(blob.right_m))
    middle = float(np.median(ahead[feet])) if feet.sum() >= 5 else blob.ahead_m
    off = np.abs(ahead - np.float32(middle))
    around = low & (off < _AROUND_FEET_M) & (aside < _AROUND_FEET_M)
    slant = np.maximum(np.abs(scene.rise[box][around]), 0.05)
    area = (scene.z[box][around] * scene.step / lens.fx) ** 2 / slant
    level = standing_level(height[around].astype(np.float64), area.astype(np.float64))
    over = height - np.float32(level) > _edge_m(scene.sigma_z[box], scene.rise[box])
    thing = (height < _LOW_THING_M) & ((aside > _LEGS_ASIDE_M) | (off > _LEGS_AHEAD_M))
    return level, over & ~thing


def _edge_m(sigma_z: Float32, rise: Float32) -> Float32:
    """Height over the ground from which a pixel beside a shoe is shoe."""
    edge: Float32 = np.maximum(np.float32(0.010), np.float32(1.5) * sigma_z * np.abs(rise))
    return edge


def _trim_feet(
    fine: BoolArray,
    part: Float32,
    coarse: BoolArray,
    box: tuple[slice, slice],
    scene: Survey,
    level: float,
) -> None:
    """Take the floor out of the full-resolution mask (in place) around the feet: one thinned
    pixel stands for several, of which some may be floor."""
    rows = np.nonzero((coarse & (scene.height[box] < _FEET_M)).any(axis=1))[0]
    if not len(rows):
        return
    step = scene.step
    feet = slice(max(0, int(rows[0]) - 1) * step, min(coarse.shape[0], int(rows[-1]) + 2) * step)
    z = np.asarray(cv2.medianBlur(np.ascontiguousarray(part[feet]), 3), np.float32)
    # The rise is linear over the picture; the floor's height under the camera is what z adds to.
    corner, rise = (box[0].start, box[1].start), scene.rise
    down_px = (rise[1, 0] - rise[0, 0]) / step
    side_px = (rise[0, 1] - rise[0, 0]) / step
    v = np.arange(feet.start, feet.start + z.shape[0], dtype=np.float32)
    u = np.arange(z.shape[1], dtype=np.float32)
    slope = (rise[corner] + v * down_px)[:, None] + (u * side_px)[None, :]
    height = z * slope + np.float32(scene.camera_m - level)
    sigma_z = np.float32(scene.noise_inverse_m) * z * z
    fine[feet] &= height > _edge_m(sigma_z, slope)


def _enlarge(thinned: cv2.typing.MatLike, like: Float32, step: int) -> Float32:
    """A thinned picture at full resolution: each pixel repeated over its block."""
    image = np.asarray(thinned, np.float32)
    if step == 1:
        return image
    size = (image.shape[1] * step, image.shape[0] * step)
    large = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_NEAREST), np.float32)
    return large[: like.shape[0], : like.shape[1]]
