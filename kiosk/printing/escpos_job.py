"""One slip on its way to an ESC/POS printer that answers. kiosk.ports and its neighbours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from kiosk.errors import PrinterError
from kiosk.ports import Outcome
from kiosk.printing.backend import Receipt
from kiosk.printing.escpos_status import is_carried_out, is_trouble, paper_gone
from kiosk.printing.escpos_talk import SILENT, Talk
from kiosk.printing.pace import Pace
from kiosk.printing.wire import Bits, Encoder

FEED_DOTS: Final = 24
"""White below the last line."""
DOTS_A_MM: Final = 8
"""203 dpi."""
CONFIRM: Final = 3
"""Questions behind the cut, whose answers come at once."""
LOOK_EVERY_BANDS: Final = 4
LOOK_AFTER_S: Final = 0.5
"""Without an answer for so long, the printer is asked what is the matter, and has as long again."""
BLIND_S: Final = 2.0
"""Without a good word for so long a slip is given up, before anybody can have put in a new roll: on
it the rest would come out as if nothing had been."""
STALL_S: Final = 10.0
"""A printer that says that all is well, and carries nothing out."""

LOST: Final = "It answered fewer questions than it was asked."
STOPPED: Final = "The printer stopped for a moment."
TOO_LONG: Final = "The printer needed more than {:.0f} s."


@dataclass(frozen=True, slots=True)
class Encoded:
    """A slip in the printer's language. rows: of each band."""

    begin: bytes
    bands: tuple[bytes, ...]
    rows: tuple[int, ...]
    cut: bytes

    @property
    def size(self) -> int:
        return sum(map(len, self.bands))


def encode(bits: Bits, encoder: Encoder, band_rows: int) -> Encoded:
    """Raises PrinterError for a picture that does not fit the paper."""
    parts = [bits[i : i + band_rows] for i in range(0, len(bits), band_rows)]
    return Encoded(
        encoder.begin(),
        tuple(encoder.band(part) for part in parts),
        tuple(len(part) for part in parts),
        encoder.cut(FEED_DOTS),
    )


class EscposJob:
    """Begins where the printer is known to have carried out all that it was sent before."""

    def __init__(
        self, talk: Talk, clock: Callable[[], float], pace: Pace, encoded: Encoded
    ) -> None:
        self._talk, self._clock, self._pace, self._encoded = talk, clock, pace, encoded
        self._whole_s = pace.whole_s + encoded.size * pace.extra_s_a_byte
        self._until = clock() + self._whole_s
        self._rows = 0
        self._end_sent = False
        self._done_at = self._well_at = clock()

    def run(self) -> Receipt:
        """Sends the slip and says what became of it; hangs up where that is not 'printed'."""
        try:
            self._send()
            self._confirm()
        except PrinterError as error:
            self._talk.hang_up()
            outcome: Outcome = "unknown" if self._end_sent else "failed"
            return Receipt(outcome, self._paper_mm(), str(error))
        return Receipt("printed", self._paper_mm())

    def _paper_mm(self) -> float:
        return (self._rows + FEED_DOTS) / DOTS_A_MM

    def _send(self) -> None:
        bands = self._encoded.bands
        for i, band in enumerate(bands):
            self._wait(self._pace.bands_open - 1)
            # From here on a whole slip may come out, be it only when somebody cleans the printer.
            self._end_sent = i == len(bands) - 1
            self._rows += self._encoded.rows[i]
            self._talk.ask_when_done(band, timeout_s=self._time())
            if i % LOOK_EVERY_BANDS == LOOK_EVERY_BANDS - 1:
                self._talk.ask_in_passing()
        self._end_sent = True
        self._talk.ask_when_done(self._encoded.cut, CONFIRM, timeout_s=self._time())

    def _confirm(self) -> None:
        """Noise may have been taken for answers, and then as many true ones come too late: behind
        a band each, and the last few, behind the cut, at once. So more single questions than there
        can be bands must each have one answer and no more."""
        self._wait(0)
        if self._talk.live_owed > 0:
            raise PrinterError(LOST)
        self._talk.expect_nothing()
        for _ in range(self._pace.bands_open + 1):
            self._talk.catch_up(self._time())
        found = self._talk.status()
        if not found.ready:
            raise PrinterError(found.text)

    def _wait(self, most_open: int) -> None:
        """Until no more than so many questions are open."""
        self._hear(0.0)
        while self._talk.owed > most_open:
            if not self._hear(LOOK_AFTER_S):
                self._look()
            self._time()

    def _hear(self, timeout_s: float) -> bool:
        """Whether anything was answered."""
        heard = self._talk.hear(timeout_s)
        if any(map(is_carried_out, heard)):
            self._done_at = self._well_at = self._clock()
        if any(map(paper_gone, heard)) or any(map(is_trouble, heard)):
            self._look()
            raise PrinterError(STOPPED)
        return bool(heard)

    def _look(self) -> None:
        """Raises PrinterError where the printer says why it cannot go on."""
        asked_at = self._clock()
        found = self._talk.look(LOOK_AFTER_S)
        if found is None:
            return
        if not found.ready:
            raise PrinterError(found.text)
        self._well_at = asked_at

    def _time(self) -> float:
        """For the next step. Raises PrinterError where none is left."""
        now = self._clock()
        silent_at = min(self._well_at + BLIND_S, self._done_at + STALL_S)
        if now >= self._until:
            raise PrinterError(TOO_LONG.format(self._whole_s))
        if now >= silent_at:
            raise PrinterError(SILENT)
        return min(self._until, silent_at) - now
