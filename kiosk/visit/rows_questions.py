"""The rows of the questions before a test. kiosk.core and kiosk.visit only."""

from __future__ import annotations

from dataclasses import replace

from kiosk.core.scene import Scene
from kiosk.visit.effects import Agreed
from kiosk.visit.events import Answer
from kiosk.visit.moves import Step, go, hand_up
from kiosk.visit.rows_result import press
from kiosk.visit.states import (
    Consent,
    Ended,
    Health,
    Keep,
    Kiosk,
    Pain,
    Position,
    Referred,
    Refused,
    Thanks,
)
from kiosk.visit.timing import KEEP_S, LONGEST_S


def consent(kiosk: Kiosk, at: Consent, event: Answer) -> Step:
    if not event.yes:
        return go(kiosk, Ended(at.member, "declined"))
    member = replace(at.member, consented=True)
    asked = kiosk.house.offer != "nothing"
    return go(kiosk, Keep(member) if asked else Pain(member), Agreed())


def keep(kiosk: Kiosk, at: Keep, event: Answer) -> Step:
    """The only place where a member agrees to more than the result."""
    if not event.yes:
        return go(kiosk, Pain(at.member))
    return go(kiosk, Pain(replace(at.member, keeps=kiosk.house.offer)), Agreed())


def unanswered(kiosk: Kiosk, at: Keep, stayed: float) -> Step | None:
    """No answer is a no, but not yet under a raised hand, which is about to answer."""
    if stayed < (LONGEST_S[Keep] if hand_up(kiosk) else KEEP_S):
        return None
    return go(kiosk, Pain(at.member))


def pain(kiosk: Kiosk, at: Pain, event: Answer) -> Step:
    return go(kiosk, Referred(at.member) if event.yes else Health(at.member))


def health(kiosk: Kiosk, at: Health, event: Answer) -> Step:
    return go(kiosk, Referred(at.member) if event.yes else Position(at.member))


def referred(kiosk: Kiosk, at: Referred, event: Answer) -> Step:
    if not event.yes:
        return go(kiosk, Pain(at.member))
    if not kiosk.house.printer_ready:
        return go(kiosk, Thanks(at.member))
    return press(kiosk, at.member, "card")


def refuse(
    kiosk: Kiosk, at: Consent | Keep | Pain | Health | Position, event: Scene
) -> Step | None:
    """Whom the measurement is not made for is told at once: their hands may not be understood."""
    if event.present and event.body == "child":
        return go(kiosk, Refused(at.member, "child"))
    if event.present and event.body == "seated":
        return go(kiosk, Refused(at.member, "seated"))
    return None


def asked_scene(kiosk: Kiosk, at: Consent | Keep | Pain | Health, event: Scene) -> Step:
    return refuse(kiosk, at, event) or (kiosk, ())
