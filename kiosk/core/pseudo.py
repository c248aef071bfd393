"""A language that nobody speaks: shows on every screen what is hard-coded or cut off. stdlib only.

'Take your slip along' becomes '[!! Ţááķéé ýöúř šłíþ áłöñĝ !!]': readable, each letter accented,
about 40 % longer, as real languages are at their longest, and between brackets of which neither
may be missing. {placeholders} and line breaks stay as they are.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Final

LONGER: Final = 1.4
SHORT: Final = 16
"""Letters up to which a label gets plain brackets and no filling: the long brackets would make it
three times as long, as no real language does."""

_ACCENTED: Final = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "áƀçðéƒĝĥíĵķłɱñöþʠřšţúṽŵẋýžÅƁÇÐÉƑĜĤÎĴĶŁṀÑÖÞǪŘŠŢÛṼŴẊÝŽ",
)
_FIELD: Final = re.compile(r"(\{[^{}]*\}|\{\{|\}\}|\n)")
_VOWELS: Final = frozenset("aeiouAEIOU")


def pseudo(text: str) -> str:
    """The text in the pseudo-language; nothing for nothing."""
    if not text:
        return ""
    opening, closing = ("[", "]") if len(text) <= SHORT else ("[!! ", " !!]")
    missing = math.ceil(LONGER * len(text)) - len(text) - len(opening) - len(closing)
    pieces = list(_stretched(text, missing))
    missing -= sum(map(len, pieces)) - len(text)
    filling = " ~" * math.ceil(missing / 2) if len(text) > SHORT else ""
    return f"{opening}{''.join(pieces)}{filling}{closing}"


def _stretched(text: str, missing: int) -> Iterator[str]:
    """The text in pieces, accented, with vowels doubled until nothing is missing."""
    for piece in _FIELD.split(text):
        if _FIELD.fullmatch(piece):
            yield piece
            continue
        for letter in piece:
            accented = letter.translate(_ACCENTED)
            double = missing > 0 and letter in _VOWELS
            missing -= double
            yield 2 * accented if double else accented
