"""Quiet standing is found where it is, upright frames serve where it is not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from kiosk.core.filtering import smooth
from kiosk.core.knee import Standing
from kiosk.core.skeleton import INDEX, Motion
from kiosk.core.standing import stand
from tests import analytic
from tests.analytic import Body


def standing_of(motion: Motion) -> Standing:
    camera, up, offset = analytic.in_camera(motion)
    found = stand(camera, up, offset)
    assert found is not None
    return found[1]


def test_three_quiet_seconds_are_the_baseline() -> None:
    body = Body(toe_out_deg=(4.0, 12.0), inward_m=(0.0, 0.05))
    found = standing_of(analytic.motion(body, analytic.squats(3, still_s=3.5, rest_s=1.5)))
    assert found.from_ == "quiet"
    assert found.start_s == 0.0
    assert found.end_s == pytest.approx(3.6, abs=0.25)
    for side, toe_out in (("left", 4.0), ("right", 12.0)):
        leg = found.left if side == "left" else found.right
        assert leg.toe_out_deg == pytest.approx(toe_out, abs=1e-6)
        assert leg.shank_m == pytest.approx(body.shank_m, abs=1e-6)
        assert leg.thigh_m == pytest.approx(body.thigh_m, abs=1e-6)
        assert leg.knee_flexion_deg == pytest.approx(2.0, abs=0.1)
        np.testing.assert_allclose(leg.foot, analytic.foot_direction(body, side), atol=1e-9)
        np.testing.assert_allclose(leg.ankle_m, analytic.ankle(body, side), atol=1e-9)
    assert found.leg("right") is found.right


def test_hka_is_the_standing_frontal_angle_inward_positive() -> None:
    knock_kneed = standing_of(analytic.motion(Body(inward_m=(0.02, 0.0)), np.full(120, 10.0)))
    straight = standing_of(analytic.motion(Body(), np.full(120, 10.0)))
    assert knock_kneed.left.hka_deg > straight.left.hka_deg + 0.5
    assert knock_kneed.right.hka_deg == pytest.approx(straight.right.hka_deg, abs=0.1)
    assert knock_kneed.left.knee_plane_offset_m == pytest.approx(0.02 / 6.0, abs=1e-4)


def test_a_short_clip_takes_its_upright_frames_and_says_so() -> None:
    found = standing_of(analytic.motion(Body(), analytic.squats(1, still_s=0.5, rest_s=0.4)))
    assert found.from_ == "upright"
    assert found.left.shank_m == pytest.approx(0.395, abs=1e-3)
    assert found.left.knee_flexion_deg < 15.0


def test_swaying_for_four_seconds_is_not_quiet() -> None:
    m = analytic.motion(Body(), analytic.squats(1, still_s=4.0))
    sway = 0.06 * np.sin(2.0 * np.pi * 0.7 * m.time_s)
    m.points_m[:, [INDEX["LHip"], INDEX["RHip"]], 2] += sway[:, None]
    assert standing_of(m).from_ == "upright"


def test_the_jitter_of_a_network_does_not_hide_quiet_standing() -> None:
    m = analytic.noisy(analytic.motion(Body(), analytic.squats(2)), 0.008, seed=3)
    found = standing_of(smooth(m))
    assert found.from_ == "quiet"
    assert found.end_s - found.start_s >= 2.9
    assert found.right.toe_out_deg == pytest.approx(10.0, abs=1.0)


def test_a_leg_that_never_looks_straight_still_gives_a_baseline() -> None:
    """Joint centres may be offset so that standing reads 30 degrees of flexion."""
    found = standing_of(analytic.motion(Body(), analytic.squats(1, still_s=1.0, still_deg=30.0)))
    assert found.from_ == "upright"


def test_nobody_upright_is_no_baseline() -> None:
    camera, up, offset = analytic.in_camera(analytic.motion(Body(), np.full(90, 80.0)))
    assert stand(camera, up, offset) is None
    nobody = replace(camera, points_m=np.full_like(camera.points_m, np.nan))
    assert stand(nobody, up, offset) is None
    empty = Motion(np.zeros(0), np.zeros((0, 26, 3)), np.zeros((0, 26)))
    assert stand(empty, up, offset) is None


def test_a_missing_toe_leaves_the_toe_line_open_and_the_lengths_measured() -> None:
    m = analytic.motion(Body(), np.full(120, 2.0))
    m.points_m[:, INDEX["LBigToe"]] = np.nan
    found = standing_of(m)
    assert np.isnan(found.left.toe_out_deg)
    assert found.left.shank_m == pytest.approx(0.395)
    assert found.right.toe_out_deg == pytest.approx(10.0)
