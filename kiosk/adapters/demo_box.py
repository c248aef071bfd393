"""A made-up box on the mark of the demonstration's room, for trying the self-check without a
camera. May import kiosk.core and numpy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from kiosk.adapters.demo_clips import DATA, load_clips
from kiosk.adapters.demo_room import Floats, Noise, Stage, empty_room, to_millimetres
from kiosk.core.boxview import BoxSize
from kiosk.core.frame import DepthFrame, Intrinsics
from kiosk.core.mount import Mount, to_stream, upright_lens
from kiosk.core.zone import ground_axes

MOUNT: Final = Mount.PORTRAIT_LEFT
FPS: Final = 30
WALL_M: Final = 3.6
SEED: Final = 11


class DemoBox:
    """A Camera before an empty room with a box, whose middle is on the mark; None: no box. It is
    as large as it should be times `scale`. Frames without end, as fast as they are asked for."""

    def __init__(self, size: BoxSize | None, scale: float = 1.0) -> None:
        self._stage = load_clips(DATA).stage
        self._size, self._scale = size, scale

    @property
    def intrinsics(self) -> Intrinsics:
        return upright_lens(self._stage.lens, Mount((4 - MOUNT.turns) % 4))

    def close(self) -> None:
        """Nothing to release."""

    def frames(self) -> Iterator[DepthFrame]:
        stage = self._stage
        noise = Noise(stage.lens, np.random.default_rng(SEED))
        room = empty_room(stage, WALL_M)
        if self._size is not None:
            np.maximum(room, _box(stage, self._size, self._scale), out=room)
        number, gravity = 0, to_stream(stage.down, MOUNT)
        while True:
            picture = room.copy()
            noise.add(picture)
            raw = np.ascontiguousarray(np.rot90(to_millimetres(picture, stage), -MOUNT.turns))
            raw.flags.writeable = False
            yield DepthFrame(raw, 0.001, self.intrinsics, number / FPS, number, gravity)
            number += 1


def _box(stage: Stage, size: BoxSize, scale: float) -> Floats:
    """(H, W) disparity of a box that faces the camera, 0 where it is not."""
    lens = stage.lens
    x = (np.arange(lens.width) - lens.cx) / lens.fx
    y = (np.arange(lens.height) - lens.cy) / lens.fy
    rays = np.stack([*np.meshgrid(x, y), np.ones((lens.height, lens.width))], axis=-1)
    right, ahead = ground_axes(stage.down)
    ways = rays @ np.stack([right, -stage.down, ahead]).T
    origin = np.array([0.0, stage.camera_height_m, -stage.distance_m])
    half = 0.5 * scale * np.array([size.width_m, 0.0, size.depth_m])
    low, high = -half, half + [0.0, scale * size.height_m, 0.0]
    with np.errstate(divide="ignore"):
        one, two = (low - origin) / ways, (high - origin) / ways
    enter = np.minimum(one, two).max(axis=-1)
    leave = np.maximum(one, two).min(axis=-1)
    hit = (enter <= leave) & (enter > 0.05)
    shown = np.where(hit, stage.focal_baseline / np.where(hit, enter, 1.0), 0.0)
    return np.asarray(shown, np.float32)
