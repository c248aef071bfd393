"""Legs from above: in their boxes, on one scale, with dots that can be counted."""

from __future__ import annotations

from itertools import combinations
from math import hypot

import pytest

from kiosk.adapters.top_drawing import HEEL_HIDDEN, Scale, is_clear, scales, swarm
from kiosk.core.topview import TopView, bounds, top_view
from tests.cases import drawing, estimate

BOXES = [(50.0, 100.0, 400.0, 500.0), (550.0, 100.0, 400.0, 500.0)]


def view(inside_mm: tuple[float, ...] = (12.0, 12.5, 12.0, 11.5, 12.0)) -> TopView:
    made = top_view("right", drawing("right", inside_mm), estimate(12.0), (-0.04, 0.02))
    assert made is not None
    return made


def test_millimetres_become_pixels_with_the_front_up() -> None:
    assert Scale((100, 200), 2.0)((10, 30)) == (120, 140)


def test_both_legs_share_one_scale_and_stand_at_one_height() -> None:
    views = [view(), view((60.0, 90.0, 70.0))]
    one, other = scales(views, BOXES)
    assert one.factor == other.factor
    assert one.origin[1] == pytest.approx(other.origin[1])


def test_everything_but_the_heel_is_in_its_box() -> None:
    views = [view(), view((60.0, 90.0, 70.0))]
    for made, at, box in zip(views, scales(views, BOXES), BOXES, strict=True):
        left, back, right, front = bounds(made)
        hidden = HEEL_HIDDEN * (front - back)
        x0, y0 = at((left, front))
        x1, y1 = at((right, back + hidden))
        assert box[0] - 1e-6 <= x0 < x1 <= box[0] + box[2] + 1e-6
        assert box[1] - 1e-6 <= y0 < y1 <= box[1] + box[3] + hidden * at.factor + 1e-6


def test_dots_can_be_counted_and_stay_beside_the_line_where_they_were() -> None:
    made, at = view(), Scale((300.0, 500.0), 0.9)
    placed = swarm(made, at, 17)
    assert len(placed) == 5
    for a, b in combinations(placed, 2):
        assert hypot(a[0] - b[0], a[1] - b[1]) >= 17
    assert made.line is not None
    (x0, y0), (x1, y1) = (at(end) for end in made.line)
    length = hypot(x1 - x0, y1 - y0)
    for (px, py), dot in zip(placed, made.dots, strict=True):
        mx, my = at(dot)
        moved_across = (x1 - x0) * (py - my) - (y1 - y0) * (px - mx)
        assert moved_across / length == pytest.approx(0, abs=1e-6)


def test_dots_that_are_apart_are_not_moved() -> None:
    made, at = view((-60.0, 0.0, 60.0)), Scale((300.0, 500.0), 2.0)
    assert swarm(made, at, 17) == [at(dot) for dot in made.dots]


def test_a_box_on_the_foot_is_not_clear_and_one_beside_it_is() -> None:
    made, at = view(), Scale((300.0, 500.0), 1.5)
    assert not is_clear(made, at, (280.0, 300.0, 120.0, 60.0))
    assert is_clear(made, at, (20.0, 300.0, 100.0, 60.0))
