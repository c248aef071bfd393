"""Where the pieces of a cut depth picture touch, and how far apart they are there. numpy only.

kiosk.core.body decides by it which pieces make one body.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kiosk.core.plane import Float32

_WIDEST_GAP_M = 1.5
LEAST_CONTACT = 3
MOST_HOLE_PX = 16
"""So many thinned pixels without return (20 cm at 1.7 m) may part two pieces of one body."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Where pieces a and b touch in the picture: b's depth minus a's on average, and in how many
    places."""

    gap_m: float
    n: int


def contacts(
    labels: NDArray[np.uint8], z: Float32, reach: int = 3
) -> dict[tuple[int, int], Contact]:
    """Contacts of the labelled pieces (h, w; 0 = none) across `reach` pixels, keyed (a, b)
    and (b, a): the gap is positive where the second is the farther one."""
    first, second, gaps = [], [], []
    h, w = labels.shape
    for dy, dx in ((0, reach), (reach, 0)):
        a, b = labels[: h - dy, : w - dx], labels[dy:, dx:]
        v, u = np.divmod(np.flatnonzero((a != b) & (np.minimum(a, b) > 0)), w - dx)
        first.append(a[v, u])
        second.append(b[v, u])
        gaps.append(z[v + dy, u + dx] - z[v, u])
    a_all = np.concatenate(first).astype(np.int64)
    b_all = np.concatenate(second).astype(np.int64)
    gap = np.clip(np.concatenate(gaps), -_WIDEST_GAP_M, _WIDEST_GAP_M)
    pair = np.minimum(a_all, b_all) * 256 + np.maximum(a_all, b_all)
    keys, which = np.unique(pair, return_inverse=True)
    counts = np.bincount(which, minlength=len(keys))
    sums = np.bincount(which, np.where(a_all < b_all, gap, -gap), len(keys))
    found: dict[tuple[int, int], Contact] = {}
    for key, n, total in zip(keys.tolist(), counts.tolist(), sums.tolist(), strict=True):
        low, high = divmod(key, 256)
        found[low, high] = Contact(total / n, n)
        found[high, low] = Contact(-total / n, n)
    return found


def across_holes(
    labels: NDArray[np.uint8], z: Float32, touching: dict[tuple[int, int], Contact]
) -> None:
    """Adds to touching the contacts of a piece with the one above it, where nothing but pixels
    without return (z 0) lies between: dark cloth and the hem of shorts part a shank from its
    thigh so. Pieces that touch already keep their contact."""
    width = labels.shape[1]
    which, depth = labels.ravel(), z.ravel()
    # Flat places of the pixels under a hole, and of what lies over it as it is walked up.
    under = np.flatnonzero((labels[1:] > 0) & (z[:-1] == 0)) + width
    starts, overs = [], []
    at = under - width
    for _ in range(MOST_HOLE_PX):
        inside = at >= width
        under, at = under[inside], at[inside] - width
        seen = depth[at] > 0
        starts.append(under[seen])
        overs.append(at[seen])
        under, at = under[~seen], at[~seen]
    start, over = np.concatenate(starts), np.concatenate(overs)
    # The measured pixel at an edge may have given way: then the next one stands for it.
    over = np.where(which[over] > 0, over, np.maximum(over - width, 0))
    found = (which[over] > 0) & (which[over] != which[start])
    start, over = start[found], over[found]
    gap = depth[over] - depth[start]
    pair = which[start].astype(np.int64) * 256 + which[over]
    for key in np.unique(pair).tolist():
        low, high = divmod(key, 256)
        if (low, high) not in touching or touching[low, high].n < LEAST_CONTACT:
            n, apart = int((pair == key).sum()), float(gap[pair == key].mean())
            touching[low, high] = Contact(apart, n)
            touching[high, low] = Contact(-apart, n)
