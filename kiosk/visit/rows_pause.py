"""A visit that is interrupted: paused, gone on with, or stopped. kiosk.core, kiosk.visit only."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, cast

from kiosk.core.scene import Scene
from kiosk.visit.effects import EndRecord, Record
from kiosk.visit.events import Answer
from kiosk.visit.moves import BETWEEN, MEASURING, Step, go, leave, stay
from kiosk.visit.rows_measuring import stand
from kiosk.visit.states import (
    Ended,
    Intro,
    Kiosk,
    Pausable,
    Paused,
    Position,
    Squats,
    Stand,
    State,
    Stopped,
    Thanks,
    Visiting,
)
from kiosk.visit.timing import ASK_AGAIN_S, CLEAR_S


def pause(
    kiosk: Kiosk, why: Literal["away", "crowd", "cannot_see", "camera"], advice: str | None = None
) -> Step:
    back = cast("Pausable", kiosk.at)
    gone = kiosk.alive_s if why == "away" else None
    paused = Paused(back.member, why, back, advice, gone_since_s=gone)
    return go(kiosk, paused, EndRecord())


def paused_scene(kiosk: Kiosk, at: Paused, event: Scene) -> Step:
    """Goes on when the reason is gone for a moment."""
    now = kiosk.now_s
    clear = event.present and kiosk.house.camera_works
    if at.why == "crowd":
        clear = clear and event.others == 0
    elif at.why == "cannot_see":
        clear = clear and event.measured
    gone = None if event.present else at.gone_since_s if at.gone_since_s is not None else now
    was_gone_s = 0.0 if at.gone_since_s is None else now - at.gone_since_s
    # Somebody who was away so long may be somebody else.
    asks = at.asks or (event.present and was_gone_s >= ASK_AGAIN_S)
    ready = (at.ready_since_s if at.ready_since_s is not None else now) if clear else None
    if ready is not None and now - ready >= CLEAR_S and not asks:
        return _resume(kiosk, at.back)
    advice = None if clear else event.advice
    changed = replace(at, ready_since_s=ready, gone_since_s=gone, advice=advice, asks=asks)
    return stay(kiosk, changed)


def paused_answer(kiosk: Kiosk, at: Paused, event: Answer) -> Step:
    if not at.asks:
        return (kiosk, ()) if event.yes else stopped(kiosk, at)
    if not event.yes:
        return leave(kiosk, armed=True)
    return _resume(kiosk, at.back) if kiosk.house.camera_works else (kiosk, ())


def _resume(kiosk: Kiosk, back: Pausable) -> Step:
    """A question is asked again; a set begins anew, because feet may have moved. That is no retry:
    it was not the member's doing."""
    match back:
        case Stand():
            return stand(kiosk, back.member, back.then)
        case Intro(set="practice" | "uncued") | Squats(set="practice" | "uncued"):
            return stand(kiosk, back.member, back.set)
        case Intro() | Squats():
            return go(kiosk, Intro(back.member, back.set), Record(back.set))
        case Position():
            return go(kiosk, Position(back.member))
        case _:
            return go(kiosk, back)


def stopped(kiosk: Kiosk, at: Visiting) -> Step:
    if isinstance(at, MEASURING + BETWEEN) or _is_measuring(at):
        return go(kiosk, Stopped(at.member), EndRecord())
    if at.member.assessment is not None:
        return go(kiosk, Thanks(at.member), EndRecord())
    return go(kiosk, Ended(at.member, "stopped"), EndRecord())


def _is_measuring(at: State) -> bool:
    return isinstance(at, Paused) and isinstance(at.back, MEASURING)


def stopping(kiosk: Kiosk, at: Stopped, event: Answer) -> Step:
    return go(kiosk, Ended(at.member, "pain" if event.yes else "stopped"))
