"""One leg seen from above, in millimetres, ready to be drawn. May import kiosk.core; no pixels.

Picture plane: x to the member's right, y to the member's front, origin on the leg's own ankle in
quiet standing. The member looks at it as into a mirror: left stays on the left.

What is drawn is what is measured. The line is where a leg that bends straight, in its own plane of
hip, ankle and toe direction, takes the knee: it runs parallel to the foot, beside it by the
median difference of knee-toe and knee-plane offset at 60 degrees (MEASUREMENT.md sections 2, 3).
A squat's dot lies beside that line by its own knee-plane offset, so that picture, number and band
agree to the millimetre. The lane is the band 'in line'.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, radians, sin
from statistics import median
from typing import Final

from kiosk.core.interval import Estimate
from kiosk.core.legdrawing import FootPlace, KneePlace, LegDrawing
from kiosk.core.skeleton import SIGN

Point = tuple[float, float]

# Drawn by eye, along the foot from the heel in units of the distance heel to second toe joint,
# across with the little toe's side positive: a shoe's sole, the print of the foot in it, its toes
# (along, across, half length, half width). The toe joints lie at 72 % of a foot's length.
SOLE: Final[tuple[Point, ...]] = (
    (-0.08, 0.00), (-0.05, -0.12), (0.06, -0.185), (0.22, -0.195), (0.45, -0.180),
    (0.68, -0.190), (0.90, -0.245), (1.10, -0.262), (1.28, -0.225), (1.40, -0.125),
    (1.430, 0.00), (1.37, 0.125), (1.23, 0.225), (1.04, 0.285), (0.84, 0.290),
    (0.62, 0.255), (0.42, 0.220), (0.22, 0.205), (0.06, 0.185), (-0.05, 0.12),
)  # fmt: skip
PRINT: Final[tuple[Point, ...]] = (
    (0.00, 0.00), (0.03, -0.09), (0.12, -0.13), (0.28, -0.115), (0.46, -0.035),
    (0.62, -0.015), (0.76, -0.075), (0.88, -0.165), (1.00, -0.195), (1.10, -0.150),
    (1.14, -0.050), (1.13, 0.06), (1.08, 0.165), (0.98, 0.225), (0.84, 0.225),
    (0.62, 0.185), (0.42, 0.150), (0.26, 0.135), (0.12, 0.130), (0.03, 0.09),
)  # fmt: skip
TOES: Final[tuple[tuple[float, float, float, float], ...]] = (
    (1.255, -0.135, 0.095, 0.070),
    (1.275, 0.000, 0.070, 0.045),
    (1.235, 0.092, 0.058, 0.040),
    (1.180, 0.170, 0.050, 0.037),
    (1.105, 0.235, 0.045, 0.035),
)
USUAL_FOOT: Final = FootPlace((1.0, 0.0), 10.0, 0.052, 0.148, (0.0, 0.0))
ROUND: Final = tuple(i * pi / 12 for i in range(24))
SECOND_TOE: Final = 1
BEYOND_MM: Final = 60.0
"""The lane runs on this far in front of everything else; the picture lets it fade."""


@dataclass(frozen=True, slots=True)
class Knee:
    """The median knee: its place, the line's nearest place, and the ends of the likely range."""

    place: Point
    on_line: Point
    low: Point
    high: Point


@dataclass(frozen=True, slots=True)
class TopView:
    """What to draw of one leg from above; every point in mm (x right, y front).

    measured: False for the outline that stands where no leg was measured; it has no line.
    """

    measured: bool
    sole: tuple[Point, ...]
    footprint: tuple[Point, ...]
    toes: tuple[tuple[Point, ...], ...]
    line: tuple[Point, Point] | None
    lane: tuple[Point, Point, Point, Point] | None
    dots: tuple[Point, ...]
    knee: Knee | None
    path: tuple[Point, ...]


def top_view(
    side: str,
    drawing: LegDrawing,
    offset: Estimate | None,
    in_line_m: tuple[float, float] | None,
) -> TopView | None:
    """Lay one leg out; None where not even the foot was measured.

    offset: the knee-plane offset at 60 degrees. in_line_m: the lowest and highest one that is in
    line; without it no lane is drawn.
    """
    foot = drawing.foot
    if foot is None:
        return None
    leg = _Leg(SIGN[side], foot.toe_out_deg, 1000.0 * _line_inside(drawing.at_60))
    places = [(1000.0 * k.ahead_m, 1000.0 * k.inside_plane_m) for k in drawing.at_60]
    path = [(1000.0 * k.ahead_m, 1000.0 * k.inside_plane_m) for k in drawing.path]
    tip = 1.5 * 1000.0 * foot.ankle_to_second_toe_m
    start, end = -1000.0 * foot.ankle_to_heel_m, max([tip, *(a for a, _ in places + path)])
    return TopView(
        measured=True,
        sole=_smooth(_sole(leg, foot, SOLE)),
        footprint=_smooth(_sole(leg, foot, PRINT)),
        toes=tuple(_toe(leg, foot, *toe) for toe in TOES),
        line=(leg.knee(start, 0.0), leg.knee(end + BEYOND_MM, 0.0)),
        lane=None if in_line_m is None else _lane(leg, start, end + BEYOND_MM, in_line_m),
        dots=tuple(leg.knee(*place) for place in places),
        knee=_knee(leg, [a for a, _ in places], offset),
        path=tuple(leg.knee(*place) for place in path),
    )


def outline(side: str, like: LegDrawing | None = None) -> TopView:
    """The outline of a foot, for the place of a leg that was not measured: as the other foot."""
    foot = like.foot if like is not None else None
    foot = foot or USUAL_FOOT
    leg = _Leg(SIGN[side], foot.toe_out_deg, 0.0)
    return TopView(False, _smooth(_sole(leg, foot, SOLE)), (), (), None, None, (), None, ())


def bounds(view: TopView) -> tuple[float, float, float, float]:
    """Left, back, right and front of foot, dots, range and path, mm; the lane may run beyond."""
    points = [*view.sole, *view.dots, *view.path]
    if view.knee is not None:
        points += [view.knee.low, view.knee.high]
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return min(xs), min(ys), max(xs), max(ys)


@dataclass(frozen=True, slots=True)
class _Leg:
    """From (ahead along the foot, inside), both mm, to the picture plane."""

    sign: float
    toe_out_deg: float
    line_inside_mm: float

    def foot(self, ahead: float, inside: float) -> Point:
        """inside: of the toe line."""
        turn = radians(self.toe_out_deg)
        x = ahead * sin(turn) - inside * cos(turn)
        return self.sign * x, ahead * cos(turn) + inside * sin(turn)

    def knee(self, ahead: float, inside: float) -> Point:
        """inside: of the leg's own line."""
        return self.foot(ahead, inside + self.line_inside_mm)


def _line_inside(places: Sequence[KneePlace]) -> float:
    """How far the leg's own line lies inside the toe line, m; on it where no squat says more."""
    return median([k.inside_toe_line_m - k.inside_plane_m for k in places] or [0.0])


def _lane(
    leg: _Leg, start: float, end: float, in_line_m: tuple[float, float]
) -> tuple[Point, Point, Point, Point]:
    low, high = (1000.0 * edge for edge in in_line_m)
    return leg.knee(start, low), leg.knee(end, low), leg.knee(end, high), leg.knee(start, high)


def _knee(leg: _Leg, aheads: Sequence[float], offset: Estimate | None) -> Knee | None:
    if offset is None or not aheads:
        return None
    ahead = median(aheads)
    value, low, high = (1000.0 * v for v in (offset.value, offset.low, offset.high))
    return Knee(
        leg.knee(ahead, value), leg.knee(ahead, 0.0), leg.knee(ahead, low), leg.knee(ahead, high)
    )


def _sole(leg: _Leg, foot: FootPlace, shape: Sequence[Point]) -> list[Point]:
    """A shape of the foot, in units of heel to second toe joint, on the picture plane."""
    behind = 1000.0 * foot.ankle_to_heel_m
    length = behind + 1000.0 * foot.ankle_to_second_toe_m
    return [leg.foot(u * length - behind, -v * length) for u, v in shape]


def _toe(
    leg: _Leg, foot: FootPlace, along: float, across: float, long: float, wide: float
) -> tuple[Point, ...]:
    return tuple(_sole(leg, foot, [(along + long * cos(t), across + wide * sin(t)) for t in ROUND]))


def _smooth(corners: Sequence[Point], steps: int = 8) -> tuple[Point, ...]:
    """A closed curve through the corners, `steps` points a piece."""
    n = len(corners)
    pieces = [[corners[(i + k) % n] for k in (-1, 0, 1, 2)] for i in range(n)]
    return tuple(_between(piece, j / steps) for piece in pieces for j in range(steps))


def _between(p: Sequence[Point], t: float) -> Point:
    """Catmull and Rom 1974: the cubic from p[1] to p[2] with tangents of half the chord."""
    x, y = (
        0.5
        * (
            2 * p[1][a]
            + (p[2][a] - p[0][a]) * t
            + (2 * p[0][a] - 5 * p[1][a] + 4 * p[2][a] - p[3][a]) * t**2
            + (3 * p[1][a] - p[0][a] - 3 * p[2][a] + p[3][a]) * t**3
        )
        for a in (0, 1)
    )
    return x, y
