"""A depth picture cut into connected pieces, with OpenCV. May import kiosk.core and cv2.

Works on a thinned picture. What lies outside the zone or on the floor is left out; the rest is
cut at depth edges and labelled. A piece that is too wide for one person is cut again: the wall
that it leans on is taken away, or two people shoulder to shoulder are parted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.core.body import column_heights, is_flat, measure, valley
from kiosk.core.floor import Floor, sigma_inverse
from kiosk.core.frame import BoolArray, FloatArray, Intrinsics
from kiosk.core.plane import Float32, InverseGrid, ransac
from kiosk.core.zone import Blob, Zone, ground_axes

PICTURE_PX: Final = 60_000
"""About how many pixels the thinned picture has: 848 by 480 becomes 283 by 160, 18 mm a pixel at
2.5 m; 320 by 240 stays as it is."""
MIN_BODY_PX: Final = 70
_MIN_PIECE_PX: Final = 12
_MOST_PIECES: Final = 40
_TALL_M: Final = 0.7
_ONE_PERSON_M: Final = 0.75
_ABSENT_M: Final = np.float32(100.0)


@dataclass(frozen=True, slots=True, eq=False)
class Survey:
    """The thinned picture (all arrays (h, w)) and where on the floor each of its pixels is.

    x, y: (w,), (h,) rays. height: above the floor, or above the camera where no floor is known.
    rise: its share of a metre of depth. sigma_z: noise of the depth. solid: may be a body.
    noise_inverse_m: of 1/z; 0 where no floor has shown it. camera_m: its height above the floor,
    0 where no floor is known.
    """

    step: int
    x: Float32
    y: Float32
    z: Float32
    right: Float32
    ahead: Float32
    height: Float32
    rise: Float32
    sigma_z: Float32
    solid: BoolArray
    noise_inverse_m: float
    camera_m: float


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A connected thing: its box in the thinned picture, its pixels in the box, its measures."""

    rows: slice
    cols: slice
    pixels: BoolArray
    blob: Blob


def survey(
    depth_m: Float32, lens: Intrinsics, floor: Floor | None, down: FloatArray, zone: Zone
) -> Survey:
    """Thin the picture, smooth it by a 3 by 3 median, and lay it out on the floor."""
    step = max(1, round((depth_m.size / PICTURE_PX) ** 0.5))
    z = np.asarray(cv2.medianBlur(np.ascontiguousarray(depth_m[::step, ::step]), 3), np.float32)
    x = ((np.arange(z.shape[1]) * step - lens.cx) / lens.fx).astype(np.float32)
    y = ((np.arange(z.shape[0]) * step - lens.cy) / lens.fy).astype(np.float32)
    down = floor.down if floor is not None else down / np.linalg.norm(down)
    right_axis, ahead_axis = ground_axes(down)

    def along(direction: FloatArray) -> Float32:
        dx, dy, dz = (np.float32(value) for value in direction)
        share: Float32 = (y * dy + dz)[:, None] + (x * dx)[None, :]
        return share

    rise = along(-down)
    height, right, ahead = z * rise, z * along(right_axis), z * along(ahead_axis)
    noise = floor.noise_inverse_m if floor is not None else sigma_inverse(lens)
    sigma_z = np.float32(noise) * z * z
    solid = z > 0.3
    if floor is not None:
        height += np.float32(floor.offset_m)
        # What may be floor grows with the noise of its height.
        solid &= height > np.maximum(np.float32(0.02), np.float32(2.5) * sigma_z * np.abs(rise))
        solid &= height < zone.max_tall_m + 0.1
    solid &= np.abs(right - np.float32(zone.right_m)) < zone.half_width_m + zone.margin_m
    solid &= (ahead > zone.near_m - zone.margin_m) & (ahead < zone.far_m + zone.margin_m)
    noise, camera_m = (floor.noise_inverse_m, floor.offset_m) if floor is not None else (0.0, 0.0)
    return Survey(step, x, y, z, right, ahead, height, rise, sigma_z, solid, noise, camera_m)


def tolerance_m(sigma_z: Float32) -> Float32:
    """The depth step that parts two things: a thigh seen at a grazing angle stays whole (57 mm
    a pixel at 2.5 m), and noise cuts nothing."""
    step: Float32 = np.float32(0.08) + np.float32(3.0) * sigma_z
    return step


def cut(scene: Survey, lens: Intrinsics) -> list[Piece]:
    """The pieces of the picture, the largest first."""
    # What gave no return counts as far away: it never cuts the thing beside it.
    z = np.where(scene.z > 0, scene.z, _ABSENT_M)
    kept = scene.solid.copy()
    tolerance = tolerance_m(scene.sigma_z)
    across, along = z[:, 1:] - z[:, :-1], z[1:] - z[:-1]
    # The farther side gives way, so that the thing in front keeps its edge.
    kept[:, 1:] &= across < tolerance[:, 1:]
    kept[:, :-1] &= across > -tolerance[:, :-1]
    kept[1:] &= along < tolerance[1:]
    kept[:-1] &= along > -tolerance[:-1]
    pieces = []
    for piece in _connected(kept, (0, 0), scene, lens):
        pieces.extend(_part(piece, scene, lens))
    pieces.sort(key=lambda piece: -piece.blob.n_px)
    return pieces[:_MOST_PIECES]


def labels_of(pieces: list[Piece], shape: tuple[int, ...]) -> NDArray[np.uint8]:
    """(h, w) number of the piece + 1 at each pixel of the thinned picture, 0 = none."""
    labels = np.zeros(shape, np.uint8)
    for number, piece in enumerate(pieces, start=1):
        labels[piece.rows, piece.cols][piece.pixels] = number
    return labels


def _connected(
    kept: BoolArray, corner: tuple[int, int], scene: Survey, lens: Intrinsics
) -> list[Piece]:
    """Connected pieces of a part of the picture whose upper left corner (row, column) is given."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(
        kept.view(np.uint8) if kept.flags.c_contiguous else kept.astype(np.uint8), connectivity=4
    )
    pieces = []
    for label in range(1, count):
        left, top, width, height, n_px = (int(value) for value in stats[label])
        if n_px >= _MIN_PIECE_PX:
            pixels = labels[top : top + height, left : left + width] == label
            pieces.append(_piece(top + corner[0], left + corner[1], pixels, scene, lens))
    return pieces


def _piece(top: int, left: int, pixels: BoolArray, scene: Survey, lens: Intrinsics) -> Piece:
    rows, cols = slice(top, top + pixels.shape[0]), slice(left, left + pixels.shape[1])
    box = (rows, cols)
    blob = measure(
        pixels, scene.height[box], scene.right[box], scene.ahead[box], scene.step / lens.fx
    )
    return Piece(rows, cols, pixels, blob)


def _part(piece: Piece, scene: Survey, lens: Intrinsics) -> list[Piece]:
    """The piece, or what it falls into when it is wider than one person."""
    spread_m = piece.pixels.shape[1] * piece.blob.ahead_m * scene.step / lens.fx
    if spread_m < _ONE_PERSON_M or piece.blob.tall_m < _TALL_M:
        return [piece]
    if piece.blob.width_m > 1.0:
        rest = _without_wall(piece, scene, lens)
        return [part for found in rest for part in _part_people(found, scene, lens)]
    return _part_people(piece, scene, lens)


def _without_wall(piece: Piece, scene: Survey, lens: Intrinsics) -> list[Piece]:
    """What is left of a piece when the plane that most of it lies on is taken away."""
    box = (piece.rows, piece.cols)
    z = scene.z[box]
    inverse = np.where(z > 0, 1.0 / np.where(z > 0, z, 1.0), 0.0).astype(np.float32)
    grid = InverseGrid(scene.x[piece.cols], scene.y[piece.rows], inverse, piece.pixels)

    def any_plane(planes: FloatArray) -> BoolArray:
        return np.ones(len(planes), dtype=bool)

    noise = max(scene.noise_inverse_m, 1e-3)
    m = ransac(grid, piece.pixels, any_plane, 2.5 * noise, hypotheses=48, points=400)
    if m is None:
        return [piece]
    slack = 2.5 * noise + 0.03 * inverse * inverse
    off = piece.pixels & (np.abs(inverse - grid.expected(m)) > slack)
    opened = cv2.morphologyEx(off.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)) > 0
    on = _piece(piece.rows.start, piece.cols.start, piece.pixels & ~off, scene, lens)
    rest = _connected(opened, (piece.rows.start, piece.cols.start), scene, lens)
    return [on, *rest] if rest else [piece]


def _part_people(piece: Piece, scene: Survey, lens: Intrinsics) -> list[Piece]:
    """One piece, or two where people stand shoulder to shoulder."""
    if piece.blob.tall_m < _TALL_M:
        return [piece]
    box = (piece.rows, piece.cols)
    right = scene.right[box]
    every = max(1, piece.blob.n_px // 1500)
    across = right[piece.pixels][::every].astype(np.float64)
    width = scene.z[box][piece.pixels][::every].astype(np.float64) * scene.step / lens.fx
    area = every * width**2
    at = valley(column_heights(across, area))
    if at is None:
        return [piece]
    left_side = right < across.min() + at
    parts = [piece.pixels & left_side, piece.pixels & ~left_side]
    corner = (piece.rows.start, piece.cols.start)
    return [found for part in parts for found in _connected(part, corner, scene, lens)]


def with_flatness(piece: Piece, scene: Survey) -> Blob:
    """The piece's measures with `flat` decided; only things as tall as people are worth it."""
    blob = piece.blob
    if blob.n_px < MIN_BODY_PX or blob.tall_m < _TALL_M:
        return blob
    v, u = np.nonzero(piece.pixels)
    every = max(1, len(v) // 400)
    v, u = v[::every], u[::every]
    z = scene.z[piece.rows, piece.cols][v, u].astype(np.float64)
    x, y = scene.x[piece.cols][u], scene.y[piece.rows][v]
    flat = is_flat(x.astype(np.float64), y.astype(np.float64), z, scene.noise_inverse_m)
    return replace(blob, flat=flat)
