"""The slip that a member takes along, as a value that no printer is needed for. kiosk.core only.

A slip is a column of lines; a printer's adapter or kiosk.adapters.slip_picture decides what each
looks like. Everything said is said on the result picture too, or belongs to practising at home.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from kiosk.core import advice, practices
from kiosk.core.advice import Answers, referral
from kiosk.core.assessment import Assessment
from kiosk.core.message import Message, untranslated
from kiosk.core.notices import FINDINGS, SIGNS, noted, told
from kiosk.core.resultview import (
    SIDES,
    TELLING,
    ResultView,
    Translate,
    main_change,
    result_view,
)
from kiosk.core.slip_kinds import (
    Bar,
    BarsHead,
    BoxesHead,
    Code,
    Legs,
    Line,
    Picture,
    Practice,
    Role,
    Rule,
    Text,
)
from kiosk.core.slip_value import COPY, Slip, Spare
from kiosk.core.wording import (
    CONFIDENCE_WORDS,
    DISCLAIMER,
    OWN_BANDS,
    change_sentence,
    leg_sentences,
)

__all__ = ["COPY", "Code", "Imprint", "Slip", "Spare", "Text", "slip"]

WHEN_TO_SEE: Final = Message("When to see a professional")
FIRST_WEEK: Final = Message("first week")
SINCE_LAST_TIME: Final = Message("Since your last visit")
MADE_BY: Final = Message("Kiosk {kiosk}, model {model}")
TIMES_A_WEEK: Final = 3
ROLLS_IN: Final = "possible_roll_in"
"""The sign that footwear may have to do with."""

# What is left out first where the paper is too short (`Text.spare`), after the ideas' thoughts.
# What is not here stays: headline, legs, ideas, stop rule, when to see a professional, code.
SPARE_NOTE: Final = 9
SPARE_HEADING: Final = 8
SPARE_OWN_BANDS: Final = 7
SPARE_PROGRAMME: Final = 6
SPARE_CHANGE: Final = 5
SPARE_FINDING: Final = 4
SPARE_ANSWERS: Final = 3
SPARE_FOOTWEAR: Final = 2
SPARE_COMPARED: Final = 1


@dataclass(frozen=True, slots=True)
class Imprint:
    """What is printed besides the result; empty is left out.

    date: as it is to be read. logo: the gym's own sign, see `kiosk.adapters.logo`.
    """

    gym: str = ""
    date: str = ""
    model: str = ""
    kiosk: str = ""
    code: Code | None = None
    logo: Picture | None = None


def slip(
    assessment: Assessment,
    imprint: Imprint | None = None,
    *,
    answers: Answers | None = None,
    compared: Sequence[Message] = (),
    copy: bool = False,
    translate: Translate = untranslated,
) -> Slip:
    """The whole slip.

    answers: what leads to a referral; no angle ever does. compared: sentences beside an earlier
    test (`kiosk.core.compare`). copy: it is printed again.
    """
    imprint = imprint or Imprint()
    printer = _Printer(assessment, result_view(assessment, translate=translate), translate)
    measured = assessment.verdict == "measured"
    lines: list[Line] = [*top(imprint), *printer.headline(), *printer.referral(answers)]
    if measured:
        lines += [*printer.seen(), *printer.cue()]
        lines += [*printer.compared(compared), *printer.practice()]
    else:
        lines += printer.tips()
    lines += [*printer.safety(measured=measured), *printer.bottom(imprint, measured=measured)]
    made = Slip(tuple(lines))
    return made.copied(translate) if copy else made


def top(imprint: Imprint) -> list[Line]:
    """Gym and date over a rule, beside the gym's sign; nothing where none of them is known."""
    words: list[Text] = []
    if imprint.gym:
        words.append(Text(imprint.gym, "gym"))
    if imprint.date:
        words.append(Text(imprint.date, "date"))
    if imprint.logo is not None:
        return [replace(imprint.logo, beside=tuple(words)), Rule()]
    return [*words, Rule()] if words else []


@dataclass(frozen=True, slots=True)
class _Printer:
    assessment: Assessment
    view: ResultView
    translate: Translate

    def text(self, message: Message, role: Role, spare: int = 0) -> Text:
        return Text(message.render(self.translate), role, spare)

    def paragraph(self, messages: Iterable[Message], role: Role, spare: int = 0) -> Text:
        return Text(" ".join(m.render(self.translate) for m in messages), role, spare)

    def headline(self) -> list[Line]:
        return [Text("\n".join(self.view.headline), "headline")]

    def referral(self, answers: Answers | None) -> list[Line]:
        if answers is None or not referral(answers):
            return []
        said = (advice.WHY_REFERRED[code] for code in referral(answers))
        told = self.paragraph(said, "body", SPARE_ANSWERS)  # all of them are told below once more
        return [self.text(advice.SEE_A_PROFESSIONAL, "strong"), told]

    def seen(self) -> list[Line]:
        """The picture, and in sentences what it shows."""
        sure = tuple(self.sure(self.assessment.side(side).confidence) for side in SIDES)
        lines: list[Line] = [Legs(self.view.sides, self.view.legend, sure)]
        said = [leg_sentences(side, self.assessment.side(side)) for side in SIDES]
        lines += [self.paragraph(sentences, "body") for sentences in said]
        told = [FINDINGS[code] for code in TELLING if code in self.assessment.findings][:1]
        told += [SIGNS[code] for code in self.signs()]
        lines += [self.text(message, "body", SPARE_FINDING) for message in told]
        # A leg that was not measured has said so in its own sentence.
        notes = [m for m in noted(self.assessment) if not any(m in leg for leg in said)]
        return [*lines, *(self.text(message, "note", SPARE_NOTE) for message in notes)]

    def sure(self, confidence: str | None) -> str:
        """How sharply a leg was measured."""
        return "" if confidence is None else CONFIDENCE_WORDS[confidence].render(self.translate)

    def signs(self) -> list[str]:
        """Codes of what either leg possibly shows."""
        legs = (self.assessment.left, self.assessment.right)
        return [code for code in SIGNS if any(code in leg.signs for leg in legs)]

    def cue(self) -> list[Line]:
        """What the cue changed; nothing where no squats were done with it."""
        cue = self.view.cue
        if cue is None or not cue.rows:
            return []
        lines: list[Line] = [BarsHead(cue.title, cue.without, cue.with_)]
        lines += [Bar(row) for row in cue.rows]
        changed = main_change(self.assessment)
        # The finding 'technique' has said it already, in better words.
        if changed is not None and "technique" not in self.assessment.findings:
            lines.append(self.text(change_sentence(*changed, "cue"), "body", SPARE_CHANGE))
        return lines

    def compared(self, sentences: Sequence[Message]) -> list[Line]:
        """What an earlier slip's code says beside this test."""
        if not sentences:
            return []
        words = "\n".join(m.render(self.translate) for m in sentences)
        told = Text(words, "body", SPARE_COMPARED)
        return [self.text(SINCE_LAST_TIME, "heading", SPARE_HEADING), told]

    def practice(self) -> list[Line]:
        """The ideas with dose, thought and boxes, the everyday cue, and what to wear."""
        if not self.assessment.practice:
            return []
        lines: list[Line] = [
            Rule(),
            BoxesHead(self.view.practice_title, FIRST_WEEK.render(self.translate)),
        ]
        for code in self.assessment.practice:
            idea = practices.practice(code)
            title, dose, cue = (m.render(self.translate) for m in (idea.title, idea.dose, idea.cue))
            lines.append(Practice(idea.picture, title, dose, cue, TIMES_A_WEEK))
        lines.append(self.text(practices.PROGRAMME, "note", SPARE_PROGRAMME))
        lines.append(self.text(advice.EVERYDAY_CUE, "strong"))
        if ROLLS_IN in self.signs():
            lines.append(self.text(advice.FOOTWEAR, "note", SPARE_FOOTWEAR))
        return lines

    def tips(self) -> list[Line]:
        return [self.text(message, "body") for message in told(self.assessment)]

    def safety(self, *, measured: bool) -> list[Line]:
        """Stop rule and when to see a professional; a slip without practice needs neither."""
        if not measured:
            return []
        return [
            Rule(),
            self.text(practices.STOP, "strong"),
            self.text(WHEN_TO_SEE, "heading"),
            self.paragraph(advice.WHEN_TO_SEE_A_PROFESSIONAL.values(), "note"),
        ]

    def bottom(self, imprint: Imprint, *, measured: bool) -> list[Line]:
        """What all this is and what measured it, beside the code where there is one."""
        small = [self.text(DISCLAIMER, "strong"), *made_by(imprint, self.translate)]
        bands = [self.text(OWN_BANDS, "note", SPARE_OWN_BANDS)] if measured else []
        if imprint.code is None:
            return [Rule(), *bands, *small]
        return [*bands, replace(imprint.code, small=tuple(small))]


def made_by(imprint: Imprint, translate: Translate) -> list[Text]:
    """What measured and printed; nothing where neither is known."""
    if not (imprint.model or imprint.kiosk):
        return []
    made = MADE_BY.fill(kiosk=imprint.kiosk or "–", model=imprint.model or "–")
    return [Text(made.render(translate), "note")]
