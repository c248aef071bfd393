"""An ESC/POS printer as a state machine: bytes in, answers and paper out, time from outside.

Written from public manuals, as a second opinion on what kiosk.printing sends: it knows the commands
below, reports every other byte as odd, and prints what is text in black bars ('foreign'). It takes
the worst readings: commands in real time are obeyed inside a picture too, and stay in the buffer,
where they count as dots of that picture; a command that was cut off waits for its rest for good,
also over a new connection.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tests.support.printer_paper import KNIFE_ROWS, Paper

LIVE = re.compile(
    rb"\x10\x04[\x01-\x04]|\x10\x05[\x01\x02]|\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
    rb"|\x10\x14\x01[\x00\x01][\x01-\x08]|\x10\x14\x02\x01\x08",
    re.DOTALL,
)
LONGEST_LIVE = 10
CLEARED = b"\x37\x25\x00"
TEXT_ROWS = 24
TEXT_COLUMNS = 48
FOREIGN = b"\xff\x00" * 4


@dataclass(frozen=True, slots=True)
class Kind:
    """Ways in which printers differ.

    buffer: bytes it can receive ahead. clears: knows DLE DC4 8 and obeys DLE ENQ 2 always.
    forgets_picture: a clear also ends the wait for a picture's rest. goes_on: prints the rest after
    new paper or a closed cover, where others drop it.
    """

    width_bytes: int = 72
    row_s: float = 1 / 1200
    cut_s: float = 0.3
    buffer: int = 65_536
    clears: bool = True
    forgets_picture: bool = True
    goes_on: bool = True
    near_end_rows: int = 0


@dataclass
class Printer:
    """A printer that is switched on. `feed` takes bytes, `run` carries out what it can until a
    time, `answers` is for the line to take away."""

    kind: Kind = field(default_factory=Kind)
    paper: Paper = field(default_factory=Paper)
    cover_open: bool = False
    jammed: bool = False
    slow: float = 1.0
    odd: list[bytes] = field(default_factory=list)
    answers: bytearray = field(default_factory=bytearray)
    now: float = 0.0
    out_at: float = 0.0
    _buffer: bytearray = field(default_factory=bytearray)
    _seen: bytes = b""
    _line: bytearray = field(default_factory=bytearray)
    _rest: int = 0
    _row_bytes: int = 0
    _feeding: int = 0
    _cutting: bool = False
    _free_at: float = 0.0

    # ---- what happens to it

    def switch_off_and_on(self) -> None:
        """What was in it is gone; what is on the paper stays."""
        self._forget(everything=True)
        self.answers.clear()
        self._seen = b""

    def open_cover(self) -> None:
        self.cover_open = True

    def close_cover(self) -> None:
        self._rested()
        self.cover_open = False
        self._back()

    def reload(self, rows: int) -> None:
        self._rested()
        self.paper.reload(rows)
        self._back()

    def end_roll(self, rows: int) -> None:
        """No more than so many rows are left."""
        self.paper.left = min(self.paper.left, rows)
        if self.paper.out:
            self.out_at = self.now

    def free_knife(self) -> None:
        self._rested()
        self.jammed = False

    def _back(self) -> None:
        interrupted = self._buffer or self._rest or self._feeding or self._cutting
        if interrupted and not self.kind.goes_on:
            self._forget(everything=True)

    # ---- bytes

    @property
    def waits_for(self) -> int:
        """Bytes of a picture that are still to come."""
        return self._rest

    @property
    def buffered(self) -> int:
        return len(self._buffer)

    @property
    def to_do(self) -> bytes:
        """What is in the buffer and will do something: not NULs between commands, nor questions
        that were answered on reception. A command's head that was cut off stays in it."""
        return re.sub(rb"\x10\x04[\x01-\x04]|\x00", b"", bytes(self._buffer))

    @property
    def room(self) -> int:
        return max(0, self.kind.buffer - len(self._buffer))

    def feed(self, data: bytes) -> None:
        """Receive. What has no room is obeyed where it is in real time, and lost otherwise."""
        self._rested()
        stored = len(self._seen)
        joined, end = self._seen + data, 0
        for found in LIVE.finditer(joined):
            self._store(joined[max(end, stored) : found.end()])
            end = found.end()
            self._obey(found.group())
        self._store(joined[max(end, stored) :])
        begun = joined.find(b"\x10", max(end, len(joined) - LONGEST_LIVE + 1))
        self._seen = joined[begun:] if begun >= 0 else b""

    def _rested(self) -> None:
        """Work that comes after a pause begins now."""
        if self.next_at is None:
            self._free_at = max(self._free_at, self.now)

    def _store(self, data: bytes) -> None:
        self._buffer += data[: self.room]

    def _obey(self, command: bytes) -> None:
        if command[1] == 0x04:
            self.answers.append(self._status(command[2]))
        elif command[1] == 0x05:
            if self.kind.clears or self.jammed:
                self._clear()
        elif command[2] == 0x08 and self.kind.clears:
            self._clear()
            self.answers += CLEARED
        else:
            self.odd.append(command)

    def _clear(self) -> None:
        self._forget(everything=self.kind.forgets_picture)

    def _forget(self, *, everything: bool) -> None:
        self._buffer.clear()
        self._line.clear()
        self._feeding, self._cutting = 0, False
        if everything:
            self._rest = 0

    def _status(self, n: int) -> int:
        out, fixed = self.paper.out, 0b00010010
        if n == 1:
            return fixed | 0x08 * (not self.able)
        if n == 2:
            return fixed | 0x04 * self.cover_open | 0x20 * out | 0x40 * self.jammed
        if n == 3:
            return fixed | 0x08 * self.jammed
        return fixed | 0x60 * out | 0x0C * (self.paper.left <= self.kind.near_end_rows)

    # ---- paper

    @property
    def able(self) -> bool:
        return not (self.cover_open or self.jammed or self.paper.out)

    @property
    def next_at(self) -> float | None:
        """When it will do the next thing; None while there is nothing that it can do."""
        idle = not (self._feeding or self._cutting or self._complete())
        return None if idle or not self.able else self._free_at

    def run(self, until: float) -> None:
        """Carry out what is due by then."""
        while (at := self.next_at) is not None and at <= until:
            self.now = max(self.now, at)
            self._step()
        self.now = max(self.now, until)

    def _step(self) -> None:
        if self._feeding:
            self._feeding -= 1
            self._print(b"")
        elif self._cutting:
            self._cutting = False
            self.paper.cut()
            self._free_at += self.kind.cut_s
        elif self._rest:
            self._picture_row()
        else:
            self._command()

    def _print(self, row: bytes, *, foreign: bool = False) -> None:
        self.paper.row(row[: self.kind.width_bytes], foreign=foreign)
        self._free_at += self.kind.row_s * self.slow
        if self.paper.out:
            self.out_at = self._free_at

    def _picture_row(self) -> None:
        size = min(self._row_bytes, self._rest)
        row = bytes(self._buffer[:size])
        del self._buffer[:size]
        self._rest -= size
        self._print(row)

    def _complete(self) -> int:
        """Bytes that the next step takes; 0 where they have not all come."""
        if self._rest:
            return self._row_bytes if len(self._buffer) >= self._row_bytes else 0
        need = _length(self._buffer)
        return need if len(self._buffer) >= need else 0

    def _command(self) -> None:
        size = self._complete()
        command = bytes(self._buffer[:size])
        del self._buffer[:size]
        match command[:2]:
            case b"\x1b@":
                self._line.clear()
            case b"\x1bJ":
                self._line_feed(command[2])
            case b"\x1bd":
                self._line_feed(command[2] * 30)
            case b"\x1dv":
                self._picture(command)
            case b"\x1dV":
                self._cutting = True
                if command[2] in (65, 66):
                    self._feeding = KNIFE_ROWS + command[3]
            case b"\x1dr" if command[2] in (1, 49):
                near = self.paper.left <= self.kind.near_end_rows
                self.answers.append(0x03 * near)
            case b"\x1da":
                if command[2]:
                    self.odd.append(command)
            case _:
                self._plain(command)

    def _plain(self, command: bytes) -> None:
        """Text, what is done already, or nothing that is known."""
        if command[:1] == b"\n":
            self._line_feed(6)
        elif command[0] >= 0x20:
            self._line += command
            if len(self._line) >= TEXT_COLUMNS:
                self._line_feed(6)
        elif command[0] != 0x10 and command != b"\0":
            self.odd.append(command)

    def _line_feed(self, rows: int) -> None:
        if self._line:
            self._line.clear()
            for _ in range(min(TEXT_ROWS, self.paper.left)):
                self._print(FOREIGN, foreign=True)
        self._feeding = rows

    def _picture(self, head: bytes) -> None:
        across, down = head[4] + 256 * head[5], head[6] + 256 * head[7]
        if not across or not down:
            self.odd.append(head)
            return
        if self._line:
            self._line_feed(0)
        self._row_bytes, self._rest = across, across * down


def _length(buffer: bytearray) -> int:
    """Of the command that stands first."""
    if not buffer:
        return 1
    first, second = buffer[0], buffer[1] if len(buffer) > 1 else None
    if first in (0x1B, 0x1D):
        if second is None:
            return 2
        if first == 0x1D and second == 0x76:
            return 8
        if first == 0x1D and second == 0x56:
            return 4 if len(buffer) > 2 and buffer[2] in (65, 66) else 3
        return 3 if bytes((first, second)) in (b"\x1bJ", b"\x1bd", b"\x1dr", b"\x1da") else 2
    if first == 0x10 and second in (None, 0x04, 0x05, 0x14):
        if second == 0x14:
            return 10 if len(buffer) > 2 and buffer[2] == 8 else 3
        return 3
    return 1
