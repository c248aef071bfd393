"""Draws each leg's knee without and with the cue on one scale. Our own drawing only."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.adapters.coverage import Box
from kiosk.adapters.pygame_canvas import Canvas
from kiosk.adapters.theme import BAND_TONES, IN_LINE, PALETTE, TYPE, Colour
from kiosk.adapters.typesetting import Fonts
from kiosk.core.interval import Estimate
from kiosk.core.resultview import CueRow


def widths(canvas: Canvas, rows: Sequence[CueRow]) -> tuple[float, float]:
    """Of the labels and of the words, so that all strips begin and end alike."""
    style = TYPE.note_strong
    labels = [canvas.fonts.width(row.label, style) for row in rows]
    return max(labels, default=0.0), max(
        (canvas.fonts.width(row.words, style) for row in rows), default=0.0
    )


def key_width(fonts: Fonts, told: tuple[str, str]) -> float:
    """How far the key reaches to the left."""
    return sum(fonts.width(words, TYPE.note) + 58 for words in told) - 20


def draw_key(canvas: Canvas, told: tuple[str, str], right: float, y: float) -> None:
    """Which mark is with and which without the cue (told in that order), set flush right."""
    style, x = TYPE.note, right
    for words, solid in zip(told, (True, False), strict=True):
        width = canvas.fonts.width(words, style)
        x -= width
        canvas.text(words, (x, y - 20, width + 2, 44), style, PALETTE.muted)
        x -= 24
        _mark(canvas, x, y, PALETTE.muted, solid=solid)
        x -= 34


def draw_row(canvas: Canvas, row: CueRow, columns: tuple[float, float], box: Box) -> None:
    """Label, strip and words of one leg; on the strip inside points to the body's middle."""
    left, top, wide, high = box
    y = top + high / 2
    canvas.text(row.label, (left, y - 21, columns[0] + 2, 44), TYPE.note_strong, PALETTE.text)
    words = (left + wide - columns[1] - 2, y - 21, columns[1] + 2, 44.0)
    canvas.text(row.words, words, TYPE.note_strong, PALETTE.text, "right")
    start, end = left + columns[0] + 16, left + wide - columns[1] - 18
    reach = 1.08 * max(
        abs(v)
        for v in (row.before.low, row.before.high, row.after.low, row.after.high, *row.in_line_m)
    )
    sign = 1.0 if row.side == "left" else -1.0

    def at(offset_m: float) -> float:
        return (start + end) / 2 + sign * offset_m / reach * (end - start) / 2

    low, right = sorted(at(v) for v in row.in_line_m)
    canvas.panel((start, top + 6, end - start, high - 12), 8, PALETTE.inset)
    canvas.panel((low, top + 6, right - low, high - 12), 4, IN_LINE.colour, alpha=0.18)
    canvas.line([(at(0), top + 10), (at(0), top + high - 10)], 3, PALETTE.text, 0.8, dash=(6, 9))
    for estimate, band, dy in ((row.before, row.before_band, -13), (row.after, row.after_band, 13)):
        _range(canvas, estimate, at(estimate.low), at(estimate.high), y + dy, band)
        _mark(canvas, at(estimate.value), y + dy, BAND_TONES[band].colour, solid=dy > 0)


def _range(
    canvas: Canvas, estimate: Estimate, low: float, high: float, y: float, band: str | None
) -> None:
    if estimate.high > estimate.low:
        canvas.line([(low, y), (high, y)], 8, BAND_TONES[band].colour, 0.45)


def _mark(canvas: Canvas, x: float, y: float, colour: Colour, *, solid: bool) -> None:
    canvas.disc((x, y), 13, PALETTE.panel)
    if solid:
        canvas.disc((x, y), 11, colour)
    else:
        canvas.ring((x, y), 8.5, 5, colour)
