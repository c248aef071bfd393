"""An assessment as the document `kiosk-assessment/1`. May import kiosk.core and kiosk.errors.

docs/assessment-schema.md explains every field; kiosk/data/assessment-1.schema.json is the same
for machines. What was not measured is None (null in JSON), never 0. Millimetres and degrees are
rounded to a tenth, metres, seconds and ratios to a thousandth: finer than anything
that is measured, and the same bytes for the same test.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import Any, Final

from kiosk.core.assessment import Assessment, ankles_apart_m
from kiosk.core.findings import Change
from kiosk.core.interval import Estimate
from kiosk.core.knee import LegStanding, Standing
from kiosk.core.legresult import SideResult
from kiosk.core.squat import LegRep, Rep

SCHEMA: Final = "kiosk-assessment/1"

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class RecordingFacts:
    """frames: depth frames delivered; dropped: frames that the camera's counter says are missing.

    duration_s: from the first to the last frame. first_frame_s: when the first one was taken, by
    the clock that the squats' times are on; every time in the document counts from there.
    """

    frames: int
    duration_s: float
    dropped: int
    first_frame_s: float = 0.0


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """The pose model's name and the SHA-256 of its file, in hexadecimal."""

    name: str
    sha256: str


def report(assessment: Assessment, recording: RecordingFacts, model: ModelFacts) -> Json:
    """The whole document, ready for `json.dumps(..., allow_nan=False)`."""
    a = assessment
    start_s = recording.first_frame_s
    return {
        "schema": SCHEMA,
        "recording": {
            "frames": recording.frames,
            "duration_s": _round(recording.duration_s, 3),
            "dropped": recording.dropped,
        },
        "model": {"name": model.name, "sha256": model.sha256},
        "error_model": a.errors.name,
        "bands": {"name": a.bands.name, "provenance": a.bands.provenance},
        "verdict": a.verdict,
        "reasons": list(a.reasons),
        "standing": _standing(a.standing),
        "standing_from": None if a.standing is None else a.standing.from_,
        "reps": [_rep(rep, start_s) for rep in a.reps],
        "sides": {"left": _side(a.left), "right": _side(a.right)},
        "asymmetry_mm": None if a.asymmetry is None else _mm(a.asymmetry.value),
        "asymmetry_interval_mm": None
        if a.asymmetry is None
        else {"low": _mm(a.asymmetry.low), "high": _mm(a.asymmetry.high)},
        "findings": list(a.findings),
        "practice": list(a.practice),
    }


def _standing(standing: Standing | None) -> Json:
    apart = None if standing is None else ankles_apart_m(standing)
    return {
        "left": _leg_standing(None if standing is None else standing.left),
        "right": _leg_standing(None if standing is None else standing.right),
        "ankles_apart_m": _round(apart, 3),
    }


def _leg_standing(leg: LegStanding | None) -> Json:
    return {
        "hka_deg": None if leg is None else _deg(leg.hka_deg),
        "toe_out_deg": None if leg is None else _deg(leg.toe_out_deg),
        "shank_m": None if leg is None else _round(leg.shank_m, 3),
        "thigh_m": None if leg is None else _round(leg.thigh_m, 3),
        "knee_flexion_deg": None if leg is None else _deg(leg.knee_flexion_deg),
        "knee_plane_offset_mm": None if leg is None else _mm(leg.knee_plane_offset_m),
    }


def _rep(rep: Rep, start_s: float) -> Json:
    return {
        "set": rep.set,
        "start_s": _round(rep.start_s - start_s, 3),
        "bottom_s": _round(rep.bottom_s - start_s, 3),
        "end_s": _round(rep.end_s - start_s, 3),
        "valid": rep.valid,
        "reasons": list(rep.reasons),
        "left": _leg_rep(rep.left),
        "right": _leg_rep(rep.right),
        "kasr": {"bottom": _round(rep.kasr_bottom, 3), "expected": _round(rep.kasr_expected, 3)},
        "tempo": {
            "descent_s": _round(rep.descent_s, 3),
            "pause_s": _round(rep.pause_s, 3),
            "ascent_s": _round(rep.ascent_s, 3),
        },
    }


def _leg_rep(leg: LegRep) -> Json:
    return {
        "knee_flexion_peak_deg": _deg(leg.knee_flexion_peak_deg),
        "knee_toe_offset_mm": {
            "at_60": _mm(leg.knee_toe_offset_m_at_60),
            "bottom": _mm(leg.knee_toe_offset_m_bottom),
        },
        "knee_plane_offset_mm": {
            "at_60": _mm(leg.knee_plane_offset_m_at_60),
            "bottom": _mm(leg.knee_plane_offset_m_bottom),
        },
        "fppa_3d_deg": {"at_60": _deg(leg.fppa_3d_deg_at_60)},
        "fppa_expected_deg": {"at_60": _deg(leg.fppa_expected_deg_at_60)},
        "pseudo_valgus_deg": {"at_60": _deg(leg.pseudo_valgus_deg_at_60)},
        "thigh_horizontal_deg": {"bottom": _deg(leg.thigh_horizontal_deg)},
        "shank_inclination_deg": {"bottom": _deg(leg.shank_inclination_deg_bottom)},
        "heel_lift_mm": _mm(leg.heel_lift_m),
        "foot_drift_mm": _mm(leg.foot_drift_m),
        "toe_out_change_deg": _deg(leg.toe_out_change_deg),
        "medial_ankle_shift_mm": _mm(leg.medial_ankle_shift_m),
    }


def _side(side: SideResult) -> Json:
    return {
        "knee_toe_offset_mm": {
            "at_60": _estimate_mm(side.knee_toe_offset_at_60),
            "bottom": _estimate_mm(side.knee_toe_offset_bottom),
        },
        "knee_plane_offset_mm": {
            "at_60": _estimate_mm(side.knee_plane_offset_at_60),
            "bottom": _estimate_mm(side.knee_plane_offset_bottom),
        },
        "knee_flexion_peak_deg": _estimate(side.knee_flexion_peak_deg, 1.0),
        "band": side.band,
        "confidence": side.confidence,
        "squats": None
        if side.band is None
        else {
            "inside": side.inside_in,
            "clearly_inside": side.clearly_inside_in,
            "outside": side.outside_in,
            "of": side.of,
        },
        "findings": list(side.findings),
        "signs": list(side.signs),
        "cue": _change(side.cue),
        "heels": _change(side.heels),
    }


def _change(change: Change | None) -> Json | None:
    if change is None:
        return None
    return {
        "before_mm": _estimate_mm(change.before),
        "after_mm": _estimate_mm(change.after),
        "change_mm": _estimate_mm(change.change),
        "beyond_error": change.beyond_error,
        "band_after": change.band_after,
    }


def _estimate_mm(estimate: Estimate | None) -> Json | None:
    return _estimate(estimate, 1000.0)


def _estimate(estimate: Estimate | None, scale: float) -> Json | None:
    if estimate is None:
        return None
    return {
        "value": _round(scale * estimate.value, 1),
        "low": _round(scale * estimate.low, 1),
        "high": _round(scale * estimate.high, 1),
    }


def _mm(metres: float | None) -> float | None:
    return None if metres is None else _round(1000.0 * metres, 1)


def _deg(degrees: float | None) -> float | None:
    return _round(degrees, 1)


def _round(value: float | None, digits: int) -> float | None:
    """Rounded, without a minus zero; None where not measured."""
    if value is None or not isfinite(value):
        return None
    return round(value, digits) + 0.0
