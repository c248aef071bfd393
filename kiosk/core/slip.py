"""The slip that a member takes along, as a value that no printer is needed for. kiosk.core only.

A slip is a column of lines; a printer's adapter or kiosk.adapters.slip_picture decides what each
looks like. Everything said is said on the result picture too, or belongs to practising at home.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

from kiosk.core import advice, practices
from kiosk.core.advice import Answers, referral
from kiosk.core.assessment import Assessment
from kiosk.core.message import Message, untranslated
from kiosk.core.notices import FINDINGS, SIGNS, noted, told
from kiosk.core.resultview import (
    SIDES,
    TELLING,
    CueRow,
    ResultView,
    SideView,
    Translate,
    main_change,
    result_view,
)
from kiosk.core.wording import DISCLAIMER, OWN_BANDS, change_sentence, leg_sentences

Role = Literal["gym", "date", "headline", "heading", "strong", "body", "note"]

WHEN_TO_SEE: Final = Message("When to see a professional")
FIRST_WEEK: Final = Message("first week")
MADE_BY: Final = Message("Kiosk {kiosk}, model {model}")
TIMES_A_WEEK: Final = 3


@dataclass(frozen=True, slots=True)
class Text:
    """Words; the role says how large and strong."""

    words: str
    role: Role


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across."""


@dataclass(frozen=True, slots=True)
class Legs:
    """The picture: both legs from above with their words, and the legend."""

    sides: tuple[SideView, ...]
    legend: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """One leg's knee without and with the cue, on one scale."""

    row: CueRow


@dataclass(frozen=True, slots=True)
class BarsHead:
    """A heading, and which mark of the bars below is without and which with the cue."""

    words: str
    without: str
    with_: str


@dataclass(frozen=True, slots=True)
class BoxesHead:
    """A heading, and what the tick boxes below it are for."""

    words: str
    boxes_words: str


@dataclass(frozen=True, slots=True)
class Practice:
    """One idea: pictogram, title, dose, what to think of, and boxes to tick."""

    picture: str
    title: str
    dose: str
    cue: str
    boxes: int


@dataclass(frozen=True, slots=True)
class Code:
    """Room for a code to scan, and what it leads to."""

    content: str
    words: str


Line = Text | Rule | Legs | Bar | BarsHead | BoxesHead | Practice | Code


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
    translate: Translate = untranslated,
) -> Slip:
    """The whole slip. answers: what leads to a referral; no angle ever does."""
    imprint = imprint or Imprint()
    printer = _Printer(assessment, result_view(assessment, translate=translate), translate)
    measured = assessment.verdict == "measured"
    lines: list[Line] = [*_top(imprint), *printer.headline(), *printer.referral(answers)]
    lines += [*printer.seen(), *printer.cue(), *printer.practice()] if measured else printer.tips()
    lines += [*printer.safety(measured=measured), *printer.bottom(imprint, measured=measured)]
    return Slip(tuple(lines))


def _top(imprint: Imprint) -> list[Line]:
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
        return [self.text(advice.SEE_A_PROFESSIONAL, "strong")]

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
        if imprint.model or imprint.kiosk:
            made = MADE_BY.fill(kiosk=imprint.kiosk or "–", model=imprint.model or "–")
            lines.append(self.text(made, "note"))
        return lines
