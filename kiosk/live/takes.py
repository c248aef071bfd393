"""What a running visit keeps of its frames: a take per set, joints only. May import kiosk.core.

A take goes on after its end was called, because a squat is counted before the member stands quite
still, and a squat that the take cuts off would not count: for TAIL_S, and for LONGEST_TAIL_S where
its last squat was not over by then. `scripts/bench tail` measures what a shorter tail changes: of
32 squats none was cut off with 0.35 s and one with 0.30 s; no offset of a knee differed by more
than 0.3 mm from that with 0.45 s (0.35 s), or by more than 0.6 mm (0.30 s).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from kiosk.core.assessment import Assessment, ErrorModel, assess
from kiosk.core.bands import Bands
from kiosk.core.measuring import Measured, disturbed, measure
from kiosk.core.sight import Setting, Sight
from kiosk.core.squat import Rep, find_marked_reps

TAIL_S: Final = 0.35
LONGEST_TAIL_S: Final = 0.8
MAIN: Final = "uncued"
LONGEST_S: Final = 240.0
"""No take is longer: whatever goes wrong, memory stays bounded."""


@dataclass(frozen=True, slots=True, eq=False)
class Take:
    """A run of sights and from when on which set its squats belong to, on the camera's clock."""

    sights: tuple[Sight, ...]
    marks: tuple[tuple[float, str], ...]


@dataclass(slots=True)
class _Open:
    sights: list[Sight]
    marks: list[tuple[float, str]]
    ended_s: float | None = None
    over: bool = False


class Takes:
    """The takes of one visit. Not shared between threads; `take` hands out frozen copies."""

    def __init__(self) -> None:
        self._takes: dict[str, _Open] = {}
        self._last_s = float("-inf")

    @property
    def last_s(self) -> float:
        """The camera's clock at the last sight."""
        return self._last_s

    def record(self, set_: str) -> None:
        """Begin this set's take anew; the main one takes the place of all."""
        if set_ == MAIN:
            self._takes.clear()
        self._takes[set_] = _Open([], [])

    def mark(self, set_: str) -> None:
        """From now on squats belong to this set, in the take that is open."""
        for one in self._takes.values():
            if one.ended_s is None:
                one.marks.append((self._last_s, set_))

    def end(self) -> None:
        """Keep nothing more, but for the tail."""
        for one in self._takes.values():
            if one.ended_s is None:
                one.ended_s = self._last_s

    def add(self, sight: Sight) -> None:
        """One frame, in time order; its outline is not kept."""
        if sight.time_s < self._last_s:
            # The camera began anew: what waits for its tail has all that it will get.
            for one in self._takes.values():
                one.over = one.over or one.ended_s is not None
        self._last_s = sight.time_s
        bare = replace(sight, silhouette=None)
        for one in self._takes.values():
            if one.over:
                continue
            ended_s = one.ended_s
            one.over = ended_s is not None and sight.time_s > ended_s + LONGEST_TAIL_S
            too_long = bool(one.sights) and sight.time_s - one.sights[0].time_s > LONGEST_S
            if not one.over and not too_long:
                one.sights.append(bare)

    def whole(self, set_: str, *, longest: bool = False) -> bool:
        """Whether a take has its tail already, or the longest that it will get."""
        one = self._takes.get(set_)
        if one is None or one.ended_s is None:
            return False
        return one.over or (not longest and self._last_s > one.ended_s + TAIL_S)

    def take(self, set_: str) -> Take | None:
        """A set's take as it is now."""
        one = self._takes.get(set_)
        return None if one is None else Take(tuple(one.sights), tuple(one.marks))

    def names(self) -> tuple[str, ...]:
        """Sets that were recorded."""
        return tuple(self._takes)

    def forget(self) -> None:
        """Nothing of a visit stays."""
        self._takes.clear()


def measure_take(take: Take, setting: Setting) -> Measured:
    """The squats of one take, each in its set."""
    return measure(take.sights, setting, partial(find_marked_reps, marks=take.marks))


def answer(
    take: Take,
    main: Measured,
    others: Sequence[Measured],
    setting: Setting,
    errors: ErrorModel,
    bands: Bands,
) -> Assessment:
    """The whole test: the main take gives standing and curves, the others further squats.

    Every take is measured against its own standing, so that a member may shift the feet between
    two sets.
    """
    reps: list[Rep] = [*main.reps, *(rep for one in others for rep in one.reps)]
    observed = list(main.unseen) or disturbed(take.sights, main.reps, bands)
    notes = {"floor": (), "imu": ("floor_from_imu",), "mount": ("floor_from_mount",)}
    observed += notes[setting.down_from]
    return assess(main.standing, reps, main.curves, errors, bands, observed)
