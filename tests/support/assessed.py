"""Repetitions, standing and whole tests with known figures, for everything after the metrics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import numpy as np

from kiosk.adapters.bands_file import load_bands
from kiosk.core.assessment import Assessment, assess
from kiosk.core.interval import ErrorModel
from kiosk.core.knee import LegStanding, Standing, curves
from kiosk.core.skeleton import SIGN
from kiosk.core.squat import LegRep, Rep, find_reps
from kiosk.core.standing import stand
from tests import analytic

ROOT = Path(__file__).resolve().parents[2]
BANDS = load_bands()
SHARP = ErrorModel(0.0, 0.0, 0.0, 0.0, 0.0, "no error")
USUAL = ErrorModel(0.006, 0.009, 0.006, 0.009, 2.0, "usual")
SHANK_M = 0.4
"""So that 1 % of the shank is 4 mm."""

OFFSETS = (
    "knee_plane_offset_m_at_60",
    "knee_plane_offset_m_bottom",
    "knee_toe_offset_m_at_60",
    "knee_toe_offset_m_bottom",
)


def leg(offset_m: float | None = 0.0, **figures: float | None) -> LegRep:
    """A leg with every offset the same and nothing else remarkable."""
    usual: dict[str, Any] = {
        "knee_flexion_peak_deg": 90.0,
        "fppa_3d_deg_at_60": -10.0,
        "pseudo_valgus_deg_at_60": 1.0,
        "heel_lift_m": 0.002,
        "foot_drift_m": 0.003,
        "thigh_horizontal_deg": 10.0,
        "shank_inclination_deg_bottom": 27.0,
        "fppa_expected_deg_at_60": -12.0,
        "toe_out_change_deg": 0.0,
        "medial_ankle_shift_m": 0.0,
    }
    return LegRep(**{**usual, **dict.fromkeys(OFFSETS, offset_m), **figures})


def rep(left: LegRep, right: LegRep, set_: str = "uncued", reasons: Sequence[str] = ()) -> Rep:
    return Rep(
        set=set_,
        start_s=5.0,
        bottom_s=7.0,
        end_s=9.0,
        valid=not reasons,
        reasons=tuple(reasons),
        left=left,
        right=right,
        kasr_bottom=1.0,
        kasr_expected=1.1,
        descent_s=2.0,
        pause_s=0.2,
        ascent_s=1.8,
    )


def reps(
    left_m: Sequence[float | None], right_m: Sequence[float | None], set_: str = "uncued"
) -> list[Rep]:
    """One squat for each pair of offsets."""
    return [rep(leg(l), leg(r), set_) for l, r in zip(left_m, right_m, strict=True)]


def leg_standing(side: Literal["left", "right"], **figures: Any) -> LegStanding:
    ankle = np.array([0.0, 0.08, SIGN[side] * 0.125])
    usual: dict[str, Any] = {
        "foot": np.array([1.0, 0.0, 0.0]),
        "hip_m": ankle + np.array([0.0, SHANK_M + 0.42, -SIGN[side] * 0.03]),
        "knee_m": ankle + np.array([0.0, SHANK_M, -SIGN[side] * 0.015]),
        "ankle_m": ankle,
        "heel_m": ankle + np.array([-0.05, -0.05, 0.0]),
        "second_toe_m": ankle + np.array([0.12, -0.06, 0.0]),
        "shank_m": SHANK_M,
        "thigh_m": 0.42,
        "hka_deg": 0.0,
        "knee_plane_offset_m": 0.0,
        "knee_flexion_deg": 2.0,
        "toe_out_deg": 0.0,
    }
    return LegStanding(**{**usual, **figures})


def standing(
    left: LegStanding | None = None,
    right: LegStanding | None = None,
    from_: Literal["quiet", "upright"] = "quiet",
) -> Standing:
    return Standing(
        from_=from_,
        start_s=1.0,
        end_s=4.0,
        pelvis_height_m=0.9,
        left=left or leg_standing("left"),
        right=right or leg_standing("right"),
    )


def assessed(
    left_m: Sequence[float | None],
    right_m: Sequence[float | None],
    *more: Rep,
    errors: ErrorModel = SHARP,
    baseline: Standing | None = None,
    observed: Sequence[str] = (),
) -> Assessment:
    """A test of uncued squats with these offsets, and further repetitions."""
    squats = [*reps(left_m, right_m), *more]
    return assess(baseline or standing(), squats, None, errors, BANDS, observed)


def measured(
    body: analytic.Body, count: int = 5, mirror: bool = False, errors: ErrorModel = USUAL
) -> Assessment:
    """The analytic member's whole way, from a camera-frame motion on."""
    motion = analytic.motion(body, analytic.squats(count))
    motion, up, offset_m = analytic.in_camera(analytic.mirrored(motion) if mirror else motion)
    stood = stand(motion, up, offset_m)
    assert stood is not None
    frame, baseline = stood
    body_curves = curves(frame.motion(motion), baseline)
    return assess(baseline, find_reps(body_curves, baseline), body_curves, errors, BANDS)


def swapped(one: Rep) -> Rep:
    """The same squat with left and right exchanged."""
    return replace(one, left=one.right, right=one.left)
