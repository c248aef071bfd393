"""The legend of the view from above in black on white. Our own drawing only."""

from __future__ import annotations

from typing import Final

from kiosk.adapters.legend import Legend
from kiosk.adapters.pictograms import arrow
from kiosk.adapters.pygame_canvas import Canvas
from kiosk.adapters.slip_legs import fill
from kiosk.adapters.theme import BLACK, PAPER

KEY: Final = 40.0
DOT: Final = 14.0
STEP: Final = 30.0
LEAST_GAP: Final = 14.0
SHOWN: Final = ("in_line", "squat", "likely")


def draw_legend(canvas: Canvas, legend: Legend, y: float, across: tuple[float, float]) -> float:
    """The entries that paper needs, in a row; what fits no more begins another."""
    left, wide = across
    entries = [(key, words) for key, words in legend if key in SHOWN]
    widths = [_room(key) + canvas.fonts.width(words, PAPER.note) for key, words in entries]
    gap = max((wide - sum(widths)) / max(len(entries) - 1, 1), LEAST_GAP)
    x = left
    for (key, words), width in zip(entries, widths, strict=True):
        if x > left and x + width > left + wide + 1:
            x, y = left, y + STEP
        _key(canvas, key, x, y + STEP / 2)
        canvas.text(words, (x + _room(key), y + 3, width, 40), PAPER.note, BLACK)
        x += width + gap
    return y + STEP + 2


def _room(key: str) -> float:
    """From the key's left edge to its words."""
    return (DOT if key == "squat" else KEY) + 8


def _key(canvas: Canvas, key: str, x: float, y: float) -> None:
    if key == "inside":
        for tail, tip in ((0.0, 17.0), (KEY, 23.0)):
            for stroke in arrow((x + tail, y), (x + tip, y), 7):
                canvas.line(stroke, 3, BLACK)
    elif key == "in_line":
        top, bottom = y - 11, y + 11
        fill(canvas, [(x, top), (x + KEY, top), (x + KEY, bottom), (x, bottom)], "dots")
        for edge in (top, bottom):
            canvas.line([(x, edge), (x + KEY, edge)], 2, BLACK)
        canvas.line([(x + 3, y), (x + KEY - 3, y)], 3, BLACK, dash=(7, 9))
    elif key == "squat":
        canvas.disc((x + DOT / 2, y), DOT / 2, BLACK)
    elif key == "likely":
        top, bottom = y - 11, y + 11
        box = [(x + 4, top), (x + KEY - 4, top), (x + KEY - 4, bottom), (x + 4, bottom)]
        fill(canvas, box, "lines")
        for edge in (4.0, KEY - 4):
            canvas.line([(x + edge, top), (x + edge, bottom)], 4, BLACK)
    else:
        canvas.line([(x, y), (x + 26, y)], 3, BLACK)
        canvas.ring((x + 33, y), 5, 4, BLACK)
