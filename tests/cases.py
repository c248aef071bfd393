"""Whole tests as assessments with fixed numbers: what the pictures are checked on.

Written down instead of computed, so that a golden picture changes only when the pictures do. The
legs stand as the member of MEASUREMENT.md section 3 does; mm and degrees here, metres in the core.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import radians, sin
from statistics import median
from typing import Any

from kiosk.core.alignment import Side
from kiosk.core.assessment import Assessment, ErrorModel
from kiosk.core.bands import Bands
from kiosk.core.findings import Change
from kiosk.core.interval import Estimate
from kiosk.core.legdrawing import FootPlace, FrontPose, KneePlace, LegDrawing
from kiosk.core.legresult import UNMEASURED, SideResult
from kiosk.core.skeleton import SIGN

ERRORS = ErrorModel(0.005, 0.009, 0.006, 0.010, 3.0, "fixed")
BANDS = Bands(
    name="own-1", provenance="own", outside_percent=-10.0, inside_percent=5.0,
    clearly_inside_percent=10.0, clearly_inside_share=0.6, stance_percent=10.0,
    least_valid_squats=3, least_valid_cued_squats=2, heel_lift_over_mm=15.0,
    shallow_shank_per_flexion=0.2, standing_flexion_over_deg=5.0, ankles_apart_m=(0.2, 0.3),
    high_confidence_up_to_mm=12.0, medium_confidence_up_to_mm=22.0, smoothing_cutoff_hz=4.0,
)  # fmt: skip
SHANK_M = 0.395
AHEAD_MM = (165.0, 174.0, 158.0, 170.0, 152.0)


def drawing(
    side: Side,
    inside_mm: Sequence[float],
    line_mm: float = 14.0,
    toe_out_deg: float = 10.0,
    apart_mm: float = 300.0,
) -> LegDrawing:
    """One leg whose straight line lies line_mm inside the toe line."""
    aheads = AHEAD_MM[: len(inside_mm)]
    places = tuple(_place(a, v, line_mm) for a, v in zip(aheads, inside_mm, strict=True))
    middle, sign = median(inside_mm), SIGN[side]
    shares = [i / 39 for i in range(40)]
    path = tuple(_place(12 + 240 * s, middle * (0.1 + 1.3 * s), line_mm) for s in shares)
    ankle = sign * apart_mm / 2000.0
    straight = sign * (apart_mm / 2000.0 + 0.165 * sin(radians(toe_out_deg)) - line_mm / 1000.0)
    front = FrontPose(
        hip=(sign * 0.09, 0.80),
        knee=(straight - sign * middle / 1000.0, 0.44),
        ankle=(ankle, 0.08),
        second_toe=(ankle + sign * 0.148 * sin(radians(toe_out_deg)), 0.03),
        straight_knee=(straight, 0.44),
    )
    foot = FootPlace((1.0, 0.0), toe_out_deg, 0.052, 0.148, (0.0, ankle))
    return LegDrawing(foot, places, (), path, front)


def _place(ahead_mm: float, inside_mm: float, line_mm: float) -> KneePlace:
    return KneePlace(ahead_mm / 1000.0, (inside_mm + line_mm) / 1000.0, inside_mm / 1000.0)


def estimate(value_mm: float, half_mm: float = 12.0) -> Estimate:
    value, half = value_mm / 1000.0, half_mm / 1000.0
    return Estimate(value, value - half, value + half)


def leg(
    side: Side,
    band: str,
    inside_mm: Sequence[float],
    *,
    half_mm: float = 12.0,
    cue: Change | None = None,
    findings: tuple[str, ...] = (),
    **drawn: Any,
) -> SideResult:
    """A measured leg; the offset's value is the squats' median."""
    low, high = BANDS.in_line_m(SHANK_M)
    metres = [v / 1000.0 for v in inside_mm]
    return SideResult(
        knee_plane_offset_at_60=estimate(median(inside_mm), half_mm),
        knee_plane_offset_bottom=None,
        knee_toe_offset_at_60=None,
        knee_toe_offset_bottom=None,
        knee_flexion_peak_deg=None,
        in_line_m=(low, high),
        band=band,
        confidence="high",
        inside_in=sum(v > high for v in metres),
        clearly_inside_in=sum(v > 2 * high for v in metres),
        outside_in=sum(v < low for v in metres),
        of=len(metres),
        findings=findings,
        signs=(),
        cue=cue,
        heels=None,
        drawing=drawing(side, inside_mm, **drawn),
    )


def cued(before_mm: float, after_mm: float, band_after: str, *, beyond: bool = True) -> Change:
    change = estimate(after_mm - before_mm, 10.0)
    return Change(estimate(before_mm), estimate(after_mm), change, beyond, band_after)


def measured(
    left: SideResult,
    right: SideResult,
    findings: tuple[str, ...] = (),
    practice: tuple[str, ...] = ("cued_squat", "single_leg_deadlift"),
    notes: tuple[str, ...] = (),
) -> Assessment:
    return Assessment(
        verdict="measured",
        reasons=notes,
        standing=None,
        reps=(),
        left=left,
        right=right,
        asymmetry=None,
        findings=findings,
        practice=practice,
        squats_found=5,
        valid_uncued=5,
        errors=ERRORS,
        bands=BANDS,
    )


def unmeasured(verdict: str, *reasons: str) -> Assessment:
    whole = measured(UNMEASURED, UNMEASURED, practice=(), notes=reasons)
    return replace(whole, verdict=verdict, squats_found=4, valid_uncued=1)


def in_line() -> Assessment:
    left = leg("left", "in_line", (3, -5, 8, 1, -2), cue=cued(1, -2, "in_line", beyond=False))
    right = leg("right", "in_line", (-6, 2, 5, -1, 4), cue=cued(2, 0, "in_line", beyond=False))
    return measured(left, right)


def one_inside() -> Assessment:
    left = leg("left", "in_line", (3, 9, 5, -3, 8), cue=cued(5, 3, "in_line", beyond=False))
    right = leg("right", "inside", (37, 46, 16, 29, 41), half_mm=13, cue=cued(37, 14, "too_close"))
    practice = ("cued_squat", "step_down", "banded_clamshell")
    return measured(left, right, ("dynamic", "technique"), practice)


def too_close() -> Assessment:
    left = leg("left", "too_close", (22, 15, 28, 12, 19))
    right = leg("right", "in_line", (4, -3, 7, 1, 5), half_mm=9)
    practice = ("cued_squat", "banded_side_steps", "single_leg_deadlift")
    return measured(left, right, practice=practice)


def retry() -> Assessment:
    return unmeasured("retry", "too_few_valid", "too_fast", "foot_moved", "floor_from_mount")


def not_visible() -> Assessment:
    return unmeasured("not_visible", "legs_not_visible", "floor_from_imu")


def one_leg() -> Assessment:
    """The left leg was hidden during the squats."""
    right = leg("right", "slightly_inside", (29, 31, 26, 34, 30), half_mm=8)
    practice = ("cued_squat", "banded_clamshell", "banded_side_steps")
    return measured(UNMEASURED, right, ("dynamic", "cannot_tell"), practice, ("left_not_measured",))


def stance() -> Assessment:
    """Legs that bend straight over feet that point too little outward."""
    wide: dict[str, Any] = {"line_mm": 92.0, "toe_out_deg": 4.0, "apart_mm": 470.0}
    left = leg("left", "in_line", (2, -3, 4, 0, 1), **wide)
    right = leg("right", "in_line", (0, 3, -2, 5, 1), **wide)
    return measured(left, right, ("stance",), ("cued_squat", "step_down"), ("feet_far_apart",))


def outside() -> Assessment:
    moved = cued(-62, -44, "outside")
    left = leg("left", "outside", (-62, -55, -70, -58, -66), cue=moved)
    right = leg("right", "in_line", (-4, 2, -6, 1, 0), cue=cued(0, 1, "in_line", beyond=False))
    return measured(left, right)


def both_inside() -> Assessment:
    """One foot may roll in."""
    left = leg("left", "slightly_inside", (24, 33, 28, 19, 30), cue=cued(28, 12, "too_close"))
    far = leg("right", "clearly_inside", (58, 49, 66, 61, 53), cue=cued(58, 31, "inside"))
    right = replace(far, confidence="medium", signs=("possible_roll_in",))
    told = ("dynamic", "hip_strength")
    return measured(left, right, told, ("cued_squat", "banded_clamshell", "short_foot"))


def extreme() -> Assessment:
    """Both knees very far inside over feet turned far out: nothing may leave its place."""
    wide: dict[str, Any] = {"line_mm": -10.0, "toe_out_deg": 32.0, "apart_mm": 420.0}
    left_cue, right_cue = cued(126, 61, "clearly_inside"), cued(96, 71, "clearly_inside")
    far = (112, 130, 95, 141, 126)
    left = leg("left", "clearly_inside", far, half_mm=30, cue=left_cue, **wide)
    near = (88, 96, 70, 110, 99)
    right = leg("right", "clearly_inside", near, half_mm=24, cue=right_cue, **wide)
    told = ("dynamic", "technique", "hip_strength")
    practice = ("cued_squat", "banded_clamshell", "step_down")
    return measured(left, right, told, practice, ("feet_far_apart",))


ALL = (
    in_line, one_inside, too_close, retry, not_visible, one_leg, stance, outside, extreme,
)  # fmt: skip
GOLDEN = (in_line, one_inside, too_close, retry)
