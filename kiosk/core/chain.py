"""The two legs as a chain of rods: least squares under constant lengths. numpy only.

LAnkle - LKnee - LHip - RHip - RKnee - RAnkle
"""

from __future__ import annotations

from typing import Final

import numpy as np

from kiosk.core.frame import BoolArray, FloatArray
from kiosk.core.skeleton import INDEX

JOINTS: Final = ("LAnkle", "LKnee", "LHip", "RHip", "RKnee", "RAnkle")
RODS: Final = ("left_shank", "left_thigh", "pelvis", "right_thigh", "right_shank")
"""Rod e joins JOINTS[e] and JOINTS[e + 1]."""
CHAIN: Final = [INDEX[name] for name in JOINTS]
ITERATIONS: Final = 40
CLOSE_M: Final = 1e-4
"""Iterate until every rod is this close to its length; three rounds do for a good network."""
SHRINKS: Final = 0.3
"""A step of 1 that takes away less than this share of the misfit was too long: it is halved.
(A leg measured shorter than it is buckles one way or the other, and full steps swing.)"""


def rod_lengths(points_m: FloatArray) -> FloatArray:
    """Lengths (..., 5) of the rods between chain points (..., 6, 3)."""
    length: FloatArray = np.linalg.norm(np.diff(points_m, axis=-2), axis=-1)
    return length


def ray_covariance(points_m: FloatArray, sigma_m: FloatArray, depth_ratio: float) -> FloatArray:
    """(..., 3, 3) covariances of camera-frame points (..., 3) whose 3D error is sigma_m (...).

    depth_ratio: standard deviation along the line of sight over that across it; 1 is a sphere.
    """
    ray = points_m / np.linalg.norm(points_m, axis=-1, keepdims=True)
    across2 = sigma_m**2 / (2.0 + depth_ratio**2)
    along = ray[..., :, None] * ray[..., None, :] * (depth_ratio**2 - 1.0)
    covariance: FloatArray = across2[..., None, None] * (np.eye(3) + along)
    return covariance


def fit_rods(points_m: FloatArray, covariance: FloatArray, lengths_m: FloatArray) -> FloatArray:
    """The nearest chains (T, 6, 3) to measured ones whose rods have `lengths_m` (5,) or (T, 5).

    Nearest in the sense of covariance (T, 6, 3, 3). Gauss-Newton with Lagrange multipliers over
    all frames at once: with the rods' directions u of the last iterate, constraint residuals c and
    Jacobian J, x = z - W J' (J W J')^-1 (c + J (z - x)). A rod with an unmeasured end or a NaN
    length binds nothing; NaN stays NaN.
    """
    lost: BoolArray = np.isnan(points_m.sum(axis=-1))
    z = np.where(lost[..., None], 0.0, points_m)
    weight = np.where(lost[..., None, None], 0.0, covariance)
    free = lost[:, :-1] | lost[:, 1:] | ~np.isfinite(lengths_m)
    target = np.where(free, 1.0, lengths_m)
    unbound = np.eye(len(RODS)) * np.where(free, 1.0, 1e-12)[:, None, :]
    x, step = z, np.ones(len(z))
    worst = np.full(len(z), np.inf)
    for _ in range(ITERATIONS):
        rod = x[:, :-1] - x[:, 1:]
        length = np.maximum(np.sqrt((rod * rod).sum(axis=-1)), 1e-6)
        off = np.where(free, 0.0, length - target)
        was, worst = worst, np.abs(off).max(axis=1)
        if worst.max(initial=0.0) < CLOSE_M:
            break
        step = np.where(worst > (1.0 - SHRINKS * step) * was, np.maximum(0.5 * step, 0.1), step)
        u = np.where(free[..., None], 0.0, rod / length[..., None])
        jacobian = _jacobian(u)
        give = np.einsum("tjab,tejb->teja", weight, jacobian)
        gram = np.einsum("teja,tfja->tef", give, jacobian) + unbound
        moved = z[:, :-1] - x[:, :-1] - z[:, 1:] + x[:, 1:]
        residual = off + (u * moved).sum(axis=-1)
        tension = np.linalg.solve(gram, residual[..., None])[..., 0]
        nearest = z - np.einsum("te,teja->tja", tension, give)
        x = x + step[:, None, None] * (nearest - x)
    return np.where(lost[..., None], np.nan, x)


def _jacobian(u: FloatArray) -> FloatArray:
    """(T, rods, joints, 3): +u at a rod's first end, -u at its second."""
    jacobian = np.zeros((len(u), len(RODS), len(JOINTS), 3))
    rods = np.arange(len(RODS))
    jacobian[:, rods, rods] = u
    jacobian[:, rods, rods + 1] = -u
    return jacobian
