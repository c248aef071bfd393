"""Squats to an answer: the values of a test's result, and `assess` that fills them in.

May import kiosk.core and the standard library. Offsets are metres, inward positive on both sides;
None means not measured and is never turned into 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.core.interval import ErrorModel, Estimate
from kiosk.core.legdrawing import LegDrawing

if TYPE_CHECKING:
    from kiosk.core.knee import Standing
    from kiosk.core.squat import Rep

__all__ = ["Assessment", "Change", "ErrorModel", "Estimate", "SideResult"]


@dataclass(frozen=True, slots=True)
class Change:
    """One leg's knee-plane offset at 60 degrees without and with the cue (or the raised heels).

    change = after - before, so that less inward is negative. beyond_error: its 95 % interval does
    not contain 0.
    """

    before: Estimate
    after: Estimate
    change: Estimate
    beyond_error: bool
    band_after: str | None


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


@dataclass(frozen=True, slots=True, eq=False)
class Assessment:
    """A whole test.

    verdict: 'measured', 'retry' or 'not_visible'; reasons: codes, see docs/assessment-schema.md.
    asymmetry: right minus left knee-plane offset at 60 degrees.
    findings, practice: codes in the order in which they are told.
    """

    verdict: str
    reasons: tuple[str, ...]
    standing: Standing | None
    reps: tuple[Rep, ...]
    left: SideResult
    right: SideResult
    asymmetry: Estimate | None
    findings: tuple[str, ...]
    practice: tuple[str, ...]
    valid_uncued: int
    errors: ErrorModel

    def side(self, name: str) -> SideResult:
        """The member's own 'left' or 'right'."""
        return {"left": self.left, "right": self.right}[name]
