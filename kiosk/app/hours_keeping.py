"""The record of when the kiosk runs: who writes it and who reads it. May import all below."""

from __future__ import annotations

import time
from contextlib import ExitStack
from typing import TYPE_CHECKING

from kiosk.app.places import hours_folder
from kiosk.app.recordings import installed
from kiosk.config import Config
from kiosk.core.hours import Kind, Mark

if TYPE_CHECKING:
    from kiosk.live.desk import Clock
    from kiosk.live.hours import HoursKeeper

DAY_S = 86400.0


def hours_keeper(config: Config, clock: Clock, stack: ExitStack) -> HoursKeeper:
    """Notes when this kiosk runs until the stack is closed."""
    with installed():
        from kiosk.adapters.hours_file import HoursFile
        from kiosk.app.printer_commands import known_state  # loads numpy
        from kiosk.live.hours import HoursKeeper
    file = HoursFile(hours_folder())

    def write(kind: Kind, up_s: float) -> None:
        """In the keeper's thread: the print worker is asked for its paper first."""
        state = None if kind == "end" else known_state(config)
        paper_mm = None if state is None else 1000.0 * state.paper_used_m
        now_s, sure = time.time(), clock.synchronised()
        file.add(Mark(now_s, kind, up_s, sure, paper_mm))
        if kind == "start" and sure:
            file.tidy(now_s - config.store.stay_days * DAY_S)

    keeper = HoursKeeper(write, time.monotonic)
    # What ends with an error did not end as it should.
    stack.push(lambda kind, *_: keeper.close(well=kind is None))
    return keeper


def marks_of(since_s: float, until_s: float) -> tuple[Mark, ...]:
    """All that was noted of a period. Raises StoreError."""
    from kiosk.adapters.hours_file import HoursFile

    return HoursFile(hours_folder()).marks(since_s, until_s)
