"""What is kept of a visit's movement is what was measured, by the document's clock."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from kiosk.core.keeping import CURVES, FACE, KeptJoints, kept_curves, kept_joints
from kiosk.core.knee import curves
from kiosk.core.measuring import Measured
from kiosk.core.skeleton import HALPE_26, INDEX
from tests import analytic
from tests.support.visits import analytic_visit, demo_visit

START_S = 17.25
"""The camera's clock at the first frame."""


def test_a_squats_curves_are_the_bodys_own_between_its_start_and_end() -> None:
    one = analytic_visit(inward_m=(0.03, -0.01), start_s=START_S)
    kept = kept_curves(one)
    assert [rep.set for rep in kept] == [rep.set for rep in one.reps]
    assert one.curves is not None
    for rep, found in zip(kept, one.reps, strict=True):
        assert rep.start_s == pytest.approx(found.start_s - START_S)
        assert rep.duration_s == pytest.approx(found.end_s - found.start_s)
        share = (found.bottom_s - found.start_s) / rep.duration_s
        low = round(100 * share)
        assert rep.left.knee_flexion_deg[low] == pytest.approx(90.0, abs=2.5)
        assert rep.left.knee_plane_offset_mm[low] == pytest.approx(30.0, abs=2.0)
        assert rep.right.knee_plane_offset_mm[low] == pytest.approx(-10.0, abs=2.0)
        inside = (one.curves.time_s >= found.start_s) & (one.curves.time_s <= found.end_s)
        percent = 100.0 * (one.curves.time_s[inside] - found.start_s) / rep.duration_s
        for side in ("left", "right"):
            back = np.interp(percent, np.arange(101.0), getattr(rep, side).knee_flexion_deg)
            at = one.curves.leg(side).knee_flexion_deg[inside]
            assert np.abs(back - at).max() < 0.6  # read off a hundred pieces and back


def test_a_gap_of_the_body_is_a_gap_of_the_curve() -> None:
    one = analytic_visit()
    assert one.curves is not None
    rep = one.reps[0]
    lost = np.abs(one.curves.time_s - rep.bottom_s) < 0.3
    left = one.curves.left
    torn = np.where(lost, np.nan, left.knee_flexion_deg)
    body = replace(one.curves, left=replace(left, knee_flexion_deg=torn))
    kept = kept_curves(replace(one, curves=body))[0]
    share = np.isnan(kept.left.knee_flexion_deg).mean()
    assert share == pytest.approx(0.6 / kept.duration_s, abs=0.03)
    assert np.isfinite(kept.right.knee_flexion_deg).all()


def test_squats_of_other_takes_follow_on_the_same_clock() -> None:
    main, cued = analytic_visit(count=3), analytic_visit(count=2, start_s=60.0)
    kept = kept_curves(main, [cued])
    assert len(kept) == 5
    assert kept[3].start_s == pytest.approx(60.0 + kept[0].start_s, abs=1e-6)


def test_nothing_measured_keeps_nothing() -> None:
    empty = Measured(analytic_visit().motion, None, None, None, (), ("nobody",))
    assert kept_curves(empty, [empty]) == ()
    assert kept_joints(empty) is None


def test_joints_are_those_of_the_floor_frame_at_30_hz() -> None:
    body = analytic.Body(inward_m=(0.02, 0.0))
    motion = analytic.motion(body, analytic.squats(2), rate_hz=30.0)
    kept = _joints(analytic_visit(inward_m=(0.02, 0.0), count=2))
    assert kept.time_s == pytest.approx(np.arange(len(motion.time_s)) / 30.0)
    for name in ("LKnee", "RKnee", "LAnkle", "RHeel", "Neck"):
        gone = np.abs(kept.points_m[:, INDEX[name]] - motion.joint(name))
        assert np.nanmax(gone) < 0.006, name


def test_joints_of_another_rate_are_read_at_30_hz() -> None:
    fast, slow = _joints(analytic_visit(rate_hz=60.0)), _joints(analytic_visit(rate_hz=30.0))
    assert len(fast.time_s) == pytest.approx(len(slow.time_s), abs=2)
    n = min(len(fast.time_s), len(slow.time_s))
    knee = INDEX["RKnee"]
    assert np.nanmax(np.abs(fast.points_m[:n, knee] - slow.points_m[:n, knee])) < 0.005


def test_a_face_and_what_was_not_measured_are_not_kept() -> None:
    one = analytic_visit()
    assert one.tracked is not None
    with_face = one.tracked.motion.points_m.copy()
    with_face[:, [INDEX[name] for name in FACE]] = 1.0
    measured = one.tracked.measured.points_m.copy()
    measured[:, [INDEX[name] for name in FACE]] = 1.0
    measured[30:60, INDEX["LKnee"]] = np.nan
    with_face[90, INDEX["Neck"]] += 20.0
    tracked = replace(
        one.tracked,
        motion=replace(one.tracked.motion, points_m=with_face),
        measured=replace(one.tracked.measured, points_m=measured),
    )
    kept = _joints(replace(one, tracked=tracked))
    assert np.isnan(kept.points_m[:, [INDEX[name] for name in FACE]]).all()
    assert np.isnan(kept.points_m[31:59, INDEX["LKnee"]]).all()
    assert np.isfinite(kept.points_m[31:59, INDEX["RKnee"]]).all()
    assert np.nanmax(np.abs(kept.points_m)) < 3.0


def test_a_demo_members_joints_give_back_their_own_curves() -> None:
    """Real depth through the network: what is kept of joints and of curves is one movement."""
    one = demo_visit()
    kept, joints = kept_curves(one), _joints(one)
    assert len(kept) == 10
    assert one.standing is not None
    assert len(joints.time_s) == pytest.approx(30.0 * 36.2, abs=2)
    motion = replace(one.motion, time_s=joints.time_s, points_m=joints.points_m)
    again = curves(motion, one.standing)
    for rep in kept:
        at = rep.start_s + rep.duration_s * np.linspace(0.0, 1.0, 101)
        for side in ("left", "right"):
            leg, back = getattr(rep, side), again.leg(side)
            flexion = np.interp(at, joints.time_s, back.knee_flexion_deg)
            offset = 1000.0 * np.interp(at, joints.time_s, back.knee_plane_offset_m)
            assert np.nanmax(np.abs(flexion - leg.knee_flexion_deg)) < 0.6
            assert np.nanmax(np.abs(offset - leg.knee_plane_offset_mm)) < 0.6


def test_every_curve_has_its_name() -> None:
    assert CURVES == (
        "knee_flexion_deg",
        "knee_plane_offset_mm",
        "knee_toe_offset_mm",
        "fppa_3d_deg",
        "fppa_expected_deg",
    )
    assert set(FACE) < set(HALPE_26)


def _joints(one: Measured) -> KeptJoints:
    kept = kept_joints(one)
    assert kept is not None
    return kept
