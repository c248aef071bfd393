"""An exercise as a figure that moves: key stances over time, seen from one side. numpy only.

`Movement.pose(time_s)` gives flat pieces in drawing order for any time; what moves how is in the
modules kiosk.core.movements_*, which kiosk.core.movements hands out by code.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from kiosk.core.figure import Joints, Stance, joints
from kiosk.core.figure_extras import Extra, Instant, fade
from kiosk.core.figure_view import Piece, View, body
from kiosk.core.frame import FloatArray


@dataclass(frozen=True, slots=True)
class Key:
    """A stance and when it is reached, seconds from the start of the cycle."""

    time_s: float
    stance: Stance


class Moving(Protocol):
    """What can be shown as a movement. pose: pieces in drawing order, for any time; it repeats
    with the period. telling_s: the one pose that shows most, for those who want no motion."""

    @property
    def code(self) -> str: ...

    @property
    def period_s(self) -> float: ...

    @property
    def telling_s(self) -> float: ...

    def pose(self, time_s: float) -> tuple[Piece, ...]: ...


@dataclass(frozen=True, slots=True)
class Movement:
    """A cycle of stances. The last key closes the cycle; its time is the period.

    smooth: every stance is reached and left at rest; else the keys are dense and joined by
    straight lines. fades_s: how long the figure takes to appear and to go, where the cycle does
    not close in itself.
    """

    code: str
    keys: tuple[Key, ...]
    view: View
    extras: tuple[Extra, ...] = ()
    telling_s: float = 0.0
    smooth: bool = True
    fades_s: float = 0.0

    @property
    def period_s(self) -> float:
        return self.keys[-1].time_s

    def joints(self, time_s: float) -> Joints:
        """All joints at a time, metres in the figure's world."""
        return joints(self.targets(time_s))

    def pose(self, time_s: float) -> tuple[Piece, ...]:
        """The picture at a time; it repeats with the period."""
        within = time_s % self.period_s
        strength = fade(within, (0.0, self.period_s), self.fades_s) if self.fades_s else 1.0
        found = self.joints(within)
        now = Instant(found, within, self.view)
        back = [piece for extra in self.extras if extra.behind for piece in extra.pieces(now)]
        front = [piece for extra in self.extras if not extra.behind for piece in extra.pieces(now)]
        return (*back, *body(found, self.view, strength), *front)

    def targets(self, time_s: float) -> FloatArray:
        """The stance at a time as `Stance.array`."""
        within_s = time_s % self.period_s
        times = [key.time_s for key in self.keys]
        after = min(int(np.searchsorted(times, within_s, side="right")), len(times) - 1)
        before = max(after - 1, 0)
        start, end = self.keys[before], self.keys[after]
        share = (within_s - start.time_s) / max(end.time_s - start.time_s, 1e-9)
        if self.smooth:
            share = eased(share)
        first = start.stance.array()
        rows: FloatArray = first + share * (end.stance.array() - first)
        return rows


def dense(stance: Callable[[float], Stance], period_s: float) -> tuple[Key, ...]:
    """Keys ten times a second of a stance that is a function of the time."""
    steps = round(period_s * 10)
    return tuple(Key(period_s * i / steps, stance(period_s * i / steps)) for i in range(steps + 1))


def swing(time_s: float, leaves: float, there: float, turns: float, back: float) -> float:
    """0 until `leaves`, 1 from `there` to `turns`, 0 again from `back` on."""
    if time_s < turns:
        return eased((time_s - leaves) / (there - leaves))
    return 1.0 - eased((time_s - turns) / (back - turns))


def eased(share: float) -> float:
    """0 to 1 as a hand or a knee moves: at rest at both ends (minimum jerk, Flash & Hogan 1985)."""
    share = min(max(share, 0.0), 1.0)
    return share**3 * (10.0 - 15.0 * share + 6.0 * share**2)
