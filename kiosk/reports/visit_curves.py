"""Curves of a visit's squats, over flexion and over time: each squat, their range and median.

Only squats that count. The median and the range are drawn where at least 60 % of the squats (and
two of them) were measured: a curve must not jump where a few squats end.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

import numpy as np

from kiosk.core.alignment import Side
from kiosk.core.frame import FloatArray
from kiosk.core.keeping import POINTS, LegCurves, RepCurves
from kiosk.reports.axes import LEFT, RIGHT, Axis, Look, axis
from kiosk.reports.chart import Band, Level, Line, LineChart, Zone
from kiosk.reports.drawing import RULE, SOFT, Drawing
from kiosk.reports.numbers import plain, signed
from kiosk.reports.visit_facts import SIDES, Opened, over_flexion

GRID_DEG: Final = np.arange(10.0, 150.0, 2.0)
SHARE: Final = np.linspace(0.0, 100.0, POINTS)
EACH: Final = Look(RULE, (), 0.9)
STRAIGHT: Final = Look(SOFT, (2.0, 3.0), 1.8)
LOOKS: Final = {"left": LEFT, "right": RIGHT}
LEAST_SHARE: Final = 0.6


@dataclass(frozen=True, slots=True)
class Quantity:
    """A curve that is kept: name in LegCurves, words, unit; whether 0 belongs on its axis."""

    name: str
    title: str
    unit: str
    told: str


PLANE: Final = Quantity(
    "knee_plane_offset_mm", "Knee-plane offset", "mm, inward +", "millimetres, inward positive"
)
TOE: Final = Quantity(
    "knee_toe_offset_mm", "Knee-toe offset", "mm, inward +", "millimetres, inward positive"
)
FRONT: Final = Quantity(
    "fppa_3d_deg",
    "Front-plane angle (FPPA)",
    "degrees, knee inward +",
    "degrees, knee inward positive",
)
FLEXION: Final = Quantity("knee_flexion_deg", "Knee flexion", "degrees", "degrees")
EXPECTED: Final = "fppa_expected_deg"


def leg(rep: RepCurves, side: Side) -> LegCurves:
    return rep.left if side == "left" else rep.right


def middle(rows: Sequence[FloatArray]) -> FloatArray:
    """Median of curves, NaN where too few of them were measured."""
    return _reduced(rows, np.median)


def edges(rows: Sequence[FloatArray]) -> tuple[FloatArray, FloatArray]:
    """The lowest and the highest of curves, as `middle`."""
    return _reduced(rows, np.min), _reduced(rows, np.max)


def _reduced(rows: Sequence[FloatArray], how: Callable[..., object]) -> FloatArray:
    if not rows:
        return np.full(0, np.nan)
    stacked = np.stack(rows)
    needed = max(2, ceil(LEAST_SHARE * len(rows))) if len(rows) > 1 else 1
    found = np.full(stacked.shape[1], np.nan)
    for column in np.flatnonzero(np.isfinite(stacked).sum(axis=0) >= needed):
        values = stacked[:, column]
        found[column] = how(values[np.isfinite(values)])
    return found


def way(rep: RepCurves, side: Side, name: str, *, down: bool) -> FloatArray:
    """A squat's curve over GRID_DEG, on the way down or up."""
    curves = leg(rep, side)
    return over_flexion(curves.knee_flexion_deg, getattr(curves, name), GRID_DEG, down=down)


def flexion_charts(visit: Opened, quantity: Quantity) -> tuple[Drawing, ...]:
    """Left and right, one scale: the way down solid, the way up dashed."""
    squats = visit.squats("uncued")
    reached = [leg(rep, side).knee_flexion_deg for rep in squats for side in SIDES]
    x = axis("knee flexion, °", [0.0, *_all(reached)], ticks=6)
    y = _axis(
        quantity, [getattr(leg(rep, side), quantity.name) for rep in squats for side in SIDES]
    )
    return tuple(_over_flexion(visit, quantity, side, x, y) for side in SIDES)


def _over_flexion(visit: Opened, quantity: Quantity, side: Side, x: Axis, y: Axis) -> Drawing:
    squats, look = visit.squats("uncued"), LOOKS[side]
    down = [way(rep, side, quantity.name, down=True) for rep in squats]
    up = [way(rep, side, quantity.name, down=False) for rep in squats]
    low, high = edges([*down, *up])
    paths = [leg(rep, side) for rep in squats]
    each = tuple(
        Line(one.knee_flexion_deg, getattr(one, quantity.name), EACH, "each squat") for one in paths
    )
    medians = middle(down), middle(up)
    lines = [
        *each,
        Line(GRID_DEG, medians[0], Look(look.colour, (), 2.4), "median, down"),
        Line(GRID_DEG, medians[1], Look(look.colour, (5.0, 3.0), 2.4), "median, up"),
    ]
    if quantity is FRONT:
        straight = middle([_mean_way(rep, side, EXPECTED) for rep in squats])
        lines.append(Line(GRID_DEG, straight, STRAIGHT, "expected for this stance"))
    return LineChart(
        f"{quantity.title}, {side} leg",
        _told(quantity, side, "knee flexion", len(squats), _near_60(medians), "at 60 degrees"),
        x,
        y,
        tuple(lines),
        (Band(GRID_DEG, low, high, look, "range"),),
        _zones(visit, quantity, side),
        (Level(0.0),),
    ).drawing()


def time_charts(visit: Opened, quantity: Quantity) -> tuple[Drawing, ...]:
    """Left and right, one scale, from the start of the squat (0 %) to its end (100 %)."""
    squats = visit.squats("uncued")
    curves = [getattr(leg(rep, side), quantity.name) for rep in squats for side in SIDES]
    expected = [getattr(leg(rep, side), EXPECTED) for rep in squats for side in SIDES]
    y = _axis(quantity, curves + (expected if quantity is FRONT else []))
    x = Axis("share of the squat's time, %", 0.0, 100.0, 20.0)
    return tuple(_over_time(visit, quantity, side, x, y) for side in SIDES)


def _over_time(visit: Opened, quantity: Quantity, side: Side, x: Axis, y: Axis) -> Drawing:
    squats, look = visit.squats("uncued"), LOOKS[side]
    rows = [getattr(leg(rep, side), quantity.name) for rep in squats]
    low, high = edges(rows)
    median = middle(rows)
    lines = [
        *(Line(SHARE, row, EACH, "each squat") for row in rows),
        Line(SHARE, median, Look(look.colour, (), 2.4), "median"),
    ]
    if quantity is FRONT:
        straight = middle([getattr(leg(rep, side), EXPECTED) for rep in squats])
        lines.append(Line(SHARE, straight, STRAIGHT, "expected for this stance"))
    return LineChart(
        f"{quantity.title}, {side} leg",
        _told(quantity, side, "time", len(squats), _extremes(median), "over the squat"),
        x,
        y,
        tuple(lines),
        (Band(SHARE, low, high, look, "range"),),
        _zones(visit, quantity, side),
        (Level(0.0),) if quantity is not FLEXION else (),
    ).drawing()


def both_legs(visit: Opened, quantity: Quantity) -> Drawing:
    """The two legs' medians over flexion in one picture."""
    squats = visit.squats("uncued")
    medians = {side: _both_ways(squats, side, quantity.name) for side in SIDES}
    reached = [leg(rep, side).knee_flexion_deg for rep in squats for side in SIDES]
    return LineChart(
        f"{quantity.title} of both legs, median",
        f"Median {quantity.title.lower()} of the left and the right leg over knee flexion, "
        f"{quantity.told}.",
        axis("knee flexion, °", [0.0, *_all(reached)], ticks=6),
        axis(quantity.unit, _all(list(medians.values())), zero=True, least=20.0),
        tuple(
            Line(GRID_DEG, medians[side], Look(LOOKS[side].colour, LOOKS[side].dash, 2.4), side)
            for side in SIDES
        ),
        levels=(Level(0.0),),
    ).drawing()


def cue_charts(visit: Opened, quantity: Quantity, other: str) -> tuple[Drawing, ...]:
    """Each leg without and with the cue (or raised heels): medians and ranges over flexion."""
    squats = {set_: visit.squats(set_) for set_ in ("uncued", other)}
    every = [rep for some in squats.values() for rep in some]
    x = axis(
        "knee flexion, °",
        [0.0, *_all([leg(rep, side).knee_flexion_deg for rep in every for side in SIDES])],
        ticks=6,
    )
    rows = {
        (set_, side): [_mean_way(rep, side, quantity.name) for rep in some]
        for set_, some in squats.items()
        for side in SIDES
    }
    y = axis(quantity.unit, _all([one for some in rows.values() for one in some]), zero=True,
             least=20.0)  # fmt: skip
    words = "with the cue" if other == "cued" else "heels raised"
    drawn = []
    for side in SIDES:
        low, high = edges(rows["uncued", side])
        lines = (
            Line(GRID_DEG, middle(rows["uncued", side]), Look(SOFT, (), 2.2), "without, median"),
            Line(GRID_DEG, middle(rows[other, side]), Look(LOOKS[side].colour, (6.0, 3.0), 2.4),
                 f"{words}, median"),
        )  # fmt: skip
        drawn.append(
            LineChart(
                f"{quantity.title}, {side} leg",
                f"Median {quantity.title.lower()} of the {side} leg over knee flexion, without and "
                f"{words}, {quantity.told}.",
                x,
                y,
                lines,
                (Band(GRID_DEG, low, high, Look(SOFT), "without, range"),),
                _zones(visit, quantity, side),
                (Level(0.0),),
            ).drawing()
        )
    return tuple(drawn)


def _mean_way(rep: RepCurves, side: Side, name: str) -> FloatArray:
    """Mean of the way down and the way up, as the figures at 60 degrees are."""
    return 0.5 * (way(rep, side, name, down=True) + way(rep, side, name, down=False))


def _both_ways(squats: Sequence[RepCurves], side: Side, name: str) -> FloatArray:
    return middle([_mean_way(rep, side, name) for rep in squats])


def _zones(visit: Opened, quantity: Quantity, side: Side) -> tuple[Zone, ...]:
    edges_mm = visit.in_line_mm(side) if quantity is PLANE else None
    return (Zone(*edges_mm, "in line at 60°"),) if edges_mm else ()


def _axis(quantity: Quantity, curves: Sequence[FloatArray]) -> Axis:
    return axis(quantity.unit, _all(curves), zero=True, least=20.0)


def _all(curves: Sequence[FloatArray]) -> list[float]:
    return [float(v) for curve in curves for v in curve]


def _told(quantity: Quantity, side: Side, over: str, squats: int, found: str, where: str) -> str:
    return (
        f"{quantity.title} of the {side} leg over {over} in {squats} uncued squats, "
        f"{quantity.told}. The median is {found} {where}."
    )


def _near_60(medians: tuple[FloatArray, FloatArray]) -> str:
    at_60 = int(np.argmin(np.abs(GRID_DEG - 60.0)))
    ways = [signed(float(one[at_60])) if np.isfinite(one[at_60]) else "not measured"
            for one in medians if len(one)]  # fmt: skip
    return " on the way down and ".join(ways[:2]) + (" on the way up" if len(ways) == 2 else "")


def _extremes(median: FloatArray) -> str:
    seen = median[np.isfinite(median)]
    if not len(seen):
        return "not measured"
    return f"between {plain(float(seen.min()))} and {plain(float(seen.max()))}"
