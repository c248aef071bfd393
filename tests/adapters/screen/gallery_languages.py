"""Paints every still screen of a visit in any language, to be looked at, and says what has no room:

python -m tests.adapters.screen.gallery_languages FOLDER LANGUAGE ... [WIDTHxHEIGHT ...]
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pygame

from kiosk.adapters.catalogue import catalogue, languages
from kiosk.adapters.screen.painter import SheetPainter
from kiosk.adapters.screen.sheet import StageFonts
from kiosk.adapters.screen.stage import Stage
from kiosk.adapters.typefaces import typeface_or_bundled
from kiosk.adapters.typesetting import DoesNotFitError
from kiosk.core.screen import Screen
from kiosk.visit import states as st
from kiosk.visit.states import House, Kiosk, Plan, State
from kiosk.visit.timing import RESULT_PAGES
from kiosk.visit.view import Facts, show
from tests import cases
from tests.adapters.screen.sheets import check_layout
from tests.visit.samples import DONE, MEASURED, MEMBER, REFERRED, states

ASKED = replace(MEMBER, plan=Plan(heels=3))
SITTING = replace(ASKED, chair=True)
READY = House(printer_ready=True)
OFF = ("paper_out", "cover_open", "fault", "offline", "disk_full", "absent", "unknown")
HOUSES = {
    "": READY,
    ", paper low": replace(READY, printer_low=True),
    ", cannot tell": replace(READY, printer_tells=False),
    **{f", {why}": replace(READY, printer_ready=False, printer_reason=why) for why in OFF},
}


def all_states() -> Iterator[tuple[str, State]]:
    """The table's samples, and every variant that says something of its own."""
    yield from states().items()
    for set_ in ("practice", "uncued", "cued", "heels"):
        for member, how in ((ASKED, ""), (SITTING, ", chair")):
            yield f"Intro, {set_}{how}", st.Intro(member, set_)
            yield f"Squats, {set_}{how}", st.Squats(member, set_)
        yield f"Retry, {set_}, two reasons", st.Retry(MEMBER, set_, ("too_shallow", "gap"))
    for end in ("pain", "stopped", "retries", "cannot_see", "crowd", "time_out", "declined"):
        yield f"Ended, {end}", st.Ended(MEMBER, end)
    reasons = ("knees_not_measured", "lengths_changed")
    yield "Ended, two reasons", st.Ended(MEMBER, "retries", reasons)
    yield "Refused, seated", st.Refused(MEMBER, "seated")
    for printed in ("printed", "failed", "unknown", "sent"):
        yield f"Printed, {printed}", st.Printed(replace(DONE, printed=printed))
        yield f"Card, {printed}", st.Printed(replace(MEMBER, printed=printed))
    for gone in (None, True, False):
        yield f"Erased, {gone}", st.Erased(DONE, gone=gone)
    yield "Goodbye", st.Thanks(MEMBER)
    for case in cases.ALL:
        answer = case()
        if answer.verdict == "measured":
            member = replace(DONE, assessment=answer)
            for page in range(RESULT_PAGES if case is cases.one_inside else 2):
                yield f"Result, {case.__name__}, {page}", st.Result(member, answer, page)
    for page in range(3):
        yield f"Result, referred, {page}", st.Result(REFERRED, MEASURED, page)
    yield "Result, not kept", st.Result(replace(DONE, saving="failed"), cases.one_inside())


def screens(language: str) -> dict[str, Screen]:
    """Every different screen of a visit in a language, by the name of its state."""
    translate = catalogue(language)
    facts = Facts(language_names=languages())
    found: dict[Screen, str] = {}
    for after, house in HOUSES.items():
        for name, at in all_states():
            kiosk = Kiosk(house=house, at=at, now_s=100.0, since_s=99.0, alive_s=100.0)
            found.setdefault(show(kiosk, facts, translate), name + after)
    return {name: screen for screen, name in found.items()}


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    sizes = [
        (int(a), int(b)) for a, b in (s.split("x") for s in sys.argv[2:] if re.match(r"\d+x", s))
    ]
    for language in (word for word in sys.argv[2:] if word.isalpha()):
        for size in sizes or [(1080, 1920), (1920, 1080)]:
            stage = Stage(size)
            strict, loose = (
                SheetPainter(stage, StageFonts(typeface_or_bundled(), stage.scale, strict=s))
                for s in (True, False)
            )
            for name, screen in screens(language).items():
                try:
                    drawn = strict.sheet(screen)
                    check_layout(drawn)
                except (DoesNotFitError, AssertionError) as fault:
                    said = str(fault).splitlines()[0][:200]
                    sys.stdout.write(f"{language} {stage.size[0]} {name}: {said}\n")
                    drawn = loose.sheet(screen)
                file = "-".join([*re.findall(r"\w+", name), language, str(size[0])])
                pygame.image.save(drawn.surface, str(folder / f"{file}.png"))


if __name__ == "__main__":
    main()
