"""The floor frame: there and back, for a member who faces the camera or turns his back to it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from kiosk.core.floorframe import FloorFrame, floor_frame
from kiosk.core.outliers import exchange_sides
from kiosk.core.skeleton import INDEX, Motion
from tests import analytic
from tests.analytic import Body

STANDING = analytic.motion(Body(toe_out_deg=(5.0, 15.0)), np.full(20, 2.0))


def frame_of(motion: Motion, up: np.ndarray, offset: float) -> FloorFrame:
    frame = floor_frame(motion, up, offset)
    assert frame is not None
    return frame


@pytest.mark.parametrize("back", [False, True])
def test_a_member_is_never_mirrored_whichever_way_he_faces(back: bool) -> None:
    camera, up, offset = analytic.in_camera(STANDING, back_to_camera=back)
    frame = frame_of(camera, up, offset)
    assert not frame.sides_swapped
    np.testing.assert_allclose(frame.motion(camera).points_m, STANDING.points_m, atol=1e-12)
    right_ankle = camera.points_m[0, INDEX["RAnkle"]]
    assert bool(right_ankle[0] > 0.0) is back  # a right foot is on the image's left from the front


@given(
    turn=st.tuples(*[st.floats(-180.0, 180.0)] * 3),
    at=st.tuples(*[st.floats(-3.0, 3.0)] * 3),
    height=st.floats(-2.0, 2.0),
)
def test_any_camera_pose_gives_the_same_floor_frame(
    turn: tuple[float, float, float], at: tuple[float, float, float], height: float
) -> None:
    rotation = Rotation.from_euler("xyz", turn, degrees=True)
    matrix, shift = rotation.as_matrix(), np.array(at)
    points = (STANDING.points_m + np.array([0.0, height, 0.0])) @ matrix.T + shift
    up = matrix[:, 1]
    frame = frame_of(replace(STANDING, points_m=points), up, float(-up @ shift) - height)
    np.testing.assert_allclose(frame.to_floor(points), STANDING.points_m, atol=1e-9)
    np.testing.assert_allclose(frame.to_camera(STANDING.points_m), points, atol=1e-9)
    np.testing.assert_allclose(frame.axes @ frame.axes.T, np.eye(3), atol=1e-12)
    assert np.linalg.det(frame.axes) == pytest.approx(1.0)


def test_exchanged_names_are_seen_by_the_feet() -> None:
    camera, up, offset = analytic.in_camera(exchange_sides(STANDING))
    frame = frame_of(camera, up, offset)
    assert frame.sides_swapped
    right = frame.motion(exchange_sides(camera)).points_m
    np.testing.assert_allclose(right, STANDING.points_m, atol=1e-12)


def test_without_feet_the_ankles_names_decide() -> None:
    camera, up, offset = analytic.in_camera(STANDING)
    for name in ("LHeel", "RHeel"):
        camera.points_m[:, INDEX[name]] = np.nan
    np.testing.assert_allclose(frame_of(camera, up, offset).axes, analytic.IN_FRONT.T, atol=1e-12)


def test_without_two_ankles_apart_there_is_no_frame() -> None:
    camera, up, offset = analytic.in_camera(STANDING)
    together = camera.points_m.copy()
    together[:, INDEX["LAnkle"]] = together[:, INDEX["RAnkle"]]
    assert floor_frame(replace(camera, points_m=together), up, offset) is None
    camera.points_m[:, INDEX["LAnkle"]] = np.nan
    assert floor_frame(camera, up, offset) is None
