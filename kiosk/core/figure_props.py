"""What stands beside the moving figure: floor, mark, steps, walls. numpy only."""

from __future__ import annotations

from dataclasses import dataclass
from math import pi

import numpy as np

from kiosk.core.figure import Vec
from kiosk.core.figure_extras import Instant, line
from kiosk.core.figure_view import Piece, Tone


@dataclass(frozen=True, slots=True)
class Floor:
    """A round patch of floor, or a long one."""

    centre: Vec = (0.0, 0.0, 0.0)
    ahead_m: float = 0.42
    aside_m: float = 0.42
    tone: Tone = "floor"
    strength: float = 1.0
    behind: bool = True

    def pieces(self, now: Instant) -> list[Piece]:
        around = np.linspace(0, 2 * pi, 48, endpoint=False)
        points = np.zeros((48, 3)) + np.array(self.centre)
        points[:, 0] += self.ahead_m * np.cos(around)
        points[:, 2] += self.aside_m * np.sin(around)
        outline = now.view.project(points)[:, :2]
        return [Piece(self.tone, np.zeros((0, 3)), self.strength, outline=outline)]


@dataclass(frozen=True, slots=True)
class Mark:
    """The ring on the floor to stand on."""

    radius_m: float = 0.36
    behind: bool = True

    def pieces(self, now: Instant) -> list[Piece]:
        radii = (self.radius_m + 0.12, self.radius_m, self.radius_m - 0.05)
        tones: tuple[Tone, ...] = ("floor", "accent", "floor")
        return [
            piece
            for radius, tone in zip(radii, tones, strict=True)
            for piece in Floor(ahead_m=radius, aside_m=radius, tone=tone).pieces(now)
        ]


@dataclass(frozen=True, slots=True)
class Rod:
    """A line through points of the world."""

    points: tuple[Vec, ...]
    radius_m: float = 0.018
    tone: Tone = "prop"
    strength: float = 1.0
    behind: bool = True

    def pieces(self, now: Instant) -> list[Piece]:
        points = [np.array(point) for point in self.points]
        return line(now.view, points, self.radius_m, self.tone, self.strength)


@dataclass(frozen=True, slots=True)
class Box:
    """A block with level faces between two corners; tones and strengths: its sides, its top."""

    low: Vec
    high: Vec
    tones: tuple[Tone, Tone] = ("prop", "prop_top")
    strengths: tuple[float, float] = (1.0, 1.0)
    behind: bool = True

    def pieces(self, now: Instant) -> list[Piece]:
        corners = np.array(
            [
                (x, y, z)
                for y in (self.low[1], self.high[1])
                for x, z in (
                    (self.low[0], self.low[2]),
                    (self.high[0], self.low[2]),
                    (self.high[0], self.high[2]),
                    (self.low[0], self.high[2]),
                )
            ]
        )
        seen = now.view.project(corners)
        seen[:, 2] = 0.006
        return [
            Piece(self.tones[0], seen, self.strengths[0]),
            Piece(self.tones[1], seen[4:], self.strengths[1]),
        ]
