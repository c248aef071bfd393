"""The jointed figure as flat shapes: seen from one side, in drawing order. numpy only.

The view is a mirror's: the figure's right is on the picture's right, as members see themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians, sin
from typing import Final, Literal

import numpy as np

from kiosk.core.figure import ANKLE, HEEL, TOE, Joints, Vec, unit
from kiosk.core.frame import FloatArray

Tone = Literal[
    "near", "far", "shirt", "shorts", "shorts_far", "shoe", "shoe_far",
    "prop", "prop_top", "floor", "accent", "ground",
]  # fmt: skip
Ball = tuple[FloatArray, float]
"""A point (3,) of the world and a radius, metres."""

RIM: Final = 0.0075
"""How far a rim reaches around its piece, as a share of the square."""
_RIM: Final = np.array([0.0, 0.0, RIM])
APART_M: Final = 0.06
"""A side whose hip lies this much farther off is drawn as the far one."""


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """The convex hull of discs (k, 3): x, y, radius, as shares of the square; y down.

    strength: 1 in full colour, 0 as the ground. outline: (n, 2), drawn in place of the hull where
    a shape is not convex.
    """

    tone: Tone
    discs: FloatArray
    strength: float = 1.0
    outline: FloatArray | None = None

    def rim(self) -> Piece:
        """What sets this piece off from all that lies behind it."""
        return Piece("ground", self.discs + _RIM, self.strength)


@dataclass(frozen=True, slots=True)
class View:
    """Where one looks from. yaw_deg: 0 from the front, 90 from the side (the figure faces right);
    pitch_deg: how far from above. centre: the world's point in the middle. span_m: what the
    square shows."""

    yaw_deg: float = 0.0
    pitch_deg: float = 8.0
    centre: Vec = (0.0, 0.94, 0.0)
    span_m: float = 2.1

    def project(self, points: FloatArray) -> FloatArray:
        """(n, 3) world to (n, 3): x, y in the unit square, and nearness in metres."""
        turn, shift = _camera(self)
        seen: FloatArray = points @ turn + shift
        return seen

    def piece(self, tone: Tone, balls: Sequence[Ball], strength: float = 1.0) -> Piece:
        """The hull of balls as seen."""
        seen = self.project(np.array([centre for centre, _ in balls]))
        seen[:, 2] = [radius / self.span_m for _, radius in balls]
        return Piece(tone, seen, strength)

    def nearness(self, *points: FloatArray) -> float:
        """How near points are on the whole, metres."""
        turn, shift = _camera(self)
        ahead = turn[:, 2]
        return float(sum(point @ ahead for point in points)) / len(points) + float(shift[2])


@lru_cache(maxsize=64)
def _camera(view: View) -> tuple[FloatArray, FloatArray]:
    """Matrix (3, 3) and shift (3,) of a view; frame after frame asks for the same few."""
    yaw, pitch = radians(view.yaw_deg), radians(view.pitch_deg)
    right = np.array([sin(yaw), 0.0, cos(yaw)]) / view.span_m
    near = np.array([cos(yaw), 0.0, -sin(yaw)])
    up = np.array([0.0, 1.0, 0.0])
    down = (sin(pitch) * near - cos(pitch) * up) / view.span_m
    turn = np.stack([right, down, cos(pitch) * near + sin(pitch) * up], axis=1)
    return turn, np.array([0.5, 0.5, 0.0]) - np.array(view.centre) @ turn


@dataclass(frozen=True, slots=True)
class _Part:
    """Pieces that are drawn one after the other, and how near they are."""

    nearness: float
    pieces: tuple[Piece, ...]
    rimmed: bool = True

    def all(self) -> tuple[Piece, ...]:
        rims = [piece.rim() for piece in self.pieces] if self.rimmed else []
        return (*rims, *self.pieces)


def body(now: Joints, view: View, strength: float = 1.0) -> list[Piece]:
    """The whole figure, the farthest first."""
    hips = view.project(np.stack([now["left_hip"], now["right_hip"]]))[:, 2]
    neck = view.piece("near", [(now["neck"], 0.052), (_jaw(now), 0.05)], strength)
    head = view.piece("near", [(now["head"], 0.098), (_jaw(now), 0.068)], strength)
    parts = [
        _Part(view.nearness(now["neck"], now["pelvis"]), tuple(_trunk(now, view, strength)), False),
        _Part(view.nearness(now["neck"], _jaw(now)), (neck,), False),
        _Part(view.nearness(now["head"], _jaw(now)), (head,)),
    ]
    for i, side in enumerate(("left", "right")):
        far = bool(hips[i] < hips[1 - i] - APART_M)
        parts += [
            _arm(now, side, view, strength, far=far),
            _leg(now, side, view, strength, far=far),
        ]
    return [p for part in sorted(parts, key=lambda part: part.nearness) for p in part.all()]


def _arm(now: Joints, side: str, view: View, strength: float, *, far: bool) -> _Part:
    """Upper arm, lower arm and hand, the nearer end last."""
    shoulder, elbow, wrist, hand = (
        now[f"{side}_{name}"] for name in ("shoulder", "elbow", "wrist", "hand")
    )
    skin: Tone = "far" if far else "near"
    muscle = elbow + 0.3 * (wrist - elbow)
    pieces = (
        view.piece(skin, [(shoulder, 0.056), (elbow, 0.042)], strength),
        view.piece(skin, [(elbow, 0.041), (muscle, 0.042), (wrist, 0.031)], strength),
        view.piece(skin, [(wrist, 0.032), (hand, 0.034)], strength),
    )
    return _Part(view.nearness(shoulder, elbow, wrist), pieces)


def _leg(now: Joints, side: str, view: View, strength: float, *, far: bool) -> _Part:
    """Thigh in its shorts, shank and shoe."""
    hip, knee, ankle = (now[f"{side}_{name}"] for name in ("hip", "knee", "ankle"))
    skin: Tone = "far" if far else "near"
    calf, hem = knee + 0.3 * (ankle - knee), hip + 0.5 * (knee - hip)
    thigh = view.piece(skin, [(hip, 0.084), (knee, 0.055)], strength)
    shorts = view.piece("shorts_far" if far else "shorts", [(hip, 0.09), (hem, 0.08)], strength)
    shank = view.piece(skin, [(knee, 0.054), (calf, 0.056), (ankle, 0.036)], strength)
    shoe = view.piece("shoe_far" if far else "shoe", _shoe(now, side), strength)
    lower = (shank, shoe)
    # The end that is nearer to the viewer is drawn over the other one.
    behind = view.nearness(ankle) < view.nearness(hip) - 0.15
    pieces = (*lower, thigh, shorts) if behind else (thigh, shorts, *lower)
    return _Part(view.nearness(hip, knee), pieces)


def _trunk(now: Joints, view: View, strength: float) -> list[Piece]:
    pelvis = [(now["left_hip"], 0.088), (now["right_hip"], 0.088), (now["pelvis"], 0.098)]
    return [
        view.piece("shorts", pelvis, strength),
        view.piece("shirt", _shirt(now), strength),
    ]


def _shirt(now: Joints) -> list[Ball]:
    up = unit(now["neck"] - now["pelvis"])
    return [
        (now["pelvis"] + 0.12 * up, 0.112),
        (now["neck"] - 0.15 * up, 0.118),
        (now["neck"] - 0.02 * up, 0.065),
        (now["left_shoulder"], 0.06),
        (now["right_shoulder"], 0.06),
    ]


def _jaw(now: Joints) -> FloatArray:
    down = unit(now["neck"] - now["head"])
    jaw: FloatArray = now["head"] + 0.055 * down + 0.034 * unit(now["face"])
    return jaw


def _shoe(now: Joints, side: str) -> list[Ball]:
    heel, toe, ankle = (now[f"{side}_{name}"] for name in ("heel", "toe", "ankle"))
    along = (toe - heel) / (HEEL + TOE)
    up = (ankle - heel - HEEL * along) / ANKLE
    return [
        (heel + 0.038 * up, 0.038),
        (ankle - 0.03 * up, 0.043),
        (heel + 0.16 * along + 0.036 * up, 0.036),
        (toe - 0.026 * along + 0.026 * up, 0.026),
    ]
