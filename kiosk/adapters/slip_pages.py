"""A slip on pages of A6 or A4, for office printers. May import pygame, our own drawing.

The lines of a slip are drawn as for a strip of paper, three times as fine, and set one under the
other in columns; none is broken in two. Black and white without greys, as everything else that we
print: a laser printer would make a raster of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Final, Literal

import numpy as np
import pygame

from kiosk.adapters.fine_canvas import FineCanvas, FineFonts
from kiosk.adapters.slip_columns import Column, Strip, columns
from kiosk.adapters.slip_lines import draw_line
from kiosk.adapters.slip_picture import HALF, Bits, bits
from kiosk.adapters.theme import BLACK, PAPER, WHITE
from kiosk.adapters.typefaces import Typeface, typeface_or_bundled
from kiosk.core.slip import Slip
from kiosk.core.slip_kinds import BarsHead, BoxesHead, Code, Line, Rule, Text

PaperSize = Literal["a6", "a4"]
FINE: Final = 3
"""Pixels of a dot of the slip's own layout."""
ROOM_DOTS: Final = 1200
"""For one line."""
FOOT_DOTS: Final = 30


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper and how slips lie on it; lengths in millimetres.

    dots_mm: pixels of a millimetre, a whole number so that the page is exactly as large as the
    paper; with FINE it says how large the type is. margin: what most printers leave white is 4 mm.
    pages: what can be spared of a slip is left out rather than that it takes more.
    """

    width: int
    height: int
    dots_mm: int
    margin: int
    columns: int
    between: int
    pages: int

    @property
    def column_dots(self) -> int:
        """Width of a column in the slip's own dots."""
        inner = self.width - 2 * self.margin - (self.columns - 1) * self.between
        return inner * self.dots_mm // self.columns // FINE

    @property
    def column_height(self) -> int:
        """Pixels."""
        return (self.height - 2 * self.margin) * self.dots_mm - FOOT_DOTS * FINE

    def left(self, column: int) -> int:
        """Where a column begins, pixels."""
        step = self.column_dots * FINE + self.between * self.dots_mm
        return self.margin * self.dots_mm + column * step


SHEETS: Final[dict[PaperSize, Sheet]] = {
    "a6": Sheet(105, 148, dots_mm=24, margin=6, columns=1, between=0, pages=2),
    "a4": Sheet(210, 297, dots_mm=18, margin=12, columns=2, between=10, pages=1),
}


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """black: (H, W) True where the paper is to be black. dpi: pixels an inch."""

    black: Bits
    dpi: float


def pages(slip: Slip, paper: PaperSize, typeface: Typeface | None = None) -> tuple[Page, ...]:
    """The slip, as little of it left out as will do; several pages say 'ticket · 1/2'."""
    sheet = SHEETS[paper]
    fonts = FineFonts(typeface or typeface_or_bundled(), FINE)
    whole = _set(slip, sheet, fonts)
    ticket = next((line.title for line in slip.lines if isinstance(line, Code)), "")
    made = []
    for number, page in enumerate(whole, 1):
        black = _joined(page, sheet)
        if len(whole) > 1:
            words = f"{number}/{len(whole)}"
            _foot(black, f"{ticket} · {words}" if ticket else words, sheet, fonts)
        black.setflags(write=False)
        made.append(Page(black, sheet.dots_mm * 25.4))
    return tuple(made)


def _set(slip: Slip, sheet: Sheet, fonts: FineFonts) -> list[list[Column]]:
    """Pages of columns."""
    drawer = _Drawer(sheet.column_dots, fonts)
    spares = slip.spares()
    for left_out in range(len(spares) + 1):
        lines = slip.without(spares[:left_out]).lines
        strips = [drawer.strip(line) for line in lines]
        made = columns(strips, sheet.column_height, sheet.columns)
        if len(made) <= sheet.pages * sheet.columns:
            break
    return [made[i : i + sheet.columns] for i in range(0, len(made), sheet.columns)]


class _Drawer:
    """Draws one line after the other on the same canvas: a new one each takes as long again."""

    def __init__(self, width: int, fonts: FineFonts) -> None:
        self._width = width
        self._canvas = FineCanvas((width, ROOM_DOTS), fonts, WHITE)
        self._drawn: dict[Line, Strip] = {}

    def strip(self, line: Line) -> Strip:
        if line not in self._drawn:
            height = ceil(draw_line(self._canvas, line, 0.0, self._width)) * FINE
            green = pygame.surfarray.pixels_green(self._canvas.surface)
            black = np.ascontiguousarray((green[:, :height] < HALF).T)
            del green  # releases the lock on the surface
            self._canvas.surface.fill(WHITE)
            self._drawn[line] = Strip(black, head=_heads(line), rule=isinstance(line, Rule))
        return self._drawn[line]


def _heads(line: Line) -> bool:
    """Whether it stands over what follows."""
    return isinstance(line, BarsHead | BoxesHead) or (
        isinstance(line, Text) and line.role in ("copy", "gym", "date", "heading")
    )


def _joined(page: list[Column], sheet: Sheet) -> Bits:
    black = np.zeros((sheet.height * sheet.dots_mm, sheet.width * sheet.dots_mm), np.bool_)
    for number, column in enumerate(page):
        left, top = sheet.left(number), sheet.margin * sheet.dots_mm
        for strip in column:
            place = black[top : top + strip.height, left : left + strip.black.shape[1]]
            place |= strip.black[: place.shape[0]]
            top += strip.height
    return black


def _foot(black: Bits, words: str, sheet: Sheet, fonts: FineFonts) -> None:
    """In the middle under the columns."""
    width = (sheet.width - 2 * sheet.margin) * sheet.dots_mm // FINE
    canvas = FineCanvas((width, FOOT_DOTS), fonts, WHITE)
    canvas.text(words, (0, 2, width, FOOT_DOTS), PAPER.note, BLACK, "centre")
    drawn, margin = bits(canvas), sheet.margin * sheet.dots_mm
    top = black.shape[0] - margin - drawn.shape[0]
    black[top : top + drawn.shape[0], margin : margin + drawn.shape[1]] |= drawn
