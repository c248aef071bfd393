"""The smaller parts of the result picture, each drawn into its box. Our own drawing only.

A part whose height depends on its words has a function that says how much it needs.
"""

from __future__ import annotations

from kiosk.adapters.coverage import Box
from kiosk.adapters.cue_drawing import draw_key, draw_row, key_width, widths
from kiosk.adapters.front_drawing import draw_front
from kiosk.adapters.pictograms import draw_figure
from kiosk.adapters.pygame_canvas import Canvas
from kiosk.adapters.result_setting import ROOMY, Setting
from kiosk.adapters.theme import PALETTE, SPACE, TYPE
from kiosk.adapters.typesetting import Block, DoesNotFitError, Fonts
from kiosk.adapters.why_figures import draw_why_figure
from kiosk.core.resultview import CueView, FrontView, ResultView

FRONT_WIDTH, LEAST_FRONT, PAD = 300.0, 300.0, 30.0
ASIDE_FIGURE, ASIDE_INSET = 84.0, 24.0


def headline(
    fonts: Fonts, view: ResultView, wide: float, lines: int = 2, setting: Setting = ROOMY
) -> Block:
    """The one sentence, or one for each knee, in at most so many lines.

    Rather smaller than a further line; but rather a further line than below the style's floor.
    """
    style = setting.headline
    one = " ".join(view.headline)
    if lines == 1 and fonts.width(one, style) <= wide:
        return fonts.fit(one, style, wide, style.size * style.leading)
    text = "\n".join(view.headline)
    for count in (max(lines, len(view.headline)), 3):
        try:
            block = fonts.fit(text, style, wide, count * style.size * style.leading, balance=True)
        except DoesNotFitError:
            continue
        if block.style.size >= style.floor:
            return block
    return fonts.fit(text, style, wide, 4 * style.floor * style.leading, balance=True)


def aside_height(fonts: Fonts, view: ResultView, wide: float) -> float:
    """What the sentences beside the measurement need; 0 without any."""
    groups = [group for group in (view.referral, view.earlier) if group]
    blocks = [_aside_blocks(fonts, group, wide) for group in groups]
    return sum(_aside(words) for words in blocks) + SPACE.gap * max(len(blocks) - 1, 0)


def draw_aside(canvas: Canvas, view: ResultView, box: Box) -> None:
    """When to see a professional, and the comparison with an earlier visit: as calm as the rest."""
    left, y, wide, _ = box
    for code, group in (("ask", view.referral), ("again", view.earlier)):
        if not group:
            continue
        blocks = _aside_blocks(canvas.fonts, group, wide)
        high = _aside(blocks)
        canvas.panel((left, y, wide, high), SPACE.radius, PALETTE.panel, PALETTE.panel_edge)
        corner = (left + ASIDE_INSET, y + (high - ASIDE_FIGURE) / 2)
        draw_why_figure(canvas, code, corner, ASIDE_FIGURE, PALETTE.text, PALETTE.accent)
        line_y = y + (high - sum(block.height for block in blocks)) / 2
        for number, block in enumerate(blocks):
            colour = PALETTE.muted if number else PALETTE.text
            canvas.draw(block, left + ASIDE_FIGURE + 2 * ASIDE_INSET, line_y, colour)
            line_y += block.height
        y += high + SPACE.gap


def _aside_blocks(fonts: Fonts, group: tuple[str, ...], wide: float) -> list[Block]:
    inner = wide - ASIDE_FIGURE - 3 * ASIDE_INSET
    styles = (TYPE.support, *(TYPE.note for _ in group[1:]))
    return [fonts.fit(text, style, inner, 200) for text, style in zip(group, styles, strict=True)]


def _aside(blocks: list[Block]) -> float:
    return max(ASIDE_FIGURE, sum(block.height for block in blocks)) + ASIDE_INSET


def below_height(fonts: Fonts, view: ResultView, wide: float, setting: Setting) -> float:
    """What the legs from the front and the cue need; 0 without both."""
    if view.cue is None:
        return 0.0 if view.front is None else LEAST_FRONT
    inner = (wide if view.front is None else wide - FRONT_WIDTH - setting.gap) - 2 * PAD
    high = _cue_height(fonts, view.cue, inner, setting)
    return high if view.front is None else max(high, LEAST_FRONT)


def draw_below(canvas: Canvas, view: ResultView, box: Box, setting: Setting) -> None:
    """The legs from the front, and the cue; either alone takes the whole width."""
    left, top, wide, high = box
    if view.front is not None:
        front = FRONT_WIDTH if view.cue is not None else wide
        _front(canvas, view.front, (left, top, front, high))
        left, wide = left + front + setting.gap, wide - front - setting.gap
    if view.cue is not None:
        _cue(canvas, view.cue, (left, top, wide, high), setting)


def _front(canvas: Canvas, front: FrontView, box: Box) -> None:
    left, top, wide, high = box
    canvas.panel(box, SPACE.radius, PALETTE.panel, PALETTE.panel_edge)
    below = top + 76  # the thighs fade out under the title, never behind it
    with canvas.clip((left + 3, below, wide - 6, high - 87)):
        draw_front(canvas, front.legs, (left + 34, top + 40, wide - 68, high - 76))
        canvas.veil((left + 20, below, wide - 40, 46), PALETTE.panel, 1.0, 0.0)
    canvas.text(front.title, (left + PAD, top + 24, wide - PAD - 14, 50), TYPE.title, PALETTE.muted)


def _cue_height(fonts: Fonts, cue: CueView, inner: float, setting: Setting) -> float:
    blocks = _cue_blocks(fonts, cue, inner, setting)
    words = sum(block.height for block in blocks if block is not None)
    rows = setting.cue_row * len(cue.rows) + _key(fonts, cue, inner)
    return setting.cue_top + words + 6 + rows + setting.cue_foot


def _cue_blocks(
    fonts: Fonts, cue: CueView, inner: float, setting: Setting
) -> tuple[Block, Block | None]:
    """Title and sentence, where there is one."""
    title = fonts.fit(cue.title, TYPE.title, inner, 54)
    if not cue.sentence:
        return title, None
    return title, fonts.fit(cue.sentence, setting.cue_sentence, inner, 240, balance=True)


def _key(fonts: Fonts, cue: CueView, inner: float) -> float:
    """The height of the key's own line; 0 where it has its place beside the title."""
    beside = fonts.width(cue.title, TYPE.title) + 30
    told = (cue.with_, cue.without)
    return 0.0 if not cue.rows or beside + key_width(fonts, told) <= inner else 44.0


def _cue(canvas: Canvas, cue: CueView, box: Box, setting: Setting) -> None:
    left, top, wide, high = box
    canvas.panel(box, SPACE.radius, PALETTE.panel, PALETTE.panel_edge)
    inner, x = wide - 2 * PAD, left + PAD
    title, sentence = _cue_blocks(canvas.fonts, cue, inner, setting)
    canvas.draw(title, x, top + setting.cue_top, PALETTE.muted)
    y = top + setting.cue_top + title.height + 6
    key = _key(canvas.fonts, cue, inner)
    if cue.rows:
        middle = y + 20 if key else top + setting.cue_top + TYPE.title.size * 0.6
        draw_key(canvas, (cue.with_, cue.without), x + inner, middle)
    y += key
    columns = widths(canvas, cue.rows)
    spare = high - _cue_height(canvas.fonts, cue, inner, setting)
    wider = min(max(spare, 0.0) / max(len(cue.rows), 1), setting.cue_row * 0.5)
    row_high = setting.cue_row + wider
    for row in cue.rows:
        draw_row(canvas, row, columns, (x, y, inner, row_high))
        y += row_high
    if sentence is None:
        return
    room = top + high - setting.cue_foot + 10 - y
    canvas.draw(sentence, x, y + max(min((room - sentence.height) / 2, 26.0), 6.0), PALETTE.text)


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
