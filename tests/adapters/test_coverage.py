"""Shapes cover the area that geometry says, wherever they lie between the pixels."""

from __future__ import annotations

from math import pi

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.adapters import coverage

SHIFT = st.floats(-3.0, 3.0)


def area(shape: coverage.Coverage) -> float:
    return float(shape.values.sum())


def middle(shape: coverage.Coverage) -> tuple[float, float]:
    """Centre of the covered area in picture coordinates."""
    rows, columns = np.indices(shape.values.shape)
    weight = shape.values / shape.values.sum()
    x = float((weight * (columns + shape.left + 0.5)).sum())
    return x, float((weight * (rows + shape.top + 0.5)).sum())


@given(SHIFT, SHIFT, st.floats(4.0, 30.0))
def test_a_disc(x: float, y: float, radius: float) -> None:
    shape = coverage.disc((x, y), radius)
    # Coverage by distance from the edge errs with the square of the curvature: 1.5 % at radius 4.
    assert area(shape) == pytest.approx(pi * radius**2, rel=max(0.01, 0.3 / radius**2))
    assert middle(shape) == pytest.approx((x, y), abs=0.05)


@given(SHIFT, SHIFT, st.floats(8.0, 30.0), st.floats(1.5, 6.0))
def test_a_ring(x: float, y: float, radius: float, width: float) -> None:
    assert area(coverage.ring((x, y), radius, width)) == pytest.approx(
        2 * pi * radius * width, rel=0.02
    )


def test_a_box_without_and_with_round_corners() -> None:
    assert area(coverage.rounded_box((3, 4, 40, 20), 0)) == pytest.approx(800)
    lost = (4 - pi) * 8**2
    assert area(coverage.rounded_box((3, 4, 40, 20), 8)) == pytest.approx(800 - lost, rel=0.005)


def test_a_box_as_a_line_lies_inside_its_edge() -> None:
    shape = coverage.rounded_box((10, 10, 40, 20), 0, 2)
    assert area(shape) == pytest.approx(40 * 20 - 36 * 16, rel=0.02)
    inside = shape.values[10 - shape.top : 30 - shape.top, 10 - shape.left : 50 - shape.left]
    assert inside.sum() == pytest.approx(area(shape))


@given(SHIFT, SHIFT, st.floats(2.0, 12.0))
def test_a_stroke_is_a_strip_with_half_discs(x: float, y: float, width: float) -> None:
    path = np.array([[x, y], [x + 30.0, y + 40.0]])
    assert area(coverage.stroke(path, width)) == pytest.approx(
        50 * width + pi * (width / 2) ** 2, rel=0.01
    )


def test_a_stroke_of_one_point_is_a_disc() -> None:
    assert area(coverage.stroke(np.array([[5.0, 5.0]]), 10)) == pytest.approx(pi * 25, rel=0.01)


def test_a_bent_stroke_does_not_count_its_joint_twice() -> None:
    bent = coverage.stroke(np.array([[0.0, 0.0], [40.0, 0.0], [40.0, 40.0]]), 8)
    assert bent.values.max() == pytest.approx(1.0)
    assert area(bent) < 2 * (40 * 8) + pi * 16


@given(st.floats(0, 1), st.floats(0, 1), st.floats(-40, 40), st.floats(10, 60))
def test_a_polygon_has_the_shoelace_area(x: float, y: float, lean: float, high: float) -> None:
    corners = np.array([[x, y], [x + 30, y], [x + 30 + lean, y + high], [x + lean, y + high]])
    assert area(coverage.polygon(corners)) == pytest.approx(30 * high, rel=0.01)


def test_a_polygon_runs_either_way_round() -> None:
    corners = np.array([[0.0, 0.0], [20.0, 3.0], [9.0, 17.0]])
    one, other = coverage.polygon(corners), coverage.polygon(corners[::-1])
    assert np.allclose(one.values, other.values)


def test_dashes_leave_out_what_they_should() -> None:
    pieces = coverage.dashes(np.array([[0.0, 0.0], [50.0, 0.0], [100.0, 0.0]]), 10, 15)
    assert [(p[0, 0], p[-1, 0]) for p in pieces] == [(0, 10), (25, 35), (50, 60), (75, 85)]


def test_a_dash_follows_the_corner_that_it_crosses() -> None:
    pieces = coverage.dashes(np.array([[0.0, 0.0], [5.0, 0.0], [5.0, 100.0]]), 10, 200)
    assert pieces[0].tolist() == [[0, 0], [5, 0], [5, 5]]


def test_an_ellipse_is_turned_clockwise() -> None:
    points = coverage.ellipse((10, 20), 8, 2, 90)
    assert np.ptp(points[:, 0]) == pytest.approx(4, abs=0.01)
    assert np.ptp(points[:, 1]) == pytest.approx(16, abs=0.01)


def test_an_arc_starts_above_and_runs_clockwise() -> None:
    points = coverage.arc((0, 0), 10, 0, 90)
    assert points[0] == pytest.approx([0, -10])
    assert points[-1] == pytest.approx([10, 0])
