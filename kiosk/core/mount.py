"""How the camera is mounted, and turning its picture upright. numpy and kiosk.core only.

A kiosk's camera hangs in landscape or, better for the legs, in portrait. Everything after this
module sees an upright picture: earth's down is the picture's down, to within half a quarter turn.
`to_stream` takes results back to the stream's own optical frame.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from kiosk.core.floor import Floor, find_floor
from kiosk.core.frame import BoolArray, DepthFrame, FloatArray, Intrinsics, deproject

_MIN_LEVEL = 0.35
"""Share of gravity across the line of sight under which a camera's roll cannot be told (20 deg)."""
_MIN_ELONGATION = 1.5
"""A standing or squatting person is at least this much longer than wide (principal axes)."""
_CLEAR_LEAD = 2.0
"""Without a person, a floor must show this many times more than any other plane."""
_OFF_PLANE_M = 0.1
_FEET_REACH_M = 0.45
"""The lowest tenth of a standing person's pixels reaches about a quarter of a metre up."""
_MIN_THING_PX = 100
_FEET_WIDER = 1.25
"""The feet's end of a person must be this much wider than the head's to tell them apart."""


class Mount(Enum):
    """Where the earth is in the stream's picture; the value is the counter-clockwise quarter
    turns (as `numpy.rot90` counts them) that make the picture upright.

    LANDSCAPE: earth at the lower edge. PORTRAIT_LEFT: at the left edge. INVERTED: at the upper
    edge. PORTRAIT_RIGHT: at the right edge.
    """

    LANDSCAPE = 0
    PORTRAIT_LEFT = 1
    INVERTED = 2
    PORTRAIT_RIGHT = 3

    @property
    def turns(self) -> int:
        """Counter-clockwise quarter turns from the stream's picture to the upright one."""
        return int(self.value)

    @property
    def portrait(self) -> bool:
        return self.turns % 2 == 1


def upright(frame: DepthFrame, mount: Mount) -> DepthFrame:
    """The same frame with picture, intrinsics and gravity turned upright.

    The depth is a read-only contiguous copy where it turns, and the frame itself where not.
    """
    if mount is Mount.LANDSCAPE:
        return frame
    depth = np.ascontiguousarray(np.rot90(frame.depth, mount.turns))
    depth.flags.writeable = False
    gravity = None if frame.gravity is None else to_upright(frame.gravity, mount)
    lens = upright_lens(frame.intrinsics, mount)
    return DepthFrame(depth, frame.scale_m, lens, frame.time_s, frame.number, gravity)


def upright_lens(lens: Intrinsics, mount: Mount) -> Intrinsics:
    """Intrinsics of the upright picture. Pixel centres lie at whole numbers, so the column u of
    a picture `width` wide becomes the row width - 1 - u in a counter-clockwise quarter turn."""
    for _ in range(mount.turns):
        lens = Intrinsics(
            lens.height, lens.width, lens.fy, lens.fx, lens.cy, lens.width - 1 - lens.cx
        )
    return lens


def to_upright(points_m: FloatArray, mount: Mount) -> FloatArray:
    """Points or directions (..., 3) of the stream's optical frame, in the upright one's axes."""
    return _turn(points_m, mount.turns)


def to_stream(points_m: FloatArray, mount: Mount) -> FloatArray:
    """Points or directions (..., 3) of the upright optical frame, in the stream's own axes."""
    return _turn(points_m, -mount.turns)


def _turn(points_m: FloatArray, turns: int) -> FloatArray:
    """Turn about the line of sight; one counter-clockwise turn of the picture: x' = y, y' = -x."""
    x, y = points_m[..., 0], points_m[..., 1]
    for _ in range(turns % 4):
        x, y = y, -x
    return np.stack([x, y, points_m[..., 2]], axis=-1)


def mount_from_gravity(gravity: FloatArray) -> Mount | None:
    """The mount whose picture is upright for a gravity (3,) in the stream's optical axes.

    None where gravity is not finite or lies so near the line of sight that it cannot be told.
    """
    x, y = float(gravity[0]), float(gravity[1])
    length = float(np.linalg.norm(gravity))
    if not np.isfinite(length) or length == 0.0 or np.hypot(x, y) < _MIN_LEVEL * length:
        return None
    if abs(y) >= abs(x):
        return Mount.LANDSCAPE if y > 0 else Mount.INVERTED
    return Mount.PORTRAIT_RIGHT if x > 0 else Mount.PORTRAIT_LEFT


def find_mount(depth_m: NDArray[np.float32], lens: Intrinsics) -> Mount | None:
    """The mount of a camera without IMU, from the floor and the person in its picture.

    depth_m: (H, W) metres, 0 = no return, the stream's own picture. None where nothing can be
    decided; the caller then assumes landscape and says so.
    """
    floors = {}
    for mount in Mount:
        turned = np.rot90(depth_m, mount.turns)
        floor = find_floor(turned, upright_lens(lens, mount), None)
        if floor is not None:
            floors[mount] = floor
    if not floors:
        return _mount_from_person(depth_m, lens)
    if len(floors) == 1:
        return next(iter(floors))
    stood_on = _stood_on(depth_m, lens, floors)
    best = max(floors, key=lambda mount: floors[mount].share)
    rest = max(floor.share for mount, floor in floors.items() if mount is not best)
    clear = floors[best].share > _CLEAR_LEAD * rest
    return stood_on if stood_on is not None else (best if clear else None)


def _stood_on(
    depth_m: NDArray[np.float32], lens: Intrinsics, floors: dict[Mount, Floor]
) -> Mount | None:
    """Which of several planes is the floor: a near side wall looks like one, but the person's
    length is along the floor's normal and begins at the floor. None without a person to tell."""
    points = _points(depth_m, lens)
    heights = {mount: floor.height(to_upright(points, mount)) for mount, floor in floors.items()}
    off = np.all([height > _OFF_PLANE_M for height in heights.values()], axis=0)
    near = off & _nearest_thing(points[:, 2], off)
    if near.sum() < _MIN_THING_PX:
        return None
    spans = {}
    for mount, height in heights.items():
        low, high = np.percentile(height[near], [10.0, 90.0])
        spans[mount] = float(high - low) if low < _FEET_REACH_M else 0.0
    best = max(spans, key=lambda mount: spans[mount])
    rest = max(span for mount, span in spans.items() if mount is not best)
    return best if spans[best] > _MIN_ELONGATION * rest and spans[best] > 0.0 else None


def _nearest_thing(z_m: FloatArray, off: BoolArray) -> BoolArray:
    """Points (n,) within half a metre of the nearest depth where much of what is `off` lies."""
    counts = np.bincount((np.clip(z_m[off], 0.0, 8.0) * 10.0).astype(np.int64), minlength=81)
    wide = np.convolve(counts, np.ones(5), mode="same")
    much = np.nonzero(wide >= max(_MIN_THING_PX, 0.1 * off.sum()))[0]
    if not len(much):
        return np.zeros(len(z_m), dtype=bool)
    first = int(much[0])
    window = wide[first : first + 6]
    middle = (first + int(window.argmax()) + 0.5) / 10.0
    near: BoolArray = np.abs(z_m - middle) < 0.5
    return near


def _points(depth_m: NDArray[np.float32], lens: Intrinsics) -> FloatArray:
    """(n, 3) of the thinned picture's returns, the stream's optical frame."""
    step = max(1, round(lens.fx / 106.0))
    z = depth_m[::step, ::step]
    v, u = np.nonzero(z > 0.2)
    places = np.stack([u, v]).astype(np.float64) * step
    return deproject(places[0], places[1], z[v, u].astype(np.float64), lens)


def _mount_from_person(depth_m: NDArray[np.float32], lens: Intrinsics) -> Mount | None:
    """From a person that is already cut out: long axis upright, feet apart, head narrow."""
    body = depth_m > 0
    if body.mean() > 0.35:
        return None
    points = _points(depth_m, lens)
    return _stance(points[:, :2]) if len(points) >= _MIN_THING_PX else None


def _stance(across_m: FloatArray) -> Mount | None:
    """Mount from a person's points (n, 2) across the line of sight, metres."""
    spread = across_m - np.median(across_m, axis=0)
    sd = spread.std(axis=0)
    axis = 1 if sd[1] > sd[0] else 0
    if sd[axis] < _MIN_ELONGATION * sd[1 - axis]:
        return None
    low, high = np.percentile(spread[:, axis], [1.0, 99.0])
    end = 0.1 * (high - low)
    widths = []
    for part in (spread[:, axis] < low + end, spread[:, axis] > high - end):
        side = spread[part, 1 - axis]
        widths.append(float(np.ptp(np.percentile(side, [5.0, 95.0]))) if len(side) > 10 else 0.0)
    if max(widths) < _FEET_WIDER * min(widths):
        return None
    feet_high = widths[1] > widths[0]
    if axis == 1:
        return Mount.LANDSCAPE if feet_high else Mount.INVERTED
    return Mount.PORTRAIT_RIGHT if feet_high else Mount.PORTRAIT_LEFT


def agree(votes: Iterable[Mount | None]) -> Mount | None:
    """The mount that most frames of a recording vote for; None where no majority of them does."""
    counts = Counter(vote for vote in votes if vote is not None)
    if not counts:
        return None
    mount, most = counts.most_common(1)[0]
    return mount if most > counts.total() / 2 else None
