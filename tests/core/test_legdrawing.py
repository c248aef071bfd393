"""What the pictures are given to draw, against bodies with known knees."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.core.knee import curves
from kiosk.core.legdrawing import PATH_PLACES, LegDrawing, leg_drawing
from kiosk.core.squat import find_reps
from kiosk.core.standing import stand
from tests import analytic
from tests.support.assessed import assessed, measured

BODY = analytic.Body(inward_m=(0.06, -0.03), toe_out_deg=(12.0, 6.0))


def drawing(body: analytic.Body, side: str) -> LegDrawing:
    found = measured(body).side("left" if side == "left" else "right").drawing
    assert found is not None
    return found


@pytest.mark.parametrize("side", ["left", "right"])
def test_places_are_the_squats_own_figures(side: str) -> None:
    got = measured(BODY)
    drawn = drawing(BODY, side)
    legs = [getattr(rep, side) for rep in got.reps]
    assert len(drawn.at_60) == len(drawn.bottom) == len(legs) == 5
    for place, leg in zip(drawn.at_60, legs, strict=True):
        assert place.inside_toe_line_m == pytest.approx(leg.knee_toe_offset_m_at_60, abs=1e-12)
        assert place.inside_plane_m == pytest.approx(leg.knee_plane_offset_m_at_60, abs=1e-12)
    for place, leg in zip(drawn.bottom, legs, strict=True):
        assert place.inside_toe_line_m == pytest.approx(leg.knee_toe_offset_m_bottom, abs=1e-12)
        assert place.inside_plane_m == pytest.approx(leg.knee_plane_offset_m_bottom, abs=1e-12)


def test_the_foot_stands_where_it_stood() -> None:
    for side, toe_out, sign in (("left", 12.0, -1.0), ("right", 6.0, 1.0)):
        foot = drawing(BODY, side).foot
        assert foot is not None
        assert foot.toe_out_deg == pytest.approx(toe_out, abs=0.1)
        tau = np.radians(toe_out)
        assert foot.toe_line == pytest.approx((np.cos(tau), sign * np.sin(tau)), abs=2e-3)
        assert foot.ankle == pytest.approx((0.0, sign * 0.15), abs=2e-3)
        assert foot.ankle_to_heel_m == pytest.approx(0.05, abs=1e-3)
        assert foot.ankle_to_second_toe_m == pytest.approx(0.12, abs=1e-3)


def test_the_path_runs_from_standing_to_the_bottom() -> None:
    drawn = drawing(BODY, "left")
    assert len(drawn.path) == PATH_PLACES == 40
    ahead = [place.ahead_m for place in drawn.path]
    assert ahead == sorted(ahead)
    assert 0.0 <= drawn.path[0].inside_plane_m < 0.01
    last, bottom = drawn.path[-1], drawn.bottom[0]
    assert last.inside_plane_m == pytest.approx(bottom.inside_plane_m, abs=1e-3)
    assert last.ahead_m == pytest.approx(bottom.ahead_m, abs=1e-3)


def test_from_the_front_right_is_right_and_up_is_up() -> None:
    for side, sign in (("left", -1.0), ("right", 1.0)):
        front = drawing(BODY, side).front_at_60
        assert front is not None
        assert front.ankle == pytest.approx((sign * 0.15, 0.08), abs=2e-3)
        assert front.hip[0] == pytest.approx(sign * 0.09, abs=2e-3)
        assert front.hip[1] > front.knee[1] > front.ankle[1] > front.second_toe[1]


def test_the_straight_knee_is_off_by_the_knee_plane_offset() -> None:
    """A knee moved inside lies nearer to the middle than the straight one, on either side."""
    left, right = drawing(BODY, "left").front_at_60, drawing(BODY, "right").front_at_60
    assert left is not None
    assert right is not None
    assert left.straight_knee[0] < left.knee[0]  # 60 mm inside: to the member's right
    assert right.straight_knee[0] < right.knee[0]  # 30 mm outside: to the member's right too
    straight = drawing(analytic.Body(), "left").front_at_60
    assert straight is not None
    assert straight.knee == pytest.approx(straight.straight_knee, abs=1e-6)


def test_what_was_not_measured_is_left_out() -> None:
    motion = analytic.motion(BODY, analytic.squats(3))
    camera, up, offset_m = analytic.in_camera(motion)
    stood = stand(camera, up, offset_m)
    assert stood is not None
    frame, standing = stood
    body = curves(frame.motion(camera), standing)
    reps = find_reps(body, standing)
    second = (body.time_s >= reps[1].start_s) & (body.time_s <= reps[1].end_s)
    body.left.knee_m[second] = np.nan
    body.left.knee_plane_offset_m[second] = np.nan
    body.left.knee_toe_offset_m[second] = np.nan
    drawn = leg_drawing(body, standing, reps, "left")
    assert (len(drawn.at_60), len(drawn.bottom), len(drawn.path)) == (2, 2, 40)
    assert drawn.front_at_60 is not None
    body.left.knee_m[:] = np.nan
    standing.left.heel_m[:] = np.nan
    empty = leg_drawing(body, standing, reps, "left")
    assert empty == LegDrawing(None, (), (), (), None)
    assert leg_drawing(body, standing, (), "right").path == ()


def test_without_curves_there_is_no_drawing() -> None:
    got = assessed([0.0] * 3, [0.0] * 3)
    assert got.left.drawing is None
    assert got.left.band == "in_line"
