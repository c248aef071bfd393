"""The floor: a plane found in a depth picture, or assumed where none is seen.

May import numpy and kiosk.core. The plane is found and fitted in inverse depth (core/plane.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from kiosk.core.frame import BoolArray, FloatArray, Intrinsics
from kiosk.core.plane import InverseGrid, fit, ransac, thin

Source = Literal["floor", "imu", "mount"]

PICTURE_DOWN: Final = (0.0, 1.0, 0.0)
_FOCAL_PX: Final = 106.0
_CELLS: Final = 128
GATE_IMU_DEG: Final = 8.0
GATE_MOUNT_DEG: Final = 25.0


@dataclass(frozen=True, slots=True, eq=False)
class Floor:
    """A plane n.p + d = 0 in the upright optical frame, the camera above it.

    normal: (3,) unit vector away from the earth. offset_m: d, the camera's height.
    source: 'floor' = seen; 'imu' or 'mount' = direction from there, height from the person's
    lowest part. rms_m: of the heights of its points. share: of the picture's pixels on it.
    noise_inverse_m: spread of 1/z about it (1/m), this camera's noise; 0 where no
    floor was seen.
    """

    normal: FloatArray
    offset_m: float
    source: Source
    rms_m: float = 0.0
    share: float = 0.0
    noise_inverse_m: float = 0.0

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
    """What counts as a floor; shares are of the picture's pixels."""

    min_height_m: float = 0.15
    max_height_m: float = 2.6
    max_distance_m: float = 6.0
    min_share: float = 0.02
    min_area_m2: float = 0.3
    max_below: float = 0.25
    tries: int = 3


_LIMITS: Final = FloorLimits()


def sigma_inverse(lens: Intrinsics) -> float:
    """Noise of 1/z (1/m) to expect: 0.08 pixels of disparity over a baseline of 50 mm (D435i:
    24 mm at 2.5 m and 848 pixels, as measured). Better cameras stay below."""
    return 0.08 / (0.05 * lens.fx)


def find_floor(
    depth_m: NDArray[np.float32],
    lens: Intrinsics,
    gravity: FloatArray | None,
    limits: FloorLimits = _LIMITS,
) -> Floor | None:
    """The floor in an upright picture, or None where no plane has the support of one.

    depth_m: (H, W) metres, 0 = no return. gravity: (3,) unit vector towards the earth from the
    IMU (the plane must agree within GATE_IMU_DEG), or None (within GATE_MOUNT_DEG of the
    picture's down). Deterministic: the same picture gives the same floor.
    """
    down = np.array(PICTURE_DOWN) if gravity is None else gravity / np.linalg.norm(gravity)
    gate = float(np.cos(np.radians(GATE_MOUNT_DEG if gravity is None else GATE_IMU_DEG)))

    def lies_as_a_floor(planes: FloatArray) -> BoolArray:
        length = np.maximum(np.linalg.norm(planes, axis=-1), 1e-9)
        under = (length > 1.0 / limits.max_height_m) & (length < 1.0 / limits.min_height_m)
        ok: BoolArray = under & (planes @ down > gate * length)
        return ok

    sigma = sigma_inverse(lens)
    grid = thin(depth_m, lens, _FOCAL_PX, limits.max_distance_m)
    level = _level(grid, down)
    for _ in range(limits.tries):
        if level.sum() < limits.min_share * level.size:
            return None
        m = ransac(grid, level, lies_as_a_floor, 2.5 * sigma)
        if m is None:
            return None
        floor, near = _refine(grid, m, sigma, limits)
        if floor is not None and lies_as_a_floor(-floor.normal[None] / floor.offset_m)[0]:
            return floor
        level &= ~near  # A bench or a table: look for what lies under it.
    return None


def _level(grid: InverseGrid, down: FloatArray) -> BoolArray:
    """Pixels whose neighbourhood (3 thinned pixels to each side) is roughly level.

    In 1/z the neighbourhood's plane is its two slopes and its value: m = (a, b, q - a x - b y).
    """
    reach, q, seen = 3, grid.inverse, grid.seen
    h, w = q.shape
    level = np.zeros((h, w), dtype=bool)
    if h <= 2 * reach or w <= 2 * reach:
        return level
    rows, cols = slice(reach, h - reach), slice(reach, w - reach)
    left, right = (rows, slice(0, w - 2 * reach)), (rows, slice(2 * reach, w))
    above, below = (slice(0, h - 2 * reach), cols), (slice(2 * reach, h), cols)
    whole = seen[rows, cols] & seen[left] & seen[right] & seen[above] & seen[below]
    a = (q[right] - q[left]) / (2 * reach * (grid.x[1] - grid.x[0]))
    b = (q[below] - q[above]) / (2 * reach * (grid.y[1] - grid.y[0]))
    c = q[rows, cols] - a * grid.x[None, cols] - b * grid.y[rows, None]
    dx, dy, dz = (np.float32(value) for value in down)
    along = a * dx + b * dy + c * dz
    level[rows, cols] = whole & (along > 0) & (along * along > 0.5 * (a * a + b * b + c * c))
    return level


def _refine(
    grid: InverseGrid, guess: FloatArray, sigma: float, limits: FloorLimits
) -> tuple[Floor | None, BoolArray]:
    """Least squares over all pixels near the guess, and the checks of size that make it a floor;
    also the pixels (h, w) on it."""
    m, near, spread = guess, grid.seen, sigma
    for _ in range(4):
        misfit = grid.inverse - grid.expected(m)
        near = grid.seen & (np.abs(misfit) < 2.5 * spread)
        better = fit(grid, near)
        if better is None or near.sum() < limits.min_share * near.size:
            return None, near
        m = better
        # What lies within 2.5 standard deviations of a normal spread shows 0.95 of it.
        seen = float(np.sqrt(np.mean(misfit[near].astype(np.float64) ** 2))) / 0.95
        spread = min(max(seen, 0.3 * sigma), 2.0 * sigma)
    expected = grid.expected(m)
    misfit = grid.inverse - expected
    below = grid.seen & (misfit < -4.0 * spread) & (expected > 0)
    offset = 1.0 / float(np.linalg.norm(m))
    normal = -m * offset
    u = np.nonzero(near)[1]
    z = 1.0 / grid.inverse[near].astype(np.float64)
    if below.sum() > limits.max_below * near.sum():
        return None, near
    if _area_m2(grid.x[u] * z, z) < limits.min_area_m2:
        return None, near
    off = misfit[near].astype(np.float64)
    # A height is the misfit in 1/z times z times the camera's height: n.p + d = (m.r z - 1)(-d).
    rms = float(np.sqrt(np.mean((off * z * offset) ** 2)))
    noise = float(np.sqrt(np.mean(off**2)))
    share = float(near.sum()) / near.size
    return Floor(normal, offset, "floor", rms, share, noise), near


def _area_m2(x_m: FloatArray, z_m: FloatArray) -> float:
    """Ground area: cells of 10 cm by 10 cm that a level plane's points (n,) fall in."""
    cells = np.zeros(_CELLS * _CELLS, dtype=bool)
    column = np.clip(x_m * 10.0 + _CELLS / 2, 0, _CELLS - 1).astype(np.int64)
    row = np.clip(z_m * 10.0, 0, _CELLS - 1).astype(np.int64)
    cells[column * _CELLS + row] = True
    return float(cells.sum()) * 0.01


def assumed_floor(points_m: FloatArray, down: FloatArray, source: Source) -> Floor:
    """A floor where none is in the picture: level by `down`, under the person's lowest part.

    points_m: (n, 3) of the person, n > 0; the lowest percent of them is taken as noise.
    """
    normal = -down / np.linalg.norm(down)
    return Floor(normal, -float(np.percentile(points_m @ normal, 1.0)), source)


def standing_level(heights_m: FloatArray, area_m2: FloatArray) -> float:
    """Height of the surface that the feet stand on: 0 for the floor, more for a mat on it.

    heights_m, area_m2: (n,) of the pixels around the feet: above the floor, and the ground that
    each covers. The highest level between -4 and 10 cm that holds 0.1 m2 within 15 mm; two shoes
    are far less. 0 where no level does.
    """
    low, high, bins = -0.04, 0.10, 28
    tall = (heights_m > low) & (heights_m < high)
    index = ((heights_m[tall] - low) * (bins / (high - low))).astype(np.int64)
    spread = np.bincount(np.minimum(index, bins - 1), area_m2[tall], bins)
    smooth = np.convolve(spread, np.ones(3), mode="same")
    peak = (smooth >= 0.10) & (smooth >= 0.4 * smooth.max())
    peak[1:] &= smooth[1:] >= smooth[:-1]
    peak[:-1] &= smooth[:-1] >= smooth[1:]
    if not peak.any():
        return 0.0
    level = low + (int(np.nonzero(peak)[0][-1]) + 0.5) * (high - low) / bins
    return float(np.median(heights_m[np.abs(heights_m - level) < 0.0075]))


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
        float(np.median([floor.noise_inverse_m for floor in seen])),
    )
