"""What stands beside the moving figure: floor, steps, walls, bands, arrows. numpy only.

Extras are values; each gives its pieces for an instant of the movement. Those that are `behind`
are drawn before the body, the others over it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, pi, sin
from typing import Protocol

import numpy as np

from kiosk.core.figure import Joints, Vec, unit
from kiosk.core.figure_view import Piece, Tone, View
from kiosk.core.frame import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Instant:
    """What an extra may draw from: the joints now, seconds into the cycle, the view."""

    joints: Joints
    time_s: float
    view: View


class Extra(Protocol):
    """Something beside the body."""

    @property
    def behind(self) -> bool: ...

    def pieces(self, now: Instant) -> list[Piece]: ...


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
    """A block with level faces between two corners, its upper face lighter."""

    low: Vec
    high: Vec
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
        return [Piece("prop", seen), Piece("prop_top", seen[4:])]


@dataclass(frozen=True, slots=True)
class Band:
    """An elastic band round both legs: between two joints of each, at a share of the way."""

    upper: str
    lower: str
    share: float
    reach_m: float = 0.05
    radius_m: float = 0.02
    behind: bool = False

    def pieces(self, now: Instant) -> list[Piece]:
        left, right = (
            now.joints[f"{side}_{self.upper}"]
            + self.share * (now.joints[f"{side}_{self.lower}"] - now.joints[f"{side}_{self.upper}"])
            for side in ("left", "right")
        )
        flat = now.view.project(np.stack([left, right]))[:, :2]
        way = flat[1] - flat[0]
        length = max(float(np.hypot(*way)), 1e-6)
        reach = way / length * self.reach_m / now.view.span_m
        radius = self.radius_m / now.view.span_m
        ends = np.stack([flat[0] - reach, flat[1] + reach])
        return [Piece("accent", np.column_stack([ends, [radius, radius]]))]


@dataclass(frozen=True, slots=True)
class Arrow:
    """An arrow from one point to another, relative to a joint or to the floor's origin.

    From shows[0] to shows[1] seconds of the cycle, fading in and out.
    """

    tail: Vec
    tip: Vec
    joint: str | None = None
    shows: tuple[float, float] = (0.0, 1e9)
    radius_m: float = 0.017
    head_m: float = 0.085
    behind: bool = False

    def pieces(self, now: Instant) -> list[Piece]:
        strength = fade(now.time_s, self.shows)
        if strength <= 0:
            return []
        base = np.zeros(3) if self.joint is None else now.joints[self.joint]
        ends = now.view.project(base + np.array([self.tail, self.tip]))[:, :2]
        back = unit(ends[0] - ends[1]) * self.head_m / now.view.span_m
        barbs = [
            ends[1] + np.array([back[0] * cos(a) - back[1] * sin(a),
                                back[0] * sin(a) + back[1] * cos(a)])
            for a in (pi / 4, -pi / 4)
        ]  # fmt: skip
        radius = self.radius_m / now.view.span_m
        return [
            *flat_line(list(ends), radius, "accent", strength),
            *flat_line([barbs[0], ends[1], barbs[1]], radius, "accent", strength),
        ]


@dataclass(frozen=True, slots=True)
class ToeLine:
    """A dashed line straight up from the second toe, to be met by the knee."""

    side: str
    height_m: float = 0.44
    behind: bool = False

    def pieces(self, now: Instant) -> list[Piece]:
        toe = now.joints[f"{self.side}_toe"]
        foot = toe + 0.2 * (now.joints[f"{self.side}_heel"] - toe)
        top = foot + np.array([0.0, self.height_m, 0.0])
        return dashes(now.view, foot + np.array([0.0, 0.1, 0.0]), top, 0.008, "ground")


@dataclass(frozen=True, slots=True)
class KneeDot:
    """A dot on a knee."""

    side: str
    radius_m: float = 0.032
    behind: bool = False

    def pieces(self, now: Instant) -> list[Piece]:
        knee = now.joints[f"{self.side}_knee"]
        dot = now.view.piece("accent", [(knee, self.radius_m)])
        return [dot.rim(), dot]


@dataclass(frozen=True, slots=True)
class HoldRing:
    """A ring round a hand that fills from fills[0] to fills[1] and fades until fills[2]."""

    side: str
    fills: tuple[float, float, float]
    radius_m: float = 0.125
    behind: bool = False

    def pieces(self, now: Instant) -> list[Piece]:
        start, full, end = self.fills
        if not start < now.time_s < end:
            return []
        hand = now.joints[f"{self.side}_hand"]
        middle = now.view.project(hand[None, :])[0, :2]
        radius, width = self.radius_m / now.view.span_m, 0.014 / now.view.span_m
        share = min((now.time_s - start) / (full - start), 1.0)
        strength = min((end - now.time_s) / 0.4, 1.0, (now.time_s - start) / 0.15)
        found: list[Piece] = []
        for upto, power in ((1.0, 0.28), (share, 1.0)):
            turn = np.linspace(0, 2 * pi * upto, max(int(36 * upto), 2))
            points = [middle + radius * np.array([sin(a), -cos(a)]) for a in turn]
            found += flat_line(points, width, "accent", power * strength)
        return found


@dataclass(frozen=True, slots=True)
class BodyLine:
    """A dashed line along the body, from head to foot, beside it."""

    joints: tuple[str, str]
    offset: Vec
    behind: bool = True

    def pieces(self, now: Instant) -> list[Piece]:
        start, end = (now.joints[name] + np.array(self.offset) for name in self.joints)
        return dashes(now.view, start, end, 0.01)


def line(
    view: View, points: Sequence[FloatArray], radius_m: float, tone: Tone, strength: float
) -> list[Piece]:
    """A line through points of the world with round ends."""
    flat = view.project(np.stack(points))[:, :2]
    return flat_line(list(flat), radius_m / view.span_m, tone, strength)


def dashes(
    view: View, start: FloatArray, end: FloatArray, radius_m: float, tone: Tone = "accent"
) -> list[Piece]:
    """A dashed line between points of the world."""
    length = float(np.linalg.norm(end - start))
    first = np.arange(0.0, length - 0.035, 0.085)[:, None] / max(length, 1e-9)
    ends = [start + share * (end - start) for share in (first, first + 0.035 / length)]
    flat = np.stack([view.project(points) for points in ends], axis=1)
    flat[:, :, 2] = radius_m / view.span_m
    return [Piece(tone, dash) for dash in flat]


def flat_line(
    points: Sequence[FloatArray], radius: float, tone: Tone, strength: float
) -> list[Piece]:
    """A line through points of the square with round ends, a piece for each stretch."""
    return [
        Piece(tone, np.array([(*a, radius), (*b, radius)]), strength) for a, b in pairwise(points)
    ]


def fade(time_s: float, shows: tuple[float, float], over_s: float = 0.3) -> float:
    """0 outside the span of time, 1 inside, and a ramp at both ends."""
    return float(np.clip(min(time_s - shows[0], shows[1] - time_s) / over_s, 0.0, 1.0))
