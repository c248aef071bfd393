"""The result's panels on a sheet of any screen: their units, their place. Imports our drawing.

The panels are laid out in the theme's own sizes. Portrait screens use those as they are; landscape
ones set everything at stage.LANDSCAPE_SIZE, so there the panels get a sheet of their own units.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import pygame

from kiosk.adapters.coverage import Box
from kiosk.adapters.pygame_canvas import Placed
from kiosk.adapters.screen import answer_bar
from kiosk.adapters.screen.sheet import Sheet, StageFonts
from kiosk.adapters.screen.stage import LANDSCAPE, LANDSCAPE_SIZE, Stage
from kiosk.adapters.theme import TYPE, Style
from kiosk.adapters.typesetting import Block, Fonts
from kiosk.core.screen import Screen

TOP: Final = {True: 44.0, False: 44.0}
"""Of the result in portrait and in landscape, design units."""
ABOVE_BAR: Final = {True: 22.0, False: 26.0}
MOST_FITS: Final = 4000


@dataclass(frozen=True, slots=True)
class ThemeStage(Stage):
    """A stage whose design units are the theme's in landscape too."""

    @property
    def unit(self) -> float:
        """Design units of the screen's own stage in one of these."""
        return 1.0 if self.portrait else LANDSCAPE_SIZE

    @property
    def design(self) -> tuple[int, int]:
        if self.portrait:
            return Stage(self.size).design
        return round(LANDSCAPE[0] / self.unit), round(LANDSCAPE[1] / self.unit)


class ThemeFonts(StageFonts):
    """A stage's fonts, measured in the theme's units: opens no file a second time."""

    def __init__(self, fonts: StageFonts, unit: float) -> None:
        self._fonts = fonts
        self._unit = unit
        self.lock = fonts.lock
        self.scale = fonts.scale * unit
        self.typeface = fonts.typeface
        self.strict = fonts.strict
        self._fits: dict[tuple[str, Style, float, float, bool], Block] = {}

    def fit(
        self, text: str, style: Style, width: float, height: float, *, balance: bool = False
    ) -> Block:
        """As Fonts.fit; remembers, because a layout tries the same words many times."""
        key = (text, style, width, height, balance)
        if key not in self._fits:
            if len(self._fits) > MOST_FITS:
                self._fits.clear()
            self._fits[key] = super().fit(text, style, width, height, balance=balance)
        return self._fits[key]

    def forget(self) -> None:
        """Keep no word that was fitted or measured."""
        self._fits.clear()
        self._fonts.forget()

    def runs(self, text: str, style: Style) -> list[tuple[str, pygame.font.Font]]:
        return self._fonts.runs(text, replace(style, size=style.size * self._unit))

    def width(self, text: str, style: Style) -> float:
        return self._fonts.width(text, replace(style, size=style.size * self._unit)) / self._unit


class ThemeSheet(Sheet):
    """Draws on the surface of a screen's sheet, in the theme's units."""

    def __init__(self, sheet: Sheet, stage: ThemeStage, fonts: ThemeFonts) -> None:
        self.surface = sheet.surface
        self.stage = stage
        self.fonts = fonts
        self.lock = sheet.lock
        self.placed = []
        self.places = sheet.places
        self.unit = stage.unit

    def in_units_of_screen(self) -> list[Placed]:
        """The lines of text set so far, as the screen's own sheet would have placed them."""
        k = self.unit
        return [
            Placed(p.text, (k * p.box[0], k * p.box[1], k * p.box[2], k * p.box[3]), k * p.size)
            for p in self.placed
        ]


@lru_cache(maxsize=4)
def theme_fonts(fonts: Fonts, stage: ThemeStage) -> ThemeFonts:
    """The stage's fonts in the theme's units: the same ones for the same fonts, so that a layout
    found when a page is painted is known when its figures move. Raises TypeError for fonts of no
    stage."""
    if not isinstance(fonts, StageFonts):
        raise TypeError(f"expected the fonts of a stage, got {type(fonts).__name__}")
    return ThemeFonts(fonts, stage.unit)


def theme_sheet(sheet: Sheet) -> ThemeSheet:
    """A sheet for the panels over a screen's sheet."""
    stage = ThemeStage(sheet.stage.size)
    return ThemeSheet(sheet, stage, theme_fonts(sheet.fonts, stage))


def content_box(stage: ThemeStage, screen: Screen) -> Box:
    """Everything above the answer bar, in the theme's units."""
    own = Stage(stage.size)
    left, wide = own.margin, own.design[0] - 2 * own.margin
    top = TOP[own.portrait]
    bottom = answer_bar.bar_box(own, screen)[1] - ABOVE_BAR[own.portrait]
    return (
        left / stage.unit, top / stage.unit, wide / stage.unit, (bottom - top) / stage.unit,
    )  # fmt: skip


def header(
    fonts: Fonts, screen: Screen, wide: float, *, across: bool
) -> tuple[Block, Block | None]:
    """Title and lines of a page of the result, wrapped: one line of title where it is wide."""
    style = TYPE.headline
    rows = 1 if across else 2
    title = fonts.fit(screen.title, style, wide, rows * style.size * style.leading, balance=True)
    if not screen.lines:
        return title, None
    return title, fonts.fit("\n".join(screen.lines), TYPE.support, wide, 200, balance=True)
