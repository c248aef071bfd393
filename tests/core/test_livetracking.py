"""The causal twin: it learns, follows, refuses what cannot be, and never looks ahead."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.core import livetracking
from kiosk.core.chain import CHAIN, RODS, rod_lengths
from kiosk.core.frame import FloatArray
from kiosk.core.livetracking import LiveTrack
from kiosk.core.outliers import exchange_sides
from kiosk.core.skeleton import INDEX, Motion, Skeleton
from tests import analytic
from tests.analytic import Body

TRUE, UP, _ = analytic.in_camera(analytic.motion(Body(), analytic.squats(2)))
SEEN = analytic.noisy(TRUE, 0.008, seed=4)


def follow(motion: Motion, state: LiveTrack | None = None) -> tuple[LiveTrack, FloatArray]:
    state = livetracking.start() if state is None else state
    out = []
    for i, now in enumerate(motion.time_s):
        skeleton = Skeleton(motion.points_m[i], motion.sigma_m[i], float(now))
        state, smoothed = livetracking.step(state, skeleton)
        out.append(smoothed.points_m)
    return state, np.array(out)


def test_it_learns_the_lengths_and_comes_closer_than_the_network() -> None:
    state, out = follow(SEEN)
    named = dict(zip(RODS, state.rod_m, strict=True))
    assert named["left_thigh"] == pytest.approx(0.42, abs=0.006)
    assert named["right_shank"] == pytest.approx(0.395, abs=0.006)
    for name, share in (("LAnkle", 0.6), ("RHip", 0.85)):
        raw = np.linalg.norm(SEEN.joint(name) - TRUE.joint(name), axis=-1)[60:]
        got = np.linalg.norm(out[60:, INDEX[name]] - TRUE.joint(name)[60:], axis=-1)
        assert got.mean() < share * raw.mean()
    np.testing.assert_allclose(np.ptp(rod_lengths(out[-30:, CHAIN]), axis=0), 0.0, atol=2e-3)


def test_it_never_looks_ahead() -> None:
    cut = Motion(SEEN.time_s[:150], SEEN.points_m[:150], SEEN.sigma_m[:150])
    np.testing.assert_array_equal(follow(SEEN)[1][:150], follow(cut)[1])


def test_it_follows_a_squat_without_falling_behind() -> None:
    _, out = follow(TRUE)
    lag = np.abs(out[:, INDEX["Hip"], 1] - TRUE.points_m[:, INDEX["Hip"], 1])
    assert lag.max() < 0.04


def test_a_jump_is_refused_for_three_frames_and_then_believed() -> None:
    points = SEEN.points_m.copy()
    points[100:, INDEX["LKnee"], 0] += 0.4
    _, out = follow(Motion(SEEN.time_s, points, SEEN.sigma_m))
    lost = np.isnan(out[:, INDEX["LKnee"], 0])
    np.testing.assert_array_equal(np.flatnonzero(lost), [100, 101, 102])


def test_exchanged_legs_are_refused() -> None:
    points = SEEN.points_m.copy()
    points[100:102] = exchange_sides(SEEN).points_m[100:102]
    _, out = follow(Motion(SEEN.time_s, points, SEEN.sigma_m))
    lost = np.isnan(out[:, INDEX["RAnkle"], 0])
    np.testing.assert_array_equal(np.flatnonzero(lost), [100, 101])


def test_a_member_who_steps_elsewhere_is_not_pulled_back() -> None:
    points = SEEN.points_m.copy()
    points[200:, :, 0] += 0.5
    state, out = follow(Motion(SEEN.time_s, points, SEEN.sigma_m))
    off = np.linalg.norm(out[260:, INDEX["LAnkle"]] - points[260:, INDEX["LAnkle"]], axis=-1)
    assert off.mean() < 0.02
    assert state.place_m[0] == pytest.approx(
        TRUE.points_m[0, INDEX["LAnkle"]] + [0.5, 0, 0], abs=0.01
    )


def test_nobody_in_view_is_nobody_and_a_return_is_a_fresh_start() -> None:
    points, sigma = SEEN.points_m.copy(), SEEN.sigma_m.copy()
    points[60:90], sigma[60:90] = np.nan, np.nan
    points[90:, :, 2] += 0.3
    _, out = follow(Motion(SEEN.time_s, points, sigma))
    assert np.isnan(out[60:90]).all()
    np.testing.assert_allclose(out[90, INDEX["Neck"]], points[90, INDEX["Neck"]], atol=1e-12)
    assert np.isfinite(out[90:, CHAIN]).all()
