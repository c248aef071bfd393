"""The floor and the mount of a camera, from its frames. May import all below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kiosk.config import Config
from kiosk.core.averaging import Averaged, average
from kiosk.core.frame import DepthFrame, FloatArray, Intrinsics
from kiosk.core.mount import Mount, upright

if TYPE_CHECKING:
    from kiosk.core.floor import Floor
    from kiosk.core.sight import MountSource


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """averaged, lens: of the upright picture. floor: seen, or None. gravity: (3,) by the camera,
    None where it has no sense of it. off_level_deg: between the two."""

    averaged: Averaged
    lens: Intrinsics
    mount: Mount
    mount_from: MountSource
    floor: Floor | None
    gravity: FloatArray | None

    @property
    def off_level_deg(self) -> float | None:
        if self.floor is None or self.gravity is None:
            return None
        return self.floor.tilt_deg(np.asarray(self.gravity))


def look_at(frames: Sequence[DepthFrame], config: Config) -> Look:
    """frames: at least one, of a camera that stands still."""
    from kiosk.core.floor import find_floor
    from kiosk.sensing import settle

    setting = settle(frames[:3], config.mount.orientation)  # type: ignore[arg-type]  # checked
    turned = [upright(frame, setting.mount) for frame in frames]
    averaged, lens = average(turned), turned[0].intrinsics
    floor = find_floor(averaged.depth_m, lens, turned[0].gravity) or setting.floor
    return Look(averaged, lens, setting.mount, setting.mount_from, floor, turned[0].gravity)
