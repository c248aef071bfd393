"""Smoothing joint paths: zero-lag for analysis, causal for the live view. numpy only.

Analysis (MEASUREMENT.md section 4): zero-lag 4th-order Butterworth, 4 Hz. 'Fourth order' names the
whole: a 2nd-order filter run forwards and backwards, so that the amplitude falls with the fourth
power of the frequency and nothing is delayed. Two passes would put -6 dB at the cut-off; dividing
it by (sqrt(2) - 1) ** (1 / 4) = 0.802 puts the -3 dB of the whole back to 4 Hz (Winter,
Biomechanics and Motor Control of Human Movement, 4th ed., section 3.4.4.2).

The two passes are one convolution with the autocorrelation of the 2nd-order impulse response,
which dies out in under a second: short, vectorised, and the same numbers as `filtfilt`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kiosk.core.frame import BoolArray, FloatArray
from kiosk.core.skeleton import Motion

CUTOFF_HZ: Final = 4.0
MAX_GAP_S: Final = 0.2
MIN_RUN: Final = 4
"""Shorter runs hold no frequency below the cut-off to keep: they are passed through as they are."""

_DIED_OUT: Final = 1e-10


def zero_lag(
    time_s: FloatArray,
    values: FloatArray,
    cutoff_hz: float = CUTOFF_HZ,
    max_gap_s: float = MAX_GAP_S,
) -> FloatArray:
    """Smooth `values` (T, ...) sampled at rising `time_s` (T,); the same shape, NaN stays NaN.

    Every channel is cut into runs at gaps (NaN or missing frames) longer than `max_gap_s`; nothing
    is carried across those. A run is put on a uniform grid at the recording's median rate
    (linearly; frames at even times are not changed by that), smoothed, and read off at its own
    frames. At a rate too low for the cut-off (under 2.5 times it) the values come back unchanged.
    """
    out = np.array(values, dtype=np.float64)
    if len(time_s) < MIN_RUN:
        return out
    step = float(np.median(np.diff(time_s)))
    if not step > 0.0 or 1.0 / step < 2.5 * cutoff_hz:
        return out
    kernel = butterworth_kernel(1.0 / step, cutoff_hz)
    flat = out.reshape(len(time_s), -1)
    for channel in range(flat.shape[1]):
        for run in runs(time_s, np.isfinite(flat[:, channel]), max_gap_s):
            flat[run, channel] = _smooth_run(time_s[run], flat[run, channel], step, kernel)
    return out


def smooth(motion: Motion, cutoff_hz: float = CUTOFF_HZ) -> Motion:
    """`zero_lag` over every joint of a motion; sigma_m is left as the network gave it."""
    return replace(motion, points_m=zero_lag(motion.time_s, motion.points_m, cutoff_hz))


def runs(
    time_s: FloatArray, measured: BoolArray, max_gap_s: float = MAX_GAP_S
) -> list[NDArray[np.intp]]:
    """Indices of the measured frames, cut wherever two neighbours are over `max_gap_s` apart.

    time_s, measured: (T,). Each array holds rising frame numbers (intp); frames that were not
    measured are in none.
    """
    frames = np.flatnonzero(measured)
    if not len(frames):
        return []
    cuts = np.flatnonzero(np.diff(time_s[frames]) > max_gap_s + 1e-9) + 1
    return list(np.split(frames, cuts))


def butterworth_kernel(rate_hz: float, cutoff_hz: float) -> FloatArray:
    """Symmetric kernel (2 N + 1,) of the zero-lag 4th-order Butterworth; its sum is 1.

    2nd-order low-pass by the bilinear transform with prewarping (Winter, eq. 3.8-3.10).
    """
    w = np.tan(np.pi * cutoff_hz / rate_hz) / (np.sqrt(2.0) - 1.0) ** 0.25
    k = 1.0 + np.sqrt(2.0) * w + w * w
    a1, a2 = 2.0 * (w * w - 1.0) / k, (1.0 - np.sqrt(2.0) * w + w * w) / k
    length = 2 + int(np.ceil(np.log(_DIED_OUT) / np.log(np.sqrt(abs(a2)) + 1e-300)))
    h = np.zeros(max(length, 4))
    gain = w * w / k
    for i in range(len(h)):
        drive = gain * (1.0, 2.0, 1.0)[i] if i < 3 else 0.0
        h[i] = drive - (a1 * h[i - 1] if i > 0 else 0.0) - (a2 * h[i - 2] if i > 1 else 0.0)
    whole = np.convolve(h, h[::-1])
    kernel: FloatArray = whole / whole.sum()
    return kernel


def _smooth_run(
    time_s: FloatArray, values: FloatArray, step: float, kernel: FloatArray
) -> FloatArray:
    """One gap-free run: to the grid, odd reflection at both ends, convolution, back."""
    count = int(np.rint((time_s[-1] - time_s[0]) / step)) + 1
    if len(values) < MIN_RUN or count < MIN_RUN:
        return values
    grid = np.linspace(time_s[0], time_s[-1], count)
    even = np.interp(grid, time_s, values)
    half = len(kernel) // 2
    mirror = min(half, count - 1)
    # Point reflection keeps level and slope at the ends; beyond the run's own length: constant.
    head = 2.0 * even[0] - even[mirror:0:-1]
    tail = 2.0 * even[-1] - even[-2 : -mirror - 2 : -1]
    padded = np.pad(np.concatenate([head, even, tail]), half - mirror, mode="edge")
    smoothed = np.convolve(padded, kernel, mode="valid")
    read_off: FloatArray = np.interp(time_s, grid, smoothed)
    return read_off


def velocity(time_s: FloatArray, values: FloatArray) -> FloatArray:
    """Central differences (T, ...) per second at uneven times; NaN beside a NaN.

    Fewer than two frames have no velocity: NaN.
    """
    if len(time_s) < 2:
        return np.full_like(values, np.nan, dtype=np.float64)
    rate: FloatArray = np.gradient(values, time_s, axis=0)
    return rate


def running_median(paths: FloatArray, frames: int) -> FloatArray:
    """Median (T, ...) over `frames` on each side, of those measured; NaN where none is.

    Sorting puts NaN last, so the middle of the known ones is read off: many times faster than
    `nanmedian`.
    """
    if not len(paths):
        return paths
    pad = [(frames, frames)] + [(0, 0)] * (paths.ndim - 1)
    padded = np.pad(paths, pad, constant_values=np.nan)
    windows = np.sort(np.lib.stride_tricks.sliding_window_view(padded, 2 * frames + 1, axis=0))
    count = np.isfinite(windows).sum(axis=-1)
    low = np.maximum((count - 1) // 2, 0)[..., None]
    high = np.maximum(count // 2, 0)[..., None]
    high = np.minimum(high, windows.shape[-1] - 1)
    middle: FloatArray = (
        0.5
        * (np.take_along_axis(windows, low, axis=-1) + np.take_along_axis(windows, high, axis=-1))[
            ..., 0
        ]
    )
    return middle


@dataclass(frozen=True, slots=True, eq=False)
class OneEuro:
    """State of the live filter: last smoothed values and velocities, same shape; NaN = none yet.

    seen_s: when each value was last measured.
    """

    time_s: float
    value: FloatArray
    speed: FloatArray
    seen_s: FloatArray


def one_euro(
    state: OneEuro | None,
    time_s: float,
    values: FloatArray,
    min_cutoff_hz: float = 1.5,
    beta_per_m: float = 6.0,
    max_gap_s: float = MAX_GAP_S,
) -> tuple[OneEuro, FloatArray]:
    """One causal step: (next state, smoothed values). NaN in, NaN out.

    values: (..., 3) metres. A low-pass whose cut-off rises with the speed, calm while standing and
    quick while moving (Casiez, Roussel, Vogel: 1 euro filter, CHI 2012, eq. 1-9). After a gap of
    more than `max_gap_s` a value starts afresh.
    """
    nothing = np.full_like(values, np.nan, dtype=np.float64)
    if state is None:
        state = OneEuro(time_s, nothing, nothing, nothing)
    dt = time_s - state.seen_s
    fresh = ~np.isfinite(state.value) | ~(dt <= max_gap_s)
    dt = np.where(fresh | (dt <= 0.0), 1.0, dt)
    raw_speed = np.where(fresh, 0.0, (values - state.value) / dt)
    a_speed = _share(1.0, dt)
    speed = np.where(fresh, 0.0, a_speed * raw_speed + (1.0 - a_speed) * state.speed)
    length = np.sqrt((speed * speed).sum(axis=-1, keepdims=True))
    a = _share(min_cutoff_hz + beta_per_m * length, dt)
    value = np.where(fresh, values, a * values + (1.0 - a) * state.value)
    measured = np.isfinite(values) & (time_s >= np.nan_to_num(state.seen_s, nan=-np.inf))
    nxt = OneEuro(
        time_s,
        np.where(measured, value, state.value),
        np.where(measured, speed, state.speed),
        np.where(measured, time_s, state.seen_s),
    )
    return nxt, np.where(measured, value, np.nan)


def _share(cutoff_hz: float | FloatArray, dt: FloatArray) -> FloatArray:
    """Weight of the new value in a one-pole low-pass at this cut-off and time step."""
    r = 2.0 * np.pi * cutoff_hz * dt
    share: FloatArray = r / (r + 1.0)
    return share
