"""Screens of a result and of taking it along. kiosk.core and kiosk.visit only."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from kiosk.core import practices, screenwords
from kiosk.core.advice import referral
from kiosk.core.message import Message
from kiosk.core.resultview import result_view
from kiosk.core.screen import Idea, Screen
from kiosk.core.why import why_pages, why_screen
from kiosk.visit import words
from kiosk.visit.saying import Say
from kiosk.visit.states import Code, Erased, Member, Printed, Printing, Result
from kiosk.visit.timing import RESULT_PAGES

ASK: Final = (screenwords.SEE_A_PROFESSIONAL, words.ASK_FIRST)


def result(say: Say, base: Screen, at: Result) -> Screen:
    """The result, what to practise, or a page of why."""
    member, answer, answers = at.member, at.answer, at.member.answers
    referred = answers is not None and bool(referral(answers))
    can_print = say.house.printer_ready and member.printed == "no"
    yes = say(words.PRINT_SLIP if can_print else words.TAKE_CODE)
    if at.page >= 2:
        last = at.page == RESULT_PAGES - 1
        no = say(words.BACK_TO_RESULT if last else words.NEXT_PAGE)
        pages = why_pages(answer, referred=referred)
        return why_screen(pages, at.page - 2, yes=yes, no=no, translate=say.translate)
    note = say(words.NOT_KEPT) if member.saving == "failed" else None
    if at.page == 1:
        return replace(
            base,
            kind="practice",
            title=say(words.IDEAS_TITLE),
            lines=say.lines(*(ASK if referred else (words.IDEAS_LINE,))),
            ideas=tuple(idea(say, code) for code in answer.practice),
            yes=yes,
            no=say(words.MORE_WHY),
            note=say(practices.STOP),
        )
    earlier = say.lines(*say.facts.earlier)
    view = result_view(answer, answers=answers, earlier=earlier, translate=say.translate)
    return replace(
        base,
        kind="result",
        title=" ".join(view.headline),
        result=view,
        yes=yes,
        no=say(words.MORE_IDEAS),
        note=note,
    )


def idea(say: Say, code: str) -> Idea:
    """A practice in full."""
    one = practices.practice(code)
    said = (one.title, one.purpose, one.cue, one.dose, one.evidence)
    return Idea(one.picture, *say.lines(*said))


def taking(say: Say, base: Screen, at: Printing | Printed | Code | Erased) -> Screen:
    """Slip or code, and what became of it."""
    member = at.member
    if isinstance(at, Printing):
        return say.told(base, words.PRINTING, "printing")
    if isinstance(at, Erased):
        erased = {None: words.DELETING, True: words.DELETED, False: words.NOT_DELETED}
        return say.told(base, (erased[at.gone],), "stand")
    delete = None if member.assessment is None else say(words.DELETE)
    done = say(words.DONE)
    if isinstance(at, Code):
        reason = say.house.printer_reason if not say.house.printer_ready else "ready"
        why = words.PRINTER_REASONS.get(reason, words.PRINTER_REASONS[None])
        line = words.CODE_LINE if reason == "ready" else why
        title, lines = say(words.CODE_TITLE), say.lines(line)
        return replace(
            base, kind="code", title=title, lines=lines, code=member.code, yes=done, no=delete
        )
    told = say.told(base, became_of(member), "slip")
    instead = member.code if member.printed in ("failed", "unknown") else ""
    return replace(told, code=instead or None, yes=done, no=delete)


def became_of(member: Member) -> tuple[Message, ...]:
    """What became of the slip, or of the card: no code could take its place."""
    card = member.assessment is None
    match member.printed:
        case "printed":
            return words.PRINTED_TITLE, words.CARD_LINE if card else words.PRINTED_LINE
        case "sent":
            return words.SENT
        case "failed":
            return words.CARD_NOT_PRINTED if card else words.NOT_PRINTED
    return words.CARD_UNSURE if card else words.UNSURE_PRINTED
