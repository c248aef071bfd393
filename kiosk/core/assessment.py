"""Squats to an answer: the values of a test's result, and `assess` that fills them in.

May import kiosk.core and the standard library. Offsets are metres, inward positive on both sides;
None means not measured and is never turned into 0. Codes are kiosk.core.codes's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import hypot, isfinite
from typing import Final

from kiosk.core import codes
from kiosk.core.advice import choose
from kiosk.core.alignment import Side
from kiosk.core.bands import Bands
from kiosk.core.findings import Change
from kiosk.core.interval import ErrorModel, Estimate, difference
from kiosk.core.knee import BodyCurves, Standing
from kiosk.core.legdrawing import LegDrawing
from kiosk.core.legresult import UNMEASURED, SideResult, side_result
from kiosk.core.skeleton import SIDES
from kiosk.core.squat import REASONS, LegRep, Rep
from kiosk.errors import InputError

__all__ = [
    "Assessment",
    "Change",
    "ErrorModel",
    "Estimate",
    "LegDrawing",
    "SideResult",
    "assess",
]

OBSERVABLE: Final = (*codes.NOT_VISIBLE, *codes.RETRY, *codes.NOTES)
"""What the pipeline may tell `assess` that it saw."""


@dataclass(frozen=True, slots=True, eq=False)
class Assessment:
    """A whole test.

    verdict: 'measured', 'retry' or 'not_visible'; reasons: codes, see docs/assessment-schema.md.
    left, right: the member's own; filled in where the verdict is 'measured'. asymmetry: right
    minus left knee-plane offset at 60 degrees. findings, practice: codes in the order in which
    they are told. squats_found, valid_uncued: uncued squats, and how many of them count.
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
    squats_found: int
    valid_uncued: int
    errors: ErrorModel
    bands: Bands

    def side(self, name: Side) -> SideResult:
        """The member's own 'left' or 'right'."""
        return self.left if name == "left" else self.right


def assess(
    standing: Standing | None,
    reps: Sequence[Rep],
    curves: BodyCurves | None,
    errors: ErrorModel,
    bands: Bands,
    observed: Sequence[str] = (),
) -> Assessment:
    """A test's answer.

    observed: what the pipeline saw (OBSERVABLE): one code of codes.NOT_VISIBLE or codes.RETRY
    decides the verdict, notes stand beside it. curves serve the drawing only. Raises InputError
    for a code that is not known.
    """
    unknown = [code for code in observed if code not in OBSERVABLE]
    if unknown:
        raise InputError(f"The assessment was told {unknown}; it knows {list(OBSERVABLE)}.")
    notes = [code for code in observed if code in codes.NOTES]
    unseen = [code for code in observed if code in codes.NOT_VISIBLE]
    if unseen:
        return _assessment("not_visible", [*unseen, *notes], None, (), errors, bands)
    reasons = _retry_reasons(standing, reps, bands, observed)
    notes += _notes(standing, bands)
    if reasons or standing is None:
        return _assessment("retry", [*reasons, *notes], standing, reps, errors, bands)
    left = side_result("left", standing, reps, curves, errors, bands)
    right = side_result("right", standing, reps, curves, errors, bands)
    missing = [s for s, leg in zip(SIDES, (left, right), strict=True) if leg.band is None]
    if len(missing) == len(SIDES):
        reasons = ["knees_not_measured"]
        return _assessment("retry", [*reasons, *notes], standing, reps, errors, bands)
    notes += [f"{side}_not_measured" for side in missing]
    return _assessment("measured", notes, standing, reps, errors, bands, (left, right))


def _assessment(
    verdict: str,
    reasons: Sequence[str],
    standing: Standing | None,
    reps: Sequence[Rep],
    errors: ErrorModel,
    bands: Bands,
    sides: tuple[SideResult, SideResult] = (UNMEASURED, UNMEASURED),
) -> Assessment:
    """The value, with what follows from both legs together."""
    uncued = [rep for rep in reps if rep.set == "uncued"]
    valid = [rep for rep in uncued if rep.valid]
    left, right = sides
    found = tuple(c for c in codes.FINDINGS if c in left.findings or c in right.findings)
    signs = tuple(c for c in codes.SIGNS if c in left.signs or c in right.signs)
    measured = verdict == "measured"
    return Assessment(
        verdict=verdict,
        reasons=tuple(dict.fromkeys(reasons)),
        standing=standing,
        reps=tuple(reps),
        left=left,
        right=right,
        asymmetry=_asymmetry(valid, errors, bands) if measured else None,
        findings=found,
        practice=choose((left.band, right.band), found, signs) if measured else (),
        squats_found=len(uncued),
        valid_uncued=len(valid),
        errors=errors,
        bands=bands,
    )


def _retry_reasons(
    standing: Standing | None, reps: Sequence[Rep], bands: Bands, observed: Sequence[str]
) -> list[str]:
    """Why there is no answer, the plainest first; empty when there can be one."""
    uncued = [rep for rep in reps if rep.set == "uncued"]
    reasons = [code for code in observed if code in codes.RETRY]
    if standing is None:
        reasons.append("no_standing")
    elif not uncued:
        reasons.append("no_squat")
    elif sum(rep.valid for rep in uncued) < bands.least_valid_squats:
        reasons.append("too_few_valid")
        reasons += _why_not_valid(uncued)
    return reasons


def _why_not_valid(reps: Sequence[Rep]) -> list[str]:
    """Codes of the squats that did not count, the commonest first, then in REASONS' order."""
    counts = Counter(code for rep in reps for code in rep.reasons)
    return sorted(counts, key=lambda code: (-counts[code], REASONS.index(code)))


def _notes(standing: Standing | None, bands: Bands) -> list[str]:
    """What is worth saying about how the member stood."""
    if standing is None:
        return []
    notes = []
    bent = (standing.left.knee_flexion_deg, standing.right.knee_flexion_deg)
    if any(angle > bands.standing_flexion_over_deg for angle in bent):
        notes.append("standing_knees_bent")
    apart = ankles_apart_m(standing)
    low, high = bands.ankles_apart_m
    if apart is not None and apart < low:
        notes.append("feet_close_together")
    if apart is not None and apart > high:
        notes.append("feet_far_apart")
    return notes


def ankles_apart_m(standing: Standing) -> float | None:
    """Level distance between the ankles in standing; None where one was not measured."""
    line = standing.right.ankle_m - standing.left.ankle_m
    apart = hypot(float(line[0]), float(line[2]))
    return apart if isfinite(apart) else None


def _asymmetry(valid: Sequence[Rep], errors: ErrorModel, bands: Bands) -> Estimate | None:
    """Right minus left knee-plane offset at 60 degrees, the medians' difference.

    Both legs' model errors count, as if independent: most of it is (hip, toe line); a common one
    of the legs' length cancels, one of gravity's roll adds.
    """

    def at_60(leg: Callable[[Rep], LegRep]) -> list[float | None]:
        return [leg(rep).knee_plane_offset_m_at_60 for rep in valid]

    return difference(
        at_60(lambda rep: rep.left),
        at_60(lambda rep: rep.right),
        hypot(errors.knee_plane_offset_at_60_sd_m, errors.knee_plane_offset_at_60_sd_m),
        bands.least_valid_squats,
    )
