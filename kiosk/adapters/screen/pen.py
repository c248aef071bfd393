"""What draws the moving part of a screen, fast: a pen in design units. Imports pygame and numpy.

Shapes are pygame.gfxdraw's antialiased ones; rings, words and everything costly are sprites, made
once and kept. All calls of one frame together should stay within a few milliseconds.
"""

from __future__ import annotations

import itertools
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from functools import cache
from math import cos, hypot, pi, sin
from typing import Any, Final

import numpy as np
import pygame
import pygame.gfxdraw

from kiosk.adapters import coverage
from kiosk.adapters.coverage import Box, Point
from kiosk.adapters.pygame_canvas import SHARE, Align
from kiosk.adapters.screen.filling_ring import FillingRing
from kiosk.adapters.screen.frame import around, touch
from kiosk.adapters.screen.sheet import StageFonts
from kiosk.adapters.screen.stage import Stage
from kiosk.adapters.theme import Colour, Style

KEPT: Final = 96


class Sprites:
    """Pictures made once and kept while they are used; the longest unused goes first."""

    def __init__(self, keep: int = KEPT) -> None:
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._keep = keep

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """What `make` gave for this key."""
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        made = self._kept[key] = make()
        if len(self._kept) > self._keep:
            self._kept.popitem(last=False)
        return made


class Pen:
    """Draws on `surface` (the frame) in the design units of a stage.

    memory: what an overlay must know of the frames before, by names of its own; emptied whenever
    another screen comes.
    """

    def __init__(self, stage: Stage, fonts: StageFonts, surface: pygame.Surface) -> None:
        self.stage = stage
        self.fonts = fonts
        self.surface = surface
        self.scale = stage.scale
        self._left, self._top = stage.origin
        self.sprites = Sprites()
        self.memory: dict[str, Any] = {}

    def at(self, point: Point) -> Point:
        """Design units to pixels."""
        return self._left + point[0] * self.scale, self._top + point[1] * self.scale

    def px(self, point: Point) -> tuple[int, int]:
        """Design units to whole pixels."""
        return round(self._left + point[0] * self.scale), round(self._top + point[1] * self.scale)

    def length(self, units: float) -> int:
        """A length in whole pixels, at least one."""
        return max(round(units * self.scale), 1)

    def disc(self, centre: Point, radius: float, colour: Colour, alpha: float = 1.0) -> None:
        x, y = self.px(centre)
        ink, r = (*colour, round(255 * alpha)), self.length(radius)
        if alpha < 1.0:
            self._stamp("disc", (r, ink), x, y, lambda: coverage.disc((0, 0), r), colour, alpha)
            return
        pygame.gfxdraw.filled_circle(self.surface, x, y, r, ink)
        pygame.gfxdraw.aacircle(self.surface, x, y, r, ink)
        touch(self.surface, pygame.Rect(x - r - 1, y - r - 1, 2 * r + 3, 2 * r + 3))

    def circle(
        self, centre: Point, radius: float, width: float, colour: Colour, alpha: float = 1.0
    ) -> None:
        """The line of a circle."""
        x, y = self.px(centre)
        scale = self.scale
        r, w = radius * scale, max(width * scale, 1.0)
        key = (round(r * 2), round(w * 2), colour, round(alpha * 32))
        self._stamp("circle", key, x, y, lambda: coverage.ring((0, 0), r, w), colour, alpha)

    def line(
        self, points: Sequence[Point], width: float, colour: Colour, alpha: float = 1.0
    ) -> None:
        """A line with round ends and joints; with alpha, its pieces show where they overlap."""
        ends = [self.at(point) for point in points]
        half = max(width * self.scale, 1.0) / 2
        for a, b in itertools.pairwise(ends):
            self._polygon(_capsule(a, b, half), colour, alpha)

    def outline(self, points: Sequence[Point], width: float, colour: Colour) -> None:
        """A closed line through many points that turn gently."""
        path = np.array([self.at(point) for point in points])
        along = np.roll(path, -1, axis=0) - np.roll(path, 1, axis=0)
        along /= np.maximum(np.hypot(*along.T), 1e-6)[:, None]
        aside = np.stack([-along[:, 1], along[:, 0]], axis=1) * max(width * self.scale, 1) / 2
        outer, inner = (np.round(path + s * aside).astype(int).tolist() for s in (1, -1))
        band = [*outer, outer[0], inner[0], *reversed(inner)]
        pygame.gfxdraw.filled_polygon(self.surface, band, (*colour, 255))
        for edge in (outer, inner):
            pygame.gfxdraw.aapolygon(self.surface, edge, (*colour, 255))
        touch(self.surface, around(outer + inner))

    def polygon(self, points: Sequence[Point], colour: Colour, alpha: float = 1.0) -> None:
        self._polygon([self.at(point) for point in points], colour, alpha)

    def _polygon(self, points: Sequence[Point], colour: Colour, alpha: float) -> None:
        corners = [(int(x + 0.5), int(y + 0.5)) for x, y in points]
        ink = (*colour, round(255 * alpha))
        pygame.gfxdraw.filled_polygon(self.surface, corners, ink)
        pygame.gfxdraw.aapolygon(self.surface, corners, ink)
        touch(self.surface, around(corners))

    def panel(self, box: Box, radius: float, colour: Colour, alpha: float = 1.0) -> None:
        """A filled box with round corners (kept as a sprite: for boxes that recur)."""
        left, top, wide, high = self.stage.box(box)
        r = radius * self.scale
        key = (round(wide), round(high), round(r), colour, round(alpha * 32))
        self._stamp(
            "panel", key, round(left), round(top),
            lambda: coverage.rounded_box((0, 0, round(wide), round(high)), r), colour, alpha,
        )  # fmt: skip

    def frame(self, box: Box, radius: float, width: float, colour: Colour) -> None:
        """The edge of a box with round corners."""
        left, top, wide, high = (round(v) for v in self.stage.box(box))
        line, corner = self.length(width), self.length(radius)
        drawn = pygame.draw.rect(self.surface, colour, (left, top, wide, high), line, corner)
        touch(self.surface, drawn)

    def arc(self, centre: Point, radius: float, width: float, share: float, colour: Colour) -> None:
        """A ring filled clockwise from its top to a share of its way, with round ends."""
        if share <= 0:
            return
        scale = self.scale
        r, w = radius * scale, max(width * scale, 2.0)
        ring: FillingRing = self.sprites.get(
            ("ring", round(r, 1), round(w, 1), colour, self.px(centre)),
            lambda: FillingRing(r, w, colour),
        )
        x, y = self.px(centre)
        self.surface.blit(ring.filled(share), (x - ring.reach, y - ring.reach))
        turn = 2 * pi * min(share, 1.0)
        for angle in (0.0, turn):
            tip = (centre[0] + radius * sin(angle), centre[1] - radius * cos(angle))
            self.disc(tip, width / 2 - 0.5, colour)

    def text(
        self,
        text: str,
        box: Box,
        style: Style,
        colour: Colour,
        align: Align = "left",
        *,
        middle: bool = False,
    ) -> Box:
        """Set text into a box, from its top or in its middle; returns the box of its lines."""
        if not text:
            return (*box[:3], 0.0)
        key = ("text", text, box[2:], style, colour, align)
        picture, wide, high = self.sprites.get(
            key, lambda: self._set(text, box[2], box[3], style, colour, align)
        )
        top = box[1] + ((box[3] - high) / 2 if middle else 0.0)
        left = box[0] + SHARE[align] * (box[2] - wide)
        self.surface.blit(picture, self.px((left, top)))
        return left, top, wide, high

    def _set(
        self, text: str, wide: float, high: float, style: Style, colour: Colour, align: Align
    ) -> tuple[pygame.Surface, float, float]:
        block = self.fonts.fit(text, style, wide, high, balance=True)
        scale, size, style = self.scale, block.style.size, block.style
        picture = pygame.Surface(
            (round(block.width * scale) + 2, round(block.height * scale) + 2), pygame.SRCALPHA, 32
        )
        picture.fill((*colour, 0))
        baseline = size * (0.5 * (style.leading - 1) + 0.80)
        for row, line in enumerate(block.lines):
            at = SHARE[align] * (block.width - self.fonts.width(line, style)) * scale
            y = (baseline + row * size * style.leading) * scale
            with self.fonts.lock:
                for piece, font in self.fonts.runs(line, style):
                    drawn = font.render(piece, True, colour)
                    picture.blit(drawn, (round(at), round(y) - font.get_ascent()))
                    at += font.size(piece)[0]
        return picture, block.width, block.height

    def stamp(self, picture: pygame.Surface, corner: Point) -> None:
        """Blit a picture of pixels with its upper left corner at a place of the design."""
        self.surface.blit(picture, self.px(corner))

    def _stamp(
        self,
        kind: str,
        key: Hashable,
        x: int,
        y: int,
        cover: Callable[[], coverage.Coverage],
        colour: Colour,
        alpha: float,
    ) -> None:
        """Blit a covered shape kept as a sprite, its origin at (x, y)."""
        picture, left, top = self.sprites.get((kind, key), lambda: _picture(cover(), colour, alpha))
        self.surface.blit(picture, (x + left, y + top))


def _picture(
    shape: coverage.Coverage, colour: Colour, alpha: float
) -> tuple[pygame.Surface, int, int]:
    picture = _blank((shape.values.shape[1], shape.values.shape[0]), colour)
    opacity = np.round(shape.values.T * (255 * alpha)).astype(np.uint8)
    pygame.surfarray.pixels_alpha(picture)[:] = opacity
    return picture, shape.left, shape.top


def _blank(size: tuple[int, ...], colour: Colour) -> pygame.Surface:
    picture = pygame.Surface((size[0], size[1]), pygame.SRCALPHA, 32)
    picture.fill((*colour, 0))
    return picture


def _capsule(a: Point, b: Point, half: float) -> list[Point]:
    """Outline of a straight piece with round ends, pixels."""
    away = hypot(b[0] - a[0], b[1] - a[1])
    ux, uy = ((b[0] - a[0]) / away, (b[1] - a[1]) / away) if away > 0 else (1.0, 0.0)
    outline = []
    for (x, y), sign in ((b, half), (a, -half)):
        for along, across in _half_round(min(max(int(half), 4), 12)):
            outline.append(
                (x + sign * (along * ux - across * uy), y + sign * (along * uy + across * ux))
            )
    return outline


@cache
def _half_round(steps: int) -> list[Point]:
    turns = [pi * (i / steps - 0.5) for i in range(steps + 1)]
    return [(cos(turn), sin(turn)) for turn in turns]
