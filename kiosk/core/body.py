"""Which pieces of a depth picture make one body. numpy and kiosk.core only.

A picture cut at its depth edges falls into pieces. An arm held forward cuts the head or the legs
off the trunk behind it, the knees of a deep squat cut off the trunk; a bench, a wall or another
person lies behind a depth edge too. These rules tell the two apart by where the pieces touch, how
far they are apart there, and what heights they cover.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from kiosk.core.frame import BoolArray, FloatArray
from kiosk.core.plane import Float32
from kiosk.core.touching import LEAST_CONTACT, Contact
from kiosk.core.zone import Blob

REACH_M = 0.8
"""How far before the trunk a hand or a knee may be."""
BEHIND_M = 0.12
"""A piece behind the trunk by less than this still belongs to it (noise at the depth edge)."""
SAME_PLACE_M = 0.25
_VALLEY = 0.67
_FLAT_M = 0.011
_FLAT_NOISE = 0.45
_FLAT_TRIPLES = 16
LIMB_TALL_M = 0.75
FLOATS_M = 0.25
"""A limb ends this much above the trunk's own lower end; else it is a thing that stands there."""
STAYS_SHARE = 0.6
"""A leg that an arm parts from its trunk is theirs if this share of it was theirs a frame ago."""
LEG_TALL_M = 0.08
LEG_WIDE_M = 0.35
LEG_ASIDE_M = 0.5
LEG_AHEAD_M = 0.5
"""... and if it is as tall, as narrow and as near the trunk as a foot or a lower leg is."""
OVERLAP = 0.4
"""Stacked pieces (upper and lower body) share at most this part of the shorter one's heights."""


def bodies(
    blobs: Sequence[Blob],
    touching: Mapping[tuple[int, int], Contact],
    min_px: int,
    max_width_m: float,
    were: Sequence[float] = (),
) -> list[list[int]]:
    """Groups of piece numbers (touching's keys are piece numbers + 1), each led by its largest
    piece, the trunk. Pieces that belong to no trunk of min_px are left out; a wall (flat or wide)
    stays alone.

    were: share of each piece that was the member's one frame ago, where that is known.
    """
    free = sorted(range(len(blobs)), key=lambda i: -blobs[i].n_px)
    groups = []
    while free and blobs[free[0]].n_px >= min_px:
        group = [free.pop(0)]
        grown = not blobs[group[0]].flat and blobs[group[0]].width_m <= max_width_m
        while grown:
            new = [
                i for i in free if any(_touch(blobs, touching, i, j, group[0], were) for j in group)
            ]
            grown = bool(new)
            if grown:
                group.append(new[0])
                free.remove(new[0])
        groups.append(group)
    return groups


def _touch(
    blobs: Sequence[Blob],
    touching: Mapping[tuple[int, int], Contact],
    piece: int,
    member: int,
    trunk: int,
    were: Sequence[float],
) -> bool:
    """Whether a piece belongs to the trunk through the group's member that it touches."""
    contact = touching.get((piece + 1, member + 1))
    if contact is None:
        return False
    if belongs(blobs[piece], blobs[trunk], contact):
        return True
    was = bool(were) and min(were[piece], were[trunk]) >= STAYS_SHARE
    return was and contact.n >= LEAST_CONTACT and stays(blobs[piece], blobs[trunk])


def stays(piece: Blob, trunk: Blob) -> bool:
    """Whether a piece that was the trunk's a frame ago can be its leg, with the foot on the floor.

    By shape alone a leg cannot be told from a box before the feet, which is why `belongs` leaves
    both out; but at the bottom of a squat an arm held low parts a leg from the trunk again and
    again, and the network then put that knee 330 mm aside.
    """
    shaped = LEG_TALL_M <= piece.tall_m < LIMB_TALL_M and piece.width_m <= LEG_WIDE_M
    aside, apart = abs(piece.right_m - trunk.right_m), abs(piece.ahead_m - trunk.ahead_m)
    return shaped and aside <= LEG_ASIDE_M and apart <= LEG_AHEAD_M


def belongs(piece: Blob, trunk: Blob, contact: Contact) -> bool:
    """Whether a piece (the smaller) is of one body with a trunk.

    contact: gap_m positive where the piece is the nearer. Either the two are stacked (the arms
    part the upper body from the lower one; the knees of a squat hide the lap), or the piece is a
    limb held before the trunk.
    """
    if contact.n < LEAST_CONTACT or piece.width_m > 1.0:
        return False
    aside, apart = abs(piece.right_m - trunk.right_m), abs(piece.ahead_m - trunk.ahead_m)
    if aside > 0.75 or apart > REACH_M or abs(contact.gap_m) > REACH_M:
        return False
    shared = min(piece.top_m, trunk.top_m) - max(piece.bottom_m, trunk.bottom_m)
    stacked = shared <= OVERLAP * min(piece.tall_m, trunk.tall_m) and aside < 0.4
    if stacked and (piece.bottom_m > trunk.bottom_m + FLOATS_M or piece.top_m < trunk.top_m - 0.3):
        return True
    floats = piece.bottom_m > trunk.bottom_m + FLOATS_M and piece.tall_m < LIMB_TALL_M
    # A head behind its raised arm is where the trunk is, however far the arm reaches.
    same_place = aside < 0.35 and apart < SAME_PLACE_M
    return floats and (contact.gap_m > -BEHIND_M or same_place)


def measure(
    pixels: BoolArray, height: Float32, right: Float32, ahead: Float32, metres_px: float
) -> Blob:
    """Place, heights and width of the pixels of one box (all arrays (h, w)).

    metres_px: width of a pixel at a distance of 1 m. About 300 pixels are looked at.
    """
    widths = np.count_nonzero(pixels, axis=1)
    n_px = int(widths.sum())
    at = np.flatnonzero(pixels)[:: max(1, n_px // 300)]
    v, u = np.divmod(at, pixels.shape[1])
    heights = np.sort(height[v, u])
    last = len(at) - 1
    middle = float(np.partition(ahead[v, u], last // 2)[last // 2])
    solid = np.sort(widths[widths > 0])
    upper = np.sort(widths[: max(1, len(widths) // 2)])
    return Blob(
        right_m=float(np.partition(right[v, u], last // 2)[last // 2]),
        ahead_m=middle,
        bottom_m=float(heights[round(0.01 * last)]),
        top_m=float(heights[round(0.99 * last)]),
        width_m=float(solid[len(solid) // 2]) * middle * metres_px,
        chest_m=float(upper[round(0.9 * (len(upper) - 1))]) * middle * metres_px,
        n_px=n_px,
    )


def column_heights(right_m: FloatArray, area_m2: FloatArray, bin_m: float = 0.05) -> FloatArray:
    """How tall a thing is over each strip of floor `bin_m` wide, metres, from its pixels (n,):
    their place sideways and the area that each covers; smoothed over three strips."""
    low = float(right_m.min())
    strip = ((right_m - low) / bin_m).astype(np.int64)
    tall = np.bincount(strip, area_m2) / bin_m
    smooth: FloatArray = np.convolve(tall, np.ones(3) / 3.0, mode="same")
    return smooth


def valley(columns: FloatArray, bin_m: float = 0.05) -> float | None:
    """Where two people side by side part: metres from the first strip, or None for one person.

    Two trunks, each at least 0.9 m tall and their middles 0.4 m apart or more, with a valley
    between them that is under two thirds of the lower one. A single person's legs, arms or bag
    are no second trunk.
    """
    near = round(1.0 / bin_m)
    strips = np.arange(len(columns))
    best: tuple[float, float] | None = None
    for at in np.nonzero(columns[2:-2] <= _VALLEY * columns.max())[0] + 2:
        left, right = slice(max(0, at - near), at), slice(at + 1, at + 1 + near)
        lower = float(min(columns[left].max(), columns[right].max()))
        if lower < 0.9 or columns[at] > _VALLEY * lower:
            continue
        a, b = columns[left], columns[right]
        apart = (b @ strips[right]) / b.sum() - (a @ strips[left]) / a.sum()
        if apart * bin_m >= 0.4 and (best is None or columns[at] < best[0]):
            best = (float(columns[at]), (float(at) + 0.5) * bin_m)
    return None if best is None else best[1]


def is_flat(x: FloatArray, y: FloatArray, z_m: FloatArray, noise_inverse_m: float) -> bool:
    """Whether most of the points (n,) of rays (x, y, 1) and depth z_m lie on one plane, as those
    of walls, boards and racks before walls do.

    The plane is that of least median of squares (Rousseeuw 1984), refined over the nearest 60 %.
    Real people standing frontally lie a median 20 mm or more off it (307 pictures of UTD-MHAD), a
    wall 0.3 to 0.43 of the depth noise; noise_inverse_m is that of 1/z.
    """
    n = len(x)
    rays = np.stack([x, y, np.ones(n)], axis=-1)
    inverse = 1.0 / z_m
    # Thirds of the points, however they are ordered, make triples that are far apart.
    triples = np.arange(_FLAT_TRIPLES)[:, None] * (n // (3 * _FLAT_TRIPLES)) + [
        0,
        n // 3,
        2 * n // 3,
    ]
    corners = rays[triples]
    sound = np.abs(np.linalg.det(corners)) > 1e-4
    if not sound.any():
        return False
    planes = np.linalg.solve(corners[sound], inverse[triples[sound]][..., None])[..., 0]
    off = np.abs(planes @ rays.T - inverse)
    best = off[np.partition(off, n // 2, axis=1)[:, n // 2].argmin()]
    near = best <= np.partition(best, int(0.6 * n))[int(0.6 * n)]
    r = rays[near]
    m = np.linalg.solve(r.T @ r + 1e-9 * np.eye(3), r.T @ inverse[near])
    off = np.abs(rays @ m - inverse)
    middle = float(np.median(z_m)) ** 2
    limit = np.hypot(_FLAT_M, _FLAT_NOISE * noise_inverse_m * middle)
    return bool(float(np.partition(off, n // 2)[n // 2]) * middle < limit)
