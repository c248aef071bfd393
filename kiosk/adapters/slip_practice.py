"""The practice ideas with their boxes to tick. Our own drawing only."""

from __future__ import annotations

from typing import Final

from kiosk.adapters.pictograms import draw_figure
from kiosk.adapters.pygame_canvas import Canvas
from kiosk.adapters.theme import BLACK, PAPER
from kiosk.core.slip_kinds import BoxesHead, Practice

FIGURE: Final = 56.0
BOX: Final = 26.0
BOX_STEP: Final = 36.0
MOST: Final = 300.0


def draw_boxes_head(
    canvas: Canvas, line: BoxesHead, y: float, across: tuple[float, float]
) -> float:
    """The heading, and flush right over the boxes what they are for."""
    left, wide = across
    words = canvas.fonts.fit(line.boxes_words, PAPER.note, 150, 60)
    canvas.draw(words, left + wide, y + 8, BLACK, "right")
    room = wide - words.width - 12
    below = canvas.text(line.words, (left, y + 4, room, MOST), PAPER.heading, BLACK)
    return max(below + 2, y + 8 + words.height)


def draw_practice(canvas: Canvas, line: Practice, y: float, across: tuple[float, float]) -> float:
    """Pictogram, title, dose, boxes, and what to think of."""
    left, wide = across
    draw_figure(canvas, line.picture, (left, y + 3), FIGURE, BLACK, BLACK)
    start = left + FIGURE + 12
    inner = left + wide - start
    below = canvas.text(line.title, (start, y + 2, inner, MOST), PAPER.title, BLACK)
    boxes = line.boxes * BOX_STEP
    for i in range(line.boxes):
        x = left + wide - boxes + (i + 1) * BOX_STEP - BOX
        canvas.frame((x, below + 2, BOX, BOX), 4, 3, BLACK)
    dose = canvas.text(line.dose, (start, below, inner - boxes, MOST), PAPER.body, BLACK)
    below = max(dose, below + BOX + 4, y + FIGURE + 4)
    if line.cue:
        below = canvas.text(line.cue, (left, below, wide, MOST), PAPER.note, BLACK)
    return below + 3
