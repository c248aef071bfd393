"""The view from above says in millimetres what the numbers say, mirrored from side to side."""

from __future__ import annotations

from dataclasses import replace
from math import cos, hypot, radians, sin

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.alignment import Side
from kiosk.core.interval import Estimate
from kiosk.core.topview import Point, TopView, bounds, outline, top_view
from tests.cases import drawing, estimate

IN_LINE_M = (-0.0395, 0.01975)
SQUATS = (31.0, 44.0, 37.0, 28.0, 41.0)


def view(
    side: Side = "right",
    inside_mm: tuple[float, ...] = SQUATS,
    offset: Estimate | None = None,
    line_mm: float = 14.0,
    toe_out_deg: float = 10.0,
) -> TopView:
    drawn = drawing(side, inside_mm, line_mm, toe_out_deg)
    made = top_view(side, drawn, offset or estimate(37.0), IN_LINE_M)
    assert made is not None
    return made


def beside(point: Point, line: tuple[Point, Point] | None, side: Side) -> float:
    """Distance of a point from a line, mm, positive towards the other leg."""
    assert line is not None
    (x0, y0), (x1, y1) = line
    across = ((x1 - x0) * (point[1] - y0) - (y1 - y0) * (point[0] - x0)) / hypot(x1 - x0, y1 - y0)
    return across if side == "right" else -across


@pytest.mark.parametrize("side", ["left", "right"])
@given(inside=st.floats(-120, 160), line=st.floats(-30, 110), toe_out=st.floats(-10, 45))
def test_a_dot_lies_beside_the_line_by_its_own_offset(
    side: Side, inside: float, line: float, toe_out: float
) -> None:
    made = view(side, (inside, 0.0, 5.0), line_mm=line, toe_out_deg=toe_out)
    assert beside(made.dots[0], made.line, side) == pytest.approx(inside, abs=1e-6)
    assert beside(made.dots[1], made.line, side) == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize("side", ["left", "right"])
def test_range_and_lane_lie_where_their_numbers_say(side: Side) -> None:
    made = view(side, offset=Estimate(0.037, 0.024, 0.050))
    assert made.knee is not None
    assert made.lane is not None
    for point, offset in (
        (made.knee.place, 37), (made.knee.on_line, 0), (made.knee.low, 24), (made.knee.high, 50),
        (made.lane[0], -39.5), (made.lane[1], -39.5), (made.lane[2], 19.75), (made.lane[3], 19.75),
    ):  # fmt: skip
        assert beside(point, made.line, side) == pytest.approx(offset)


def test_the_line_lies_inside_the_foot_by_what_the_stance_gives() -> None:
    made = view(line_mm=23.0)
    foot = ((0.0, 0.0), (sin(radians(10)), cos(radians(10))))
    assert made.line is not None
    assert beside(made.line[0], foot, "right") == pytest.approx(23)
    assert beside(made.line[1], foot, "right") == pytest.approx(23)


def test_left_is_the_mirror_image_of_right() -> None:
    left, right = view("left"), view("right")
    for one, other in (
        (left.sole, right.sole), (left.dots, right.dots), (left.path, right.path),
        (left.line or (), right.line or ()), (left.lane or (), right.lane or ()),
    ):  # fmt: skip
        assert np.allclose(np.array(one) * (-1, 1), np.array(other))


def test_inside_is_towards_the_other_leg_and_toes_point_outward() -> None:
    left, right = view("left"), view("right")
    assert left.knee is not None
    assert right.knee is not None
    assert left.knee.place[0] > left.knee.on_line[0]
    assert right.knee.place[0] < right.knee.on_line[0]
    assert right.line is not None
    assert right.line[1][0] > right.line[0][0]


def test_the_second_toe_lies_on_the_foots_own_direction() -> None:
    made = view(toe_out_deg=0.0, line_mm=0.0)
    second = made.toes[1]
    assert sum(x for x, _ in second) / len(second) == pytest.approx(0, abs=0.5)
    big = made.toes[0]
    assert max(x for x, _ in big) < 0, "the right big toe is on the inner side"


def test_one_dot_a_squat_and_the_way_down() -> None:
    made = view()
    assert len(made.dots) == 5
    assert len(made.path) == 40
    assert made.path[-1][1] > made.path[0][1]


def test_what_was_not_measured_is_not_drawn() -> None:
    whole = drawing("left", SQUATS)
    assert top_view("left", replace(whole, foot=None), estimate(5), IN_LINE_M) is None
    bare = top_view("left", replace(whole, at_60=(), path=()), estimate(5), None)
    assert bare is not None
    assert (bare.dots, bare.path, bare.knee, bare.lane) == ((), (), None, None)
    unsure = top_view("left", whole, None, IN_LINE_M)
    assert unsure is not None
    assert unsure.knee is None


def test_an_outline_stands_for_a_leg_that_was_not_measured() -> None:
    empty = outline("left", drawing("right", SQUATS))
    assert not empty.measured
    assert (empty.line, empty.lane, empty.dots, empty.knee, empty.path) == (
        None,
        None,
        (),
        None,
        (),
    )
    assert bounds(empty)[3] - bounds(empty)[1] == pytest.approx(
        max(y for _, y in view("left").sole) - min(y for _, y in view("left").sole)
    )
    assert outline("right").sole != outline("left").sole


def test_bounds_hold_everything_but_the_lane() -> None:
    made = view(inside_mm=(130.0, 141.0, 95.0), offset=estimate(130.0, 30.0))
    left, back, right, front = bounds(made)
    for x, y in (*made.sole, *made.dots, *made.path):
        assert left <= x <= right
        assert back <= y <= front
    assert made.knee is not None
    assert left <= made.knee.high[0] <= right
