"""The rows without a member: at rest, out of service, staff's page. kiosk.core, kiosk.visit."""

from __future__ import annotations

from dataclasses import replace

from kiosk.core.scene import Scene
from kiosk.visit.effects import Arrived, PaperChanged, Print, Sound
from kiosk.visit.events import Answer, CodeScanned, PrintEnded, StaffAsked, Tick
from kiosk.visit.moves import Step, go, numbered, rest, stay
from kiosk.visit.states import Attract, Consent, Kiosk, Member, OutOfService, StaffPage
from kiosk.visit.timing import CHOSEN_S, EMPTY_S, LONGEST_S, STEP_UP_S


def attract_scene(kiosk: Kiosk, at: Attract, event: Scene) -> Step:
    """Who walks by is nobody: the mark is what counts."""
    now = kiosk.now_s
    if not event.on_mark:
        gone = at.gone_since_s if at.gone_since_s is not None else now
        armed = at.armed or now - gone >= EMPTY_S
        if now - max(gone, kiosk.touched_s) >= CHOSEN_S:
            return stay(kiosk, Attract(armed=armed, gone_since_s=gone))
        return stay(kiosk, replace(at, armed=armed, here_since_s=None, gone_since_s=gone))
    here = at.here_since_s if at.here_since_s is not None else now
    if at.armed and now - here >= STEP_UP_S:
        return _welcome(kiosk, at)
    return stay(kiosk, replace(at, here_since_s=here, gone_since_s=None))


def attract_tick(kiosk: Kiosk, at: Attract, event: Tick) -> Step:
    """No frame at all is as good as an empty place."""
    if kiosk.now_s - kiosk.alive_s >= EMPTY_S and not at.armed:
        return stay(kiosk, Attract(language=at.language, earlier=at.earlier))
    chosen_s = kiosk.now_s - max(kiosk.alive_s, kiosk.touched_s)
    if chosen_s >= CHOSEN_S and (at.language or at.earlier):
        return stay(kiosk, Attract())
    return kiosk, ()


def out_tick(kiosk: Kiosk, at: OutOfService, event: Tick) -> Step:
    """Stay out of service only as long as the house says so."""
    there = rest(kiosk.house, armed=True)
    return (kiosk, ()) if there == at else go(kiosk, there)


def attract_answer(kiosk: Kiosk, at: Attract, event: Answer) -> Step:
    return _welcome(kiosk, at) if event.yes else (kiosk, ())


def attract_code(kiosk: Kiosk, at: Attract, event: CodeScanned) -> Step:
    return stay(replace(kiosk, alive_s=kiosk.now_s), replace(at, earlier=event.text))


def _welcome(kiosk: Kiosk, at: Attract) -> Step:
    house = kiosk.house
    plan = replace(house.plan, heels=max(house.plan.heels, 3 if house.heels_next else 0))
    member = Member(
        visit=house.visits + 1,
        language=at.language or house.language,
        plan=plan,
        earlier=at.earlier,
    )
    house = replace(house, visits=house.visits + 1, heels_next=False)
    kiosk = replace(kiosk, house=house, alive_s=kiosk.now_s)
    return go(kiosk, Consent(member), Arrived(), Sound("hello"))


def staff_asked(kiosk: Kiosk, at: StaffPage, event: StaffAsked) -> Step:
    house = kiosk.house
    match event.action:
        case "close":
            return go(kiosk, rest(house, armed=True))
        case "out" | "back":
            out = event.action == "out"
            kiosk = replace(kiosk, house=replace(house, out_of_service=out))
            return go(kiosk, StaffPage(event.action))
        case "heels":
            kiosk = replace(kiosk, house=replace(house, heels_next=not house.heels_next))
            return go(kiosk, StaffPage("heels"))
        case "reprint" if not house.printer_ready:
            return go(kiosk, StaffPage("not_copied"))
        case "reprint":
            kiosk, number = numbered(kiosk)
            return go(kiosk, StaffPage("reprint"), Print(number, "copy"))
        case "paper":
            return go(kiosk, StaffPage("paper"), PaperChanged())


def staff_printed(kiosk: Kiosk, at: StaffPage, event: PrintEnded) -> Step:
    unsure = "copy_unknown" if kiosk.house.printer_tells else "copy_sent"
    said = {"printed": "copied", "failed": "not_copied", "unknown": unsure}
    return stay(kiosk, StaffPage(said[event.outcome]))


def staff_tick(kiosk: Kiosk, at: StaffPage, event: Tick) -> Step:
    if kiosk.now_s - kiosk.since_s < LONGEST_S[StaffPage]:
        return kiosk, ()
    return go(kiosk, rest(kiosk.house, armed=True))
