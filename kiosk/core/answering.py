"""Hold to answer: right hand up means yes, left hand means no. Pure.

An answer takes HOLD_S from the first frame that showed the hand. One raise answers one question:
after an answer, and after every new question, all hands must have been down first.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Final, Literal

from kiosk.core.alignment import Side
from kiosk.core.scene import Scene

Answer = Literal["yes", "no"]

HOLD_S: Final = 1.2
DOWN_S: Final = 0.2
"""Hands must have been down, or gone, for this long before the next raise counts."""
GAP_S: Final = 0.25
"""A raise that is lost for no longer goes on where it was."""
MEANS: Final[dict[Side, Answer]] = {"right": "yes", "left": "no"}


@dataclass(frozen=True, slots=True)
class Answering:
    """screen_key: of the question that is being answered. armed: hands were down since it came.
    down_s: since when no hand is up. side, held_s: of the present raise. kept_s: of the raise
    before a gap."""

    screen_key: str | None = None
    armed: bool = False
    down_s: float | None = None
    side: Side | None = None
    held_s: float = 0.0
    kept_s: float = 0.0


def start() -> Answering:
    """Before the first question."""
    return Answering()


def step(
    state: Answering, scene: Scene, accepts: AbstractSet[Answer], screen_key: str
) -> tuple[Answering, float, Answer | None]:
    """One scene on one screen: (next state, share of the hold 0 to 1, the answer once).

    accepts: what this screen can be answered with; another hand's share stays 0.
    """
    if screen_key != state.screen_key:
        down_s = None if scene.hand is not None else scene.time_s
        return Answering(screen_key, down_s=down_s), 0.0, None
    if scene.hand is None:
        nxt = _without_hand(state, scene.time_s)
        return nxt, _share(nxt), None
    if not state.armed:
        return replace(state, down_s=None), 0.0, None
    return _with_hand(state, scene.hand.side, scene.hand.held_s, accepts)


def _without_hand(state: Answering, now_s: float) -> Answering:
    """Count how long hands have been down; anew where the clock was set back."""
    since = state.down_s
    since = now_s if since is None or since > now_s else since
    down = now_s - since
    if state.side is not None and down > GAP_S + 1e-6:
        return Answering(state.screen_key, armed=True, down_s=since)
    return replace(state, armed=state.armed or down >= DOWN_S - 1e-6, down_s=since)


def _with_hand(
    state: Answering, side: Side, held_s: float, accepts: AbstractSet[Answer]
) -> tuple[Answering, float, Answer | None]:
    kept = 0.0
    if side == state.side:  # a raise that starts again within the gap goes on
        kept = state.held_s + state.kept_s if held_s < state.held_s - 1e-6 else state.kept_s
    answer = MEANS[side]
    if answer not in accepts:
        return replace(state, down_s=None, side=None, held_s=0.0, kept_s=0.0), 0.0, None
    if kept + held_s >= HOLD_S - 1e-6:
        return Answering(state.screen_key), 1.0, answer
    nxt = Answering(state.screen_key, True, None, side, held_s, kept)
    return nxt, _share(nxt), None


def _share(state: Answering) -> float:
    return (state.kept_s + state.held_s) / HOLD_S
