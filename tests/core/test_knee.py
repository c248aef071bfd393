"""Legs over time: the curves of a known body, whoever stands where."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from kiosk.core import knee
from kiosk.core.knee import BodyCurves, LegCurves
from kiosk.core.outliers import exchange_sides
from kiosk.core.skeleton import INDEX, Motion
from kiosk.core.standing import baseline
from tests import analytic
from tests.analytic import Body

FLEXION = analytic.squats(1)
STILL = 60


def curves_of(motion: Motion) -> BodyCurves:
    still = Motion(motion.time_s[:STILL], motion.points_m[:STILL], motion.sigma_m[:STILL])
    return knee.curves(motion, baseline(still, "quiet"))


def test_the_curves_give_back_the_body() -> None:
    body = Body(inward_m=(0.03, -0.01), toe_out_deg=(5.0, 20.0))
    c = curves_of(analytic.motion(body, FLEXION))
    bottom = int(np.argmin(c.pelvis_height_m))
    assert c.left.knee_plane_offset_m[bottom] == pytest.approx(0.03, abs=1e-9)
    assert c.right.knee_plane_offset_m[bottom] == pytest.approx(-0.01, abs=1e-9)
    for leg, toe_out in ((c.left, 5.0), (c.right, 20.0)):
        np.testing.assert_allclose(leg.toe_out_deg, toe_out, atol=1e-9)
        np.testing.assert_allclose(leg.thigh_m, body.thigh_m, atol=1e-9)
        np.testing.assert_allclose(leg.shank_m, body.shank_m, atol=1e-9)
        np.testing.assert_allclose(leg.heel_lift_m, 0.0, atol=1e-12)
        np.testing.assert_allclose(leg.foot_shift_m, 0.0, atol=1e-12)
        # Hinge flexion about f x Y is the bend as long as the leg stays near its foot's plane.
        np.testing.assert_allclose(leg.knee_flexion_deg, FLEXION, atol=2.0)
    assert c.weight_shift[bottom] == pytest.approx(0.0, abs=1e-9)
    assert c.trunk_lean_sagittal_deg[bottom] == pytest.approx(body.lean_deg, abs=1e-6)
    assert c.nksd[bottom] == pytest.approx(c.kasr[bottom] * body.ankles_m / body.hips_m)
    assert c.leg("left") is c.left


def test_kasr_meets_its_expectation_where_the_knees_are_over_their_toes() -> None:
    """A stance in which the straight-bending leg is over its toe line: ankles under the hips."""
    body = Body(ankles_m=0.18, toe_out_deg=(0.0, 0.0))
    c = curves_of(analytic.motion(body, FLEXION))
    np.testing.assert_allclose(c.left.knee_toe_offset_m, 0.0, atol=1e-9)
    np.testing.assert_allclose(c.kasr, c.kasr_expected, atol=1e-9)
    inward = curves_of(analytic.motion(replace(body, inward_m=(0.04, 0.04)), FLEXION))
    assert inward.kasr.min() < inward.kasr_expected.min() - 0.3


def test_a_mirrored_member_has_his_legs_curves_exchanged() -> None:
    m = analytic.motion(Body(inward_m=(0.04, 0.0), toe_out_deg=(3.0, 18.0)), FLEXION)
    there, back = curves_of(m), curves_of(analytic.mirrored(m))
    for field in fields(LegCurves):
        here, mirror = getattr(there.left, field.name), getattr(back.right, field.name)
        sign = [1.0, 1.0, -1.0] if here.shape[-1] == 3 else [1.0, -1.0] if here.ndim == 2 else 1.0
        np.testing.assert_allclose(mirror, here * np.array(sign), atol=1e-7, err_msg=field.name)
    np.testing.assert_allclose(back.kasr, there.kasr, atol=1e-12)
    np.testing.assert_allclose(back.weight_shift, -there.weight_shift, atol=1e-12)


def test_exchanged_names_alone_are_another_body() -> None:
    """The mirror test would pass a program that forgets the sides; this one would not."""
    m = analytic.motion(Body(inward_m=(0.04, 0.0)), FLEXION)
    wrong = curves_of(exchange_sides(m))
    assert abs(wrong.right.knee_plane_offset_m.max() - 0.04) > 0.005


def test_raw_feet_are_told_from_the_measured_motion_and_the_rest_from_the_solved_one() -> None:
    solved = analytic.motion(Body(), FLEXION)
    raw = replace(solved, points_m=solved.points_m.copy())
    raw.points_m[100:, INDEX["LHeel"], 1] += 0.03
    raw.points_m[
        100:, [INDEX["RAnkle"], INDEX["RHeel"], INDEX["RBigToe"], INDEX["RSmallToe"]], 0
    ] += 0.06
    raw.points_m[100:, INDEX["LKnee"], 1] += 0.03
    still = Motion(raw.time_s[:STILL], raw.points_m[:STILL], raw.sigma_m[:STILL])
    c = knee.curves(solved, baseline(still, "quiet"), raw)
    assert c.left.heel_lift_m[150] == pytest.approx(0.03)
    assert c.right.foot_shift_m[150] == pytest.approx([0.06, 0.0])
    assert c.left.foot_shift_m[150] == pytest.approx([0.0, 0.0], abs=1e-12)
    assert c.left.thigh_m[150] < 0.42 - 0.01
    np.testing.assert_allclose(c.left.knee_plane_offset_m, 0.0, atol=1e-9)


def test_a_frame_that_was_only_filled_in_has_no_metrics_but_its_paths() -> None:
    filled = analytic.motion(Body(), FLEXION)
    raw = replace(filled, points_m=filled.points_m.copy())
    raw.points_m[120, INDEX["LAnkle"]] = np.nan
    still = Motion(raw.time_s[:STILL], raw.points_m[:STILL], raw.sigma_m[:STILL])
    c = knee.curves(filled, baseline(still, "quiet"), raw)
    for field in ("knee_plane_offset_m", "knee_flexion_deg", "fppa_3d_deg", "shank_m"):
        assert np.isnan(getattr(c.left, field)[120])
        assert np.isfinite(getattr(c.right, field)[120])
    assert np.isfinite(c.left.knee_m[120]).all()
    assert np.isfinite(c.left.hip_flexion_deg[120])
    assert np.isfinite(c.pelvis_height_m[120])
    assert np.isnan(c.kasr[120])


def test_a_joint_that_was_not_measured_leaves_what_hangs_on_it_open() -> None:
    m = analytic.motion(Body(), FLEXION)
    m.points_m[120, INDEX["LKnee"]] = np.nan
    c = curves_of(m)
    assert np.isnan(c.left.knee_plane_offset_m[120])
    assert np.isnan(c.kasr[120])
    assert np.isfinite(c.right.knee_plane_offset_m[120])
    assert np.isfinite(c.pelvis_height_m[120])
