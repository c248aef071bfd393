"""The values that a result picture is drawn from: words and millimetres. May import kiosk.core.

`kiosk.core.resultview` makes them of an assessment; pictures, slip and screen only draw them.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.core.interval import Estimate
from kiosk.core.legdrawing import FrontPose
from kiosk.core.topview import TopView


@dataclass(frozen=True, slots=True)
class SideView:
    """One leg: its words, and its view from above. sentences: what the leg did and, unless
    that says it already, the likely range."""

    side: str
    title: str
    band: str | None
    band_words: str
    figure: str
    range_words: str
    top: TopView
    sentences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FrontLeg:
    """One leg from the front at 60 degrees of flexion."""

    side: str
    band: str | None
    pose: FrontPose


@dataclass(frozen=True, slots=True)
class FrontView:
    """The measured legs as in a mirror."""

    title: str
    legs: tuple[FrontLeg, ...]


@dataclass(frozen=True, slots=True)
class CueRow:
    """One leg without and with the cue, on one scale; in_line_m is the band 'in line'."""

    side: str
    label: str
    words: str
    before: Estimate
    after: Estimate
    before_band: str | None
    after_band: str | None
    in_line_m: tuple[float, float]


@dataclass(frozen=True, slots=True)
class CueView:
    """What the cue changed (rows and their key), and the one thing worth knowing."""

    title: str
    without: str
    with_: str
    rows: tuple[CueRow, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class PracticeView:
    """One practice idea: its code chooses the pictogram."""

    code: str
    title: str
    dose: str


@dataclass(frozen=True, slots=True)
class TipView:
    """What to do so that the test works: its code chooses the pictogram."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class ResultView:
    """The whole result, in the order it is read. headline: sentences, a line each.

    Measured: sides (left, right), front where it was measured, cue, practice. Otherwise: tips.
    legend: words by key for the view from above. action: what the member can do next.
    programme: how often and for how long to practise. referral: when the member's answers lead to
    a professional. earlier: in comparison with an earlier visit.
    """

    verdict: str
    headline: tuple[str, ...]
    top_title: str
    sides: tuple[SideView, ...]
    legend: tuple[tuple[str, str], ...]
    front: FrontView | None
    cue: CueView | None
    practice_title: str
    practice: tuple[PracticeView, ...]
    tips: tuple[TipView, ...]
    action: str | None
    notes: tuple[str, ...]
    programme: str = ""
    referral: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()
