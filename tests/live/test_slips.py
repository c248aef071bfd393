"""The printing desk: what it tells the visit and the staff of a printer, and how often."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest

from kiosk.adapters.memory import MemoryClock, MemoryPrinter
from kiosk.errors import PrinterError
from kiosk.live.slips import ENOUGH_S, STATUS_EVERY_S, Slips
from kiosk.ports import PrinterStatus
from kiosk.visit.events import Event, PrinterSaid
from tests.live.puppet import Press


class Telling(MemoryPrinter):
    """Says what it is told to say; an error is raised."""

    said: PrinterStatus | PrinterError = PrinterStatus(ready=True)

    def status(self) -> PrinterStatus:
        if isinstance(self.said, PrinterError):
            raise self.said
        return self.said


@dataclass
class Desk:
    printer: Telling
    clock: MemoryClock
    slips: Slips
    faults: list[str]

    def later(self, said: PrinterStatus | PrinterError, seconds: float = STATUS_EVERY_S) -> Event:
        """Time passes, the printer says this, and the desk says that."""
        self.printer.said = said
        self.clock.time_s += seconds
        for _ in range(2000):
            events = self.slips.poll(self.clock.time_s)
            if events:
                (event,) = events
                return event
            time.sleep(0.001)
        raise AssertionError("nothing was said")


@pytest.fixture
def desk() -> Iterator[Desk]:
    printer, clock, faults = Telling(), MemoryClock(), list[str]()
    # What a desk prints with; how results are kept and signed does not come into it.
    tools: Any = SimpleNamespace(printer=printer, clock=clock, press=Press(), keep_days=90)
    slips = Slips(tools, faults)
    yield Desk(printer, clock, slips, faults)
    slips.worker.close()


LOW, FULL = PrinterStatus(ready=True, low=True), PrinterStatus(ready=True)
EMPTY = PrinterStatus(
    ready=False, reason="paper_out", text="no paper in the roll's place", low=True
)


def test_all_that_the_visit_has_to_know_is_passed_on(desk: Desk) -> None:
    for status in (FULL, LOW, EMPTY, PrinterStatus(ready=True, tells=False)):
        said = desk.later(status)
        assert said == PrinterSaid(
            desk.clock.time_s, status.ready, status.reason, status.low, status.tells
        )


def test_a_roll_that_ends_is_told_once_however_its_sensor_trembles(desk: Desk) -> None:
    for status in (LOW, LOW, FULL, LOW, FULL, LOW):
        desk.later(status)
    assert len([line for line in desk.faults if "ends soon" in line]) == 1
    desk.later(FULL)
    desk.later(LOW, ENOUGH_S + 1)
    assert len(desk.faults) == 2, "the next roll"


def test_a_new_roll_is_counted_from_the_moment_that_staff_say_so(desk: Desk) -> None:
    desk.later(LOW)
    desk.slips.new_paper()
    desk.later(LOW, 0.0)
    assert desk.printer.rolls == 1
    assert len(desk.faults) == 2, "the new roll ends soon too"


def test_why_a_printer_is_not_ready_is_told_when_it_begins(desk: Desk) -> None:
    for status in (FULL, EMPTY, EMPTY, EMPTY):
        desk.later(status)
    (ready,) = (line for line in desk.faults if "not ready" in line)
    assert "paper_out: no paper in the roll's place" in ready
    desk.later(FULL)
    desk.later(EMPTY)
    assert len([line for line in desk.faults if "not ready" in line]) == 2


def test_a_kiosk_without_a_printer_has_nothing_to_report(desk: Desk) -> None:
    desk.later(PrinterStatus(ready=False, reason="absent", text="none is configured"))
    assert desk.faults == []


def test_a_status_that_cannot_be_had_is_told_once_and_forgets_nothing(desk: Desk) -> None:
    desk.later(PrinterStatus(ready=True, tells=False))
    for _ in range(3):
        said = desk.later(PrinterError("the print worker does not answer"))
        assert said == PrinterSaid(desk.clock.time_s, False, "unknown", tells=False)
    assert len(desk.faults) == 1
    assert "does not answer" in desk.faults[0]
