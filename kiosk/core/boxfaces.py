"""A box's top and front as planes. numpy and kiosk.core only."""

from __future__ import annotations

from typing import Final

import numpy as np

from kiosk.core.boxview import BoxSize, Face, View
from kiosk.core.frame import BoolArray, FloatArray

_LEAST_PX: Final = 150
_BIN_M: Final = 0.005
_LINE_M: Final = 0.015
_TRIES: Final = 300
_SEED: Final = 5


def heights_above(view: View, plane: FloatArray) -> FloatArray:
    """(H, W) metres above a floor m; NaN where nothing is seen."""
    offset = 1.0 / float(np.linalg.norm(plane))
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(view.inverse > 0, 1.0 / view.inverse, np.nan)
    heights: FloatArray = offset - offset * (view.rays @ plane) * z
    return heights


def local_floor(view: View, near: BoolArray) -> FloatArray | None:
    """The floor m around the mark alone: a large floor is never quite even."""
    height = heights_above(view, view.floor)
    low = near & (np.abs(height) < 0.04)
    if low.sum() < 3 * _LEAST_PX:
        return None
    return fitted(view, eroded(low, 2), view.floor)


def find_top(view: View, raised: BoolArray, height: FloatArray) -> Face | None:
    """The level surface at the height that most of what is raised has."""
    tall = np.where(raised, height, 0.0)
    counts = np.bincount((tall[raised] / _BIN_M).astype(np.int64), minlength=8)
    rows = np.convolve(counts, np.ones(3), mode="same")
    rows[: round(0.05 / _BIN_M)] = 0
    peak = (int(rows.argmax()) + 0.5) * _BIN_M
    chosen = raised & (np.abs(height - peak) < 0.03)
    inner = eroded(chosen, 2)
    if inner.sum() < _LEAST_PX or rows.max() < 3.0 * np.median(rows[rows > 0]):
        return None
    plane = fitted(view, inner)
    if plane is None:
        return None
    z = 1.0 / view.inverse[inner]
    spot = (view.rays[inner] * z[:, None]).mean(axis=0)
    spot = spot / (spot @ plane)
    there = float(np.median(height[inner]))
    cosine = float(-plane @ view.up) / float(np.linalg.norm(plane))
    tilt = float(np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0))))
    middle = view.axes @ spot
    return Face(plane, middle, np.zeros(2), np.zeros(2), there - float(spot @ view.up), there, tilt)


def find_front(view: View, raised: BoolArray, height: FloatArray, size: BoxSize) -> Face | None:
    """The upright plane that most of what is below the top lies on."""
    wall = raised & (height > 0.15 * size.height_m) & (height < size.height_m - 0.035)
    spots = view.plan[wall]
    if len(spots) < _LEAST_PX:
        return None
    line = _line(spots)
    if line is None:
        return None
    out, distance = line
    chosen = wall & (np.abs(view.plan @ out - distance) < _LINE_M)
    plane = fitted(view, eroded(chosen, 1))
    if plane is None:
        return None
    # The camera stands at the plan's origin; `out` points from the box to it.
    normal = plane / np.linalg.norm(plane)
    lean = float(np.degrees(np.arcsin(np.clip(abs(float(normal @ view.up)), 0.0, 1.0))))
    flat = view.axes @ normal
    out = -flat / np.linalg.norm(flat)
    side = np.array([-out[1], out[0]])
    side = side if side[0] > 0 else -side
    on = wall & (np.abs(view.inverse - view.rays @ plane) < view.tolerance)
    if on.sum() < _LEAST_PX:
        return None
    along = view.plan[on] @ side
    ends = np.percentile(along, [1.0, 99.0])
    middle = float(ends.mean()) * side + float(np.median(view.plan[on] @ out)) * out
    to_camera = -middle / np.linalg.norm(middle)
    turned = np.degrees(np.arctan2(out[0] * to_camera[1] - out[1] * to_camera[0], out @ to_camera))
    z = 1.0 / view.inverse[on]
    points = view.rays[on] * z[:, None]
    camera_m = float(np.median(height[on] - points @ view.up))
    return Face(plane, middle, out, side, camera_m, lean_deg=lean, turned_deg=-float(turned))


def _line(spots: FloatArray) -> tuple[FloatArray, float] | None:
    """The line that most of the places (n, 2) are near: its unit normal towards the origin and
    the origin's distance along it, which is negative. The same places give the same line."""
    rng = np.random.default_rng(_SEED)
    some = spots[rng.integers(0, len(spots), 1500)]
    one, two = some[rng.integers(0, len(some), (2, _TRIES))]
    along = two - one
    length = np.linalg.norm(along, axis=1)
    sound = length > 0.08
    if not sound.any():
        return None
    normal = np.stack([-along[sound, 1], along[sound, 0]], axis=1) / length[sound, None]
    distance = (normal * one[sound]).sum(axis=1)
    normal, distance = np.where(distance[:, None] > 0, -normal, normal), -np.abs(distance)
    votes = (np.abs(some @ normal.T - distance) < _LINE_M).sum(axis=0)
    best = int(votes.argmax())
    return normal[best], float(distance[best])


def fitted(view: View, chosen: BoolArray, guess: FloatArray | None = None) -> FloatArray | None:
    """Least squares in 1/z through the chosen pixels, without those that are far off."""
    rays, inverse = view.rays[chosen], view.inverse[chosen]
    keep = np.ones(len(inverse), np.bool_)
    if guess is not None:
        keep = np.abs(inverse - rays @ guess) < 3.0 * view.tolerance
    plane: FloatArray | None = None
    for _ in range(4):
        if keep.sum() < _LEAST_PX:
            return None
        plane = np.asarray(np.linalg.lstsq(rays[keep], inverse[keep], rcond=None)[0], np.float64)
        off = np.abs(inverse - rays @ plane)
        keep = off < max(2.5 * 1.48 * float(np.median(off[keep])), 0.2 * view.tolerance)
    return plane


def eroded(mask: BoolArray, steps: int) -> BoolArray:
    """Without its border pixels: at edges a stereo camera draws what is not there."""
    inner = mask.copy()
    for _ in range(steps):
        core = inner.copy()
        core[1:] &= inner[:-1]
        core[:-1] &= inner[1:]
        core[:, 1:] &= inner[:, :-1]
        core[:, :-1] &= inner[:, 1:]
        inner = core
    return inner
