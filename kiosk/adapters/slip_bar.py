"""Each leg's knee without and with the cue in black on white. Our own drawing only."""

from __future__ import annotations

from typing import Final

from kiosk.adapters.pygame_canvas import Canvas
from kiosk.adapters.slip_legs import fill
from kiosk.adapters.theme import BLACK, PAPER, WHITE
from kiosk.core.resultview import CueRow
from kiosk.core.slip_kinds import BarsHead

HEIGHT: Final = 52.0
LABEL: Final = 82.0
WORDS: Final = 206.0


def draw_bars_head(canvas: Canvas, head: BarsHead, y: float, across: tuple[float, float]) -> float:
    """The heading, and flush right which mark is which."""
    left, wide = across
    x, middle = left + wide, y + 32
    for words, solid in ((head.with_, True), (head.without, False)):
        width = canvas.fonts.width(words, PAPER.note)
        x -= width + 2
        canvas.text(words, (x, middle - 15, width + 2, 40), PAPER.note, BLACK)
        _mark(canvas, x - 18, middle, solid=solid)
        x -= 44
    return canvas.text(head.words, (left, y + 12, x - left, 50), PAPER.heading, BLACK)


def draw_bar(canvas: Canvas, row: CueRow, y: float, across: tuple[float, float]) -> float:
    """One leg; inside points to the body's middle, the dotted stretch is the band in line."""
    left, wide = across
    middle = y + HEIGHT / 2
    canvas.text(row.label, (left, middle - 18, LABEL, 40), PAPER.strong, BLACK)
    words = (left + wide - WORDS, middle - 17, WORDS, 40.0)
    canvas.text(row.words, words, PAPER.strong, BLACK, "right")
    start, end = left + LABEL, left + wide - WORDS - 10
    ends = (row.before.low, row.before.high, row.after.low, row.after.high, *row.in_line_m)
    reach = 1.08 * max(abs(v) for v in ends)
    sign = 1.0 if row.side == "left" else -1.0

    def at(offset_m: float) -> float:
        return (start + end) / 2 + sign * offset_m / reach * (end - start) / 2

    low, high = sorted(at(v) for v in row.in_line_m)
    top, bottom = y + 4, y + HEIGHT - 4
    fill(canvas, [(low, top), (high, top), (high, bottom), (low, bottom)], "dots")
    for x in (low, high):
        canvas.line([(x, top), (x, bottom)], 2, BLACK)
    canvas.line([(at(0), top), (at(0), bottom)], 2, BLACK, dash=(6, 8))
    for estimate, dy, solid in ((row.before, -11, False), (row.after, 11, True)):
        reach_px = [(at(estimate.low), middle + dy), (at(estimate.high), middle + dy)]
        canvas.line(reach_px, 9, WHITE)
        canvas.line(reach_px, 4, BLACK)
        _mark(canvas, at(estimate.value), middle + dy, solid=solid)
    return y + HEIGHT


def _mark(canvas: Canvas, x: float, y: float, *, solid: bool) -> None:
    canvas.disc((x, y), 12, WHITE)
    canvas.disc((x, y), 10, BLACK)
    if not solid:
        canvas.disc((x, y), 6, WHITE)
