"""Squats and what belongs to them, as moving figures. Imports kiosk.core's figure modules.

Tempo as the test asks for it: 2.5 s down, 1.5 s up.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from kiosk.core.figure import Stance, both, toes_out
from kiosk.core.figure_cues import Arrow, Band, KneeDot, ToeLine
from kiosk.core.figure_extras import Extra
from kiosk.core.figure_props import Box, Floor, Rod
from kiosk.core.figure_view import View
from kiosk.core.movement import Key, Movement

ARMS_UP: Final = Stance(hands=both(0.515, 1.36, 0.09), elbows=both(0.0, -1.0, 0.9))
BOTTOM: Final = replace(
    ARMS_UP,
    pelvis=(-0.235, 0.575, 0.0),
    trunk=(0.60, 0.80, 0.0),
    head=(0.30, 0.95, 0.0),
    face=(1.0, -0.1, 0.0),
    hands=both(0.55, 0.975, 0.09),
)
SIDE: Final = View(62.0, 8.0, (0.06, 0.87, 0.0), 2.0)
FRONT: Final = View(0.0, 9.0, (0.0, 0.87, 0.0), 2.0)


def _squat(
    code: str, view: View, *extras: Extra, top: Stance = ARMS_UP, bottom: Stance = BOTTOM
) -> Movement:
    keys = (
        Key(0.0, top),
        Key(0.5, top),
        Key(3.0, bottom),
        Key(3.35, bottom),
        Key(4.85, top),
        Key(5.2, top),
    )
    return Movement(code, keys, view, extras, telling_s=3.1)


def _wide(stance: Stance) -> Stance:
    """Feet and knees as the front shows them best: a little wider and further out."""
    return replace(stance, ankles=both(0.0, 0.085, 0.165), feet=toes_out(14), knees=toes_out(16))


_OUT: Final[tuple[Extra, ...]] = tuple(
    Arrow((0.02, 0.0, sign * 0.10), (0.02, 0.0, sign * 0.24), f"{side}_knee", (1.4, 4.4))
    for side, sign in (("left", -1.0), ("right", 1.0))
)
_CUE: Final[tuple[Extra, ...]] = (
    Floor(),
    *(ToeLine(side) for side in ("left", "right")),
    *(KneeDot(side) for side in ("left", "right")),
    *_OUT,
)
_CHAIR: Final[tuple[Extra, ...]] = (
    Rod(((-0.58, 0.0, -0.2), (-0.58, 0.46, -0.2)), 0.02),
    Rod(((-0.24, 0.0, -0.2), (-0.24, 0.46, -0.2)), 0.02),
    Rod(((-0.62, 0.46, 0.2), (-0.68, 0.95, 0.2)), 0.022),
    Rod(((-0.62, 0.46, -0.2), (-0.68, 0.95, -0.2)), 0.022),
    Rod(((-0.66, 0.86, -0.2), (-0.66, 0.86, 0.2)), 0.05),
    Box((-0.62, 0.42, -0.22), (-0.18, 0.46, 0.22)),
    Rod(((-0.58, 0.0, 0.2), (-0.58, 0.42, 0.2)), 0.02),
    Rod(((-0.24, 0.0, 0.2), (-0.24, 0.42, 0.2)), 0.02),
)
SEATED: Final = replace(
    BOTTOM,
    pelvis=(-0.40, 0.565, 0.0),
    trunk=(0.35, 0.94, 0.0),
    head=(0.10, 1.0, 0.0),
    hands=both(0.285, 1.06, 0.09),
)
_RAISED: Final = 0.05
_HEELS_UP: Final = both(0.0, 0.085 + _RAISED, 0.13)


def _raised(stance: Stance) -> Stance:
    x, y, z = stance.pelvis
    tilted = tuple((fx, -0.22, fz) for fx, _, fz in stance.feet)
    hands = tuple((hx + 0.06, hy + _RAISED, hz) for hx, hy, hz in stance.hands)
    return replace(
        stance,
        pelvis=(x + 0.06, y + _RAISED, z),
        hands=(hands[0], hands[1]),
        ankles=_HEELS_UP,
        feet=(tilted[0], tilted[1]),
    )


MOVEMENTS: Final = (
    _squat("squat", SIDE, Floor(ahead_m=0.55, aside_m=0.45)),
    _squat("squat_cued", FRONT, *_CUE, top=_wide(ARMS_UP), bottom=_wide(BOTTOM)),
    _squat("cued_squat", FRONT, *_CUE, top=_wide(ARMS_UP), bottom=_wide(BOTTOM)),
    _squat(
        "band_above_knees", FRONT, Floor(), Band("hip", "knee", 0.84, 0.06), *_OUT,
        top=_wide(ARMS_UP), bottom=_wide(BOTTOM),
    ),
    _squat(
        "chair_squat", replace(SIDE, centre=(-0.1, 0.87, 0.0)),
        Floor((-0.15, 0.0, 0.0), 0.7, 0.45), *_CHAIR, bottom=SEATED,
    ),
    _squat(
        "heels_raised", SIDE, Floor(ahead_m=0.55, aside_m=0.45),
        Box((-0.16, 0.0, -0.30), (0.015, _RAISED, 0.30), ("accent", "accent"), (0.5, 0.85)),
        top=_raised(ARMS_UP), bottom=_raised(BOTTOM),
    ),
)  # fmt: skip
