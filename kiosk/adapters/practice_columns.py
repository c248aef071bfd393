"""What to practise on an upright result: an idea beside the other, as low as can be read.

Our own drawing only. Two ideas have their words beside their figures, three theirs below; one
alone stands as a row (kiosk.adapters.practice_panel). Titles are in the size of notes where they
have to be: the page of the ideas, which one of the answers leads to, says all of it large.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace
from typing import Final

from kiosk.adapters.coverage import Box
from kiosk.adapters.practice_panel import FigurePlace, Row, draw_idea, heading
from kiosk.adapters.pygame_canvas import Canvas
from kiosk.adapters.theme import PALETTE, TYPE, Style
from kiosk.adapters.typesetting import Block, Fonts
from kiosk.core.resultview import ResultView

FIGURE: Final = 112.0
"""Side of a figure's square where its words stand below it."""
BESIDE_FIGURE: Final = 132.0
ROOM_BESIDE: Final = 400.0
"""From this width of a column on the words stand beside the figure."""
GAP: Final = 24.0
TITLE: Final = replace(TYPE.title, size=34, leading=1.15)
BESIDE_TITLE: Final = replace(TYPE.title, size=38, leading=1.15)
DOSE: Final = replace(TYPE.note, leading=1.2)
MOST_WORDS: Final = 240.0


def columns_height(fonts: Fonts, view: ResultView, wide: float) -> float:
    """What the heading and the tallest column need."""
    return max(
        column.box[1] + column.box[3] for column in columns(fonts, view, (0.0, 0.0, wide, 0.0))
    )


def columns(fonts: Fonts, view: ResultView, box: Box) -> tuple[Row, ...]:
    """The ideas side by side under their heading."""
    left, top, wide, _ = box
    count = len(view.practice)
    column = (wide - GAP * (count - 1)) / count
    top += heading(fonts, view, wide).height + 4
    beside = column >= ROOM_BESIDE
    size = BESIDE_FIGURE if beside else FIGURE
    room = column - size - GAP / 2 if beside else column
    words = _words(fonts, view, room, BESIDE_TITLE if beside else TITLE)
    said = max(title.height + dose.height for title, dose in words)
    high = max(size, said) if beside else size + said
    rows = []
    for number, (idea, (title, dose)) in enumerate(zip(view.practice, words, strict=True)):
        x = left + number * (column + GAP)
        place = FigurePlace(idea.code, x if beside else x + (column - size) / 2, top, size)
        rows.append(Row(idea, title, dose, (x, top, column, high), place))
    return tuple(rows)


def draw_columns(canvas: Canvas, view: ResultView, box: Box, moving: Container[str] = ()) -> None:
    """Heading and columns; the figures with these codes are left to whoever moves them."""
    left, top, wide, _ = box
    canvas.draw(heading(canvas.fonts, view, wide), left, top, PALETTE.text)
    ideas = columns(canvas.fonts, view, box)
    said = max(idea.title.height + idea.dose.height for idea in ideas)
    for idea in ideas:
        x, y, column, high = idea.box
        draw_idea(canvas, idea, moving)
        if column >= ROOM_BESIDE:
            x += idea.figure.size + GAP / 2
            y += (high - said) / 2
            canvas.draw(idea.title, x, y, PALETTE.text)
            canvas.draw(idea.dose, x, y + idea.title.height, PALETTE.muted)
        else:
            y += idea.figure.size
            canvas.draw(idea.title, x + column / 2, y, PALETTE.text, "centre")
            canvas.draw(idea.dose, x + column / 2, y + idea.title.height, PALETTE.muted, "centre")


def _words(fonts: Fonts, view: ResultView, wide: float, style: Style) -> list[tuple[Block, Block]]:
    """Titles in one size, the largest that none of them needs a further line in."""
    fewest = _lines(fonts, view, wide, replace(style, size=style.floor))
    while style.size > style.floor and _lines(fonts, view, wide, style) > fewest:
        style = replace(style, size=style.size - 1)
    titles = [
        fonts.fit(idea.title, style, wide, MOST_WORDS, balance=True) for idea in view.practice
    ]
    doses = [fonts.fit(idea.dose, DOSE, wide, MOST_WORDS, balance=True) for idea in view.practice]
    return list(zip(titles, doses, strict=True))


def _lines(fonts: Fonts, view: ResultView, wide: float, style: Style) -> int:
    return max(len(fonts.fit(i.title, style, wide, MOST_WORDS).lines) for i in view.practice)
