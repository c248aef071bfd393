"""Text that a scanner may type at any country's keyboard, and bytes written in it. stdlib only.

A scanner types a code as a keyboard does, and where its layout is not the computer's, punctuation
and some letters change. So text that is to be scanned has capitals, digits and spaces alone, which
QR codes pack tightest (5.5 bits a character), and none of A, Q, W, Y and Z, which French and German
keyboards swap. A French or Belgian layout on one side alone turns digits and M into other signs;
`readings` turns them back, and a checksum tells which reading is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from zlib import crc32

SYMBOLS: Final = "0123456789BCDEFGHIJKLNOPRSTUVX"
"""Digits and the 20 safe letters: 4.9 bits each."""

_CAPITALS: Final = str.maketrans("abcdefghijklmnopqrstuvwxyzéèçà", "ABCDEFGHIJKLMNOPQRSTUVWXYZÉÈÇÀ")
"""Not str.upper: it makes plain letters of some that no scanner types."""
_BLANKS: Final = re.compile(r"[ \t\r\n]+")
"""Not str.split: it takes the control characters FS to US for blanks, too."""
_TO_SAFE: Final = str.maketrans("A", "H")
_FROM_SAFE: Final = str.maketrans("H", "A")
_LAYOUTS: Final = (
    str.maketrans("", ""),
    # A US scanner at a French computer; Belgian keyboards have § and ! for 6 and 8.
    str.maketrans("&É\"'(-È_ÇÀ?,§!", "1234567890MM68"),
    str.maketrans("!@#$%^&*():;", "1234567890MM"),  # a French or Belgian scanner at a US computer
)


def tidied(text: str) -> str:
    """Capitals, and single spaces between words."""
    return _BLANKS.sub(" ", text.translate(_CAPITALS)).strip(" ")


def readings(line: str) -> Iterator[str]:
    """What a tidied line may have been before it went through two keyboard layouts."""
    for layout in _LAYOUTS:
        yield line.translate(layout)


def spelt(data: bytes) -> str:
    """Bytes as one number in SYMBOLS, of the same length for every value."""
    number = int.from_bytes(data, "big")
    letters = []
    for _ in range(spelt_length(len(data))):
        number, at = divmod(number, len(SYMBOLS))
        letters.append(SYMBOLS[at])
    return "".join(reversed(letters))


def unspelt(text: str, length: int) -> bytes | None:
    """So many bytes back; None for a text that `spelt` makes of none."""
    if len(text) != spelt_length(length) or not set(text) <= set(SYMBOLS):
        return None
    number = 0
    for letter in text:
        number = number * len(SYMBOLS) + SYMBOLS.index(letter)
    return number.to_bytes(length, "big") if number < 256**length else None


def spelt_length(length: int) -> int:
    """How many symbols so many bytes need."""
    symbols = 0
    while len(SYMBOLS) ** symbols < 256**length:
        symbols += 1
    return symbols


def safe_hex(digits: str) -> str:
    """Hexadecimal digits in capitals, with H for A."""
    return digits.upper().translate(_TO_SAFE)


def plain_hex(safe: str) -> str:
    """And back, in small letters."""
    return safe.translate(_FROM_SAFE).lower()


def checksum(text: str) -> str:
    """CRC-32 in eight characters: finds every changed character and every two that were swapped."""
    return safe_hex(f"{crc32(text.encode()):08x}")
