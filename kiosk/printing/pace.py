"""How much is sent to an ESC/POS printer before it has to say something. stdlib only.

Nothing tells that a printer lost bytes: over a serial port because the plug was loose for a moment,
over any line because it was switched off and on, or forgot what it held when its cover was closed.
What does tell is the answer that is then missing, if there is a question in whatever is lost. So
one follows every few bytes, and no more is under way than the smallest printer holds: what it
loses is then all of it.

Over a serial port the next bytes are sent only after the answer. A port that is slower than a
printer loses no time by that, and without a handshake nothing can overflow. Over USB and TCP two
bands are under way, for a printer that stops at every band prints stripes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MOST_ROWS: Final = 24
"""3 mm; two such bands with their questions, 576 dots wide, are less than 4 KB."""
SILENT_LOSS_S: Final = 0.25
"""Shorter than any plug is pulled or printer off."""
SMALLEST_BUFFER: Final = 4096
BITS_A_BYTE: Final = 10
"""A start bit, 8 bits, a stop bit."""


@dataclass(frozen=True, slots=True)
class Pace:
    """band_rows: rows in one command. bands_open: most bands that no answer has come for.

    whole_s: the longest that a job may take. extra_s_a_byte: and so much more a byte.
    """

    band_rows: int = MOST_ROWS
    bands_open: int = 2
    whole_s: float = 30.0
    extra_s_a_byte: float = 0.0


def serial_pace(baud: int, width_dots: int) -> Pace:
    """What suits a serial port of this speed."""
    bytes_a_second = baud / BITS_A_BYTE
    rows = int(bytes_a_second * SILENT_LOSS_S / (width_dots / 8))
    return Pace(max(1, min(MOST_ROWS, rows)), 1, extra_s_a_byte=1 / bytes_a_second)
