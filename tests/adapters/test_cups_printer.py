"""The queue's printer by a service and a clock of the test's own: every way that a job can end."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from kiosk.adapters.cups_commands import (
    CupsCommands,
    Job,
    LateError,
    Queue,
    read_queue,
    read_server,
)
from kiosk.adapters.cups_device import Device
from kiosk.adapters.cups_ipp import Server
from kiosk.adapters.cups_printer import CupsPrinter, owner
from kiosk.adapters.cups_reasons import SENT, meaning
from kiosk.adapters.cups_watch import Patience, Senses
from kiosk.core.slip import Slip
from kiosk.core.slip_kinds import Text
from kiosk.errors import PrinterError
from kiosk.ports import PrintJob
from kiosk.printing.backend import Backend

IPP = "ipp://192.168.1.9/ipp/print"
SLIP = Slip((Text("Right knee moved inside.", "headline"),))
JOB = PrintJob("6c4f6a1e-7d2a-4f7e-9f0b-2f2f8d3f1a10", SLIP)
GONE = Job(0)
CANCELLED = Job(7)
DONE = Job(9, reasons=("none",))
GOING, WHOLE = Job(5), Job(5, reasons=(SENT,))
THERE, AWAY = Device(True, ("none",)), Device(False, text="Connection refused")


@dataclass
class Room:
    """Service, printer and clock. story: how the job is from so many seconds on; cancelling it ends
    the story in `cancelled`. away: when the printer cannot be reached."""

    story: dict[float, Job] = field(default_factory=dict)
    away: Callable[[float], bool] = lambda _: False
    cancelled: Job = CANCELLED
    device: Device = THERE
    shown: Queue = field(default_factory=lambda: Queue(True, True, IPP, ("none",)))
    refused: PrinterError | None = None
    deaf: bool = False
    now_s: float = 1000.0
    began_s: float | None = None
    came: list[str] = field(default_factory=list)
    waiting: list[int] = field(default_factory=list)

    def queue(self) -> Queue:
        if self.deaf:
            raise PrinterError("lpstat was not found. Install cups-client")
        return self.shown

    def submit(self, title: str, document: bytes, options: tuple[str, ...]) -> int:
        self.came.append(f"{title} {document.decode()} {' '.join(options)}")
        if self.refused:
            raise self.refused
        self.began_s = self.now_s
        return 12

    def job(self, number: int) -> Job:
        assert number == 12
        if "cancel 12" in self.came:
            return self.cancelled
        since_s = self.took_s
        return [job for at, job in self.story.items() if at <= since_s][-1]

    def cancel(self, number: int) -> None:
        self.came.append(f"cancel {number}")
        if number in self.waiting:
            self.waiting.remove(number)

    def forget(self, number: int) -> None:
        self.came.append(f"forget {number}")

    def ours(self, which: str = "not-completed") -> tuple[int, ...]:
        return tuple(self.waiting) if which == "not-completed" else (12,)

    def ask(self, uri: str, timeout_s: float) -> Device:
        assert uri == self.shown.device
        assert timeout_s <= 2.5
        if not self.device.there:
            return self.device
        return AWAY if self.began_s is not None and self.away(self.took_s) else self.device

    def sleep(self, for_s: float) -> None:
        self.now_s += for_s

    @property
    def took_s(self) -> float:
        assert self.began_s is not None
        return self.now_s - self.began_s


def printer(room: Room, patience: Patience | None = None) -> CupsPrinter:
    senses = Senses(room.ask, lambda: room.now_s, room.sleep)
    return CupsPrinter(
        "slips", lambda slip: b"PDF", "a6", service=room, senses=senses, patience=patience
    )


def test_it_is_a_backend() -> None:
    backend: Backend = printer(Room())
    assert not backend.erase(JOB.job)
    assert backend.tidy(30) == 0
    backend.close()


def test_a_job_that_the_printer_finished_is_printed_and_forgotten() -> None:
    room = Room({0: GOING, 1: WHOLE, 4: DONE})
    receipt = printer(room).print(JOB)
    assert (receipt.outcome, receipt.text) == ("printed", "")
    assert room.came == [f"{JOB.job} PDF media=iso_a6_105x148mm", "forget 12"]


def test_a_laser_printer_may_take_half_a_minute() -> None:
    assert printer(Room({0: GOING, 2: WHOLE, 40: DONE})).print(JOB).outcome == "printed"


@pytest.mark.parametrize(
    "uri", ["socket://192.168.1.9", "usb://Brother/HL", "ipp://h/p?waitjob=false"]
)
def test_a_printer_that_cannot_tell_says_so(uri: str) -> None:
    room = Room({0: GOING, 2: DONE}, shown=Queue(True, True, uri))
    assert not printer(room).status().tells
    assert printer(room).print(JOB).outcome == "unknown"


def ways() -> Iterable[tuple[str, Room, str, str]]:
    yield "dead", Room({0: GOING}, away=lambda _: True), "failed", "cannot be reached"
    yield "dead, then back", Room({0: GOING}, away=lambda s: s < 3.1), "unknown", ""
    yield "silent", Room({0: GOING}), "unknown", "took too long"
    yield "dies with the job", Room({0: WHOLE}, away=lambda s: s > 2), "unknown", "reached"
    yield (
        "paper out",
        Room({0: replace(WHOLE, reasons=(SENT, "media-empty-error"))}),
        "unknown",
        "paper is out",
    )
    yield (
        "usb, off",
        Room({0: replace(GOING, reasons=("connecting-to-device",))}, device=Device(None)),
        "unknown",
        "reached",
    )
    yield (
        "queue stopped",
        Room({0: Job(3, began=False)}, cancelled=Job(7, began=False)),
        "failed",
        "never came to it",
    )
    yield (
        "retried later",
        Room({0: GOING, 1: Job(4, message="Filter failed")}),
        "unknown",
        "Filter failed",
    )
    yield "stopped by an error", Room({0: GOING, 1: Job(3)}), "unknown", "could not print"
    yield "aborted", Room({0: GOING, 1: Job(8)}), "unknown", "gave the job up"
    yield (
        "aborted, dead",
        Room({0: GOING, 1: Job(8)}, away=lambda _: True),
        "failed",
        "gave the job up",
    )
    yield "cancelled by staff", Room({0: GOING, 1: CANCELLED}), "unknown", "cancelled"
    yield "no history", Room({0: GOING, 1: GONE}), "unknown", "PreserveJobHistory"
    yield "done while being cancelled", Room({0: GOING}, cancelled=DONE), "printed", ""


@pytest.mark.parametrize(
    ("room", "outcome", "told"), [w[1:] for w in ways()], ids=[w[0] for w in ways()]
)
def test_a_job_that_is_not_printed_is_ended(room: Room, outcome: str, told: str) -> None:
    """Known not to be printed only where something shows it; nothing of it stays."""
    receipt = printer(room).print(JOB)
    assert receipt.outcome == outcome
    assert told in receipt.text
    assert room.came[-1] == "forget 12"
    assert room.job(12).over


def test_a_dead_printer_is_told_within_ten_seconds_of_the_press() -> None:
    """By the printer's own clock; tests/adapters/test_cups_real.py has the real one."""
    for device in (THERE, Device(None)):
        room = Room(
            {0: replace(GOING, reasons=("connecting-to-device",))}, lambda _: True, device=device
        )
        printer(room).print(JOB)
        assert room.took_s < 8


def test_what_cannot_be_cancelled_is_unknown_and_left_to_cleaning() -> None:
    room = Room({0: GOING}, away=lambda _: True, cancelled=GOING)
    receipt = printer(room).print(JOB)
    assert receipt.outcome == "unknown"
    assert "could not be cancelled" in receipt.text
    assert "forget 12" not in room.came
    room.waiting = [12]
    printer(room).clean()
    assert room.came[-2:] == ["cancel 12", "forget 12"]


def test_cleaning_that_does_not_help_says_so() -> None:
    room = Room(waiting=[7, 7, 7])
    room.cancel = lambda number: None  # type: ignore[method-assign]
    with pytest.raises(PrinterError, match=r"Jobs 7, 7, 7 of queue 'slips' .* cancel -a"):
        printer(room).clean()


def test_lp_that_is_late_may_have_handed_the_slip_over() -> None:
    room = Room(refused=LateError("lp did not end"), waiting=[12])
    receipt = printer(room).print(JOB)
    assert (receipt.outcome, receipt.text) == ("unknown", "lp did not end")
    assert room.came[-2:] == ["cancel 12", "forget 12"]


def test_what_is_refused_is_not_printed() -> None:
    with pytest.raises(PrinterError, match="no such queue"):
        printer(Room(refused=PrinterError("no such queue"))).print(JOB)
    with pytest.raises(PrinterError, match="nothing was printed"):
        printer(Room()).print(replace(JOB, job="not a UUID"))


def states() -> Iterable[tuple[Room, str | None]]:
    yield Room(), None
    yield Room(device=AWAY), "offline"
    yield Room(deaf=True), "offline"
    yield Room(shown=Queue(False, True, IPP, message="Paused")), "fault"
    yield Room(shown=Queue(True, False, IPP)), "fault"
    yield Room(device=Device(True, ("media-empty-report",))), "paper_out"
    yield Room(device=Device(True, ("media-empty-report",), paper=True)), None
    yield Room(device=Device(True, ("door-open-error", "media-needed-error"))), "cover_open"
    yield Room(device=Device(True, ("media-jam-error",))), "fault"
    yield Room(device=Device(True, ("none",), stopped=True)), "fault"
    yield Room(device=Device(True, ("toner-low-warning", "marker-supply-empty-report"))), None
    # What the service remembers counts only where the printer itself did not tell.
    yield Room(shown=Queue(True, True, IPP, ("media-empty-error",))), None
    usb = Queue(True, True, "usb://x", ("offline-report",))
    yield Room(shown=usb, device=Device(None)), "offline"


@pytest.mark.parametrize(("room", "reason"), list(states()))
def test_nothing_is_offered_or_printed_that_cannot_be(room: Room, reason: str | None) -> None:
    status = printer(room).status()
    assert (status.ready, status.reason) == (reason is None, reason)
    if reason is not None:
        assert status.text
        with pytest.raises(PrinterError):
            printer(room).print(JOB)
        assert room.came == []


def test_low_paper_is_told() -> None:
    status = printer(Room(device=Device(True, ("media-low-report",)))).status()
    assert (status.ready, status.low) == (True, True)
    assert meaning(["media-low-warning"]).low
    assert meaning(["cups-waiting-for-job-completed", "cups-missing-filter"]).why is None


SHOWN = """slips accepting requests since Thu Nov 26 06:18:03 2026
device for slips: ipp://127.0.0.1:8631/ipp/print
printer slips {}since Thu Nov 26 06:18:03 2026
{}\tForm mounted:
\tContent types: any
\tDescription: Slips: door
\tAlerts: {}
\tLocation: hall
"""


def test_what_lpstat_shows_is_read() -> None:
    idle = read_queue(SHOWN.format("is idle.  enabled ", "", "none"))
    assert idle == Queue(True, True, "ipp://127.0.0.1:8631/ipp/print", ("none",))
    busy = SHOWN.format("now printing slips-4.  enabled ", "\tPrinting.\n", "media-low-report a-b")
    assert read_queue(busy).reasons == ("media-low-report", "a-b")
    assert read_queue(busy).message == "Printing."
    off = SHOWN.format("disabled ", "\tPaused\n", "paused").replace("slips acc", "slips not acc")
    assert read_queue(off) == Queue(
        False, False, "ipp://127.0.0.1:8631/ipp/print", ("paused",), "Paused"
    )
    with pytest.raises(PrinterError, match="not understood"):
        read_queue("lpstat: Unknown")


def test_where_the_service_is() -> None:
    assert read_server("/run/cups/cups.sock\n") == Server(socket_path="/run/cups/cups.sock")
    assert read_server("localhost:631") == Server("localhost", 631)
    assert read_server("print.example:8631/version=1.1") == Server("print.example", 8631)
    assert read_server("[::1]:631") == Server("::1", 631)
    with pytest.raises(PrinterError, match="names no print server"):
        read_server("a b")


def command(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{text}\n")
    (folder / name).chmod(stat.S_IRWXU)


@pytest.fixture
def commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for commands that are found before the system's, if there are any."""
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setenv("HERE", str(tmp_path))
    return tmp_path


def test_without_the_commands_staff_is_told_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    status = CupsPrinter("slips", lambda slip: b"PDF", "a6").status()
    assert (status.ready, status.reason) == (False, "offline")
    assert "apt-get install cups-client" in status.text
    with pytest.raises(PrinterError, match="cups-client"):
        CupsPrinter("slips", lambda slip: b"PDF", "a6").print(JOB)


def test_lp_is_given_the_pages_through_a_pipe_and_nothing_that_names_anybody(
    commands: Path,
) -> None:
    command(commands, "lp", 'echo "$LC_ALL $@" >$HERE/words; cat >$HERE/given; echo id is slips-7')
    assert CupsCommands("slips", "kiosk").submit(JOB.job, b"%PDF", ("media=a6",)) == 7
    words = (commands / "words").read_text().split()
    assert words == ["C", "-U", "kiosk", "-d", "slips", "-t", JOB.job,
                     "-o", "job-sheets=none", "-o", "media=a6", "-"]  # fmt: skip
    assert (commands / "given").read_bytes() == b"%PDF"
    assert sorted(file.name for file in commands.iterdir()) == ["given", "lp", "words"]


def test_what_the_commands_say_reaches_staff(commands: Path) -> None:
    service = CupsCommands("slips", "kiosk")
    command(commands, "lp", 'echo "lp: The printer or class does not exist." >&2; exit 1')
    with pytest.raises(PrinterError, match=r"does not exist.*lpstat -e"):
        service.submit(JOB.job, b"", ())
    command(commands, "lp", "echo hello")
    with pytest.raises(LateError, match="told no job's number"):
        service.submit(JOB.job, b"", ())
    command(commands, "lpstat", "echo /nowhere/cups.sock")
    with pytest.raises(PrinterError, match="does not answer"):
        service.job(7)


def test_a_command_that_hangs_is_ended(commands: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.adapters.cups_commands.COMMAND_S", 0.2)
    command(commands, "cancel", "exec sleep 60")
    service = CupsCommands("slips", "kiosk")
    with pytest.raises(LateError, match="hangs"):
        service._run("cancel", timeout_s=0.2)


def test_kiosks_that_share_a_service_are_told_apart() -> None:
    assert owner().startswith("knee-kiosk-")
    assert owner().isascii()
