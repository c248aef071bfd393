"""The parts of the result picture, each drawn into its place. Our own drawing only.

A part that stands on the one below it takes the y of its lower edge and returns its upper edge.
"""

from __future__ import annotations

from kiosk.adapters.coverage import Box
from kiosk.adapters.cue_drawing import ROW_HEIGHT, draw_key, draw_row, widths
from kiosk.adapters.front_drawing import draw_front
from kiosk.adapters.legend import draw_legend_row, draw_legend_stack, legend_size
from kiosk.adapters.pictograms import draw_figure
from kiosk.adapters.pygame_canvas import Canvas
from kiosk.adapters.signs import draw_badge
from kiosk.adapters.theme import BAND_TONES, PALETTE, SPACE, TYPE
from kiosk.adapters.top_drawing import draw_leg, is_clear, scales
from kiosk.core.resultview import CueView, FrontView, PracticeView, ResultView, SideView

CAPTION_HEIGHT, TITLE_HEIGHT, LEGEND_ROW = 152.0, 74.0, 60.0
FRONT_WIDTH = 330.0
PRACTICE_ROW, PRACTICE_TITLE, FIGURE = 104.0, 62.0, 90.0


def header(canvas: Canvas, view: ResultView, left: float, top: float, wide: float) -> float:
    """The one sentence; returns the y below."""
    style = TYPE.headline
    # One sentence may take two lines, two sentences one each: rather smaller than a third line.
    box = (left, top, wide, 2 * style.size * style.leading)
    return canvas.text("\n".join(view.headline), box, style, PALETTE.text, balance=True)


def hero(canvas: Canvas, view: ResultView, box: Box) -> None:
    """The legs from above with their words below.

    The legend stands between the legs where they leave it room, otherwise in a row below.
    """
    left, top, wide, high = box
    canvas.panel(box, SPACE.radius, PALETTE.panel, PALETTE.panel_edge)
    half = wide / 2
    cells = [(left + half * i + 30, half - 60) for i in range(2)]
    tops = [side.top for side in view.sides]
    legend = legend_size(canvas, view.legend)
    for below in (0.0, LEGEND_ROW):
        caption_y = top + high - CAPTION_HEIGHT - 14 - below
        first = top + TITLE_HEIGHT + 16
        places = scales(tops, [(x, first, w, caption_y - 16 - first) for x, w in cells])
        middle = (left + half - legend[0] / 2, caption_y - 24 - legend[1], *legend)
        if all(is_clear(t, at, middle) for t, at in zip(tops, places, strict=True)):
            break
    with canvas.clip((left + 3, top + 3, wide - 6, caption_y - top + 30)):
        for side, at in zip(view.sides, places, strict=True):
            draw_leg(canvas, side.band, side.top, at)
        canvas.veil((left + 3, caption_y - 76, wide - 6, 76), PALETTE.panel, 0.0, 1.0)
        canvas.panel((left + 3, caption_y - 4, wide - 6, 44), 0, PALETTE.panel)
        canvas.panel((left + 30, top + 3, wide - 60, TITLE_HEIGHT - 13), 0, PALETTE.panel)
        canvas.veil((left + 30, top + TITLE_HEIGHT - 10, wide - 60, 44), PALETTE.panel, 1.0, 0.0)
    _titles(canvas, view, (left + SPACE.inset, top + 18, wide - 2 * SPACE.inset, 66.0))
    for side, (x, w) in zip(view.sides, cells, strict=True):
        _caption(canvas, side, (x - 18, caption_y, w + 36, CAPTION_HEIGHT))
    if below:
        row = (left + SPACE.inset, top + high - LEGEND_ROW - 6, wide - 2 * SPACE.inset, LEGEND_ROW)
        draw_legend_row(canvas, view.legend, row)
    else:
        draw_legend_stack(canvas, view.legend, middle)


def _titles(canvas: Canvas, view: ResultView, box: Box) -> None:
    """The knees' names to the left and right, and between them how one looks at them."""
    left, top, wide, high = box
    names = [canvas.fonts.fit(s.title, TYPE.main, wide * 0.36, high) for s in view.sides]
    canvas.draw(names[0], left, top, PALETTE.text, "left")
    canvas.draw(names[1], left + wide, top, PALETTE.text, "right")
    room = wide - 2 * (max(name.width for name in names) + 20)
    middle = (left + (wide - room) / 2, top + 8, room, high - 6)
    canvas.text(view.top_title, middle, TYPE.title, PALETTE.muted, "centre")


def _caption(canvas: Canvas, side: SideView, box: Box) -> None:
    """Sign and band, the figure, the likely range: centred under the leg."""
    left, top, wide, _ = box
    block = canvas.fonts.fit(side.band_words, TYPE.band, wide - 92, 64)
    start = left + (wide - block.width - 68) / 2
    tone = BAND_TONES[side.band]
    draw_badge(canvas, tone, side.side, (start + 27, top + 31), 26, PALETTE.ground_bottom)
    canvas.draw(block, start + 68, top + 31 - block.height / 2, PALETTE.text)
    y = top + 62
    for words, style, colour in (
        (side.figure, TYPE.caption, PALETTE.text),
        (side.range_words, TYPE.note, PALETTE.muted),
    ):
        if words:
            y = canvas.text(words, (left, y, wide, 48), style, colour, "centre") - 2


def below(canvas: Canvas, view: ResultView, left: float, bottom: float, wide: float) -> float:
    """The legs from the front, and the cue; the cue alone takes the whole width."""
    start = left if view.front is None else left + FRONT_WIDTH + SPACE.gap
    inner = left + wide - start - 72
    high = 330.0
    if view.cue is not None:
        block = canvas.fonts.fit(view.cue.sentence, TYPE.support, inner, 200)
        high = max(
            74 + ROW_HEIGHT * len(view.cue.rows) + block.height + 44,
            0.0 if view.front is None else 300.0,
        )
        box = (start, bottom - high, left + wide - start, high)
        _cue(canvas, view.cue, box)
    if view.front is not None:
        _front(canvas, view.front, (left, bottom - high, FRONT_WIDTH, high))
    return bottom - high


def _front(canvas: Canvas, front: FrontView, box: Box) -> None:
    left, top, wide, high = box
    canvas.panel(box, SPACE.radius, PALETTE.panel, PALETTE.panel_edge)
    below = top + 84  # the thighs fade out under the title, never behind it
    with canvas.clip((left + 3, below, wide - 6, high - 87)):
        draw_front(canvas, front.legs, (left + 34, top + 40, wide - 68, high - 76))
        canvas.veil((left + 20, below, wide - 40, 70), PALETTE.panel, 1.0, 0.0)
    canvas.text(front.title, (left + 36, top + 24, wide - 50, 50), TYPE.title, PALETTE.muted)


def _cue(canvas: Canvas, cue: CueView, box: Box) -> None:
    left, top, wide, high = box
    canvas.panel(box, SPACE.radius, PALETTE.panel, PALETTE.panel_edge)
    inner, x = wide - 72, left + 36
    y = canvas.text(cue.title, (x, top + 24, inner, 54), TYPE.title, PALETTE.muted) + 6
    if cue.rows:
        draw_key(canvas, (cue.with_, cue.without), x + inner, top + 24 + TYPE.title.size * 0.6)
    columns = widths(canvas, cue.rows)
    for row in cue.rows:
        draw_row(canvas, row, columns, (x, y, inner, ROW_HEIGHT))
        y += ROW_HEIGHT
    canvas.text(cue.sentence, (x, y + 10, inner, top + high - y - 20), TYPE.support, PALETTE.text)


def practice(canvas: Canvas, view: ResultView, left: float, bottom: float, wide: float) -> float:
    """What to practise, a row an idea."""
    top = bottom - PRACTICE_TITLE - PRACTICE_ROW * len(view.practice)
    canvas.text(view.practice_title, (left, top, wide, 60), TYPE.main, PALETTE.text)
    y = top + PRACTICE_TITLE
    for number, idea in enumerate(view.practice):
        if number:
            canvas.line([(left + FIGURE + 28, y), (left + wide, y)], 2, PALETTE.panel_edge)
        _practice_row(canvas, idea, (left, y, wide, PRACTICE_ROW))
        y += PRACTICE_ROW
    return top


def _practice_row(canvas: Canvas, idea: PracticeView, box: Box) -> None:
    left, top, wide, high = box
    corner = (left, top + (high - FIGURE) / 2)
    draw_figure(canvas, idea.code, corner, FIGURE, PALETTE.text, PALETTE.accent)
    start, inner = left + FIGURE + 28, wide - FIGURE - 28
    y = canvas.text(idea.title, (start, top + 1, inner, 62), TYPE.main, PALETTE.text)
    canvas.text(idea.dose, (start, y - 6, inner, 50), TYPE.support, PALETTE.muted)


def footer(canvas: Canvas, view: ResultView, left: float, bottom: float, wide: float) -> float:
    """The one action with its gesture, and the notes."""
    start = left if view.action is None else left + 126
    inner = left + wide - start
    blocks = [canvas.fonts.fit(note, TYPE.note, inner, 160) for note in view.notes]
    notes_y = bottom - sum(block.height for block in blocks)
    top = notes_y
    if view.action is not None:
        top -= 62
        middle = (top + bottom) / 2
        canvas.panel((left, middle - 50, 100, 100), 50, PALETTE.panel, PALETTE.panel_edge)
        corner = (left + 11, middle - 39)
        draw_figure(canvas, "raise_hand", corner, 78, PALETTE.text, PALETTE.accent)
        canvas.text(view.action, (start, top, inner, 60), TYPE.main, PALETTE.text)
    for block in blocks:
        canvas.draw(block, start, notes_y, PALETTE.muted)
        notes_y += block.height
    return top
