"""Exercises on the feet other than squats, as moving figures. kiosk.core only."""

from __future__ import annotations

from dataclasses import replace
from math import cos, radians, sin, sqrt
from typing import Final

from kiosk.core.figure import ANKLE, HALF_HIPS, SHANK, THIGH, UPRIGHT, Pair, Stance, Vec, both
from kiosk.core.figure_cues import Arrow, Band, KneeDot, ToeLine
from kiosk.core.figure_props import Box, Floor, Rod
from kiosk.core.figure_view import View
from kiosk.core.movement import Key, Movement, dense, swing

_LEG: Final = (THIGH + SHANK) * 0.997
_SIDE: Final = View(76.0, 8.0, (0.0, 0.87, 0.0), 2.0)
_AHEAD: Final[Pair] = ((1.0, 0.0, 0.0), (1.0, 0.0, 0.0))


def _half_squat(middle: float, feet: tuple[float, float], lifted: int | None = None) -> Stance:
    """A slight squat over a left and a right foot at these places to the right of the mark."""
    ankles = tuple((0.0, ANKLE + 0.05 * (i == lifted), z) for i, z in enumerate(feet))
    return Stance(
        pelvis=(-0.15, 0.79, middle),
        trunk=(0.38, 0.92, 0.0),
        head=(0.12, 1.0, 0.0),
        ankles=(ankles[0], ankles[1]),
        feet=((1.0, 0.0, -0.08), (1.0, 0.0, 0.08)),
        knees=((1.0, 0.0, -0.22), (1.0, 0.0, 0.22)),
        hands=((0.32, 1.10, middle - 0.09), (0.32, 1.10, middle + 0.09)),
        elbows=both(-0.2, -1.0, 0.8),
    )


_NEAR, _STEP = 0.19, 0.32
_BEAT_S: Final = 0.35


def _side_steps() -> tuple[Key, ...]:
    """Two steps to the right and two back; the leading foot first, the other one after it."""
    middle = -_STEP
    keys = [Key(0.0, _half_squat(middle, (middle - _NEAR, middle + _NEAR)))]
    for way in (1, 1, -1, -1):
        time, step = keys[-1].time_s, way * _STEP
        # The four beats of a step: (pelvis, leading foot, following foot) as shares of it.
        for beat, (pelvis, lead, follow) in enumerate(
            ((0.1, 0.5, 0.0), (0.5, 1.0, 0.0), (0.9, 1.0, 0.5), (1.0, 1.0, 1.0)), start=1
        ):
            left, right = (follow, lead) if way > 0 else (lead, follow)
            feet = (middle - _NEAR + left * step, middle + _NEAR + right * step)
            lifted = {1: int(way > 0), 3: int(way < 0)}.get(beat)
            keys.append(
                Key(time + beat * _BEAT_S, _half_squat(middle + pelvis * step, feet, lifted))
            )
        middle += step
    return tuple(keys)


def _hinge(time_s: float) -> Stance:
    """Trunk and free leg in one line, tipping over the standing (left) leg."""
    tip = swing(time_s, 0.4, 2.2, 2.7, 4.3)
    angle = radians(80 * tip)
    pelvis = (-0.10 * tip, UPRIGHT - 0.035 * tip, -0.02)
    hip = (pelvis[0], pelvis[1], pelvis[2] + HALF_HIPS)
    reach = _LEG * (1 - 0.02 * (1 - tip))
    ankle = (hip[0] - reach * sin(angle) - 0.02, hip[1] - reach * cos(angle), hip[2])
    shoulder_x = pelvis[0] + 0.445 * sin(angle)
    shoulder_y = pelvis[1] + 0.445 * cos(angle)
    hand = (shoulder_x + 0.03, shoulder_y - 0.51)
    return Stance(
        pelvis=pelvis,
        trunk=(sin(angle), cos(angle), 0.0),
        head=(sin(angle * 0.85), cos(angle * 0.85), 0.0),
        face=(cos(angle * 0.8), -sin(angle * 0.8), 0.0),
        ankles=((0.0, ANKLE, -0.07), ankle),
        feet=((1.0, 0.0, -0.05), (cos(angle), -sin(angle), 0.05)),
        knees=((1.0, 0.0, 0.0), (cos(angle), -sin(angle), 0.0)),
        hands=((*hand, -0.16), (*hand, 0.16)),
        elbows=both(-1.0, 0.0, 0.3),
    )


_KNEE: Final[Vec] = (-0.34, 0.065, -HALF_HIPS)


def _kneeling(time_s: float) -> Stance:
    """On the left knee; the hips swing forward about it."""
    angle = radians(3 + 27 * swing(time_s, 0.4, 1.9, 3.6, 4.8))
    hip = (_KNEE[0] + 0.9998 * THIGH * sin(angle), _KNEE[1] + 0.9998 * THIGH * cos(angle))
    return Stance(
        pelvis=(hip[0], hip[1], 0.0),
        trunk=(0.02, 1.0, 0.0),
        ankles=((_KNEE[0] - 0.409, _KNEE[1] + 0.132, _KNEE[2]), (0.27, ANKLE, 0.11)),
        feet=((0.22, -1.0, 0.0), (1.0, 0.0, 0.05)),
        knees=((0.6, -1.0, 0.0), (1.0, 0.3, 0.1)),
        hands=((hip[0] + 0.05, hip[1] + 0.10, -0.20), (hip[0] + 0.05, hip[1] + 0.10, 0.20)),
        elbows=both(-1.0, 0.0, 0.7),
    )


_WALL: Final = 0.55


def _calf(time_s: float) -> Stance:
    lean = swing(time_s, 0.4, 1.8, 3.6, 4.8)
    back = -0.58
    x = -0.24 + 0.15 * lean
    y = ANKLE + sqrt(_LEG**2 - (x - back) ** 2) - 0.002
    return Stance(
        pelvis=(x, y, 0.0),
        trunk=(0.26 + 0.14 * lean, 1.0, 0.0),
        head=(0.15 + 0.1 * lean, 1.0, 0.0),
        ankles=((back, ANKLE, -HALF_HIPS), (0.08, ANKLE, 0.10)),
        feet=_AHEAD,
        knees=_AHEAD,
        hands=both(_WALL - 0.085, 1.27, 0.17),
        elbows=both(0.0, -1.0, 0.25),
    )


def _knee_to_wall(time_s: float) -> Stance:
    """Front (left) heel on the floor; its knee goes to the wall."""
    lean = swing(time_s, 0.4, 1.6, 2.2, 3.4)
    return Stance(
        pelvis=(-0.25 + 0.185 * lean, 0.80 - 0.075 * lean, 0.0),
        trunk=(0.18, 1.0, 0.0),
        head=(0.08, 1.0, 0.0),
        ankles=((0.0, ANKLE, -0.10), (-0.62, 0.193, 0.10)),
        feet=((1.0, 0.0, 0.0), (0.75, -0.66, 0.0)),
        knees=((1.0, 0.2, 0.0), (1.0, -0.4, 0.0)),
        hands=both(0.29, 1.22, 0.17),
        elbows=both(0.0, -1.0, 0.4),
    )


_STEP_HEIGHT: Final = 0.24


def _stepping_down(time_s: float) -> Stance:
    """The left foot stays on the step; the right heel taps the floor ahead of it."""
    down = swing(time_s, 0.4, 2.4, 2.7, 4.3)
    top = _STEP_HEIGHT + UPRIGHT - 0.015
    pelvis = (-0.05 - 0.08 * down, top - (_STEP_HEIGHT + 0.03) * down, -0.02)
    ahead = (0.02 + 0.24 * down, _STEP_HEIGHT + ANKLE + 0.03 - (_STEP_HEIGHT + 0.005) * down, 0.12)
    return Stance(
        pelvis=pelvis,
        trunk=(0.02 + 0.20 * down, 1.0, 0.0),
        head=(0.05, 1.0, 0.0),
        ankles=((-0.05, _STEP_HEIGHT + ANKLE, -0.12), ahead),
        feet=((1.0, 0.0, -0.1), (1.0, 0.02 + 0.16 * down, 0.1)),
        knees=((1.0, 0.0, -0.12), (1.0, 0.0, 0.1)),
        hands=both(pelvis[0] + 0.10, pelvis[1] + 0.12, 0.21),
        elbows=both(-1.0, 0.0, 1.0),
    )


_WALL_ROD: Final = Rod(((_WALL, 0.0, 0.0), (_WALL, 1.72, 0.0)), 0.022)
_NEAR_WALL: Final = 0.395

MOVEMENTS: Final = (
    Movement(
        "banded_side_steps", _side_steps(), View(0.0, 9.0, (0.0, 0.80, 0.0), 1.95),
        (
            Floor(ahead_m=0.42, aside_m=0.85),
            Band("knee", "ankle", 0.86, 0.035),
            Arrow((0.0, 0.05, 0.30), (0.0, 0.05, 0.55), "pelvis", (0.1, 2.7)),
            Arrow((0.0, 0.05, -0.30), (0.0, 0.05, -0.55), "pelvis", (2.9, 5.5)),
        ),
        telling_s=0.7,
    ),
    Movement(
        "single_leg_deadlift", dense(_hinge, 4.7), replace(_SIDE, centre=(-0.12, 0.87, 0.0)),
        (Floor((-0.05, 0.0, 0.0), 0.60, 0.42),), telling_s=2.4, smooth=False,
    ),
    Movement(
        "hip_flexor_stretch", dense(_kneeling, 5.2), View(74.0, 9.0, (-0.15, 0.62, 0.0), 1.6),
        (
            Floor((-0.2, 0.0, 0.0), 0.72, 0.42),
            Arrow((0.16, 0.03, -0.1), (0.36, 0.03, -0.1), "pelvis", (0.4, 3.8)),
        ),
        telling_s=2.6, smooth=False,
    ),
    Movement(
        "calf_stretch", dense(_calf, 5.2), replace(_SIDE, centre=(-0.08, 0.85, 0.0), span_m=1.95),
        (
            Floor((-0.08, 0.0, 0.0), 0.80, 0.42), _WALL_ROD,
            Arrow((-0.13, 0.24, 0.0), (-0.13, 0.05, 0.0), "left_heel", (1.2, 4.2)),
        ),
        telling_s=2.6, smooth=False,
    ),
    Movement(
        "heel_down_lunge", dense(_knee_to_wall, 3.8),
        replace(_SIDE, centre=(-0.15, 0.84, 0.0), span_m=1.9),
        (
            Floor((-0.18, 0.0, 0.0), 0.75, 0.42),
            Rod(((_NEAR_WALL, 0.0, 0.0), (_NEAR_WALL, 1.66, 0.0)), 0.022),
            KneeDot("left"),
            Arrow((-0.14, 0.24, 0.0), (-0.14, 0.05, 0.0), "left_heel", (0.3, 3.4)),
        ),
        telling_s=1.9, smooth=False,
    ),
    Movement(
        "step_down", dense(_stepping_down, 4.7), View(56.0, 13.0, (0.0, 0.97, 0.0), 2.25),
        (
            Floor((0.1, 0.0, 0.0), 0.78, 0.66),
            Box((-0.42, 0.0, -0.42), (0.15, _STEP_HEIGHT, 0.36)),
            ToeLine("left"), KneeDot("left"),
        ),
        telling_s=2.5, smooth=False,
    ),
)  # fmt: skip
