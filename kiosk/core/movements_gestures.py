"""Standing, stepping onto the mark and raising a hand, as moving figures. kiosk.core only."""

from __future__ import annotations

from dataclasses import replace
from math import cos, pi, radians, sin, sqrt
from typing import Final

from kiosk.core.figure import ANKLE, HALF_HIPS, HEEL, SHANK, THIGH, TOE, UPRIGHT, Stance, Vec, both
from kiosk.core.figure_cues import HoldRing
from kiosk.core.figure_props import Mark
from kiosk.core.figure_view import View
from kiosk.core.movement import Key, Movement, dense, eased, swing

FRONT: Final = View(0.0, 13.0, (0.0, 1.0, 0.0), 2.3)
_SHOULDER: Final[Vec] = (0.02, 1.385, 0.175)
STANDING: Final = Stance()
_BREATH: Final = replace(
    STANDING, pelvis=(0.0, UPRIGHT - 0.006, 0.0), hands=both(0.045, 0.85, 0.245)
)


def _raise(code: str, side: str) -> Movement:
    """The arm goes up sideways, the ring round its hand fills, the arm comes down."""
    sign = 1.0 if side == "right" else -1.0

    def stance(time_s: float) -> Stance:
        angle = radians(-84 + 164 * swing(time_s, 0.3, 1.3, 3.0, 4.0))
        x, y, z = _SHOULDER
        hand = (x, y + 0.52 * sin(angle), sign * (z + 0.52 * cos(angle)))
        pole = (-0.6, 0.0, sign)
        other = 0 if side == "right" else 1
        hands = (STANDING.hands[other], hand) if other == 0 else (hand, STANDING.hands[other])
        elbows = (STANDING.elbows[other], pole) if other == 0 else (pole, STANDING.elbows[other])
        return replace(STANDING, hands=hands, elbows=elbows)

    ring = HoldRing(side, (1.3, 2.5, 3.3))
    return Movement(code, dense(stance, 4.4), FRONT, (Mark(), ring), telling_s=2.1, smooth=False)


def _wave(time_s: float) -> Stance:
    """The right hand comes up beside the head and waves."""
    up = swing(time_s, 0.3, 1.1, 3.1, 3.9)
    waving = 0.16 * sin(2 * pi * 1.3 * (time_s - 1.0)) * up
    low, high = STANDING.hands[1], (0.10, 1.66, 0.46 + waving)
    hand = (
        low[0] + up * (high[0] - low[0]),
        low[1] + up * (high[1] - low[1]),
        low[2] + up * (high[2] - low[2]) + 0.22 * sin(pi * up),
    )
    return replace(
        STANDING,
        hands=(STANDING.hands[0], hand),
        elbows=(STANDING.elbows[0], (-0.4 - 0.2 * up, -0.8 * up, 0.7 + 0.3 * up)),
    )


_START: Final = -1.2
_FIRST, _STRIDE_S, _STEPS = 0.45, 0.48, 4
_LANDINGS: Final = ((_START, -0.80, 0.0), (_START, -0.40, 0.0))
"""Where the right and the left foot come down one after the other, metres ahead of the mark."""


def _foot(time_s: float, places: tuple[float, ...], first: int) -> tuple[float, float, float]:
    """x, lift and pitch of a foot that steps in every other stride, from stride `first` on."""
    x = places[0]
    for number, stride in enumerate(range(first, _STEPS, 2)):
        share = (time_s - _FIRST - stride * _STRIDE_S) / (_STRIDE_S * 1.1)
        if share <= 0:
            break
        start, end = places[number], places[number + 1]
        x = start + eased(share) * (end - start)
        if share < 1:
            pitch = 0.35 * sin(2 * pi * share)
            lift = 0.05 * sin(pi * share) ** 2 + max(pitch * TOE, -pitch * HEEL)
            return x, lift, pitch
    return x, 0.0, 0.0


def _walking(time_s: float) -> Stance:
    right, left = _foot(time_s, _LANDINGS[0], 0), _foot(time_s, _LANDINGS[1], 1)
    walked = (time_s - _FIRST) / (_STEPS * _STRIDE_S)
    x = _START - _START * (0.4 * eased(walked) + 0.6 * min(max(walked, 0.0), 1.0))
    reach = (THIGH + SHANK) * 0.995
    height = min(
        ANKLE + lift + sqrt(reach**2 - (foot - x) ** 2 - (0.13 - HALF_HIPS) ** 2)
        for foot, lift, _ in (right, left)
    )
    swung = 0.4 * (right[0] - left[0])
    hands = tuple(
        (x + sign * swung + 0.04, 0.87 + 0.25 * abs(swung), z)
        for sign, z in ((1, -0.23), (-1, 0.23))
    )
    feet = tuple((1.0, -pitch, z) for (_, _, pitch), z in ((left, -0.16), (right, 0.16)))
    return Stance(
        pelvis=(x, min(height, UPRIGHT), 0.0),
        ankles=((left[0], ANKLE + left[1], -0.13), (right[0], ANKLE + right[1], 0.13)),
        feet=(feet[0], feet[1]),
        hands=(hands[0], hands[1]),
    )


MOVEMENTS: Final = (
    Movement(
        "stand",
        (Key(0.0, STANDING), Key(2.0, _BREATH), Key(4.0, STANDING)),
        FRONT,
        (Mark(),),
    ),
    _raise("raise_right", "right"),
    _raise("raise_left", "left"),
    Movement("wave", dense(_wave, 4.4), FRONT, (Mark(),), telling_s=1.6, smooth=False),
    Movement(
        "step_on",
        dense(_walking, 4.6),
        View(48.0, 16.0, (-0.38, 0.86, 0.0), 2.1),
        (Mark(),),
        telling_s=1.5,
        smooth=False,
        fades_s=0.4,
    ),
)
