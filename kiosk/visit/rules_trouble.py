"""Silence, trouble and time: what becomes of a visit by itself (rule 3 of kiosk.visit.machine).
kiosk.core and kiosk.visit only.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final, cast

from kiosk.core.scene import Scene
from kiosk.visit.effects import EndRecord, Record
from kiosk.visit.events import (
    Answer,
    CodeScanned,
    Event,
    LanguageChosen,
    StaffAsked,
    StaffCame,
    StopPressed,
    Tick,
)
from kiosk.visit.moves import MEASURING, Step, go, leave, member_of
from kiosk.visit.rows_measuring import again, without
from kiosk.visit.rows_pause import pause
from kiosk.visit.rows_questions import unanswered
from kiosk.visit.states import (
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
    Stand,
    Stopped,
    Thanks,
    Visiting,
    Working,
)
from kiosk.visit.timing import AWAY_S, BLIND_S, CROWD_S, LEAVE_S, LONGEST_S, NO_SQUAT_S, READING_S

SEEING: Final = (Stand, Squats)


READING: Final = (Result, BeforeIdeas, Printed, ConfirmErase, Erased, Referred)


def signs(kiosk: Kiosk, event: Event) -> Kiosk:
    now = kiosk.now_s
    if isinstance(event, Answer | StopPressed | LanguageChosen | StaffCame | StaffAsked):
        return replace(kiosk, alive_s=now, touched_s=now)
    if isinstance(event, CodeScanned):
        return replace(kiosk, touched_s=now)
    if not isinstance(event, Scene):
        return kiosk
    kiosk = replace(kiosk, scene_s=now)
    if not event.present:
        return replace(kiosk, crowd_s=None, blind_s=None)
    if event.hand is not None:
        kiosk = replace(kiosk, hand_s=now)
    crowd = None if not event.others else kiosk.crowd_s if kiosk.crowd_s is not None else now
    blind = None if event.measured else kiosk.blind_s if kiosk.blind_s is not None else now
    return replace(kiosk, alive_s=now, crowd_s=crowd, blind_s=blind)


def trouble(kiosk: Kiosk, event: Event) -> Step | None:
    if not isinstance(event, Tick | Scene) or member_of(kiosk.at) is None:
        return None
    return _silence(kiosk) or _in_the_way(kiosk, event) or _overdue(kiosk)


def _silence(kiosk: Kiosk) -> Step | None:
    at, away = kiosk.at, kiosk.now_s - kiosk.alive_s
    # A camera that says nothing has not seen anybody go: the member may read on.
    blind = not kiosk.house.camera_works or kiosk.now_s - kiosk.scene_s >= BLIND_S
    longest = READING_S if isinstance(at, READING) and not blind else LEAVE_S
    if isinstance(at, Refused | Ended | Thanks) and not blind:
        longest = AWAY_S
    if isinstance(at, Consent) and not blind:
        longest = READING_S  # there is nothing to come back for yet
    if away >= longest:
        return leave(kiosk, armed=True)
    if away >= AWAY_S and isinstance(at, (Keep, Pain, Health, *MEASURING)):
        return pause(kiosk, "camera" if blind else "away")
    return None


def _in_the_way(kiosk: Kiosk, event: Tick | Scene) -> Step | None:
    at, now = kiosk.at, kiosk.now_s
    if isinstance(at, MEASURING) and kiosk.crowd_s is not None and now - kiosk.crowd_s >= CROWD_S:
        return pause(kiosk, "crowd")
    if isinstance(at, SEEING) and kiosk.blind_s is not None and now - kiosk.blind_s >= BLIND_S:
        return pause(kiosk, "cannot_see", event.advice if isinstance(event, Scene) else None)
    return None


def _overdue(kiosk: Kiosk) -> Step | None:
    """What becomes of a state that has lasted its longest."""
    at, stayed = kiosk.at, kiosk.now_s - kiosk.since_s
    if isinstance(at, Squats) and kiosk.now_s - max(at.last_s, kiosk.since_s) < NO_SQUAT_S:
        return None
    if isinstance(at, Keep):
        return unanswered(kiosk, at, stayed)
    if isinstance(at, Squats) or stayed >= LONGEST_S[type(at)]:
        return _too_long(kiosk, cast("Visiting", at))
    return None


def _too_long(kiosk: Kiosk, at: Visiting) -> Step:
    member = at.member
    match at:
        case Erased(gone=None):
            return go(kiosk, replace(at, gone=False))
        case Refused() | Ended() | Thanks() | Erased():
            return leave(kiosk, armed=False)
        case Retry():
            return again(kiosk, at, Answer(kiosk.now_s, yes=True))
        case BeforeIdeas():
            return go(kiosk, Result(member, at.answer, page=1))
        case Result() | Printed() | Code() | ConfirmErase() | Referred():
            return go(kiosk, Thanks(member))
        case Printing():
            return go(kiosk, Printed(replace(member, printed="unknown")))
        case Stopped() | Paused(why="crowd"):
            return go(kiosk, Ended(member, "stopped" if isinstance(at, Stopped) else "crowd"))
        case Paused() | Position() | Stand() | Intro():
            return go(kiosk, Ended(member, "cannot_see"), EndRecord())
        case Checking():
            return go(kiosk, Intro(member, at.then), Record(at.then))
        case Squats(set="cued" | "heels" as set_):
            return without(kiosk, member, set_)
        case Working():
            return go(kiosk, Ended(member, "retries"), EndRecord())
        case _:
            return go(kiosk, Ended(member, "time_out"), EndRecord())
