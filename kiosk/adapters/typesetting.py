"""Sets text: fonts by weight and size, measured wrapping, and fitting into a box. Imports pygame.

Text is never cut off: a paragraph is wrapped, then set smaller down to its style's floor. What
still does not fit raises DoesNotFitError where the caller is strict (the tests are) and is set
smaller still elsewhere: a member is better served by small words than by half of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import numpy as np
import pygame.font

from kiosk.adapters.theme import Style
from kiosk.adapters.typefaces import Typeface, Weight

SMALLEST: Final = 8.0
BEYOND_PYGAME: Final = 0xFFFF
"""pygame.font cannot measure letters above this (emoji); they are left out."""
MOST_WIDTHS: Final = 4000
"""Measured lines that are remembered; the page that asks for most of them asks for 2,340."""
TIED: Final = re.compile(
    r"(?<=\d) (?=(?:mm|cm|s)\b)|(?<=\d) (?=[→×%])|(?<=[→×]) (?=\d)|(?<=\w) (?=\d+[.?!])"
)
"""A number keeps its unit, a pair of numbers its sign, a sentence's last number its word."""


class DoesNotFitError(ValueError):
    """A text has no place where the layout wants it."""


@dataclass(frozen=True, slots=True)
class Block:
    """Wrapped text ready to be drawn: lines, the style that fitted, its size in pixels."""

    lines: tuple[str, ...]
    style: Style
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Face:
    """One opened font; missing: what it answers for a letter that it lacks.

    known: letters that were asked for, and whether it has them.
    """

    font: pygame.font.Font
    missing: object
    known: dict[str, bool] = field(default_factory=dict)

    def has(self, letter: str) -> bool:
        """Whether the letter is in the font. SDL_ttf measures the 'missing' box otherwise."""
        if letter.isascii():
            return True
        if letter not in self.known:
            self.known[letter] = self.font.metrics(letter)[0] not in (None, self.missing)
        return self.known[letter]


class Fonts:
    """Opens each font file once a size, measures lines and breaks paragraphs."""

    def __init__(self, typeface: Typeface, *, strict: bool = False) -> None:
        pygame.font.init()
        self.typeface = typeface
        self.strict = strict
        self._faces: dict[tuple[Path | None, int], Face] = {}
        self._widths: dict[tuple[str, Weight, int], float] = {}

    def runs(self, text: str, style: Style) -> list[tuple[str, pygame.font.Font]]:
        """The text in pieces, each with the first font that has its letters."""
        first = self._face(self.typeface.files.get(style.weight), style.size)
        if text.isascii() or all(ord(c) <= BEYOND_PYGAME and first.has(c) for c in set(text)):
            return [(text, first.font)]
        faces = [first, *(self._face(file, style.size) for file in self.typeface.fallbacks)]
        pieces: list[tuple[str, pygame.font.Font]] = []
        for letter in (c for c in text if ord(c) <= BEYOND_PYGAME):
            font = next((face.font for face in faces if face.has(letter)), first.font)
            if pieces and pieces[-1][1] is font:
                pieces[-1] = (pieces[-1][0] + letter, font)
            else:
                pieces.append((letter, font))
        return pieces

    def width(self, text: str, style: Style) -> float:
        """Advance width of one line, pixels, kerning included."""
        key = (text, style.weight, round(style.size))
        known = self._widths.get(key)
        if known is None:
            known = float(sum(f.size(t)[0] for t, f in self.runs(text, style)))
            if len(self._widths) >= MOST_WIDTHS:
                self._widths.clear()
            self._widths[key] = known
        return known

    def forget(self) -> None:
        """Keep the opened fonts and none of the words that were measured: they are a member's."""
        self._widths.clear()

    def fit(
        self, text: str, style: Style, width: float, height: float, *, balance: bool = False
    ) -> Block:
        """The text wrapped into a box, smaller down to the style's floor when it must be.

        balance: lines as equal in length as can be. Raises DoesNotFitError when strict and even
        the floor is too large.
        """
        size = style.size
        while size >= (style.floor if self.strict else SMALLEST):
            block = self._wrapped(text, replace(style, size=size), width, balance=balance)
            if block is not None and block.height <= height:
                return block
            size -= 1
        raise DoesNotFitError(f"{text!r} does not fit {width:.0f} × {height:.0f} px")

    def _face(self, file: Path | None, size: float) -> Face:
        key = (file, round(size))
        if key not in self._faces:
            font = pygame.font.Font(None if file is None else str(file), key[1])
            self._faces[key] = Face(font, font.metrics("\uffff")[0])
        return self._faces[key]

    def _wrapped(self, text: str, style: Style, width: float, *, balance: bool) -> Block | None:
        """None when a single word is wider than the box."""
        lines = self._lines(text, style, width)
        if lines is None:
            return None
        if balance and len(lines) > 1:
            lines = self._balanced(text, style, width, lines)
        widest = max(self.width(line, style) for line in lines)
        return Block(tuple(lines), style, widest, len(lines) * style.size * style.leading)

    def _balanced(self, text: str, style: Style, width: float, lines: list[str]) -> list[str]:
        for share in np.arange(0.55, 1.0, 0.03):
            narrower = self._lines(text, style, width * float(share))
            if narrower is not None and len(narrower) == len(lines):
                return narrower
        return lines

    def _lines(self, text: str, style: Style, width: float) -> list[str] | None:
        lines: list[str] = []
        for paragraph in text.split("\n"):
            line = ""
            for word in TIED.sub("\u00a0", paragraph).split(" "):
                longer = f"{line} {word}" if line else word
                if self.width(longer, style) <= width:
                    line = longer
                    continue
                if self.width(word, style) > width:
                    return None
                lines.append(line)
                line = word
            lines.append(line)
        return lines
