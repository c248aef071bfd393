"""The smoothing against SciPy and against what its name promises."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import signal

from kiosk.core import filtering
from kiosk.core.filtering import (
    butterworth_kernel,
    one_euro,
    running_median,
    runs,
    velocity,
    zero_lag,
)
from kiosk.core.frame import FloatArray
from tests import analytic

AT_30 = np.arange(150) / 30.0


def a_path(seed: int = 0, n: int = 150) -> FloatArray:
    rng = np.random.default_rng(seed)
    return np.cumsum(rng.normal(0.0, 0.01, (n, 3)), axis=0)


@pytest.mark.parametrize("rate_hz", [30.0, 60.0, 100.0])
def test_it_is_scipys_butterworth_run_forwards_and_backwards(rate_hz: float) -> None:
    path = a_path(n=300)
    corrected = np.tan(np.pi * 4.0 / rate_hz) / (np.sqrt(2.0) - 1.0) ** 0.25
    b, a = signal.butter(2, np.arctan(corrected) / np.pi * 2.0)
    theirs = signal.filtfilt(b, a, path, axis=0, padlen=250)
    ours = zero_lag(np.arange(300) / rate_hz, path)
    np.testing.assert_allclose(ours, theirs, atol=1e-8)


@pytest.mark.parametrize(("hz", "gain"), [(0.5, 1.0), (4.0, 0.5**0.5), (8.0, 0.059)])
def test_the_whole_is_fourth_order_with_its_half_power_at_4_hz(hz: float, gain: float) -> None:
    """At 8 Hz: 1 / (1 + (sqrt 2 - 1) (tan(8 pi / 30) / tan(4 pi / 30))^4)."""
    t = np.arange(900) / 30.0
    out = zero_lag(t, np.sin(2.0 * np.pi * hz * t))[300:600]
    amplitude = np.sqrt(2.0 * np.mean(out**2))
    assert amplitude == pytest.approx(gain, abs=0.002)


def test_nothing_is_delayed_and_straight_lines_stay_straight() -> None:
    t = AT_30
    np.testing.assert_allclose(zero_lag(t, 3.0 * t - 1.0), 3.0 * t - 1.0, atol=1e-9)
    bump = np.exp(-(((t - 2.5) / 0.4) ** 2))
    assert int(np.argmax(zero_lag(t, bump))) == int(np.argmax(bump))


def test_nan_stays_nan_and_a_long_gap_separates_what_lies_on_its_sides() -> None:
    path = a_path()
    path[60:70] = np.nan  # 0.37 s between the neighbours: not bridged
    path[100, 1] = np.nan  # one frame: bridged inside, but not invented
    out = zero_lag(AT_30, path)
    assert (np.isnan(out) == np.isnan(path)).all()
    np.testing.assert_allclose(out[:60], zero_lag(AT_30[:60], path[:60]), atol=1e-12)
    np.testing.assert_allclose(out[70:100, 0], zero_lag(AT_30[70:], path[70:])[:30, 0], atol=1e-12)
    changed = path.copy()
    changed[:60] += 5.0
    np.testing.assert_array_equal(zero_lag(AT_30, changed)[70:], out[70:])


def test_dropped_frames_are_no_shorter_time() -> None:
    """Three frames in ten missing: the smoothed values stay those of the full recording."""
    t = np.arange(300) / 30.0
    path = np.sin(2.0 * np.pi * 0.4 * t)
    keep = np.random.default_rng(1).random(300) > 0.3
    keep[[0, -1]] = True
    out = zero_lag(t[keep], path[keep])
    np.testing.assert_allclose(out, path[keep], atol=0.012)


def test_too_little_or_too_slow_data_come_back_as_they_are() -> None:
    few = np.array([1.0, 5.0, 2.0])
    np.testing.assert_array_equal(zero_lag(AT_30[:3], few), few)
    slow = np.arange(6) / 5.0
    np.testing.assert_array_equal(zero_lag(slow, AT_30[:6]), AT_30[:6])
    assert zero_lag(np.zeros(0), np.zeros((0, 26, 3))).shape == (0, 26, 3)


@given(shift=st.floats(-5.0, 5.0), scale=st.floats(-3.0, 3.0), seed=st.integers(0, 99))
def test_smoothing_is_linear(shift: float, scale: float, seed: int) -> None:
    path = a_path(seed)
    both = zero_lag(AT_30, scale * path + shift)
    np.testing.assert_allclose(both, scale * zero_lag(AT_30, path) + shift, atol=1e-9)


def test_the_kernel_sums_to_one_and_is_symmetric() -> None:
    kernel = butterworth_kernel(30.0, 4.0)
    assert kernel.sum() == pytest.approx(1.0)
    np.testing.assert_allclose(kernel, kernel[::-1], atol=1e-15)
    assert abs(kernel[0]) < 1e-9


def test_runs_are_cut_by_time_and_not_by_the_number_of_frames() -> None:
    t = np.array([0.0, 0.1, 0.3, 0.6, 0.7])
    seen = np.array([True, True, True, True, False])
    assert [run.tolist() for run in runs(t, seen)] == [[0, 1, 2], [3]]
    assert runs(t, np.zeros(5, np.bool_)) == []


def test_a_motion_keeps_its_sigma_and_loses_its_jitter() -> None:
    still = analytic.motion(analytic.Body(), np.full(150, 2.0))
    noisy = analytic.noisy(still, 0.01)
    out = filtering.smooth(noisy)
    assert out.sigma_m is noisy.sigma_m
    assert np.nanstd(out.points_m - still.points_m) < 0.6 * np.nanstd(
        noisy.points_m - still.points_m
    )


@given(seed=st.integers(0, 50), frames=st.integers(1, 6), lost=st.floats(0.0, 0.9))
def test_the_running_median_is_numpys_of_what_was_measured(
    seed: int, frames: int, lost: float
) -> None:
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(20, 2))
    values[rng.random((20, 2)) < lost] = np.nan
    out = running_median(values, frames)
    for i in range(20):
        window = values[max(0, i - frames) : i + frames + 1]
        for k in range(2):
            known = window[np.isfinite(window[:, k]), k]
            expected = np.median(known) if len(known) else np.nan
            np.testing.assert_allclose(out[i, k], expected)


def test_velocity_knows_uneven_times() -> None:
    t = np.array([0.0, 0.1, 0.4, 0.5])
    np.testing.assert_allclose(velocity(t, 2.0 * t), 2.0)
    assert np.isnan(velocity(t[:1], t[:1])).all()


def test_the_live_filter_calms_standing_and_follows_a_squat() -> None:
    rng = np.random.default_rng(0)
    still = rng.normal(0.0, 0.01, (120, 1, 3))
    state, out = None, []
    for i, values in enumerate(still):
        state, smoothed = one_euro(state, i / 30.0, values)
        out.append(smoothed)
    assert np.std(out[30:]) < 0.6 * np.std(still[30:])
    moving = np.zeros((60, 1, 3))
    moving[:, 0, 1] = 0.6 * np.arange(60) / 30.0
    state, lag = None, 0.0
    for i, values in enumerate(moving):
        state, smoothed = one_euro(state, i / 30.0, values)
        lag = float(values[0, 1] - smoothed[0, 1])
    assert 0.0 <= lag < 0.03


def test_the_live_filter_starts_afresh_after_a_gap_and_invents_nothing() -> None:
    place = np.zeros((1, 3))
    state, _ = one_euro(None, 0.0, place)
    state, nothing = one_euro(state, 0.03, np.full((1, 3), np.nan))
    assert np.isnan(nothing).all()
    state, near = one_euro(state, 0.1, place + 1.0)
    assert (near < 1.0).all()
    _, fresh = one_euro(state, 0.5, place + 3.0)
    np.testing.assert_array_equal(fresh, place + 3.0)
