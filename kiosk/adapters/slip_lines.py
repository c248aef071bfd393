"""Draws each kind of a slip's lines, one under the other. Our own drawing only.

Every function takes the y of its upper edge and returns the y below.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from kiosk.adapters.coverage import Box, Coverage
from kiosk.adapters.pictograms import draw_figure
from kiosk.adapters.pygame_canvas import Align, Canvas
from kiosk.adapters.signs import draw_badge
from kiosk.adapters.slip_bar import draw_bar, draw_bars_head
from kiosk.adapters.slip_legend import draw_legend
from kiosk.adapters.slip_legs import draw_leg, fade
from kiosk.adapters.theme import BAND_TONES, BLACK, PAPER, WHITE, Style, Tone
from kiosk.adapters.top_drawing import scales
from kiosk.core.resultview import SideView
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

LEGS_HEIGHT: Final = 276.0
FADE: Final = 54.0
FIGURE: Final = 66.0
BOX: Final = 28.0
BOX_STEP: Final = 38.0
EMPTY_CODE: Final = 160.0
LARGEST_CODE: Final = 170
LEAST_MODULE: Final = 3
"""Dots; 0.375 mm, the least that telephones read well from thermal paper."""
QUIET: Final = 16.0
"""Four modules of four dots, which the standard asks for on every side."""
MOST: Final = 400.0

STYLES: Final[dict[str, tuple[Style, Align, float]]] = {
    "gym": (PAPER.gym, "centre", 0),
    "date": (PAPER.date, "centre", 2),
    "headline": (PAPER.headline, "left", 4),
    "heading": (PAPER.heading, "left", 8),
    "strong": (PAPER.strong, "left", 5),
    "body": (PAPER.body, "left", 5),
    "note": (PAPER.note, "left", 4),
}


def draw_line(canvas: Canvas, line: Line, y: float, width: int) -> float:
    """Draw one line across the paper's width."""
    left, wide = PAPER.margin, width - 2 * PAPER.margin
    match line:
        case Text():
            return _text(canvas, line, y, (left, wide))
        case Picture():
            return _picture(canvas, line, y, (left, wide))
        case Rule():
            canvas.line([(left, y + 12), (left + wide, y + 12)], 3, BLACK)
            return y + 22
        case Legs():
            return _legs(canvas, line, y, (left, wide))
        case BarsHead():
            return draw_bars_head(canvas, line, y, (left, wide))
        case Bar():
            return draw_bar(canvas, line.row, y, (left, wide))
        case BoxesHead():
            return _boxes_head(canvas, line, y, (left, wide))
        case Practice():
            return _practice(canvas, line, y, (left, wide))
        case Code():
            return _code(canvas, line, y, (left, wide))


def _text(canvas: Canvas, line: Text, y: float, across: tuple[float, float]) -> float:
    if line.role == "copy":
        return _copy(canvas, line.words, y, across)
    style, align, before = STYLES[line.role]
    left, wide = across
    balance = line.role == "headline"
    box = (left, y + before, wide, MOST)
    return canvas.text(line.words, box, style, BLACK, align, balance=balance)


def _picture(canvas: Canvas, line: Picture, y: float, across: tuple[float, float]) -> float:
    """As it is, dot for dot, in the middle."""
    packed = np.frombuffer(b"".join(line.rows), np.uint8).reshape(len(line.rows), -1)
    dark = np.unpackbits(packed, axis=1, count=line.width).astype(np.float64)
    left = round(across[0] + (across[1] - line.width) / 2)
    canvas.blend(Coverage(dark, left, round(y)), BLACK)
    return y + len(line.rows) + 8


def _legs(canvas: Canvas, line: Legs, y: float, across: tuple[float, float]) -> float:
    left, wide = across
    half = wide / 2
    cells = [(left + half * i, half) for i in range(2)]
    for side, (x, w) in zip(line.sides, cells, strict=True):
        canvas.text(side.title, (x, y + 8, w, 44), PAPER.strong, BLACK, "centre")
    top = y + 46
    boxes = [(x + 14, top + 22, w - 28, LEGS_HEIGHT - 26) for x, w in cells]
    with canvas.clip((left, top, wide, LEGS_HEIGHT)):
        for side, at in zip(line.sides, scales([s.top for s in line.sides], boxes), strict=True):
            draw_leg(canvas, side.top, at)
        fade(canvas, (left, top + LEGS_HEIGHT - FADE, wide, FADE))
        fade(canvas, (left, top + LEGS_HEIGHT - FADE / 3, wide, FADE / 3))
    y = top + LEGS_HEIGHT + 8
    below = max(
        _caption(canvas, s, (x, y, w, 0)) for s, (x, w) in zip(line.sides, cells, strict=True)
    )
    return draw_legend(canvas, line.legend, below + 4, across)


def _caption(canvas: Canvas, side: SideView, box: Box) -> float:
    left, y, wide, _ = box
    tone = Tone(BLACK, BAND_TONES[side.band].sign)
    block = canvas.fonts.fit(side.band_words, PAPER.band, wide - 66, 44)
    start = left + (wide - block.width - 44) / 2
    draw_badge(canvas, tone, side.side, (start + 17, y + 19), 17, WHITE)
    canvas.draw(block, start + 44, y + 19 - block.height / 2, BLACK)
    return y + 44


def _boxes_head(canvas: Canvas, line: BoxesHead, y: float, across: tuple[float, float]) -> float:
    left, wide = across
    words = canvas.fonts.fit(line.boxes_words, PAPER.note, 150, 60)
    canvas.draw(words, left + wide, y + 12, BLACK, "right")
    room = wide - words.width - 12
    below = canvas.text(line.words, (left, y + 4, room, 90), PAPER.heading, BLACK)
    return max(below + 4, y + 12 + words.height)


def _practice(canvas: Canvas, line: Practice, y: float, across: tuple[float, float]) -> float:
    left, wide = across
    draw_figure(canvas, line.picture, (left, y + 4), FIGURE, BLACK, BLACK)
    start = left + FIGURE + 14
    inner = left + wide - start
    below = canvas.text(line.title, (start, y + 4, inner, 80), PAPER.title, BLACK)
    boxes = line.boxes * BOX_STEP
    for i in range(line.boxes):
        x = left + wide - boxes + (i + 1) * BOX_STEP - BOX
        canvas.frame((x, below + 2, BOX, BOX), 4, 3, BLACK)
    below = canvas.text(line.dose, (start, below, inner - boxes, 90), PAPER.body, BLACK)
    below = max(below, y + FIGURE + 6)
    if line.cue:
        below = canvas.text(line.cue, (left, below, wide, 120), PAPER.note, BLACK)
    return below + 6


def _code(canvas: Canvas, line: Code, y: float, across: tuple[float, float]) -> float:
    """The code with its quiet zone, and beside it what it is good for."""
    left, wide = across
    side = _modules(canvas, line, (left + QUIET / 2, y + QUIET)) if line.modules else EMPTY_CODE
    if not line.modules:
        canvas.frame((left, y + QUIET, side, side), 6, 3, BLACK)
    start = left + side + 2 * QUIET
    room = wide - side - 2 * QUIET
    words = canvas.fonts.fit(line.words, PAPER.body, room, side)
    title = canvas.fonts.fit(line.title, PAPER.gym, room, side) if line.title else None
    height = words.height + (title.height if title else 0.0)
    at = y + QUIET + max(side - height, 0.0) / 2
    if title:
        canvas.draw(title, start, at, BLACK)
        at += title.height
    canvas.draw(words, start, at, BLACK)
    return y + max(side, height) + 2 * QUIET


def _modules(canvas: Canvas, line: Code, corner: tuple[float, float]) -> float:
    """Draw whole dots, as large as there is room for; the side's length."""
    dark = np.array(line.modules, dtype=np.float64)
    dots = max(LARGEST_CODE // len(dark), LEAST_MODULE)
    left, top = (round(v) for v in corner)
    values = dark.repeat(dots, axis=0).repeat(dots, axis=1)
    canvas.blend(Coverage(values, left, top), BLACK)
    return float(dots * len(dark))


def _copy(canvas: Canvas, words: str, y: float, across: tuple[float, float]) -> float:
    """The word in a frame across the paper."""
    left, wide = across
    block = canvas.fonts.fit(words, PAPER.band, wide - 20, MOST)
    canvas.frame((left, y, wide, block.height + 8), 8, 4, BLACK)
    canvas.draw(block, left + wide / 2, y + 4, BLACK, "centre")
    return y + block.height + 18
