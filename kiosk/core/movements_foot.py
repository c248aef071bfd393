"""The short foot: one foot from its inner side, whose arch rises. numpy only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from kiosk.core.figure_extras import flat_line
from kiosk.core.figure_view import Piece
from kiosk.core.frame import FloatArray
from kiosk.core.movement import swing

# Outline of foot and shin from the shin's back down the heel, along the sole to the toe and back
# over the instep, as shares of the square: at rest, and with the arch drawn up.
_REST: Final = (
    (0.185, 0.06), (0.195, 0.28), (0.19, 0.44), (0.165, 0.55), (0.135, 0.64), (0.13, 0.72),
    (0.165, 0.79), (0.25, 0.80), (0.34, 0.79), (0.44, 0.765), (0.53, 0.77), (0.62, 0.79),
    (0.70, 0.80), (0.77, 0.795), (0.765, 0.72), (0.71, 0.675), (0.62, 0.63), (0.53, 0.575),
    (0.46, 0.50), (0.42, 0.41), (0.405, 0.28), (0.415, 0.06),
)  # fmt: skip
_SHORT: Final = (
    (0.185, 0.06), (0.195, 0.27), (0.19, 0.43), (0.165, 0.54), (0.135, 0.64), (0.13, 0.72),
    (0.165, 0.79), (0.25, 0.80), (0.32, 0.775), (0.415, 0.70), (0.50, 0.705), (0.575, 0.775),
    (0.65, 0.80), (0.73, 0.795), (0.73, 0.71), (0.675, 0.655), (0.59, 0.605), (0.51, 0.55),
    (0.45, 0.475), (0.415, 0.385), (0.405, 0.26), (0.415, 0.06),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShortFoot:
    """As kiosk.core.movement.Moving."""

    code: str = "short_foot"
    period_s: float = 5.2
    telling_s: float = 2.6

    def pose(self, time_s: float) -> tuple[Piece, ...]:
        """The foot at a time: the arch rises, the ball comes towards the heel, the toes stay."""
        share = swing(time_s % self.period_s, 0.5, 1.8, 3.6, 4.7)
        rest, short = np.array(_REST), np.array(_SHORT)
        foot = Piece("near", np.zeros((0, 3)), outline=rounded(rest + share * (short - rest)))
        ball = 0.765 - 0.04 * share
        toe = Piece(
            "near", np.array([(ball, 0.760, 0.042), (0.86, 0.766, 0.036), (0.90, 0.77, 0.03)])
        )
        nail = Piece("shirt", np.array([(0.885, 0.752, 0.012), (0.905, 0.757, 0.011)]))
        cuff = Piece("shorts", np.array([(0.20, 0.09, 0.035), (0.40, 0.09, 0.035)]))
        floor = Piece("floor", np.array([(0.05, 0.82, 0.02), (0.97, 0.82, 0.02)]))
        arch = 0.765 - 0.065 * share
        x = 0.445 - 0.02 * share
        return (
            floor, foot, toe.rim(), toe, nail, cuff.rim(), cuff,
            *_arrow((x, arch - 0.045), (x, arch - 0.17)),
            *_arrow((0.72 - 0.04 * share, 0.91), (0.56 - 0.04 * share, 0.91)),
        )  # fmt: skip


def _arrow(tail: tuple[float, float], tip: tuple[float, float]) -> list[Piece]:
    ends = [np.array(tail), np.array(tip)]
    back = (ends[0] - ends[1]) / np.hypot(*(ends[0] - ends[1])) * 0.045
    side = np.array([-back[1], back[0]])
    barbs = [ends[1] + back + side, ends[1], ends[1] + back - side]
    return flat_line(ends, 0.011, "accent", 1.0) + flat_line(barbs, 0.011, "accent", 1.0)


def rounded(points: FloatArray) -> FloatArray:
    """A closed outline with its corners cut twice (Chaikin 1974)."""
    for _ in range(2):
        after = np.roll(points, -1, axis=0)
        points = np.stack([0.75 * points + 0.25 * after, 0.25 * points + 0.75 * after], axis=1)
        points = points.reshape(-1, 2)
    return points
