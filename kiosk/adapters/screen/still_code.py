"""The code to take a picture of, sharp to the pixel on white. Imports pygame and our drawing."""

from __future__ import annotations

from typing import Final

import numpy as np
import pygame

from kiosk.adapters.coverage import Box
from kiosk.adapters.qr_segno import modules
from kiosk.adapters.screen import answer_bar
from kiosk.adapters.screen.furniture import paint_note
from kiosk.adapters.screen.sheet import Sheet
from kiosk.adapters.screen.stage import Stage
from kiosk.adapters.screen.still_parts import (
    HERO,
    LINE,
    free_box,
    paint_blocks,
    paint_lines,
    sized,
    stacked,
    total,
)
from kiosk.adapters.theme import BLACK, PALETTE, WHITE
from kiosk.core.screen import Screen

LETTERS: Final = 30
"""Of a line in portrait, at the least."""
QUIET: Final = 4
"""Modules of white around a code, as its standard asks (ISO/IEC 18004)."""


def paint_code(sheet: Sheet, stage: Stage, screen: Screen) -> None:
    """Title, the code as large as may be, what it holds, the answers."""
    left, top, wide, high = free_box(stage, screen)
    if stage.portrait:
        below = sheet.text(
            screen.title, (left, top, wide, 230), sized(stage, HERO), PALETTE.text, "centre",
            balance=True,
        )  # fmt: skip
        letters = sum(len(line) for line in screen.lines)
        words = min(max(64.0 * (1 + letters // LETTERS) + 60, 190.0), 330.0)
        side = min(wide, top + high - below - 40 - words)
        card = (left + (wide - side) / 2, below + 40, side, side)
        y = card[1] + side + 36
        room = (left, y, wide, top + high - y)
        paint_lines(sheet, screen.lines, sized(stage, LINE), room, PALETTE.muted, "centre")
    else:
        side = min(high, 800.0)
        card = (left + wide - side, top + (high - side) / 2, side, side)
        room_wide = wide - side - 90
        title = stacked(sheet.fonts, [screen.title], sized(stage, HERO), room_wide, high * 0.5, 0)
        lines = stacked(sheet.fonts, screen.lines, sized(stage, LINE), room_wide, high * 0.45, 20)
        y = top + (high - total([*title, *lines], 20) - 12) / 2
        y = paint_blocks(sheet, title, (left, y, room_wide, high), PALETTE.text) + 32
        paint_blocks(sheet, lines, (left, y, room_wide, high), PALETTE.muted)
    if screen.code:
        paint_qr(sheet, stage, screen.code, card)
    paint_note(sheet, stage, screen)
    answer_bar.paint(sheet, stage, screen)


def paint_qr(sheet: Sheet, stage: Stage, text: str, box: Box) -> None:
    """A code with its quiet zone in the middle of a white card, a whole number of pixels each."""
    dots = np.pad(np.array(modules(text)), QUIET)
    side = min(box[2], box[3]) * stage.scale
    dot = max(int(side // len(dots)), 1)
    code = pygame.Surface((len(dots), len(dots)), 0, 32)
    shades = np.where(dots.T[:, :, None], np.array(BLACK), np.array(WHITE)).astype(np.uint8)
    pygame.surfarray.blit_array(code, shades)
    large = pygame.transform.scale(code, (dot * len(dots), dot * len(dots)))
    units = large.get_width() / stage.scale
    centre = (box[0] + box[2] / 2, box[1] + box[3] / 2)
    edge = 12.0
    card = (centre[0] - units / 2 - edge, centre[1] - units / 2 - edge, *(2 * [units + 2 * edge]))
    sheet.panel((card[0], card[1], card[2], card[3]), 28, WHITE)
    x, y = stage.at((centre[0] - units / 2, centre[1] - units / 2))
    sheet.surface.blit(large, (round(x), round(y)))
