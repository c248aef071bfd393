"""The page that stands where the kiosk itself could not be started. May import all below.

Without settings, store, camera, model and printer: what keeps the kiosk from starting is likely to
be one of them. Nobody touches it; its words come in every language, one after the other.
"""

from __future__ import annotations

import signal
import time
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from threading import Event
from typing import Final

from kiosk.app.places import runtime_folder
from kiosk.app.recordings import installed, silence_pygame
from kiosk.errors import DisplayError

EACH_S: Final = 8.0
"""A language stays; three sentences are read in that time."""
PICTURE_S: Final = 0.1
DARK: Final = "no-screen"
"""In the service's runtime folder, which stays between the tries of one start."""


def show_safe_page(
    size: tuple[int, int] | None,
    *,
    windowed: bool,
    seconds: float | None = None,
    shot: Path | None = None,
) -> None:
    """Until it is told to end, or for so many seconds. shot: keep a picture of the last one shown.

    As a service it ends at once where there was no screen to be had when it was last tried: that
    may be all that the kiosk lacked, which is tried again when this page ends well. Raises
    DisplayError.
    """
    silence_pygame()
    with installed():
        from kiosk.adapters.catalogue import catalogue, languages
        from kiosk.adapters.screen.display import PygameDisplay
        from kiosk.adapters.unix_socket import tell_manager
        from kiosk.core.screen import Moment
        from kiosk.visit import machine, words
        from kiosk.visit.states import OutOfService, Plan
        from kiosk.visit.view import Facts, show
    folder = runtime_folder()
    dark = None if folder is None else folder / DARK
    try:
        display = PygameDisplay(size, windowed=windowed)
    except DisplayError:
        if dark is not None:
            dark.touch()
        raise
    if dark is not None and dark.exists():
        dark.unlink()
        display.close()
        tell_manager("READY=1")
        return
    told = Event()
    signal.signal(signal.SIGTERM, lambda *_: told.set())
    names = languages()
    began_s = time.monotonic()
    try:
        for code, _ in cycle(names):
            kiosk = replace(machine.begin(Plan(), (code,), 0.0), at=OutOfService("camera"))
            kiosk = replace(kiosk, house=replace(kiosk.house, camera_helpless=True))
            translate = catalogue(code)
            screen = show(kiosk, Facts(0, tuple(names)), translate)
            # 'Please tell the staff', but nothing about a camera: nobody knows what it is.
            screen = replace(screen, title=words.OUT_STAFF[0].render(translate))
            since_s = time.monotonic()
            while (now_s := time.monotonic()) - since_s < EACH_S:
                if told.is_set() or (seconds is not None and now_s - began_s >= seconds):
                    return
                display.inputs()  # whoever presses keys changes nothing
                display.show(screen, Moment(time_s=now_s))
                if display.showing is not None:
                    tell_manager("READY=1")
                time.sleep(PICTURE_S)
    except KeyboardInterrupt:
        return
    finally:
        if shot is not None and display.showing is not None:
            display.screenshot(shot)
        display.close()
