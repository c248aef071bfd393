"""The legend of the view from above: which way is inside, lane and line, dot, range, path.

Our own drawing only. An entry is (key, words); the keys are kiosk.core.screenwords.LEGEND's.
"""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.adapters.coverage import Box
from kiosk.adapters.pictograms import arrow
from kiosk.adapters.pygame_canvas import Canvas
from kiosk.adapters.theme import IN_LINE, PALETTE, TYPE
from kiosk.adapters.typesetting import Fonts

Legend = Sequence[tuple[str, str]]
KEY, INDENT = 48.0, 60.0
STEP = TYPE.note.size * TYPE.note.leading + 4
ROW_INDENT = 59.0


def legend_size(fonts: Fonts, legend: Legend) -> tuple[float, float]:
    """Width and height of the legend as a stack."""
    widest = max(fonts.width(words, TYPE.note) for _, words in legend)
    return INDENT + widest + 2, STEP * len(legend)


def draw_legend_stack(canvas: Canvas, legend: Legend, box: Box) -> None:
    """An entry under the other."""
    left, y = box[0], box[1] + STEP / 2
    for key, words in legend:
        _entry(canvas, key, words, (left, y, INDENT, box[2] - INDENT))
        y += STEP


def draw_legend_row(canvas: Canvas, legend: Legend, box: Box) -> None:
    """As many entries as fit, one beside the other; the last ones can best be done without."""
    widths = [ROW_INDENT + canvas.fonts.width(words, TYPE.note) + 2 for _, words in legend]
    while sum(widths) > box[2]:
        widths.pop()
    gap = (box[2] - sum(widths)) / max(len(widths) - 1, 1)
    x = box[0]
    for (key, words), width in zip(legend, widths, strict=False):
        _entry(canvas, key, words, (x, box[1] + box[3] / 2, ROW_INDENT, width - ROW_INDENT))
        x += width + gap


def _entry(canvas: Canvas, key: str, words: str, place: Box) -> None:
    """place: left, middle y, indent of the words, their width."""
    left, y, indent, width = place
    _draw_key(canvas, key, left, y)
    top = y - TYPE.note.size * TYPE.note.leading / 2
    canvas.text(words, (left + indent, top, width, 60), TYPE.note, PALETTE.muted)


def _draw_key(canvas: Canvas, key: str, x: float, y: float) -> None:
    if key == "inside":
        for tail, tip in ((-1.0, 20.0), (KEY + 1, 28.0)):
            for stroke in arrow((x + tail, y), (x + tip, y), 9):
                canvas.line(stroke, 4, PALETTE.text, 0.8)
    elif key == "in_line":
        canvas.panel((x, y - 16, KEY, 32), 3, IN_LINE.colour, alpha=0.2)
        for edge in (-16, 16):
            canvas.line([(x + 2, y + edge), (x + 46, y + edge)], 2, IN_LINE.colour, 0.5)
        canvas.line([(x + 4, y), (x + 44, y)], 4, PALETTE.text, 0.9, dash=(8, 10))
    elif key == "squat":
        canvas.disc((x + KEY / 2, y), 11, PALETTE.text)
    elif key == "likely":
        canvas.panel((x + 2, y - 16, 44, 32), 0, PALETTE.text, alpha=0.25)
        for edge in (2, 46):
            canvas.line([(x + edge, y - 15), (x + edge, y + 15)], 4, PALETTE.text, 0.7)
    else:
        canvas.line([(x + 2, y), (x + 34, y)], 5, PALETTE.text, 0.5)
        canvas.ring((x + 42, y), 7, 4, PALETTE.text, 0.8)
