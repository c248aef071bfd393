"""Jobs and faults in virtual time, and what must hold whatever happens.

The worker here does what the print worker does: it asks for the printer's state every few seconds,
which cleans it where it is dirty, and prints what it is told, through the real service.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from kiosk.core.slip import Slip
from kiosk.core.slip_kinds import Text
from kiosk.errors import PrinterError
from kiosk.ports import PrintJob
from kiosk.printing.backend import Receipt
from kiosk.printing.escpos_job import LOOK_AFTER_S
from kiosk.printing.escpos_printer import EscposPrinter
from kiosk.printing.escpos_talk import Talk
from kiosk.printing.harmless import harmless
from kiosk.printing.journal import Journal
from kiosk.printing.pace import Pace, serial_pace
from kiosk.printing.service import PrintService
from kiosk.printing.wire import Wire
from tests.support.printer_line import Killed, Line, LineWire, Noise
from tests.support.printer_model import Kind, Printer
from tests.support.printer_paper import ENDLESS, Paper, Piece

WIDTH_DOTS = 64
BAND_ROWS = 48
"""384 bytes."""
BAUD = 6000
POLL_S = 4.0
RESTART_S = 2.0
NEW_ROLL_S = 3.0
"""Nobody is faster."""
SOON_OUT = 10_000
SOON_POLLS = 3
MOST_S = {"status": 45.0, "print": 90.0}
"""status and print of the service, cleaning included."""
SPICE = (
    b"\x10\x04\x01\x10\x04", b"\x1dr\x01\x1dr", b"\x1b@\x10\x04\x04", b"\x10\x14\x08\x01\x03",
    b"\x10\x05\x02\x10\x10", b"\x1dv0\x00\xff", b"r\x0a\x00\x00A", b"\x00\x00\x00\x00\x10",
)  # fmt: skip
"""What in a picture could be taken for a command."""

Bits = NDArray[np.bool_]
Row = tuple[bytes, ...]


class PlainEncoder:
    """kiosk.printing.wire.Encoder for any width."""

    def begin(self) -> bytes:
        return b"\x1b@"

    def band(self, bits: Bits) -> bytes:
        rows, dots = bits.shape
        head = b"\x1dv0\x00" + (dots // 8).to_bytes(2, "little") + rows.to_bytes(2, "little")
        return head + np.packbits(bits, axis=1).tobytes()

    def cut(self, feed_dots: int) -> bytes:
        return b"\x1bJ" + bytes((feed_dots,)) + b"\x1dVB\x00"


def picture(number: int, rows: int) -> Bits:
    """Every row tells whose it is and which; none is white."""
    data = b"".join(
        bytes((0x80 + number, i // 256, i % 256)) + SPICE[(i + number) % len(SPICE)]
        for i in range(rows)
    )
    packed = np.frombuffer(data, np.uint8).reshape(rows, WIDTH_DOTS // 8)
    return np.unpackbits(packed, axis=1).astype(np.bool_)


@dataclass(frozen=True, slots=True)
class Fault:
    """job: it comes dt_s after this job began, or where `byte` is not 0, when so many bytes have
    reached the printer. what: see `Run._happen`. size: seconds that it lasts."""

    job: int
    dt_s: float
    what: str
    size: float
    byte: int = 0


@dataclass(frozen=True, slots=True)
class Schedule:
    kind: Kind
    serial: bool
    rows: tuple[int, ...]
    gaps_s: tuple[float, ...]
    faults: tuple[Fault, ...]


@dataclass
class Book:
    """A journal's file, which a killed process cannot write any more."""

    kept: list[Journal] = field(default_factory=lambda: [Journal()])
    alive: bool = True

    def load(self) -> tuple[Journal, str]:
        return self.kept[0].settled(), ""

    def save(self, journal: Journal) -> None:
        if self.alive:
            self.kept[0] = journal

    def reopened(self) -> Book:
        self.alive = False
        return Book(self.kept)


class Run:
    """One schedule. wrong: what is not as it should be, a sentence each; empty after `play`."""

    def __init__(
        self, schedule: Schedule, printer_class: type[WatchedPrinter] | None = None
    ) -> None:
        self.schedule, self.wrong = schedule, list[str]()
        self.line = Line(Printer(schedule.kind, Paper()), BAUD / 10 if schedule.serial else None)
        self.pictures = [picture(i, rows) for i, rows in enumerate(schedule.rows)]
        self.pictures.append(picture(len(self.pictures), 40))
        self.expected = [rows_of(harmless(bits)) for bits in self.pictures]
        self.owner = {row: i for i, rows in enumerate(self.expected) for row in rows}
        self.outcomes: dict[int, str] = {}
        self._class = printer_class or WatchedPrinter
        self._book = Book()
        self.service = self._started()

    def _started(self) -> PrintService:
        pace = serial_pace(BAUD, WIDTH_DOTS) if self.schedule.serial else Pace(band_rows=BAND_ROWS)
        printer = self._class(LineWire(self.line), self, pace)
        return PrintService(printer, self._book, lambda: f"{self.line.now:.3f}")

    # ---- the worker

    def play(self) -> Run:
        for number in range(len(self.schedule.rows)):
            self._idle(self.schedule.gaps_s[number])
            for fault in self.schedule.faults:
                if fault.job == number and fault.byte:
                    self.line.after_bytes(fault.byte, self._starter(fault))
                elif fault.job == number:
                    self.line.at(self.line.now + fault.dt_s, self._starter(fault))
            self._print(number)
        self._heal()
        self._last()
        self._judge()
        return self

    def _idle(self, seconds: float) -> None:
        until = self.line.now + seconds
        while self.line.now < until:
            self._status()
            self.line.wait(POLL_S)

    def _status(self) -> None:
        self._timed("status", lambda: self.service.status())

    def _print(self, number: int) -> None:
        job = PrintJob(str(uuid.UUID(int=number + 1)), Slip((Text(str(number), "body"),)))
        whole_before = len(self.whole(number))

        def do() -> None:
            try:
                self.outcomes[number] = self.service.print(job)
            except PrinterError:
                self.outcomes[number] = "nothing"

        self.outcomes[number] = "killed"
        self._timed("print", do)
        if self.outcomes[number] == "printed":
            if [p.how for p in self.whole(number)] != ["cut"] or whole_before:
                self.wrong.append(f"job {number} was called printed, and is not")
            if self.line.printer.paper.inside().inked():
                self.wrong.append(
                    f"job {number} was called printed, and the next paper is not white"
                )

    def _timed(self, name: str, do: Callable[[], object]) -> None:
        began = self.line.now
        try:
            do()
        except Killed:
            self.line.wait(RESTART_S)
            self.service = self._started()
        if self.line.now - began > MOST_S[name]:
            self.wrong.append(f"{name} took {self.line.now - began:.0f} s")

    def _last(self) -> None:
        """After all faults a new job prints."""
        number = len(self.pictures) - 1
        for _ in range(SOON_POLLS):
            self._status()
            self.line.wait(POLL_S)
        # Each try is another press, and so another job; this one picture is all that is looked at.
        self._print(number)
        if self.outcomes[number] != "printed":
            self.wrong.append(f"after all faults a job was {self.outcomes[number]}")

    # ---- faults

    def _starter(self, fault: Fault) -> Callable[[], None]:
        return lambda: self._happen(fault)

    def _happen(self, fault: Fault) -> None:
        line, printer = self.line, self.line.printer
        name, _, more = fault.what.partition(" ")

        def later(then: Callable[[], None]) -> None:
            line.at(line.now + fault.size, then)

        if name == "paper":
            printer.end_roll(int(more))
            later(self._look_after_paper)
        elif name == "cover":
            printer.open_cover()
            later(printer.close_cover)
        elif name == "knife":
            printer.jammed = True
            later(printer.free_knife)
        elif name == "unplug":
            line.unplug()
            later(line.plug_in)
        elif name == "reset":
            line.break_connection()
        elif name == "silent":
            line.silent = "held" if more == "held" else "lost"
            later(line.speak)
        elif name == "slow":
            printer.slow = float(more)
            later(lambda: setattr(printer, "slow", 1.0))
        elif name == "noise":
            noise: dict[str, Noise] = {n: n for n in ("random", "zeros", "ones", "more")}  # type: ignore[misc]
            line.noise = noise[more]
            later(lambda: setattr(line, "noise", "none"))
        elif name == "power":
            line.power_off()
            later(line.power_on)
        else:
            assert name == "kill", name
            line.killed = True
            self._book = self._book.reopened()

    def _look_after_paper(self) -> None:
        """Staff comes by; and changing a roll takes its time."""
        printer = self.line.printer
        if printer.paper.out and self.line.now - printer.out_at >= NEW_ROLL_S:
            printer.reload(ENDLESS)
        elif printer.paper.left < SOON_OUT:
            self.line.at(self.line.now + NEW_ROLL_S, self._look_after_paper)

    def _heal(self) -> None:
        line, printer = self.line, self.line.printer
        self._idle(max((f.dt_s + f.size for f in self.schedule.faults), default=0.0) + 1.0)
        line.forget_bytes()
        line.plug_in()
        line.power_on()
        line.speak()
        line.noise, printer.slow = "none", 1.0
        printer.free_knife()
        printer.close_cover()
        if printer.paper.left < SOON_OUT:
            printer.reload(ENDLESS)

    # ---- what must hold

    def whole(self, number: int) -> list[Piece]:
        pieces = self.line.printer.paper.pieces
        return [p for p in pieces if p.inked() == self.expected[number] and not p.foreign]

    def cleaned(self) -> None:
        """The printer was said to be clean."""
        printer = self.line.printer
        if printer.paper.inside().inked():
            self.wrong.append("it was called clean, and the next paper is not white")
        # Questions in real time stay in the buffer of one that stands still, and do nothing.
        if printer.waits_for or printer.to_do:
            self.wrong.append("it was called clean, and something is in the printer")

    def _judge(self) -> None:
        pieces = [*self.line.printer.paper.pieces, self.line.printer.paper.inside()]
        for piece in pieces:
            owners = {self.owner[row] for row in piece.rows if row in self.owner}
            if len(owners) > 1:
                self.wrong.append(f"jobs {sorted(owners)} are on one piece")
            for number in owners:
                if self.outcomes.get(number, "never") in ("nothing", "never"):
                    self.wrong.append(f"job {number} was called not begun, and is on a piece")
        for number, outcome in self.outcomes.items():
            count = len(self.whole(number))
            if count > 1:
                self.wrong.append(f"job {number} came out {count} times")
            if outcome == "printed" and count != 1:
                self.wrong.append(f"job {number} was called printed and came out {count} times")
            if outcome == "failed" and count:
                self.wrong.append(f"job {number} was called failed and came out whole")


class WatchedPrinter(EscposPrinter):
    """The real one; the run looks into the printer whenever it is called clean."""

    def __init__(self, wire: Wire, run: Run, pace: Pace) -> None:
        def render(slip: Slip) -> Bits:
            (line,) = slip.lines
            assert isinstance(line, Text)
            return run.pictures[int(line.words)]

        super().__init__(wire, PlainEncoder(), render, WIDTH_DOTS, run.line.clock, pace)
        self._run = run

    def clean(self) -> None:
        super().clean()
        self._run.cleaned()


class NeverCleans(WatchedPrinter):
    """Wrong on purpose."""

    def clean(self) -> None:
        return


class TrustingTalk(Talk):
    """Wrong on purpose: who is silent agrees."""

    def hear(self, timeout_s: float) -> bytes:
        heard = super().hear(timeout_s)
        if heard or not self.owed or timeout_s < LOOK_AFTER_S:
            return heard
        self.owed = self.live_owed = 0
        return b"\x00"


class TrustsSilence(WatchedPrinter):
    def __init__(self, wire: Wire, run: Run, pace: Pace) -> None:
        super().__init__(wire, run, pace)
        self._talk = TrustingTalk(wire, run.line.clock)


class BelievesItself(WatchedPrinter):
    """Wrong on purpose: what was sent was printed."""

    def print(self, job: PrintJob) -> Receipt:
        receipt = super().print(job)
        return Receipt("printed") if receipt.outcome == "unknown" else receipt


def rows_of(bits: Bits) -> Row:
    packed = np.packbits(bits, axis=1)
    return tuple(row.tobytes() for row in packed)
