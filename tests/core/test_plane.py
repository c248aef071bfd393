"""Planes in inverse depth."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.core.frame import BoolArray, FloatArray
from kiosk.core.plane import InverseGrid, fit, ransac, thin
from tests.scenes import HALF

TRUE = np.array([0.05, 0.4, 0.3])


def anything(planes: FloatArray) -> BoolArray:
    return np.ones(len(planes), dtype=bool)


def grid_of(noise: float, seed: int = 0) -> InverseGrid:
    x = np.linspace(-0.9, 0.9, 90).astype(np.float32)
    y = np.linspace(-0.2, 0.5, 50).astype(np.float32)
    blank = InverseGrid(x, y, np.zeros((50, 90), np.float32), np.ones((50, 90), dtype=bool))
    rng = np.random.default_rng(seed)
    inverse = blank.expected(TRUE) + rng.normal(0.0, noise, (50, 90))
    return InverseGrid(x, y, inverse.astype(np.float32), blank.seen)


def test_expected_is_the_plane_s_inverse_depth() -> None:
    grid = grid_of(0.0)
    v, u = 30, 70
    assert grid.expected(TRUE)[v, u] == pytest.approx(TRUE @ [grid.x[u], grid.y[v], 1.0], rel=1e-6)


def test_least_squares_agrees_with_a_library_s() -> None:
    grid = grid_of(0.004)
    chosen = np.random.default_rng(1).random((50, 90)) > 0.4
    v, u = np.nonzero(chosen)
    rays = np.stack([grid.x[u], grid.y[v], np.ones(len(u))], axis=-1).astype(np.float64)
    expected = np.linalg.lstsq(rays, grid.inverse[chosen].astype(np.float64), rcond=None)[0]
    found = fit(grid, chosen)
    assert found is not None
    np.testing.assert_allclose(found, expected, atol=1e-6)


def test_a_line_is_no_plane() -> None:
    chosen = np.zeros((50, 90), dtype=bool)
    assert fit(grid_of(0.0), chosen) is None
    chosen[20, 3:60] = True
    assert fit(grid_of(0.0), chosen) is None
    assert ransac(grid_of(0.0), chosen, anything, 0.01) is None


def test_the_larger_plane_wins_among_outliers() -> None:
    grid = grid_of(0.002)
    spoiled = grid.inverse.copy()
    rng = np.random.default_rng(2)
    spoiled[:, :40] = 0.5 + rng.normal(0.0, 0.1, (50, 40))
    grid = InverseGrid(grid.x, grid.y, spoiled, grid.seen)
    found = ransac(grid, grid.seen, anything, 0.006)
    assert found is not None
    np.testing.assert_allclose(found, TRUE, atol=0.03)


def test_only_an_accepted_plane_is_given() -> None:
    grid = grid_of(0.002)

    def steep(planes: FloatArray) -> BoolArray:
        return np.abs(planes[:, 1]) > 5.0 * np.abs(planes[:, 0] + planes[:, 2]) + 5.0

    assert ransac(grid, grid.seen, steep, 0.006) is None
    assert ransac(grid, np.zeros_like(grid.seen), anything, 0.006) is None


def test_thinning_keeps_the_rays_of_the_pixels_that_it_keeps() -> None:
    depth = np.full((240, 424), 2.0, np.float32)
    depth[::2, ::2] = 4.0
    depth[100, 200] = 0.0
    depth[102, 200] = 9.0
    grid = thin(depth, HALF, 106.0, 6.0)
    assert grid.inverse.shape == (120, 212)
    assert grid.x[100] == pytest.approx((200 - HALF.cx) / HALF.fx)
    assert grid.y[50] == pytest.approx((100 - HALF.cy) / HALF.fy)
    assert grid.inverse[0, 0] == 0.25
    assert not grid.seen[50, 100] and grid.inverse[50, 100] == 0.0
    assert not grid.seen[51, 100]
    assert grid.seen.sum() == 120 * 212 - 2
