"""The code with its quiet zone, and what it is good for. Our own drawing only."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from kiosk.adapters.coverage import Coverage
from kiosk.adapters.pygame_canvas import Align, Canvas
from kiosk.adapters.theme import BLACK, NARROW, PAPER, Style
from kiosk.adapters.typesetting import Block
from kiosk.core.slip_kinds import Code

MODULE: Final = 4
"""Dots; 0.5 mm."""
LEAST_MODULE: Final = 3
"""Dots; 0.375 mm, the least that telephones read well from thermal paper."""
QUIET_MODULES: Final = 4
"""White on every side, which the standard asks for (ISO/IEC 18004, 2015, section 6.3.8)."""
EMPTY_CODE: Final = 212.0
MOST: Final = 900.0
GAP: Final = 3.0
TICKET: Final = replace(PAPER.gym, size=36, leading=1.05)
SMALL: Final[dict[str, Style]] = {"strong": PAPER.strong, "body": PAPER.body, "note": PAPER.note}


def draw_code(canvas: Canvas, line: Code, y: float, across: tuple[float, float]) -> float:
    """The code, and beside it, on narrow paper under it, its words."""
    left, wide = across
    dots, side = _size(line, wide)
    quiet = float(dots * QUIET_MODULES)
    narrow = wide < NARROW
    # The paper's own margin is a part of the quiet zone.
    corner = left + ((wide - side) / 2 if narrow else max(quiet - left, 0.0)), y + quiet
    _code(canvas, line, corner, dots)
    if narrow:
        below = y + side + 2 * quiet
        return _words(canvas, _blocks(canvas, line, wide), (left + wide / 2, below), "centre") + 4
    start = corner[0] + side + quiet
    blocks = _blocks(canvas, line, left + wide - start)
    tall = sum(block.height + GAP for block in blocks)
    high = side + 2 * quiet
    _words(canvas, blocks, (start, y + max(high - tall, 0.0) / 2), "left")
    return y + max(high, tall)


def _size(line: Code, wide: float) -> tuple[int, float]:
    """Dots of a module, and the code's side."""
    count = len(line.modules)
    if not count:
        return MODULE, EMPTY_CODE
    dots = (
        MODULE if MODULE * (count + 2 * QUIET_MODULES) <= wide + 2 * PAPER.margin else LEAST_MODULE
    )
    return dots, float(dots * count)


def _code(canvas: Canvas, line: Code, corner: tuple[float, float], dots: int) -> None:
    """In whole dots; a frame where the code is not known yet."""
    left, top = (round(v) for v in corner)
    if not line.modules:
        canvas.frame((left, top, EMPTY_CODE, EMPTY_CODE), 6, 3, BLACK)
        return
    dark = np.array(line.modules, dtype=np.float64)
    canvas.blend(Coverage(dark.repeat(dots, axis=0).repeat(dots, axis=1), left, top), BLACK)


def _blocks(canvas: Canvas, line: Code, room: float) -> list[Block]:
    told = [(line.title, TICKET), (line.words, PAPER.body)]
    told += [(text.words, SMALL[text.role]) for text in line.small]
    return [canvas.fonts.fit(words, style, room, MOST) for words, style in told if words]


def _words(canvas: Canvas, blocks: list[Block], at: tuple[float, float], align: Align) -> float:
    x, y = at
    for block in blocks:
        canvas.draw(block, x, y, BLACK, align)
        y += block.height + GAP
    return y
