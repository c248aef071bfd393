"""What the rules of a visit are made of: into a state, on in it, and out of it. kiosk.visit only.

Leaving a visit always goes through `leave`, which forgets the member.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final, cast

from kiosk.visit.effects import Effect, EndRecord, Forget
from kiosk.visit.events import Answer
from kiosk.visit.states import (
    Attract,
    Checking,
    Consent,
    Health,
    House,
    Intro,
    Keep,
    Kiosk,
    Member,
    OutOfService,
    Pain,
    Paused,
    Position,
    Resting,
    Retry,
    Squats,
    Stand,
    State,
    Visiting,
)
from kiosk.visit.timing import TOO_SOON_S

Step = tuple[Kiosk, tuple[Effect, ...]]
"""The next kiosk, and what is to be done."""
Row = Callable[[Kiosk, Any, Any], Step]
"""Of a state and an event: kiosk, its state, the event."""

QUESTIONS: Final = (Consent, Keep, Pain, Health)
MEASURING: Final = (Position, Stand, Intro, Squats)
BETWEEN: Final = (Retry, Checking)


def go(kiosk: Kiosk, state: State, *effects: Effect) -> Step:
    """Into a state; its time begins."""
    nxt = replace(kiosk, at=state, since_s=kiosk.now_s, crowd_s=None, blind_s=None)
    return nxt, effects


def stay(kiosk: Kiosk, state: State, *effects: Effect) -> Step:
    """The same state with other figures; its time goes on."""
    return replace(kiosk, at=state), effects


def rest(house: House, *, armed: bool) -> Resting:
    """Where a kiosk without a member is."""
    if house.out_of_service:
        return OutOfService("staff")
    if not house.camera_works:
        return OutOfService("camera")
    return Attract(armed=armed)


def leave(kiosk: Kiosk, *, armed: bool) -> Step:
    """The visit is over; nothing of it stays."""
    return go(kiosk, rest(kiosk.house, armed=armed), EndRecord(), Forget())


def numbered(kiosk: Kiosk) -> tuple[Kiosk, int]:
    """With a number that no order of this kiosk had before."""
    house = replace(kiosk.house, numbers=kiosk.house.numbers + 1)
    return replace(kiosk, house=house), house.numbers


def member_of(state: State) -> Member | None:
    """Whose visit it is; None at rest."""
    return getattr(state, "member", None)


def with_member(kiosk: Kiosk, **changes: Any) -> Kiosk:
    """The same state with other facts about its member."""
    at = cast("Any", kiosk.at)
    member = replace(at.member, **changes)
    changed = replace(at, member=member)
    if isinstance(changed, Paused):
        changed = replace(changed, back=replace(changed.back, member=member))
    return replace(kiosk, at=changed)


def hand_up(kiosk: Kiosk) -> bool:
    """Whether a hand is raised, which is about to answer."""
    return kiosk.hand_s is not None and kiosk.now_s - kiosk.hand_s < TOO_SOON_S


def leave_now(kiosk: Kiosk, at: Visiting, event: Answer) -> Step:
    """A row of states in which every answer ends the visit."""
    return leave(kiosk, armed=False)
