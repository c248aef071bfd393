"""A Backend for ESC/POS printers that answer. kiosk.ports, kiosk.core and its neighbours.

'printed' is said only where the printer itself said, behind the cut, that it carried out all that
it was sent, and was ready afterwards. 'failed' is said only where the end of the slip never left
the kiosk, so that no whole one can come out, now or later. All else is 'unknown'.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Final

from kiosk.core.slip import Slip
from kiosk.errors import PrinterError
from kiosk.ports import PrinterStatus, PrintJob
from kiosk.printing.backend import Receipt
from kiosk.printing.escpos_job import FEED_DOTS, EscposJob, encode
from kiosk.printing.escpos_status import NOTHING, QUIET
from kiosk.printing.escpos_talk import Talk
from kiosk.printing.harmless import harmless
from kiosk.printing.pace import Pace
from kiosk.printing.wire import Bits, Encoder, Wire

JUST_NOW_S: Final = 0.3
"""A status this old still holds: the service has asked right before it prints."""
SETTLE_S: Final = 0.5
HELLO_S: Final = 3.0
"""For a printer that has nothing to do."""
EMPTY_S: Final = 10.0
"""For the rest of a slip in one that cannot be emptied, and so prints it."""


class EscposPrinter:
    """render: a slip as a picture, (rows, width_dots) True where black. clock: seconds, monotonic.

    The line stays open between calls: opening resets some printers.
    """

    def __init__(
        self,
        wire: Wire,
        encoder: Encoder,
        render: Callable[[Slip], Bits],
        width_dots: int,
        clock: Callable[[], float],
        pace: Pace | None = None,
    ) -> None:
        self._encoder, self._render, self._width_dots = encoder, render, width_dots
        self._clock, self._pace = clock, pace or Pace()
        self._talk = Talk(wire, clock)
        self._ready_at = float("-inf")
        self._settled = False

    def status(self) -> PrinterStatus:
        """Asked now. What gives no full answer is 'unknown', what cannot be reached 'offline'."""
        found = self._asked()
        if found.ready:
            self._settle()
            self._ready_at = self._clock()
        return found

    def _settle(self) -> None:
        """Once, so that a member's slip does not wait for answers that another process was owed.
        One that is busy with half a slip may not answer: the next job asks again."""
        if not self._settled:
            self._settled = True
            with suppress(PrinterError):
                self._talk.catch_up(SETTLE_S)

    def _asked(self) -> PrinterStatus:
        if self._talk.is_open:
            try:
                return self._talk.status()
            except PrinterError:  # closed at the other end, or out of step: once more from anew
                self._talk.hang_up()
        try:
            self._talk.open()
        except PrinterError as error:
            self._talk.hang_up()
            return PrinterStatus(ready=False, reason="offline", text=str(error))
        try:
            return self._talk.status()
        except PrinterError as error:
            self._talk.hang_up()
            return PrinterStatus(ready=False, reason="unknown", text=str(error))

    def print(self, job: PrintJob) -> Receipt:
        """Raises PrinterError before the first line: not ready, or it does not do as it is told."""
        if not (self._talk.is_open and self._clock() - self._ready_at <= JUST_NOW_S):
            found = self.status()
            if not found.ready:
                raise PrinterError(found.text)
        encoded = encode(harmless(self._render(job.slip)), self._encoder, self._pace.band_rows)
        try:
            self._talk.say(QUIET + encoded.begin)
            self._talk.catch_up(HELLO_S)
        except PrinterError as error:
            self._talk.hang_up()
            raise PrinterError(f"Nothing was printed: {error}") from error
        return EscposJob(self._talk, self._clock, self._pace, encoded).run()

    def clean(self) -> None:
        """Empty the printer, complete a picture that was cut off, feed, cut, and be told so.

        The buffers are emptied even where the rest has to wait for paper or a closed cover.
        """
        try:
            self._talk.open()
            self._talk.drain()
            self._talk.empty()
            self._expect_ready()
            band = self._pace.band_rows * (self._width_dots // 8)
            self._talk.say(NOTHING * band, EMPTY_S + band * self._pace.extra_s_a_byte)
            self._talk.catch_up(EMPTY_S)  # nothing is lost for want of room from here on
            self._talk.say(QUIET + self._encoder.begin() + self._encoder.cut(FEED_DOTS))
            self._talk.catch_up(EMPTY_S)
            self._expect_ready()
        except PrinterError:
            self._talk.hang_up()
            raise

    def erase(self, job: str) -> bool:  # noqa: ARG002
        """Paper cannot be erased."""
        return False

    def tidy(self, keep_days: int) -> int:  # noqa: ARG002
        return 0

    def close(self) -> None:
        self._talk.hang_up()

    def _expect_ready(self) -> None:
        found = self._talk.status()
        if not found.ready:
            raise PrinterError(found.text)
