"""The causal twin of kiosk.core.tracking for the live view: one skeleton in, one out. numpy only.

It learns lengths and planted places as it goes and never looks ahead; what it returns is for the
picture and for coaching, never for the result.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from kiosk.core.chain import CHAIN, JOINTS, RODS, fit_rods, ray_covariance, rod_lengths
from kiosk.core.filtering import MAX_GAP_S, OneEuro, one_euro
from kiosk.core.frame import BoolArray, FloatArray
from kiosk.core.outliers import LEGS, MAX_JUMP_M, SWAP_GAIN
from kiosk.core.skeleton import INDEX, Skeleton
from kiosk.core.tracking import DEPTH_RATIO, PLANT_RADIUS_M, pull_to

MEMORY_FRAMES: Final = 90.0
PERSISTS: Final = 4
"""A jump seen this many frames in a row is believed: the member has moved, or was mistaken."""
STRAIGHT_COS: Final = float(np.cos(np.radians(25.0)))
ANKLES: Final = [i for i, name in enumerate(JOINTS) if name.endswith("Ankle")]
LEG_RODS: Final = ((0, 1), (3, 4))


@dataclass(frozen=True, slots=True, eq=False)
class LiveTrack:
    """What is remembered between two frames.

    smoother: the 1 euro filter's state. rod_m, rod_weight: (5,) learnt lengths, NaN until a
    straight leg was seen, and the sums of 1 / sigma² behind them. place_m, place_frames: (2, 3)
    and (2,) where the ankles stand and for how long. refused: (26,) frames in a row in which a
    joint was taken for a jump.
    """

    smoother: OneEuro | None
    rod_m: FloatArray
    rod_weight: FloatArray
    place_m: FloatArray
    place_frames: FloatArray
    refused: FloatArray


def start() -> LiveTrack:
    """Before the first frame."""
    rods, ankles = len(RODS), len(ANKLES)
    return LiveTrack(
        smoother=None,
        rod_m=np.full(rods, np.nan),
        rod_weight=np.zeros(rods),
        place_m=np.full((ankles, 3), np.nan),
        place_frames=np.zeros(ankles),
        refused=np.zeros(len(INDEX)),
    )


def step(
    state: LiveTrack, skeleton: Skeleton, depth_ratio: float = DEPTH_RATIO
) -> tuple[LiveTrack, Skeleton]:
    """One camera-frame skeleton: (next state, smoothed skeleton with constant lengths).

    A joint that jumps, or legs that change sides, come back as NaN for up to three frames.
    """
    bad = _impossible(state, skeleton)
    points = np.where(bad[:, None], np.nan, skeleton.points_m)
    smoother, points = one_euro(state.smoother, skeleton.time_s, points)
    chain, sigma = points[CHAIN], skeleton.sigma_m[CHAIN]
    rod_m, rod_weight = _learn_lengths(state, chain, sigma)
    place_m, place_frames = _learn_places(state, chain)
    covariance = ray_covariance(chain, sigma, depth_ratio)
    chain = chain.copy()
    for k, joint in enumerate(ANKLES):
        if np.isfinite(place_m[k]).all():
            moved, narrowed = pull_to(chain[joint][None], covariance[joint][None], place_m[k])
            chain[joint], covariance[joint] = moved[0], narrowed[0]
    points = points.copy()
    points[CHAIN] = fit_rods(chain[None], covariance[None], rod_m)[0]
    points[INDEX["Hip"]] = 0.5 * (points[INDEX["LHip"]] + points[INDEX["RHip"]])
    refused = np.where(bad, state.refused + 1.0, 0.0)
    nxt = LiveTrack(smoother, rod_m, rod_weight, place_m, place_frames, refused)
    sigma_out = np.where(bad, np.nan, skeleton.sigma_m)
    return nxt, replace(skeleton, points_m=points, sigma_m=sigma_out)


def _impossible(state: LiveTrack, skeleton: Skeleton) -> BoolArray:
    """(26,) joints that jumped since the last frames, or belong to exchanged legs."""
    known = state.smoother
    if known is None:
        return np.zeros(len(INDEX), np.bool_)
    recent: BoolArray = np.max(skeleton.time_s - known.seen_s, axis=-1) <= MAX_GAP_S
    last = np.where(recent[:, None], known.value, np.nan)
    bad: BoolArray = np.linalg.norm(skeleton.points_m - last, axis=-1) > MAX_JUMP_M
    left, right = (np.array([pair[k] for pair in LEGS]) for k in (0, 1))
    keep = np.linalg.norm(skeleton.points_m - last, axis=-1)[[*left, *right]]
    swap = np.linalg.norm(skeleton.points_m[[*left, *right]] - last[[*right, *left]], axis=-1)
    both = np.isfinite(keep) & np.isfinite(swap)
    if both.any() and swap[both].sum() < SWAP_GAIN * keep[both].sum():
        bad[[*left, *right]] = True
    return bad & (state.refused < PERSISTS - 1)


def _learn_lengths(
    state: LiveTrack, chain: FloatArray, sigma: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Running means (5,) of the rods while their leg is straight, weighted by 1 / sigma²."""
    lengths = rod_lengths(chain)
    weight = 1.0 / (sigma[:-1] ** 2 + sigma[1:] ** 2)
    rod = np.diff(chain, axis=0) / lengths[:, None]
    use = np.isfinite(lengths) & np.isfinite(weight)
    for a, b in LEG_RODS:
        straight = bool(rod[a] @ rod[b] > STRAIGHT_COS)
        use[[a, b]] &= straight
    weight = np.where(use, weight, 0.0)
    total = state.rod_weight + weight
    share = np.where(use, weight / np.maximum(total, 1e-12), 0.0)
    before = np.where(np.isfinite(state.rod_m), state.rod_m, lengths)
    rod_m = np.where(use, before + share * (lengths - before), state.rod_m)
    # The memory is bounded, so that a member who follows another is learnt anew.
    limit = np.where(use, MEMORY_FRAMES * weight, total)
    return rod_m, np.minimum(total, limit)


def _learn_places(state: LiveTrack, chain: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Running means (2, 3) of the ankles' places; an ankle that steps away starts a new one."""
    ankles = chain[ANKLES]
    away = np.linalg.norm(ankles - state.place_m, axis=-1)
    seen: BoolArray = ~np.isnan(ankles.sum(axis=-1))
    new = seen & ~(away <= PLANT_RADIUS_M)
    frames = np.where(new, 1.0, np.minimum(state.place_frames + seen, MEMORY_FRAMES))
    before = np.where(new[:, None], ankles, state.place_m)
    moved = before + (ankles - before) / np.maximum(frames, 1.0)[:, None]
    return np.where(seen[:, None], moved, state.place_m), frames
