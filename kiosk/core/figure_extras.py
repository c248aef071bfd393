"""What belongs to a moving figure beside its body: what extras are, and how lines are drawn.

numpy only. kiosk.core.figure_props has what stands there, kiosk.core.figure_cues what is to be
looked at. Extras that are `behind` are drawn before the body, the others over it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np

from kiosk.core.figure import Joints
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
