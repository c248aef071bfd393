"""What is noted of everybody who comes: how far it went and how it ended. kiosk.core and
kiosk.visit only; pure.

What a member answered, and why a test is not for them, is nobody's business: all of that is the
state 'questions' and the outcome 'referred'.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from kiosk.visit.naming import name
from kiosk.visit.states import (
    Ended,
    Erased,
    Health,
    Pain,
    Paused,
    Referred,
    Refused,
    Retry,
    State,
    Stopped,
    Thanks,
)

QUESTIONS: Final = "questions"
SLIP: Final = ("printed", "sent")
"""What becomes of a slip that came out, or that a printer took which cannot tell."""
ENDINGS: Final = (Ended, Erased, Thanks)

_ENDED: Final = {
    "stopped": "stopped",
    "pain": "stopped",
    "retries": "retry",
    "cannot_see": "not_visible",
    "crowd": "not_visible",
    "time_out": "left",
    "declined": "declined",
}


@dataclass(frozen=True, slots=True)
class Course:
    """Of one stay, so far. last_state: the last that was not an ending. outcome: of
    kiosk.core.records.OUTCOMES, if it ended now. retries: why sets were asked for again."""

    last_state: str = ""
    outcome: str = "left"
    retries: tuple[str, ...] = ()
    printed: bool = False
    measured: bool = False


def follow(course: Course, before: State, at: State) -> Course:
    """After a step from one state to another, or to the same."""
    member = getattr(at, "member", None)
    if member is None:
        return course
    if isinstance(at, Retry) and not isinstance(before, Retry):
        course = replace(course, retries=(*course.retries, *at.reasons[:1]))
    if member.assessment is not None and member.assessment.verdict == "measured":
        course = replace(course, measured=True, printed=member.printed in SLIP)
    course = replace(course, outcome=_outcome(course, at))
    if course.outcome == "referred":
        return replace(course, last_state=QUESTIONS)
    return course if isinstance(at, ENDINGS) else replace(course, last_state=_state(at))


def _state(at: State) -> str:
    match at:
        case Pain() | Health():
            return QUESTIONS
        case Paused():
            return _state(at.back)
    return name(at)


def _outcome(course: Course, at: State) -> str:
    if course.measured:
        return "measured"
    match at:
        case Ended():
            return _ENDED[at.why]
        case Referred() | Refused():
            return "referred"
        case Paused(why="camera"):
            return "fault"
        case Stopped():
            return "stopped"
        case Thanks():
            return course.outcome
    return "referred" if course.outcome == "referred" else "left"
