"""Screens without a member: invitation, staff's page, out of service.

kiosk.core and kiosk.visit only.
"""

from __future__ import annotations

from dataclasses import replace

from kiosk.core.message import Message
from kiosk.core.screen import Item, Language, Screen
from kiosk.visit import words
from kiosk.visit.saying import Say
from kiosk.visit.states import Attract, House, OutOfService, StaffPage, Starting


def resting(say: Say, base: Screen, at: Starting | Attract | OutOfService | StaffPage) -> Screen:
    """What stands there until somebody comes."""
    if isinstance(at, Attract):
        chosen = at.language or say.house.language
        return replace(
            base,
            kind="attract",
            title=say(words.ATTRACT_TITLE),
            lines=say.lines(words.ATTRACT_LINE),
            note=say(words.STEP_ON),
            picture="squat",
            yes=None if at.armed else say(words.START_AGAIN),
            languages=tuple(
                Language(code, own, code == chosen) for code, own in say.facts.language_names
            ),
        )
    if isinstance(at, StaffPage):
        return staff(say, base, at)
    if isinstance(at, Starting):
        return say.told(base, words.STARTING, "camera")
    if at.reason == "staff":
        return say.told(base, words.OUT_STAFF, "camera")
    title, tries = words.OUT_CAMERA
    last = words.OUT_HELP if say.house.camera_helpless else tries
    fault = words.CAMERA_FAULTS.get(say.house.camera_code)
    return say.told(base, (title, *(() if fault is None else (fault,)), last), "camera")


def printer_state(house: House) -> Message:
    """How the printer is, in the staff's words; paper that ends soon comes before what is usual."""
    if not house.printer_ready:
        return words.STAFF_REASONS.get(house.printer_reason, words.STAFF_REASONS[None])
    if house.printer_low:
        return words.PAPER_LOW
    return words.WORKS if house.printer_tells else words.CANNOT_TELL


def staff(say: Say, base: Screen, at: StaffPage) -> Screen:
    """How the house is, what staff can do, and today's visits."""
    house = say.house
    printer = say(printer_state(house))
    camera = say(words.WORKS) if house.camera_works else house.camera_text or "–"
    said = () if at.said is None else (words.STAFF_SAID[at.said],)
    # There is room for one line more; `kiosk status` tells all of them.
    known = [words.NOTES[code] for code in house.notes if code in words.NOTES]
    notes = known[:1] if at.said is None else []
    return replace(
        base,
        kind="staff",
        title=say(words.STAFF_TITLE),
        lines=say.lines(
            *said,
            words.STAFF_LINE.fill(visits=house.visits),
            words.STAFF_PRINTER.fill(state=printer),
            words.STAFF_CAMERA.fill(state=camera),
            *notes,
        ),
        items=tuple(Item(code, say(text)) for code, text in words.STAFF_ACTIONS),
        rows=house.today,
    )
