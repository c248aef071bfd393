"""Counts squats as they happen, with their phase. numpy only.

The causal twin of kiosk.core.squatevents and kiosk.core.squat: the same lengths, angles and times
decide, but at the moment when the pelvis has risen again by 80 % of its drop. The analysis of the
whole recording has the last word.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from kiosk.core.bodynow import ANKLES, HIPS, KNEES, BodyNow
from kiosk.core.frame import FloatArray
from kiosk.core.livestanding import Baseline, foot_shift_m
from kiosk.core.outliers import DOUBT_RATIO, HIP_DOUBT_RATIO, LEAST_DOUBT_M
from kiosk.core.scene import Phase, SquatSeen
from kiosk.core.squatevents import SAME_SQUAT
from kiosk.core.squatjudge import (
    APART,
    BEND,
    COLUMNS,
    LOW,
    SEEN,
    SHIFT,
    TIME,
    judge,
)

RISEN: Final = 0.8
BEGINS: Final = 0.03
"""Drop in leg lengths that begins a dip: more than swaying gives, less than 30 degrees do."""
TOO_LONG_S: Final = 15.0
LOST_S: Final = 3.0
"""Who stays down, or unseen, longer than this has not squatted."""
BEFORE_S: Final = 2.5
"""Rows are kept from so long before a dip: a slow descent is under way before it is noticed."""
SLOW_M_S: Final = 0.08
RATE_S: Final = 0.15


@dataclass(frozen=True, slots=True, eq=False)
class LiveSquat:
    """rows: (n, 11) of the present dip and what came before it, see kiosk.core.squatjudge.

    before_m: least LOW since the last squat. low_m: greatest of the present dip. high_m: least
    since that. began_s: when the dip began, None between dips. since_s: of the phase.
    """

    rows: FloatArray
    before_m: float = np.inf
    low_m: float = -np.inf
    high_m: float = np.inf
    began_s: float | None = None
    phase: Phase = "top"
    since_s: float = -np.inf
    last_s: float = -np.inf

    @property
    def phase_s(self) -> float:
        """How long this phase has lasted, 0 where nothing was measured yet."""
        lasted = self.last_s - self.since_s
        return lasted if np.isfinite(lasted) else 0.0


def start() -> LiveSquat:
    """Standing."""
    return LiveSquat(np.empty((0, COLUMNS)))


def step(
    state: LiveSquat,
    body: BodyNow | None,
    known: Baseline | None,
    still_since_s: float | None,
    time_s: float,
) -> tuple[LiveSquat, SquatSeen | None]:
    """One frame: (next state, a squat that has just ended). body None: nothing was measured.

    still_since_s: since when the member stands upright and quiet: what began before it is over.
    time_s: the camera's, as in the analysis.
    """
    if body is None or known is None or np.isnan(body.pelvis_m):
        lost = state.began_s is not None and time_s - state.last_s > LOST_S
        return (start() if lost else state), None
    since = (time_s if state.began_s is None else state.began_s) - BEFORE_S
    kept = state.rows[np.searchsorted(state.rows[:, TIME], since) :]
    rows = np.concatenate([kept, _row(body, known)[None]])
    state = replace(state, rows=rows, last_s=time_s)
    if not np.isfinite(state.since_s):
        state = replace(state, since_s=time_s)
    if state.began_s is None:
        return _may_begin(state, known), None
    over = still_since_s is not None and still_since_s > state.began_s
    return _goes_on(state, known, over)


def _row(body: BodyNow, known: Baseline) -> FloatArray:
    row = np.empty(COLUMNS)
    row[TIME], row[LOW] = body.time_s, -body.pelvis_m
    row[SEEN], row[BEND] = _seen(body, known), body.bend_deg
    row[SHIFT] = foot_shift_m(known, body).ravel()
    row[APART] = np.abs(body.tracked[ANKLES[1]] - body.tracked[ANKLES[0]])[:2]
    return row


def _seen(body: BodyNow, known: Baseline) -> bool:
    """Measured, and no more doubtful than the analysis lets pass (kiosk.core.outliers)."""
    if not body.measured:
        return False
    for joints, ratio in ((HIPS, HIP_DOUBT_RATIO), (KNEES + ANKLES, DOUBT_RATIO)):
        limit = np.maximum(ratio * known.sigma_m[joints], LEAST_DOUBT_M)
        if bool((body.sigma_m[joints] > limit).any()):
            return False
    return True


def _may_begin(state: LiveSquat, known: Baseline) -> LiveSquat:
    now = float(state.rows[-1, LOW])
    # On tiptoe nobody begins a squat: they come back to where they stand.
    before = max(min(state.before_m, now), -known.pelvis_m)
    if now - before < BEGINS * known.leg_m:
        return replace(state, before_m=before)
    near_top = np.flatnonzero(state.rows[:, LOW] < before + 0.2 * (now - before))
    began = float(state.rows[near_top[-1] if len(near_top) else 0, TIME])
    return replace(
        state, before_m=before, low_m=now, high_m=now, began_s=began, phase="down", since_s=began
    )


def _goes_on(state: LiveSquat, known: Baseline, over: bool) -> tuple[LiveSquat, SquatSeen | None]:
    now, now_s = float(state.rows[-1, LOW]), float(state.rows[-1, TIME])
    if now > state.low_m:
        state = replace(state, low_m=now, high_m=now)
    state = replace(state, high_m=min(state.high_m, now))
    depth = state.low_m - state.before_m
    turned = now - state.high_m > BEGINS * known.leg_m
    again = turned and state.low_m - state.high_m > SAME_SQUAT * depth
    if over or again or state.low_m - now >= RISEN * depth:
        low = int(np.argmax(state.rows[:, LOW]))
        high = low + int(np.argmin(state.rows[low:, LOW]))
        seen = judge(state.rows[: high + 1], state.before_m, known)
        top = LiveSquat(state.rows[high:], before_m=state.high_m, since_s=now_s, last_s=now_s)
        return top, seen
    if state.began_s is not None and now_s - state.began_s > TOO_LONG_S:
        return start(), None
    return _phase(state, now - state.before_m, now_s), None


def _phase(state: LiveSquat, drop: float, now_s: float) -> LiveSquat:
    """Down while the pelvis sinks, up while it rises, bottom while it rests far down."""
    recent = state.rows[state.rows[:, TIME] >= now_s - RATE_S - 1e-6]
    lasted = float(recent[-1, TIME] - recent[0, TIME])
    speed = float(recent[-1, LOW] - recent[0, LOW]) / lasted if lasted > 0.0 else 0.0
    phase: Phase = state.phase
    if abs(speed) > SLOW_M_S:
        phase = "down" if speed > 0.0 else "up"
    elif drop > 0.5 * (state.low_m - state.before_m):
        phase = "bottom"
    return state if phase == state.phase else replace(state, phase=phase, since_s=now_s)
