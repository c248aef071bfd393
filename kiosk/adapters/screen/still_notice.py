"""A calm picture with a sentence or two: ends, pauses, refusals, thanks. Our drawing only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kiosk.adapters.coverage import Box, Point
from kiosk.adapters.pygame_canvas import Align
from kiosk.adapters.screen import answer_bar
from kiosk.adapters.screen.furniture import paint_note
from kiosk.adapters.screen.pen import Pen
from kiosk.adapters.screen.sheet import Sheet
from kiosk.adapters.screen.stage import Stage
from kiosk.adapters.screen.still_code import paint_qr
from kiosk.adapters.screen.still_parts import (
    HERO,
    LINE,
    draw_disc,
    free_box,
    paint_blocks,
    paint_disc,
    paint_rows,
    sized,
    stacked,
    total,
)
from kiosk.adapters.theme import PALETTE
from kiosk.core.screen import Moment, Screen

RING: Final = 14.0
GAP: Final = 24.0
SHORT: Final = 66
"""Letters that three lines surely hold."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The picture's disc, and the words' box below it or at its right."""

    centre: Point
    radius: float
    words: Box
    align: Align


def layout(stage: Stage, screen: Screen) -> Layout:
    """Larger pictures where little is said."""
    left, top, wide, high = free_box(stage, screen)
    if stage.portrait:
        answered = screen.yes is not None or screen.no is not None
        radius = 210.0 if screen.items else 300.0
        start = top + (20 if screen.items else high * (0.08 if answered else 0.15))
        y = start + radius
        words = y + radius + 64
        box = (left, words, wide, top + high - words)
        return Layout((left + wide / 2, y), radius, box, "centre")
    radius = min(300.0, high * 0.40)
    centre = (left + 60 + radius, top + high / 2)
    x = centre[0] + radius + 110
    return Layout(centre, radius, (x, top, left + wide - x, high), "left")


def paint_notice(sheet: Sheet, stage: Stage, screen: Screen) -> None:
    """Picture or small code, title, lines, reasons, answers."""
    at = layout(stage, screen)
    if screen.code:
        side = at.radius * 2
        corner = (at.centre[0] - at.radius, at.centre[1] - at.radius)
        paint_qr(sheet, stage, screen.code, (*corner, side, side))
    else:
        paint_disc(sheet, screen.picture, at.centre, at.radius)
    _words(sheet, stage, screen, at)
    paint_note(sheet, stage, screen)
    answer_bar.paint(sheet, stage, screen)


def _words(sheet: Sheet, stage: Stage, screen: Screen, at: Layout) -> None:
    left, top, wide, high = at.words
    row = _row(stage, screen)
    rows = (row + GAP) * len(screen.items)
    free = high - rows - (40 if rows else 0)
    title = stacked(sheet.fonts, [screen.title], sized(stage, HERO), wide, free * 0.62, 0)
    rest = free - total(title, 0) - 36
    lines = stacked(sheet.fonts, screen.lines, sized(stage, LINE), wide, rest, 20)
    y = top
    if not stage.portrait:
        used = total(title, 0) + rows + 40 * bool(rows)
        used += total(lines, 20) + 36 if lines else 0
        y += (high - used) / 2
    y = paint_blocks(sheet, title, (left, y, wide, high), PALETTE.text, at.align) + 36
    if lines:
        y = paint_blocks(sheet, lines, (left, y, wide, high), PALETTE.muted, at.align) + 40
    if screen.items:
        paint_rows(sheet, stage, screen.items, (left, y, wide, rows - GAP), row)


def _row(stage: Stage, screen: Screen) -> float:
    """How high a reason's row is: four lines of the longest ones, three of the others."""
    longest = max((len(item.text) for item in screen.items), default=0)
    if stage.portrait:
        return 276.0 if longest > SHORT else 214.0
    return 190.0 if longest > SHORT else 150.0


def draw_notice(pen: Pen, stage: Stage, screen: Screen, moment: Moment) -> None:
    """The moving picture, the time that is left, what to correct."""
    at = layout(stage, screen)
    if not screen.code:
        draw_disc(pen, screen.picture, at.centre, at.radius, moment)
        if moment.remaining is not None:
            pen.circle(at.centre, at.radius + 22, RING, PALETTE.panel_edge)
            pen.arc(at.centre, at.radius + 22, RING, moment.remaining, PALETTE.accent)
    if moment.hint:
        _, top, _, high = free_box(stage, screen)
        room = (at.words[0], top + high - 150, at.words[2], 150.0)
        pen.text(moment.hint, room, sized(stage, LINE), PALETTE.accent, at.align, middle=True)
