"""Paints one page of 'why?': a few thoughts, each beside its picture. Our drawing only.

Upright the thoughts lie under one another, wide they stand side by side. Exercises move; every
other picture stands still. Dots at the foot say which page of how many this is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from kiosk.adapters.coverage import Box
from kiosk.adapters.practice_panel import FigurePlace
from kiosk.adapters.screen import answer_bar
from kiosk.adapters.screen.pen import Pen
from kiosk.adapters.screen.result_figures import draw_figures
from kiosk.adapters.screen.result_sheet import (
    ThemeStage,
    content_box,
    header,
    theme_fonts,
    theme_sheet,
)
from kiosk.adapters.screen.sheet import Sheet
from kiosk.adapters.screen.stage import Stage
from kiosk.adapters.theme import MAIN_MIN, PALETTE, SPACE, TYPE, Style
from kiosk.adapters.typesetting import Block, Fonts
from kiosk.adapters.why_figures import draw_why_figure
from kiosk.core.movements import CODES
from kiosk.core.screen import Item, Moment, Screen

SAID: Final = Style(52, "semibold", 1.2, MAIN_MIN)
MORE: Final = Style(38, "regular", 1.26)
CLOSE: Final = TYPE.tip
PAD: Final = 36.0
MOST_PICTURE: Final = 440.0
LEAST_PICTURE: Final = 200.0
SHRINK: Final = (1.12, 1.06, 1.0, 0.94, 0.88, 0.82, 0.76, 0.70, 0.64, 0.58, 0.52)


@dataclass(frozen=True, slots=True)
class Thought:
    """One item as it is laid out: its panel, its picture, its words from a place on."""

    box: Box
    picture: FigurePlace
    blocks: tuple[Block, ...]
    left: float
    top: float


@dataclass(frozen=True, slots=True)
class Page:
    """The whole page as it is laid out."""

    corner: tuple[float, float]
    title: Block
    thoughts: tuple[Thought, ...]
    close: tuple[Block, float, float] | None


def paint(sheet: Sheet, stage: Stage, screen: Screen) -> None:
    """All but the figures that move."""
    own = theme_sheet(sheet)
    page = lay_out(own.fonts, screen, ThemeStage(stage.size))
    own.draw(page.title, *page.corner, PALETTE.text)
    for thought in page.thoughts:
        own.panel(thought.box, SPACE.radius, PALETTE.panel, PALETTE.panel_edge)
        place = thought.picture
        if place.code not in CODES:
            corner = (place.left, place.top)
            draw_why_figure(own, place.code, corner, place.size, PALETTE.text, PALETTE.accent)
        y = thought.top
        for number, block in enumerate(thought.blocks):
            own.draw(block, thought.left, y, PALETTE.muted if number else PALETTE.text)
            y += block.height
    if page.close is not None:
        own.draw(*page.close, PALETTE.muted)
    sheet.placed += own.in_units_of_screen()
    _dots(sheet, stage, screen)
    answer_bar.paint(sheet, stage, screen)


def overlay(pen: Pen, stage: Stage, screen: Screen, moment: Moment) -> None:
    """The exercises that move."""
    own = ThemeStage(stage.size)

    def places() -> list[FigurePlace]:
        page = lay_out(theme_fonts(pen.fonts, own), screen, own)
        return [thought.picture for thought in page.thoughts]

    draw_figures(pen, own, moment, places, PALETTE.panel)


def _dots(sheet: Sheet, stage: Stage, screen: Screen) -> None:
    """Which page of how many, in the note's place."""
    if screen.page is None:
        return
    number, count = screen.page
    left, top, wide, high = stage.note
    step = 34.0 if stage.portrait else 26.0
    x, y = left + wide / 2 - step * (count - 1) / 2, top + high / 2
    for dot in range(1, count + 1):
        here = dot == number
        radius = step * (0.30 if here else 0.20)
        sheet.disc((x, y), radius, PALETTE.accent if here else PALETTE.faint)
        x += step


@lru_cache(maxsize=8)
def lay_out(fonts: Fonts, screen: Screen, stage: ThemeStage) -> Page:
    """Every thought in its place, in the largest type for which there is room."""
    left, top, wide, high = content_box(stage, screen)
    title, _ = header(fonts, replace(screen, lines=()), wide, across=not stage.portrait)
    y = top + title.height + SPACE.gap
    bottom, close = top + high, None
    if screen.lines:
        block = fonts.fit("\n".join(screen.lines), CLOSE, wide, 260, balance=True)
        bottom -= block.height
        close = (block, left, bottom)
        bottom -= SPACE.gap
    box = (left, y, wide, bottom - y)
    thoughts = _thoughts(fonts, screen.items, box, upright=stage.portrait)
    return Page((left, top), title, thoughts, close)


def _thoughts(
    fonts: Fonts, items: tuple[Item, ...], box: Box, *, upright: bool
) -> tuple[Thought, ...]:
    left, top, wide, high = box
    count = max(len(items), 1)
    length = ((high if upright else wide) - SPACE.gap * (count - 1)) / count
    if not items:
        return ()
    cells: list[Box] = [
        (left, top + i * (length + SPACE.gap), wide, length)
        if upright
        else (left + i * (length + SPACE.gap), top, length, high)
        for i in range(len(items))
    ]
    for share in SHRINK:  # one size of type and of pictures for all thoughts of a page
        made = (
            _upright(fonts, items, cells, share) if upright else _wide(fonts, items, cells, share)
        )
        if made:
            return made
    raise ValueError(f"the thoughts do not fit {wide:.0f} × {high:.0f}")


def _blocks(fonts: Fonts, item: Item, wide: float, share: float) -> tuple[Block, ...]:
    pairs = [(item.text, SAID), *([(item.detail, MORE)] if item.detail else [])]
    blocks = []
    for text, style in pairs:
        size = style.size * share
        sized = replace(style, size=size, floor=min(style.floor, size))
        blocks.append(fonts.fit(text, sized, wide, 4000.0, balance=True))
    return tuple(blocks)


def _upright(
    fonts: Fonts, items: tuple[Item, ...], cells: list[Box], share: float
) -> tuple[Thought, ...]:
    """Pictures left, words right of them; nothing without room."""
    made = []
    for item, (left, top, wide, high) in zip(items, cells, strict=True):
        size = min(high - PAD, wide * 0.36, MOST_PICTURE)
        start = left + PAD + size + PAD
        blocks = _blocks(fonts, item, left + wide - PAD - start, share)
        words = sum(block.height for block in blocks)
        if words > high - PAD:
            return ()
        place = FigurePlace(item.picture or "", left + PAD, top + (high - size) / 2, size)
        cell = (left, top, wide, high)
        made.append(Thought(cell, place, blocks, start, top + (high - words) / 2))
    return tuple(made)


def _wide(
    fonts: Fonts, items: tuple[Item, ...], cells: list[Box], share: float
) -> tuple[Thought, ...]:
    """Pictures above, words below them, all from one height on; nothing without room."""
    made = []
    _, top, wide, high = cells[0]
    words = [_blocks(fonts, item, wide - 2 * PAD, share) for item in items]
    most = max(sum(block.height for block in blocks) for blocks in words)
    size = min(high - most - 3 * PAD, wide - 2 * PAD, MOST_PICTURE)
    if size < LEAST_PICTURE:
        return ()
    y = top + PAD + (high - most - 3 * PAD - size) / 2
    for item, blocks, cell in zip(items, words, cells, strict=True):
        place = FigurePlace(item.picture or "", cell[0] + (wide - size) / 2, y, size)
        made.append(Thought(cell, place, blocks, cell[0] + PAD, y + size + PAD))
    return tuple(made)
