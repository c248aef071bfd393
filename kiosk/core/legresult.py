"""One leg's part of an assessment: medians with intervals, band, hints. kiosk.core only.

The values are those of the valid uncued squats; squats with the cue or with raised heels serve
the comparison with them and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite
from statistics import median
from typing import Final

import numpy as np

from kiosk.core.alignment import Side, pronation_sign
from kiosk.core.bands import Bands, band, confidence, count
from kiosk.core.findings import Change, Evidence, findings, signs
from kiosk.core.interval import ErrorModel, Estimate, difference, estimate, measured
from kiosk.core.knee import BodyCurves, LegStanding, Standing
from kiosk.core.legdrawing import LegDrawing, leg_drawing
from kiosk.core.squat import LegRep, Rep


@dataclass(frozen=True, slots=True)
class SideResult:
    """One leg: medians of the valid uncued squats with 95 % intervals, and what follows from them.

    band is decided on knee_plane_offset_at_60. Of `of` squats the knee was over the inside
    boundary (5 % of the shank) in `inside_in`, over the clear one (10 %) in `clearly_inside_in`
    and beyond the outside one (-10 %) in `outside_in`. in_line_m: the lowest and highest offset
    that is in line, for this leg's length. confidence: 'high', 'medium' or 'low'.
    findings: this leg's codes; signs: possible signs, never findings of their own.
    """

    knee_plane_offset_at_60: Estimate | None
    knee_plane_offset_bottom: Estimate | None
    knee_toe_offset_at_60: Estimate | None
    knee_toe_offset_bottom: Estimate | None
    knee_flexion_peak_deg: Estimate | None
    in_line_m: tuple[float, float] | None
    band: str | None
    confidence: str | None
    inside_in: int
    clearly_inside_in: int
    outside_in: int
    of: int
    findings: tuple[str, ...]
    signs: tuple[str, ...]
    cue: Change | None
    heels: Change | None
    drawing: LegDrawing | None


UNMEASURED: Final = SideResult(
    knee_plane_offset_at_60=None,
    knee_plane_offset_bottom=None,
    knee_toe_offset_at_60=None,
    knee_toe_offset_bottom=None,
    knee_flexion_peak_deg=None,
    in_line_m=None,
    band=None,
    confidence=None,
    inside_in=0,
    clearly_inside_in=0,
    outside_in=0,
    of=0,
    findings=(),
    signs=(),
    cue=None,
    heels=None,
    drawing=None,
)
"""A leg of which nothing can be said: `of` is 0, everything else is None or empty."""


@dataclass(frozen=True, slots=True)
class _Medians:
    plane_at_60: Estimate | None
    plane_bottom: Estimate | None
    toe_at_60: Estimate | None
    toe_bottom: Estimate | None
    flexion_peak: Estimate | None


def side_result(
    side: Side,
    standing: Standing,
    reps: Sequence[Rep],
    curves: BodyCurves | None,
    errors: ErrorModel,
    bands: Bands,
) -> SideResult:
    """One leg of all valid squats; curves are for the drawing only and may be missing."""
    legs = _legs(reps, side, "uncued")
    medians = _medians(legs, errors, bands.least_valid_squats)
    cue, heels = (
        _change(legs, _legs(reps, side, set_), standing.leg(side).shank_m, errors, bands)
        for set_ in ("cued", "heels")
    )
    evidence = _evidence(standing.leg(side), legs, medians, cue, heels, bands)
    squats = [leg.knee_plane_offset_m_at_60 for leg in legs]
    past = count(squats if evidence.band else (), evidence.shank_m, bands)
    return SideResult(
        knee_plane_offset_at_60=medians.plane_at_60,
        knee_plane_offset_bottom=medians.plane_bottom,
        knee_toe_offset_at_60=medians.toe_at_60,
        knee_toe_offset_bottom=medians.toe_bottom,
        knee_flexion_peak_deg=medians.flexion_peak,
        in_line_m=bands.in_line_m(evidence.shank_m) if evidence.band else None,
        band=evidence.band,
        confidence=confidence(medians.plane_at_60, bands),
        inside_in=past.inside,
        clearly_inside_in=past.clearly_inside,
        outside_in=past.outside,
        of=past.of,
        findings=findings(evidence, bands),
        signs=signs(evidence),
        cue=cue,
        heels=heels,
        drawing=_drawing(side, standing, reps, curves),
    )


def _legs(reps: Sequence[Rep], side: Side, set_: str) -> list[LegRep]:
    """This leg in the valid squats of one set."""
    chosen = [rep for rep in reps if rep.valid and rep.set == set_]
    return [rep.left if side == "left" else rep.right for rep in chosen]


def _medians(legs: Sequence[LegRep], errors: ErrorModel, least: int) -> _Medians:
    def of(read: Callable[[LegRep], float | None], model_sd: float) -> Estimate | None:
        return estimate([read(leg) for leg in legs], model_sd, least)

    e = errors
    return _Medians(
        plane_at_60=of(lambda leg: leg.knee_plane_offset_m_at_60, e.knee_plane_offset_at_60_sd_m),
        plane_bottom=of(
            lambda leg: leg.knee_plane_offset_m_bottom, e.knee_plane_offset_bottom_sd_m
        ),
        toe_at_60=of(lambda leg: leg.knee_toe_offset_m_at_60, e.knee_toe_offset_at_60_sd_m),
        toe_bottom=of(lambda leg: leg.knee_toe_offset_m_bottom, e.knee_toe_offset_bottom_sd_m),
        flexion_peak=of(lambda leg: leg.knee_flexion_peak_deg, e.knee_flexion_sd_deg),
    )


def _change(
    before: Sequence[LegRep],
    after: Sequence[LegRep],
    shank_m: float,
    errors: ErrorModel,
    bands: Bands,
) -> Change | None:
    """The comparison of two sets; None where either has too few squats to say."""
    first, second = ([leg.knee_plane_offset_m_at_60 for leg in legs] for legs in (before, after))
    sd = errors.knee_plane_offset_at_60_sd_m
    was = estimate(first, sd, bands.least_valid_squats)
    now = estimate(second, sd, bands.least_valid_cued_squats)
    change = difference(first, second, sd, bands.least_valid_cued_squats)
    if was is None or now is None or change is None:
        return None
    enough = estimate(second, sd, bands.least_valid_squats)
    return Change(
        before=was,
        after=now,
        change=change,
        beyond_error=not change.holds(0.0),
        band_after=band(enough, second, shank_m, bands),
    )


def _evidence(
    still: LegStanding,
    legs: Sequence[LegRep],
    medians: _Medians,
    cue: Change | None,
    heels: Change | None,
    bands: Bands,
) -> Evidence:
    squats = [leg.knee_plane_offset_m_at_60 for leg in legs]
    bent = not still.knee_flexion_deg <= bands.standing_flexion_over_deg
    return Evidence(
        band=band(medians.plane_at_60, squats, still.shank_m, bands),
        offset=medians.plane_at_60,
        toe_offset_bottom=medians.toe_bottom,
        shank_m=still.shank_m,
        standing_offset_m=still.knee_plane_offset_m
        if isfinite(still.knee_plane_offset_m)
        else None,
        standing_angle_deg=None if bent or not isfinite(still.hka_deg) else still.hka_deg,
        heel_lift_m=_median([leg.heel_lift_m for leg in legs]),
        shank_per_flexion=_median([_shank_per_flexion(leg) for leg in legs]),
        rolls_in=_rolls_in(legs),
        cue=cue,
        heels=heels,
    )


def _median(values: Sequence[float | None]) -> float | None:
    known = measured(values)
    return median(known) if known else None


def _shank_per_flexion(leg: LegRep) -> float | None:
    """Shank lean over knee flexion at the lowest point: a shallow shank whatever the depth."""
    lean, flexion = leg.shank_inclination_deg_bottom, leg.knee_flexion_peak_deg
    if lean is None or flexion is None or not flexion > 0.0:
        return None
    return lean / flexion


def _rolls_in(legs: Sequence[LegRep]) -> bool:
    """The pronation sign, on the medians of the squats; False where not measured."""
    shift = _median([leg.medial_ankle_shift_m for leg in legs])
    turn = _median([leg.toe_out_change_deg for leg in legs])
    if shift is None or turn is None:
        return False
    return bool(pronation_sign(np.array(shift), np.array(turn)))


def _drawing(
    side: Side, standing: Standing, reps: Sequence[Rep], curves: BodyCurves | None
) -> LegDrawing | None:
    if curves is None:
        return None
    counted = [rep for rep in reps if rep.valid and rep.set == "uncued"]
    return leg_drawing(curves, standing, counted, side)
