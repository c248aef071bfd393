"""How much is sent to an ESC/POS printer before it has to say something. stdlib only.

Over a serial port nothing tells that bytes were lost, as when the plug was pulled for a moment or
the printer was switched off and on. What does tell is the answer that is then missing, if there is
a question in whatever is lost: so one follows every few bytes, and the next are sent only after
its answer. A port that is slower than a printer loses no time by that. What is under way fits the
smallest buffer of a printer too, which without a handshake would overflow.

USB and TCP lose nothing unnoticed. There some bands are kept under way, for a printer that stops at
every band prints stripes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MOST_ROWS: Final = 64
SILENT_LOSS_S: Final = 0.25
"""Shorter than any plug is pulled or printer off."""
SMALLEST_BUFFER: Final = 2048
HEADS: Final = 64
"""Room for a band's head and the questions behind it."""
BITS_A_BYTE: Final = 10
"""A start bit, 8 bits, a stop bit."""


@dataclass(frozen=True, slots=True)
class Pace:
    """band_rows: rows in one command. bands_open: most bands that no answer has come for.

    whole_s: the longest that a job may take. extra_s_a_byte: and so much more a byte.
    """

    band_rows: int = MOST_ROWS
    bands_open: int = 3
    whole_s: float = 30.0
    extra_s_a_byte: float = 0.0


def serial_pace(baud: int, width_dots: int) -> Pace:
    """What suits a serial port of this speed."""
    bytes_a_second = baud / BITS_A_BYTE
    most_bytes = min(bytes_a_second * SILENT_LOSS_S, SMALLEST_BUFFER - HEADS)
    rows = int(most_bytes / (width_dots / 8))
    return Pace(max(1, min(MOST_ROWS, rows)), 1, extra_s_a_byte=1 / bytes_a_second)
