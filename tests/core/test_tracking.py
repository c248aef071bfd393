"""A test's lengths and planted feet, and what they do to noisy joints."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from kiosk.core import knee, tracking
from kiosk.core.chain import CHAIN, rod_lengths
from kiosk.core.filtering import smooth
from kiosk.core.frame import FloatArray
from kiosk.core.outliers import exchange_sides
from kiosk.core.skeleton import INDEX, Motion
from kiosk.core.squat import Rep, find_reps
from kiosk.core.standing import stand
from kiosk.core.tracking import Tracked, planted_place, track
from tests import analytic
from tests.analytic import Body

BODY = Body(inward_m=(0.035, 0.0), thigh_m=0.43, shank_m=0.40)
TRUE, UP, OFFSET = analytic.in_camera(analytic.motion(BODY, analytic.squats(3)))


def seen_by_a_network(seed: int = 0, across_m: float = 0.006, along_m: float = 0.018) -> Motion:
    """Errors as a depth network makes them: long along the line of sight, and lasting 0.15 s."""
    rng = np.random.default_rng(seed)
    white = rng.normal(size=TRUE.points_m.shape) * [across_m, across_m, along_m]
    error, keep = white.copy(), np.exp(-1.0 / 30.0 / 0.15)
    for i in range(1, len(error)):
        error[i] = keep * error[i - 1] + np.sqrt(1.0 - keep**2) * white[i]
    sigma = np.full(TRUE.sigma_m.shape, np.sqrt(2.0 * across_m**2 + along_m**2))
    return replace(TRUE, points_m=TRUE.points_m + error, sigma_m=sigma)


def error_of(motion: Motion, name: str) -> FloatArray:
    off: FloatArray = np.linalg.norm(motion.joint(name) - TRUE.joint(name), axis=-1)
    return off


def reps_of(tracked: Tracked) -> tuple[Rep, ...]:
    found = stand(tracked.motion, UP, OFFSET)
    assert found is not None
    frame, standing = found
    measured = frame.motion(tracked.measured)
    return find_reps(knee.curves(frame.motion(tracked.motion), standing, measured), standing)


def test_lengths_are_learnt_once_and_hold_in_every_frame() -> None:
    tracked = track(seen_by_a_network(), UP)
    assert tracked.rod_m["left_thigh"] == pytest.approx(0.43, abs=0.004)
    assert tracked.rod_m["right_shank"] == pytest.approx(0.40, abs=0.004)
    assert tracked.rod_m["pelvis"] == pytest.approx(0.18, abs=0.006)
    assert tracked.rod_m["left_foot"] == pytest.approx(0.170, abs=0.004)
    lengths = rod_lengths(tracked.motion.points_m[:, CHAIN])
    assert np.ptp(lengths, axis=0).max() < 1e-3
    assert np.ptp(rod_lengths(tracked.measured.points_m[:, CHAIN]), axis=0).min() > 5e-3


def test_legs_come_closer_to_the_truth_than_smoothing_alone_brings_them() -> None:
    for seed in range(3):
        tracked = track(seen_by_a_network(seed), UP)
        for name, gain in (("LAnkle", 0.8), ("RAnkle", 0.8), ("LKnee", 0.95), ("LHip", 1.0)):
            plain = error_of(tracked.measured, name).mean()
            assert error_of(tracked.motion, name).mean() < gain * plain


def test_the_squats_are_the_same_ones_and_their_offsets_are_right() -> None:
    reps = reps_of(track(seen_by_a_network(1), UP))
    truth = reps_of(track(TRUE, UP))
    assert [r.reasons for r in reps] == [()] * 3
    for got, true in zip(reps, truth, strict=True):
        assert true.left.knee_plane_offset_m_at_60 == pytest.approx(0.035 * 60 / 90, abs=0.001)
        for side in ("left", "right"):
            a, b = getattr(got, side), getattr(true, side)
            assert a.knee_plane_offset_m_at_60 == pytest.approx(
                b.knee_plane_offset_m_at_60, abs=0.012
            )
            assert a.knee_flexion_peak_deg == pytest.approx(b.knee_flexion_peak_deg, abs=5.0)


def test_true_joints_are_left_where_they_are() -> None:
    tracked = track(TRUE, UP)
    # Smoothing rounds the turns of the knee by a millimetre; nothing else may move it.
    np.testing.assert_allclose(tracked.motion.points_m, smooth(TRUE).points_m, atol=2e-3)
    assert not np.isnan(tracked.motion.points_m[:, CHAIN]).any()


def test_nan_stays_nan() -> None:
    motion = seen_by_a_network()
    motion.points_m[50:53, INDEX["LKnee"]] = np.nan
    motion.points_m[90:120] = np.nan
    motion.sigma_m[90:120] = np.nan
    out = track(motion, UP).motion
    assert np.isnan(out.joint("LKnee")[50:53]).all()
    assert np.isnan(out.points_m[90:120]).all()
    assert np.isfinite(out.joint("LHip")[50:53]).all()
    assert np.isfinite(out.points_m[120:, CHAIN]).all()


def test_frames_that_the_network_doubts_are_not_measured_and_squats_say_so() -> None:
    motion = seen_by_a_network(1)
    bottom = int(np.argmax(analytic.squats(3))) + 3
    lost = slice(bottom - 9, bottom + 9)
    leg = [INDEX["L" + part] for part in ("Knee", "Ankle", "Heel", "BigToe", "SmallToe")]
    motion.points_m[lost, leg, 0] -= 0.2
    motion.sigma_m[lost, leg] = 0.07
    tracked = track(motion, UP)
    assert np.isnan(tracked.measured.joint("LKnee")[lost]).all()
    assert np.isfinite(tracked.motion.joint("LKnee")[lost]).all()
    around = np.r_[bottom - 20 : bottom - 9, bottom + 9 : bottom + 20]
    assert error_of(tracked.motion, "LKnee")[around].mean() < 0.03
    first, second, _ = reps_of(tracked)
    assert "gap_at_bottom" in first.reasons
    assert first.left.knee_plane_offset_m_bottom is None
    assert first.right.knee_plane_offset_m_bottom is not None
    assert first.left.foot_drift_m is not None
    assert first.left.foot_drift_m < 0.02
    assert second.valid


def test_a_heel_and_a_foot_that_move_show_in_the_measured_motion() -> None:
    motion = seen_by_a_network(2, 0.003, 0.006)
    late = motion.time_s > 5.0
    motion.points_m[late, INDEX["LHeel"], 1] -= 0.03  # the camera's y points down
    for part in tracking.FEET:
        motion.points_m[late, INDEX["R" + part], 0] -= 0.04
    reps = reps_of(track(motion, UP))
    last = reps[-1]
    assert last.left.heel_lift_m == pytest.approx(0.03, abs=0.008)
    assert last.right.foot_drift_m == pytest.approx(0.04, abs=0.010)
    assert "foot_moved" in last.reasons
    assert last.left.foot_drift_m is not None
    assert last.left.foot_drift_m < 0.015


def test_an_ankle_that_steps_away_is_followed_and_not_held() -> None:
    path = TRUE.joint("LAnkle").copy()
    path[300:] += [0.3, 0.0, 0.0]
    covariance = np.tile(np.eye(3) * 0.01**2, (len(path), 1, 1))
    moved, narrowed = tracking.pull_to(path, covariance, path[0])
    np.testing.assert_allclose(moved[300:], path[300:], atol=0.001)
    np.testing.assert_allclose(moved[:300], path[:300], atol=1e-12)
    assert (np.trace(narrowed[:300], axis1=1, axis2=2) < 0.8 * 3 * 0.01**2).all()


def test_where_a_foot_stood_does_not_follow_a_few_bad_frames() -> None:
    rng = np.random.default_rng(0)
    path = np.array([0.1, 0.9, 2.2]) + rng.normal(0.0, 0.005, (200, 3))
    path[::10] += 0.08  # one frame in ten
    path[20:24] = np.nan
    place = planted_place(path, np.full(200, 0.02))
    np.testing.assert_allclose(place, [0.1, 0.9, 2.2], atol=0.002)
    assert np.isnan(planted_place(path[20:24], np.full(4, 0.02))).all()


def test_sure_frames_count_more() -> None:
    path = np.r_[np.zeros((50, 3)), np.full((50, 3), 0.01)]
    sigma = np.r_[np.full(50, 0.005), np.full(50, 0.05)]
    assert np.abs(planted_place(path, sigma)).max() < 0.001


def test_lengths_of_a_knee_that_was_never_measured_are_open_and_nothing_is_forced() -> None:
    motion = replace(TRUE, points_m=TRUE.points_m.copy())
    motion.points_m[:, INDEX["LKnee"]] = np.nan
    tracked = track(motion, UP)
    assert np.isnan(tracked.rod_m["left_thigh"])
    assert tracked.rod_m["right_thigh"] == pytest.approx(BODY.thigh_m, abs=1e-3)
    assert np.isnan(tracked.motion.joint("LKnee")).all()
    np.testing.assert_allclose(tracked.motion.joint("LHip"), TRUE.joint("LHip"), atol=2e-3)


def test_names_that_are_exchanged_all_through_are_put_right() -> None:
    np.testing.assert_array_equal(
        track(exchange_sides(TRUE), UP).motion.points_m, track(TRUE, UP).motion.points_m
    )


def test_an_empty_recording_is_tracked_to_an_empty_one() -> None:
    empty = Motion(np.zeros(0), np.zeros((0, 26, 3)), np.zeros((0, 26)))
    assert track(empty, UP).motion.points_m.shape == (0, 26, 3)
