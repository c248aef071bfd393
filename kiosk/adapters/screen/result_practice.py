"""Paints the page of practice ideas: a card an idea, with a large moving figure. Our drawing only.

Upright, the cards lie under one another, the figure left of title, dose and cue; wide, they stand
side by side under their figures. Purpose and evidence are small, at the foot of a card.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from kiosk.adapters.coverage import Box
from kiosk.adapters.pictograms import draw_figure
from kiosk.adapters.practice_panel import FigurePlace
from kiosk.adapters.screen import answer_bar
from kiosk.adapters.screen.furniture import paint_note
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
from kiosk.adapters.theme import PALETTE, SPACE, TYPE, Colour, Style
from kiosk.adapters.typesetting import Block, Fonts
from kiosk.core.movements import CODES
from kiosk.core.screen import Idea, Moment, Screen

PAD: Final = 30.0
EDGE: Final = 22.0
"""Between a card's upper and lower edge and what is in it."""
LEAST_FIGURE: Final = 170.0
GOALS_UPRIGHT: Final = (300.0, 220.0)
GOALS_WIDE: Final = (420.0, 330.0)
"""Figures are rather this large than type larger than it must be."""
MOST_FIGURE: Final = 520.0
SHRINK: Final = (1.12, 1.06, 1.0, 0.94, 0.88, 0.82, 0.76, 0.70, 0.64, 0.58)
"""Shares of the type's sizes that are tried until all words fit their cards."""


@dataclass(frozen=True, slots=True)
class Words:
    """A block of text and where it is drawn."""

    block: Block
    left: float
    top: float
    colour: Colour


@dataclass(frozen=True, slots=True)
class Card:
    """One idea as it is laid out."""

    box: Box
    figure: FigurePlace
    words: tuple[Words, ...]


def paint(sheet: Sheet, stage: Stage, screen: Screen) -> None:
    """Title, programme, cards; the figures that move are left out."""
    own = theme_sheet(sheet)
    head, cards = lay_out(own.fonts, screen, ThemeStage(stage.size))
    for words in head:
        own.draw(words.block, words.left, words.top, words.colour)
    for card in cards:
        own.panel(card.box, SPACE.radius, PALETTE.panel, PALETTE.panel_edge)
        place = card.figure
        if place.code not in CODES:
            corner = (place.left, place.top)
            draw_figure(own, place.code, corner, place.size, PALETTE.text, PALETTE.accent)
        for words in card.words:
            own.draw(words.block, words.left, words.top, words.colour)
    sheet.placed += own.in_units_of_screen()
    paint_note(sheet, stage, screen)
    answer_bar.paint(sheet, stage, screen)


def overlay(pen: Pen, stage: Stage, screen: Screen, moment: Moment) -> None:
    """The moving figures."""
    own = ThemeStage(stage.size)

    def places() -> list[FigurePlace]:
        _, cards = lay_out(theme_fonts(pen.fonts, own), screen, own)
        return [card.figure for card in cards]

    draw_figures(pen, own, moment, places, PALETTE.panel)


@lru_cache(maxsize=4)
def lay_out(
    fonts: Fonts, screen: Screen, stage: ThemeStage
) -> tuple[tuple[Words, ...], tuple[Card, ...]]:
    """The head's words and the cards."""
    box = content_box(stage, screen)
    left, top, wide, _ = box
    title, lines = header(fonts, screen, wide, across=not stage.portrait)
    head = [Words(title, left, top, PALETTE.text)]
    y = top + title.height
    if lines is not None:
        head.append(Words(lines, left, y, PALETTE.muted))
        y += lines.height
    rest = (left, y + SPACE.gap, wide, box[1] + box[3] - y - SPACE.gap)
    return tuple(head), _cards(fonts, screen.ideas, rest, upright=stage.portrait)


def _cards(fonts: Fonts, ideas: tuple[Idea, ...], box: Box, *, upright: bool) -> tuple[Card, ...]:
    """All cards in the largest type and with the largest figures that every one has room for."""
    left, top, wide, high = box
    count = max(len(ideas), 1)
    each = ((high if upright else wide) - SPACE.gap * (count - 1)) / count
    boxes: list[Box] = [
        (left, top + i * (each + SPACE.gap), wide, each)
        if upright
        else (left + i * (each + SPACE.gap), top, each, high)
        for i in range(len(ideas))
    ]
    arrange = _row if upright else _column
    largest = min(0.42 * wide, MOST_FIGURE)
    goals = GOALS_UPRIGHT if upright else GOALS_WIDE
    tries = [(share, goal) for goal in goals for share in SHRINK if share >= 1.0]
    tries += [(share, LEAST_FIGURE) for share in SHRINK if share <= 1.0]
    for share, least in tries:
        for size in range(round(largest), round(least) - 1, -20):
            pairs = zip(ideas, boxes, strict=True)
            cards = [arrange(fonts, idea, place, share, size) for idea, place in pairs]
            found = tuple(card for card in cards if card is not None)
            if len(found) == len(ideas):
                return found
    raise ValueError(f"the ideas do not fit {wide:.0f} × {high:.0f}")


def _block(fonts: Fonts, text: str, style: Style, wide: float, share: float) -> Block:
    sized = replace(style, size=style.size * share, floor=min(style.floor, style.size * share))
    return fonts.fit(text, sized, wide, 4000.0, balance=True)


def _main(fonts: Fonts, idea: Idea, wide: float, share: float) -> list[tuple[Block, Colour]]:
    return [
        (_block(fonts, idea.title, TYPE.main, wide, share), PALETTE.text),
        (_block(fonts, idea.dose, TYPE.title, wide, share), PALETTE.accent),
        (_block(fonts, idea.cue, TYPE.support, wide, share), PALETTE.text),
    ]


def _small(fonts: Fonts, idea: Idea, wide: float, share: float) -> list[tuple[Block, Colour]]:
    """What it is for, and what is known about it."""
    texts = ((idea.purpose, PALETTE.text), (idea.evidence, PALETTE.muted))
    return [(_block(fonts, text, TYPE.note, wide, share), colour) for text, colour in texts if text]


def _height(blocks: list[tuple[Block, Colour]]) -> float:
    return sum(block.height for block, _ in blocks)


def _set(blocks: list[tuple[Block, Colour]], left: float, top: float) -> list[Words]:
    placed = []
    for block, colour in blocks:
        placed.append(Words(block, left, top, colour))
        top += block.height
    return placed


def _row(fonts: Fonts, idea: Idea, box: Box, share: float, size: float) -> Card | None:
    """Figure left, what to do right of it, the small words below both; None without room."""
    left, top, wide, high = box
    small = _small(fonts, idea, wide - 2 * PAD, share)
    room = high - 2 * EDGE - _height(small) - 12
    start = left + PAD + size + 28
    main = _main(fonts, idea, left + wide - PAD - start, share)
    if size > room or _height(main) > room:
        return None
    top += EDGE
    place = FigurePlace(idea.picture, left + PAD, top + (room - size) / 2, size)
    words = _set(main, start, top + (room - _height(main)) / 2)
    words += _set(small, left + PAD, top + room + 12)
    return Card(box, place, tuple(words))


def _column(fonts: Fonts, idea: Idea, box: Box, share: float, size: float) -> Card | None:
    """Figure above, then what to do, the small words at the foot; None without room."""
    left, top, wide, high = box
    inner = wide - 2 * PAD
    main, small = _main(fonts, idea, inner, share), _small(fonts, idea, inner, share)
    needed = 2 * EDGE + size + _height(main) + _height(small) + 30
    if size > inner or needed > high:
        return None
    top += EDGE
    place = FigurePlace(idea.picture, left + (wide - size) / 2, top, size)
    words = _set(main, left + PAD, top + size + 10)
    words += _set(small, left + PAD, box[1] + high - EDGE - _height(small))
    return Card(box, place, tuple(words))
