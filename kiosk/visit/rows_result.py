"""The rows of the result: shown, kept, printed, erased. kiosk.core and kiosk.visit only."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from kiosk.core.advice import Answers
from kiosk.visit.effects import Erase, Print, Save, Sound
from kiosk.visit.events import Answer, EraseEnded, PrintEnded
from kiosk.visit.moves import Step, go, numbered
from kiosk.visit.states import (
    BeforeIdeas,
    Code,
    ConfirmErase,
    Ended,
    Erased,
    Kiosk,
    Member,
    Printed,
    Printing,
    Result,
    Thanks,
)
from kiosk.visit.timing import RESULT_PAGES


def show_result(kiosk: Kiosk, member: Member) -> Step:
    """The only place that keeps something of a member: measured, and with consent."""
    answer = member.assessment
    if not member.consented or answer is None:
        return go(kiosk, Ended(member, "retries"))
    member = replace(member, saving="under way")
    return go(kiosk, Result(member, answer), Save(member.visit, member.keeps), Sound("done"))


def press(kiosk: Kiosk, member: Member, what: Literal["slip", "card"]) -> Step:
    """The only place that sends something of a member to the printer."""
    kiosk, number = numbered(kiosk)
    member = replace(member, printed="under way")
    answers = member.answers if what == "slip" else None
    return go(kiosk, Printing(member, number), Print(number, what, answers))


def turn_page(kiosk: Kiosk, at: Result, event: Answer) -> Step:
    if not event.yes:
        page = (at.page + 1) % RESULT_PAGES
        if page == 1 and at.member.answers is None:
            return go(kiosk, BeforeIdeas(at.member, at.answer))
        return go(kiosk, replace(at, page=page))
    if kiosk.house.printer_ready and at.member.printed == "no":
        return press(kiosk, at.member, "slip")
    return go(kiosk, Code(at.member))


def before_ideas(kiosk: Kiosk, at: BeforeIdeas, event: Answer) -> Step:
    """Either way the ideas follow: yes puts a word before them, here and on the slip."""
    member = replace(at.member, answers=Answers(one_of_these=event.yes))
    return go(kiosk, Result(member, at.answer, page=1))


def print_ended(kiosk: Kiosk, at: Printing, event: PrintEnded) -> Step:
    """What nobody knows of a printer that can tell is a doubt; of one that cannot it is usual."""
    if event.number != at.number:
        return kiosk, ()
    sent = event.outcome == "unknown" and not kiosk.house.printer_tells
    member = replace(at.member, printed="sent" if sent else event.outcome)
    return go(kiosk, Printed(member), Sound("done"))


def taken(kiosk: Kiosk, at: Printed | Code, event: Answer) -> Step:
    if event.yes:
        return go(kiosk, Thanks(at.member), Sound("done"))
    if at.member.assessment is None:
        return kiosk, ()
    return go(kiosk, ConfirmErase(at.member))


def erase(kiosk: Kiosk, at: ConfirmErase, event: Answer) -> Step:
    if not event.yes:
        return go(kiosk, Thanks(at.member))
    # Asked of the store even where saving failed or is still under way: it comes after it there.
    return go(kiosk, Erased(at.member), Erase(at.member.visit))


def erased(kiosk: Kiosk, at: Erased, event: EraseEnded) -> Step:
    if event.visit != at.member.visit:
        return kiosk, ()
    return go(kiosk, replace(at, gone=event.gone))
