"""The two ways to answer, at the foot of every screen that asks. Imports our drawing only.

A figure with a raised hand, the words, and a ring that fills while that hand is up. As in a
mirror, the member's right hand is on the screen's right. Each cell is a button to touch as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kiosk.adapters.coverage import Box, Point
from kiosk.adapters.screen.pen import Pen
from kiosk.adapters.screen.sheet import Sheet
from kiosk.adapters.screen.stage import Stage
from kiosk.adapters.theme import MAIN_MIN, PALETTE, SPACE, Colour, Style
from kiosk.core.alignment import Side
from kiosk.core.screen import Kind, Moment, Screen

WORDS: Final = Style(50, "semibold", 1.14, MAIN_MIN)
RING: Final = 0.15
"""Width of the ring, as a share of its radius."""
PAGES: Final[tuple[Kind, ...]] = ("result", "practice", "why")
COMPACT: Final[tuple[Kind, ...]] = ("position", "stand", "squat", "cued", *PAGES)
"""Screens whose picture needs the room: the bar is low there, and short beside a wide picture;
below pages it keeps its width."""
GAP: Final = 24.0
LOW: Final = 148.0
NAMES: Final[dict[Side, str]] = {"left": "no", "right": "yes"}
TINTS: Final[dict[Side, Colour]] = {"left": PALETTE.text, "right": PALETTE.accent}


@dataclass(frozen=True, slots=True)
class Cell:
    """One answer: its panel, its ring, where its words stand and how."""

    side: Side
    words: str
    box: Box
    centre: Point
    radius: float
    text: Box
    stacked: bool


def bar_box(stage: Stage, screen: Screen) -> Box:
    """Where the bar of this screen lies; above it the screen is free."""
    left, top, wide, high = stage.foot
    if screen.kind in COMPACT and stage.portrait:
        return left, top + high - LOW, wide, LOW
    if screen.kind in COMPACT and screen.kind not in PAGES:
        return left, top, 800.0, high
    if stage.portrait and (screen.yes is None or screen.no is None):
        return left, top + high - 200, wide, 200.0
    return left, top, wide, high


def cells(stage: Stage, screen: Screen) -> tuple[Cell, ...]:
    """The answers that this screen takes, left to right."""
    left, top, wide, high = bar_box(stage, screen)
    answers: list[tuple[Side, str]] = []
    if screen.no is not None:
        answers.append(("left", screen.no))
    if screen.yes is not None:
        answers.append(("right", screen.yes))
    both = len(answers) == 2
    width = (wide - GAP) / 2 if both else wide
    if not both and (screen.kind in COMPACT or not stage.portrait):
        width = 560.0 if screen.kind in COMPACT else (wide - GAP) / 2
    made = []
    for side, words in answers:
        x = left if side == "left" else left + wide - width
        stacked = stage.portrait and both and screen.kind not in COMPACT
        made.append(_cell(side, words, (x, top, width, high), stacked))
    return tuple(made)


def _cell(side: Side, words: str, box: Box, stacked: bool) -> Cell:
    left, top, wide, high = box
    if stacked:
        radius = 78.0
        text = (left + 20, top + 190, wide - 40, high - 200)
        return Cell(side, words, box, (left + wide / 2, top + 100), radius, text, True)
    radius = high * 0.385
    reach = high / 2 + radius + 24
    x = left + high / 2 if side == "left" else left + wide - high / 2
    start = left + reach if side == "left" else left + 28
    text = (start, top + 8, wide - reach - 28, high - 16)
    return Cell(side, words, box, (x, top + high / 2), radius, text, False)


def paint(sheet: Sheet, stage: Stage, screen: Screen) -> None:
    """Draw what stands still of the bar and register the touch places 'yes' and 'no'."""
    style = stage.style(WORDS)
    for cell in cells(stage, screen):
        sheet.panel(cell.box, SPACE.radius, PALETTE.panel, PALETTE.panel_edge)
        sheet.touch(NAMES[cell.side], cell.box)
        sheet.ring(cell.centre, cell.radius, RING * cell.radius, PALETTE.panel_edge)
        draw_person(sheet, cell.side, cell.centre, cell.radius * 0.92, TINTS[cell.side])
        left, top, wide, high = cell.text
        block = sheet.fonts.fit(cell.words, style, wide, high, balance=True)
        middle = top + (high - block.height) / 2
        if cell.stacked:
            sheet.draw(block, left + wide / 2, middle, PALETTE.text, "centre")
        elif cell.side == "left":
            sheet.draw(block, left, middle, PALETTE.text)
        else:
            sheet.draw(block, left + wide, middle, PALETTE.text, "right")


def overlay(pen: Pen, stage: Stage, screen: Screen, moment: Moment) -> None:
    """The ring of the hand that is up, and its cell lit."""
    for cell in cells(stage, screen):
        if moment.hand is not None and moment.hand.side == cell.side and moment.hold > 0:
            tint = TINTS[cell.side]
            pen.frame(cell.box, SPACE.radius, 4, tint)
            pen.arc(cell.centre, cell.radius, RING * cell.radius, min(moment.hold, 1.0), tint)


def draw_person(sheet: Sheet, side: Side, centre: Point, radius: float, hand: Colour) -> None:
    """Head, shoulders and one raised hand in a circle, as seen in a mirror."""
    flip = 1.0 if side == "right" else -1.0

    def at(x: float, y: float) -> Point:
        return centre[0] + flip * x * radius, centre[1] + y * radius

    body = PALETTE.muted
    sheet.disc(at(-0.14, -0.19), 0.25 * radius, body)
    sheet.line([at(-0.36, 0.36), at(0.08, 0.36)], 0.44 * radius, body)
    sheet.line([at(-0.34, 0.5), at(0.06, 0.5)], 0.48 * radius, body)
    sheet.line([at(0.14, 0.28), at(0.52, 0.24), at(0.52, -0.28)], 0.22 * radius, hand)
    sheet.disc(at(0.52, -0.40), 0.17 * radius, hand)
    for x, top in ((0.41, -0.62), (0.52, -0.69), (0.63, -0.62)):
        sheet.line([at(x, -0.44), at(x, top)], 0.085 * radius, hand)
