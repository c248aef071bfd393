"""Whether enough of a person's depth is there to believe a frame. numpy only."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from kiosk.core.frame import BoolArray

LEAST_COVER: Final = 0.75
"""Share of the samples inside the person's outline that must have depth (own)."""
STRAIGHT_SIDE: Final = 0.45
"""A silhouette whose outermost column is this share of its height was cut by missing depth (own):
a hanging arm is up to a third, a body cut through a leg about half."""
STRAIGHT_END: Final = 0.5
"""The same for its lowest or highest row against its widest one: a head or soles are less."""
CUT_OUT_SHARE: Final = 0.7
"""Where the person is this share of all depth, somebody cut the person out, the floor too: feet
may then end in a straight line."""


def full_of_holes(cover: NDArray[np.float32]) -> bool:
    """Whether too little depth lies inside the outline; cover: a crop's share channel."""
    inside = cover > 0
    return not inside.any() or float(cover[inside].mean()) < LEAST_COVER


def cut_by_missing_depth(depth_m: NDArray[np.float32], mask: BoolArray) -> bool:
    """Whether the person ends in a straight line where all of the picture's depth ends.

    depth_m, mask: (H, W), 0 = no return. A camera that delivers only a part of its picture cuts a
    member in half; a picture of a cut-out person ends at the person too, but not straight at a
    side.
    """
    if not mask.any():
        return False
    there: BoolArray = np.any(depth_m[::4] > 0, axis=0)
    tall = int(np.count_nonzero(mask.any(axis=1)))
    if _straight(there, mask, STRAIGHT_SIDE * tall):
        return True
    some, body = depth_m[::4, ::4] > 0, mask[::4, ::4]
    if body.sum() > CUT_OUT_SHARE * some.sum():
        return False
    rows: BoolArray = np.any(depth_m[:, ::4] > 0, axis=1)
    return _straight(rows, mask.T, STRAIGHT_END * 4 * int(body.sum(axis=1).max()))


def _straight(there: BoolArray, mask: BoolArray, limit: float) -> bool:
    """Whether depth ends inside the picture with more than `limit` of the person at that end."""
    places = np.flatnonzero(there)
    first, last = int(places[0]), int(places[-1])
    at_first = first > 0 and np.count_nonzero(mask[:, first]) > limit
    return bool(at_first or (last < len(there) - 1 and np.count_nonzero(mask[:, last]) > limit))
