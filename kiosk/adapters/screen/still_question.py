"""Questions: one sentence large, facts or cases with a pictogram, yes and no. Our drawing only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from kiosk.adapters.coverage import Box, Point
from kiosk.adapters.screen import answer_bar
from kiosk.adapters.screen.furniture import paint_note
from kiosk.adapters.screen.pen import Pen
from kiosk.adapters.screen.sheet import Sheet
from kiosk.adapters.screen.stage import Stage
from kiosk.adapters.screen.still_parts import (
    HERO,
    LINE,
    draw_disc,
    free_box,
    paint_blocks,
    paint_columns,
    paint_disc,
    paint_lines,
    paint_rows,
    sized,
    stacked,
    total,
)
from kiosk.adapters.theme import PALETTE, Style
from kiosk.core.screen import Item, Moment, Screen

MOST_COLUMNS: Final = 4
ALONE: Final = Style(132, "display", 1.08, 60)
"""A question with nothing beside it."""


def paint_question(sheet: Sheet, stage: Stage, screen: Screen) -> None:
    """Title at the top; below it cards, or a picture with a line, or the words alone."""
    if screen.items:
        _cards(sheet, stage, screen)
    elif screen.picture is not None:
        _pictured(sheet, stage, screen)
    else:
        _words(sheet, stage, screen)
    paint_note(sheet, stage, screen)
    answer_bar.paint(sheet, stage, screen)


def draw_question(pen: Pen, stage: Stage, screen: Screen, moment: Moment) -> None:
    """The picture, if it is one that moves."""
    if not screen.items and screen.picture is not None:
        draw_disc(pen, screen.picture, *disc(stage, screen), moment)


def title_box(stage: Stage, screen: Screen) -> Box:
    left, top, wide, _ = free_box(stage, screen)
    return left, top, wide, 340.0 if stage.portrait else 190.0


def disc(stage: Stage, screen: Screen) -> tuple[Point, float]:
    """Middle and radius of the picture's disc."""
    left, top, wide, high = free_box(stage, screen)
    if stage.portrait:
        return (left + wide / 2, top + 340 + 40 + 290), 290.0
    radius = min((high - 200) / 2, 270.0)
    return (left + radius + 40, top + 190 + (high - 190) / 2), radius


def _cards(sheet: Sheet, stage: Stage, screen: Screen) -> None:
    left, top, wide, high = free_box(stage, screen)
    below = sheet.text(
        screen.title, title_box(stage, screen), sized(stage, HERO), PALETTE.text, balance=True
    )
    if screen.lines:
        room = (left, below + 16, wide, 170.0 if stage.portrait else 120.0)
        below = paint_lines(sheet, screen.lines, sized(stage, LINE), room, PALETTE.muted)
    start = below + (56 if stage.portrait else 36)
    box = (left, start, wide, top + high - start)
    if stage.portrait:
        paint_rows(sheet, stage, screen.items, box, 320.0)
    elif len(screen.items) <= MOST_COLUMNS:
        paint_columns(sheet, stage, screen.items, box)
    else:
        _two_columns(sheet, stage, screen.items, box)


def _two_columns(sheet: Sheet, stage: Stage, items: Sequence[Item], box: Box) -> None:
    """More items than columns have room for, as rows beside each other."""
    left, top, wide, high = box
    gap, half = 32.0, (len(items) + 1) // 2
    each = (wide - gap) / 2
    row = (high - 24.0 * (half - 1)) / half
    for number, some in enumerate((items[:half], items[half:])):
        paint_rows(sheet, stage, some, (left + number * (each + gap), top, each, high), row)


def _pictured(sheet: Sheet, stage: Stage, screen: Screen) -> None:
    left, top, wide, high = free_box(stage, screen)
    sheet.text(
        screen.title, title_box(stage, screen), sized(stage, HERO), PALETTE.text, balance=True
    )
    centre, radius = disc(stage, screen)
    paint_disc(sheet, screen.picture, centre, radius)
    if stage.portrait:
        y = centre[1] + radius + 56
        room = (left, y, wide, top + high - y)
        paint_lines(sheet, screen.lines, sized(stage, LINE), room, PALETTE.text, "centre")
        return
    x = centre[0] + radius + 80
    room = (x, top + 200, left + wide - x, high - 200)
    blocks = stacked(sheet.fonts, screen.lines, sized(stage, LINE), room[2], room[3], 20)
    y = centre[1] - total(blocks, 20) / 2
    paint_blocks(sheet, blocks, (x, y, room[2], room[3]), PALETTE.text)


def _words(sheet: Sheet, stage: Stage, screen: Screen) -> None:
    """Title and lines alone, in the middle of the room."""
    left, top, wide, high = free_box(stage, screen)
    title = stacked(sheet.fonts, [screen.title], sized(stage, ALONE), wide, high * 0.5, 0)
    lines = stacked(sheet.fonts, screen.lines, sized(stage, LINE), wide, high * 0.4, 20)
    y = top + (high - total([*title, *lines], 20) - 40) * 0.45
    y = paint_blocks(sheet, title, (left, y, wide, high), PALETTE.text, "centre") + 40
    paint_blocks(sheet, lines, (left, y, wide, high), PALETTE.muted, "centre")
