"""Planes in a depth picture. numpy and kiosk.core only.

A plane is affine in inverse depth: with the ray r = (x, y, 1) of a pixel and the plane
n.p + d = 0, 1/z = m.r with m = -n/d. Stereo disparity is proportional to 1/z and its noise is
the same everywhere, so least squares in 1/z weighs each point by its own depth noise (which grows
with z squared), and one threshold serves all distances.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kiosk.core.frame import BoolArray, FloatArray, Intrinsics

Float32 = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class InverseGrid:
    """A thinned picture in inverse depth.

    x: (w,), y: (h,) the rays' components at z = 1. inverse: (h, w) 1/z in 1/m, 0 where not seen.
    seen: (h, w) has a depth within the range that was asked for.
    """

    x: Float32
    y: Float32
    inverse: Float32
    seen: BoolArray

    def expected(self, m: FloatArray) -> Float32:
        """(h, w) inverse depth of the plane m (3,)."""
        a, b, c = (np.float32(value) for value in m)
        plane: Float32 = (self.y * b + c)[:, None] + (self.x * a)[None, :]
        return plane


def thin(depth_m: Float32, lens: Intrinsics, focal_px: float, reach_m: float) -> InverseGrid:
    """Every n-th pixel, so that the focal length is about focal_px; 0.2 m to reach_m is seen."""
    step = max(1, round(lens.fx / focal_px))
    z = np.ascontiguousarray(depth_m[::step, ::step], dtype=np.float32)
    seen = (z > 0.2) & (z < reach_m)
    inverse = np.where(seen, 1.0 / np.where(seen, z, np.float32(1.0)), np.float32(0.0))
    x = ((np.arange(z.shape[1]) * step - lens.cx) / lens.fx).astype(np.float32)
    y = ((np.arange(z.shape[0]) * step - lens.cy) / lens.fy).astype(np.float32)
    return InverseGrid(x, y, inverse, seen)


def fit(grid: InverseGrid, chosen: BoolArray) -> FloatArray | None:
    """Least-squares plane m (3,) through the chosen pixels (h, w); None where they are in line."""
    n = chosen.astype(np.float32)
    q = grid.inverse * n
    cols, rows = n.sum(axis=0, dtype=np.float64), n.sum(axis=1, dtype=np.float64)
    q_cols, q_rows = q.sum(axis=0, dtype=np.float64), q.sum(axis=1, dtype=np.float64)
    x, y = grid.x.astype(np.float64), grid.y.astype(np.float64)
    xy = float(y @ (n @ grid.x).astype(np.float64))
    sx, sy, count = float(cols @ x), float(rows @ y), float(cols.sum())
    normal = np.array([[cols @ (x * x), xy, sx], [xy, rows @ (y * y), sy], [sx, sy, count]])
    if count < 3 or np.linalg.cond(normal) > 1e9:
        return None
    right = np.array([q_cols @ x, q_rows @ y, q_cols.sum()])
    plane: FloatArray = np.linalg.solve(normal, right)
    return plane


def ransac(
    grid: InverseGrid,
    candidates: BoolArray,
    accept: Callable[[FloatArray], BoolArray],
    tolerance: float,
    hypotheses: int = 96,
    points: int = 800,
    seed: int = 0,
) -> FloatArray | None:
    """The plane m (3,) near which most of the candidate pixels (h, w) lie, or None.

    accept: which of the planes (k, 3) may be meant. tolerance: in 1/m. The same picture and seed
    give the same plane.
    """
    v, u = np.nonzero(candidates)
    if len(v) < 3:
        return None
    rng = np.random.default_rng(seed)
    chosen = rng.integers(0, len(v), points)
    v, u = v[chosen], u[chosen]
    rays = np.stack([grid.x[u], grid.y[v], np.ones(points, np.float32)])
    inverse = grid.inverse[v, u]
    triples = rng.integers(0, points, (hypotheses, 3))
    corners = rays.T.astype(np.float64)[triples]
    sound = np.abs(np.linalg.det(corners)) > 1e-4
    if not sound.any():
        return None
    targets = inverse.astype(np.float64)[triples[sound]]
    planes = np.linalg.solve(corners[sound], targets[..., None])[..., 0]
    planes = planes[accept(planes)]
    if not len(planes):
        return None
    misfit = np.abs(planes.astype(np.float32) @ rays - inverse)
    best: FloatArray = planes[np.argmax((misfit < tolerance).sum(axis=1))]
    return best
