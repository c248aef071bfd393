"""Takes out what a body cannot do and what the network doubts itself. numpy only.

Single-frame jumps and exchanged legs cannot be; doubt is a sigma far over the joint's own usual
one: a leg that the mask has lost, a hand before a knee. The limit was chosen on simulated tests.
What it refuses is wrong: in 63 simulated squats of other seeds the knees were 13 mm off (median,
3D; 3 mm sideways) under a sigma of 20 mm, 24 (6) to 30 mm, 29 (11) to 40 mm, and 41 (23), 66 (34)
and 70 mm (35) in the tens from 40 mm on.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from kiosk.core.filtering import running_median
from kiosk.core.frame import BoolArray, FloatArray
from kiosk.core.skeleton import HALPE_26, INDEX, Motion

MAX_JUMP_M: Final = 0.15
JUMP_FRAMES: Final = 2
"""A joint is compared with the median of this many frames on each side and itself."""
SWAP_S: Final = 0.5
SWAP_GAIN: Final = 0.5
"""Legs are exchanged when exchanging them back halves their distance to the last and next 0.5 s."""
MIN_SWAP_M: Final = 0.08
DOUBT_RATIO: Final = 1.8
HIP_DOUBT_RATIO: Final = 2.7
"""Hips are covered by the thighs in every deep squat: their sigma doubles without being wrong."""
LEAST_DOUBT_M: Final = 0.040
"""Below this 3D error nothing is doubtful, however sure the network is of the other frames."""
LEGS: Final = tuple(
    (INDEX["L" + name], INDEX["R" + name])
    for name in ("Hip", "Knee", "Ankle", "Heel", "BigToe", "SmallToe")
)


def clean(motion: Motion) -> Motion:
    """Jumps of over 150 mm and frames with left and right leg exchanged, as NaN."""
    bad = jumps(motion.points_m)
    legs = [i for pair in LEGS for i in pair]
    bad[:, legs] |= swapped_legs(motion)[:, None]
    return replace(
        motion,
        points_m=np.where(bad[..., None], np.nan, motion.points_m),
        sigma_m=np.where(bad, np.nan, motion.sigma_m),
    )


def jumps(points_m: FloatArray) -> BoolArray:
    """(T, J) joints more than 150 mm off the running median of five frames.

    A median follows steady motion without delay, so that speed alone is no jump.
    """
    off = points_m - running_median(points_m, JUMP_FRAMES)
    far: BoolArray = np.linalg.norm(off, axis=-1) > MAX_JUMP_M
    return far


def swapped_legs(motion: Motion) -> BoolArray:
    """(T,) frames whose left leg continues the right one's path and the other way round."""
    if len(motion.time_s) < 3:
        return np.zeros(len(motion.time_s), np.bool_)
    frames = max(2, round(SWAP_S / float(np.median(np.diff(motion.time_s)))))
    left, right = (motion.points_m[:, [pair[k] for pair in LEGS]] for k in (0, 1))
    left_path, right_path = running_median(left, frames), running_median(right, frames)
    keep = _mean_distance(left, left_path) + _mean_distance(right, right_path)
    swap = _mean_distance(left, right_path) + _mean_distance(right, left_path)
    swapped: BoolArray = (swap < SWAP_GAIN * keep) & (keep > 2.0 * MIN_SWAP_M)
    return swapped


def doubtful(sigma_m: FloatArray) -> BoolArray:
    """(T, J) joints whose sigma is far over that joint's own median; also where it is NaN."""
    if not len(sigma_m):
        return np.zeros(sigma_m.shape, np.bool_)
    known = np.isfinite(sigma_m)
    count = np.maximum(known.sum(axis=0), 1)
    usual = np.sort(sigma_m, axis=0)[(count - 1) // 2, np.arange(sigma_m.shape[1])]
    ratio = np.full(sigma_m.shape[1], DOUBT_RATIO)
    ratio[[INDEX["LHip"], INDEX["RHip"], INDEX["Hip"]]] = HIP_DOUBT_RATIO
    limit = np.maximum(ratio * usual, LEAST_DOUBT_M)
    sure: BoolArray = sigma_m <= limit
    return ~sure


def exchange_sides(motion: Motion) -> Motion:
    """The same bodies with every left joint called right and the other way round."""
    other = {"L": "R", "R": "L"}
    order = [INDEX[other.get(name[0], name[0]) + name[1:]] for name in HALPE_26]
    return replace(motion, points_m=motion.points_m[:, order], sigma_m=motion.sigma_m[:, order])


def _mean_distance(a: FloatArray, b: FloatArray) -> FloatArray:
    """Mean distance (T,) over the joints known in both; NaN where there is none."""
    distance = np.linalg.norm(a - b, axis=-1)
    known = np.isfinite(distance)
    count = known.sum(axis=-1)
    total = np.where(known, distance, 0.0).sum(axis=-1)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)
