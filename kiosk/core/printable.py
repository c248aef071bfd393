"""A name or a text from outside, made fit for paper and screen. stdlib only.

What a printer would take for a command (ESC, GS, DLE), what turns text round (bidi controls and
isolates), what cannot be seen (zero-width characters, fillers, blank variants) and what has no
agreed look (private use, unassigned) is left out; letters of every script stay.
"""

from __future__ import annotations

from itertools import takewhile
from typing import Final
from unicodedata import category, normalize

from kiosk.errors import InputError

FORBIDDEN: Final = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
"""Unicode's classes of characters that never pass; newlines do where they are asked for."""
ELLIPSIS: Final = "…"
MOST_NAME: Final = 60
"""Of a gym or a model: what a line on a slip holds."""
MOST_MARKS: Final = 4
"""On one letter. Vietnamese and Hebrew use two, Tibetan more; a hundred are a tower over the line
above."""
MOST_LOOKED_AT: Final = 10_000
"""However long a text is, no more of it is read."""

_BREAKS: Final = "\n\v\f\r\x85\u2028\u2029"
_UNSEEN: Final = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\ufe00\ufe01\ufe02\ufe03"
    "\ufe04\ufe05\ufe06\ufe07\ufe08\ufe09\ufe0a\ufe0b\ufe0c\ufe0d\ufe0e\ufe0f\uffa0\ufffc"
)
"""Letters and marks by their class that show nothing (Default_Ignorable_Code_Point; Braille's
blank; the place of an object)."""
_VARIANTS: Final = range(0xE0100, 0xE01F0)


def printable(text: str, most: int, *, newlines: bool = False) -> str:
    """The text without what must not pass, at most so many code points long.

    Blanks become single spaces, and line breaks too, unless newlines asks for them: then each run
    of them is one newline. What is cut ends in '…', never in half a letter. Raises InputError
    where most is less than 1.
    """
    if most < 1:
        raise InputError(f"A text of at most {most} characters cannot be printed; allow 1 or more.")
    words = _clean(text[:MOST_LOOKED_AT], "\n" if newlines else " ")
    whole = len(words) <= most and len(text) <= MOST_LOOKED_AT
    return words if whole else _cut(words, most)


def _clean(text: str, line_break: str) -> str:
    kept = "".join(_kept(letter, line_break) for letter in text)
    lines = map(_line, normalize("NFC", kept).split("\n"))
    return "\n".join(line for line in lines if line)


def _kept(letter: str, line_break: str) -> str:
    if letter in _BREAKS:
        return line_break
    if letter == "\t" or category(letter) == "Zs":
        return " "
    unseen = letter in _UNSEEN or ord(letter) in _VARIANTS
    return "" if unseen or category(letter) in FORBIDDEN else letter


def _line(line: str) -> str:
    """Single spaces, and no more marks than a letter can carry."""
    letters: list[str] = []
    marks = MOST_MARKS  # nothing to stand on yet
    for letter in line:
        if category(letter).startswith("M"):
            marks += 1
            if marks > MOST_MARKS:
                continue
        else:
            marks = MOST_MARKS if letter == " " else 0
            if letter == " " and (not letters or letters[-1] == " "):
                continue
        letters.append(letter)
    return "".join(letters).rstrip(" ")


def _cut(text: str, most: int) -> str:
    """Cut between two letters as a reader sees them."""
    end = min(most - len(ELLIPSIS), len(text))
    while 0 < end < len(text) and _joined(text[:end], text[end]):
        end -= 1
    return text[:end].rstrip(" \n") + ELLIPSIS


def _joined(before: str, after: str) -> bool:
    """Whether a letter belongs to what stands before it (the common cases of UAX #29)."""
    if category(after).startswith("M") or "\U0001f3fb" <= after <= "\U0001f3ff":
        return True
    if "\u1160" <= after <= "\u11ff" or "\ud7b0" <= after <= "\ud7ff":
        return "\u1100" <= before[-1] <= "\u11ff" or "\uac00" <= before[-1] <= "\ud7ff"
    return _flag(after) and sum(1 for _ in takewhile(_flag, reversed(before))) % 2 == 1


def _flag(letter: str) -> bool:
    """Two of these are one flag."""
    return "\U0001f1e6" <= letter <= "\U0001f1ff"
