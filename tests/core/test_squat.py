"""Squats as values: what was measured, what counts, and why not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from kiosk.core import knee, squat
from kiosk.core.filtering import smooth
from kiosk.core.frame import FloatArray
from kiosk.core.skeleton import INDEX, Motion
from kiosk.core.squat import Rep, find_reps, mean_at_60, set_of
from kiosk.core.standing import stand
from tests import analytic
from tests.analytic import Body

FEET = [INDEX[p + part] for p in ("L", "R") for part in ("Ankle", "Heel", "BigToe", "SmallToe")]


def reps_of(motion: Motion, sets: tuple[int, ...] | None = None) -> tuple[Rep, ...]:
    camera, up, offset = analytic.in_camera(motion)
    found = stand(smooth(camera), up, offset)
    assert found is not None
    frame, standing = found
    return find_reps(knee.curves(frame.motion(smooth(camera)), standing), standing, sets)


def without(motion: Motion, start_s: float, end_s: float) -> Motion:
    """Nothing measured in between."""
    lost = (motion.time_s >= start_s) & (motion.time_s < end_s)
    return replace(motion, points_m=np.where(lost[:, None, None], np.nan, motion.points_m))


def dropped(motion: Motion, keep: NDArray[np.intp]) -> Motion:
    """The camera lost frames: they are not there at all."""
    return Motion(motion.time_s[keep], motion.points_m[keep], motion.sigma_m[keep])


ONE = analytic.motion(Body(inward_m=(0.03, 0.0)), analytic.squats(1))
BOTTOM_S = 5.6


def test_five_squats_are_five_valid_repetitions_with_what_was_put_in() -> None:
    body = Body(inward_m=(0.03, -0.02), ankles_m=0.25)
    reps = reps_of(analytic.motion(body, analytic.squats(5, peak_deg=90.0)))
    assert [r.reasons for r in reps] == [()] * 5
    for rep in reps:
        assert rep.valid
        assert rep.set == "uncued"
        assert rep.left.knee_flexion_peak_deg == pytest.approx(90.0, abs=1.0)
        assert rep.left.knee_plane_offset_m_bottom == pytest.approx(0.03, abs=0.0005)
        assert rep.left.knee_plane_offset_m_at_60 == pytest.approx(0.02, abs=0.0005)
        assert rep.right.knee_plane_offset_m_at_60 == pytest.approx(-0.0133, abs=0.0005)
        assert rep.left.heel_lift_m == pytest.approx(0.0, abs=1e-6)
        assert rep.left.foot_drift_m == pytest.approx(0.0, abs=1e-6)
        assert rep.start_s < rep.bottom_s < rep.end_s
        assert rep.descent_s == pytest.approx(1.7, abs=0.25)
        assert rep.ascent_s == pytest.approx(1.3, abs=0.25)
        assert rep.kasr_bottom is not None
        assert rep.kasr_expected is not None
    assert reps[0].bottom_s == pytest.approx(BOTTOM_S, abs=0.12)
    assert np.diff([r.bottom_s for r in reps]) == pytest.approx(4.7, abs=0.05)


@given(
    count=st.integers(1, 4),
    peak=st.floats(66.0, 120.0),
    down=st.floats(1.4, 3.0),
    up=st.floats(1.2, 2.5),
    rest=st.floats(0.3, 1.5),
    seed=st.integers(0, 20),
)
@settings(max_examples=25)
def test_one_squat_is_one_repetition_however_it_is_done(
    count: int, peak: float, down: float, up: float, rest: float, seed: int
) -> None:
    profile = analytic.squats(count, peak, down_s=down, up_s=up, rest_s=rest)
    reps = reps_of(analytic.noisy(analytic.motion(Body(), profile), 0.006, seed))
    assert len(reps) == count


def test_sets_are_named_in_their_order() -> None:
    reps = reps_of(analytic.motion(Body(), analytic.squats(6, rest_s=0.5)), (1, 2, 2))
    assert [r.set for r in reps] == ["practice", "uncued", "uncued", "cued", "cued", "cued"]
    assert set_of(9, (2, 5, 1, 2)) == "heels"
    assert set_of(0, (0, 3)) == "uncued"
    assert set_of(3, None) == "uncued"
    assert set_of(3, ()) == "uncued"


def lifted(motion: Motion, names: tuple[str, ...], axis: int, by_m: float, at_s: float) -> Motion:
    """Joints moved from a moment on, as a step with 0.3 s of transition."""
    ramp = np.clip((motion.time_s - at_s) / 0.3, 0.0, 1.0) * by_m
    points = motion.points_m.copy()
    for name in names:
        points[:, INDEX[name], axis] += ramp
    return replace(motion, points_m=points)


RIGHT_FOOT = ("RAnkle", "RHeel", "RBigToe", "RSmallToe")


@pytest.mark.parametrize(
    ("reason", "motion"),
    [
        ("too_shallow", analytic.motion(Body(), analytic.squats(1, peak_deg=54.0))),
        ("too_slow", analytic.motion(Body(), analytic.squats(1, down_s=5.0, up_s=5.5))),
        ("too_fast", analytic.motion(Body(), analytic.squats(1, down_s=0.7, up_s=0.7))),
        ("cut_off", dropped(ONE, np.flatnonzero(ONE.time_s < BOTTOM_S + 0.9))),
        ("foot_moved", lifted(ONE, RIGHT_FOOT, 2, 0.03, 5.0)),
        ("frames_missing", dropped(ONE, np.flatnonzero(np.arange(len(ONE.time_s)) % 4 != 3))),
        ("gap", without(ONE, 4.4, 4.7)),
        ("gap_at_bottom", without(ONE, BOTTOM_S - 0.08, BOTTOM_S + 0.1)),
        ("lengths_changed", lifted(ONE, ("LHip",), 0, 0.12, 4.2)),
    ],
)
def test_every_rule_has_its_reason(reason: str, motion: Motion) -> None:
    reps = reps_of(motion)
    assert len(reps) == 1
    assert reason in reps[0].reasons
    assert set(reps[0].reasons) <= set(squat.REASONS)
    assert not reps[0].valid


def test_a_gap_that_is_no_longer_than_the_rules_allow_is_none() -> None:
    (rep,) = reps_of(without(ONE, 4.4, 4.5))
    assert rep.valid


def test_a_heel_that_lifts_is_measured_and_is_no_drift() -> None:
    (rep,) = reps_of(lifted(ONE, ("LHeel",), 1, 0.03, 4.0))
    assert rep.left.heel_lift_m == pytest.approx(0.03, abs=0.001)
    assert rep.right.heel_lift_m == pytest.approx(0.0, abs=1e-6)
    assert rep.valid


def test_feet_that_were_never_seen_leave_drift_and_lift_open_but_not_zero() -> None:
    motion = replace(ONE, points_m=ONE.points_m.copy())
    motion.points_m[150:, INDEX["LHeel"]] = np.nan
    (rep,) = reps_of(motion)
    assert rep.right.heel_lift_m is not None
    lost = replace(ONE, points_m=ONE.points_m.copy())
    lost.points_m[105:, INDEX["LHeel"]] = np.nan
    (rep,) = reps_of(lost)
    assert rep.left.heel_lift_m is None
    assert rep.left.foot_drift_m is None
    assert rep.left.knee_plane_offset_m_at_60 is not None


def test_most_of_a_squat_is_found_where_the_recording_begins_or_ends_inside_it() -> None:
    late = dropped(ONE, np.flatnonzero(ONE.time_s > 4.4))
    early = dropped(ONE, np.flatnonzero(ONE.time_s < BOTTOM_S + 0.9))
    for clip in (late, early):
        (rep,) = reps_of(clip)
        assert rep.reasons[-1] == "cut_off" or "cut_off" in rep.reasons
        assert rep.bottom_s == pytest.approx(BOTTOM_S, abs=0.12)


def triangle(peak_deg: float, down_s: float, up_s: float, rate_hz: float) -> tuple[FloatArray, ...]:
    """Time, flexion rising and falling evenly, and the bottom's time."""
    t = np.arange(0.0, down_s + up_s + 1e-9, 1.0 / rate_hz)
    flexion = np.where(t <= down_s, peak_deg * t / down_s, peak_deg * (down_s + up_s - t) / up_s)
    return t, flexion, np.array(down_s)


def test_at_60_is_the_mean_of_descent_and_ascent_whatever_their_tempo() -> None:
    t, flexion, bottom = triangle(100.0, 3.0, 1.0, 100.0)
    values = np.where(t <= bottom, flexion / 1000.0, 0.04)
    assert mean_at_60(t, flexion, values, float(bottom)) == pytest.approx(0.05, abs=1e-4)


def test_at_60_needs_sixty_degrees_and_leaves_the_bottom_out() -> None:
    t, flexion, bottom = triangle(59.9, 1.0, 1.0, 100.0)
    assert mean_at_60(t, flexion, flexion, float(bottom)) is None
    t, flexion, bottom = triangle(62.0, 1.0, 1.0, 100.0)
    wild = np.where(np.abs(t - bottom) <= 0.05, 9.0, 0.02)
    assert mean_at_60(t, flexion, wild, float(bottom)) == pytest.approx(0.02)
    t, flexion, bottom = triangle(60.5, 0.1, 0.1, 100.0)  # nothing but the bottom is that deep
    assert mean_at_60(t, flexion, flexion, float(bottom)) is None


def test_a_quick_squat_has_its_value_between_the_frames_and_a_gap_has_none() -> None:
    t, flexion, bottom = triangle(100.0, 0.2, 0.2, 30.0)
    assert not ((flexion > 55.0) & (flexion < 65.0) & (t < bottom)).any()
    assert mean_at_60(t, flexion, flexion, float(bottom)) == pytest.approx(60.0, abs=1.0)
    t, flexion, bottom = triangle(100.0, 2.0, 2.0, 30.0)
    lost = np.where((flexion > 50.0) & (flexion < 70.0) & (t < bottom), np.nan, flexion)
    assert mean_at_60(t, lost, flexion, float(bottom)) is None


def test_at_60_means_the_legs_own_sixty_degrees() -> None:
    """The mean of 55-65 degrees is the value at 60 for a curve that is straight there."""
    reps = reps_of(analytic.motion(Body(inward_m=(0.045, 0.0)), analytic.squats(1, 90.0)))
    assert reps[0].left.knee_plane_offset_m_at_60 == pytest.approx(0.030, abs=0.0005)
