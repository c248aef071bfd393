"""What to do so that the test works, drawn when nothing was measured. Our own drawing only.

The first tip is large, because most often it is the only one; others follow in rows. In a wide
place all stand side by side.
"""

from __future__ import annotations

from kiosk.adapters.coverage import Box
from kiosk.adapters.pictograms import draw_figure
from kiosk.adapters.pygame_canvas import Canvas
from kiosk.adapters.theme import PALETTE, SPACE, TYPE
from kiosk.core.resultview import ResultView, TipView

ROW = 170.0
FIGURE, ROW_FIGURE = 500.0, 120.0


def tips(canvas: Canvas, view: ResultView, box: Box) -> None:
    """The tips in their panel."""
    left, top, wide, high = box
    canvas.panel(box, SPACE.radius, PALETTE.panel, PALETTE.panel_edge)
    if not view.tips:
        return
    if wide > 1.3 * high and len(view.tips) > 1:
        _columns(canvas, view.tips, box)
        return
    rows = view.tips[1:]
    _large(canvas, view.tips[0], (left, top, wide, high - ROW * len(rows) - 20 * bool(rows)))
    y = top + high - ROW * len(rows) - 20
    for tip in rows:
        canvas.line(
            [(left + SPACE.inset, y), (left + wide - SPACE.inset, y)], 2, PALETTE.panel_edge
        )
        _row(canvas, tip, (left + SPACE.inset, y, wide - 2 * SPACE.inset, ROW))
        y += ROW


def _columns(canvas: Canvas, tips: tuple[TipView, ...], box: Box) -> None:
    """Side by side, each as large as the first: figure above, words below."""
    left, top, wide, high = box
    each = wide / len(tips)
    inner = each - 2 * SPACE.inset
    blocks = [canvas.fonts.fit(t.text, TYPE.main, inner, high * 0.5, balance=True) for t in tips]
    words = max(block.height for block in blocks)
    size = min(FIGURE, inner / 1.3, (high - words - 170) / 1.3)
    y = top + (high - size * 1.3 - 50 - words) / 2 + size * 0.65
    for number, (tip, block) in enumerate(zip(tips, blocks, strict=True)):
        x = left + number * each
        if number:
            line = [(x, top + SPACE.inset), (x, top + high - SPACE.inset)]
            canvas.line(line, 2, PALETTE.panel_edge)
        _medal(canvas, tip, (x + each / 2, y), size)
        canvas.draw(block, x + each / 2, y + size * 0.65 + 50, PALETTE.text, "centre")


def _medal(canvas: Canvas, tip: TipView, middle: tuple[float, float], size: float) -> None:
    """The tip's figure in a disc."""
    canvas.disc(middle, size * 0.65, PALETTE.inset)
    canvas.ring(middle, size * 0.65, 3, PALETTE.panel_edge)
    corner = (middle[0] - size / 2, middle[1] - size / 2)
    draw_figure(canvas, tip.code, corner, size, PALETTE.text, PALETTE.accent)


def _large(canvas: Canvas, tip: TipView, box: Box) -> None:
    left, top, wide, high = box
    block = canvas.fonts.fit(tip.text, TYPE.tip_large, wide - 120, high * 0.5, balance=True)
    size = min(FIGURE, high - block.height - 260)
    used = size * 1.3 + 70 + block.height
    y = top + (high - used) / 2 + size * 0.65
    middle = left + wide / 2
    _medal(canvas, tip, (middle, y), size)
    canvas.draw(block, middle, y + size * 0.65 + 70, PALETTE.text, "centre")


def _row(canvas: Canvas, tip: TipView, box: Box) -> None:
    left, top, wide, high = box
    corner = (left, top + (high - ROW_FIGURE) / 2)
    draw_figure(canvas, tip.code, corner, ROW_FIGURE, PALETTE.text, PALETTE.accent)
    start = left + ROW_FIGURE + 36
    block = canvas.fonts.fit(tip.text, TYPE.tip, left + wide - start, high - 10)
    canvas.draw(block, start, top + (high - block.height) / 2, PALETTE.text)
