"""A Backend for ESC/POS printers that are only written to. kiosk.ports and its neighbours.

Such a printer can be opened or not; whether paper is in it, and whether a slip came out, it cannot
say. So every job's outcome is 'unknown', and the status says that it never tells.
"""

from __future__ import annotations

from collections.abc import Callable

from kiosk.core.slip import Slip
from kiosk.errors import PrinterError
from kiosk.ports import PrinterStatus, PrintJob
from kiosk.printing.backend import Receipt
from kiosk.printing.escpos_job import DOTS_A_MM, FEED_DOTS, encode
from kiosk.printing.escpos_status import COMPLETING, NOTHING
from kiosk.printing.escpos_talk import WRITE_S
from kiosk.printing.harmless import harmless
from kiosk.printing.pace import Pace
from kiosk.printing.wire import Bits, Encoder, Wire


class WriteOnlyPrinter:
    """As EscposPrinter, without questions. The device is opened for each call alone."""

    def __init__(
        self,
        wire: Wire,
        encoder: Encoder,
        render: Callable[[Slip], Bits],
        width_dots: int,
        clock: Callable[[], float],
        pace: Pace | None = None,
    ) -> None:
        self._wire, self._encoder, self._render = wire, encoder, render
        self._width_dots, self._clock, self._pace = width_dots, clock, pace or Pace()
        self._cut_off = False

    def status(self) -> PrinterStatus:
        """Whether there is a device to write to."""
        try:
            self._wire.open()
        except PrinterError as error:
            return PrinterStatus(False, "offline", str(error), tells=False)
        finally:
            self._wire.close()
        return PrinterStatus(ready=True, tells=False)

    def print(self, job: PrintJob) -> Receipt:
        """Raises PrinterError where the device cannot be opened, or not be freed of a slip that
        was cut off in it: the service keeps no book of such, since all outcomes look alike."""
        if self._cut_off:
            self.clean()
        encoded = encode(harmless(self._render(job.slip)), self._encoder, self._pace.band_rows)
        rows, until = 0, self._clock() + self._pace.whole_s
        try:
            self._wire.open()
        except PrinterError:
            self._wire.close()
            raise
        try:
            for part, more in zip(
                (encoded.begin, *encoded.bands, encoded.cut), (0, *encoded.rows, 0), strict=True
            ):
                self._wire.write(part, min(WRITE_S, max(until - self._clock(), 0.0)))
                rows += more
        except PrinterError as error:
            self._cut_off = True
            return Receipt("unknown", rows / DOTS_A_MM, str(error))
        finally:
            self._wire.close()
        return Receipt("unknown", (rows + FEED_DOTS) / DOTS_A_MM)

    def clean(self) -> None:
        """Complete a picture that was cut off, feed and cut. Whether that was done cannot be known
        here, ever: PrinterError only where it could not even be written."""
        band = self._pace.band_rows * (self._width_dots // 8)
        try:
            self._wire.open()
            self._wire.write(COMPLETING + NOTHING * band, WRITE_S)
            self._wire.write(self._encoder.begin() + self._encoder.cut(FEED_DOTS), WRITE_S)
            self._cut_off = False
        finally:
            self._wire.close()

    def erase(self, job: str) -> bool:  # noqa: ARG002
        """Paper cannot be erased."""
        return False

    def tidy(self, keep_days: int) -> int:  # noqa: ARG002
        return 0

    def close(self) -> None:
        self._wire.close()
