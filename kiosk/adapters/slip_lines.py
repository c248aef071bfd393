"""Draws each kind of a slip's lines, one under the other. Our own drawing only.

Every function takes the y of its upper edge and returns the y below. Widths from 384 dots (58 mm
paper) to 800 are drawn; below NARROW what stands side by side is set one under the other.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from kiosk.adapters.coverage import Coverage
from kiosk.adapters.pygame_canvas import Align, Canvas
from kiosk.adapters.slip_bar import draw_bar, draw_bars_head
from kiosk.adapters.slip_code import draw_code
from kiosk.adapters.slip_pair import draw_pair
from kiosk.adapters.slip_practice import draw_boxes_head, draw_practice
from kiosk.adapters.theme import BLACK, NARROW, PAPER, Style
from kiosk.adapters.typesetting import Block
from kiosk.core.slip_kinds import (
    Bar,
    BarsHead,
    BoxesHead,
    Code,
    Legs,
    Line,
    Picture,
    Practice,
    Rule,
    Text,
)

MOST: Final = 900.0
"""Height that one text may have."""
COPY: Final = 38
"""Height of the word that a copy begins with."""
BESIDE: Final = 0.4
"""Share of the width up to which a gym's sign leaves room for words beside it."""

STYLES: Final[dict[str, tuple[Style, Align, float]]] = {
    "gym": (PAPER.gym, "centre", 0),
    "date": (PAPER.date, "centre", 2),
    "headline": (PAPER.headline, "left", 2),
    "heading": (PAPER.heading, "left", 6),
    "strong": (PAPER.strong, "left", 4),
    "body": (PAPER.body, "left", 3),
    "note": (PAPER.note, "left", 3),
}
"""Type, place, and room above."""


def draw_line(canvas: Canvas, line: Line, y: float, width: int) -> float:
    """Draw one line across the paper's width."""
    across = PAPER.margin, width - 2 * PAPER.margin
    match line:
        case Text():
            return _text(canvas, line, y, across)
        case Picture():
            return _picture(canvas, line, y, across)
        case Rule():
            return _rule(canvas, y, across)
        case Legs():
            return draw_pair(canvas, line, y, across)
        case BarsHead():
            return draw_bars_head(canvas, line, y, across)
        case Bar():
            return draw_bar(canvas, line.row, y, across)
        case BoxesHead():
            return draw_boxes_head(canvas, line, y, across)
        case Practice():
            return draw_practice(canvas, line, y, across)
        case Code():
            return draw_code(canvas, line, y, across)


def _text(canvas: Canvas, line: Text, y: float, across: tuple[float, float]) -> float:
    if line.role == "copy":
        return _copy(canvas, line.words, y, across)
    left, wide = across
    style, align, before = STYLES[line.role]
    y += before
    if line.role == "headline":
        return _headline(canvas, line.words, y, across)
    if line.role in ("gym", "date"):
        block = _fewest_lines(canvas, line.words, style, wide)
        canvas.draw(block, left + wide / 2, y, BLACK, align)
        return y + block.height
    return canvas.text(line.words, (left, y, wide, MOST), style, BLACK, align)


def _headline(canvas: Canvas, words: str, y: float, across: tuple[float, float]) -> float:
    """A sentence that needs two lines begins the second after its colon, or near its middle."""
    left, wide = across
    for sentence in words.split("\n"):
        if canvas.fonts.width(sentence, PAPER.headline) > wide:
            sentence = sentence.replace(": ", ":\n", 1)  # noqa: PLW2901
        box = (left, y, wide, MOST)
        y = canvas.text(sentence, box, PAPER.headline, BLACK, balance="\n" not in sentence)
    return y


def _fewest_lines(canvas: Canvas, words: str, style: Style, wide: float) -> Block:
    """In the largest type, down to the style's floor, in which they need one line, or else two."""
    for lines in (1, 2):
        for size in range(round(style.size), round(style.floor) - 1, -1):
            smaller = replace(style, size=size)
            block = canvas.fonts.fit(words, smaller, wide, MOST, balance=True)
            if len(block.lines) <= lines and block.style.size == size:
                return block
    return canvas.fonts.fit(words, replace(style, size=style.floor), wide, MOST)


def _rule(canvas: Canvas, y: float, across: tuple[float, float]) -> float:
    left, wide = across
    canvas.line([(left, y + 6), (left + wide, y + 6)], 3, BLACK)
    return y + 12


def _picture(canvas: Canvas, line: Picture, y: float, across: tuple[float, float]) -> float:
    """As it is, dot for dot, with its words beside it; a broad one in the middle over them."""
    left, wide = across
    high = len(line.rows)
    if not high or not line.beside or wide < NARROW or line.width > BESIDE * wide:
        below = y
        if high:
            _dots(canvas, line, left + (wide - line.width) / 2, y)
            below += high + 4
        for words in line.beside:
            below = _text(canvas, words, below, across)
        return below
    start = left + line.width + 16
    room = left + wide - start
    blocks = []
    for words in line.beside:
        style, _, before = STYLES[words.role]
        blocks.append((before, _fewest_lines(canvas, words.words, style, room)))
    tall = sum(before + block.height for before, block in blocks)
    _dots(canvas, line, left, y + max(tall - high, 0) / 2)
    at = y + max(high - tall, 0) / 2
    for before, block in blocks:
        canvas.draw(block, start, at + before, BLACK)
        at += before + block.height
    return y + max(tall, high) + 4


def _dots(canvas: Canvas, line: Picture, left: float, top: float) -> None:
    packed = np.frombuffer(b"".join(line.rows), np.uint8).reshape(len(line.rows), -1)
    dark = np.unpackbits(packed, axis=1, count=line.width).astype(np.float64)
    canvas.blend(Coverage(dark, round(left), round(top)), BLACK)


def _copy(canvas: Canvas, words: str, y: float, across: tuple[float, float]) -> float:
    """The word in a frame across the paper."""
    left, wide = across
    block = canvas.fonts.fit(words, PAPER.strong, wide - 20, COPY)
    canvas.frame((left, y, wide, COPY - 6), 8, 3, BLACK)
    canvas.draw(block, left + wide / 2, y + (COPY - 6 - block.height) / 2, BLACK, "centre")
    return y + COPY
