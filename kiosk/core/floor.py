"""The floor: a plane found in a depth picture, or assumed where none is seen. numpy only.

A plane is affine in inverse depth: with the ray r = (x, y, 1) of a pixel and the plane
n.p + d = 0, 1/z = m.r with m = -n/d. Stereo disparity is proportional to 1/z and its noise is
the same everywhere, so least squares in 1/z weighs each point by its own depth noise (which grows
with z squared), and one threshold serves all distances.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from kiosk.core.frame import BoolArray, FloatArray, Intrinsics

Source = Literal["floor", "imu", "mount"]

PICTURE_DOWN: Final = (0.0, 1.0, 0.0)
SIGMA_INVERSE_M: Final = 0.004
"""Noise of 1/z of a D435i at 848 pixels (24 mm at 2.5 m); better cameras stay below."""
GATE_IMU_DEG: Final = 8.0
GATE_MOUNT_DEG: Final = 25.0


@dataclass(frozen=True, slots=True, eq=False)
class Floor:
    """A plane n.p + d = 0 in the upright optical frame, the camera above it.

    normal: (3,) unit vector away from the earth. offset_m: d, the camera's height.
    source: 'floor' = seen; 'imu' or 'mount' = direction from there, height from the person's
    lowest part. rms_m: of the heights of its points. share: of the picture's pixels on it.
    """

    normal: FloatArray
    offset_m: float
    source: Source
    rms_m: float = 0.0
    share: float = 0.0

    @property
    def down(self) -> FloatArray:
        """(3,) unit vector towards the earth."""
        return -self.normal

    def height(self, points_m: FloatArray) -> FloatArray:
        """Heights (...) in metres above the floor of points (..., 3)."""
        heights: FloatArray = points_m @ self.normal + self.offset_m
        return heights

    def tilt_deg(self, gravity: FloatArray) -> float:
        """Angle between this floor's down and a gravity (3,): they must agree."""
        cosine = float(self.down @ gravity) / float(np.linalg.norm(gravity))
        return float(np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0))))


@dataclass(frozen=True, slots=True)
class FloorLimits:
    """What counts as a floor."""

    hypotheses: int = 96
    points: int = 1500
    min_height_m: float = 0.15
    max_height_m: float = 2.6
    max_distance_m: float = 6.0
    min_share: float = 0.02
    min_area_m2: float = 0.25
    max_below: float = 0.25
    seed: int = 0


def find_floor(
    depth_m: NDArray[np.float32],
    lens: Intrinsics,
    gravity: FloatArray | None,
    limits: FloorLimits = FloorLimits(),
) -> Floor | None:
    """The floor in an upright picture, or None where no plane has the support of one.

    depth_m: (H, W) metres, 0 = no return. gravity: (3,) unit vector towards the earth from the
    IMU (the plane must agree within GATE_IMU_DEG), or None (within GATE_MOUNT_DEG of the
    picture's down). Deterministic: the same picture gives the same floor.
    """
    down = np.array(PICTURE_DOWN) if gravity is None else gravity / np.linalg.norm(gravity)
    gate = np.cos(np.radians(GATE_MOUNT_DEG if gravity is None else GATE_IMU_DEG))
    step = max(1, round(lens.fx / 106.0))
    z = depth_m[::step, ::step].astype(np.float64)
    seen = (z > 0.2) & (z < limits.max_distance_m)
    rays = _rays(z.shape, step, lens)
    inverse = np.where(seen, 1.0 / np.where(seen, z, 1.0), 0.0)
    level = seen & _faces_up(inverse, seen, step, lens, down)
    if level.sum() < limits.min_share * z.size:
        return None
    m = _ransac(rays[level], inverse[level], down, gate, limits)
    if m is None:
        return None
    return _refine(rays, inverse, seen, (m, down, gate), limits)


def _rays(shape: tuple[int, ...], step: int, lens: Intrinsics) -> FloatArray:
    """(h, w, 3) directions of the sampled pixels, z = 1."""
    rays = np.ones((shape[0], shape[1], 3))
    rays[..., 0] = ((np.arange(shape[1]) * step - lens.cx) / lens.fx)[None, :]
    rays[..., 1] = ((np.arange(shape[0]) * step - lens.cy) / lens.fy)[:, None]
    return rays


def _faces_up(
    inverse: FloatArray, seen: BoolArray, step: int, lens: Intrinsics, down: FloatArray
) -> BoolArray:
    """Pixels whose neighbourhood (a few pixels to each side) is roughly level.

    In 1/z the neighbourhood's plane is its two slopes and its value: m = (a, b, q - a x - b y).
    """
    reach = 3
    h, w = inverse.shape
    level = np.zeros((h, w), dtype=bool)
    if h <= 2 * reach or w <= 2 * reach:
        return level
    mid = (slice(reach, h - reach), slice(reach, w - reach))
    left, right = inverse[mid[0], : w - 2 * reach], inverse[mid[0], 2 * reach :]
    up, low = inverse[: h - 2 * reach, mid[1]], inverse[2 * reach :, mid[1]]
    whole = seen[mid] & (left > 0) & (right > 0) & (up > 0) & (low > 0)
    a = (right - left) * (lens.fx / (2 * reach * step))
    b = (low - up) * (lens.fy / (2 * reach * step))
    x = (np.arange(reach, w - reach) * step - lens.cx)[None, :] / lens.fx
    y = (np.arange(reach, h - reach) * step - lens.cy)[:, None] / lens.fy
    c = inverse[mid] - a * x - b * y
    along = a * down[0] + b * down[1] + c * down[2]
    length = np.sqrt(a * a + b * b + c * c)
    level[mid] = whole & (along > 0.7 * length)
    return level


def _ransac(
    rays: FloatArray, inverse: FloatArray, down: FloatArray, gate: float, limits: FloorLimits
) -> FloatArray | None:
    """The plane m (3,) that most of the level points share, within the gate, or None."""
    rng = np.random.default_rng(limits.seed)
    if len(rays) > limits.points:
        chosen = rng.choice(len(rays), limits.points, replace=False)
        rays, inverse = rays[chosen], inverse[chosen]
    triples = rng.integers(0, len(rays), (limits.hypotheses, 3))
    corners = rays[triples]
    sound = np.abs(np.linalg.det(corners)) > 1e-4
    if not sound.any():
        return None
    planes = np.linalg.solve(corners[sound], inverse[triples[sound]][..., None])[..., 0]
    planes = planes[_plausible(planes, down, gate, limits)]
    if not len(planes):
        return None
    misfit = np.abs(planes @ rays.T - inverse)
    votes = (misfit < 2.5 * SIGMA_INVERSE_M).sum(axis=1)
    best: FloatArray = planes[np.argmax(votes)]
    return best


def _plausible(planes: FloatArray, down: FloatArray, gate: float, limits: FloorLimits) -> BoolArray:
    """Which planes m (k, 3) lie level within the gate and under the camera as a floor does."""
    length = np.maximum(np.linalg.norm(planes, axis=-1), 1e-9)
    level = planes @ down > gate * length
    fits = (length > 1.0 / limits.max_height_m) & (length < 1.0 / limits.min_height_m)
    ok: BoolArray = level & fits
    return ok


def _refine(
    rays: FloatArray,
    inverse: FloatArray,
    seen: BoolArray,
    guess: tuple[FloatArray, FloatArray, float],
    limits: FloorLimits,
) -> Floor | None:
    """Least squares over all points near the guess, and the checks that make it a floor."""
    m, down, gate = guess
    near = np.zeros_like(seen)
    for width in (3.0, 2.5, 2.5):
        near = seen & (np.abs(rays @ m - inverse) < width * SIGMA_INVERSE_M)
        if near.sum() < limits.min_share * seen.size:
            return None
        r = rays[near]
        m = np.linalg.lstsq(r, inverse[near], rcond=None)[0]
    if not _plausible(m[None], down, gate, limits)[0]:
        return None
    offset = 1.0 / float(np.linalg.norm(m))
    normal = -m * offset
    points = rays[near] / inverse[near][:, None]
    below = seen & (inverse < rays @ m - 4.0 * SIGMA_INVERSE_M) & (rays @ m > 0)
    if below.sum() > limits.max_below * near.sum() or _area(points) < limits.min_area_m2:
        return None
    heights = points @ normal + offset
    rms = float(np.sqrt(np.mean(heights**2)))
    return Floor(normal, offset, "floor", rms, float(near.sum()) / seen.size)


def _area(points_m: FloatArray) -> float:
    """Ground area in m2: cells of 10 cm by 10 cm that a level plane's points (n, 3) fall in."""
    cells = np.floor(points_m[:, [0, 2]] * 10.0).astype(np.int64)
    return len(np.unique(cells[:, 0] * 4096 + cells[:, 1])) * 0.01


def assumed_floor(points_m: FloatArray, down: FloatArray, source: Source) -> Floor:
    """A floor where none is in the picture: level by `down`, under the person's lowest part.

    points_m: (n, 3) of the person, n > 0; the lowest percent of them is taken as noise.
    """
    normal = -down / np.linalg.norm(down)
    return Floor(normal, -float(np.percentile(points_m @ normal, 1.0)), source)


def fuse(floors: Sequence[Floor]) -> Floor | None:
    """One floor for a recording whose camera stands still: the median of what its frames show.

    Floors that were seen outrank assumed ones. None where there is none.
    """
    seen = [floor for floor in floors if floor.source == "floor"] or list(floors)
    if not seen:
        return None
    normal = np.median([floor.normal for floor in seen], axis=0)
    normal = normal / np.linalg.norm(normal)
    return Floor(
        normal,
        float(np.median([floor.offset_m for floor in seen])),
        seen[0].source,
        float(np.median([floor.rms_m for floor in seen])),
        float(np.median([floor.share for floor in seen])),
    )
