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
_TURN: Final = np.linspace(0, 2 * np.pi, DIRECTIONS, endpoint=False)
WAYS: Final = np.stack([np.cos(_TURN), np.sin(_TURN)])
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
class _Frame:
    """What is drawn at one time: outlines in finer pixels from the corner of `box`, in order.

    box: the part of the square that they take, pixels.
    """

    edges: tuple[NDArray[np.int16], ...]
    colours: tuple[Colour, ...]
    box: pygame.Rect


class MovingFigure:
    """One movement at one size. Raises KeyError for a code without a movement."""

    def __init__(self, code: str, size_px: int, colours: FigureColours | None = None) -> None:
        self.size_px = size_px
        self._movement = movement(code)
        self._colours = colours or FigureColours()
        self._frames: dict[int, _Frame] = {}
        self._fine = pygame.Surface((0, 0), pygame.SRCALPHA, 32)
        self._last: tuple[int, pygame.Surface] | None = None

    def prepare(self) -> None:
        """Work out the whole cycle now; for a thread that has the time. `draw` does it else."""
        for number in range(round(self._movement.period_s * FRAMES_PER_S)):
            self._frame(number)

    def draw(
        self, surface: pygame.Surface, corner: Point, time_s: float, reduced: bool = False
    ) -> None:
        """The figure in its square from `corner` on; reduced: its most telling pose, still."""
        within = self._movement.telling_s if reduced else time_s % self._movement.period_s
        number = int(within * FRAMES_PER_S)
        frame = self._frame(number)
        if self._last is None or self._last[0] != number:
            self._last = number, self._picture(frame)
        place = (round(corner[0]) + frame.box.left, round(corner[1]) + frame.box.top)
        surface.blit(self._last[1], place)

    def _picture(self, frame: _Frame) -> pygame.Surface:
        width, height = FINER * frame.box.width, FINER * frame.box.height
        if width > self._fine.get_width() or height > self._fine.get_height():
            room = (max(width, self._fine.get_width()), max(height, self._fine.get_height()))
            self._fine = pygame.Surface(room, pygame.SRCALPHA, 32)
        fine = self._fine.subsurface((0, 0, width, height))
        fine.fill((*self._colours.ground, 0))
        for edge, colour in zip(frame.edges, frame.colours, strict=True):
            pygame.draw.polygon(fine, colour, edge.tolist())
        return pygame.transform.smoothscale(fine, frame.box.size)

    def _frame(self, number: int) -> _Frame:
        if number not in self._frames:
            pose = self._movement.pose(number / FRAMES_PER_S)
            self._frames[number] = _shaped(pose, self.size_px, self._colours)
        return self._frames[number]


def _shaped(pose: Sequence[Piece], size_px: int, colours: FigureColours) -> _Frame:
    """A pose's pieces as polygons."""
    scale = size_px * FINER
    hulls = hulls_of([piece.discs for piece in pose if piece.outline is None]) * scale
    outlines = [piece.outline * scale for piece in pose if piece.outline is not None]
    points = np.concatenate([hulls.reshape(-1, 2), *outlines])
    low = (points.min(axis=0) // FINER).astype(int) - 1
    high = (points.max(axis=0) // FINER).astype(int) + 2
    box = pygame.Rect(*low.tolist(), *(high - low).tolist()).clip((0, 0, size_px, size_px))
    shift = np.array([FINER * box.left, FINER * box.top])
    each = iter(np.round(hulls - shift).astype(np.int16))
    others = iter([np.round(outline - shift).astype(np.int16) for outline in outlines])
    return _Frame(
        tuple(next(each if piece.outline is None else others) for piece in pose),
        tuple(colours.of(piece.tone, piece.strength) for piece in pose),
        box,
    )


def hulls_of(pieces: Sequence[FloatArray]) -> FloatArray:
    """(n, DIRECTIONS, 2) outlines of the convex hulls of discs: the farthest point every way."""
    most = max(len(discs) for discs in pieces)
    discs = np.empty((len(pieces), most, 3))
    for row, piece in zip(discs, pieces, strict=True):
        row[: len(piece)] = piece
        row[len(piece) :] = piece[-1]  # one disc more often changes no hull
    farthest = np.argmax(discs[:, :, :2] @ WAYS + discs[:, :, 2:], axis=1)
    chosen = np.take_along_axis(discs, farthest[:, :, None], axis=1)
    outline: FloatArray = chosen[:, :, :2] + chosen[:, :, 2:] * WAYS.T
    return outline
