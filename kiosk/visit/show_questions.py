"""Screens that ask for a raised hand. kiosk.core and kiosk.visit only."""

from __future__ import annotations

from dataclasses import replace

from kiosk.core.message import Message
from kiosk.core.screen import Item, Screen
from kiosk.visit import words
from kiosk.visit.saying import Say
from kiosk.visit.states import (
    BeforeIdeas,
    ConfirmErase,
    Consent,
    Health,
    Keep,
    Pain,
    Referred,
    Stopped,
)


def question(
    say: Say,
    base: Screen,
    at: Consent | Keep | Pain | Health | Stopped | ConfirmErase | Referred | BeforeIdeas,
) -> Screen:
    """Title, what it is about, and what each hand means."""
    match at:
        case Consent():
            asked = say.asked(base, words.CONSENT_TITLE, words.CONSENT_YES, words.CONSENT_NO)
            return replace(asked, items=consent_facts(say))
        case Keep():
            asked = say.asked(base, words.KEEP_TITLE, words.KEEP_YES, words.KEEP_NO)
            return replace(asked, items=_facts(say, words.keep_facts(say.house.offer)))
        case Pain():
            asked = say.asked(base, words.PAIN_TITLE, words.YES, words.NO)
            return replace(asked, lines=say.lines(words.PAIN_LINE), picture="hand_on_knee")
        case Health():
            asked = say.asked(base, words.HEALTH_TITLE, words.YES_ONE, words.NO_NONE)
            items = tuple(Item(code, say(text)) for code, text in words.HEALTH_ITEMS)
            return replace(asked, items=items)
        case BeforeIdeas():
            asked = say.asked(base, words.BEFORE_IDEAS_TITLE, words.YES_ONE, words.NO_NONE)
            items = tuple(Item(code, say(text)) for code, text in words.BEFORE_IDEAS_ITEMS)
            return replace(asked, lines=say.lines(words.BEFORE_IDEAS_LINE), items=items)
        case Referred():
            yes = words.PRINT_CARD if say.house.printer_ready else words.ALL_RIGHT
            asked = say.asked(base, words.REFERRED_TITLE, yes, words.BY_MISTAKE)
            return replace(asked, lines=say.lines(words.REFERRED_LINE), picture="talk")
        case ConfirmErase():
            asked = say.asked(base, words.DELETE_TITLE, words.DELETE_YES, words.DELETE_NO)
            return replace(asked, lines=say.lines(words.DELETE_LINE))
        case Stopped():
            asked = say.asked(base, words.STOPPED_TITLE, words.YES, words.NO)
            return replace(asked, picture="hand_on_knee")


def consent_facts(say: Say) -> tuple[Item, ...]:
    """What a member agrees to."""
    return _facts(say, words.CONSENT_FACTS)


def _facts(say: Say, facts: tuple[tuple[str, Message], ...]) -> tuple[Item, ...]:
    days = str(say.facts.keep_days)
    return tuple(
        Item(code, say(text.fill(days=days) if "{days}" in text.text else text))
        for code, text in facts
    )
