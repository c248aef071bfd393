"""A demonstration's room, and people put into it. May import kiosk.core and numpy.

Pictures here are disparity, which is what a stereo camera measures: pixels of shift between its
two eyes at full resolution, larger where nearer; metres = focal_baseline / disparity.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kiosk.core.frame import FloatArray, Intrinsics

NOISE_PX: Final = 0.06
FIELDS: Final = 6
SHIFTS_PX: Final = 97
STEPS: Final = 32.0
"""The camera's own steps of disparity in a pixel."""
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """Where the camera stands.

    lens: of the upright picture at full resolution. down: (3,) unit vector, optical frame.
    focal_baseline: pixels times metres. camera_height_m over the floor; distance_m: to the mark.
    """

    lens: Intrinsics
    down: FloatArray
    focal_baseline: float
    camera_height_m: float
    distance_m: float = 1.65


def empty_room(stage: Stage, wall_m: float) -> Floats:
    """(H, W) disparity of a floor and a wall wall_m away."""
    lens = stage.lens
    u = ((np.arange(lens.width) - lens.cx) / lens.fx).astype(np.float32)
    v = ((np.arange(lens.height) - lens.cy) / lens.fy).astype(np.float32)
    d = stage.down.astype(np.float32)
    falling = d[0] * u[None, :] + d[1] * v[:, None] + d[2]
    floor = np.maximum(falling, 0.0) / np.float32(stage.camera_height_m)
    inverse = np.maximum(floor, np.float32(1.0 / wall_m))
    return np.asarray(stage.focal_baseline * inverse, np.float32)


def put(room: Floats, small: Floats, top: int, left: int) -> None:
    """A person into a room (H, W), in place, where they are the nearer.

    small: (h, w) disparity at half resolution, 0 = not the person; top, left: full resolution.
    """
    large = enlarge(small)
    part = room[top : top + large.shape[0], left : left + large.shape[1]]
    np.maximum(part, large, out=part)


def enlarge(small: Floats) -> Floats:
    """Twice the size; a pixel without all of its neighbours keeps the nearest one's value."""
    large = np.repeat(np.repeat(small, 2, axis=0), 2, axis=1)
    whole = small > 0
    down, right = whole[1:] & whole[:-1], whole[:, 1:] & whole[:, :-1]
    np.copyto(large[1:-1:2, ::2], 0.75 * small[:-1] + 0.25 * small[1:], where=down)
    np.copyto(large[2::2, ::2], 0.25 * small[:-1] + 0.75 * small[1:], where=down)
    large[:, 1::2] = large[:, ::2]
    full = large[:, ::2].copy()
    known = np.repeat(right, 2, axis=0)
    np.copyto(large[:, 1:-1:2], 0.75 * full[:, :-1] + 0.25 * full[:, 1:], where=known)
    np.copyto(large[:, 2::2], 0.25 * full[:, :-1] + 0.75 * full[:, 1:], where=known)
    return large


class Noise:
    """A stereo camera's noise: the same fields at each start, laid differently over every frame."""

    def __init__(self, lens: Intrinsics, rng: np.random.Generator) -> None:
        self._rng = rng
        still, *fields = (NOISE_PX * 0.7 * STEPS * field for field in noise_fields(lens, rng))
        self._still = np.asarray(still, np.float32)
        self._fields = [
            np.pad(np.asarray(f, np.float32), (0, SHIFTS_PX), mode="wrap") for f in fields
        ]

    def add(self, disparity: Floats) -> None:
        """Noise and the camera's own steps, in place."""
        rows, columns = disparity.shape
        field = self._fields[self._rng.integers(len(self._fields))]
        top, left = self._rng.integers(1, SHIFTS_PX, size=2)
        disparity *= np.float32(STEPS)
        disparity += self._still
        disparity += field[top : top + rows, left : left + columns]
        np.rint(disparity, out=disparity)
        disparity *= np.float32(1.0 / STEPS)


def to_millimetres(disparity: Floats, stage: Stage) -> NDArray[np.uint16]:
    """(H, W) depth as a camera delivers it."""
    depth = np.float32(stage.focal_baseline * 1000.0) / disparity
    return depth.astype(np.uint16)


def noise_fields(lens: Intrinsics, rng: np.random.Generator) -> list[Floats]:
    """FIELDS of unit noise (H, W), correlated over a few pixels, as a matching window makes it."""
    fields = []
    for _ in range(FIELDS):
        field = rng.standard_normal((lens.height, lens.width), dtype=np.float32)
        for axis in (0, 1):
            field = (field + np.roll(field, 1, axis) + np.roll(field, 2, axis)) / 3.0
        fields.append(np.asarray(field / field.std(), np.float32))
    return fields
