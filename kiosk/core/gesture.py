"""Raised hands: which one is up, and for how long. Pure; numpy only through BodyNow.

A hand is up when its wrist is over the shoulder with the forearm pointing up, or over the head, on
its own side of the body. The hand itself is never looked at: a glove or a towel changes nothing.
Arms held forward for squatting lie level: over the recorded demonstration their forearms rise up
to 20 degrees, while a raised one rises 60 and more. Both hands up mean nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import hypot, sqrt
from typing import Final

from kiosk.core.alignment import Side
from kiosk.core.bodynow import NECK, BodyNow
from kiosk.core.frame import FloatArray
from kiosk.core.scene import Hand
from kiosk.core.skeleton import INDEX, PREFIX

GAP_S: Final = 0.25
"""A hand missing this long is still up: single frames are lost, and arms cross other things."""
SURE_S: Final = 0.1
UNSURE_GAP_S: Final = 0.07
"""A hand seen up shorter than 0.1 s may be bad frames: it must be up in nearly all of them. Then
it counts from its first frame."""
HEAD: Final = INDEX["Head"]
ELBOW_M: Final = 0.05
"""A shorter forearm than this points straight at the camera or was not measured: no direction."""


@dataclass(frozen=True, slots=True)
class Needs:
    """What makes a hand raised; metres. rise_m: wrist over the shoulder. steep: sine of the
    forearm's rise. outward_m: wrist from the neck towards its own side, unless over_head_m above
    the head's top: a hand at the face (drinking, a telephone) is none. alone_m: wrist over the
    other one.
    """

    rise_m: float
    steep: float
    outward_m: float
    over_head_m: float
    alone_m: float


UP: Final = Needs(-0.06, 0.65, 0.10, 0.03, 0.20)
STILL_UP: Final = Needs(-0.12, 0.50, 0.05, -0.02, 0.12)
"""Once up for sure, so that noise at the limit does not break a raise."""


@dataclass(frozen=True, slots=True)
class Arm:
    """since_s: first frame of the present raise, last_s: last frame that showed it; None: down."""

    since_s: float | None = None
    last_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Hands:
    """Both arms as they were last seen."""

    left: Arm = Arm()
    right: Arm = Arm()


def step(
    state: Hands, body: BodyNow | None, upright: bool, now_s: float
) -> tuple[Hands, Hand | None]:
    """One frame. body None: nobody measured; upright False: no hand counts, at once."""
    if not upright:
        return Hands(), None
    nxt = Hands(
        _follow(state.left, body, "left", now_s), _follow(state.right, body, "right", now_s)
    )
    up: list[tuple[Side, Arm]] = [("left", nxt.left), ("right", nxt.right)]
    sure = [Hand(side, _held_s(arm)) for side, arm in up if _sure(arm)]
    return nxt, sure[0] if len(sure) == 1 else None


def raised(body: BodyNow, side: Side, needs: Needs) -> bool:
    """Whether this frame shows the hand up, and it alone."""
    p, points = PREFIX[side], body.raw
    shoulder, elbow, wrist = (points[INDEX[p + n]] for n in ("Shoulder", "Elbow", "Wrist"))
    if not float(wrist[1] - shoulder[1]) > needs.rise_m:  # NaN: not measured
        return False
    other = points[INDEX[PREFIX[_other(side)] + "Wrist"]]
    if float(wrist[1] - other[1]) < needs.alone_m:
        return False
    over_head = float(wrist[1] - points[HEAD, 1]) > needs.over_head_m
    return over_head or (
        _steepness(shoulder, elbow, wrist) > needs.steep
        and _outward_m(points, side, wrist) > needs.outward_m
    )


def _steepness(shoulder: FloatArray, elbow: FloatArray, wrist: FloatArray) -> float:
    """Sine of the forearm's rise; of the whole arm's where the elbow was not measured."""
    for start in (elbow, shoulder):
        x, y, z = (float(v) for v in wrist - start)
        length = sqrt(x * x + y * y + z * z)
        if length > ELBOW_M:
            return y / length
    return 0.0


def _outward_m(points: FloatArray, side: Side, wrist: FloatArray) -> float:
    """How far the wrist is from the neck towards its own side, along the shoulder line."""
    own, far = (points[INDEX[PREFIX[s] + "Shoulder"]] for s in (side, _other(side)))
    x, z = float(own[0] - far[0]), float(own[2] - far[2])
    away = wrist - points[NECK]
    return (float(away[0]) * x + float(away[2]) * z) / max(hypot(x, z), 1e-6)


def _other(side: Side) -> Side:
    return "left" if side == "right" else "right"


def _follow(arm: Arm, body: BodyNow | None, side: Side, now_s: float) -> Arm:
    sure = _sure(arm)
    if body is not None and raised(body, side, STILL_UP if sure else UP):
        return Arm(now_s if arm.since_s is None else arm.since_s, now_s)
    gap_s = GAP_S if sure else UNSURE_GAP_S
    if arm.since_s is not None and now_s - arm.last_s <= gap_s + 1e-6:
        return arm
    return replace(arm, since_s=None)


def _held_s(arm: Arm) -> float:
    """Up to the last frame that showed it, so that a lowered hand does not go on counting."""
    return 0.0 if arm.since_s is None else arm.last_s - arm.since_s


def _sure(arm: Arm) -> bool:
    return arm.since_s is not None and _held_s(arm) >= SURE_S - 1e-6
