"""How a camera stands over the floor, what to change, and a picture of it in letters. numpy and
kiosk.core only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kiosk.core.boxview import Place, view_of
from kiosk.core.floor import Floor
from kiosk.core.frame import FloatArray, Intrinsics
from kiosk.core.zone import Zone

TALL_M: Final = 2.0
"""Somebody of this height, arms down, has to fit the picture on the mark, feet included."""
FEET_M: Final = 0.35
"""Toes and a step forward are so much nearer than the mark's middle."""
HEIGHT_M: Final = (0.5, 1.8)
ROLL_DEG: Final = 2.0
ZEROS: Final = 0.25
OCCUPIED: Final = 0.01
SHADES: Final = "█▓▒░"
MOVED_M: Final = 0.03
MOVED_DEG: Final = 1.0


@dataclass(frozen=True, slots=True)
class Mounting:
    """height_m: of the camera over the floor. tilt_deg: how far it looks down. roll_deg: positive
    where the picture has to be turned clockwise to be level. off_level_deg: between the floor and
    the camera's own sense of gravity, None without one. zeros: share of the picture without depth.
    occupied: share of it that shows something standing in the zone. todo: what to do, the most
    pressing first; empty: nothing."""

    floor: bool
    mount: str
    height_m: float
    tilt_deg: float
    roll_deg: float
    off_level_deg: float | None
    mark_m: float
    zeros: float
    occupied: float
    todo: tuple[str, ...]

    @property
    def free(self) -> bool:
        return self.occupied < OCCUPIED


@dataclass(frozen=True, slots=True)
class Mounted:
    """What was accepted, to know later whether the camera was moved or exchanged. lens: of its
    picture as it comes from the camera; None where that was not kept yet."""

    utc: str
    mount: str
    height_m: float
    tilt_deg: float
    roll_deg: float
    serial: str = ""
    lens: Intrinsics | None = None


def mounting(
    depth_m: NDArray[np.float32],
    lens: Intrinsics,
    floor: Floor | None,
    mount: str,
    zone: Zone,
    mark: Place,
    *,
    off_level_deg: float | None,
    zeros: float,
) -> Mounting:
    """depth_m: (H, W) upright. off_level_deg, zeros: as found."""
    nan = float("nan")
    if floor is None:
        lost = "No floor is seen: tilt the camera down, and see that it has light and a clear view."
        return Mounting(False, mount, nan, nan, nan, None, nan, zeros, 0.0, (lost,))
    down = floor.down
    tilt = float(np.degrees(np.arcsin(np.clip(down[2], -1.0, 1.0))))
    roll = float(np.degrees(np.arctan2(down[0], down[1])))
    occupied = _occupied(depth_m, lens, floor, zone)
    todo = tuple(_todo(floor, lens, mark, tilt, roll, off_level_deg, zeros, occupied))
    return Mounting(
        True, mount, floor.offset_m, tilt, roll, off_level_deg, mark.ahead_m, zeros, occupied, todo
    )


def _occupied(depth_m: NDArray[np.float32], lens: Intrinsics, floor: Floor, zone: Zone) -> float:
    view = view_of(depth_m[::4, ::4], _thinned(lens), floor, baseline_down=False)
    z = np.where(view.inverse > 0, 1.0 / np.where(view.inverse > 0, view.inverse, 1.0), 0.0)
    height = floor.height(view.rays * z[..., None])
    right, ahead = view.plan[..., 0], view.plan[..., 1]
    there = (np.abs(right - zone.right_m) < zone.half_width_m) & (ahead > zone.near_m)
    there &= (ahead < zone.far_m) & (height > 0.15) & (height < 2.2) & (z > 0)
    return float(there.mean())


def _thinned(lens: Intrinsics) -> Intrinsics:
    wide, high = -(-lens.width // 4), -(-lens.height // 4)
    return Intrinsics(wide, high, lens.fx / 4, lens.fy / 4, lens.cx / 4, lens.cy / 4)


def _todo(
    floor: Floor,
    lens: Intrinsics,
    mark: Place,
    tilt: float,
    roll: float,
    off_level: float | None,
    zeros: float,
    occupied: float,
) -> Iterator[str]:
    height = floor.offset_m
    if off_level is not None and off_level > 3.0:
        yield f"The floor lies {off_level:.0f} degrees off level: is it a ramp, or a bench?"
    least, most = tilts(height, mark.ahead_m, lens)
    if least > most + 0.5:
        yield (
            "The mark is too near: a tall member's head and feet do not both fit. Move it or the "
            "camera further away, or hang the camera upright (portrait)."
        )
    best = 0.5 * (least + most)
    if tilt < least - 0.5 or tilt > most + 0.5:
        way = "down" if best > tilt else "up"
        yield f"Tilt the camera {max(1.0, abs(best - tilt)):.0f} degrees {way}."
    if abs(roll) > ROLL_DEG:
        way = "clockwise" if roll > 0 else "counter-clockwise"
        yield f"Turn the camera {abs(roll):.0f} degrees {way}, as seen from behind it."
    if not HEIGHT_M[0] <= height <= HEIGHT_M[1]:
        low, high = HEIGHT_M
        yield f"Hang the camera between {low} and {high} m high; it is at {height:.2f} m."
    if zeros > ZEROS:
        yield (
            f"{100.0 * zeros:.0f} % of the picture has no depth: shade the sun, cover mirrors and "
            "glass, clean the lens."
        )
    if occupied >= OCCUPIED:
        yield "Something stands in the zone: clear it, or step out of it."


def tilts(height_m: float, ahead_m: float, lens: Intrinsics) -> tuple[float, float]:
    """How far down the camera may look, least and most, degrees: a member of TALL_M on a mark
    ahead_m away then fits the picture from head to toes. The least is over the most where they do
    not fit. lens: of the upright picture."""
    feet = np.degrees(np.arctan2(height_m, max(ahead_m - FEET_M, 0.1)))
    head = np.degrees(np.arctan2(TALL_M - height_m, ahead_m))
    low = np.degrees(np.arctan2(lens.height - 1 - lens.cy, lens.fy))
    high = np.degrees(np.arctan2(lens.cy, lens.fy))
    # Looking down by t, the picture reaches from t + low under level to high - t over it.
    return float(feet - low), float(high - head)


def moved(now: Mounted | Mounting, accepted: Mounted) -> str:
    """How the camera stands other than it was accepted; '' where it does not."""
    found = []
    if abs(now.height_m - accepted.height_m) > MOVED_M:
        found.append(f"{now.height_m:.2f} m high, not {accepted.height_m:.2f}")
    if abs(now.tilt_deg - accepted.tilt_deg) > MOVED_DEG:
        found.append(f"tilted by {now.tilt_deg:.1f} degrees, not {accepted.tilt_deg:.1f}")
    if abs(now.roll_deg - accepted.roll_deg) > MOVED_DEG:
        found.append(f"rolled by {now.roll_deg:.1f} degrees, not {accepted.roll_deg:.1f}")
    return "; ".join(found)


def picture(
    depth_m: NDArray[np.float32], lens: Intrinsics, floor: Floor | None, columns: int, rows: int
) -> list[str]:
    """The depth picture in at most columns x rows letters, which are twice as high as wide: blocks
    are darker the nearer, '.' is floor, a blank is no depth."""
    wide = min(columns, max(1, round(2.0 * rows * lens.width / lens.height)))
    high = min(rows, max(1, round(0.5 * wide * lens.height / lens.width)))
    v = ((np.arange(high) + 0.5) * lens.height / high).astype(np.int64)
    u = ((np.arange(wide) + 0.5) * lens.width / wide).astype(np.int64)
    z = depth_m[v][:, u].astype(np.float64)
    height = np.full(z.shape, np.inf) if floor is None else _heights(z, u, v, lens, floor)
    lines = []
    for row in range(high):
        letters = (_letter(float(z[row, at]), float(height[row, at])) for at in range(wide))
        lines.append("".join(letters))
    return lines


def _heights(
    z: FloatArray, u: NDArray[np.int64], v: NDArray[np.int64], lens: Intrinsics, floor: Floor
) -> FloatArray:
    x = (u - lens.cx) / lens.fx * z
    y = (v[:, None] - lens.cy) / lens.fy * z
    return floor.height(np.stack([x, y, z], axis=-1))


def _letter(z: float, height: float) -> str:
    if z <= 0.0:
        return " "
    if abs(height) < 0.05:
        return "."
    return SHADES[min(len(SHADES) - 1, int(z))]
