"""Where the parts of the result stand, upright or wide, and their drawing. Our own drawing only.

Upright, from top to bottom: one sentence; the legs from above, which is the heart of it; the legs
from the front beside what the cue changed; what to practise. Wide: the legs from above on the
left, the rest on the right. What is missing in the view leaves no hole: its neighbours take the
place. Where words are long, what can best be done without goes first, the legs never.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass, replace

from kiosk.adapters import retry_panel
from kiosk.adapters.coverage import Box
from kiosk.adapters.hero_panel import draw_hero, legs_height
from kiosk.adapters.panels import aside_height, below_height, draw_aside, draw_below, headline
from kiosk.adapters.practice_columns import columns, columns_height, draw_columns
from kiosk.adapters.practice_panel import (
    FigurePlace,
    draw_practice,
    practice_height,
    practice_rows,
)
from kiosk.adapters.pygame_canvas import Canvas
from kiosk.adapters.result_setting import CLOSE, ROOMY, Setting
from kiosk.adapters.theme import PALETTE
from kiosk.adapters.typesetting import Block, Fonts
from kiosk.core.resultview import ResultView

WIDE_HERO = 0.56
"""Share of a wide picture's width that the legs from above take."""
GOOD_LEGS = (430.0, 340.0)
"""Heights of the legs from above, upright, for which what is said elsewhere too may go."""
LEAST_LEGS = 232.0
"""Below this height the legs say too little: everything but their words goes first."""

Heights = tuple[float, float, float]
"""Of the sentences beside the measurement, of the legs from the front and the cue, of ideas."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The headline as it is set and the boxes of the parts; None for those that are not there.

    view: what is drawn, which may be less than was asked for.
    """

    view: ResultView
    head: Block
    corner: tuple[float, float]
    setting: Setting = ROOMY
    tips: Box | None = None
    hero: Box | None = None
    aside: Box | None = None
    below: Box | None = None
    practice: Box | None = None


def lay_out(fonts: Fonts, view: ResultView, box: Box) -> Layout:
    """Find every part its place in a box; nothing is drawn."""
    left, top, wide, high = box
    across = wide > high
    setting = ROOMY if across or not view.sides else CLOSE
    head = headline(fonts, view, wide, 1 if across else 2, setting)
    layout = Layout(view, head, (left, top), setting)
    top += head.height + setting.gap
    rest = (left, top, wide, box[1] + high - top)
    if not view.sides:
        return _unmeasured(fonts, layout, rest)
    return (_wide if across else _upright)(fonts, layout, rest)


def draw(canvas: Canvas, layout: Layout, moving: Container[str] = ()) -> None:
    """Draw all parts; the figures with these codes are left to whoever moves them."""
    view = layout.view
    canvas.draw(layout.head, *layout.corner, PALETTE.text)
    if layout.tips is not None:
        retry_panel.tips(canvas, view, layout.tips)
    if layout.hero is not None:
        draw_hero(canvas, view, layout.hero, layout.setting)
    if layout.aside is not None:
        draw_aside(canvas, view, layout.aside)
    if layout.below is not None:
        draw_below(canvas, view, layout.below, layout.setting)
    if layout.practice is not None:
        draw_ideas = draw_columns if _in_columns(layout) else draw_practice
        draw_ideas(canvas, view, layout.practice, moving)


def figures(fonts: Fonts, layout: Layout) -> tuple[FigurePlace, ...]:
    """Where the figures of the practice ideas are."""
    if layout.practice is None:
        return ()
    rows = columns if _in_columns(layout) else practice_rows
    return tuple(row.figure for row in rows(fonts, layout.view, layout.practice))


def _in_columns(layout: Layout) -> bool:
    return layout.setting.ideas_across and len(layout.view.practice) > 1


def _unmeasured(fonts: Fonts, layout: Layout, box: Box) -> Layout:
    left, top, wide, high = box
    aside = aside_height(fonts, layout.view, wide)
    if aside:
        layout = replace(layout, aside=(left, top + high - aside, wide, aside))
        high -= aside + layout.setting.gap
    return replace(layout, tips=(left, top, wide, high))


def _upright(fonts: Fonts, layout: Layout, box: Box) -> Layout:
    left, top, wide, high = box
    gap = layout.setting.gap
    less, hero, heights = _legs_first(fonts, layout, wide, high)
    y, boxes = top + hero + gap, list[Box | None]()
    for part in heights:
        boxes.append((left, y, wide, part) if part else None)
        y += part + gap if part else 0.0
    aside, below, practice = boxes
    return replace(
        layout, view=less, hero=(left, top, wide, hero), aside=aside, below=below, practice=practice
    )


def _legs_first(
    fonts: Fonts, layout: Layout, wide: float, high: float
) -> tuple[ResultView, float, Heights]:
    """The view with which the legs are large enough, their panel's height, the parts' heights.

    Rather somewhat smaller legs than no front view or no cue.
    """
    tried = []
    for less in _shed(layout.view):
        heights = _heights(fonts, less, wide, layout.setting)
        hero = high - sum(part + layout.setting.gap for part in heights if part)
        legs = legs_height(fonts, less, wide, hero, layout.setting)
        tried.append((legs, (less, hero, heights)))
    for least in GOOD_LEGS:
        for legs, found in tried:
            if legs >= least and _has_all_parts(found[0], layout.view):
                return found
    return next((found for legs, found in tried if legs >= LEAST_LEGS), tried[-1][1])


def _has_all_parts(less: ResultView, view: ResultView) -> bool:
    pairs = ((less.front, view.front), (less.cue, view.cue), (less.practice, view.practice))
    return all(bool(part) == bool(asked) for part, asked in pairs)


def _wide(fonts: Fonts, layout: Layout, box: Box) -> Layout:
    left, top, wide, high = box
    gap, setting = layout.setting.gap, layout.setting
    right = left + wide * WIDE_HERO + gap
    inner = left + wide - right
    for less in _shed(layout.view):
        right_aside, below, practice = _heights(fonts, less, inner, setting)
        breadth = wide * WIDE_HERO if right_aside or below or practice else wide
        aside = aside_height(fonts, less, breadth)
        hero = high - (aside + gap if aside else 0.0)
        legs = legs_height(fonts, less, breadth, hero, setting)
        if legs < LEAST_LEGS:  # no room below the legs: above the ideas
            hero, aside = high, 0.0
        else:
            right_aside = 0.0
        spare = high - sum(part + gap for part in (right_aside, below, practice) if part) + gap
        if spare >= 0:
            break
    layout = replace(layout, view=less, hero=(left, top, breadth, hero))
    if aside:
        layout = replace(layout, aside=(left, top + hero + gap, breadth, aside))
    y = top
    if right_aside:
        layout = replace(layout, aside=(right, y, inner, right_aside))
        y += right_aside + gap
    if below:
        below += max(spare, 0.0) * (0.4 if practice else 1.0)
        layout = replace(layout, below=(right, y, inner, below))
        y += below + gap
    if practice:
        layout = replace(layout, practice=(right, y, inner, top + high - y))
    return layout


def _heights(fonts: Fonts, view: ResultView, wide: float, setting: Setting) -> Heights:
    practice = 0.0
    if view.practice:
        across = setting.ideas_across and len(view.practice) > 1
        practice = (columns_height if across else practice_height)(fonts, view, wide)
    return aside_height(fonts, view, wide), below_height(fonts, view, wide, setting), practice


def _shed(view: ResultView) -> Iterator[ResultView]:
    """The view, and then with ever less of what is said on other pages and on paper too."""
    yield view
    if len(view.practice) > 2:
        view = replace(view, practice=view.practice[:2])
        yield view
    if view.cue is not None:
        bare = replace(view.cue, sentence="") if view.cue.rows else None
        view = replace(view, cue=bare)
        yield view
    if view.front is not None or view.cue is not None:
        view = replace(view, front=None, cue=None)
        yield view
    yield replace(view, practice=())
