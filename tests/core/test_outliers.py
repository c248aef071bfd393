"""What a body cannot do is taken out, and what it can do stays."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from kiosk.core.outliers import clean, doubtful, exchange_sides, jumps, swapped_legs
from kiosk.core.skeleton import INDEX
from tests import analytic
from tests.analytic import Body

SQUAT = analytic.motion(Body(inward_m=(0.03, 0.0)), analytic.squats(2, down_s=0.6, up_s=0.5))
LEFT_LEG = [INDEX["L" + n] for n in ("Hip", "Knee", "Ankle", "Heel", "BigToe", "SmallToe")]


def test_a_quick_squat_holds_nothing_impossible() -> None:
    out = clean(SQUAT)
    np.testing.assert_array_equal(out.points_m, SQUAT.points_m)
    np.testing.assert_array_equal(out.sigma_m, SQUAT.sigma_m)


@pytest.mark.parametrize(("frames", "at"), [(1, 0), (1, 115), (2, 115), (1, -1)])
def test_a_jump_is_taken_out_wherever_it_is(frames: int, at: int) -> None:
    points = SQUAT.points_m.copy()
    hit = range(at, at + frames) if at >= 0 else range(len(points) - frames, len(points))
    points[list(hit), INDEX["LKnee"], 0] += 0.2
    found = jumps(points)
    assert found[list(hit), INDEX["LKnee"]].all()
    assert found.sum() == frames


def test_a_jump_of_less_than_150_mm_is_noise_and_stays() -> None:
    points = SQUAT.points_m.copy()
    points[50, INDEX["LKnee"], 0] += 0.14
    assert not jumps(points).any()


def test_exchanged_legs_are_taken_out_for_as_long_as_they_last() -> None:
    other = exchange_sides(SQUAT).points_m
    mixed = SQUAT.points_m.copy()
    mixed[60:66] = other[60:66]
    bad = np.flatnonzero(swapped_legs(replace(SQUAT, points_m=mixed)))
    np.testing.assert_array_equal(bad, np.arange(60, 66))
    out = clean(replace(SQUAT, points_m=mixed))
    assert np.isnan(out.points_m[60:66, LEFT_LEG]).all()
    assert np.isnan(out.sigma_m[60:66, LEFT_LEG]).all()
    assert np.isfinite(out.points_m[60:66, INDEX["Neck"]]).all()
    np.testing.assert_array_equal(out.points_m[66:], SQUAT.points_m[66:])


def test_doubt_is_measured_by_each_joints_own_usual_sigma() -> None:
    sigma = np.full((100, 26), 0.024)
    sigma[:, INDEX["RAnkle"]] = 0.050  # a poor sensor: always unsure, so 60 mm is nothing special
    sigma[40:44, [INDEX["LKnee"], INDEX["LHip"]]] = 0.060
    sigma[50, INDEX["RAnkle"]] = 0.060
    sigma[60, INDEX["LHip"]] = 0.070
    sigma[70, INDEX["Neck"]] = 0.039  # under 40 mm nothing is doubtful
    sigma[80, INDEX["LWrist"]] = np.nan
    found = {(int(t), int(j)) for t, j in np.argwhere(doubtful(sigma))}
    knee = {(t, INDEX["LKnee"]) for t in range(40, 44)}
    assert found == knee | {(60, INDEX["LHip"]), (80, INDEX["LWrist"])}
    assert doubtful(np.full((3, 26), np.nan)).all()


def test_exchanging_twice_changes_nothing() -> None:
    twice = exchange_sides(exchange_sides(SQUAT))
    np.testing.assert_array_equal(twice.points_m, SQUAT.points_m)
    once = exchange_sides(SQUAT)
    np.testing.assert_array_equal(once.joint("LWrist"), SQUAT.joint("RWrist"))
    np.testing.assert_array_equal(once.joint("RKnee"), SQUAT.joint("LKnee"))


def test_nothing_measured_is_nothing_impossible() -> None:
    lost = replace(SQUAT, points_m=np.full_like(SQUAT.points_m, np.nan))
    assert not jumps(lost.points_m).any()
    assert not swapped_legs(lost).any()
    assert not swapped_legs(
        replace(SQUAT, time_s=SQUAT.time_s[:1], points_m=SQUAT.points_m[:1])
    ).any()
