"""One squat as a value: its times, what each leg did, and whether it may be counted. numpy only.

Evaluation points and rules are those of MEASUREMENT.md sections 3 and 4. An invalid repetition is
measured like any other and says why it does not count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from kiosk.core.filtering import MAX_GAP_S, running_median, runs
from kiosk.core.frame import BoolArray, FloatArray
from kiosk.core.knee import BodyCurves, LegCurves, LegStanding, Standing
from kiosk.core.squatevents import Events, find_squats

SETS: Final = ("practice", "uncued", "cued", "heels")
REASONS: Final = (
    "too_shallow",  # a knee flexed less than 60 degrees
    "too_slow",  # longer than 8 s
    "too_fast",  # shorter than 2 s
    "cut_off",  # the recording begins or ends inside the squat
    "foot_moved",  # a foot shifted 20 mm or more
    "frames_missing",  # fewer than 90 % of the frames measured
    "gap",  # nothing measured for over 0.2 s
    "gap_at_bottom",  # ... or at the lowest point
    "lengths_changed",  # thigh or shank over 10 % off its standing length
)

MIN_FLEXION_DEG: Final = 60.0
MIN_S: Final = 2.0
MAX_S: Final = 8.0
MAX_DRIFT_M: Final = 0.020
MIN_MEASURED: Final = 0.9
MAX_LENGTH_CHANGE: Final = 0.1
BOTTOM_S: Final = 0.05
AT_60_DEG: Final = (55.0, 65.0)
STEADY_S: Final = 0.3
"""Peaks (flexion, heel lift, foot drift) are those of the running median over this long: the
largest of many noisy values would be too large by the noise."""
_FINE_S: Final = 0.005


@dataclass(frozen=True, slots=True)
class LegRep:
    """What one leg did in one squat; None where it was not measured."""

    knee_flexion_peak_deg: float | None
    knee_toe_offset_m_at_60: float | None
    knee_toe_offset_m_bottom: float | None
    knee_plane_offset_m_at_60: float | None
    knee_plane_offset_m_bottom: float | None
    fppa_3d_deg_at_60: float | None
    pseudo_valgus_deg_at_60: float | None
    heel_lift_m: float | None
    foot_drift_m: float | None
    thigh_horizontal_deg: float | None
    shank_inclination_deg_bottom: float | None
    fppa_expected_deg_at_60: float | None = None
    toe_out_change_deg: float | None = None
    medial_ankle_shift_m: float | None = None


@dataclass(frozen=True, slots=True)
class Rep:
    """One squat. Times are of the motion's clock; reasons: codes of REASONS, why not valid."""

    set: str
    start_s: float
    bottom_s: float
    end_s: float
    valid: bool
    reasons: tuple[str, ...]
    left: LegRep
    right: LegRep
    kasr_bottom: float | None
    kasr_expected: float | None
    descent_s: float
    pause_s: float
    ascent_s: float


def find_reps(
    curves: BodyCurves, standing: Standing, sets: Sequence[int] | None = None
) -> tuple[Rep, ...]:
    """All squats in time order, valid or not.

    sets: how many practice, uncued, cued (and heels-raised) squats the recording holds, in that
    order; further ones belong to the last set named. None: all are uncued.
    """
    squats = find_squats(curves, standing)
    return tuple(
        measure(curves, standing, events, set_of(i, sets)) for i, events in enumerate(squats)
    )


def find_marked_reps(
    curves: BodyCurves, standing: Standing, marks: Sequence[tuple[float, str]]
) -> tuple[Rep, ...]:
    """All squats after the first mark, each in the set of the last mark before its lowest point.

    marks: (time on the motion's clock, set) in rising order, as a running visit makes them.
    """
    found = []
    for events in find_squats(curves, standing):
        low_s = float(curves.time_s[events.bottom])
        set_ = next((name for since_s, name in reversed(marks) if since_s <= low_s), None)
        if set_ is not None:
            found.append(measure(curves, standing, events, set_))
    return tuple(found)


def set_of(number: int, sets: Sequence[int] | None) -> str:
    """Set that squat `number` (from 0) belongs to."""
    if sets is None:
        return "uncued"
    names = [name for name, count in zip(SETS, sets, strict=False) for _ in range(count)]
    return names[min(number, len(names) - 1)] if names else "uncued"


def measure(curves: BodyCurves, standing: Standing, events: Events, set_: str) -> Rep:
    """One squat's figures and the reasons against counting it."""
    t = curves.time_s
    start_s, bottom_s, end_s = (float(t[i]) for i in (events.start, events.bottom, events.end))
    left = _leg(curves.left, standing.left, t, events)
    right = _leg(curves.right, standing.right, t, events)
    reasons = _reasons(curves, standing, events, (left, right))
    bottom = np.abs(t - bottom_s) <= BOTTOM_S + 1e-9
    return Rep(
        set=set_,
        start_s=start_s,
        bottom_s=bottom_s,
        end_s=end_s,
        valid=not reasons,
        reasons=reasons,
        left=left,
        right=right,
        kasr_bottom=_mean(curves.kasr[bottom]),
        kasr_expected=_mean(curves.kasr_expected[bottom]),
        descent_s=float(t[events.descent_end]) - start_s,
        pause_s=float(t[events.ascent_start] - t[events.descent_end]),
        ascent_s=end_s - float(t[events.ascent_start]),
    )


def _leg(leg: LegCurves, still: LegStanding, time_s: FloatArray, events: Events) -> LegRep:
    rep = slice(events.start, events.end + 1)
    at = time_s[events.bottom]
    bottom = np.abs(time_s - at) <= BOTTOM_S + 1e-9
    drift = np.linalg.norm(steady(time_s[rep], leg.foot_shift_m[rep]), axis=-1)
    turn = leg.toe_out_deg[rep] - still.toe_out_deg

    def at_60(values: FloatArray) -> float | None:
        return mean_at_60(time_s[rep], leg.knee_flexion_deg[rep], values[rep], float(at))

    return LegRep(
        knee_flexion_peak_deg=_largest(steady(time_s[rep], leg.knee_flexion_deg[rep])),
        knee_toe_offset_m_at_60=at_60(leg.knee_toe_offset_m),
        knee_toe_offset_m_bottom=_mean(leg.knee_toe_offset_m[bottom]),
        knee_plane_offset_m_at_60=at_60(leg.knee_plane_offset_m),
        knee_plane_offset_m_bottom=_mean(leg.knee_plane_offset_m[bottom]),
        fppa_3d_deg_at_60=at_60(leg.fppa_3d_deg),
        pseudo_valgus_deg_at_60=at_60(leg.pseudo_valgus_deg),
        heel_lift_m=_largest(steady(time_s[rep], leg.heel_lift_m[rep])),
        foot_drift_m=_largest(drift),
        thigh_horizontal_deg=_mean(leg.thigh_horizontal_deg[bottom]),
        shank_inclination_deg_bottom=_mean(leg.shank_inclination_deg[bottom]),
        fppa_expected_deg_at_60=at_60(leg.fppa_expected_deg),
        toe_out_change_deg=_mean(steady(time_s[rep], turn)[bottom[rep]]),
        medial_ankle_shift_m=_mean(steady(time_s[rep], leg.medial_ankle_shift_m[rep])[bottom[rep]]),
    )


def mean_at_60(
    time_s: FloatArray, flexion_deg: FloatArray, values: FloatArray, bottom_s: float
) -> float | None:
    """Mean of the descent's and the ascent's mean over 55-65 degrees of flexion.

    The bottom +-50 ms is left out; None when the peak stays under 60 degrees or one of the two
    phases was not measured there. Between frames at most 0.2 s apart the curves are read linearly
    every 5 ms, so that a quick squat, which passes the ten degrees between two frames, has its
    value too.
    """
    if not np.nanmax(np.append(flexion_deg, -np.inf)) >= MIN_FLEXION_DEG:
        return None
    means = []
    for phase in (time_s < bottom_s - BOTTOM_S, time_s > bottom_s + BOTTOM_S):
        seen = phase & np.isfinite(flexion_deg) & np.isfinite(values)
        picked: list[FloatArray] = []
        for run in runs(time_s, seen):
            fine = np.arange(time_s[run[0]], time_s[run[-1]] + 1e-9, _FINE_S)
            flexion = np.interp(fine, time_s[run], flexion_deg[run])
            inside = (flexion >= AT_60_DEG[0]) & (flexion <= AT_60_DEG[1])
            picked.append(np.interp(fine[inside], time_s[run], values[run]))
        phase_mean = _mean(np.concatenate(picked)) if picked else None
        if phase_mean is None:
            return None
        means.append(phase_mean)
    return float(np.mean(means))


def _reasons(
    curves: BodyCurves, standing: Standing, events: Events, legs: tuple[LegRep, LegRep]
) -> tuple[str, ...]:
    """Codes of REASONS that hold for this squat, in that order."""
    time_s = curves.time_s
    lasted = float(time_s[events.end] - time_s[events.start])
    peaks = [leg.knee_flexion_peak_deg for leg in legs]
    drifts = [leg.foot_drift_m for leg in legs]
    seen = _measured(curves)
    holds = {
        "too_shallow": any(p is None or p < MIN_FLEXION_DEG for p in peaks),
        "too_slow": lasted > MAX_S,
        "too_fast": lasted < MIN_S,
        "cut_off": events.cut_off,
        "foot_moved": any(d is not None and d >= MAX_DRIFT_M for d in drifts),
        "frames_missing": _share_measured(time_s, seen, events) < MIN_MEASURED,
        "lengths_changed": any(
            _length_changed(curves.leg(side), standing.leg(side), events)
            for side in ("left", "right")
        ),
        **_gaps(time_s, seen, events),
    }
    return tuple(code for code in REASONS if holds[code])


def _measured(curves: BodyCurves) -> BoolArray:
    """(T,) frames that measured hips, knees and ankles of both legs."""
    lengths = [x for leg in (curves.left, curves.right) for x in (leg.thigh_m, leg.shank_m)]
    return np.asarray(np.isfinite(np.stack(lengths)).all(axis=0), np.bool_)


def _share_measured(time_s: FloatArray, seen: BoolArray, events: Events) -> float:
    """Measured frames over those that the camera should have delivered, dropped ones included."""
    step = float(np.median(np.diff(time_s)))
    expected = np.rint((time_s[events.end] - time_s[events.start]) / step) + 1.0
    return float(seen[events.start : events.end + 1].sum() / expected)


def _gaps(time_s: FloatArray, seen: BoolArray, events: Events) -> dict[str, bool]:
    """Pieces of the squat in which nothing was measured: over 0.2 s, or over the bottom."""
    measured_s = time_s[np.flatnonzero(seen[events.start : events.end + 1]) + events.start]
    edges = np.concatenate([[time_s[events.start]], measured_s, [time_s[events.end]]])
    gap, at = np.diff(edges), time_s[events.bottom]
    touches = (edges[:-1] <= at + BOTTOM_S) & (edges[1:] >= at - BOTTOM_S)
    return {
        "gap": bool((gap > MAX_GAP_S + 1e-9).any()),
        "gap_at_bottom": bool((touches & (gap > 2.0 * BOTTOM_S + 1e-9)).any()),
    }


def _length_changed(leg: LegCurves, still: LegStanding, events: Events) -> bool:
    """The squat's median thigh or shank is over 10 % off its standing length."""
    rep = slice(events.start, events.end + 1)
    for path, length in ((leg.thigh_m, still.thigh_m), (leg.shank_m, still.shank_m)):
        now = path[rep][np.isfinite(path[rep])]
        if len(now) and abs(float(np.median(now)) / length - 1.0) > MAX_LENGTH_CHANGE:
            return True
    return False


def steady(time_s: FloatArray, values: FloatArray) -> FloatArray:
    """Running median (T, ...) over 0.3 s at the recording's rate; NaN where nothing is measured."""
    if len(time_s) < 2:
        return values
    frames = max(1, round(0.5 * STEADY_S / float(np.median(np.diff(time_s)))))
    return np.where(np.isfinite(values), running_median(values, frames), np.nan)


def _mean(values: FloatArray) -> float | None:
    values = values[np.isfinite(values)]
    return float(values.mean()) if len(values) else None


def _largest(values: FloatArray) -> float | None:
    values = values[np.isfinite(values)]
    return float(values.max()) if len(values) else None
