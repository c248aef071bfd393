"""The member's pixels in an upright depth picture, with OpenCV. May import kiosk.core and cv2.

Works on a thinned picture (about 212 pixels of focal length), cuts it at depth edges, joins the
pieces that make one body, chooses the member, and refines the edge at full resolution. The
background may already be 0 (a camera that cuts people out itself).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.core.floor import SIGMA_INVERSE_M, Floor
from kiosk.core.frame import BoolArray, FloatArray, Intrinsics
from kiosk.core.zone import Blob, PersonMask, Zone, choose_member, count_others, ground_axes

__all__ = ["PersonMask", "Segmenter"]

_Image = NDArray[np.float32]
_FOCAL_PX: Final = 212.0
_MIN_PIECE_PX: Final = 12
_MIN_BODY_PX: Final = 120
_KERNEL: Final = np.ones((3, 3), np.uint8)
_WIDE_KERNEL: Final = np.ones((5, 5), np.uint8)


@dataclass(frozen=True, slots=True, eq=False)
class _Scene:
    """The thinned picture: depth, where each pixel is on the floor, and which may be a body."""

    step: int
    z: _Image
    right: _Image
    ahead: _Image
    height: _Image
    floor_edge: _Image
    near: _Image
    solid: BoolArray


@dataclass(frozen=True, slots=True, eq=False)
class _Piece:
    """One label of the thinned picture: its box (slices) and its pixels in it."""

    label: int
    rows: slice
    cols: slice
    pixels: BoolArray
    blob: Blob


class Segmenter:
    """Finds the member in the test zone. Holds no picture: the same input gives the same mask."""

    def __init__(self, zone: Zone = Zone()) -> None:
        self._zone = zone

    def segment(
        self,
        depth_m: _Image,
        lens: Intrinsics,
        floor: Floor | None,
        down: FloatArray,
        previous: PersonMask | None = None,
    ) -> PersonMask | None:
        """The member's mask, or None where nobody person-like is in the zone.

        depth_m: (H, W) metres, upright, 0 = no return. floor: None where none is known (then
        nothing is removed as floor and heights are relative to the camera). down: (3,) unit
        vector towards the earth, used without a floor. previous: the member one frame ago.
        """
        scene = _survey(depth_m, lens, floor, down, self._zone)
        labels, pieces = _pieces(scene, lens)
        groups = _bodies(labels, pieces, scene)
        blobs = [_measure_group(group, scene, lens) for group in groups]
        member = choose_member(blobs, self._zone, previous.place_m if previous else None)
        if member is None:
            return None
        others = count_others(blobs, self._zone, member)
        return _finish(depth_m, groups[member], blobs[member], others, scene, lens)


def _survey(
    depth_m: _Image, lens: Intrinsics, floor: Floor | None, down: FloatArray, zone: Zone
) -> _Scene:
    step = max(1, round(lens.fx / _FOCAL_PX))
    z = cv2.medianBlur(np.ascontiguousarray(depth_m[::step, ::step]), 3)
    axis = floor.down if floor is not None else down
    right_axis, ahead_axis = ground_axes(axis)
    x = ((np.arange(z.shape[1]) * step - lens.cx) / lens.fx).astype(np.float32)
    y = ((np.arange(z.shape[0]) * step - lens.cy) / lens.fy).astype(np.float32)

    def along(direction: FloatArray) -> _Image:
        d = direction.astype(np.float32)
        row: _Image = (y * d[1] + d[2])[:, None] + (x * d[0])[None, :]
        return row

    rise = along(-axis)
    height = z * rise
    near = np.float32(SIGMA_INVERSE_M) * z * z
    floor_edge = np.zeros_like(z)
    solid = z > 0.3
    if floor is not None:
        height += np.float32(floor.offset_m)
        floor_edge = np.maximum(np.float32(0.02), 2.5 * near * np.abs(rise))
        solid &= (height > floor_edge) & (height < zone.max_tall_m + 0.1)
    right, ahead = z * along(right_axis), z * along(ahead_axis)
    reach = zone.half_width_m + zone.margin_m
    solid &= np.abs(right - np.float32(zone.right_m)) < reach
    solid &= (ahead > zone.near_m - zone.margin_m) & (ahead < zone.far_m + zone.margin_m)
    return _Scene(step, z, right, ahead, height, floor_edge, near, solid)


def _jump_m(z: _Image) -> _Image:
    """Depth step between neighbours that parts two things: a thigh seen at a grazing angle stays
    whole (57 mm a pixel at 2.5 m), the noise of a stereo camera too."""
    tolerance: _Image = 0.08 + 0.02 * z * z
    return tolerance


def _pieces(scene: _Scene, lens: Intrinsics) -> tuple[NDArray[np.int32], list[_Piece]]:
    """Cut at depth edges (the farther side gives way) and label what stays connected."""
    # What gave no return counts as far away: it never cuts the thing beside it.
    z = np.where(scene.z > 0, scene.z, np.float32(100.0))
    tolerance = _jump_m(z)
    kept = scene.solid.copy()
    across = z[:, 1:] - z[:, :-1]
    kept[:, 1:] &= across < tolerance[:, :-1]
    kept[:, :-1] &= across > -tolerance[:, 1:]
    along = z[1:] - z[:-1]
    kept[1:] &= along < tolerance[:-1]
    kept[:-1] &= along > -tolerance[1:]
    count, labels, stats, _ = cv2.connectedComponentsWithStats(
        kept.astype(np.uint8), connectivity=4
    )
    pieces = []
    for label in range(1, count):
        left, top, width, height, n_px = (int(value) for value in stats[label])
        if n_px < _MIN_PIECE_PX:
            continue
        rows, cols = slice(top, top + height), slice(left, left + width)
        pixels = labels[rows, cols] == label
        blob = _measure(rows, cols, pixels, scene, lens)
        pieces.append(_Piece(label, rows, cols, pixels, blob))
    return labels, pieces


def _measure(rows: slice, cols: slice, pixels: BoolArray, scene: _Scene, lens: Intrinsics) -> Blob:
    """Place, heights and width of the pixels of one box of the thinned picture."""
    height = scene.height[rows, cols][pixels]
    right = scene.right[rows, cols][pixels]
    ahead = scene.ahead[rows, cols][pixels]
    bottom, top = np.percentile(height, [1.0, 99.0])
    a_px = float(np.median(ahead)) * scene.step / lens.fx
    widths = pixels.sum(axis=1)
    return Blob(
        right_m=float(np.median(right)),
        ahead_m=float(np.median(ahead)),
        bottom_m=float(bottom),
        top_m=float(top),
        width_m=float(np.median(widths[widths > 0])) * a_px,
        n_px=int(pixels.sum()),
    )


def _bodies(labels: NDArray[np.int32], pieces: list[_Piece], scene: _Scene) -> list[list[_Piece]]:
    """Pieces that make one thing: what a body holds before itself (hands, the shins of a deep
    squat) is cut off it by its own depth edges, and lies nearer to the camera, never behind."""
    free = sorted(pieces, key=lambda piece: -piece.blob.top_m)
    groups = []
    while free:
        trunk = free.pop(0)
        if trunk.blob.n_px < _MIN_BODY_PX:
            continue
        group = [trunk, *(p for p in free if _belongs(p, trunk, labels, scene))]
        free = [p for p in free if p not in group]
        groups.append(group)
    return groups


def _belongs(piece: _Piece, trunk: _Piece, labels: NDArray[np.int32], scene: _Scene) -> bool:
    """Whether a piece is a limb in front of the trunk."""
    apart = np.hypot(
        piece.blob.right_m - trunk.blob.right_m, piece.blob.ahead_m - trunk.blob.ahead_m
    )
    if apart > 0.85 or piece.blob.n_px > trunk.blob.n_px or piece.blob.tall_m > 0.75:
        return False
    rows = slice(max(0, piece.rows.start - 3), piece.rows.stop + 3)
    cols = slice(max(0, piece.cols.start - 3), piece.cols.stop + 3)
    own = (labels[rows, cols] == piece.label).astype(np.uint8)
    around = cv2.dilate(own, _KERNEL, iterations=3) > 0
    contact = around & (labels[rows, cols] == trunk.label)
    if contact.sum() < 3:
        return False
    z = scene.z[rows, cols]
    back = cv2.dilate(contact.astype(np.uint8), _KERNEL, iterations=3) > 0
    gap = float(np.median(z[contact]) - np.median(z[back & (own > 0)]))
    return -0.1 < gap < 0.75


def _measure_group(group: list[_Piece], scene: _Scene, lens: Intrinsics) -> Blob:
    rows, cols, pixels = _joined(group)
    return _measure(rows, cols, pixels, scene, lens)


def _joined(group: list[_Piece]) -> tuple[slice, slice, BoolArray]:
    """One box and its pixels for all pieces of a group."""
    top, left = min(p.rows.start for p in group), min(p.cols.start for p in group)
    low, right = max(p.rows.stop for p in group), max(p.cols.stop for p in group)
    pixels = np.zeros((low - top, right - left), dtype=bool)
    for p in group:
        rows = slice(p.rows.start - top, p.rows.stop - top)
        cols = slice(p.cols.start - left, p.cols.stop - left)
        pixels[rows, cols] |= p.pixels
    return slice(top, low), slice(left, right), pixels


def _finish(
    depth_m: _Image,
    group: list[_Piece],
    blob: Blob,
    others: int,
    scene: _Scene,
    lens: Intrinsics,
) -> PersonMask:
    """The full-resolution mask: pixels near the thinned one whose depth fits what is around."""
    rows, cols, pixels = _joined(group)
    h, w = scene.z.shape
    rows_wide = slice(max(0, rows.start - 2), min(h, rows.stop + 2))
    cols_wide = slice(max(0, cols.start - 2), min(w, cols.stop + 2))
    coarse = np.zeros((rows_wide.stop - rows_wide.start, cols_wide.stop - cols_wide.start), bool)
    inner_r, inner_c = rows.start - rows_wide.start, cols.start - cols_wide.start
    coarse[inner_r : inner_r + pixels.shape[0], inner_c : inner_c + pixels.shape[1]] = pixels
    z = scene.z[rows_wide, cols_wide]
    slack = 0.5 * _jump_m(z)
    high = cv2.dilate(np.where(coarse, z + slack, np.float32(0.0)), _KERNEL)
    low = cv2.erode(np.where(coarse, z - slack, np.float32(100.0)), _KERNEL)
    height, edge = scene.height[rows_wide, cols_wide], scene.floor_edge[rows_wide, cols_wide]
    high[(height < 0.7 * edge) & (edge > 0)] = 0.0
    step = scene.step
    box = (
        cols_wide.start * step,
        rows_wide.start * step,
        min(lens.width, cols_wide.stop * step),
        min(lens.height, rows_wide.stop * step),
    )
    part = depth_m[box[1] : box[3], box[0] : box[2]]
    fine = (part <= _enlarge(high, part, step)) & (part >= _enlarge(low, part, step))
    mask = np.zeros(depth_m.shape, dtype=bool)
    mask[box[1] : box[3], box[0] : box[2]] = fine
    return _person(depth_m, mask, box, blob, others, lens)


def _enlarge(image: _Image, like: _Image, step: int) -> _Image:
    if step == 1:
        return image
    size = (image.shape[1] * step, image.shape[0] * step)
    large: _Image = cv2.resize(image, size, interpolation=cv2.INTER_NEAREST)
    return large[: like.shape[0], : like.shape[1]]


def _person(
    depth_m: _Image,
    mask: BoolArray,
    box: tuple[int, int, int, int],
    blob: Blob,
    others: int,
    lens: Intrinsics,
) -> PersonMask:
    part = mask[box[1] : box[3], box[0] : box[2]]
    v, u = np.nonzero(part)
    z = depth_m[box[1] : box[3], box[0] : box[2]][part].astype(np.float64)
    x = (u + box[0] - lens.cx) / lens.fx * z
    y = (v + box[1] - lens.cy) / lens.fy * z
    centroid = np.array([x.mean(), y.mean(), z.mean()])
    edges = {"top": mask[0], "bottom": mask[-1], "left": mask[:, 0], "right": mask[:, -1]}
    cut_off = frozenset(name for name, line in edges.items() if line.sum() >= 3)
    place = (blob.right_m, blob.ahead_m)
    return PersonMask(mask, centroid, len(z), others, cut_off, place, blob.tall_m, box)
