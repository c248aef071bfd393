"""What the still screens share: pictures, moving figures, rows, text. Our drawing only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from kiosk.adapters.coverage import Box, Point
from kiosk.adapters.moving_figure import FigureColours, MovingFigure
from kiosk.adapters.pictograms_visit import draw_picture
from kiosk.adapters.pygame_canvas import SHARE, Align
from kiosk.adapters.screen.answer_bar import bar_box
from kiosk.adapters.screen.pen import Pen
from kiosk.adapters.screen.sheet import Sheet
from kiosk.adapters.screen.stage import Stage
from kiosk.adapters.theme import MAIN_MIN, PALETTE, SPACE, Colour, Style
from kiosk.adapters.typesetting import SMALLEST, Block, DoesNotFitError, Fonts
from kiosk.core.movements import CODES
from kiosk.core.screen import Item, Moment, Screen

HERO: Final = Style(104, "display", 1.08, 60)
LINE: Final = Style(52, "regular", 1.3, MAIN_MIN)
ROW: Final = Style(50, "medium", 1.24, MAIN_MIN)
DETAIL: Final = Style(38, "regular", 1.28)
WIDE: Final = 0.88
"""Of landscape type against portrait type: such a screen is looked at from as far away."""
PADDING: Final = 36.0


def sized(stage: Stage, style: Style) -> Style:
    """A style of the still screens as this orientation sets it."""
    return style if stage.portrait else replace(stage.style(style), size=style.size * WIDE)


def free_box(stage: Stage, screen: Screen) -> Box:
    """What is left of the screen above the answers and the note."""
    left, wide = stage.margin, stage.design[0] - 2 * stage.margin
    top = 84.0 if stage.portrait else 60.0
    bottom = stage.design[1] - (96.0 if stage.portrait else 60.0)
    if screen.note:
        bottom = stage.note[1] - 20
    if screen.yes is not None or screen.no is not None:
        bottom = bar_box(stage, screen)[1] - (48.0 if stage.portrait else 28.0)
    return left, top, wide, bottom - top


def moves(code: str | None) -> bool:
    """Whether a picture is one of the moving figures."""
    return code in CODES


def draw_moving(
    pen: Pen, code: str, corner: Point, size: float, moment: Moment, ground: Colour
) -> None:
    """A moving figure in its square, now; it is kept while the screen stays."""
    size_px = pen.length(size)
    name = f"figure {code} {size_px}"
    if name not in pen.memory:
        pen.memory[name] = MovingFigure(code, size_px, FigureColours(ground=ground))
    figure: MovingFigure = pen.memory[name]
    figure.draw(pen.surface, pen.px(corner), moment.time_s, moment.reduced)


def paint_disc(
    sheet: Sheet, code: str | None, centre: Point, radius: float, *, moving: bool = True
) -> None:
    """The disc that a picture stands in, and the picture; not where it is one that moves."""
    sheet.disc(centre, radius, PALETTE.inset)
    sheet.ring(centre, radius, 3, PALETTE.panel_edge)
    if code is None or (moving and moves(code)):
        return
    size = radius * 1.24
    corner = (centre[0] - size / 2, centre[1] - size / 2)
    draw_picture(sheet, code, corner, size, PALETTE.text, PALETTE.accent)


def draw_disc(pen: Pen, code: str | None, centre: Point, radius: float, moment: Moment) -> None:
    """The moving figure of a disc, if its picture is one."""
    if code is None or not moves(code):
        return
    size = radius * 1.7
    corner = (centre[0] - size / 2, centre[1] - size / 2)
    draw_moving(pen, code, corner, size, moment, PALETTE.inset)


def stacked(
    fonts: Fonts, texts: Sequence[str], style: Style, wide: float, high: float, gap: float
) -> list[Block]:
    """Paragraphs set in one size into a box, smaller down to the style's floor when they must be.

    Raises DoesNotFitError where the fonts are strict and the floor is still too large.
    """
    size = style.size
    while size >= (style.floor if fonts.strict else SMALLEST):
        smaller = replace(style, size=size, floor=min(size, style.floor))
        blocks = [fonts.fit(text, smaller, wide, 1e6, balance=True) for text in texts]
        if total(blocks, gap) <= high:
            return blocks
        size -= 1
    raise DoesNotFitError(f"{texts!r} do not fit {wide:.0f} × {high:.0f}")


def total(blocks: Sequence[Block], gap: float) -> float:
    """Height of paragraphs with gaps between them."""
    return sum(block.height for block in blocks) + gap * max(len(blocks) - 1, 0)


def paint_blocks(
    sheet: Sheet,
    blocks: Sequence[Block],
    box: Box,
    colour: Colour,
    align: Align = "left",
    gap: float = 20.0,
) -> float:
    """Draw paragraphs from the box's top; returns the y below them."""
    y = box[1]
    for block in blocks:
        sheet.draw(block, box[0] + SHARE[align] * box[2], y, colour, align)
        y += block.height + gap
    return y - gap if blocks else y


def paint_lines(
    sheet: Sheet,
    texts: Sequence[str],
    style: Style,
    box: Box,
    colour: Colour = PALETTE.muted,
    align: Align = "left",
    gap: float = 20.0,
) -> float:
    """Paragraphs in one size into a box from its top; returns the y below them."""
    blocks = stacked(sheet.fonts, texts, style, box[2], box[3], gap)
    return paint_blocks(sheet, blocks, box, colour, align, gap)


def paint_rows(sheet: Sheet, stage: Stage, items: Sequence[Item], box: Box, most: float) -> None:
    """Items one below the other, each a card with its pictogram; none higher than `most`."""
    left, top, wide, high = box
    gap = 24.0
    row = min((high - gap * (len(items) - 1)) / len(items), most)
    for number, item in enumerate(items):
        y = top + number * (row + gap)
        sheet.panel((left, y, wide, row), SPACE.radius, PALETTE.panel, PALETTE.panel_edge)
        radius = min(row / 2 - 22, 92.0)
        paint_disc(sheet, item.picture, (left + row / 2, y + row / 2), radius, moving=False)
        start = left + row / 2 + radius + PADDING
        inner = (start, y + 14, left + wide - PADDING - start, row - 28)
        _paint_item(sheet, stage, item, inner, "left")


def paint_columns(sheet: Sheet, stage: Stage, items: Sequence[Item], box: Box) -> None:
    """Items beside each other, each a card with its pictogram above its words."""
    left, top, wide, high = box
    gap = 32.0
    column = (wide - gap * (len(items) - 1)) / len(items)
    radius = min(high * 0.22, 140.0)
    for number, item in enumerate(items):
        x = left + number * (column + gap)
        sheet.panel((x, top, column, high), SPACE.radius, PALETTE.panel, PALETTE.panel_edge)
        middle = (x + column / 2, top + 48 + radius)
        paint_disc(sheet, item.picture, middle, radius, moving=False)
        y = top + 48 + 2 * radius + 16
        inner = (x + PADDING, y, column - 2 * PADDING, top + high - 24 - y)
        _paint_item(sheet, stage, item, inner, "centre")


def _paint_item(sheet: Sheet, stage: Stage, item: Item, box: Box, align: Align) -> None:
    """Words and detail of an item in the middle of a box."""
    left, top, wide, high = box
    fonts = sheet.fonts
    share = 0.62 if item.detail else 1.0
    blocks = stacked(fonts, [item.text], sized(stage, ROW), wide, high * share, 0)
    detail: list[Block] = []
    if item.detail:
        rest = high - total(blocks, 0) - 8
        detail = stacked(fonts, [item.detail], sized(stage, DETAIL), wide, rest, 0)
    y = top + (high - total([*blocks, *detail], 8)) / 2
    y = paint_blocks(sheet, blocks, (left, y, wide, high), PALETTE.text, align)
    paint_blocks(sheet, detail, (left, y + 8, wide, high), PALETTE.muted, align)
