"""Whether a squat that has just ended counts, judged on what was seen until now. numpy only.

Rules and limits are those of kiosk.core.squat and kiosk.core.squatevents; what they read off the
finished movement is foretold here from its first part.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from kiosk.core.filtering import MAX_GAP_S, velocity, zero_lag
from kiosk.core.frame import FloatArray
from kiosk.core.livestanding import Baseline
from kiosk.core.scene import SquatSeen
from kiosk.core.squat import MAX_DRIFT_M, MAX_S, MIN_FLEXION_DEG, MIN_MEASURED, MIN_S, steady
from kiosk.core.squatevents import (
    AROUND_S,
    EVENT_SPEED,
    MIN_DROP,
    NEAR_TOP,
    ONE_FOOT_UP,
    SPEED_CUTOFF_HZ,
    SPLIT_STANCE,
)

TIME, LOW, SEEN = 0, 1, 2
BEND, SHIFT, APART = slice(3, 5), slice(5, 9), slice(9, 11)
COLUMNS: Final = 11
"""Of the rows: time, height of the pelvis with its sign turned round (a squat is a peak), measured
(0 or 1), bend of the left and right knee, shift of the left and right foot since standing (X, Z
each), ankles apart (X, Y)."""
ATTEMPT_DEG: Final = 30.0
ATTEMPT_MORE_DEG: Final = 15.0
"""Knees that bend less than this, or by less than that on the way down, fidget."""
STEPPED_M: Final = 0.20
"""A foot that goes so far during the dip has stepped: the member walks."""
ALLOW_DEG: Final = 1.0
ALLOW_S: Final = 0.1
ALLOW_M: Final = 0.003
"""What the live judgement lets pass, being less exact than the analysis."""
END_SHARE: Final = 0.46
"""From 80 % risen to the end, in times from the first rise to 80 %: 0.42 is the median of 50 real
squats (UI-PRMD by Vicon; 5 to 95 %: 0.34 to 0.55), 0.5 that of simulated ones."""
LEAST_SEEN: Final = MIN_MEASURED - 0.03
LONGEST_GAP_S: Final = MAX_GAP_S + 0.05
"""Nearly what the analysis asks: who is told at once does one more squat, and the set is whole."""


@dataclass(frozen=True, slots=True)
class _Times:
    start_s: float
    end_s: float


def judge(rows: FloatArray, before_m: float, known: Baseline) -> SquatSeen | None:
    """rows: (n, 11) from before the descent until now; before_m: the LOW that it began at.

    None where this was no squat: fidgeting, a step, a lunge, one foot off the floor.
    """
    low = int(np.argmax(rows[:, LOW]))
    when = _times(rows, low, known)
    rep = rows[rows[:, TIME] >= when.start_s - 1e-6]
    bend = np.where(rep[:, [SEEN]] > 0.0, rep[:, BEND], np.nan)
    if not _feet_stay(rep, known, float(rows[low, TIME])):
        return None
    if not _well_seen(rep):
        deep = float(rows[low, LOW]) - before_m > MIN_DROP * known.leg_m
        return SquatSeen(False, "not_seen") if deep else None
    peak = steady(rep[:, TIME], bend)
    deepest = float(np.nanmax(peak, axis=0).min())
    if deepest < ATTEMPT_DEG or deepest - float(rep[0, BEND].min()) < ATTEMPT_MORE_DEG:
        return None
    lasted = when.end_s - when.start_s
    shift = steady(rep[:, TIME], rep[:, SHIFT]).reshape(-1, 2, 2)
    drift = np.sqrt((shift * shift).sum(axis=-1))
    holds = {
        "too_shallow": deepest < MIN_FLEXION_DEG - ALLOW_DEG,
        "too_fast": lasted < MIN_S - ALLOW_S,
        "too_slow": lasted > MAX_S + ALLOW_S,
        "foot_moved": bool((drift > MAX_DRIFT_M + ALLOW_M).any()),
    }
    reason = next((code for code, true in holds.items() if true), None)
    return SquatSeen(reason is None, reason)


def _times(rows: FloatArray, low: int, known: Baseline) -> _Times:
    """Start as kiosk.core.squatevents finds it, and the end that the rise so far promises."""
    time_s, drop = rows[:, TIME], rows[:, LOW] + known.pelvis_m
    speed = velocity(time_s, zero_lag(time_s, drop, SPEED_CUTOFF_HZ))
    down = speed[: low + 1]
    fastest = int(np.argmax(down))
    top = NEAR_TOP * float(drop[low])
    resting = np.flatnonzero((down[: fastest + 1] < EVENT_SPEED * down[fastest])
                             & (drop[: fastest + 1] < top))  # fmt: skip
    begun = int(resting[-1]) if len(resting) else int(np.argmin(drop[: low + 1]))
    rising = np.flatnonzero(-speed[low:] >= EVENT_SPEED * float((-speed[low:]).max()))
    rise = low + (int(rising[0]) if len(rising) else 0)
    now_s = float(time_s[-1])
    return _Times(float(time_s[begun]), now_s + END_SHARE * (now_s - float(time_s[rise])))


def _feet_stay(rep: FloatArray, known: Baseline, low_s: float) -> bool:
    """Both feet on the floor side by side at the lowest point, and where they were."""
    near = rep[np.abs(rep[:, TIME] - low_s) <= AROUND_S, APART]
    split, up = np.median(near, axis=0) if len(near) else (0.0, 0.0)
    stepped = np.abs(steady(rep[:, TIME], rep[:, SHIFT] - rep[0, SHIFT])) > STEPPED_M
    return bool(
        not split > SPLIT_STANCE * known.leg_m
        and not up > ONE_FOOT_UP * known.leg_m
        and not stepped.any()
    )


def _well_seen(rep: FloatArray) -> bool:
    """Enough frames of those that the camera should have delivered, without a long gap."""
    time_s = rep[:, TIME]
    if len(time_s) < 3:
        return False
    step = float(np.median(np.diff(time_s)))
    expected = round(float(time_s[-1] - time_s[0]) / step) + 1
    seen_s = time_s[rep[:, SEEN] > 0.0]
    share = len(seen_s) / expected
    edges = np.concatenate([time_s[:1], seen_s, time_s[-1:]])
    return share >= LEAST_SEEN and float(np.diff(edges).max()) <= LONGEST_GAP_S
