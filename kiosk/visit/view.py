"""What a state shows: `show` makes the still `Screen`, `moving` what changes on it. No pixels.

kiosk.core and kiosk.visit only.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.core.message import Message
from kiosk.core.scene import Scene
from kiosk.core.screen import Screen
from kiosk.visit import words
from kiosk.visit.moves import member_of
from kiosk.visit.naming import name
from kiosk.visit.saying import Facts, Say, Translate
from kiosk.visit.show_measuring import measuring
from kiosk.visit.show_notices import notice
from kiosk.visit.show_questions import question
from kiosk.visit.show_rest import resting
from kiosk.visit.show_result import result, taking
from kiosk.visit.states import (
    Attract,
    BeforeIdeas,
    Checking,
    Code,
    ConfirmErase,
    Consent,
    Ended,
    Erased,
    Health,
    Intro,
    Keep,
    Kiosk,
    OutOfService,
    Pain,
    Paused,
    Position,
    Printed,
    Printing,
    Referred,
    Refused,
    Result,
    Retry,
    Squats,
    StaffPage,
    Stand,
    Starting,
    Stopped,
    Thanks,
    Working,
)
from kiosk.visit.timing import LONGEST_S, NO_SQUAT_S, STILL_S, intro_s

__all__ = ["Facts", "Moving", "Translate", "language_of", "moving", "show"]


@dataclass(frozen=True, slots=True)
class Moving:
    """The moving part that the visit knows: see kiosk.core.screen.Moment."""

    counter: tuple[int, int] | None = None
    remaining: float | None = None
    hint: Message | None = None
    good: bool = False


def language_of(kiosk: Kiosk) -> str:
    """The language that the screen speaks now."""
    member = member_of(kiosk.at)
    if member is not None:
        return member.language
    return getattr(kiosk.at, "language", "") or kiosk.house.language


def show(kiosk: Kiosk, facts: Facts, translate: Translate) -> Screen:
    """The state's screen in the member's language."""
    at, say = kiosk.at, Say(kiosk.house, facts, translate)
    base = Screen(name=name(at), kind="notice", title="")
    match at:
        case Starting() | Attract() | OutOfService() | StaffPage():
            return resting(say, base, at)
        case (
            Consent()
            | Keep()
            | Pain()
            | Health()
            | Stopped()
            | ConfirmErase()
            | Referred()
            | BeforeIdeas()
        ):
            return question(say, base, at)
        case Position() | Stand() | Intro() | Squats():
            return measuring(say, base, at)
        case Result():
            return result(say, base, at)
        case Printing() | Printed() | Code() | Erased():
            return taking(say, base, at)
        case Retry() | Checking() | Working() | Refused() | Ended() | Thanks() | Paused():
            return notice(say, base, at)


def moving(kiosk: Kiosk, scene: Scene | None) -> Moving:
    """What moves on the state's screen. scene: the last one, None before the first."""
    at, stayed = kiosk.at, kiosk.now_s - kiosk.since_s
    match at:
        case Position():
            advice = None if scene is None else scene.advice
            if advice in (None, "stand_still"):
                return Moving(
                    hint=words.PLACED if at.ready_since_s is not None else None, good=True
                )
            return Moving(hint=words.ADVICE[advice])
        case Stand():
            advice = None if scene is None else scene.advice
            hint = None if advice is None else words.ADVICE[advice]
            return Moving(remaining=1.0 - min(at.still_s / STILL_S, 1.0), hint=hint)
        case Intro():
            return Moving(remaining=max(0.0, 1.0 - stayed / intro_s(at)))
        case Squats():
            return _squatting(kiosk, at)
        case Retry():
            return Moving(remaining=max(0.0, 1.0 - stayed / LONGEST_S[Retry]))
        case Paused(why="cannot_see", advice=str() as code):
            return Moving(hint=words.ADVICE[code])
    return Moving()


def _squatting(kiosk: Kiosk, at: Squats) -> Moving:
    wanted = at.member.plan.count(at.set)
    counter = (min(at.tries if at.set == "practice" else at.done, wanted), wanted)
    waited = kiosk.now_s - max(at.last_s, kiosk.since_s)
    if waited > 0.4 * NO_SQUAT_S:
        return Moving(counter, hint=words.WHEN_READY)
    if at.tries and waited < 3.0:
        if at.reason is None:
            return Moving(counter, hint=words.COUNTED, good=True)
        return Moving(counter, hint=words.SQUAT_HINTS[at.reason])
    return Moving(counter)
