"""Exercises on the floor, as moving figures. kiosk.core only.

The figure lies on its left side with its head to the picture's left and faces the viewer, so that
its right leg is the upper one.
"""

from __future__ import annotations

from math import cos, radians, sin
from typing import Final

from kiosk.core.figure import HALF_HIPS, HALF_SHOULDERS, SHANK, THIGH, TRUNK, Stance, Vec
from kiosk.core.figure_cues import Arrow, Band
from kiosk.core.figure_props import Floor
from kiosk.core.figure_view import View
from kiosk.core.movement import Movement, dense, swing

_PELVIS: Final[Vec] = (0.0, 0.185, 0.08)
_MAT: Final = Floor((0.06, 0.0, 0.09), 0.42, 0.94)


def _lying(right_ankle: Vec, right_knee: Vec, left_ankle: Vec) -> Stance:
    return Stance(
        pelvis=_PELVIS,
        trunk=(0.0, 0.10, -1.0),
        hips=(0.0, 1.0, 0.0),
        shoulders=(-0.12, 1.0, 0.1),
        head=(0.05, 0.05, -1.0),
        face=(1.0, 0.1, 0.0),
        ankles=(left_ankle, right_ankle),
        feet=((1.0, 0.0, 0.1), (1.0, 0.0, 0.1)),
        knees=((1.0, 0.0, 0.0), right_knee),
        hands=((0.03, 0.06, -0.76), (0.30, 0.06, -0.16)),
        elbows=((1.0, 0.0, -0.3), (0.4, 0.6, 1.0)),
    )


def _clamshell(time_s: float) -> Stance:
    lift = swing(time_s, 0.4, 1.6, 2.2, 3.6)
    angle = radians(4 + 52 * lift)
    apart = 0.60
    return _lying(
        (_PELVIS[0], 0.19, _PELVIS[2] + apart),
        (cos(angle), sin(angle), 0.0),
        (_PELVIS[0], 0.075, _PELVIS[2] + apart),
    )


def _abduction(time_s: float) -> Stance:
    angle = radians(2 + 33 * swing(time_s, 0.4, 1.7, 2.4, 3.9))
    reach, hip = (THIGH + SHANK) * 0.998, _PELVIS[1] + HALF_HIPS
    return _lying(
        (-0.03, hip - 0.06 + reach * sin(angle), _PELVIS[2] + reach * cos(angle) - 0.01),
        (1.0, 0.0, 0.0),
        (0.04, 0.07, _PELVIS[2] + 0.80),
    )


_LINE: Final = radians(15.8)
"""Slope of a straight body on its forearm."""
_ELBOW_Z: Final = -0.50


def _plank(time_s: float) -> Stance:
    slope = _LINE + radians(18) * (1.0 - swing(time_s, 0.4, 1.5, 4.0, 5.0))
    shoulder = (0.0, 0.335, _ELBOW_Z)

    def pelvis_at(angle: float) -> tuple[float, float]:
        along = TRUNK - 0.055
        return (
            shoulder[1] + HALF_SHOULDERS * cos(angle) - along * sin(angle),
            shoulder[2] + HALF_SHOULDERS * sin(angle) + along * cos(angle),
        )

    y, z = pelvis_at(slope)
    line_y, line_z = pelvis_at(_LINE)
    reach = (THIGH + SHANK) * 0.997
    feet_y, feet_z = line_y - reach * sin(_LINE), line_z + reach * cos(_LINE)
    upper_y = shoulder[1] + 2 * HALF_SHOULDERS * cos(slope) + 0.52
    upper_z = shoulder[2] + 2 * HALF_SHOULDERS * sin(slope)
    return Stance(
        pelvis=(0.0, y, z),
        trunk=(0.0, sin(slope), -cos(slope)),
        hips=(0.0, cos(_LINE), sin(_LINE)),
        shoulders=(0.0, cos(slope), sin(slope)),
        head=(0.02, sin(_LINE) + 0.05, -cos(_LINE)),
        face=(1.0, 0.0, 0.0),
        ankles=((0.03, feet_y - 0.07, feet_z), (-0.03, feet_y + 0.045, feet_z)),
        feet=((1.0, 0.0, 0.2), (1.0, 0.0, 0.2)),
        knees=((1.0, 0.0, 0.0), (1.0, 0.0, 0.0)),
        hands=((0.25, 0.045, _ELBOW_Z), (0.02, upper_y, upper_z + 0.02)),
        elbows=((-1.0, -1.0, 0.0), (0.0, 0.0, 1.0)),
    )


MOVEMENTS: Final = (
    Movement(
        "banded_clamshell",
        dense(_clamshell, 4.0),
        View(14.0, 26.0, (0.12, 0.30, 0.08), 1.95),
        (
            _MAT,
            Band("hip", "knee", 0.80, 0.055),
            Arrow((0.0, 0.11, 0.0), (0.0, 0.30, 0.0), "right_knee", (0.3, 2.6)),
        ),
        telling_s=2.0,
        smooth=False,
    ),
    Movement(
        "side_lying_abduction",
        dense(_abduction, 4.3),
        View(8.0, 18.0, (0.0, 0.42, 0.13), 2.05),
        (_MAT, Arrow((0.0, 0.13, 0.0), (0.0, 0.32, -0.06), "right_ankle", (0.3, 2.8))),
        telling_s=2.1,
        smooth=False,
    ),
    Movement(
        "side_plank",
        dense(_plank, 5.4),
        View(8.0, 14.0, (0.0, 0.47, 0.12), 2.15),
        (_MAT, Arrow((0.0, 0.20, 0.0), (0.0, 0.40, 0.0), "pelvis", (0.3, 2.4))),
        telling_s=2.2,
        smooth=False,
    ),
)
