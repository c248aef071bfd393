"""Screens that tell and mostly ask nothing: ends, pauses, refusals, thanks.

kiosk.core and kiosk.visit only.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from kiosk.core.screen import Screen
from kiosk.visit import words
from kiosk.visit.saying import Say
from kiosk.visit.states import Checking, Ended, Paused, Refused, Retry, Thanks, Working

ENDED_PICTURES: Final = {
    "pain": "hand_on_knee", "stopped": "stand", "retries": "again", "cannot_see": "whole_body",
    "crowd": "alone", "time_out": "stand", "declined": "stand",
}  # fmt: skip
PAUSED_PICTURES: Final = {
    "away": "step_on", "crowd": "alone", "cannot_see": "whole_body", "camera": "camera",
}  # fmt: skip


def notice(
    say: Say, base: Screen, at: Retry | Checking | Working | Refused | Ended | Thanks | Paused
) -> Screen:
    """A picture with a sentence or two, and why."""
    match at:
        case Checking():
            return replace(base, kind="working", title=say(words.STARTING[0]))
        case Working():
            return replace(base, kind="working", title=say(words.WORKING))
        case Thanks():
            measured = at.member.assessment is not None
            return say.told(base, words.THANKS if measured else words.GOODBYE, "wave")
        case Refused():
            line = words.REFUSED_CHILD if at.why == "child" else words.REFUSED_SEATED
            return say.told(base, (words.REFUSED_TITLE, line), "stand")
        case Ended():
            told = say.told(base, words.ENDED[at.why], ENDED_PICTURES[at.why])
            return replace(told, items=say.reasons(at.reasons))
        case Retry():
            told = say.told(base, (words.ONCE_MORE,), "again")
            no = words.ENOUGH if at.set == "uncued" else words.SKIP
            reasons = say.reasons(at.reasons)
            return replace(told, items=reasons, yes=say(words.AGAIN), no=say(no))
        case Paused():
            return paused(say, base, at)


def paused(say: Say, base: Screen, at: Paused) -> Screen:
    """What is in the way, or whether to go on."""
    if at.asks:
        told = say.told(base, (words.BACK_TITLE,), "stand")
        return replace(told, yes=say(words.GO_ON), no=say(words.ANEW))
    told = say.told(base, words.PAUSED[at.why], PAUSED_PICTURES[at.why])
    return replace(told, no=say(words.STOP))
