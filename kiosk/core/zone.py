"""The test zone on the floor, and which of the things standing in it is the member. numpy only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from kiosk.core.frame import BoolArray, FloatArray

_BACK: Final = 0.35
"""How much a step back counts against a step aside in telling who is on the mark."""
_OTHER_CHEST_M: Final = 0.22
_OTHER_TALL_M: Final = 0.9
_OTHER_TALLEST_M: Final = 2.1
_OTHER_STANDS_M: Final = 0.35
BEHIND_M: Final = 1.0
"""Who is further behind the member is not in the way."""


@dataclass(frozen=True, slots=True)
class Zone:
    """A box on the floor in front of the camera, and what a person in it looks like.

    Distances are horizontal from the camera's foot point, along and to the right of its line of
    sight. right_m: where the mark is sideways. margin_m: how far beyond the box a body may reach.
    """

    near_m: float = 1.0
    far_m: float = 3.5
    right_m: float = 0.0
    half_width_m: float = 0.75
    margin_m: float = 0.45
    min_tall_m: float = 0.7
    max_tall_m: float = 2.35
    max_width_m: float = 1.1
    min_chest_m: float = 0.2
    follow_m: float = 0.6

    def holds(self, right_m: float, ahead_m: float, margin_m: float = 0.0) -> bool:
        """Whether a place on the floor is inside the box widened by a margin."""
        aside = abs(right_m - self.right_m) <= self.half_width_m + margin_m
        return aside and self.near_m - margin_m <= ahead_m <= self.far_m + margin_m


@dataclass(frozen=True, slots=True)
class Blob:
    """One connected thing in the picture, measured on the floor.

    right_m, ahead_m: its middle. bottom_m, top_m: its lowest and highest part above the floor
    (above the camera where no floor is known). width_m: the median of its solid width at each
    height. chest_m: its solid width near the widest of its upper half.
    flat: it is a plane (a wall, a board, a side of a machine).
    """

    right_m: float
    ahead_m: float
    bottom_m: float
    top_m: float
    width_m: float
    chest_m: float
    n_px: int
    flat: bool = False

    @property
    def tall_m(self) -> float:
        return self.top_m - self.bottom_m


@dataclass(frozen=True, slots=True, eq=False)
class PersonMask:
    """The member's pixels in one upright picture.

    mask: (H, W). centroid_m: (3,) optical frame. n_px: how many pixels. others: further
    people-sized blobs in or near the zone. cut_off: the picture's edges that the member touches,
    of 'top', 'bottom', 'left', 'right'. place_m: (right, ahead) on the floor. tall_m: height from
    the lowest to the highest part. box: (left, top, right, bottom) pixels, the last two excluded.
    """

    mask: BoolArray
    centroid_m: FloatArray
    n_px: int
    others: int
    cut_off: frozenset[str]
    place_m: tuple[float, float]
    tall_m: float
    box: tuple[int, int, int, int]


def ground_axes(down: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Unit vectors (right, ahead) in the optical frame, level with the floor.

    Raises ValueError where the line of sight is along `down`: then nothing is ahead.
    """
    ahead = np.array([0.0, 0.0, 1.0]) - down[2] * down
    length = float(np.linalg.norm(ahead))
    if length < 0.1:
        raise ValueError(f"the camera looks along gravity {down}: there is no 'ahead' on the floor")
    ahead = ahead / length
    return np.cross(down, ahead), ahead


def is_person_like(blob: Blob, zone: Zone) -> bool:
    """Tall enough, with a chest (a post has none), not too wide, not a plane."""
    return _is_shaped_like_one(blob, zone) and not blob.flat


def _is_shaped_like_one(blob: Blob, zone: Zone) -> bool:
    tall = zone.min_tall_m <= blob.tall_m <= zone.max_tall_m
    return tall and blob.chest_m >= zone.min_chest_m and blob.width_m <= zone.max_width_m


def choose_member(
    blobs: Sequence[Blob], zone: Zone, previous: tuple[float, float] | None = None
) -> int | None:
    """Index of the member among the blobs, or None.

    The one nearest to where the member just was (within follow_m), else the one nearest to the
    mark's line, where a step aside counts more than a step back: who waits behind the member is
    not the member. Following outranks the zone's edge by its margin, so that a member who sways
    over the line is not lost, and flatness, which noise can feign.
    """
    if previous is not None:
        near = [
            (float(np.hypot(b.right_m - previous[0], b.ahead_m - previous[1])), i)
            for i, b in enumerate(blobs)
            if _is_shaped_like_one(b, zone) and zone.holds(b.right_m, b.ahead_m, zone.margin_m)
        ]
        if near and min(near)[0] <= zone.follow_m:
            return min(near)[1]
    there = [
        (float(np.hypot(b.right_m - zone.right_m, _BACK * (b.ahead_m - zone.near_m))), i)
        for i, b in enumerate(blobs)
        if is_person_like(b, zone) and zone.holds(b.right_m, b.ahead_m)
    ]
    return min(there)[1] if there else None


def count_others(blobs: Sequence[Blob], zone: Zone, member: int) -> int:
    """People other than the member who may be in the way: in the zone or within its margin, and
    less than a metre behind the member.

    Somebody else ends a test, a machine must not: so they are asked for more than the member, a
    grown person's height and chest, standing about as low as the member does.
    """
    place = blobs[member]
    return sum(
        i != member
        and is_person_like(b, zone)
        and b.chest_m >= _OTHER_CHEST_M
        and _OTHER_TALL_M <= b.tall_m <= _OTHER_TALLEST_M
        and b.bottom_m <= place.bottom_m + _OTHER_STANDS_M
        and b.ahead_m <= place.ahead_m + BEHIND_M
        and zone.holds(b.right_m, b.ahead_m, zone.margin_m)
        for i, b in enumerate(blobs)
    )
