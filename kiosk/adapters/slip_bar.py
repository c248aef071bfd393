"""Each leg's knee without and with the cue in black on white. Our own drawing only."""

from __future__ import annotations

from typing import Final

from kiosk.adapters.pygame_canvas import Canvas
from kiosk.adapters.slip_legs import fill
from kiosk.adapters.theme import BLACK, NARROW, PAPER, WHITE
from kiosk.core.resultview import CueRow
from kiosk.core.slip_kinds import BarsHead

HEIGHT: Final = 48.0
WORDS: Final = 270.0
HEAD: Final = 34.0
LINE: Final = 30.0
KEY: Final = 46.0
"""Of a mark and the gaps beside its words."""
MOST: Final = 300.0


def draw_bars_head(canvas: Canvas, head: BarsHead, y: float, across: tuple[float, float]) -> float:
    """The heading, and flush right, or under it where they do not fit, which mark is which."""
    left, wide = across
    keys = [(words, canvas.fonts.width(words, PAPER.note)) for words in (head.without, head.with_)]
    room = wide - sum(width + KEY for _, width in keys)
    heading = canvas.fonts.fit(head.words, PAPER.heading, wide, MOST)
    canvas.draw(heading, left, y + 6, BLACK)
    below = y + 6 + heading.height
    under = heading.width > room - 8
    x, middle = (left + 4, below + LINE / 2) if under else (left + room + 10, y + 6 + HEAD / 2)
    for (words, width), solid in zip(keys, (False, True), strict=True):
        _mark(canvas, x + 10, middle, solid=solid)
        canvas.text(words, (x + 26, middle - 13, width + 2, 40), PAPER.note, BLACK)
        x += width + KEY
    return below + LINE if under else below


def draw_bar(canvas: Canvas, row: CueRow, y: float, across: tuple[float, float]) -> float:
    """One leg; inside points to the body's middle, the dotted stretch is the band in line.

    The words stand at the bar's left, on narrow paper over it.
    """
    left, wide = across
    label = canvas.fonts.fit(row.label, PAPER.strong, wide, MOST)
    words = canvas.fonts.fit(row.words, PAPER.body, wide, MOST)
    canvas.draw(label, left, y, BLACK)
    if wide >= NARROW:
        canvas.draw(words, left, y + label.height, BLACK)
        _bar(canvas, row, y + 2, (left + WORDS, left + wide))
        return y + HEIGHT + 6
    if label.width + words.width + 16 <= wide:
        canvas.draw(words, left + wide, y + label.height - words.height, BLACK, "right")
        y += label.height
    else:
        canvas.draw(words, left, y + label.height, BLACK)
        y += label.height + words.height
    _bar(canvas, row, y + 2, (left, left + wide))
    return y + HEIGHT + 6


def _bar(canvas: Canvas, row: CueRow, y: float, ends_x: tuple[float, float]) -> None:
    start, end = ends_x
    middle = y + HEIGHT / 2
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


def _mark(canvas: Canvas, x: float, y: float, *, solid: bool) -> None:
    canvas.disc((x, y), 12, WHITE)
    canvas.disc((x, y), 10, BLACK)
    if not solid:
        canvas.disc((x, y), 6, WHITE)
