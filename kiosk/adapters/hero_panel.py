"""The heart of the result: both legs from above with their words below. Our own drawing only."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kiosk.adapters.coverage import Box
from kiosk.adapters.legend import draw_legend_row, draw_legend_stack, legend_size
from kiosk.adapters.pygame_canvas import Canvas
from kiosk.adapters.signs import draw_badge
from kiosk.adapters.theme import BAND_TONES, PALETTE, SPACE, TYPE
from kiosk.adapters.top_drawing import Scale, draw_leg, is_clear, scales
from kiosk.adapters.typesetting import Block, Fonts
from kiosk.core.resultview import ResultView, SideView

TITLE_HEIGHT, BAND_HEIGHT, LEGEND_ROW = 74.0, 66.0, 60.0
SENTENCE_HEIGHT = 420.0
"""What a leg's sentences may take at most; they rather get smaller."""
LEAST_LEGS = 236.0
"""Below this height the legs say too little."""
INSET = 30.0
ROOMY = 560.0
"""From this width of a leg's words on they are set larger."""
SENTENCE = replace(TYPE.caption, size=TYPE.caption.floor)
ROOMY_SENTENCE = replace(TYPE.caption, size=40)


@dataclass(frozen=True, slots=True)
class Caption:
    """A leg's words, wrapped: what it did, and the likely range where that is its own sentence."""

    side: SideView
    blocks: tuple[Block, ...]

    @property
    def height(self) -> float:
        return BAND_HEIGHT + sum(block.height for block in self.blocks)


def least_height(fonts: Fonts, view: ResultView, wide: float) -> float:
    """What the panel needs so that the legs are still large enough to say something."""
    return TITLE_HEIGHT + 16 + LEAST_LEGS + 16 + _captions_height(fonts, view, wide) + 14


def draw_hero(canvas: Canvas, view: ResultView, box: Box) -> None:
    """The panel with everything in it.

    The legend stands between the legs where they leave it room, otherwise in a row below.
    """
    left, top, wide, high = box
    canvas.panel(box, SPACE.radius, PALETTE.panel, PALETTE.panel_edge)
    half = wide / 2
    cells = [(left + half * i + INSET, half - 2 * INSET) for i in range(2)]
    captions = _captions(canvas.fonts, view, wide)
    words = max(caption.height for caption in captions)
    legend = legend_size(canvas, view.legend)
    tops = [side.top for side in view.sides]
    for below in (0.0, LEGEND_ROW):
        caption_y = top + high - words - 18 - below
        first = top + TITLE_HEIGHT + 16
        places = scales(tops, [(x, first, w, caption_y - 16 - first) for x, w in cells])
        middle = (left + half - legend[0] / 2, caption_y - 24 - legend[1], *legend)
        enough = middle[1] >= first
        if enough and all(is_clear(t, at, middle) for t, at in zip(tops, places, strict=True)):
            break
    _legs(canvas, view, places, (left, top, wide, caption_y - top))
    _titles(canvas, view, (left + SPACE.inset, top + 18, wide - 2 * SPACE.inset, 66.0))
    for caption, (x, w) in zip(captions, cells, strict=True):
        _draw_caption(canvas, caption, (x - 18, caption_y, w + 36, words))
    if below:
        row = (left + SPACE.inset, top + high - LEGEND_ROW - 6, wide - 2 * SPACE.inset, LEGEND_ROW)
        draw_legend_row(canvas, view.legend, row)
    else:
        draw_legend_stack(canvas, view.legend, middle)


def _legs(canvas: Canvas, view: ResultView, places: list[Scale], box: Box) -> None:
    """Both legs; lane and heel fade out under the words above and below them."""
    left, top, wide, high = box
    bottom = top + high
    with canvas.clip((left + 3, top + 3, wide - 6, high + 30)):
        for side, at in zip(view.sides, places, strict=True):
            draw_leg(canvas, side.band, side.top, at)
        canvas.veil((left + 3, bottom - 76, wide - 6, 76), PALETTE.panel, 0.0, 1.0)
        canvas.panel((left + 3, bottom - 4, wide - 6, 44), 0, PALETTE.panel)
        canvas.panel((left + 30, top + 3, wide - 60, TITLE_HEIGHT - 13), 0, PALETTE.panel)
        canvas.veil((left + 30, top + TITLE_HEIGHT - 10, wide - 60, 44), PALETTE.panel, 1.0, 0.0)


def _titles(canvas: Canvas, view: ResultView, box: Box) -> None:
    """The knees' names to the left and right, and between them how one looks at them."""
    left, top, wide, high = box
    names = [canvas.fonts.fit(s.title, TYPE.main, wide * 0.36, high) for s in view.sides]
    canvas.draw(names[0], left, top, PALETTE.text, "left")
    canvas.draw(names[1], left + wide, top, PALETTE.text, "right")
    room = wide - 2 * (max(name.width for name in names) + 20)
    block = canvas.fonts.fit(view.top_title, TYPE.title, room, high - 6)
    if block.style.size < TYPE.title.floor:  # rather two lines than too small a one
        small = replace(TYPE.title, size=TYPE.title.floor)
        block = canvas.fonts.fit(view.top_title, small, room, 2.5 * small.size, balance=True)
    y = top + 8 if len(block.lines) == 1 else top - 8
    canvas.draw(block, left + wide / 2, y, PALETTE.muted, "centre")


def _captions(fonts: Fonts, view: ResultView, wide: float) -> list[Caption]:
    inner = wide / 2 - 2 * INSET + 36
    return [_caption(fonts, side, inner) for side in view.sides]


def _captions_height(fonts: Fonts, view: ResultView, wide: float) -> float:
    return max(caption.height for caption in _captions(fonts, view, wide))


def _caption(fonts: Fonts, side: SideView, wide: float) -> Caption:
    said = SENTENCE if wide < ROOMY else ROOMY_SENTENCE
    blocks = [
        fonts.fit(words, style, wide, SENTENCE_HEIGHT, balance=True)
        for words, style in zip(side.sentences, (said, TYPE.note), strict=False)
    ]
    return Caption(side, tuple(blocks))


def _draw_caption(canvas: Canvas, caption: Caption, box: Box) -> None:
    """Sign and band, then the sentences: centred under the leg."""
    left, top, wide, _ = box
    side = caption.side
    block = canvas.fonts.fit(side.band_words, TYPE.band, wide - 92, 64)
    start = left + (wide - block.width - 68) / 2
    tone = BAND_TONES[side.band]
    draw_badge(canvas, tone, side.side, (start + 27, top + 31), 26, PALETTE.ground_bottom)
    canvas.draw(block, start + 68, top + 31 - block.height / 2, PALETTE.text)
    y = top + BAND_HEIGHT
    for words, colour in zip(caption.blocks, (PALETTE.text, PALETTE.muted), strict=False):
        canvas.draw(words, left + wide / 2, y, colour, "centre")
        y += words.height
