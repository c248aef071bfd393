"""What comes next, with a moving figure in a ring that empties; and the moment of working out.

Our drawing only.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, sin
from typing import Final

from kiosk.adapters.coverage import Box, Point
from kiosk.adapters.pygame_canvas import Align
from kiosk.adapters.screen import answer_bar
from kiosk.adapters.screen.furniture import paint_note
from kiosk.adapters.screen.pen import Pen
from kiosk.adapters.screen.sheet import Sheet
from kiosk.adapters.screen.stage import Stage
from kiosk.adapters.screen.still_parts import (
    HERO,
    LINE,
    draw_disc,
    free_box,
    paint_blocks,
    paint_disc,
    sized,
    stacked,
)
from kiosk.adapters.theme import PALETTE, Colour
from kiosk.core.screen import Moment, Screen

RING: Final = 16.0
GAP: Final = 24.0
LETTERS: Final = 30
"""Of a line in portrait, at the least."""
DOTS: Final = 12
TURN_S: Final = 1.6


@dataclass(frozen=True, slots=True)
class Layout:
    """Where title, lines and the figure's ring stand."""

    title: Box
    lines: Box
    centre: Point
    radius: float
    align: Align


def layout(stage: Stage, screen: Screen) -> Layout:
    """The figure below the title in portrait, at its right in landscape."""
    left, top, wide, high = free_box(stage, screen)
    if stage.portrait:
        radius = min(390.0, (high - 240 - 24 - 44 - _room(screen)) / 2)
        y = top + 240 + 24 + radius
        lines = (left, y + radius + 44, wide, top + high - y - radius - 44)
        return Layout((left, top, wide, 240), lines, (left + wide / 2, y), radius, "centre")
    radius = min(high / 2, 376.0)
    half = wide - 2 * radius - 100
    centre = (left + wide - radius - 20, top + high / 2)
    return Layout(
        (left, top, half, high * 0.46),
        (left, top + 36 + high * 0.46, half, high * 0.54 - 36),
        centre,
        radius,
        "left",
    )


def _room(screen: Screen) -> float:
    """About how high the lines will be; without fonts, so that painter and overlay agree."""
    rows = sum(-(-len(line) // LETTERS) for line in screen.lines)
    return min(max(68.0 * rows + GAP, 180.0), 470.0)


def paint_intro(sheet: Sheet, stage: Stage, screen: Screen) -> None:
    """Title, lines, the ring's track."""
    at = layout(stage, screen)
    wide = at.title[2]
    title = stacked(sheet.fonts, [screen.title], sized(stage, HERO), wide, at.title[3], 0)
    top = at.title[1] if at.align == "centre" else at.lines[1] - 36 - title[0].height
    paint_blocks(sheet, title, (at.title[0], top, wide, 0), PALETTE.text, at.align)
    # The first line is what to do, the others say more about it.
    lines = stacked(sheet.fonts, screen.lines, sized(stage, LINE), wide, at.lines[3], GAP)
    y = paint_blocks(sheet, lines[:1], at.lines, PALETTE.text, at.align)
    below = (at.lines[0], y + GAP, wide, 0.0)
    paint_blocks(sheet, lines[1:], below, PALETTE.muted, at.align, GAP)
    paint_disc(sheet, screen.picture, at.centre, at.radius)
    sheet.ring(at.centre, at.radius - RING / 2, RING, PALETTE.panel_edge)
    paint_note(sheet, stage, screen)
    answer_bar.paint(sheet, stage, screen)


def draw_intro(pen: Pen, stage: Stage, screen: Screen, moment: Moment) -> None:
    """The figure, and what is left of the time."""
    at = layout(stage, screen)
    draw_disc(pen, screen.picture, at.centre, at.radius, moment)
    if moment.remaining is not None:
        pen.arc(at.centre, at.radius - RING / 2, RING, moment.remaining, PALETTE.accent)


def paint_working(sheet: Sheet, stage: Stage, screen: Screen) -> None:
    """A sentence below the turning dots."""
    left, _, wide, _ = free_box(stage, screen)
    (_, y), radius = _dots(stage)
    room = (left, y + radius + 90, wide, 280.0)
    sheet.text(screen.title, room, sized(stage, HERO), PALETTE.text, "centre", balance=True)
    paint_note(sheet, stage, screen)
    answer_bar.paint(sheet, stage, screen)


def draw_working(pen: Pen, stage: Stage, _screen: Screen, moment: Moment) -> None:
    """A circle of dots with a light that goes round; it stands still where motion is unwanted."""
    centre, radius = _dots(stage)
    turned = 0.0 if moment.reduced else moment.time_s / TURN_S
    for number in range(DOTS):
        behind = (turned - number / DOTS) % 1.0
        angle = 2 * pi * number / DOTS
        at = (centre[0] + radius * sin(angle), centre[1] - radius * cos(angle))
        light = 0.35 if moment.reduced else max(0.0, 1.0 - 1.6 * behind)
        pen.disc(at, radius * 0.11, _mixed(PALETTE.panel_edge, PALETTE.accent, round(light, 1)))


def _dots(stage: Stage) -> tuple[Point, float]:
    width, height = stage.design
    return (width / 2, height * (0.40 if stage.portrait else 0.38)), 150.0


def _mixed(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + share * (b - a)) for a, b in zip(one, other, strict=True))
    return red, green, blue
