"""Reading a measured path at other times, without inventing what was not measured. numpy only."""

from __future__ import annotations

from typing import Final

import numpy as np

from kiosk.core.filtering import MAX_GAP_S
from kiosk.core.frame import FloatArray

_SLACK_S: Final = 1e-6
"""A wanted time that rounding put this little past the last measured one still reads it."""


def read_at(
    time_s: FloatArray, values: FloatArray, wanted_s: FloatArray, max_gap_s: float = MAX_GAP_S
) -> FloatArray:
    """`values` (T, ...) at `wanted_s` (M,): (M, ...), linear between two measured neighbours.

    time_s: (T,) rising. Every channel is read by itself. NaN where a neighbour is missing or the
    two are more than `max_gap_s` apart, which is how the evaluation at 60 degrees reads curves
    too (kiosk.core.squat.mean_at_60); a time that was measured itself needs no neighbour.
    """
    flat = values.reshape(len(time_s), int(np.prod(values.shape[1:])))
    out = np.full((len(wanted_s), flat.shape[1]), np.nan)
    for channel in range(flat.shape[1]):
        seen = np.isfinite(flat[:, channel])
        if seen.any():
            out[:, channel] = _read(time_s[seen], flat[seen, channel], wanted_s, max_gap_s)
    return out.reshape(len(wanted_s), *values.shape[1:])


def _read(t: FloatArray, v: FloatArray, wanted_s: FloatArray, max_gap_s: float) -> FloatArray:
    """One channel, of which all is measured."""
    at = np.where(np.abs(wanted_s - t[-1]) <= _SLACK_S, t[-1], wanted_s)
    at = np.where(np.abs(at - t[0]) <= _SLACK_S, t[0], at)
    above = np.clip(np.searchsorted(t, at), 0, len(t) - 1)
    below = np.maximum(above - 1, 0)
    torn = (t[above] - t[below] > max_gap_s + 1e-9) & (at != t[above])
    read = np.interp(at, t, v, left=np.nan, right=np.nan)
    return np.where(torn, np.nan, read)
