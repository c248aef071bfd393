"""What to practise on the result: a row an idea, with its figure. Our own drawing only.

A screen that moves its figures leaves their squares empty and draws them over the picture.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from kiosk.adapters.coverage import Box
from kiosk.adapters.pictograms import draw_figure
from kiosk.adapters.pygame_canvas import Canvas
from kiosk.adapters.theme import PALETTE, TYPE
from kiosk.adapters.typesetting import Block, Fonts
from kiosk.core.resultview import PracticeView, ResultView

LEAST_ROW, MOST_ROW, ASIDE = 100.0, 200.0, 24.0


@dataclass(frozen=True, slots=True)
class FigurePlace:
    """A square in which a figure moves. code: of the movement."""

    code: str
    left: float
    top: float
    size: float


@dataclass(frozen=True, slots=True)
class Row:
    """One idea: where its row and its figure are, its words as they are set."""

    idea: PracticeView
    title: Block
    dose: Block
    box: Box
    figure: FigurePlace


def practice_height(fonts: Fonts, view: ResultView, wide: float) -> float:
    """The least that title and rows need."""
    words = _words(fonts, view, wide - LEAST_ROW + 12 - ASIDE)
    return heading(fonts, view, wide).height + 4 + sum(_least(*pair) for pair in words)


def practice_rows(fonts: Fonts, view: ResultView, box: Box) -> tuple[Row, ...]:
    """The rows in a box under their title; they and their figures grow with the room."""
    left, top, wide, high = box
    y = top + heading(fonts, view, wide).height + 4
    size = min(max((top + high - y) / len(view.practice), LEAST_ROW), MOST_ROW) - 12
    fewest = _lines(_words(fonts, view, wide - LEAST_ROW + 12 - ASIDE))
    while True:
        words = _words(fonts, view, wide - size - ASIDE)
        full = sum(_least(*pair) for pair in words) > top + high - y
        if size <= LEAST_ROW - 12 or (_lines(words) == fewest and not full):
            break
        size = max(size - 16, LEAST_ROW - 12)
    spare = max(top + high - y - sum(_least(*pair) for pair in words), 0.0) / len(words)
    rows = []
    for idea, (title, dose) in zip(view.practice, words, strict=True):
        tall = min(_least(title, dose) + spare, max(MOST_ROW, _least(title, dose)))
        place = FigurePlace(idea.code, left, y + (tall - size) / 2, size)
        rows.append(Row(idea, title, dose, (left, y, wide, tall), place))
        y += tall
    return tuple(rows)


def draw_practice(canvas: Canvas, view: ResultView, box: Box, moving: Container[str] = ()) -> None:
    """Title and rows; the figures with these codes are left to whoever moves them."""
    left, top, wide, _ = box
    canvas.draw(heading(canvas.fonts, view, wide), left, top, PALETTE.text)
    for number, row in enumerate(practice_rows(canvas.fonts, view, box)):
        start, y = left + row.figure.size + ASIDE, row.box[1]
        if number:
            canvas.line([(start, y), (left + wide, y)], 2, PALETTE.panel_edge)
        draw_idea(canvas, row, moving)
        y += (row.box[3] - row.title.height - row.dose.height) / 2 - 2
        canvas.draw(row.title, start, y, PALETTE.text)
        canvas.draw(row.dose, start, y + row.title.height - 2, PALETTE.muted)


def draw_idea(canvas: Canvas, row: Row, moving: Container[str]) -> None:
    """The idea's pictogram, if its figure is not one of the moving ones."""
    code, place = row.idea.code, row.figure
    if code not in moving:
        corner = (place.left, place.top)
        draw_figure(canvas, code, corner, place.size, PALETTE.text, PALETTE.accent)


def heading(fonts: Fonts, view: ResultView, wide: float) -> Block:
    """How often, in a line of its own."""
    return fonts.fit(view.programme or view.practice_title, TYPE.main, wide, 120)


def _words(fonts: Fonts, view: ResultView, wide: float) -> list[tuple[Block, Block]]:
    return [
        (fonts.fit(idea.title, TYPE.main, wide, 120), fonts.fit(idea.dose, TYPE.support, wide, 100))
        for idea in view.practice
    ]


def _lines(words: list[tuple[Block, Block]]) -> int:
    return sum(len(title.lines) + len(dose.lines) for title, dose in words)


def _least(title: Block, dose: Block) -> float:
    return max(LEAST_ROW, title.height + dose.height - 2)
