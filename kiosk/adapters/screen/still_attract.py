"""The screen that nobody stands at: what this is, how to begin, the languages. Our drawing only.

A figure squats; beside it its knees are seen from above, as the result will show them. Below, a
figure steps onto the mark.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kiosk.adapters.coverage import Box
from kiosk.adapters.screen import answer_bar
from kiosk.adapters.screen.overlay_knees import draw_knees, paint_feet
from kiosk.adapters.screen.pen import Pen
from kiosk.adapters.screen.sheet import Sheet
from kiosk.adapters.screen.stage import Stage
from kiosk.adapters.screen.still_parts import HERO, LINE, draw_moving, paint_lines, sized
from kiosk.adapters.theme import MAIN_MIN, PALETTE, SPACE, Style
from kiosk.core.movement import swing
from kiosk.core.movements import movement
from kiosk.core.scene import KneeAbove
from kiosk.core.screen import Language, Moment, Screen

CALL: Final = Style(72, "bold", 1.12, MAIN_MIN)
CHIP: Final = Style(44, "semibold", 1.2, MAIN_MIN * 0.8)
BENT_DEG: Final = 95.0


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the parts stand. figure: corner and size of its square; call: the way to begin."""

    title: Box
    line: Box
    panel: Box
    figure: tuple[float, float, float]
    feet: Box
    call: Box | None
    chips: Box


def layout(stage: Stage, screen: Screen) -> Layout:
    """With an answer at the foot, somebody is here already and need not be called."""
    answered = screen.yes is not None or screen.no is not None
    if stage.portrait:
        bottom = answer_bar.bar_box(stage, screen)[1] - 36 if answered else 1840.0
        chips = (64.0, bottom - 100, 952.0, 100.0)
        call = None if answered else (64.0, chips[1] - 36 - 320, 952.0, 320.0)
        end = (chips[1] if call is None else call[1]) - 36
        high = end - 572
        size = min(high - 10, 700.0)
        figure = (64 + 264 - size / 2, 572 + (high - size) / 2, size)
        feet = (580.0, 572 + (high - 470) / 2, 400.0, 470.0)
        return Layout(
            (64, 84, 952, 236), (64, 344, 952, 204), (64, 572, 952, high), figure, feet, call, chips
        )
    high = (answer_bar.bar_box(stage, screen)[1] - 28 if answered else 1020.0) - 60
    size = min(high - 10, 720.0)
    return Layout(
        (72, 60, 800, 230),
        (72, 316, 800, 190),
        (940, 60, 908, high),
        (1180 - size / 2, 60 + (high - size) / 2, size),
        (1420, 60 + (high - 460) / 2, 392, 460),
        None if answered else (72, 546, 800, 310),
        (72, 920 if not answered else 870, 800, 96),
    )


def paint_attract(sheet: Sheet, stage: Stage, screen: Screen) -> None:
    """Words, panels, chips; the note is the call to step on."""
    at = layout(stage, screen)
    sheet.text(screen.title, at.title, sized(stage, HERO), PALETTE.text, balance=True)
    paint_lines(sheet, screen.lines, sized(stage, LINE), at.line, PALETTE.muted)
    sheet.panel(at.panel, SPACE.radius, PALETTE.panel, PALETTE.panel_edge)
    paint_feet(sheet, at.feet)
    if at.call is not None and screen.note:
        left, top, wide, high = at.call
        sheet.panel(at.call, SPACE.radius, PALETTE.panel)
        sheet.frame(at.call, SPACE.radius, 3, PALETTE.accent)
        start = left + high + 16
        block = sheet.fonts.fit(
            screen.note, sized(stage, CALL), left + wide - 40 - start, high - 40, balance=True
        )
        sheet.draw(block, start, top + (high - block.height) / 2, PALETTE.text)
    paint_chips(sheet, stage, screen.languages, at.chips)
    answer_bar.paint(sheet, stage, screen)


def draw_attract(pen: Pen, stage: Stage, screen: Screen, moment: Moment) -> None:
    """The squat, its knees from above, the step onto the mark."""
    at = layout(stage, screen)
    code = screen.picture or "squat"
    left, top, size = at.figure
    draw_moving(pen, code, (left, top), size, moment, PALETTE.panel)
    squat = movement("squat")
    time_s = squat.telling_s if moment.reduced else moment.time_s % squat.period_s
    bent = swing(time_s, 0.5, 3.0, 3.35, 4.85)
    draw_knees(pen, knees_of(bent), BENT_DEG * bent, moment, at.feet)
    if at.call is not None:
        x, y, _, high = at.call
        draw_moving(pen, "step_on", (x + 16, y + 12), high - 24, moment, PALETTE.panel)


def knees_of(bent: float) -> tuple[KneeAbove, KneeAbove]:
    """What the view from above may show: one knee in its lane, one a little inside."""
    ahead = 0.035 + 0.175 * bent
    return (
        KneeAbove("left", ahead, 0.004 * bent, 0.004 * bent),
        KneeAbove("right", ahead * 0.96, 0.045 * bent**2, 0.045 * bent**2),
    )


def paint_chips(sheet: Sheet, stage: Stage, languages: Sequence[Language], box: Box) -> None:
    """The languages under their own names, each to be touched; the chosen one is marked."""
    if len(languages) < 2:
        return
    left, top, wide, high = box
    gap = 20.0
    chip = (wide - gap * (len(languages) - 1)) / len(languages)
    style = stage.style(CHIP)
    for number, language in enumerate(languages):
        x = left + number * (chip + gap)
        one = (x, top, chip, high)
        sheet.touch(f"language:{language.code}", one)
        sheet.panel(one, high / 2, PALETTE.panel, PALETTE.panel_edge)
        if language.chosen:
            sheet.frame(one, high / 2, 4, PALETTE.accent)
        block = sheet.fonts.fit(language.name, style, chip - 32, high - 8)
        colour = PALETTE.text if language.chosen else PALETTE.muted
        sheet.draw(block, x + chip / 2, top + (high - block.height) / 2, colour, "centre")
