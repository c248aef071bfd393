"""The heart of the result: both legs from above with their words below. Our own drawing only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kiosk.adapters.coverage import Box
from kiosk.adapters.legend import draw_legend_row, draw_legend_stack, legend_size
from kiosk.adapters.pygame_canvas import Canvas
from kiosk.adapters.result_setting import Setting
from kiosk.adapters.signs import draw_badge
from kiosk.adapters.theme import BAND_TONES, PALETTE, SPACE, TYPE
from kiosk.adapters.top_drawing import Scale, draw_leg, is_clear, scales
from kiosk.adapters.typesetting import Block, Fonts
from kiosk.core.resultview import ResultView, SideView
from kiosk.core.topview import TopView, bounds

LEGEND_ROW = 60.0
SENTENCE_HEIGHT = 420.0
"""What a leg's sentences may take at most; they rather get smaller."""
INSET = 30.0
EDGE = 14.0
"""Between a leg and the panel's edge at the least."""
ROOMY = 560.0
"""From this width of a leg's words on they are set larger."""


@dataclass(frozen=True, slots=True)
class Caption:
    """A leg's words, wrapped: what it did, and the likely range where that is its own sentence."""

    side: SideView
    blocks: tuple[Block, ...]
    band: float

    @property
    def height(self) -> float:
        return self.band + sum(block.height for block in self.blocks)


@dataclass(frozen=True, slots=True)
class Places:
    """Where the legs stand, their words begin, and the legend is; None for it in a row below."""

    legs: tuple[Scale, ...]
    high: float
    captions: tuple[Caption, ...]
    words_y: float
    legend: Box | None


def legs_height(
    fonts: Fonts, view: ResultView, wide: float, high: float, setting: Setting
) -> float:
    """How much of a panel of this size is left to the legs."""
    return _places(fonts, view, (0.0, 0.0, wide, high), setting).high


def draw_hero(canvas: Canvas, view: ResultView, box: Box, setting: Setting) -> None:
    """The panel with everything in it."""
    left, top, wide, high = box
    canvas.panel(box, SPACE.radius, PALETTE.panel, PALETTE.panel_edge)
    at = _places(canvas.fonts, view, box, setting)
    _legs(canvas, view, at.legs, (left, top, wide, at.words_y - top), setting.title)
    _titles(canvas, view, (left + SPACE.inset, top + 18, wide - 2 * SPACE.inset, 66.0))
    for caption, (x, w) in zip(at.captions, _cells(left, wide), strict=True):
        _draw_caption(canvas, caption, (x - 18, at.words_y, w + 36, caption.height))
    if at.legend is None:
        row = (left + SPACE.inset, top + high - LEGEND_ROW - 6, wide - 2 * SPACE.inset, LEGEND_ROW)
        draw_legend_row(canvas, view.legend, row)
    else:
        draw_legend_stack(canvas, view.legend, at.legend)


def _cells(left: float, wide: float, aside: float = 0.0) -> list[tuple[float, float]]:
    """Left edge and width of what is each leg's, moved so far outward."""
    half = wide / 2 - 2 * INSET
    return [(left + INSET - aside, half), (left + wide / 2 + INSET + aside, half)]


def _places(fonts: Fonts, view: ResultView, box: Box, setting: Setting) -> Places:
    """The legend stands between the legs where they leave it room, or somewhat further apart do;
    otherwise in a row below."""
    left, top, wide, high = box
    captions = tuple(_captions(fonts, view, wide, setting))
    words = max(caption.height for caption in captions)
    size = legend_size(fonts, view.legend)
    first = top + setting.title + setting.air
    tops = [side.top for side in view.sides]

    def placed(below: float, aside: float) -> Places:
        words_y = top + high - words - setting.foot - below
        room = words_y - setting.air - first
        boxes = [(x, first, w, room) for x, w in _cells(left, wide, aside)]
        legend = (left + wide / 2 - size[0] / 2, words_y - 24 - size[1], *size)
        return Places(
            tuple(scales(tops, boxes)), room, captions, words_y, None if below else legend
        )

    for aside in setting.legs_aside:
        at = placed(0.0, aside)
        if at.legend is None or at.legend[1] < first:
            break
        pairs = list(zip(tops, at.legs, strict=True))
        if not all(_within(leg, scale, left, wide) for leg, scale in pairs):
            break
        if all(is_clear(leg, scale, at.legend) for leg, scale in pairs):
            return at
    return placed(LEGEND_ROW, 0.0)


def _within(leg: TopView, at: Scale, left: float, wide: float) -> bool:
    frame = bounds(leg)
    ends = at((frame[0], 0.0))[0], at((frame[2], 0.0))[0]
    return left + EDGE <= ends[0] and ends[1] <= left + wide - EDGE


def _legs(
    canvas: Canvas, view: ResultView, places: Sequence[Scale], box: Box, title: float
) -> None:
    """Both legs; lane and heel fade out under the words above and below them."""
    left, top, wide, high = box
    bottom = top + high
    with canvas.clip((left + 3, top + 6, wide - 6, high + 27)):
        for side, at in zip(view.sides, places, strict=True):
            draw_leg(canvas, side.band, side.top, at)
        canvas.veil((left + 3, bottom - 76, wide - 6, 76), PALETTE.panel, 0.0, 1.0)
        canvas.panel((left + 3, bottom - 4, wide - 6, 44), 0, PALETTE.panel)
        canvas.panel((left + 30, top + 3, wide - 60, title - 13), 0, PALETTE.panel)
        canvas.veil((left + 30, top + title - 10, wide - 60, 44), PALETTE.panel, 1.0, 0.0)


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


def _captions(fonts: Fonts, view: ResultView, wide: float, setting: Setting) -> list[Caption]:
    inner = wide / 2 - 2 * INSET + 36
    return [_caption(fonts, side, inner, setting) for side in view.sides]


def _caption(fonts: Fonts, side: SideView, wide: float, setting: Setting) -> Caption:
    said = setting.sentence if wide < ROOMY else setting.roomy_sentence
    blocks = [
        fonts.fit(words, style, wide, SENTENCE_HEIGHT, balance=True)
        for words, style in zip(side.sentences, (said, setting.likely), strict=False)
    ]
    return Caption(side, tuple(blocks), setting.band)


def _draw_caption(canvas: Canvas, caption: Caption, box: Box) -> None:
    """Sign and band, then the sentences: centred under the leg."""
    left, top, wide, _ = box
    side = caption.side
    block = canvas.fonts.fit(side.band_words, TYPE.band, wide - 92, 64)
    start = left + (wide - block.width - 68) / 2
    tone = BAND_TONES[side.band]
    draw_badge(canvas, tone, side.side, (start + 27, top + 31), 26, PALETTE.ground_bottom)
    canvas.draw(block, start + 68, top + 31 - block.height / 2, PALETTE.text)
    y = top + caption.band
    for words, colour in zip(caption.blocks, (PALETTE.text, PALETTE.muted), strict=False):
        canvas.draw(words, left + wide / 2, y, colour, "centre")
        y += words.height
