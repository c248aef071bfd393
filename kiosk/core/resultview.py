"""What the result picture says and shows, without a pixel. May import kiosk.core.

`result_view` turns an assessment into words and millimetres; the pictures only draw. What was not
measured is said so and never drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from kiosk.core import practices, screenwords
from kiosk.core.advice import WHY_REFERRED, Answers, referral
from kiosk.core.alignment import Side
from kiosk.core.assessment import Assessment
from kiosk.core.codes import INWARD, NOTES
from kiosk.core.findings import Change
from kiosk.core.legresult import SideResult
from kiosk.core.message import Message, untranslated
from kiosk.core.notices import FINDINGS, TRY_AGAIN, reason_sentence
from kiosk.core.resultvalues import (
    CueRow,
    CueView,
    FrontLeg,
    FrontView,
    PracticeView,
    ResultView,
    SideView,
    TipView,
)
from kiosk.core.topview import outline, top_view
from kiosk.core.wording import DISCLAIMER, band_word, change_sentence, leg_sentences

__all__ = [
    "MOST_TIPS",
    "PICTURES",
    "SIDES",
    "TELLING",
    "CueRow",
    "CueView",
    "FrontLeg",
    "FrontView",
    "PracticeView",
    "ResultView",
    "SideView",
    "TipView",
    "Translate",
    "main_change",
    "result_view",
]

SIDES: Final[tuple[Side, Side]] = ("left", "right")
MOST_TIPS: Final = 3
TELLING: Final = (
    "structural", "technique", "ankle_mobility", "hip_strength", "stance", "heel_lift",
    "cannot_tell", "dynamic",
)  # fmt: skip
"""The finding that the screen tells is the first of these; the slip tells them all."""

PICTURES: Final = {
    "nobody": "stand", "legs_not_visible": "whole_body", "depth_missing": "camera",
    "no_standing": "stand", "no_squat": "squat", "too_few_valid": "again",
    "knees_not_measured": "whole_body", "left_the_view": "whole_body", "someone_else": "alone",
    "too_shallow": "deeper", "too_slow": "pace", "too_fast": "pace", "cut_off": "stand",
    "foot_moved": "feet", "frames_missing": "whole_body", "gap": "whole_body",
    "gap_at_bottom": "squat", "lengths_changed": "whole_body",
}  # fmt: skip
"""Pictogram beside a reason."""

Translate = Callable[[str], str]


def result_view(
    assessment: Assessment,
    *,
    action: str | None = None,
    translate: Translate = untranslated,
    answers: Answers | None = None,
    earlier: tuple[str, ...] = (),
) -> ResultView:
    """Everything that the result picture shows, in the member's language.

    answers: what alone leads to a professional. earlier: sentences in that language already.
    """
    say = _Say(translate)
    measured = assessment.verdict == "measured"
    return ResultView(
        verdict=assessment.verdict,
        headline=tuple(say(m) for m in _headline(assessment)),
        top_title=say(screenwords.SEEN_FROM_ABOVE),
        sides=tuple(_side(assessment, side, say) for side in SIDES) if measured else (),
        legend=tuple((key, say(words)) for key, words in screenwords.LEGEND.items()),
        front=_front(assessment, say) if measured else None,
        cue=_cue(assessment, say) if measured else None,
        practice_title=say(screenwords.PRACTISE),
        practice=tuple(_practice(code, say) for code in assessment.practice),
        tips=() if measured else _tips(assessment, say),
        action=action,
        notes=(say(DISCLAIMER),),
        programme=say(screenwords.PROGRAMME) if assessment.practice else "",
        referral=_referral(answers, say),
        earlier=earlier if measured else (),
    )


@dataclass(frozen=True, slots=True)
class _Say:
    translate: Translate

    def __call__(self, message: Message) -> str:
        return message.render(self.translate)

    def title(self, message: Message) -> str:
        """With a capital, where a label stands alone."""
        words = self(message)
        return words[:1].upper() + words[1:]


def _headline(assessment: Assessment) -> tuple[Message, ...]:
    if assessment.verdict == "measured":
        return screenwords.headline(assessment.left.band, assessment.right.band)
    return (screenwords.NOT_SEEN if assessment.verdict == "not_visible" else TRY_AGAIN,)


def _side(assessment: Assessment, side: Side, say: _Say) -> SideView:
    leg, other = assessment.side(side), assessment.side("right" if side == "left" else "left")
    offset = leg.knee_plane_offset_at_60 if leg.band is not None else None
    top = None
    if offset is not None and leg.drawing is not None:
        top = top_view(side, leg.drawing, offset, leg.in_line_m)
    return SideView(
        side=side,
        title=say(screenwords.KNEES[side]),
        band=leg.band,
        band_words=say.title(band_word(leg.band)),
        figure="" if offset is None else say(screenwords.figure(leg, offset)),
        range_words="" if offset is None else say(screenwords.likely(offset)),
        top=top if top is not None else outline(side, other.drawing),
        sentences=tuple(say(message) for message in _sentences(side, leg)),
    )


def _sentences(side: Side, leg: SideResult) -> tuple[Message, ...]:
    """What kiosk.core.wording says; a likely range that is its own sentence in short words."""
    said, offset = leg_sentences(side, leg), leg.knee_plane_offset_at_60
    if len(said) > 1 and offset is not None:
        return said[0], screenwords.likely_where(offset)
    return said


def _referral(answers: Answers | None, say: _Say) -> tuple[str, ...]:
    """What to do, and which answers it follows from; empty without such an answer."""
    codes = () if answers is None else referral(answers)
    if not codes:
        return ()
    why = (WHY_REFERRED[code] for code in codes)
    return tuple(say(message) for message in (screenwords.SEE_A_PROFESSIONAL, *why))


def _front(assessment: Assessment, say: _Say) -> FrontView | None:
    """None unless both legs were measured: one alone is no posture."""
    legs = []
    for side in SIDES:
        leg = assessment.side(side)
        pose = None if leg.drawing is None or leg.band is None else leg.drawing.front_at_60
        if pose is None:
            return None
        legs.append(FrontLeg(side, leg.band, pose))
    return FrontView(say(screenwords.FROM_THE_FRONT), tuple(legs))


def _cue(assessment: Assessment, say: _Say) -> CueView:
    told = next((code for code in TELLING if code in assessment.findings), None)
    changed = main_change(assessment)
    rows = [row for s in SIDES if (row := _row(s, assessment.side(s), say)) is not None]
    title = screenwords.WITH_THE_CUE if rows else screenwords.WORTH_KNOWING
    if told is not None:
        sentence = FINDINGS[told]
    elif "too_close" in (assessment.left.band, assessment.right.band):
        sentence = screenwords.TOO_CLOSE
    elif changed is not None:
        sentence = change_sentence(*changed, "cue")
    else:
        title = title if rows else screenwords.TRY_THE_CUE
        sentence = practices.practice("cued_squat").cue
    return CueView(
        say(title), say(screenwords.WITHOUT), say(screenwords.WITH), tuple(rows), say(sentence)
    )


def main_change(assessment: Assessment) -> tuple[Side, Change] | None:
    """The leg whose change is told: one that moves inside, then the one that changed more."""
    changes = [(s, c) for s in SIDES if (c := assessment.side(s).cue) is not None]

    def weight(item: tuple[Side, Change]) -> tuple[bool, float]:
        return assessment.side(item[0]).band in INWARD, abs(item[1].change.value)

    return max(changes, key=weight, default=None)


def _row(side: Side, leg: SideResult, say: _Say) -> CueRow | None:
    change = leg.cue
    if change is None or leg.in_line_m is None:
        return None
    return CueRow(
        side=side,
        label=say(screenwords.SIDES[side]),
        words=say(screenwords.change(change.before, change.after)),
        before=change.before,
        after=change.after,
        before_band=leg.band,
        after_band=change.band_after,
        in_line_m=leg.in_line_m,
    )


def _practice(code: str, say: _Say) -> PracticeView:
    idea = practices.practice(code)
    return PracticeView(idea.picture, say(idea.title), say(idea.dose))


def _tips(assessment: Assessment, say: _Say) -> tuple[TipView, ...]:
    codes = [code for code in assessment.reasons if code not in NOTES][:MOST_TIPS]
    return tuple(TipView(PICTURES[c], say(reason_sentence(c, assessment))) for c in codes)
