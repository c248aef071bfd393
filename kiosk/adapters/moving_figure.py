"""Draws a moving figure onto a pygame surface, every frame anew. May import pygame, numpy.

Shapes are filled polygons, drawn twice as large as they are shown and averaged: fast enough for the
screen's loop, where the exact coverage of kiosk.adapters.coverage is not. The outlines of a cycle
are worked out once and kept; they take a few kilobytes a frame, where pictures would take hundreds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pygame
from numpy.typing import NDArray

from kiosk.adapters.coverage import FloatArray, Point
from kiosk.adapters.theme import PALETTE, Colour
from kiosk.core.figure_view import Piece, Tone
from kiosk.core.movements import movement

FRAMES_PER_S: Final = 30
DIRECTIONS: Final = 32
FINER: Final = 2
"""Drawn this many times larger and averaged: the antialiasing of every edge."""


@dataclass(frozen=True, slots=True)
class FigureColours:
    """ground: what the figure stands on; faded and rimmed pieces go over into it."""

    ground: Colour = PALETTE.panel
    skin: Colour = (226, 233, 232)
    skin_far: Colour = (122, 139, 146)
    shirt: Colour = (160, 176, 182)
    shorts: Colour = (84, 103, 112)
    shorts_far: Colour = (56, 71, 79)
    shoe: Colour = (120, 138, 145)
    shoe_far: Colour = (70, 86, 94)
    prop: Colour = (68, 84, 93)
    prop_top: Colour = (98, 117, 126)
    floor: Colour = (35, 46, 52)
    accent: Colour = PALETTE.accent

    def of(self, tone: Tone, strength: float) -> Colour:
        """The colour of a piece, faded into the ground."""
        names = {"near": "skin", "far": "skin_far"}
        full: Colour = getattr(self, names.get(tone, tone))
        red, green, blue = (
            round(ground + strength * (colour - ground))
            for colour, ground in zip(full, self.ground, strict=True)
        )
        return red, green, blue


@dataclass(frozen=True, slots=True, eq=False)
class _Shape:
    """A polygon (n, 2) in finer pixels from the square's corner, ready to be drawn."""

    edge: NDArray[np.int16]
    colour: Colour


@dataclass(frozen=True, slots=True)
class _Frame:
    """What is drawn at one time, and which part of the square it takes, pixels."""

    shapes: tuple[_Shape, ...]
    box: pygame.Rect


class MovingFigure:
    """One movement at one size. Raises KeyError for a code without a movement."""

    def __init__(self, code: str, size_px: int, colours: FigureColours | None = None) -> None:
        self.size_px = size_px
        self._movement = movement(code)
        self._colours = colours or FigureColours()
        self._frames: dict[int, _Frame] = {}

    def prepare(self) -> None:
        """Work out the whole cycle now; for a thread that has the time. `draw` does it else."""
        for frame in range(round(self._movement.period_s * FRAMES_PER_S)):
            self._frame(frame)

    def draw(
        self, surface: pygame.Surface, corner: Point, time_s: float, reduced: bool = False
    ) -> None:
        """The figure in its square from `corner` on; reduced: its most telling pose, still."""
        within = self._movement.telling_s if reduced else time_s % self._movement.period_s
        frame = self._frame(int(within * FRAMES_PER_S))
        left, top, width, height = frame.box
        fine = pygame.Surface((FINER * width, FINER * height), pygame.SRCALPHA, 32)
        fine.fill((*self._colours.ground, 0))
        shift = np.array([FINER * left, FINER * top])
        for shape in frame.shapes:
            pygame.draw.polygon(fine, shape.colour, (shape.edge - shift).tolist())
        picture = pygame.transform.smoothscale(fine, (width, height))
        surface.blit(picture, (round(corner[0]) + left, round(corner[1]) + top))

    def _frame(self, number: int) -> _Frame:
        if number not in self._frames:
            pose = self._movement.pose(number / FRAMES_PER_S)
            self._frames[number] = _shaped(pose, self.size_px, self._colours)
        return self._frames[number]


def _shaped(pose: Sequence[Piece], size_px: int, colours: FigureColours) -> _Frame:
    """A pose's pieces as polygons."""
    scale = size_px * FINER
    hulls = iter(_hulls([piece.discs for piece in pose if piece.outline is None], scale))
    edges = [next(hulls) if p.outline is None else p.outline * scale for p in pose]
    found = tuple(
        _Shape(np.round(edge).astype(np.int16), colours.of(piece.tone, piece.strength))
        for piece, edge in zip(pose, edges, strict=True)
    )
    low = np.min([shape.edge.min(axis=0) for shape in found], axis=0) // FINER - 1
    high = np.max([shape.edge.max(axis=0) for shape in found], axis=0) // FINER + 2
    box = pygame.Rect(*(int(n) for n in (*low, *(high - low))))
    return _Frame(found, box.clip((0, 0, size_px, size_px)))


def _hulls(pieces: Sequence[FloatArray], scale: float) -> FloatArray:
    """(n, DIRECTIONS, 2) outlines of the convex hulls of discs: the farthest point every way."""
    most = max(len(discs) for discs in pieces)
    # A disc more often than once changes no hull, and makes all pieces of one length.
    discs = np.stack([np.pad(d, ((0, most - len(d)), (0, 0)), "edge") for d in pieces])
    turn = np.linspace(0, 2 * np.pi, DIRECTIONS, endpoint=False)
    ways = np.stack([np.cos(turn), np.sin(turn)])
    farthest = np.argmax(discs[:, :, :2] @ ways + discs[:, :, 2:], axis=1)
    chosen = np.take_along_axis(discs, farthest[:, :, None], axis=1)
    outline: FloatArray = (chosen[:, :, :2] + chosen[:, :, 2:] * ways.T) * scale
    return outline
