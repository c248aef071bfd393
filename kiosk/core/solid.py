"""What a 3D viewer shows, as a value: a cloud, a figure, a floor. numpy and kiosk.core only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from kiosk.core.frame import FloatArray
from kiosk.core.skeleton import INDEX, LEGS, UPPER

Colour = tuple[float, float, float]
BONE: Final[Colour] = (0.95, 0.95, 0.95)
LEFT: Final[Colour] = (0.30, 0.65, 1.0)
RIGHT: Final[Colour] = (1.0, 0.62, 0.25)
TOES: Final[Colour] = (0.45, 0.90, 0.45)
GRID: Final[Colour] = (0.35, 0.37, 0.42)
TOE_LINE_M: Final = 0.45


@dataclass(frozen=True, slots=True, eq=False)
class Rod:
    """A thick line from a to b, (3,) metres."""

    a: FloatArray
    b: FloatArray
    radius_m: float
    colour: Colour


@dataclass(frozen=True, slots=True, eq=False)
class Solid:
    """points_m, colours: (n, 3). balls: place, radius, colour. centre_m: what is looked at; eye:
    (3,) from there to the one who looks; up: (3,)."""

    points_m: FloatArray
    colours: FloatArray
    rods: tuple[Rod, ...]
    balls: tuple[tuple[FloatArray, float, Colour], ...]
    centre_m: FloatArray
    eye: FloatArray
    up: FloatArray
    zoom: float = 0.5


def figure(joints_m: FloatArray, up: FloatArray) -> tuple[tuple[Rod, ...], tuple[
    tuple[FloatArray, float, Colour], ...]]:  # fmt: skip
    """Bones, joints and toe lines of (26, 3) joints, NaN where not measured. A toe line goes from
    the heel over the middle of the toes and on along the floor."""
    rods = []
    for one, other in (*UPPER, *LEGS):
        a, b = joints_m[INDEX[one]], joints_m[INDEX[other]]
        if np.isfinite([*a, *b]).all():
            rods.append(Rod(a, b, 0.012, _colour(other)))
    balls = []
    for name, at in INDEX.items():
        place = joints_m[at]
        if np.isfinite(place).all():
            knee = name.endswith("Knee")
            balls.append((place, 0.035 if knee else 0.02, _colour(name)))
    for side in "LR":
        names = (f"{side}Heel", f"{side}BigToe", f"{side}SmallToe")
        heel, big, small = (joints_m[INDEX[one]] for one in names)
        along = 0.5 * (big + small) - heel
        along = along - (along @ up) * up
        length = float(np.linalg.norm(along))
        if np.isfinite(length) and length > 0.05:
            rods.append(Rod(heel, heel + along / length * TOE_LINE_M, 0.006, TOES))
    return tuple(rods), tuple(balls)


def ground(
    origin_m: FloatArray, right: FloatArray, ahead: FloatArray, reach_m: float = 1.5
) -> tuple[Rod, ...]:
    """A grid of half metres on the floor around a place on it."""
    rods = []
    for step in np.arange(-reach_m, reach_m + 0.01, 0.5):
        for one, other in ((right, ahead), (ahead, right)):
            middle = origin_m + step * one
            rods.append(Rod(middle - reach_m * other, middle + reach_m * other, 0.003, GRID))
    return tuple(rods)


def _colour(name: str) -> Colour:
    if name[0] in "LR" and name[1].isupper():
        return LEFT if name[0] == "L" else RIGHT
    return BONE
