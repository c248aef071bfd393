"""A line between a printer's driver and `printer_model`, in a time that passes only by waiting.

All that can happen to a line or a printer is an event at a time; whoever waits, in a read or a
write, meets it. The line outlives the wires that are opened on it, as a cable does its programs.
"""

from __future__ import annotations

import heapq
import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from kiosk.errors import PrinterError
from tests.support.printer_model import Printer

SEND_BUFFER = 512
CONNECT_S = 2.0
GIVES_UP_S = 15.0
PIECE = 8
READ_S = 0.001

Noise = Literal["none", "random", "zeros", "ones", "more"]


class Killed(BaseException):
    """The worker's process ended here."""


@dataclass
class Line:
    """bytes_a_second: of a serial line, where what is sent while it is cut is lost; None: TCP,
    where it waits, or the connection breaks."""

    printer: Printer
    bytes_a_second: float | None = None
    now: float = 0.0
    plugged: bool = True
    powered: bool = True
    silent: Literal["no", "lost", "held"] = "no"
    noise: Noise = "none"
    latency_s: float = 0.002
    killed: bool = False
    connection: int = 0
    broken: bool = True
    _events: list[tuple[float, int, Callable[[], None]]] = field(default_factory=list)
    _order: itertools.count[int] = field(default_factory=itertools.count)
    _on_byte: list[tuple[int, Callable[[], None]]] = field(default_factory=list)
    _unsent: bytearray = field(default_factory=bytearray)
    _inbox: list[tuple[float, int]] = field(default_factory=list)
    _held: bytearray = field(default_factory=bytearray)
    _random: random.Random = field(default_factory=lambda: random.Random(7))

    # ---- time

    def clock(self) -> float:
        return self.now

    def at(self, time_s: float, happen: Callable[[], None]) -> None:
        heapq.heappush(self._events, (time_s, next(self._order), happen))

    def after_bytes(self, count: int, happen: Callable[[], None]) -> None:
        """When so many more bytes have reached the printer."""
        self._on_byte.append((max(1, count), happen))

    def forget_bytes(self) -> None:
        self._on_byte.clear()

    def wait(self, seconds: float) -> None:
        self.wait_until(self.now + seconds)

    def wait_until(self, until: float) -> None:
        """Let all happen that is due by then, each thing at its time."""
        while self._events and self._events[0][0] <= until:
            at, _, happen = heapq.heappop(self._events)
            self._run(max(at, self.now))
            happen()
        self._run(until)

    def _run(self, until: float) -> None:
        self._pump()
        while self.powered and (at := self.printer.next_at) is not None and at <= until:
            self.now = max(self.now, at)
            self.printer.run(self.now)
            self._collect()
            self._pump()
        self.now = max(self.now, until)
        if self.powered:
            self.printer.run(self.now)
            self._collect()

    def _next_s(self, until: float) -> float:
        """When something may be different from now."""
        times = [until]
        if self.powered and self.printer.next_at is not None:
            times.append(self.printer.next_at)
        if self._events:
            times.append(self._events[0][0])
        times += [at for at, _ in self._inbox[:1] if at > self.now]
        return max(min(times), self.now + 1e-6)

    # ---- what happens to it

    def power_off(self) -> None:
        self.powered = False
        self.printer.switch_off_and_on()
        self.break_connection()

    def power_on(self) -> None:
        self.powered = True
        self.printer.now = self.now

    def break_connection(self) -> None:
        if self.bytes_a_second is None:
            self.broken = True
            self._unsent.clear()
            self._inbox.clear()

    def unplug(self) -> None:
        self.plugged = False
        cut = self.connection

        def give_up() -> None:
            if not self.plugged and self.connection == cut:
                self.break_connection()

        self.at(self.now + GIVES_UP_S, give_up)

    def plug_in(self) -> None:
        self.plugged = True

    def speak(self) -> None:
        """The end of a silence."""
        self.silent = "no"
        for byte in self._held:
            self._arrive(byte)
        self._held.clear()

    # ---- to the printer

    def _reaches(self) -> bool:
        return self.plugged and self.powered

    def _pump(self) -> None:
        """What waits in the kernel, as far as the printer has room."""
        if not self._unsent or not self._reaches():
            return
        part = bytes(self._unsent[: self.printer.room])
        if part and not self.killed:
            del self._unsent[: len(part)]
            left = self._deliver(part)
            if not self.broken:
                self._unsent[:0] = left  # TCP sends it again

    def _deliver(self, data: bytes) -> bytes:
        """Into the printer, for as long as nothing that waits for a byte cuts it off; the rest."""
        while data and self._reaches():
            due = [left for left, _ in self._on_byte]
            part = data[: max(1, min([len(data), *due]))]
            self.printer.now = self.now
            self.printer.feed(part)
            self._collect()
            data = data[len(part) :]
            happened = [happen for left, happen in self._on_byte if left <= len(part)]
            self._on_byte = [(n - len(part), then) for n, then in self._on_byte if n > len(part)]
            for happen in happened:
                happen()
            if happened and (self.broken or self.killed):
                break
        return data

    def send(self, data: bytes, until: float) -> int:
        """How many bytes were taken before the time was over."""
        if self.bytes_a_second is not None:
            return self._send_serial(data, until)
        taken = 0
        while True:
            self.check()
            part = data[taken : taken + SEND_BUFFER - len(self._unsent)]
            self._unsent += part
            taken += len(part)
            self._pump()
            if taken == len(data) or self.now >= until:
                return taken
            self.wait_until(self._next_s(until))

    def _send_serial(self, data: bytes, until: float) -> int:
        assert self.bytes_a_second is not None
        for at in range(0, len(data), PIECE):
            part = data[at : at + PIECE]
            self.wait(len(part) / self.bytes_a_second)
            self.check()
            if self.now > until:
                return at
            self._deliver(part)
        return len(data)

    # ---- from the printer

    def _collect(self) -> None:
        """Take the printer's answers on the way."""
        came, self.printer.answers = bytes(self.printer.answers), bytearray()
        for byte in came:
            if self.silent == "held":
                self._held.append(byte)
            elif self.silent == "no" and (self._reaches() or self.bytes_a_second is None):
                self._arrive(byte)

    def _arrive(self, byte: int) -> None:
        for one in self._with_noise(byte):
            self._inbox.append((self.now + self.latency_s, one))

    def _with_noise(self, byte: int) -> bytes:
        match self.noise:
            case "none":
                return bytes((byte,))
            case "random":
                return self._random.randbytes(1)
            case "zeros":
                return b"\0"
            case "ones":
                return b"\xff"
            case "more":
                return bytes((byte,)) + self._random.randbytes(self._random.randrange(3))

    def receive(self, most: int, until: float) -> bytes:
        while True:
            self.check()
            if self.plugged or self.bytes_a_second is not None:
                ready = [byte for at, byte in self._inbox if at <= self.now][:most]
                if ready:
                    del self._inbox[: len(ready)]
                    return bytes(ready)
            if self.now >= until:
                return b""
            self.wait_until(self._next_s(until))

    # ---- connections

    def connect(self) -> int:
        if self.bytes_a_second is None:
            if not self._reaches():
                self.wait(CONNECT_S)
                raise PrinterError("no route to the printer")
            self._unsent.clear()
            self._inbox.clear()
        self.broken = False
        self.connection += 1
        return self.connection

    def hang_up(self) -> None:
        if self.bytes_a_second is None:
            self.break_connection()

    def check(self) -> None:
        if self.killed:
            self.killed = False
            self.hang_up()
            raise Killed
        if self.broken:
            raise PrinterError("the connection broke")


class LineWire:
    """A kiosk.printing.wire.Wire on a Line."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._open: int | None = None

    def open(self) -> None:
        if self._open is None:
            self._open = self._line.connect()

    def write(self, data: bytes, timeout_s: float) -> None:
        if self._open is None:
            raise PrinterError("not open")
        taken = self._line.send(data, self._line.now + timeout_s)
        if taken < len(data):
            raise PrinterError(f"it took {taken} of {len(data)} bytes")

    def read(self, most: int, timeout_s: float) -> bytes:
        if self._open is None:
            raise PrinterError("not open")
        return self._line.receive(most, self._line.now + max(timeout_s, READ_S))

    def close(self) -> None:
        if self._open is not None:
            self._open = None
            self._line.hang_up()
