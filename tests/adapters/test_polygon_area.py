"""A polygon covers exactly its area, and of each pixel what fine sampling says."""

from __future__ import annotations

from math import cos, pi, sin

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from kiosk.adapters import coverage
from kiosk.adapters.coverage import FloatArray
from kiosk.adapters.polygon_area import polygon

RADII = some.lists(some.floats(2.0, 40.0), min_size=3, max_size=24)
PLACE = some.tuples(some.floats(-9.0, 9.0), some.floats(-9.0, 9.0))


def star(radii: list[float], place: tuple[float, float]) -> FloatArray:
    """Corners all round a point, each as far from it as told."""
    turns = [2 * pi * k / len(radii) for k in range(len(radii))]
    return np.array([(r * cos(t), r * sin(t)) for r, t in zip(radii, turns, strict=True)]) + place


def area(points: FloatArray) -> float:
    """The shoelace formula."""
    x, y = points.T
    return float(abs(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y)) / 2)


@given(RADII, PLACE, some.booleans())
def test_the_covered_area_is_the_polygons_own(
    radii: list[float], place: tuple[float, float], whole: bool
) -> None:
    points = star(radii, place)
    points = np.round(points) if whole else points
    assert polygon(points).values.sum() == pytest.approx(area(points), abs=1e-6)
    assert np.allclose(polygon(points[::-1]).values, polygon(points).values), "either way round"


@given(RADII, PLACE)
def test_each_pixel_is_covered_as_sampling_says(
    radii: list[float], place: tuple[float, float]
) -> None:
    points = star(radii, place)
    exact, sampled = polygon(points), coverage.polygon(points)
    assert (exact.left, exact.top) == (sampled.left, sampled.top)
    assert exact.values.shape == sampled.values.shape
    assert np.abs(exact.values - sampled.values).max() < 1 / coverage.ROWS_PER_PIXEL


def test_turns_that_overlap_stay_filled() -> None:
    round_twice = np.array([(0, 0), (20, 0), (20, 20), (0, 20)] * 2, np.float64)
    assert polygon(round_twice).values.min() == polygon(round_twice).values.max() == 1.0


@pytest.mark.parametrize("points", [[(3, 3), (3, 3), (3, 3)], [(1, 2), (9, 2), (4, 2)]])
def test_what_has_no_area_covers_nothing(points: list[tuple[float, float]]) -> None:
    assert polygon(np.array(points, np.float64)).values.sum() == 0.0
