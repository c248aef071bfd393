"""A skeleton as lines of text, from the front and from the side. kiosk.core only.

From the front it is as the camera sees it: the member's right is on the left. Side by side with
it, where there is room, from the member's left: forward, towards the camera, is to the left.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, TypeVar

from kiosk.core.braille import HIGH, WIDE, Dot, Stroke, ascii_art, braille
from kiosk.core.running import Point
from kiosk.core.skeleton import INDEX, LEGS, UPPER, Bone

T = TypeVar("T")

TALL_M: Final = 2.15
"""What the picture's height shows."""
BELOW_M: Final = 0.08
WANDER_M: Final = 0.3
"""So far somebody may move before the picture moves along: what stands still costs no bytes."""
TWO: Final = 52
"""Columns from which on two views stand side by side."""
KNEES: Final = ("LKnee", "RKnee")
"""Drawn thick: they are what this is about."""
BONES: Final[tuple[Bone, ...]] = (*UPPER, *LEGS)
HEAD: Final = 0.4
"""The head's radius as a share of the way from its top to the neck."""
CORNERS: Final = 8
PAST: Final = (
    ("LHip", "LKnee", "LAnkle"), ("RHip", "RKnee", "RAnkle"), ("LShoulder", "LElbow", "LWrist"),
    ("RShoulder", "RElbow", "RWrist"),
)  # fmt: skip
"""Where the middle joint is not measured, what joins the others is dotted."""


@dataclass(frozen=True, slots=True)
class Look:
    """The place in the camera's frame, in metres, that the picture shows. floor_m: its lower
    edge, downward."""

    middle_m: float
    floor_m: float
    away_m: float


def follow(look: Look | None, points_m: Sequence[Point | None]) -> Look | None:
    """The same while the body is well within it, else one round the body; None without a body."""
    there = [point for point in points_m if point is not None]
    if not there:
        return look
    hips = [p for name in ("LHip", "RHip") if (p := _at(points_m, name)) is not None] or there
    middle = sum(p[0] for p in hips) / len(hips)
    away = sum(p[2] for p in hips) / len(hips)
    lowest, highest = max(p[1] for p in there), min(p[1] for p in there)
    if look is not None and (
        abs(middle - look.middle_m) <= WANDER_M
        and abs(away - look.away_m) <= WANDER_M
        and look.floor_m - TALL_M <= highest
        and look.floor_m - WANDER_M <= lowest <= look.floor_m
    ):
        return look
    return Look(middle, lowest + BELOW_M, away)


def art(
    points_m: Sequence[Point | None], look: Look, columns: int, rows: int, *, plain: bool = False
) -> tuple[str, ...]:
    """`rows` lines of `columns` characters. plain: of ASCII alone."""
    if columns < TWO:
        return _view(_front(points_m, look), columns, rows, plain=plain)
    left, right = columns - columns // 3, columns // 3
    front = _view(_front(points_m, look), left, rows, plain=plain)
    side = _view(_side(points_m, look), right, rows, plain=plain)
    return tuple(map(str.__add__, front, side))


def _view(flat_m: Sequence[Dot | None], columns: int, rows: int, *, plain: bool) -> tuple[str, ...]:
    """flat_m: joints in metres, x from the picture's middle, y up from its lower edge."""
    scale = rows * HIGH / TALL_M
    dots = [
        None if p is None else (columns * WIDE / 2 + p[0] * scale, rows * HIGH - p[1] * scale)
        for p in flat_m
    ]
    knees = [dot for name in KNEES if (dot := _at(dots, name)) is not None]
    draw = ascii_art if plain else braille
    head = [] if plain else list(_head(dots))
    if plain and (top := _at(dots, "Head")) is not None:
        knees.append(top)
    return draw([*_strokes(dots), *head], knees, columns, rows)


def _head(dots: Sequence[Dot | None]) -> Iterator[Stroke]:
    """A ring on the neck."""
    top, neck = _at(dots, "Head"), _at(dots, "Neck")
    if top is None or neck is None:
        return
    radius = HEAD * math.dist(top, neck)
    middle = (top[0] + HEAD * (neck[0] - top[0]), top[1] + HEAD * (neck[1] - top[1]))
    ring = [
        (
            middle[0] + radius * math.sin(math.tau * at / CORNERS),
            middle[1] - radius * math.cos(math.tau * at / CORNERS),
        )
        for at in range(CORNERS + 1)
    ]
    yield from (Stroke(one, other) for one, other in pairwise(ring))
    yield Stroke(ring[CORNERS // 2], neck)


def _strokes(dots: Sequence[Dot | None]) -> Iterator[Stroke]:
    for one, other in BONES:
        start, end = _at(dots, one), _at(dots, other)
        if start is not None and end is not None:
            yield Stroke(start, end)
    for one, between, other in PAST:
        start, end = _at(dots, one), _at(dots, other)
        if _at(dots, between) is None and start is not None and end is not None:
            yield Stroke(start, end, dotted=True)


def _front(points_m: Sequence[Point | None], look: Look) -> list[Dot | None]:
    return [None if p is None else (p[0] - look.middle_m, look.floor_m - p[1]) for p in points_m]


def _side(points_m: Sequence[Point | None], look: Look) -> list[Dot | None]:
    return [None if p is None else (p[2] - look.away_m, look.floor_m - p[1]) for p in points_m]


def _at(values: Sequence[T | None], name: str) -> T | None:
    at = INDEX[name]
    return values[at] if at < len(values) else None
