"""ESC/POS questions and what their answers mean, byte by byte. kiosk.ports only.

Two kinds of questions (Epson's ESC/POS reference, as public manuals of several makers repeat it):

DLE EOT n   is answered on reception, whatever the printer is doing. Bit 0 is 0, bits 1 and 4 are 1,
            bit 7 is 0 in every answer; which n it answers is not in it.
GS r 1      is answered when all that was sent before it has been carried out. Bits 4 to 7 are 0.

So the two can be told apart, also from XON (0x11) and XOFF (0x13), and all else is noise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kiosk.ports import PrinterStatus

LIVE: Final = tuple(bytes((0x10, 0x04, n)) for n in (1, 2, 3, 4))
"""DLE EOT 1 to 4: printer, reason of being offline, error, paper."""
ALL_WELL: Final = 0b00010010
"""The answer to any of them where nothing is the matter."""
CARRIED_OUT: Final = b"\x1dr\x01"
"""GS r 1."""
CLEAR: Final = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
"""DLE DC4 8: empty receive and print buffer at once; answered by CLEARED where it is known."""
CLEARED: Final = b"\x37\x25\x00"
RECOVER: Final = b"\x10\x05\x02"
"""DLE ENQ 2: empty both buffers and leave a recoverable error."""
QUIET: Final = b"\x1da\x00"
"""GS a 0: speak only when asked."""
NOTHING: Final = b"\x00"
"""NUL: white in a picture, the least number in a command's head, and ignored anywhere else."""
COMPLETING: Final = NOTHING * 8
"""Stands before every question. A head that was cut off, if only because a plug was loose for a
moment, would take the question for its numbers, and then wait for a picture of megabytes; these
complete the longest head of ours (GS v 0) with a picture of nothing."""
FLOW: Final = b"\x11\x13"
"""XON and XOFF."""


def is_live(byte: int) -> bool:
    """Whether it can answer DLE EOT."""
    return byte & 0b10010011 == ALL_WELL


def is_carried_out(byte: int) -> bool:
    """Whether it can answer GS r 1."""
    return byte < 0x10


def is_trouble(byte: int) -> bool:
    """An answer that means no good whichever DLE EOT of 2 to 4 it answers: paper out, or an error.

    (Of 1 it is a button that is held down, or a printer that waits to be let go on.)
    """
    return is_live(byte) and byte & 0x60 != 0


def paper_gone(byte: int) -> bool:
    """In an answer to GS r 1, from printers that give one without paper."""
    return is_carried_out(byte) and byte & 0x0C != 0


@dataclass(frozen=True, slots=True)
class _Flag:
    question: int
    mask: int
    reason: str
    text: str


TROUBLES: Final = (
    _Flag(2, 0x04, "cover_open", "The printer's cover is open. Close it."),
    _Flag(4, 0x60, "paper_out", "The printer has no paper. Put in a new roll."),
    _Flag(2, 0x20, "paper_out", "The printer stopped at the paper's end. Put in a new roll."),
    _Flag(3, 0x08, "fault", "The printer's knife is stuck. Open the cover and free it."),
    _Flag(3, 0x20, "fault", "The printer has an error of its own. Switch it off and on."),
    _Flag(
        3, 0x44, "fault", "The printer stopped to recover. Let it cool, then switch it on again."
    ),
    _Flag(2, 0x40, "fault", "The printer reports an error. Switch it off and on."),
    _Flag(1, 0x20, "offline", "The printer waits for its button. Press it."),
    _Flag(1, 0x08, "offline", "The printer is offline. Press its online or feed button."),
)
"""The most telling first: an open cover also hides the paper, and both take it offline."""


def status_of(answers: Sequence[int]) -> PrinterStatus:
    """From the four answers to LIVE, in order."""
    low = answers[3] & 0x0C != 0
    for flag in TROUBLES:
        if answers[flag.question - 1] & flag.mask:
            return PrinterStatus(ready=False, reason=flag.reason, text=flag.text, low=low)
    return PrinterStatus(ready=True, low=low)
