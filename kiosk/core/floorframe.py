"""From the camera's optical frame to the member's floor frame and back. numpy only.

Floor frame (MEASUREMENT.md section 1): origin on the floor midway between the ankles in quiet
standing, X the member's forward, Y up, Z the member's right.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from kiosk.core.frame import FloatArray
from kiosk.core.skeleton import Motion

MIN_STANCE_M: Final = 0.02
"""Ankles closer than this give no direction."""
MIN_FEET_M: Final = 0.08
"""Both feet's heel-to-toe lengths along forward add up to at least this, or they prove nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class FloorFrame:
    """Where the floor frame lies in the camera's optical frame.

    origin_m: (3,) camera frame. axes: (3, 3), rows X, Y, Z of the floor frame as camera-frame unit
    vectors. sides_swapped: by the feet, the ankle called left stands on the member's right, so
    left and right were mixed up (a back view taken for a front view).
    """

    origin_m: FloatArray
    axes: FloatArray
    sides_swapped: bool = False

    def to_floor(self, points_m: FloatArray) -> FloatArray:
        """Camera-frame points (..., 3) to the floor frame; NaN stays NaN."""
        moved: FloatArray = (points_m - self.origin_m) @ self.axes.T
        return moved

    def to_camera(self, points_m: FloatArray) -> FloatArray:
        """Floor-frame points (..., 3) to the camera's optical frame."""
        moved: FloatArray = points_m @ self.axes + self.origin_m
        return moved

    def motion(self, motion: Motion) -> Motion:
        """A camera-frame motion in the floor frame."""
        return replace(motion, points_m=self.to_floor(motion.points_m))


def floor_frame(motion: Motion, up: FloatArray, offset_m: float) -> FloorFrame | None:
    """The floor frame of a member standing still, from standing frames only (choose them first).

    motion: camera frame. up: (3,) unit vector away from the floor, camera frame; the height of a
    point is up·p + offset_m. Ankles and feet are taken as medians over the frames. X is horizontal
    and perpendicular to the ankle line; its sign comes from the feet (heel to toes), and only
    where no foot was measured from which ankle is called right. None where an ankle was never
    measured or the ankles coincide.
    """
    y = up / np.linalg.norm(up)
    left, right = _middle(motion, "LAnkle"), _middle(motion, "RAnkle")
    line = right - left
    line = line - (line @ y) * y
    width = float(np.linalg.norm(line))
    if not width > MIN_STANCE_M:
        return None
    forward_by_name = np.cross(y, line / width)
    toes = _forward_hint(motion)
    swapped = bool(np.isfinite(toes).all() and toes @ forward_by_name < -MIN_FEET_M)
    x = -forward_by_name if swapped else forward_by_name
    middle = 0.5 * (left + right)
    origin = middle - (float(y @ middle) + offset_m) * y
    return FloorFrame(origin, np.stack([x, y, np.cross(x, y)]), swapped)


def _middle(motion: Motion, name: str) -> FloatArray:
    """Median place (3,) of a joint, NaN where it was never measured."""
    path = motion.joint(name)
    path = path[np.isfinite(path).all(axis=-1)]
    if not len(path):
        return np.full(3, np.nan)
    middle: FloatArray = np.median(path, axis=0)
    return middle


def _forward_hint(motion: Motion) -> FloatArray:
    """Sum of both feet's heel-to-toe vectors (3,), NaN where neither foot was measured."""
    feet = []
    for side in ("L", "R"):
        toes = 0.5 * (_middle(motion, side + "BigToe") + _middle(motion, side + "SmallToe"))
        foot = toes - _middle(motion, side + "Heel")
        if np.isfinite(foot).all():
            feet.append(foot)
    return np.sum(feet, axis=0) if feet else np.full(3, np.nan)
