"""What printer, camera and staff say, and the stop button, in whatever state. kiosk.visit only."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from kiosk.visit.effects import EndRecord, Forget, ShowToday
from kiosk.visit.events import (
    CameraSaid,
    CodeScanned,
    Event,
    HouseClosed,
    LanguageChosen,
    PrinterSaid,
    SaveEnded,
    StaffAsked,
    StaffCame,
    StopPressed,
    TodaySaid,
)
from kiosk.visit.moves import MEASURING, QUESTIONS, Step, go, member_of, rest, stay, with_member
from kiosk.visit.rows_pause import pause, stopped
from kiosk.visit.states import (
    Attract,
    Ended,
    House,
    Kiosk,
    OutOfService,
    Paused,
    StaffPage,
    Starting,
    Stopped,
    Thanks,
    Visiting,
)


def facts(kiosk: Kiosk, event: Event) -> Step | None:
    """Facts that are no transition of their own, wherever they arrive."""
    house, at = kiosk.house, kiosk.at
    if isinstance(event, PrinterSaid):
        return replace(kiosk, house=_printer(house, event)), ()
    if isinstance(event, TodaySaid):
        return replace(kiosk, house=replace(house, today=event.rows)), ()
    if isinstance(event, CameraSaid):
        return _camera(kiosk, event)
    if isinstance(event, HouseClosed):
        return _closed(kiosk, event)
    if isinstance(event, LanguageChosen):
        return _language(kiosk, event.code)
    member = member_of(at)
    if isinstance(event, SaveEnded):
        if member is None or member.visit != event.visit:
            return kiosk, ()
        return with_member(kiosk, saving="kept" if event.kept else "failed"), ()
    if isinstance(event, CodeScanned) and member is not None:
        return with_member(kiosk, earlier=event.text), ()
    return None


def _printer(house: House, event: PrinterSaid) -> House:
    return replace(
        house,
        printer_ready=event.ready,
        printer_reason=event.reason,
        printer_low=event.low,
        printer_tells=event.tells,
    )


def _camera(kiosk: Kiosk, event: CameraSaid) -> Step:
    house = replace(
        kiosk.house,
        camera_works=event.works,
        camera_text=event.text,
        camera_code=event.code,
        camera_helpless=event.helpless,
        notes=event.notes,
    )
    kiosk, at = replace(kiosk, house=house), kiosk.at
    if event.works:
        back = isinstance(at, Starting) or at == OutOfService("camera")
        return go(kiosk, rest(house, armed=True)) if back else (kiosk, ())
    if isinstance(at, Attract | Starting):
        return go(kiosk, rest(house, armed=True))
    if isinstance(at, QUESTIONS + MEASURING):
        return pause(kiosk, "camera")
    if isinstance(at, Paused):
        paused = replace(at, why="camera", ready_since_s=None)
        return stay(kiosk, paused) if at.why == "camera" else go(kiosk, paused)
    return kiosk, ()


def _closed(kiosk: Kiosk, event: HouseClosed) -> Step:
    """At once where nobody is; a member's visit comes to its own end first."""
    kiosk = replace(kiosk, house=replace(kiosk.house, out_of_service=event.closed))
    if isinstance(kiosk.at, Attract | OutOfService):
        there = rest(kiosk.house, armed=True)
        return (kiosk, ()) if type(there) is type(kiosk.at) else go(kiosk, there)
    return kiosk, ()


def _language(kiosk: Kiosk, code: str) -> Step:
    house, at = kiosk.house, kiosk.at
    member = member_of(at)
    now = member.language if member else getattr(at, "language", "") or house.language
    known = house.languages
    if not code:
        code = known[(known.index(now) + 1) % len(known)] if now in known else known[0]
    if code not in known:
        return kiosk, ()
    if member is not None:
        return with_member(kiosk, language=code), ()
    if isinstance(at, Attract):
        return stay(kiosk, replace(at, language=code))
    return kiosk, ()


def staff(kiosk: Kiosk, event: Event) -> Step | None:
    if isinstance(event, StaffCame) and not isinstance(kiosk.at, StaffPage):
        effects = (EndRecord(), Forget()) if member_of(kiosk.at) is not None else ()
        return go(kiosk, StaffPage(), *effects, ShowToday())
    if isinstance(event, StaffAsked) and not isinstance(kiosk.at, StaffPage):
        return kiosk, ()
    return None


def stop(kiosk: Kiosk, event: Event) -> Step | None:
    """One action away everywhere: while measuring we ask whether it hurt, else it just ends."""
    if not isinstance(event, StopPressed):
        return None
    if member_of(kiosk.at) is None or isinstance(kiosk.at, Stopped | Ended | Thanks):
        return kiosk, ()
    return stopped(kiosk, cast("Visiting", kiosk.at))
