"""The service that remembers: once, clean, counted; whatever dies or fills up meanwhile."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kiosk.adapters.memory import MemoryBackend
from kiosk.core.slip import Slip
from kiosk.core.slip_kinds import Text
from kiosk.errors import PrinterError
from kiosk.ports import Outcome, PrinterStatus, PrintJob
from kiosk.printing.backend import Receipt
from kiosk.printing.journal import Journal, NoJournal
from kiosk.printing.paper import Roll
from kiosk.printing.service import PrintService

SLIP = Slip((Text("Right knee moved inside.", "headline"),))
UTC = "2026-11-26T06:00:00Z"
ROLL = Roll(length_m=30.0, low_at_m=2.0, clean_mm=40.0)
READY = PrinterStatus(ready=True)
OUT = PrinterStatus(False, "paper_out", "The paper is used up.")


def job() -> PrintJob:
    return PrintJob(str(uuid.uuid4()), SLIP)


class Power(BaseException):
    """The worker is gone, in the middle of whatever it did."""


@dataclass
class Disk:
    """JournalFile: keeps what was saved. full: saving fails, and as the real one it says so at
    the next start."""

    kept: Journal = field(default_factory=Journal)
    full: bool = False
    stale: bool = False
    saved: list[Journal] = field(default_factory=list)

    def load(self) -> tuple[Journal, str]:
        journal = self.kept.settled()
        return (replace(journal, dirty=True), "It is stale.") if self.stale else (journal, "")

    def save(self, journal: Journal) -> None:
        if self.full:
            self.stale = True
            raise PrinterError("The print journal cannot be written.")
        self.stale = False
        self.kept = journal
        self.saved.append(journal)


def service(
    backend: MemoryBackend, disk: Disk | NoJournal | None = None, roll: Roll = ROLL
) -> PrintService:
    return PrintService(backend, disk or NoJournal(), lambda: UTC, roll)


def test_a_job_is_printed_once_however_often_it_is_asked_for() -> None:
    backend, disk, one = MemoryBackend(), Disk(), job()
    first = service(backend, disk)
    assert [first.print(one), first.print(replace(one, job=one.job.upper()))] == ["printed"] * 2
    later = service(backend, disk)
    assert later.print(one) == "printed"
    assert backend.came == [one.job]


@pytest.mark.parametrize("outcome", ["failed", "unknown"])
def test_what_did_not_come_out_whole_is_not_tried_again_by_itself(outcome: Outcome) -> None:
    backend, one = MemoryBackend(receipt=Receipt(outcome, 70.0)), job()
    printer = service(backend, Disk())
    assert [printer.print(one) for _ in range(3)] == [outcome] * 3
    assert backend.came == [one.job]
    assert printer.fate(one.job) == outcome


def test_it_is_in_the_journal_before_the_first_byte() -> None:
    disk, one = Disk(), job()

    class Looks(MemoryBackend):
        def print(self, job: PrintJob) -> Receipt:
            assert disk.kept.knows(job.job)
            assert disk.kept.outcome(job.job) is None
            return super().print(job)

    assert service(Looks(), disk).print(one) == "printed"
    assert disk.kept.outcome(one.job) == "printed"
    assert not disk.kept.dirty


def test_a_printer_that_is_not_ready_prints_nothing_and_the_job_may_come_again() -> None:
    backend, one = MemoryBackend(said=OUT), job()
    printer = service(backend)
    with pytest.raises(PrinterError, match="The paper is used up"):
        printer.print(one)
    assert printer.fate(one.job) == "never"
    backend.said = READY
    assert printer.print(one) == "printed"


def test_where_nothing_was_printed_for_sure_nothing_has_to_be_cleaned() -> None:
    backend, one = MemoryBackend(fault="It is unplugged."), job()
    printer = service(backend)
    with pytest.raises(PrinterError, match="unplugged"):
        printer.print(one)
    assert printer.fate(one.job) == "failed"
    assert printer.status().ready
    assert backend.cleaned == 0


def test_half_a_slip_is_cleaned_away_as_soon_as_the_printer_is_back() -> None:
    backend = MemoryBackend(receipt=Receipt("failed", 70.0, "The paper ran out."))
    printer = service(backend)
    assert printer.carry_out(job()).text == "The paper ran out."
    backend.said = OUT
    assert printer.status() == OUT
    assert backend.cleaned == 0
    backend.said = READY
    assert printer.status().ready
    assert printer.status().ready
    assert backend.cleaned == 1


def test_nothing_is_printed_behind_what_cannot_be_cleaned_away() -> None:
    class Stuck(MemoryBackend):
        def clean(self) -> None:
            raise PrinterError("It does not answer.")

    backend = Stuck(receipt=Receipt("unknown", 70.0))
    printer = service(backend)
    printer.print(job())
    status = printer.status()
    assert (status.ready, status.reason) == (False, "fault")
    assert "could not be emptied: It does not answer. Switch it off and on." in status.text
    with pytest.raises(PrinterError, match="could not be emptied"):
        printer.print(job())
    assert len(backend.came) == 1


def test_a_printer_that_never_tells_is_not_cleaned_after_every_slip() -> None:
    backend = MemoryBackend(
        said=PrinterStatus(ready=True, tells=False), receipt=Receipt("unknown", 150.0)
    )
    printer = service(backend)
    assert [printer.print(job()) for _ in range(3)] == ["unknown"] * 3
    assert backend.cleaned == 0


def test_a_worker_that_died_in_a_job_leaves_it_unknown_and_the_printer_unclean() -> None:
    class Dies(MemoryBackend):
        def print(self, job: PrintJob) -> Receipt:
            super().print(job)
            raise Power

    disk, one = Disk(), job()
    with pytest.raises(Power):
        service(Dies(), disk).print(one)
    # A real power cut runs no handler: what the disk has is what was there before the byte.
    disk.kept = next(saved for saved in disk.saved if saved.knows(one.job))
    backend = MemoryBackend()
    printer = service(backend, disk)
    assert printer.fate(one.job) == "unknown"
    assert printer.print(one) == "unknown"
    assert printer.print(job()) == "printed"
    assert backend.cleaned == 1
    assert len(backend.came) == 1


def test_a_full_disk_stops_no_slip_and_is_told_for_as_long_as_it_lasts() -> None:
    backend, disk, one = MemoryBackend(), Disk(), job()
    printer = service(backend, disk)
    disk.full = True
    assert printer.print(one) == "printed"
    assert printer.print(one) == "printed"
    assert len(backend.came) == 1
    status = printer.status()
    assert status.ready
    assert "cannot be written" in status.text
    disk.full = False
    assert printer.status().text == ""
    assert disk.kept.outcome(one.job) == "printed"


@pytest.mark.parametrize("still_full", [False, True])
def test_who_starts_on_a_journal_that_was_not_written_believes_nothing(still_full: bool) -> None:
    disk = Disk(full=True)
    service(MemoryBackend(), disk).print(job())
    disk.full = still_full
    backend = MemoryBackend()
    printer = service(backend, disk)
    assert printer.fate(str(uuid.uuid4())) == "unknown"
    assert printer.print(job()) == "printed"
    assert backend.cleaned == 1


def test_paper_is_counted_with_what_cleaning_takes() -> None:
    backend = MemoryBackend(receipt=Receipt("failed", 100.0))
    disk = Disk()
    printer = service(backend, disk)
    printer.print(job())
    printer.print(job())
    assert disk.kept.paper_mm == 240.0
    assert printer.paper_mm == 240.0
    printer.new_roll()
    assert disk.kept.paper_mm == 0.0


def test_paper_that_ends_soon_is_told_by_count_or_sensor() -> None:
    backend = MemoryBackend(receipt=Receipt("printed", 27_999.0))
    printer = service(backend)
    printer.print(job())
    assert not printer.status().low
    backend.receipt = Receipt("printed", 1.0)
    printer.print(job())
    assert printer.status().low
    printer.new_roll()
    assert not printer.status().low
    backend.said = PrinterStatus(ready=True, low=True)
    assert printer.status().low
    assert not service(MemoryBackend(), roll=Roll()).status().low


def test_paper_that_was_out_and_is_back_is_a_new_roll_also_for_the_next_worker() -> None:
    backend, disk = MemoryBackend(receipt=Receipt("printed", 20_000.0)), Disk()
    first = service(backend, disk)
    first.print(job())
    backend.said = PrinterStatus(False, "cover_open")
    first.status()
    backend.said = READY
    first.status()
    assert disk.kept.paper_mm == 20_000.0, "a cover that was opened is no new roll"
    backend.said = OUT
    first.status()
    second = service(backend, disk)
    backend.said = PrinterStatus(False, "cover_open")
    second.status()
    backend.said = READY
    assert second.status().ready
    assert disk.kept.paper_mm == 0.0


def test_a_printer_that_cannot_be_asked_is_not_ready() -> None:
    class Mute(MemoryBackend):
        def status(self) -> PrinterStatus:
            raise PrinterError("It hung up.")

    printer = service(Mute())
    assert printer.status() == PrinterStatus(False, "unknown", "It hung up.")
    with pytest.raises(PrinterError, match="hung up"):
        printer.print(job())


@pytest.mark.parametrize("name", ["", "x", "../x", "6c4f6a1e"])
def test_a_job_without_a_uuid_is_refused(name: str) -> None:
    with pytest.raises(PrinterError, match="no job's UUID; nothing was printed"):
        service(MemoryBackend()).print(PrintJob(name, SLIP))


def test_cancelling_empties_a_printer_that_has_something_in_it() -> None:
    backend = MemoryBackend()
    printer = service(backend)
    assert printer.cancel() == 0
    backend.receipt = Receipt("unknown", 70.0)
    printer.print(job())
    assert printer.cancel() == 1
    assert backend.cleaned == 1


def test_the_rest_goes_to_the_backend() -> None:
    backend, closed = MemoryBackend(), []
    printer = PrintService(backend, NoJournal(), lambda: UTC, None, lambda: closed.append(1))
    one = job()
    printer.print(one)
    assert printer.erase(one.job)
    assert printer.tidy(90) == 0
    printer.close()
    assert (backend.erased, backend.tidied, backend.closed, closed) == ([one.job], [90], True, [1])


@dataclass
class World(MemoryBackend):
    """A printer whose paper shows what came: 'job' whole, 'job…' half, '--' cut clean."""

    paper: list[str] = field(default_factory=list)
    doing: list[str] = field(default_factory=list)

    def print(self, job: PrintJob) -> Receipt:
        what = self.doing.pop() if self.doing else "whole"
        if what == "refuse":
            raise PrinterError("It is unplugged.")
        if what == "die before":
            raise Power
        self.paper.append(f"{job.job}…" if what in ("half", "die") else job.job)
        if what in ("die", "die after"):
            raise Power
        return Receipt({"half": "failed", "lie": "unknown"}.get(what, "printed"), 100.0)  # type: ignore[arg-type]

    def clean(self) -> None:
        if "cannot clean" in self.doing[-1:]:
            self.doing.pop()
            raise PrinterError("It does not answer.")
        self.paper.append("--")


EVENTS = ["again", "status", "half", "refuse", "die before", "die", "die after", "lie",
          "cannot clean", "full", "room", "out", "back", "restart"]  # fmt: skip
STEPS = st.lists(st.sampled_from(["press"] * 8 + EVENTS), max_size=25)


class History:
    """Steps taken on a worker that is started anew whenever it dies, and what was said of jobs."""

    def __init__(self) -> None:
        self.world, self.disk = World(), Disk()
        self.printer = service(self.world, self.disk)
        self.asked: list[PrintJob] = []
        self.said: dict[str, str] = {}

    def step(self, step: str) -> None:
        match step:
            case "press":
                self.asked.append(job())
                self.press(self.asked[-1])
            case "again":
                # As the line to the worker does: what may have come out is not sent again.
                for one in self.asked[:1]:
                    if self.printer.knows(one.job) or self.printer.fate(one.job) != "unknown":
                        self.press(one)
            case "status":
                self.printer.status()
            case "full" | "room":
                self.disk.full = step == "full"
            case "out" | "back":
                self.world.said = OUT if step == "out" else READY
            case "restart":
                self.printer = service(self.world, self.disk)
            case _:
                self.world.doing.append(step)

    def press(self, one: PrintJob) -> None:
        saved = len(self.disk.saved)
        try:
            outcome: str = self.printer.print(one)
        except PrinterError:
            self.said.setdefault(one.job, "nothing")
            return
        except Power:
            begun = [kept for kept in self.disk.saved[saved:] if kept.knows(one.job)]
            self.disk.kept = begun[0] if begun else self.disk.kept
            self.printer, outcome = service(self.world, self.disk), "unknown"
        assert self.said.get(one.job, outcome) in (outcome, "nothing")
        self.said[one.job] = outcome


@settings(max_examples=300)
@given(STEPS)
@example(["half", "press", "press"])
@example(["full", "die", "press", "room", "press"])
@example(["die before", "full", "press", "again"])
@example(["die after", "full", "press", "again"])
def test_in_any_order_nothing_is_doubled_mixed_or_said_wrongly(steps: list[str]) -> None:
    history = History()
    for step in steps:
        history.step(step)
    paper = history.world.paper
    printed = [piece.rstrip("…") for piece in paper if piece != "--"]
    assert len(printed) == len(set(printed)), "a job came out twice"
    for before, after in pairwise(paper):
        assert not before.endswith("…") or after == "--", "a slip stands behind half another"
    for name, outcome in history.said.items():
        assert outcome != "printed" or name in paper
        assert outcome != "nothing" or name not in printed
