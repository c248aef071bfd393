"""A canvas whose coordinates are coarser than its pixels. May import pygame, our own drawing.

What draws on it gives dots as for a printer's head of 203 dpi; shapes and letters come out with
`fine` pixels a dot. Pictures made of dots (a code, a pattern) stay what they are, in larger dots.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from kiosk.adapters.coverage import Box, Coverage, Point
from kiosk.adapters.pygame_canvas import Align, Canvas
from kiosk.adapters.theme import Colour, Style
from kiosk.adapters.typefaces import Typeface
from kiosk.adapters.typesetting import Block, Fonts


class FineFonts(Fonts):
    """Measures in dots what is drawn in pixels."""

    def __init__(self, typeface: Typeface, fine: int, *, strict: bool = False) -> None:
        super().__init__(typeface, strict=strict)
        self.fine = fine
        self.pixels = Fonts(typeface, strict=strict)

    def width(self, text: str, style: Style) -> float:
        return self.pixels.width(text, _larger(style, self.fine)) / self.fine

    def forget(self) -> None:
        self.pixels.forget()


class FineCanvas(Canvas):
    """size: in dots. `surface` and the boxes of `placed` are in pixels, `fonts.fine` a dot."""

    def __init__(self, size: tuple[int, int], fonts: FineFonts, ground: Colour = (0, 0, 0)) -> None:
        self.fine = fonts.fine
        self._pixels = Canvas((size[0] * self.fine, size[1] * self.fine), fonts.pixels, ground)
        self.fonts = fonts
        self.surface = self._pixels.surface
        self.placed = self._pixels.placed

    def crop(self, height: int) -> None:
        self._pixels.crop(height * self.fine)
        self.surface = self._pixels.surface

    def put(self, other: Canvas, top: int) -> int:
        return self._pixels.put(other, top * self.fine) // self.fine

    def gradient(self, top: Colour, bottom: Colour) -> None:
        self._pixels.gradient(top, bottom)

    def blend(self, shape: Coverage, colour: Colour, alpha: float = 1.0) -> None:
        """A picture of dots: each becomes a square."""
        values = shape.values.repeat(self.fine, axis=0).repeat(self.fine, axis=1)
        squares = Coverage(values, shape.left * self.fine, shape.top * self.fine)
        self._pixels.blend(squares, colour, alpha)

    @contextmanager
    def clip(self, box: Box) -> Iterator[None]:
        with self._pixels.clip(self._box(box)):
            yield

    def disc(self, centre: Point, radius: float, colour: Colour, alpha: float = 1.0) -> None:
        self._pixels.disc(self._point(centre), radius * self.fine, colour, alpha)

    def ring(
        self, centre: Point, radius: float, width: float, colour: Colour, alpha: float = 1.0
    ) -> None:
        fine = self.fine
        self._pixels.ring(self._point(centre), radius * fine, width * fine, colour, alpha)

    def panel(
        self, box: Box, radius: float, fill: Colour, edge: Colour | None = None, alpha: float = 1.0
    ) -> None:
        self._pixels.panel(self._box(box), radius * self.fine, fill, alpha=alpha)
        if edge is not None:
            self.frame(box, radius, 2, edge)

    def frame(self, box: Box, radius: float, width: float, colour: Colour) -> None:
        self._pixels.frame(self._box(box), radius * self.fine, width * self.fine, colour)

    def polygon(self, points: Iterable[Point], colour: Colour, alpha: float = 1.0) -> None:
        self._pixels.polygon([self._point(point) for point in points], colour, alpha)

    def line(
        self,
        points: Iterable[Point],
        width: float,
        colour: Colour,
        alpha: float = 1.0,
        *,
        dash: tuple[float, float] | None = None,
        closed: bool = False,
    ) -> None:
        larger = [self._point(point) for point in points]
        fine_dash = None if dash is None else self._point(dash)
        width *= self.fine
        self._pixels.line(larger, width, colour, alpha, dash=fine_dash, closed=closed)

    def draw(
        self, block: Block, x: float, top: float, colour: Colour, align: Align = "left"
    ) -> None:
        fine = self.fine
        larger = Block(
            block.lines, _larger(block.style, fine), block.width * fine, block.height * fine
        )
        self._pixels.draw(larger, x * fine, top * fine, colour, align)

    def _point(self, point: Point) -> Point:
        return point[0] * self.fine, point[1] * self.fine

    def _box(self, box: Box) -> Box:
        left, top, width, height = (v * self.fine for v in box)
        return left, top, width, height


def _larger(style: Style, times: int) -> Style:
    return replace(style, size=style.size * times)
