"""Turning pictures upright, exactly, and finding out how the camera hangs."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.core.frame import DepthFrame, Intrinsics, deproject, project
from kiosk.core.mount import (
    Mount,
    agree,
    find_mount,
    mount_from_gravity,
    to_stream,
    to_upright,
    upright,
    upright_lens,
)
from tests.scenes import HALF, View, person, render, side_wall, wall

LENS = Intrinsics(8, 5, 7.3, 6.9, 3.1, 1.7)
"""Off-centre, with unequal focal lengths, so that nothing is right by symmetry."""
EARTH = {
    Mount.LANDSCAPE: (0.0, 1.0),
    Mount.PORTRAIT_LEFT: (-1.0, 0.0),
    Mount.INVERTED: (0.0, -1.0),
    Mount.PORTRAIT_RIGHT: (1.0, 0.0),
}


def frame_of(depth: np.ndarray, gravity: np.ndarray | None = None) -> DepthFrame:
    lens = Intrinsics(depth.shape[1], depth.shape[0], 7.3, 6.9, 3.1, 1.7)
    return DepthFrame(depth, 0.001, lens, 1.5, 7, gravity)


def stream_of(depth_m: np.ndarray, lens: Intrinsics, mount: Mount) -> tuple[np.ndarray, Intrinsics]:
    """What a camera in this mount delivers of an upright picture."""
    back = Mount((4 - mount.turns) % 4)
    return np.ascontiguousarray(np.rot90(depth_m, back.turns)), upright_lens(lens, back)


@pytest.mark.parametrize("mount", list(Mount))
def test_every_pixel_keeps_its_point(mount: Mount) -> None:
    depth = np.arange(1000, 1040, dtype=np.uint16).reshape(5, 8)
    turned = upright(frame_of(depth), mount)
    for v in range(5):
        for u in range(8):
            z = float(depth[v, u])
            point = deproject(np.array(float(u)), np.array(float(v)), np.array(z), LENS)
            new_u, new_v = project(to_upright(point, mount), turned.intrinsics)
            assert (new_u, new_v) == pytest.approx((round(new_u), round(new_v)), abs=1e-9)
            assert turned.depth[round(new_v), round(new_u)] == depth[v, u]


@pytest.mark.parametrize("mount", list(Mount))
def test_points_come_back_to_the_stream(mount: Mount) -> None:
    points = np.random.default_rng(1).normal(size=(4, 6, 3))
    np.testing.assert_array_equal(to_stream(to_upright(points, mount), mount), points)


@pytest.mark.parametrize("mount", list(Mount))
def test_the_earth_ends_up_below_and_gravity_names_the_mount(mount: Mount) -> None:
    x, y = EARTH[mount]
    gravity = np.array([0.9 * x + 0.1 * y, 0.9 * y - 0.1 * x, 0.4])
    gravity /= np.linalg.norm(gravity)
    assert mount_from_gravity(gravity) is mount
    turned = upright(frame_of(np.zeros((5, 8), np.uint16), gravity), mount)
    assert turned.gravity is not None
    assert turned.gravity[1] > 0.85
    assert turned.gravity[2] == gravity[2]
    assert (turned.time_s, turned.number, turned.scale_m) == (1.5, 7, 0.001)


def test_a_turned_picture_is_read_only_and_its_own() -> None:
    depth = np.ones((5, 8), np.uint16)
    turned = upright(frame_of(depth), Mount.PORTRAIT_LEFT)
    assert turned.depth.shape == (8, 5)
    assert not turned.depth.flags.writeable
    depth[:] = 2
    assert turned.depth.max() == 1
    same = frame_of(depth)
    assert upright(same, Mount.LANDSCAPE) is same


@pytest.mark.parametrize("gravity", [(0.1, 0.1, 1.0), (0.0, 0.0, -1.0), (0, 0, 0), (np.nan, 1, 0)])
def test_a_camera_that_looks_along_gravity_has_no_mount(gravity: tuple[float, ...]) -> None:
    assert mount_from_gravity(np.array(gravity, dtype=float)) is None


@pytest.mark.parametrize("mount", list(Mount))
@pytest.mark.parametrize("lens", [HALF, Intrinsics(240, 424, 212.0, 212.0, 119.5, 211.5)])
def test_the_floor_tells_the_mount(mount: Mount, lens: Intrinsics) -> None:
    picture = render([*person(ahead=2.0), wall(3.5)], View(lens), seed=2)
    assert find_mount(*stream_of(picture.depth_m, lens, mount)) is mount


@pytest.mark.parametrize("mount", list(Mount))
def test_a_near_side_wall_is_no_floor_while_somebody_stands_there(mount: Mount) -> None:
    things = [*person(ahead=2.0), side_wall(-0.9), wall(3.5)]
    picture = render(things, View(HALF, 0.8, -3.0), seed=1)
    assert find_mount(*stream_of(picture.depth_m, HALF, mount)) is mount


def test_an_empty_corridor_is_left_undecided() -> None:
    picture = render([side_wall(-1.0), side_wall(1.2), wall(4.0)], View(HALF, 1.0, 8.0), seed=1)
    assert find_mount(picture.depth_m, HALF) is None


@pytest.mark.parametrize("mount", list(Mount))
def test_a_person_who_is_cut_out_tells_the_mount(mount: Mount) -> None:
    picture = render(person(ahead=2.0, stance=0.5), View(HALF), floor=False, seed=1)
    assert find_mount(*stream_of(picture.depth_m, HALF, mount)) is mount


def test_nothing_to_see_is_left_undecided() -> None:
    assert find_mount(np.zeros((240, 424), np.float32), HALF) is None
    facing = render([wall(2.0)], View(HALF, 1.0, 0.0), floor=False)
    assert find_mount(facing.depth_m, HALF) is None


def test_a_recording_goes_with_most_of_its_frames() -> None:
    left, right = Mount.PORTRAIT_LEFT, Mount.PORTRAIT_RIGHT
    assert agree([left, None, left, right]) is left
    assert agree([left, right]) is None
    assert agree([None, None]) is None
    assert agree([]) is None
