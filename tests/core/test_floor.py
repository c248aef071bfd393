"""The floor among walls, benches, mats and people, and the floor that is only assumed."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from kiosk.core.floor import Floor, assumed_floor, find_floor, fuse, standing_level
from kiosk.core.frame import Intrinsics
from tests.scenes import HALF, TALL, WALL, WIDE, Box, View, bench, mat, person, render, wall

MEMBER = person(squat=0.6, arms="forward")


@pytest.mark.parametrize("lens", [HALF, WIDE, TALL])
@pytest.mark.parametrize(
    ("height", "pitch", "roll"), [(1.0, 8.0, 0.0), (0.5, 0.0, 2.0), (1.6, 20.0, -3.0)]
)
def test_floor_of_a_gym(lens: Intrinsics, height: float, pitch: float, roll: float) -> None:
    view = View(lens, height, pitch, roll)
    picture = render([*MEMBER, bench(), wall(4.5)], view, seed=3)
    for gravity in (None, view.gravity):
        floor = find_floor(picture.depth_m, lens, gravity)
        assert floor is not None
        # 1 degree of roll is worth 6 mm of knee offset: a quarter is the most that is let pass,
        # at half the resolution a half.
        assert floor.tilt_deg(view.gravity) < (0.5 if lens is HALF else 0.25)
        assert floor.offset_m == pytest.approx(height, abs=0.02 if lens is HALF else 0.01)
        assert floor.source == "floor"
        assert 0.0 < floor.rms_m < 0.05
        assert 0.05 < floor.share < 0.9


def test_without_noise_the_plane_is_exact() -> None:
    view = View(HALF, 1.1, 12.0, 4.0)
    floor = find_floor(render([], view, sigma_px=0.0).depth_m, HALF, None)
    assert floor is not None
    np.testing.assert_allclose(floor.normal, -view.gravity, atol=2e-5)
    assert floor.offset_m == pytest.approx(1.1, abs=1e-4)


def test_noise_of_the_camera_is_measured() -> None:
    view = View(HALF)
    low, high = (
        find_floor(render([], view, sigma_px=sigma).depth_m, HALF, None) for sigma in (0.03, 0.09)
    )
    assert low is not None and high is not None
    per_px = 1.0 / (0.05 * HALF.fx)
    assert low.noise_inverse_m == pytest.approx(0.03 * per_px, rel=0.25)
    assert high.noise_inverse_m == pytest.approx(0.09 * per_px, rel=0.25)


def test_height_is_measured_along_the_normal() -> None:
    floor = Floor(np.array([0.0, -0.8, -0.6]), 1.0, "floor")
    np.testing.assert_allclose(floor.height(np.array([[0.0, 0.5, 1.0], [9.0, 1.25, 0.0]])), 0.0)
    np.testing.assert_array_equal(floor.down, [0.0, 0.8, 0.6])
    assert floor.tilt_deg(np.array([0.0, 2.0, 0.0])) == pytest.approx(np.degrees(np.arccos(0.8)))


def test_the_same_picture_gives_the_same_floor() -> None:
    picture = render(MEMBER, View(HALF), seed=5)
    first, second = (find_floor(picture.depth_m, HALF, None) for _ in range(2))
    assert first is not None and second is not None
    np.testing.assert_array_equal(first.normal, second.normal)


def test_a_large_bench_is_not_the_floor() -> None:
    view = View(HALF, 1.2, 15.0)
    wide_bench = Box(WALL, (-1.0, 0.0, 1.2), (1.0, 0.45, 2.2))
    floor = find_floor(render([wide_bench, wall(4.0)], view).depth_m, HALF, None)
    assert floor is not None
    assert floor.offset_m == pytest.approx(1.2, abs=0.02)


def test_a_mat_does_not_lift_the_floor_far() -> None:
    view = View(HALF, 1.0, 10.0)
    floor = find_floor(render([*MEMBER, mat(thick=0.02)], view).depth_m, HALF, None)
    assert floor is not None
    assert 0.975 < floor.offset_m < 1.01


@pytest.mark.parametrize(
    "things", [MEMBER, [wall(2.0)], [*MEMBER, wall(3.0)], person(squat=1.0, arms="side"), []]
)
def test_where_no_floor_is_seen_there_is_none(things: list[Box]) -> None:
    view = View(HALF, 1.0, 0.0)
    depth = render(things, view, floor=False, seed=4).depth_m
    assert find_floor(depth, HALF, None) is None
    assert find_floor(depth, HALF, view.gravity) is None


def test_a_floor_that_contradicts_the_imu_is_refused() -> None:
    view = View(HALF, 1.0, 8.0)
    depth = render([], view).depth_m
    tilted = View(HALF, 1.0, 8.0, 15.0).gravity
    assert find_floor(depth, HALF, tilted) is None
    assert find_floor(depth, HALF, view.gravity) is not None


def test_too_little_floor_is_no_floor() -> None:
    view = View(HALF, 1.0, 8.0)
    depth = render([], view).depth_m.copy()
    depth[:235] = 0.0
    assert find_floor(depth, HALF, None) is None


def test_assumed_floor_is_level_under_the_lowest_part() -> None:
    points = np.array([[0.0, y, 2.0] for y in np.linspace(-0.8, 0.9, 500)])
    floor = assumed_floor(points, np.array([0.0, 2.0, 0.0]), "mount")
    assert floor.source == "mount"
    np.testing.assert_array_equal(floor.normal, [0.0, -1.0, 0.0])
    assert floor.offset_m == pytest.approx(0.9, abs=0.02)
    assert floor.height(np.array([0.0, 0.9, 2.0])) == pytest.approx(0.0, abs=0.02)


def test_fusing_takes_the_median_and_seen_floors_first() -> None:
    up = np.array([0.0, -1.0, 0.0])
    seen = [Floor(up, offset, "floor", 0.01, 0.3) for offset in (1.0, 1.02, 3.0)]
    whole = fuse([*seen, *(Floor(up, 0.5, "imu") for _ in range(9))])
    assert whole is not None
    assert (whole.offset_m, whole.source) == (1.02, "floor")
    np.testing.assert_allclose(np.linalg.norm(whole.normal), 1.0)
    only = fuse([Floor(up, 0.5, "imu"), Floor(up, 0.6, "imu")])
    assert only is not None
    assert (only.offset_m, only.source) == (0.55, "imu")
    assert fuse([]) is None


def test_a_fused_normal_is_a_unit_vector_between_the_frames_own() -> None:
    tilts = [View(HALF, 1.0, 8.0, roll).gravity for roll in (-1.0, 0.0, 1.0)]
    whole = fuse([Floor(-g, 1.0, "floor") for g in tilts])
    assert whole is not None
    assert whole.tilt_deg(tilts[1]) < 0.1
    assert dataclasses.is_dataclass(whole)


def test_what_the_feet_stand_on() -> None:
    rng = np.random.default_rng(0)
    floor = rng.normal(0.0, 0.006, 3000)
    on_mat = rng.normal(0.03, 0.004, 2000)
    shoes = rng.uniform(0.02, 0.1, 600)
    px = np.full(9000, 1e-4)
    level = standing_level(np.concatenate([floor, shoes]), px[:3600])
    assert level == pytest.approx(0.0, abs=0.003)
    level = standing_level(np.concatenate([floor, on_mat, shoes]), px[:5600])
    assert level == pytest.approx(0.03, abs=0.003)
    assert standing_level(shoes, px[:600]) == 0.0
    assert standing_level(np.zeros(0), np.zeros(0)) == 0.0
