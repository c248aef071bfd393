"""Asking an ESC/POS printer, and knowing which answer is whose. kiosk.ports and its neighbours.

Answers carry no name. One that comes late would confirm a slip that is still in the printer, so
every question is counted, also those that were never answered: they may be answered yet.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from kiosk.errors import PrinterError
from kiosk.ports import PrinterStatus
from kiosk.printing.escpos_status import (
    ALL_WELL,
    CARRIED_OUT,
    CLEAR,
    CLEARED,
    COMPLETING,
    FLOW,
    LIVE,
    RECOVER,
    is_carried_out,
    is_live,
    paper_gone,
    status_of,
)
from kiosk.printing.wire import Wire

ANSWER_S: Final = 1.0
"""For what is answered on reception; milliseconds as a rule."""
STILL_S: Final = 0.05
"""So long nothing may come after the last answer."""
LATE_S: Final = 0.2
"""The same where answers may be under way that nobody waits for."""
WRITE_S: Final = 5.0
MOST_BYTES: Final = 64
MOST_CHATTER: Final = 64
"""Reads that find something before a printer counts as one that does not stop talking."""
OWED_AT_START: Final = 16
"""More questions than a process before this one leaves open (Pace.bands_open and CONFIRM)."""

SILENT: Final = "The printer does not answer. See that it is switched on and plugged in."
BABBLE: Final = (
    "The printer answers what is no answer ({}). Check its cable, baud rate and [printer] uri."
)


class Talk:
    """One printer's line. Every call raises PrinterError as soon as the line does.

    owed: answers to GS r that may come yet. live_owed: answers to DLE EOT that are missing; less
    than none where the picture asked by chance.
    """

    def __init__(self, wire: Wire, clock: Callable[[], float]) -> None:
        self._wire, self._clock = wire, clock
        self._open = False
        self.owed = OWED_AT_START
        self.live_owed = 0

    @property
    def is_open(self) -> bool:
        return self._open

    def open(self) -> None:
        self._wire.open()
        self._open = True

    def hang_up(self) -> None:
        self._open = False
        self._wire.close()

    def say(self, data: bytes, timeout_s: float = WRITE_S) -> None:
        """Commands without a question."""
        self._wire.write(data, timeout_s)

    def ask_when_done(self, data: bytes = b"", times: int = 1, timeout_s: float = WRITE_S) -> None:
        """Commands, and behind them the question whether they were carried out."""
        self.owed += times  # they may have arrived even where the write fails
        self._wire.write((data or COMPLETING) + CARRIED_OUT * times, timeout_s)

    def ask_in_passing(self) -> None:
        """Whether the cover is closed and paper there; `hear` brings the answers when they come."""
        self.live_owed += 2
        self._wire.write(COMPLETING + LIVE[1] + LIVE[3], ANSWER_S)

    def hear(self, timeout_s: float) -> bytes:
        """What was answered: at least a byte, none when the time is over. Raises PrinterError for
        noise, and for more answers than questions."""
        heard = self._wire.read(MOST_BYTES, timeout_s).translate(None, FLOW)
        self._count(heard)
        return heard

    def ask(self, question: bytes, timeout_s: float) -> int | None:
        """One answer to DLE EOT, whatever else is answered before it; None when none comes."""
        until = self._clock() + timeout_s
        self.live_owed += 1
        self._wire.write(COMPLETING + question, timeout_s)
        while (left := until - self._clock()) > 0:
            live = [byte for byte in self.hear(left) if is_live(byte)]
            if live:
                return live[0]
        return None

    def look(self, timeout_s: float) -> PrinterStatus | None:
        """How the printer is while a job is under way. None where it does not say: one whose
        buffer is full may not have heard the question yet."""
        answers: list[int] = []
        for question in LIVE:
            answer = self.ask(question, timeout_s)
            if answer is None:
                break
            answers.append(answer)
        found = status_of([*answers, *[ALL_WELL] * (len(LIVE) - len(answers))])
        return found if len(answers) == len(LIVE) or not found.ready else None

    def status(self) -> PrinterStatus:
        """How the printer is while nothing is under way: four questions, four answers, no more."""
        self.drain()
        answers = []
        for question in LIVE:
            self._wire.write(COMPLETING + question, ANSWER_S)
            heard = self._wire.read(MOST_BYTES, ANSWER_S).translate(None, FLOW)
            if not heard:
                raise PrinterError(SILENT)
            if len(heard) != 1 or not is_live(heard[0]):
                raise PrinterError(BABBLE.format(heard[:8].hex(" ")))
            answers.append(heard[0])
        self.expect_nothing()
        return status_of(answers)

    def expect_nothing(self) -> None:
        """Raises PrinterError where more answers come than questions were asked."""
        late = self._wire.read(MOST_BYTES, STILL_S).translate(None, FLOW)
        if late:
            raise PrinterError(BABBLE.format(late[:8].hex(" ")))

    def drain(self) -> None:
        """Take off the line what nobody waits for."""
        for _ in range(MOST_CHATTER):
            late = self._wire.read(MOST_BYTES, 0.0)
            if not late:
                self.live_owed = 0
                return
            answers = bytes(byte for byte in late if is_carried_out(byte))
            self.owed = max(0, self.owed - len(answers))
        raise PrinterError(BABBLE.format("it does not stop talking"))

    def catch_up(self, patience_s: float) -> None:
        """Return when all that was said before this call has been carried out.

        With n answers owed, the n+1st that comes is one of ours. Raises PrinterError where that
        takes longer than patience_s.
        """
        stale, until = self.owed, self._clock() + patience_s
        missing = stale + 1
        while missing > 0:
            self.ask_when_done(timeout_s=ANSWER_S)
            missing -= self._next_answers(until)
        while stale and any(is_carried_out(byte) for byte in self.hear(LATE_S)):
            pass  # where all that were owed came, as many of ours come behind them
        self.owed = 0

    def empty(self) -> None:
        """Take from the printer what it has not printed yet, as far as it knows how to.

        Nothing is said before it has answered that, as Epson asks for.
        """
        self._wire.write(COMPLETING + CLEAR, ANSWER_S)
        until, heard = self._clock() + ANSWER_S, b""
        while CLEARED not in heard and (left := until - self._clock()) > 0:
            more = self._wire.read(MOST_BYTES, left).translate(None, FLOW)
            heard = (heard + more)[-4 * MOST_BYTES :]
        self._wire.write(RECOVER, ANSWER_S)

    def _next_answers(self, until: float) -> int:
        while (left := until - self._clock()) > 0:
            came = [byte for byte in self.hear(left) if is_carried_out(byte)]
            if any(paper_gone(byte) for byte in came):
                raise PrinterError("The printer has no paper. Put in a new roll.")
            if came:
                return len(came)
        raise PrinterError("The printer does not say that it is done. " + SILENT)

    def _count(self, heard: bytes) -> None:
        done = sum(is_carried_out(byte) for byte in heard)
        live = sum(is_live(byte) for byte in heard)
        self.owed -= done
        self.live_owed -= live
        if done + live != len(heard) or self.owed < 0:
            self.owed = max(0, self.owed)
            raise PrinterError(BABBLE.format(heard[:8].hex(" ")))
