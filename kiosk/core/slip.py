"""The slip that a member takes along, as a value that no printer is needed for. kiosk.core only.

A slip is a column of lines; a printer's adapter or kiosk.adapters.slip_picture decides what each
looks like. Everything said is said on the result picture too, or belongs to practising at home.
"""

from __future__ import annotations

from collections.abc import Sequence
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
    Practice,
    Role,
    Rule,
    Text,
)
from kiosk.core.wording import DISCLAIMER, OWN_BANDS, change_sentence, leg_sentences

__all__ = ["Code", "Imprint", "Slip", "Text", "slip"]

WHEN_TO_SEE: Final = Message("When to see a professional")
FIRST_WEEK: Final = Message("first week")
SINCE_LAST_TIME: Final = Message("Since your last visit")
COPY: Final = Message("COPY")
MADE_BY: Final = Message("Kiosk {kiosk}, model {model}")
TIMES_A_WEEK: Final = 3


@dataclass(frozen=True, slots=True)
class Slip:
    """Lines from top to bottom."""

    lines: tuple[Line, ...]

    def briefer(self) -> Slip | None:
        """Without the thought of the last idea that has one; None when there is none left.

        For paper that is too short: the dose stays, and how it is done was shown and said.
        """
        for i in reversed(range(len(self.lines))):
            line = self.lines[i]
            if isinstance(line, Practice) and line.cue:
                return Slip((*self.lines[:i], replace(line, cue=""), *self.lines[i + 1 :]))
        return None

    def copied(self, translate: Translate = untranslated) -> Slip:
        """The same slip printed again: it says so at its top, once."""
        mark = Text(COPY.render(translate), "copy")
        return self if mark in self.lines else Slip((mark, *self.lines))


@dataclass(frozen=True, slots=True)
class Imprint:
    """What is printed besides the result; empty is left out. date: as it is to be read."""

    gym: str = ""
    date: str = ""
    model: str = ""
    kiosk: str = ""
    code: Code | None = None


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
    """Gym and date over a rule; nothing where neither is known."""
    lines: list[Line] = []
    if imprint.gym:
        lines.append(Text(imprint.gym, "gym"))
    if imprint.date:
        lines.append(Text(imprint.date, "date"))
    return [*lines, Rule()] if lines else []


@dataclass(frozen=True, slots=True)
class _Printer:
    assessment: Assessment
    view: ResultView
    translate: Translate

    def text(self, message: Message, role: Role) -> Text:
        return Text(message.render(self.translate), role)

    def headline(self) -> list[Line]:
        return [Text("\n".join(self.view.headline), "headline")]

    def referral(self, answers: Answers | None) -> list[Line]:
        if answers is None or not referral(answers):
            return []
        said = [advice.WHEN_TO_SEE_A_PROFESSIONAL[code] for code in referral(answers)]
        return [
            self.text(advice.SEE_A_PROFESSIONAL, "strong"),
            *(self.text(message, "body") for message in said),
        ]

    def seen(self) -> list[Line]:
        """The picture, and in sentences what it shows."""
        lines: list[Line] = [Legs(self.view.sides, self.view.legend)]
        for side in SIDES:
            said = leg_sentences(side, self.assessment.side(side))
            lines.append(Text(" ".join(m.render(self.translate) for m in said), "body"))
        told = [FINDINGS[code] for code in TELLING if code in self.assessment.findings][:1]
        legs = (self.assessment.left, self.assessment.right)
        told += [SIGNS[code] for code in SIGNS if any(code in leg.signs for leg in legs)]
        lines += [self.text(message, "body") for message in told]
        return [*lines, *(self.text(message, "note") for message in noted(self.assessment))]

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
            lines.append(self.text(change_sentence(*changed, "cue"), "body"))
        return lines

    def compared(self, sentences: Sequence[Message]) -> list[Line]:
        """What an earlier slip's code says beside this test."""
        if not sentences:
            return []
        told = (self.text(message, "body") for message in sentences)
        return [self.text(SINCE_LAST_TIME, "heading"), *told]

    def practice(self) -> list[Line]:
        """The ideas with dose, thought and boxes, and the everyday cue."""
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
        lines.append(self.text(practices.PROGRAMME, "note"))
        return [*lines, self.text(advice.EVERYDAY_CUE, "strong")]

    def tips(self) -> list[Line]:
        return [self.text(message, "body") for message in told(self.assessment)]

    def safety(self, *, measured: bool) -> list[Line]:
        """Stop rule and when to see a professional; a slip without practice needs neither."""
        if not measured:
            return []
        signs = [m.render(self.translate) for m in advice.WHEN_TO_SEE_A_PROFESSIONAL.values()]
        return [
            Rule(),
            self.text(practices.STOP, "body"),
            self.text(WHEN_TO_SEE, "heading"),
            Text(" ".join(signs), "note"),
        ]

    def bottom(self, imprint: Imprint, *, measured: bool) -> list[Line]:
        lines: list[Line] = [] if imprint.code is None else [imprint.code]
        lines += [Rule(), self.text(DISCLAIMER, "strong")]
        if measured:
            lines.append(self.text(OWN_BANDS, "note"))
        return [*lines, *made_by(imprint, self.translate)]


def made_by(imprint: Imprint, translate: Translate) -> list[Line]:
    """What measured and printed; nothing where neither is known."""
    if not (imprint.model or imprint.kiosk):
        return []
    made = MADE_BY.fill(kiosk=imprint.kiosk or "–", model=imprint.model or "–")
    return [Text(made.render(translate), "note")]
