"""An antialiased vector canvas on a pygame surface. May import pygame, numpy, our own drawing.

pygame's own antialiasing is one pixel wide and knows neither line widths nor round caps, so shapes
are covered by kiosk.adapters.coverage and blended; text is set by kiosk.adapters.typesetting. Only
pygame.font is started: no display, no sound, and no SDL variable is touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pygame

from kiosk.adapters import coverage, polygon_area
from kiosk.adapters.coverage import Box, Coverage, FloatArray, Point
from kiosk.adapters.theme import Colour, Style
from kiosk.adapters.typesetting import Block, DoesNotFitError, Fonts

Align = Literal["left", "centre", "right"]
SHARE = {"left": 0.0, "centre": 0.5, "right": 1.0}


@dataclass(frozen=True, slots=True)
class Placed:
    """A line of text as drawn: its words, the box of its letters, its size."""

    text: str
    box: Box
    size: float


class Canvas:
    """Draws on `surface`; positions in pixels, x right, y down. Remembers every line of text.

    A strict canvas (see Fonts) raises DoesNotFitError for text that leaves the picture.
    """

    def __init__(self, size: tuple[int, int], fonts: Fonts, ground: Colour = (0, 0, 0)) -> None:
        self.surface = pygame.Surface(size, 0, 32)
        self.surface.fill(ground)
        self.ground = ground
        self.fonts = fonts
        self.placed: list[Placed] = []

    def crop(self, height: int) -> None:
        """Keep the upper part only."""
        width = self.surface.get_width()
        self.surface = self.surface.subsurface((0, 0, width, height)).copy()

    def cut(self, height: int) -> Canvas:
        """The upper part as a canvas of its own; this one is blank again.

        Raises DoesNotFitError when strict and something reaches below it.
        """
        width = self.surface.get_width()
        piece = Canvas((width, height), self.fonts, self.ground)
        piece.surface.blit(self.surface, (0, 0))
        if self.fonts.strict:
            below = pygame.surfarray.pixels2d(self.surface).T[height:]
            if (below != self.surface.map_rgb(self.ground)).any():
                raise DoesNotFitError(f"something reaches below row {height}")
            del below  # releases the lock on the surface
        piece.placed, self.placed = self.placed, []
        self.surface.fill(self.ground)
        return piece

    def put(self, other: Canvas, top: int) -> int:
        """Another canvas's picture and texts from this row on; the row below it."""
        self.surface.blit(other.surface, (0, top))
        for text in other.placed:
            left, y, width, height = text.box
            self.placed.append(replace(text, box=(left, y + top, width, height)))
        return top + other.surface.get_height()

    def gradient(self, top: Colour, bottom: Colour) -> None:
        """The whole ground from one colour to another, dithered so that no steps show."""
        width, height = self.surface.get_size()
        share = np.linspace(0, 1, height)[None, :, None]
        colours = np.array(top) * (1 - share) + np.array(bottom) * share
        bayer = np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]]) / 16
        tiles = np.tile(bayer, (width // 4 + 1, height // 4 + 1))[:width, :height, None]
        pygame.surfarray.blit_array(self.surface, np.floor(colours + tiles).astype(np.uint8))

    def blend(self, shape: Coverage, colour: Colour, alpha: float = 1.0) -> None:
        """Colour wherever the shape covers."""
        height, width = shape.values.shape
        layer = pygame.Surface((width, height), pygame.SRCALPHA, 32)
        layer.fill((*colour, 0))
        opacity = pygame.surfarray.pixels_alpha(layer)
        opacity[:] = np.round(shape.values.T * (255 * alpha)).astype(np.uint8)
        del opacity  # releases the lock on the surface
        self.surface.blit(layer, (shape.left, shape.top))

    @contextmanager
    def clip(self, box: Box) -> Iterator[None]:
        """Nothing is drawn outside the box within the block."""
        before = self.surface.get_clip()
        self.surface.set_clip(pygame.Rect(*(round(v) for v in box)))
        try:
            yield
        finally:
            self.surface.set_clip(before)

    def disc(self, centre: Point, radius: float, colour: Colour, alpha: float = 1.0) -> None:
        self.blend(coverage.disc(centre, radius), colour, alpha)

    def ring(
        self, centre: Point, radius: float, width: float, colour: Colour, alpha: float = 1.0
    ) -> None:
        self.blend(coverage.ring(centre, radius, width), colour, alpha)

    def panel(
        self, box: Box, radius: float, fill: Colour, edge: Colour | None = None, alpha: float = 1.0
    ) -> None:
        """A box with round corners and, if told, a hairline edge."""
        self.blend(coverage.rounded_box(box, radius), fill, alpha)
        if edge is not None:
            self.frame(box, radius, 2, edge)

    def frame(self, box: Box, radius: float, width: float, colour: Colour) -> None:
        """The edge of a box with round corners, inside it."""
        self.blend(coverage.rounded_box(box, radius, width), colour)

    def veil(self, box: Box, colour: Colour, above: float, below: float) -> None:
        """A colour over a box whose opacity runs from its upper to its lower edge."""
        left, top, width, height = (round(v) for v in box)
        rows = np.linspace(above, below, height)
        rows = rows * rows * (3 - 2 * rows)
        self.blend(Coverage(np.repeat(rows[:, None], width, axis=1), left, top), colour)

    def polygon(self, points: Iterable[Point], colour: Colour, alpha: float = 1.0) -> None:
        self.blend(polygon_area.polygon(_array(points)), colour, alpha)

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
        """A line with round caps; dash = length drawn, length left out (caps included)."""
        path = _array(points)
        if closed:
            path = np.vstack([path, path[:1]])
        pieces = [path] if dash is None else coverage.dashes(path, *dash)
        for piece in pieces:
            self.blend(coverage.stroke(piece, width), colour, alpha)

    def text(
        self,
        text: str,
        box: Box,
        style: Style,
        colour: Colour,
        align: Align = "left",
        *,
        balance: bool = False,
    ) -> float:
        """Set text into a box from its top; returns the y below it."""
        block = self.fonts.fit(text, style, box[2], box[3], balance=balance)
        self.draw(block, box[0] + SHARE[align] * box[2], box[1], colour, align)
        return box[1] + block.height

    def draw(
        self, block: Block, x: float, top: float, colour: Colour, align: Align = "left"
    ) -> None:
        """Draw a fitted block; x is its left edge, middle or right edge as align says."""
        style = block.style
        # The middle of a line is the middle of its small letters' height, about 0.26 em up.
        baseline = top + style.size * (0.5 * (style.leading - 1) + 0.80)
        for row, line in enumerate(block.lines):
            y = baseline + row * style.size * style.leading
            self._line_of_text(line, x, y, style, colour, align)

    def _line_of_text(
        self, text: str, x: float, baseline: float, style: Style, colour: Colour, align: Align
    ) -> None:
        width = self.fonts.width(text, style)
        left = x - SHARE[align] * width
        box = (left, baseline - 0.74 * style.size, width, 0.96 * style.size)
        self.placed.append(Placed(text, box, style.size))
        if self.fonts.strict and not self._on_surface(box):
            raise DoesNotFitError(f"{text!r} at {box} leaves the picture")
        at = round(left)
        for piece, font in self.fonts.runs(text, style):
            picture = font.render(piece, True, colour)
            self.surface.blit(picture, (at, round(baseline) - font.get_ascent()))
            at += font.size(piece)[0]

    def _on_surface(self, box: Box) -> bool:
        width, height = self.surface.get_size()
        across = box[0] >= 0 and box[0] + box[2] <= width
        return across and box[1] >= 0 and box[1] + box[3] <= height


def overlaps(placed: Sequence[Placed]) -> list[tuple[Placed, Placed]]:
    """Pairs of text lines whose letters touch; a test expects none."""
    found = []
    for i, one in enumerate(placed):
        for other in placed[i + 1 :]:
            across = _shared(one.box[0], one.box[2], other.box[0], other.box[2])
            if across > 1 and _shared(one.box[1], one.box[3], other.box[1], other.box[3]) > 1:
                found.append((one, other))
    return found


def _shared(a: float, a_length: float, b: float, b_length: float) -> float:
    return min(a + a_length, b + b_length) - max(a, b)


def _array(points: Iterable[Point]) -> FloatArray:
    return np.array([(x, y) for x, y in points], dtype=np.float64)
