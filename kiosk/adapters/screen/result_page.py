"""Paints the result on the running screen, and moves its figures. Imports our drawing only."""

from __future__ import annotations

from functools import lru_cache

from kiosk.adapters import result_layout
from kiosk.adapters.practice_panel import FigurePlace
from kiosk.adapters.screen import answer_bar
from kiosk.adapters.screen.pen import Pen
from kiosk.adapters.screen.result_figures import draw_figures
from kiosk.adapters.screen.result_sheet import ThemeStage, content_box, theme_fonts, theme_sheet
from kiosk.adapters.screen.sheet import Sheet
from kiosk.adapters.screen.stage import Stage
from kiosk.adapters.theme import PALETTE
from kiosk.adapters.typesetting import Fonts
from kiosk.core.movements import CODES
from kiosk.core.screen import Moment, Screen


def paint(sheet: Sheet, stage: Stage, screen: Screen) -> None:
    """Everything but the moving figures; a screen without a result shows its title alone."""
    own = theme_sheet(sheet)
    layout = lay_out(own.fonts, screen, ThemeStage(stage.size))
    if layout is not None:
        result_layout.draw(own, layout, moving=CODES)
        sheet.placed += own.in_units_of_screen()
    notes = screen.result.notes if screen.result is not None else ()
    if words := [*([screen.note] if screen.note else []), *notes]:
        sheet.text("\n".join(words), stage.note, stage.type.note, PALETTE.muted)
    answer_bar.paint(sheet, stage, screen)


def overlay(pen: Pen, stage: Stage, screen: Screen, moment: Moment) -> None:
    """The practice ideas' figures."""
    own = ThemeStage(stage.size)

    def places() -> tuple[FigurePlace, ...]:
        fonts = theme_fonts(pen.fonts, own)
        layout = lay_out(fonts, screen, own)
        return () if layout is None else result_layout.figures(fonts, layout)

    draw_figures(pen, own, moment, places)


@lru_cache(maxsize=4)
def lay_out(fonts: Fonts, screen: Screen, stage: ThemeStage) -> result_layout.Layout | None:
    """Every part in its place; None for a screen without a result."""
    if screen.result is None:
        return None
    return result_layout.lay_out(fonts, screen.result, content_box(stage, screen))
