"""What one leg's squats say beyond the band, as hints and never as a diagnosis. stdlib only.

The rules of MEASUREMENT.md sections 3 and 4; 'measurement error' is half of the 95 % interval of
the knee-plane offset at 60 degrees, and a change counts when its own interval leaves out 0.

    stance          in line, and the knee-toe offset at the bottom is over 10 % of the shank
    heel_lift       the heel rose by more than 15 mm (median of the squats)
  and, only for a leg that moves inside in the squat:
    dynamic         in standing not inside, and in the squat more so by over the error
    structural      in standing inside too, by angle and by offset, the same within the error; and
                    neither the cue nor (where done) raised heels change it
    technique       the cue brings it out
    ankle_mobility  raised heels bring it out, or the heel rises, or the shank stays shallow
    hip_strength    it changes with movement, and neither of the two: the cue was tried and does
                    not bring it out, no sign of the ankle was seen where it was looked for
    cannot_tell     none of structural, technique, ankle_mobility and hip_strength can be said

What was not measured decides nothing: without cued squats there is neither structural nor
technique nor hip_strength.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.core.bands import Bands
from kiosk.core.codes import INWARD
from kiosk.core.interval import Estimate


@dataclass(frozen=True, slots=True)
class Change:
    """One leg's knee-plane offset at 60 degrees without and with the cue (or the raised heels).

    change = after - before, metres, so that less inward is negative. beyond_error: its 95 %
    interval does not contain 0. band_after: with fewer squats than a band needs, None.
    """

    before: Estimate
    after: Estimate
    change: Estimate
    beyond_error: bool
    band_after: str | None

    @property
    def corrects(self) -> bool:
        """The knee comes out, by more than the measurement error."""
        return self.beyond_error and self.change.value < 0.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """One leg's figures that the rules look at; None where not measured. Metres and degrees.

    standing_offset_m: knee-plane offset in standing. standing_angle_deg: hka, None where the knees
    were bent. heel_lift_m: median of the squats. shank_per_flexion: shank lean over knee flexion
    at the lowest point. rolls_in: the possible sign of a foot that rolls in.
    """

    band: str | None
    offset: Estimate | None
    toe_offset_bottom: Estimate | None
    shank_m: float
    standing_offset_m: float | None
    standing_angle_deg: float | None
    heel_lift_m: float | None
    shank_per_flexion: float | None
    rolls_in: bool
    cue: Change | None
    heels: Change | None


def findings(leg: Evidence, bands: Bands) -> tuple[str, ...]:
    """Codes of kiosk.core.codes.FINDINGS for one leg, in that order."""
    found = []
    if _stance(leg, bands):
        found.append("stance")
    if _heel_lifts(leg, bands):
        found.append("heel_lift")
    return (*found, *(_hints(leg, bands) if leg.band in INWARD else ()))


def signs(leg: Evidence) -> tuple[str, ...]:
    """Possible signs beside an inward band; never on their own."""
    return ("possible_roll_in",) if leg.rolls_in and leg.band in INWARD else ()


def _stance(leg: Evidence, bands: Bands) -> bool:
    if leg.band != "in_line" or leg.toe_offset_bottom is None:
        return False
    return leg.toe_offset_bottom.value > 0.01 * bands.stance_percent * leg.shank_m


def _heel_lifts(leg: Evidence, bands: Bands) -> bool | None:
    """None where the heel was not measured."""
    if leg.heel_lift_m is None:
        return None
    return 1000.0 * leg.heel_lift_m > bands.heel_lift_over_mm


def _shallow_shank(leg: Evidence, bands: Bands) -> bool | None:
    """None where the shank's lean was not measured."""
    if leg.shank_per_flexion is None:
        return None
    return leg.shank_per_flexion < bands.shallow_shank_per_flexion


def _hints(leg: Evidence, bands: Bands) -> tuple[str, ...]:
    """Hints for a leg that moves inside in the squat."""
    found = ["dynamic"] if _dynamic(leg, bands) else []
    causes = []
    if _structural(leg, bands):
        causes.append("structural")
    if leg.cue is not None and leg.cue.corrects:
        causes.append("technique")
    ankle = _ankle(leg, bands)
    if ankle:
        causes.append("ankle_mobility")
    cue_fails = leg.cue is not None and not leg.cue.corrects
    if cue_fails and ankle is False and _more_in_the_squat(leg):
        causes.append("hip_strength")
    return (*found, *(causes or ["cannot_tell"]))


def _error_m(leg: Evidence) -> float | None:
    return None if leg.offset is None else leg.offset.half_width


def _more_in_the_squat(leg: Evidence) -> bool:
    """The knee is further in than in standing, by more than the measurement error."""
    error = _error_m(leg)
    if error is None or leg.offset is None or leg.standing_offset_m is None:
        return False
    return leg.offset.value - leg.standing_offset_m > error


def _dynamic(leg: Evidence, bands: Bands) -> bool:
    if leg.standing_offset_m is None:
        return False
    _, boundary = bands.in_line_m(leg.shank_m)
    return leg.standing_offset_m <= boundary and _more_in_the_squat(leg)


def _structural(leg: Evidence, bands: Bands) -> bool:
    error, standing = _error_m(leg), leg.standing_offset_m
    if error is None or leg.offset is None or standing is None or leg.standing_angle_deg is None:
        return False
    _, boundary = bands.in_line_m(leg.shank_m)
    inside_in_standing = standing > boundary and leg.standing_angle_deg > 0.0
    same = abs(leg.offset.value - standing) <= error
    tried = [change for change in (leg.cue, leg.heels) if change is not None]
    unchanged = leg.cue is not None and not any(change.beyond_error for change in tried)
    return inside_in_standing and same and unchanged


def _ankle(leg: Evidence, bands: Bands) -> bool | None:
    """Whether the ankle shows itself; None where not enough was looked at to say no."""
    signs_ = (_heel_lifts(leg, bands), _shallow_shank(leg, bands))
    if True in signs_ or (leg.heels is not None and leg.heels.corrects):
        return True
    return None if None in signs_ else False
