"""The canvas that painters of screens draw on: a Canvas in design units. Imports pygame, numpy.

Everything that draws on a `Canvas` (pictograms, signs, the result's panels) draws on a `Sheet` as
well: it is given design units and covers real pixels, so that no picture is ever scaled.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from math import ceil
from threading import RLock
from typing import Final

import numpy as np
import pygame

from kiosk.adapters import coverage, polygon_area
from kiosk.adapters.coverage import Box, Coverage, FloatArray, Point
from kiosk.adapters.pygame_canvas import SHARE, Align, Canvas, Placed
from kiosk.adapters.screen.stage import Stage
from kiosk.adapters.theme import PALETTE, Colour, Style
from kiosk.adapters.typefaces import Typeface
from kiosk.adapters.typesetting import DoesNotFitError, Fonts

HAIRLINE: Final = 2.0


@dataclass(frozen=True, slots=True)
class Place:
    """A part of the screen that can be touched. name: as `inputs.Pressed.what`; box: design units.

    Painters and answer_bar.py name 'yes', 'no', 'language:de', 'staff:paper' and the like.
    """

    name: str
    box: Box


class StageFonts(Fonts):
    """Fonts measured in design units and drawn in pixels; safe in several threads.

    SDL_ttf is not, so every call into it holds `lock`, and none holds it longer than a line.
    """

    def __init__(self, typeface: Typeface, scale: float, *, strict: bool = False) -> None:
        self.lock = RLock()
        self.scale = scale
        with self.lock:
            super().__init__(typeface, strict=strict)

    def runs(self, text: str, style: Style) -> list[tuple[str, pygame.font.Font]]:
        with self.lock:
            return super().runs(text, replace(style, size=max(style.size * self.scale, 1.0)))

    def width(self, text: str, style: Style) -> float:
        with self.lock:
            return super().width(text, style) / self.scale


class Sheet(Canvas):
    """A Canvas in the design units of a stage. `placed` and `places` are in design units too."""

    def __init__(self, stage: Stage, fonts: StageFonts) -> None:
        super().__init__(stage.size, fonts, PALETTE.ground_bottom)
        self.stage = stage
        self.lock = fonts.lock
        self.places: list[Place] = []

    def touch(self, name: str, box: Box) -> None:
        """What lies in this box can be touched and then means `name`."""
        self.places.append(Place(name, box))

    def blend(self, shape: Coverage, colour: Colour, alpha: float = 1.0) -> None:
        """A shape covered in design units; scaled when those are not pixels."""
        left, top = self.stage.at((shape.left, shape.top))
        values, scale = shape.values, self.stage.scale
        if scale != 1.0:
            height, width = (max(ceil(n * scale), 1) for n in values.shape)
            rows = np.minimum((np.arange(height) / scale).astype(int), values.shape[0] - 1)
            columns = np.minimum((np.arange(width) / scale).astype(int), values.shape[1] - 1)
            values = values[np.ix_(rows, columns)]
        self._cover(Coverage(values, round(left), round(top)), colour, alpha)

    @contextmanager
    def clip(self, box: Box) -> Iterator[None]:
        with super().clip(self.stage.box(box)):
            yield

    def disc(self, centre: Point, radius: float, colour: Colour, alpha: float = 1.0) -> None:
        self._cover(coverage.disc(self.stage.at(centre), radius * self.stage.scale), colour, alpha)

    def ring(
        self, centre: Point, radius: float, width: float, colour: Colour, alpha: float = 1.0
    ) -> None:
        scale = self.stage.scale
        shape = coverage.ring(self.stage.at(centre), radius * scale, width * scale)
        self._cover(shape, colour, alpha)

    def panel(
        self, box: Box, radius: float, fill: Colour, edge: Colour | None = None, alpha: float = 1.0
    ) -> None:
        self._box(box, radius, None, fill, alpha)
        if edge is not None:
            self.frame(box, radius, HAIRLINE, edge)

    def frame(self, box: Box, radius: float, width: float, colour: Colour) -> None:
        self._box(box, radius, max(width * self.stage.scale, 1.0), colour)

    def veil(self, box: Box, colour: Colour, above: float, below: float) -> None:
        left, top, width, height = (round(v) for v in self.stage.box(box))
        rows = np.linspace(above, below, max(height, 1))
        rows = rows * rows * (3 - 2 * rows)
        values = np.repeat(rows[:, None], max(width, 1), axis=1)
        self._cover(Coverage(values, left, top), colour)

    def polygon(self, points: Iterable[Point], colour: Colour, alpha: float = 1.0) -> None:
        self._cover(polygon_area.polygon(self._path(points)), colour, alpha)

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
        path, scale = self._path(points), self.stage.scale
        if closed:
            path = np.vstack([path, path[:1]])
        pieces = [path]
        if dash is not None:
            pieces = coverage.dashes(path, dash[0] * scale, dash[1] * scale)
        for piece in pieces:
            self._cover(coverage.stroke(piece, max(width * scale, 1.0)), colour, alpha)

    def _cover(self, shape: Coverage, colour: Colour, alpha: float = 1.0) -> None:
        """A shape covered in pixels."""
        super().blend(shape, colour, alpha)

    def _box(
        self, box: Box, radius: float, line: float | None, colour: Colour, alpha: float = 1.0
    ) -> None:
        """A box with round corners, or its line: only its edges are covered pixel by pixel."""
        left, top, wide, high = self.stage.box(box)
        radius *= self.stage.scale
        # A smaller box with the same edges; the row and the column at `cut` are drawn out again.
        cut = ceil(radius + (line or 0.0)) + 4
        columns, rows = (max(int(length) - 2 * cut, 0) for length in (wide, high))
        small = coverage.rounded_box((left, top, wide - columns, high - rows), radius, line)
        values, x, y = small.values, small.left, small.top
        inner = values[cut : cut + 1, cut : cut + 1]
        wider = np.insert(values, [cut] * columns, values[:, cut : cut + 1], axis=1)
        for part, down in ((wider[:cut], 0), (wider[cut:], cut + rows)):
            self._cover(Coverage(part, x, y + down), colour, alpha)
        for part, across in ((values[:, :cut], 0), (values[:, cut:], cut + columns)):
            side = np.repeat(part[cut : cut + 1], rows, axis=0)
            self._cover(Coverage(side, x + across, y + cut), colour, alpha)
        if rows and columns and inner.any():
            self._fill((x + cut, y + cut, columns, rows), colour, alpha)

    def _fill(self, pixels: tuple[int, int, int, int], colour: Colour, alpha: float) -> None:
        """All of these pixels, wherever they are drawn on."""
        if alpha >= 1.0:
            # pygame shifts a rectangle that begins outside the surface.
            self.surface.fill(colour, pygame.Rect(pixels).clip(self.surface.get_clip()))
            return
        layer = pygame.Surface(pixels[2:], pygame.SRCALPHA, 32)
        layer.fill((*colour, round(255 * alpha)))
        self.surface.blit(layer, pixels[:2])

    def _path(self, points: Iterable[Point]) -> FloatArray:
        path: FloatArray = np.array(list(points), dtype=np.float64) * self.stage.scale
        return path + self.stage.origin

    def _line_of_text(
        self, text: str, x: float, baseline: float, style: Style, colour: Colour, align: Align
    ) -> None:
        width = self.fonts.width(text, style)
        left = x - SHARE[align] * width
        box = (left, baseline - 0.74 * style.size, width, 0.96 * style.size)
        self.placed.append(Placed(text, box, style.size))
        if self.fonts.strict and not self._on_surface(box):
            raise DoesNotFitError(f"{text!r} at {box} leaves the picture")
        start, foot = self.stage.at((left, baseline))
        at, foot = round(start), round(foot)
        with self.lock:
            for piece, font in self.fonts.runs(text, style):
                picture = font.render(piece, True, colour)
                self.surface.blit(picture, (at, foot - font.get_ascent()))
                at += font.size(piece)[0]

    def _on_surface(self, box: Box) -> bool:
        width, height = self.stage.design
        across = box[0] >= 0 and box[0] + box[2] <= width
        return across and box[1] >= 0 and box[1] + box[3] <= height
