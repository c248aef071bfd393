"""The kiosk from the side: heights, distances, and what the camera sees of a tall member.

Used by scripts/draw-mounting.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import atan2, degrees, radians, tan

import plan_svg as svg
from plan_svg import Plan, Point

from kiosk.adapters.demo_clips import DATA, load_clips
from kiosk.core.bodynow import Mark
from kiosk.core.frame import Intrinsics
from kiosk.core.mount import Mount, upright_lens
from kiosk.core.mountcheck import TALL_M, tilts

LENS = load_clips(DATA).stage.lens
MARK = Mark()
HEIGHTS_M = (0.9, 1.1)


@dataclass(frozen=True, slots=True)
class Way:
    """One way to hang the camera: its lens with the picture upright, and where the mark goes."""

    name: str
    lens: Intrinsics
    marks_m: tuple[float, float]
    mark_m: float

    @property
    def tilts_deg(self) -> tuple[float, float]:
        """That show a tall member at every height and mark recommended."""
        all_ = [tilts(h, d, self.lens) for h in HEIGHTS_M for d in self.marks_m]
        least, most = max(one[0] for one in all_), min(one[1] for one in all_)
        if least > most:
            raise ValueError(f"{self.name}: no tilt shows a tall member everywhere: {all_}")
        return least, most

    @property
    def half_deg(self) -> tuple[float, float]:
        """Half of what the lens sees: across, and up and down."""
        lens = self.lens
        return degrees(atan2(lens.cx, lens.fx)), degrees(atan2(lens.cy, lens.fy))


PORTRAIT = Way("portrait", LENS, (1.5, 1.8), MARK.ahead_m)
LANDSCAPE = Way("landscape", upright_lens(LENS, Mount.PORTRAIT_RIGHT), (2.2, 2.7), 2.45)


def side(way: Way) -> str:
    """Camera, mark and a member from the side."""
    least, most = way.tilts_deg
    tilt, camera = round(0.5 * (least + most)), (0.0, 1.0)
    right = way.marks_m[1] + 1.45
    scale, left, bottom = 250.0, -1.15, -0.62
    plan = Plan(round((right - left) * scale), round(3.02 * scale), left, bottom, scale)
    _view_from_the_side(plan, way, camera, tilt, right)
    plan.line((left, 0.0), (right, 0.0), width=3)
    _stand(plan, camera)
    _member(plan, way.mark_m)
    plan.line((way.mark_m - 0.45, TALL_M), (way.mark_m + 0.45, TALL_M), svg.GOOD, 2, "7 6")
    tall = f"a member of {TALL_M:.1f} m,\nhead to toes"
    plan.words((way.mark_m + 0.5, TALL_M - 0.02), tall, fill=svg.GOOD)
    _heights(plan)
    low, high = way.marks_m
    for at in (low, high):
        plan.line((at, -0.04), (at, -0.26), svg.GOOD, 1.5)
    plan.line((0.0, -0.04), (0.0, -0.26), svg.GOOD, 1.5)
    plan.box((low, -0.035), (high, 0.0), svg.GOOD, svg.GOOD)
    plan.arrow((0.0, -0.2), (low, -0.2), svg.GOOD, both=True)
    plan.arrow((low, -0.2), (high, -0.2), svg.GOOD, both=True)
    plan.words(
        (0.5 * low, -0.34), f"mark: {low} to {high} m on the floor", fill=svg.GOOD, anchor="middle",
        bold=True,
    )  # fmt: skip
    plan.words(
        (0.5 * low, -0.45), "from under the camera to between the ankles", size=svg.SMALL,
        fill=svg.GOOD, anchor="middle",
    )  # fmt: skip
    how = "portrait: the camera lies on its side" if way is PORTRAIT else "landscape"
    plan.words((left + 0.08, 2.22), f"From the side, {how}", size=svg.HEAD, bold=True)
    return plan.svg(f"The kiosk from the side, {way.name}")


def _view_from_the_side(plan: Plan, way: Way, camera: Point, tilt_deg: int, right: float) -> None:
    half = way.half_deg[1]
    up, down = radians(half - tilt_deg), radians(half + tilt_deg)
    floor = camera[1] / tan(down)
    top = min(2.15, camera[1] + right * tan(up))
    above = (top - camera[1]) / tan(up)
    plan.shape((camera, (floor, 0.0), (right, 0.0), (right, top), (above, top)), svg.SEEN)
    level, aim = 0.95, radians(tilt_deg)
    plan.line(camera, (level, camera[1]), svg.SOFT, 1.2, "4 5")
    plan.line(camera, (level, camera[1] - level * tan(aim)), svg.SOFT, 1.5)
    plan.words((0.3, camera[1] + 0.06), f"looks about {tilt_deg}° down", size=svg.SMALL)
    plan.words((0.38, camera[1] - 0.16), "(kiosk calibrate tells)", size=svg.SMALL, fill=svg.SOFT)


def _stand(plan: Plan, camera: Point) -> None:
    plan.box((-0.16, 0.0), (-0.1, 2.0), svg.PALE)
    plan.box((-0.3, 0.0), (0.04, 0.04), svg.PALE)
    plan.box((-0.1, 1.22), (-0.05, 2.0), svg.INK)
    plan.words((-0.2, 1.72), "screen, above\nthe camera", anchor="end")
    plan.box((-0.1, camera[1] - 0.02), (-0.04, camera[1] + 0.02), svg.SOFT)
    plan.box((-0.04, camera[1] - 0.05), (0.0, camera[1] + 0.05), svg.INK)
    plan.box((-0.1, 0.62), (-0.02, 0.78), svg.PALE)
    plan.words((-0.2, 0.7), "printer, below", anchor="end")
    plan.box((-0.24, 0.3), (-0.16, 0.42), svg.INK)
    plan.words((-0.3, 0.4), "computer and its\npower, behind", anchor="end")


def _heights(plan: Plan) -> None:
    low, high = HEIGHTS_M
    plan.line((-0.44, 0.5 * (low + high)), (-0.14, 0.5 * (low + high)), svg.GOOD, 1.2, "4 5")
    plan.box((-0.46, low), (-0.42, high), svg.GOOD, svg.GOOD)
    told = f"camera:\n{low} to {high} m\nhigh"
    plan.words((-0.5, high - 0.02), told, anchor="end", fill=svg.GOOD, bold=True)


def _member(plan: Plan, at: float) -> None:
    """Somebody of 1.75 m who stands there and looks at the camera."""
    limb: Callable[..., None] = lambda *points, width: plan.shape(  # noqa: E731
        points, line=svg.SOFT, width=width, open_=True
    )
    limb((at + 0.02, 0.09), (at - 0.15, 0.04), width=13)
    limb((at + 0.02, 0.1), (at, 0.48), width=20)
    limb((at, 0.48), (at + 0.01, 0.9), width=26)
    limb((at + 0.01, 0.95), (at + 0.01, 1.38), width=40)
    limb((at, 1.36), (at - 0.03, 1.1), (at - 0.08, 0.86), width=12)
    limb((at + 0.01, 1.4), (at, 1.55), width=14)
    plan.dot((at - 0.01, 1.63), 0.11, svg.SOFT)
