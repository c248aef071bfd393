"""A visit's legs seen from above, at one scale: kiosk.core.topview's millimetres as Drawings.

Where joints were kept, foot and knee stand where they were. Without them the foot has a usual
length, and how far forward a knee was follows from the shank's lean at the bottom; the offsets,
which are what counts, are the measured ones either way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import radians, sin
from typing import Final

import numpy as np

from kiosk.core.alignment import Side
from kiosk.core.frame import FloatArray
from kiosk.core.interval import Estimate
from kiosk.core.keeping import POINTS, KeptJoints, RepCurves
from kiosk.core.legdrawing import FootPlace, KneePlace, LegDrawing
from kiosk.core.skeleton import INDEX, PREFIX, SIGN
from kiosk.core.topview import Point, TopView, bounds, top_view
from kiosk.reports.axes import Key, Look, heading, marked
from kiosk.reports.drawing import INK, SMALL, SOFT, ZONE, Dot, Drawing, Item, Shape, Stroke, Words
from kiosk.reports.numbers import ranged
from kiosk.reports.visit_curves import LOOKS, leg
from kiosk.reports.visit_facts import SIDES, Json, Opened, number

WIDTH: Final = 340.0
USUAL_HEEL_M: Final = 0.052
USUAL_TOE_M: Final = 0.148
AT_60_DEG: Final = (55.0, 65.0)
PLACES: Final = 40
BAR_MM: Final = 50.0


def top_drawings(visit: Opened) -> tuple[Drawing, ...]:
    """The measured legs, left first; () where neither knee was measured at 60 degrees."""
    views = {side: view for side in SIDES if (view := _view(visit, side)) is not None}
    if not views:
        return ()
    edges = [bounds(view) for view in views.values()]
    tall = max(e[3] for e in edges) - min(e[1] for e in edges)
    wide = max(e[2] - e[0] for e in edges)
    scale = min((WIDTH - 20.0) / wide, 330.0 / tall)
    back, front = min(e[1] for e in edges), max(e[3] for e in edges)
    return tuple(_drawing(visit, side, view, scale, back, front) for side, view in views.items())


def _view(visit: Opened, side: Side) -> TopView | None:
    toe_out = visit.number("standing", side, "toe_out_deg")
    offset = visit.estimate("sides", side, "knee_plane_offset_mm", "at_60")
    if toe_out is None or offset is None:
        return None
    direction = _direction(side, toe_out)
    foot = FootPlace(direction, toe_out, *_lengths(visit, side, direction), (0.0, 0.0))
    places, path = _places(visit, side, direction), _path(visit, side, direction)
    metres = Estimate(*(0.001 * v for v in (offset.value, offset.low, offset.high)))
    in_line = visit.in_line_mm(side)
    lane = None if in_line is None else (0.001 * in_line[0], 0.001 * in_line[1])
    return top_view(side, LegDrawing(foot, places, (), path, None), metres, lane)


def _direction(side: Side, toe_out_deg: float) -> Point:
    """Of the foot, level: forward, to the member's right."""
    turn = radians(toe_out_deg)
    return float(np.cos(turn)), SIGN[side] * sin(turn)


def _lengths(visit: Opened, side: Side, direction: Point) -> tuple[float, float]:
    """Ankle to heel and to the second toe along the foot, m; usual ones without joints."""
    if visit.joints is None:
        return USUAL_HEEL_M, USUAL_TOE_M
    big, small = (_relative(visit.joints, side, f"{toe}Toe") for toe in ("Big", "Small"))
    toe = _along(big + (small - big) / 3.0, direction)
    heel = -_along(_relative(visit.joints, side, "Heel"), direction)
    found = [float(np.median(v[np.isfinite(v)])) if np.isfinite(v).any() else 0.0
             for v in (heel, toe)]  # fmt: skip
    return (found[0], found[1]) if min(found) > 0.01 else (USUAL_HEEL_M, USUAL_TOE_M)


def _relative(joints: KeptJoints, side: Side, name: str) -> FloatArray:
    """(n, 3) a joint from its leg's ankle."""
    points = joints.points_m
    away: FloatArray = (
        points[:, INDEX[PREFIX[side] + name]] - points[:, INDEX[PREFIX[side] + "Ankle"]]
    )
    return away


def _along(points: FloatArray, direction: Point) -> FloatArray:
    ahead: FloatArray = points[:, 0] * direction[0] + points[:, 2] * direction[1]
    return ahead


def _ahead(visit: Opened, rep: RepCurves, side: Side, direction: Point) -> FloatArray | None:
    """(101,) how far the knee is in front of the ankle during a squat; None without joints."""
    if visit.joints is None or len(visit.joints.time_s) < 2:
        return None
    ahead = _along(_relative(visit.joints, side, "Knee"), direction)
    at_s = rep.start_s + np.linspace(0.0, rep.duration_s, POINTS)
    return np.interp(at_s, visit.joints.time_s, ahead, np.nan, np.nan)


def _places(visit: Opened, side: Side, direction: Point) -> tuple[KneePlace, ...]:
    """The knees of the uncued squats that count, at 60 degrees."""
    curves = visit.curves if len(visit.curves) == len(visit.reps) else (None,) * len(visit.reps)
    found = []
    for rep, curve in zip(visit.reps, curves, strict=True):
        values = [
            number((rep.get(side) or {}).get(f"knee_{line}_offset_mm", {}).get("at_60"))
            for line in ("toe", "plane")
        ]
        if rep.get("set") != "uncued" or not rep.get("valid") or None in values:
            continue
        ahead = None if curve is None else _measured_ahead(visit, curve, side, direction)
        ahead = ahead if ahead is not None else _usual_ahead(visit, rep, side)
        if ahead is not None:
            toe, plane = (0.001 * float(v) for v in values if v is not None)
            found.append(KneePlace(ahead, toe, plane))
    return tuple(found)


def _measured_ahead(visit: Opened, rep: RepCurves, side: Side, direction: Point) -> float | None:
    ahead = _ahead(visit, rep, side, direction)
    if ahead is None:
        return None
    flexion = leg(rep, side).knee_flexion_deg
    near = (flexion >= AT_60_DEG[0]) & (flexion <= AT_60_DEG[1]) & np.isfinite(ahead)
    return float(np.mean(ahead[near])) if near.any() else None


def _usual_ahead(visit: Opened, rep: Json, side: Side) -> float | None:
    """From the shank's lean at the bottom, which grows about as the knee bends."""
    one = rep.get(side) or {}
    lean = number((one.get("shank_inclination_deg") or {}).get("bottom"))
    peak, shank = (
        number(one.get("knee_flexion_peak_deg")),
        visit.number("standing", side, "shank_m"),
    )
    if lean is None or shank is None or not peak:
        return None
    return shank * sin(radians(lean * min(60.0 / peak, 1.0)))


def _path(visit: Opened, side: Side, direction: Point) -> tuple[KneePlace, ...]:
    """Median way of the knee from standing to the lowest point; () without joints."""
    ways = []
    for rep in visit.squats("uncued"):
        ahead, curves = _ahead(visit, rep, side, direction), leg(rep, side)
        if ahead is None or not np.isfinite(curves.knee_flexion_deg).any():
            continue
        end = int(np.nanargmax(curves.knee_flexion_deg))
        columns = (ahead, curves.knee_toe_offset_mm / 1000.0, curves.knee_plane_offset_mm / 1000.0)
        at = np.linspace(0.0, end, PLACES)
        ways.append([np.interp(at, np.arange(POINTS), column) for column in columns])
    if not ways:
        return ()
    rows = np.median(np.array(ways), axis=0).T
    return tuple(KneePlace(*map(float, row)) for row in rows if np.isfinite(row).all())


def _drawing(
    visit: Opened, side: Side, view: TopView, scale: float, back: float, front: float
) -> Drawing:
    look = LOOKS[side]
    keys = [
        Key("median at 60°", look, "mark"),
        Key("each squat", Look(SOFT), "mark"),
        Key("straight for this leg", Look(INK, (5.0, 3.0), 1.4)),
        Key("way down, median", Look(SOFT, (), 1.2)) if view.path else Key("", look),
        Key("in line", Look("#9fb4bd"), "area", 0.3) if view.lane else Key("", look),
    ]
    offset = visit.estimate("sides", side, "knee_plane_offset_mm", "at_60")
    items, top = heading(f"{side.capitalize()} leg from above, {ranged(offset)} mm", keys, WIDTH)
    top += 14.0
    height = top + (front - back) * scale + 34.0
    left, right = bounds(view)[0], bounds(view)[2]
    across = 0.5 * WIDTH - 0.5 * scale * (left + right)

    def place(point: Point) -> Point:
        x, y = point
        # The lane and the line run on beyond the picture.
        return across + scale * x, top + scale * (front - min(max(y, back), front))

    items += _layers(view, place, look)
    inward = "inward →" if side == "left" else "← inward"
    anchor_x = WIDTH - 4.0 if side == "left" else 4.0
    items.append(
        Words((anchor_x, top - 4.0), inward, SMALL, "end" if side == "left" else "start", SOFT)
    )
    items += _scale_bar(scale, height, side)
    told = (
        f"The {side} foot from above with the knee's place in each uncued squat at 60 degrees of "
        f"flexion: median knee-plane offset {ranged(offset)} millimetres, inward positive."
    )
    return Drawing(WIDTH, height, tuple(items), f"{side.capitalize()} leg from above", told)


def _layers(view: TopView, place: Callable[[Point], Point], look: Look) -> Iterator[Item]:
    """From the floor up."""

    def run(points: Sequence[Point]) -> tuple[Point, ...]:
        return tuple(map(place, points))

    if view.lane is not None:
        yield Shape(run(view.lane), None, ZONE, closed=True)
    yield Shape(run(view.sole), Stroke(SOFT, 1.4), None, closed=True)
    for shape in (view.footprint, *view.toes):
        if shape:
            yield Shape(run(shape), None, "#d9d4cc", closed=True, opacity=0.75)
    if view.line is not None:
        yield Shape(run(view.line), Stroke(INK, 1.4, (5.0, 3.0)))
    if len(view.path) > 1:
        yield Shape(run(view.path), Stroke(SOFT, 1.2))
    for dot in view.dots:
        yield Dot(place(dot), 2.6, Stroke("#ffffff", 0.8), SOFT)
    if view.knee is not None:
        low, high = place(view.knee.low), place(view.knee.high)
        yield Shape((low, high), Stroke(look.colour, 2.4))
        yield from marked(place(view.knee.place), look, 5.0)


def _scale_bar(scale: float, height: float, side: Side) -> Iterator[Item]:
    long, y = BAR_MM * scale, height - 8.0
    start = 4.0 if side == "left" else WIDTH - 4.0 - long
    yield Shape(((start, y), (start + long, y)), Stroke(INK, 1.6))
    for end in (start, start + long):
        yield Shape(((end, y - 4.0), (end, y + 4.0)), Stroke(INK, 1.6))
    words = f"{BAR_MM:.0f} mm"
    if side == "left":
        yield Words((start + long + 7.0, y + 4.0), words, SMALL, colour=SOFT)
    else:
        yield Words((start - 7.0, y + 4.0), words, SMALL, "end", SOFT)
