"""A depth frame to a skeleton: mount, floor, person, crop, network. May import kiosk.core, ports.

`settle` looks at the first frames once; `Sensing` then takes one frame at a time and keeps no
picture. The same chain serves recordings and the live loop.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from kiosk.core.completeness import cut_by_missing_depth, full_of_holes
from kiosk.core.floor import Floor, assumed_floor, find_floor, fuse
from kiosk.core.frame import BoolArray, DepthFrame, FloatArray, Intrinsics, deproject
from kiosk.core.mount import Mount, agree, find_mount, mount_from_gravity, upright
from kiosk.core.posenet import crop_person, decode
from kiosk.core.sight import MountSource, Setting, Sight, Silhouette
from kiosk.core.zone import PersonMask
from kiosk.ports import PoseModel

PICTURE_DOWN: Final = (0.0, 1.0, 0.0)
LEGS_CUT_M: Final = 0.30
"""A person whose lowest visible part is this far above the floor has no feet in the picture."""
OUTLINE_PX: Final = 200
"""The silhouette is thinned to about this many rows or columns, whichever is more."""


class Segments(Protocol):
    """Finds the member's pixels; kiosk.adapters.segment_cv.Segmenter does."""

    def segment(
        self,
        depth_m: NDArray[np.float32],
        lens: Intrinsics,
        floor: Floor | None,
        down: FloatArray,
        previous: PersonMask | None = None,
    ) -> PersonMask | None: ...


def to_metres(frame: DepthFrame) -> NDArray[np.float32]:
    """(H, W) float32 metres, 0 = no return."""
    return frame.depth.astype(np.float32) * np.float32(frame.scale_m)


def settle(
    frames: Sequence[DepthFrame], mount: Literal["auto", "portrait", "landscape"]
) -> Setting:
    """Mount and floor from a few frames of a camera that stands still."""
    found, source = _find_mount(frames, mount)
    turned = [upright(frame, found) for frame in frames]
    gravity = turned[0].gravity
    floors = [find_floor(to_metres(f), f.intrinsics, gravity) for f in turned]
    floor = fuse([f for f in floors if f is not None])
    if floor is not None:
        return Setting(found, source, floor, floor.down, "floor")
    if gravity is not None:
        return Setting(found, source, None, gravity, "imu")
    return Setting(found, source, None, np.array(PICTURE_DOWN), "mount")


def _find_mount(frames: Sequence[DepthFrame], wish: str) -> tuple[Mount, MountSource]:
    by_gravity = None
    if frames[0].gravity is not None:
        by_gravity = mount_from_gravity(frames[0].gravity)
    seen = by_gravity
    if seen is None and wish != "landscape":
        seen = agree(find_mount(to_metres(f), f.intrinsics) for f in frames[:7])
    if wish == "landscape":
        return (Mount.INVERTED if by_gravity is Mount.INVERTED else Mount.LANDSCAPE), "given"
    if wish == "portrait":
        return (seen if seen is not None and seen.portrait else Mount.PORTRAIT_LEFT), "given"
    if by_gravity is not None:
        return by_gravity, "gravity"
    return (Mount.LANDSCAPE, "assumed") if seen is None else (seen, "picture")


class Sensing:
    """One frame after another to sights; the only state is where the member just was."""

    def __init__(
        self, setting: Setting, segments: Segments, model: PoseModel, *, outlines: bool = False
    ) -> None:
        self._setting = setting
        self._outlines = outlines
        self._segments = segments
        self._model = model
        self._previous: PersonMask | None = None

    def step(self, frame: DepthFrame) -> Sight:
        """What this frame shows."""
        setting = self._setting
        turned = upright(frame, setting.mount)
        depth_m, lens = to_metres(turned), turned.intrinsics
        person = self._segments.segment(depth_m, lens, setting.floor, setting.down, self._previous)
        self._previous = person
        if person is None:
            return Sight(frame.time_s, None, False, 0, False, False, float("nan"))
        lowest = _lowest(depth_m, person.mask, lens, setting.down)
        cut = _legs_cut(person, lowest, setting.floor)
        crop = crop_person(depth_m, person.mask, lens, setting.down, box=person.box)
        holes = crop is None or full_of_holes(crop.body.values[1])
        holes = holes or cut_by_missing_depth(depth_m, person.mask)
        skeleton = None
        if crop is not None and not cut and not holes:
            out = self._model.infer(crop.body.values, crop.feet.values)
            skeleton = decode(*out, crop, lens, frame.time_s)
        return Sight(
            time_s=frame.time_s,
            skeleton=skeleton,
            person=True,
            others=person.others,
            legs_cut=cut,
            holes=holes,
            lowest_m=lowest,
            place_m=person.place_m,
            tall_m=person.tall_m,
            silhouette=_outline(person.mask) if self._outlines else None,
        )


def _outline(mask: BoolArray) -> Silhouette:
    step = max(1, round(max(mask.shape) / OUTLINE_PX))
    thinned = np.ascontiguousarray(mask[::step, ::step])
    thinned.flags.writeable = False
    return Silhouette(thinned, step, mask.shape[1], mask.shape[0])


def _lowest(
    depth_m: NDArray[np.float32], mask: BoolArray, lens: Intrinsics, down: FloatArray
) -> float:
    rows, cols = np.nonzero(mask[::4, ::4])
    if not len(rows):
        return float("nan")
    z = depth_m[::4, ::4][rows, cols].astype(np.float64)
    points = deproject(cols.astype(np.float64) * 4.0, rows.astype(np.float64) * 4.0, z, lens)
    return -assumed_floor(points, down, "mount").offset_m


def _legs_cut(person: PersonMask, lowest_m: float, floor: Floor | None) -> bool:
    """Feet below the picture's edge, or nothing of the person anywhere near the floor."""
    if floor is not None and np.isfinite(lowest_m):
        return lowest_m + floor.offset_m > LEGS_CUT_M
    return "bottom" in person.cut_off
