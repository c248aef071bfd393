"""A jointed figure with a person's limb lengths: from a few targets to all joints. numpy only.

World as in MEASUREMENT.md section 1: X the figure's forward, Y up, Z its right, metres, floor at
y = 0. A `Stance` says where pelvis, hands and feet are and which way knees and elbows point; the
limbs follow by two-bone inverse kinematics (law of cosines), so that their lengths never change.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from math import cos, radians, sin, sqrt
from typing import Final

import numpy as np

from kiosk.core.frame import FloatArray

Vec = tuple[float, float, float]
Pair = tuple[Vec, Vec]  # the left one, the right one
Joints = dict[str, FloatArray]

THIGH: Final = 0.43
SHANK: Final = 0.43
UPPER_ARM: Final = 0.29
FOREARM: Final = 0.25
HAND: Final = 0.075
TRUNK: Final = 0.50
NECK: Final = 0.20
HALF_HIPS: Final = 0.095
HALF_SHOULDERS: Final = 0.175
ANKLE: Final = 0.085
"""Height of the ankle over the sole."""
HEEL, TOE = 0.055, 0.185
"""How far heel and toes are from the ankle, along the foot."""
UPRIGHT: Final = ANKLE + THIGH + SHANK - 0.004
"""Height of the hips of a figure that stands on straight legs."""


def toes_out(deg: float) -> Pair:
    """Directions of both feet, turned outward."""
    out = radians(deg)
    return (cos(out), 0.0, -sin(out)), (cos(out), 0.0, sin(out))


def both(x: float, y: float, z: float) -> Pair:
    """A point on the right and its mirror image on the left."""
    return (x, y, -z), (x, y, z)


_ANKLES: Final = both(0.0, ANKLE, 0.13)
_AHEAD: Final = toes_out(10)
_HANGING: Final = both(0.04, 0.86, 0.235)
_BACK: Final = both(-1.0, 0.0, 0.6)


@dataclass(frozen=True, slots=True)
class Stance:
    """What decides a pose. Points in metres; directions of any length.

    pelvis: midway between the hips. trunk: from there to the neck. hips, shoulders: from left to
    right. head: from the neck up; face: where the nose points. ankles, hands (wrists): targets.
    feet: from heel to toes. knees, elbows: which way they point.
    """

    pelvis: Vec = (0.0, UPRIGHT, 0.0)
    trunk: Vec = (0.0, 1.0, 0.0)
    hips: Vec = (0.0, 0.0, 1.0)
    shoulders: Vec = (0.0, 0.0, 1.0)
    head: Vec = (0.0, 1.0, 0.0)
    face: Vec = (1.0, 0.0, 0.0)
    ankles: Pair = _ANKLES
    feet: Pair = _AHEAD
    knees: Pair = _AHEAD
    hands: Pair = _HANGING
    elbows: Pair = _BACK

    def array(self) -> FloatArray:
        """(16, 3) of all targets in the order of the fields, to be interpolated."""
        rows: list[Vec] = []
        for field in fields(self):
            value = getattr(self, field.name)
            rows += value if isinstance(value[0], tuple) else [value]
        return np.array(rows)


def joints(rows: FloatArray) -> Joints:
    """Every joint of a stance's (16, 3) array, (3,) each, metres.

    A target out of reach is approached with a straight limb.
    """
    pelvis, trunk, hips = rows[0], unit(rows[1]), unit(rows[2])
    neck = pelvis + TRUNK * trunk
    shoulders, head = unit(rows[3]), unit(rows[4])
    found: Joints = {"pelvis": pelvis, "neck": neck, "head": neck + NECK * head, "face": rows[5]}
    for i, (side, sign) in enumerate((("left", -1.0), ("right", 1.0))):
        hip = pelvis + sign * HALF_HIPS * hips
        knee, ankle = limb(hip, rows[6 + i], rows[10 + i], THIGH, SHANK)
        shoulder = neck - 0.055 * trunk + sign * HALF_SHOULDERS * shoulders
        elbow, wrist = limb(shoulder, rows[12 + i], rows[14 + i], UPPER_ARM, FOREARM)
        ahead = unit(rows[8 + i])
        sole = unit(across(ankle - knee, ahead))
        found |= {
            f"{side}_hip": hip,
            f"{side}_knee": knee,
            f"{side}_ankle": ankle,
            f"{side}_heel": ankle + ANKLE * sole - HEEL * ahead,
            f"{side}_toe": ankle + ANKLE * sole + TOE * ahead,
            f"{side}_shoulder": shoulder,
            f"{side}_elbow": elbow,
            f"{side}_wrist": wrist,
            f"{side}_hand": wrist + HAND * unit(wrist - elbow),
        }
    return found


def limb(
    root: FloatArray, target: FloatArray, pole: FloatArray, upper: float, lower: float
) -> tuple[FloatArray, FloatArray]:
    """Middle joint and end of a limb of two bones that reaches for a target, bent to the pole."""
    way = target - root
    span = max(min(sqrt(float(way @ way)), (upper + lower) * 0.9999), abs(upper - lower) + 1e-6)
    along = unit(way)
    share = (upper**2 - lower**2 + span**2) / (2 * span)
    out = sqrt(max(upper**2 - share**2, 0.0))
    side = unit(across(pole, along))
    return root + share * along + out * side, root + span * along


def across(vector: FloatArray, axis: FloatArray) -> FloatArray:
    """The part of a vector at right angles to a unit axis."""
    rest: FloatArray = vector - float(vector @ axis) * axis
    return rest


def unit(vector: FloatArray) -> FloatArray:
    """The vector at length 1; one of no length stays as it is."""
    length = sqrt(float(vector @ vector))
    return vector / length if length > 1e-9 else vector
