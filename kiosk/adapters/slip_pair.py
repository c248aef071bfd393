"""Both legs from above, side by side, with their words and the legend. Our own drawing only."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from kiosk.adapters.coverage import Box
from kiosk.adapters.pygame_canvas import Canvas
from kiosk.adapters.signs import draw_badge
from kiosk.adapters.slip_legend import draw_legend
from kiosk.adapters.slip_legs import draw_leg, fade
from kiosk.adapters.theme import BAND_TONES, BLACK, NARROW, PAPER, WHITE, Style, Tone
from kiosk.adapters.top_drawing import scales
from kiosk.core.resultview import SideView
from kiosk.core.slip_kinds import Legs

HEIGHT: Final = 208.0
FADE: Final = 48.0
BADGE: Final = 16.0
ROW: Final = 36.0
LEAST_BAND: Final = 26
"""Dots; smaller, the band would say less than the sentences under it."""
INDENT: Final = 40.0
"""From the badge's left edge to the band's words."""
GAP: Final = 6.0
MOST: Final = 200.0


def draw_pair(canvas: Canvas, line: Legs, y: float, across: tuple[float, float]) -> float:
    """As into a mirror: the left leg at the left."""
    left, wide = across
    half = wide / 2
    cells = [(left + half * i, half) for i in range(2)]
    titles = [canvas.fonts.fit(side.title, PAPER.strong, half - GAP, MOST) for side in line.sides]
    top = y + 3 + max(title.height for title in titles) + 3
    for title, (x, w) in zip(titles, cells, strict=True):
        canvas.draw(title, x + w / 2, top - 3 - title.height, BLACK, "centre")
    boxes = [(x + 8, top + 16, w - 16, HEIGHT - 18) for x, w in cells]
    with canvas.clip((left, top, wide, HEIGHT)):
        for side, at in zip(line.sides, scales([s.top for s in line.sides], boxes), strict=True):
            draw_leg(canvas, side.top, at)
        fade(canvas, (left, top + HEIGHT - FADE, wide, FADE))
        fade(canvas, (left, top + HEIGHT - FADE / 3, wide, FADE / 3))
    y = top + HEIGHT + 4
    style = _band_style(canvas, line, half)
    below = max(
        _caption(canvas, side, sure, (x, y, w, 0), style)
        for side, sure, (x, w) in zip(line.sides, line.sure, cells, strict=True)
    )
    return draw_legend(canvas, line.legend, below + 2, across)


def _band_style(canvas: Canvas, line: Legs, half: float) -> Style | None:
    """The largest type, one for both legs, in which the bands stand beside their signs in a line.

    None on narrow paper where there is none: then they stand under them.
    """
    room = half - INDENT - 2 * GAP
    for size in range(round(PAPER.band.size), LEAST_BAND - 1, -1):
        style = replace(PAPER.band, size=size)
        if all(canvas.fonts.width(side.band_words, style) <= room for side in line.sides):
            return style
    return PAPER.band if 2 * half >= NARROW else None


def _caption(canvas: Canvas, side: SideView, sure: str, box: Box, style: Style | None) -> float:
    """Sign and band, and under them how sharply it was measured."""
    left, y, wide, _ = box
    tone = Tone(BLACK, BAND_TONES[side.band].sign)
    middle = left + wide / 2
    if style is None:
        draw_badge(canvas, tone, side.side, (middle, y + BADGE + 1), BADGE, WHITE)
        y = canvas.text(
            side.band_words,
            (left + GAP, y + 2 * BADGE + 4, wide - 2 * GAP, MOST),
            PAPER.band,
            BLACK,
            "centre",
        )
    else:
        block = canvas.fonts.fit(side.band_words, style, wide - INDENT - 2 * GAP, MOST)
        start = middle - (block.width + INDENT) / 2
        top = y + max(ROW - block.height, 0) / 2
        draw_badge(canvas, tone, side.side, (start + BADGE, y + ROW / 2), BADGE, WHITE)
        canvas.draw(block, start + INDENT, top, BLACK)
        y = max(top + block.height, y + ROW)
    if sure:
        y = canvas.text(sure, (left + GAP, y, wide - 2 * GAP, MOST), PAPER.note, BLACK, "centre")
    return y
