"""Whether enough of a person's depth is there to believe a frame. numpy only."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from kiosk.core.frame import BoolArray

LEAST_COVER: Final = 0.75
"""Share of the samples inside the person's outline that must have depth (own)."""
STRAIGHT_SIDE: Final = 0.25
"""A silhouette whose outermost column is this share of its height was cut by missing depth (own):
a hand or an elbow is under a tenth."""
STRAIGHT_END: Final = 0.5
"""The same for its lowest or highest row against its widest one: soles are under a third."""


def full_of_holes(cover: NDArray[np.float32]) -> bool:
    """Whether too little depth lies inside the outline; cover: a crop's share channel."""
    inside = cover > 0
    return not inside.any() or float(cover[inside].mean()) < LEAST_COVER


def cut_by_missing_depth(depth_m: NDArray[np.float32], mask: BoolArray) -> bool:
    """Whether the person ends in a straight line where all of the picture's depth ends.

    depth_m, mask: (H, W), 0 = no return. A camera that delivers only a part of its picture cuts a
    member in half; a picture of a cut-out person ends at the person too, but never straight.
    """
    some, body = depth_m[::2, ::2] > 0, mask[::2, ::2]
    columns, rows = np.flatnonzero(some.any(axis=0)), np.flatnonzero(some.any(axis=1))
    if not body.any():
        return False
    high, wide = body.sum(axis=0), body.sum(axis=1)
    tall, broad = int(np.count_nonzero(wide)), int(wide.max())
    sides = max(int(high[columns[[0, 1]]].max()), int(high[columns[[-2, -1]]].max())) if len(
        columns
    ) > 1 else 0
    ends = max(int(wide[rows[:2]].max()), int(wide[rows[-2:]].max()))
    inner_side = columns[0] > 0 or columns[-1] < some.shape[1] - 1
    inner_end = rows[0] > 0 or rows[-1] < some.shape[0] - 1
    return bool(
        (inner_side and sides > STRAIGHT_SIDE * tall) or (inner_end and ends > STRAIGHT_END * broad)
    )
