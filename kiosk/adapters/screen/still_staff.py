"""The staff's page: plain and dense. Commands to touch or by digit, and today's visits.

Our drawing only.
"""

from __future__ import annotations

from typing import Final

from kiosk.adapters.coverage import Box
from kiosk.adapters.screen import answer_bar
from kiosk.adapters.screen.furniture import paint_note
from kiosk.adapters.screen.sheet import Sheet
from kiosk.adapters.screen.stage import Stage
from kiosk.adapters.screen.still_parts import free_box, paint_lines
from kiosk.adapters.theme import MAIN_MIN, PALETTE, Style
from kiosk.core.screen import Screen

TITLE: Final = Style(64, "display", 1.14, MAIN_MIN)
TEXT: Final = Style(36, "regular", 1.28)
BUTTON: Final = Style(38, "semibold", 1.16)
CELL: Final = Style(34, "regular", 1.2)
ROW: Final = 62.0


def paint_staff(sheet: Sheet, stage: Stage, screen: Screen) -> None:
    """Title and state, the commands, the table below or beside them."""
    left, top, wide, high = free_box(stage, screen)
    if stage.portrait:
        y = _head(sheet, stage, screen, (left, top, wide, 330))
        y = _buttons(sheet, stage, screen, (left, y + 36, wide, 128.0))
        _table(sheet, stage, screen, (left, y + 36, wide, top + high - y - 36))
    else:
        half = wide * 0.46
        y = _head(sheet, stage, screen, (left, top, half, 330))
        _buttons(sheet, stage, screen, (left, y + 28, half, 112.0))
        x = left + half + 56
        _table(sheet, stage, screen, (x, top, left + wide - x, high))
    paint_note(sheet, stage, screen)
    answer_bar.paint(sheet, stage, screen)


def _head(sheet: Sheet, stage: Stage, screen: Screen, box: Box) -> float:
    left, _, wide, high = box
    y = sheet.text(screen.title, (*box[:3], 90.0), stage.style(TITLE), PALETTE.text) + 12
    room = (left, y, wide, high - 100)
    return paint_lines(sheet, screen.lines, stage.style(TEXT), room, PALETTE.muted, gap=4)


def _buttons(sheet: Sheet, stage: Stage, screen: Screen, box: Box) -> float:
    """Two beside each other; box: the first row. Returns the y below the last one."""
    left, top, wide, high = box
    gap = 20.0
    each = (wide - gap) / 2
    y = top
    for number, item in enumerate(screen.items):
        x = left + (number % 2) * (each + gap)
        y = top + (number // 2) * (high + gap)
        one = (x, y, each, high)
        sheet.touch(f"staff:{item.picture}", one)
        sheet.panel(one, 20, PALETTE.panel, PALETTE.panel_edge)
        block = sheet.fonts.fit(item.text, stage.style(BUTTON), each - 48, high - 12)
        sheet.draw(block, x + 24, y + (high - block.height) / 2, PALETTE.text)
    return y + high if screen.items else top


def _table(sheet: Sheet, stage: Stage, screen: Screen, box: Box) -> None:
    """The rows that there is room for; columns as wide as their widest word asks."""
    left, top, wide, high = box
    rows = [row for row in screen.rows if row][: int(high // ROW)]
    if not rows:
        return
    style = stage.style(CELL)
    columns = max(len(row) for row in rows)
    needs = [
        max(sheet.fonts.width(row[i], style) if i < len(row) else 0.0 for row in rows) + 40
        for i in range(columns)
    ]
    share = wide / sum(needs)
    for number, row in enumerate(rows):
        y = top + number * ROW
        if number:
            sheet.line([(left, y), (left + wide, y)], 2, PALETTE.panel_edge)
        x = left
        for need, cell in zip(needs, row, strict=False):
            if cell:
                block = sheet.fonts.fit(cell, style, need * share - 16, ROW)
                sheet.draw(block, x, y + (ROW - block.height) / 2, PALETTE.text)
            x += need * share
