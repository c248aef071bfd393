"""What is to be looked at in a moving figure: bands, arrows, toe lines, the ring round a hand.

numpy only.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, sin

import numpy as np

from kiosk.core.figure import Vec, unit
from kiosk.core.figure_extras import Instant, dashes, fade, flat_line
from kiosk.core.figure_view import Piece


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
