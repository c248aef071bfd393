"""What a demonstration's member does in which state of a visit. Values only; standard library.

The states' names are those of kiosk.visit; clips are named in kiosk.adapters.demo_clips' file.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Final, Literal

Place = Literal["away", "mark", "aside", "seat"]
Doing = str | tuple[str, float]
AWAY: Final = "away"
"""Also the name of the clip in which nobody is there."""


@dataclass(frozen=True, slots=True)
class Step:
    """One clip; seconds: how long a loop is played, None: once through."""

    clip: str
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """What to do on entering a state.

    at: where to be first, by walking or lowering a hand where needed; None: wherever one is.
    after_s: reaction time. again: the steps are repeated until the state changes. Afterwards the
    member waits where they are.
    """

    steps: tuple[Step, ...] = ()
    at: Place | None = "mark"
    after_s: float = 1.2
    again: bool = False


@dataclass(frozen=True, slots=True)
class Extra:
    """Another person, walking across behind the mark, every period_s seconds anew.

    behind_m, right_m: where they begin, in the camera's view. speed_mps: to the right where
    positive. They stand still for rest_s once they have walked for walk_s.
    """

    behind_m: float
    right_m: float
    speed_mps: float
    period_s: float
    begins_s: float = 0.0
    walk_s: float = 0.0
    rest_s: float = 0.0

    def at(self, time_s: float) -> tuple[float, bool] | None:
        """How far to the right, and whether walking; None before they begin."""
        gone_s = time_s - self.begins_s
        if gone_s < 0.0:
            return None
        in_turn_s = gone_s % self.period_s
        rested_s = min(max(in_turn_s - self.walk_s, 0.0), self.rest_s)
        walked_s = in_turn_s - rested_s
        resting = 0.0 < rested_s < self.rest_s
        return self.right_m + self.speed_mps * walked_s, not resting


@dataclass(frozen=True, slots=True)
class Script:
    """acts: pattern of a state's name -> acts at its first, second ... entry, the last one for all
    further; the first pattern that fits counts. start: a place, or '' for where the opening begins.
    opening: done before any state is known. ends: the frames end with the opening. scale: of the
    member. wall_m: how far the room's wall is.
    """

    name: str
    acts: tuple[tuple[str, tuple[Act, ...]], ...] = ()
    start: str = AWAY
    opening: tuple[Step, ...] = ()
    ends: bool = False
    extras: tuple[Extra, ...] = ()
    scale: float = 1.0
    wall_m: float = 3.1

    def act(self, state: str, entry: int) -> Act:
        """What to do at the entry-th time (from 0) in this state."""
        for pattern, acts in self.acts:
            if fnmatchcase(state, pattern):
                return acts[min(entry, len(acts) - 1)]
        return Act(at=None)

    def but(self, name: str, *acts: tuple[str, tuple[Act, ...]]) -> Script:
        """The same with other acts for some states."""
        return replace(self, name=name, acts=(*acts, *self.acts))


def steps(*doings: Doing) -> tuple[Step, ...]:
    """Names of clips, or (name, seconds)."""
    return tuple(Step(d) if isinstance(d, str) else Step(*d) for d in doings)


def raised(hand: str, hold_s: float = 2.2) -> tuple[Step, ...]:
    """A hand up, held until the screen changes or this long, and down."""
    return steps(f"raise_{hand}", (f"hold_{hand}", hold_s), f"lower_{hand}")


def do(*doings: Doing, after_s: float = 1.2, again: bool = False) -> tuple[Act]:
    """One act of some clips."""
    return (Act(steps(*doings), after_s=after_s, again=again),)


def answer(hand: str, after_s: float = 1.2) -> tuple[Act]:
    """One act: a raised hand, and again where nothing came of it."""
    return (Act(raised(hand) + steps(("stand", 4.0)), after_s=after_s, again=True),)
