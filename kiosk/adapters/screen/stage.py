"""Where things stand on a screen of any size: units, boxes and type. Imports our theme only.

Everything is laid out in design units: 1080 × 1920 in portrait, 1920 × 1080 in landscape. A screen
of another size shows the nearer of the two, scaled uniformly and centred. Main text is at least
1/40 of the design's height and notes 1/60; landscape type is larger than that asks, because such
a screen is looked at from as far away.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Final

from kiosk.adapters.coverage import Box, Point
from kiosk.adapters.theme import TYPE, Style, Type

PORTRAIT: Final = (1080, 1920)
LANDSCAPE: Final = (1920, 1080)
LANDSCAPE_SIZE: Final = 0.75
"""Of landscape type, against portrait type of the same name."""
LANDSCAPE_FLOOR: Final = LANDSCAPE[1] / PORTRAIT[1]
"""Of the smallest size that a text may be set in."""


def _landscape(style: Style) -> Style:
    return replace(style, size=style.size * LANDSCAPE_SIZE, floor=style.floor * LANDSCAPE_FLOOR)


LANDSCAPE_TYPE: Final = Type(
    **{field.name: _landscape(getattr(TYPE, field.name)) for field in fields(Type)}
)


@dataclass(frozen=True, slots=True)
class Stage:
    """A screen's layout. size: of the window, px. All boxes are in design units."""

    size: tuple[int, int]

    @property
    def portrait(self) -> bool:
        return self.size[1] >= self.size[0]

    @property
    def design(self) -> tuple[int, int]:
        """Width and height in design units."""
        return PORTRAIT if self.portrait else LANDSCAPE

    @property
    def scale(self) -> float:
        """Pixels a design unit."""
        width, height = self.design
        return min(self.size[0] / width, self.size[1] / height)

    @property
    def origin(self) -> Point:
        """Pixel of the design's upper left corner."""
        width, height = self.design
        scale = self.scale
        return (self.size[0] - width * scale) / 2, (self.size[1] - height * scale) / 2

    @property
    def margin(self) -> float:
        return 64.0 if self.portrait else 72.0

    @property
    def head(self) -> Box:
        """The title: up to three lines of `type.headline` in portrait, two in landscape."""
        return (64.0, 84.0, 952.0, 270.0) if self.portrait else (72.0, 48.0, 1776.0, 136.0)

    @property
    def main(self) -> Box:
        """The one thing on the screen."""
        return (64.0, 384.0, 952.0, 1072.0) if self.portrait else (72.0, 200.0, 1776.0, 636.0)

    @property
    def foot(self) -> Box:
        """How to answer (answer_bar.py)."""
        return (64.0, 1486.0, 952.0, 312.0) if self.portrait else (72.0, 856.0, 1776.0, 140.0)

    @property
    def note(self) -> Box:
        """The small line below: two lines of `type.note`."""
        return (64.0, 1812.0, 952.0, 84.0) if self.portrait else (72.0, 1006.0, 1776.0, 63.0)

    @property
    def type(self) -> Type:
        """The type scale of this orientation, in design units."""
        return TYPE if self.portrait else LANDSCAPE_TYPE

    def style(self, style: Style) -> Style:
        """A style given for portrait, as this orientation sets it."""
        return style if self.portrait else _landscape(style)

    def at(self, point: Point) -> Point:
        """Design units to pixels."""
        left, top = self.origin
        return left + point[0] * self.scale, top + point[1] * self.scale

    def box(self, box: Box) -> Box:
        """A box in design units to pixels."""
        left, top = self.at((box[0], box[1]))
        return left, top, box[2] * self.scale, box[3] * self.scale
