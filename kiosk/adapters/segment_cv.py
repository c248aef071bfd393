"""The member's pixels in an upright depth picture, with OpenCV. May import kiosk.core and cv2.

Cuts the picture into pieces (pieces_cv), joins those that make one body (core/body), chooses the
member (core/zone), and refines the mask's edge at full resolution. The background may already be
0 (a camera that cuts people out itself).
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from kiosk.adapters.pieces_cv import (
    MIN_BODY_PX,
    Piece,
    Survey,
    cut,
    labels_of,
    survey,
    tolerance_m,
    with_flatness,
)
from kiosk.core.body import bodies, contacts, measure
from kiosk.core.floor import PICTURE_DOWN, Floor, standing_level
from kiosk.core.frame import BoolArray, FloatArray, Intrinsics
from kiosk.core.plane import Float32
from kiosk.core.zone import Blob, PersonMask, Zone, choose_member, count_others

__all__ = ["PersonMask", "Segmenter"]

_ZONE: Final = Zone()
_FAR_M: Final = np.float32(100.0)
_FEET_M: Final = 0.15
_AROUND_FEET_M: Final = 0.4
_BLANK_BAND: Final = 0.1
"""Widest blank band of a stereo camera as a share of the focal length: 10 cm baseline at 1 m."""


class Segmenter:
    """Finds the member in the test zone. Keeps nothing: the same input gives the same mask."""

    def __init__(self, zone: Zone = _ZONE) -> None:
        self._zone = zone

    def segment(
        self,
        depth_m: Float32,
        lens: Intrinsics,
        floor: Floor | None,
        down: FloatArray | None = None,
        previous: PersonMask | None = None,
    ) -> PersonMask | None:
        """The member's mask, or None where nobody person-like is in the zone.

        depth_m: (H, W) metres, upright, 0 = no return. floor: None where none is known (then
        nothing is removed as floor, and heights are relative to the camera). down: (3,) unit
        vector towards the earth, used without a floor; None: the picture's down.
        previous: the member one frame ago, who is then followed.
        """
        axis = np.array(PICTURE_DOWN) if down is None else down
        scene = survey(depth_m, lens, floor, axis, self._zone)
        pieces = cut(scene, lens)
        blobs = [with_flatness(piece, scene) for piece in pieces]
        touching = contacts(labels_of(pieces, scene.z.shape), scene.z)
        groups = bodies(blobs, touching, MIN_BODY_PX, self._zone.max_width_m)
        wholes = [_whole([pieces[i] for i in group], blobs[group[0]], scene, lens)
                  for group in groups]  # fmt: skip
        found = [whole.blob for whole in wholes]
        member = choose_member(found, self._zone, previous.place_m if previous else None)
        if member is None:
            return None
        others = count_others(found, self._zone, member)
        return _finish(depth_m, wholes[member], others, scene, lens, floor is not None)


def _whole(group: list[Piece], trunk: Blob, scene: Survey, lens: Intrinsics) -> Piece:
    """All pieces of a body as one."""
    if len(group) == 1:
        return Piece(group[0].rows, group[0].cols, group[0].pixels, trunk)
    top, left = min(p.rows.start for p in group), min(p.cols.start for p in group)
    low, right = max(p.rows.stop for p in group), max(p.cols.stop for p in group)
    pixels = np.zeros((low - top, right - left), dtype=bool)
    for p in group:
        pixels[p.rows.start - top : p.rows.stop - top,
               p.cols.start - left : p.cols.stop - left] |= p.pixels  # fmt: skip
    rows, cols = slice(top, low), slice(left, right)
    box = (rows, cols)
    blob = measure(
        pixels, scene.height[box], scene.right[box], scene.ahead[box], scene.step / lens.fx
    )
    return Piece(rows, cols, pixels, blob)


def _finish(
    depth_m: Float32, body: Piece, others: int, scene: Survey, lens: Intrinsics, floor: bool
) -> PersonMask | None:
    """The full-resolution mask: pixels beside the thinned one whose depth fits those around."""
    h, w = scene.z.shape
    rows = slice(max(0, body.rows.start - 1), min(h, body.rows.stop + 1))
    cols = slice(max(0, body.cols.start - 1), min(w, body.cols.stop + 1))
    coarse = np.zeros((rows.stop - rows.start, cols.stop - cols.start), dtype=bool)
    top, left = body.rows.start - rows.start, body.cols.start - cols.start
    coarse[top : top + body.pixels.shape[0], left : left + body.pixels.shape[1]] = body.pixels
    box = (rows, cols)
    stands = np.ones_like(coarse)
    if floor:
        stands = _above_ground(coarse, box, body.blob, scene, lens)
        coarse &= stands
    z, slack = scene.z[box], np.float32(0.5) * tolerance_m(scene.sigma_z[box])
    beside = np.ones((3, 3), np.uint8)
    most = np.asarray(cv2.dilate(np.where(coarse, z + slack, np.float32(0.0)), beside))
    least = np.asarray(cv2.erode(np.where(coarse, z - slack, _FAR_M), beside))
    # A pixel without return in the thinned picture says nothing about the ones that it stands for.
    most[~stands & (z > 0)] = 0.0
    step = scene.step
    v, u = slice(rows.start * step, rows.stop * step), slice(cols.start * step, cols.stop * step)
    part = depth_m[v, u]
    fine = (part <= _enlarge(most, part, step)) & (part >= _enlarge(least, part, step))
    mask = np.zeros(depth_m.shape, dtype=bool)
    mask[v, u] = fine
    here = z[coarse].astype(np.float64)
    if len(here) < MIN_BODY_PX:
        return None
    x = np.broadcast_to(scene.x[cols], coarse.shape)[coarse]
    y = np.broadcast_to(scene.y[rows, None], coarse.shape)[coarse]
    return _person(mask, (v, u), body.blob, others, scene, np.stack([x * here, y * here, here]))


def _above_ground(
    coarse: BoolArray, box: tuple[slice, slice], blob: Blob, scene: Survey, lens: Intrinsics
) -> BoolArray:
    """Pixels above what the feet stand on, be it the floor or a mat, by less than was asked of a
    piece: what is beside a shoe and only just above the ground is shoe.

    Low things beside the feet (the end of a bench) go as well.
    """
    height, right, ahead = scene.height[box], scene.right[box], scene.ahead[box]
    low = (height < _FEET_M) & (scene.z[box] > 0.3)
    feet = coarse & low
    aside = np.abs(right - np.float32(blob.right_m))
    middle = float(np.median(ahead[feet])) if feet.sum() >= 5 else blob.ahead_m
    near = np.abs(ahead - np.float32(middle)) < _AROUND_FEET_M
    around = low & near & (aside < _AROUND_FEET_M)
    slant = np.maximum(np.abs(scene.rise[box][around]), 0.05)
    area = (scene.z[box][around] * scene.step / lens.fx) ** 2 / slant
    level = np.float32(standing_level(height[around].astype(np.float64), area))
    edge = np.maximum(
        np.float32(0.012), np.float32(1.8) * scene.sigma_z[box] * np.abs(scene.rise[box])
    )
    stands: BoolArray = height - level > edge
    return stands & ~((height < 0.5) & ((aside > 0.55) | (np.abs(ahead - middle) > 0.7)))


def _enlarge(image: Float32, like: Float32, step: int) -> Float32:
    """A thinned picture at full resolution: each pixel repeated over its block."""
    if step == 1:
        return image
    size = (image.shape[1] * step, image.shape[0] * step)
    large = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_NEAREST), np.float32)
    return large[: like.shape[0], : like.shape[1]]


def _person(
    mask: BoolArray,
    around: tuple[slice, slice],
    blob: Blob,
    others: int,
    scene: Survey,
    points_m: FloatArray,
) -> PersonMask | None:
    """The mask with its measures; None where nothing is left of it. points_m: (3, n) of it."""
    v = np.nonzero(mask[around].any(axis=1))[0] + around[0].start
    u = np.nonzero(mask[around].any(axis=0))[0] + around[1].start
    if not len(v):
        return None
    box = (int(u[0]), int(v[0]), int(u[-1]) + 1, int(v[-1]) + 1)
    return PersonMask(
        mask=mask,
        centroid_m=points_m.mean(axis=1),
        n_px=int(np.count_nonzero(mask[around])),
        others=others,
        cut_off=_cut_off(mask, box, scene),
        place_m=(blob.right_m, blob.ahead_m),
        tall_m=blob.tall_m,
        box=box,
    )


def _cut_off(mask: BoolArray, box: tuple[int, int, int, int], scene: Survey) -> frozenset[str]:
    """Edges of the picture that the mask touches.

    A stereo camera has no depth in a band along one edge (its disparity there leads out of the
    other picture), so the edge is where depth begins; not so where the background is cut out.
    """
    height, width = mask.shape
    band = int(_BLANK_BAND / abs(float(scene.x[1] - scene.x[0]))) * scene.step
    if min(box[0], box[1], width - box[2], height - box[3]) > band:
        return frozenset()
    left, top, right, low = _edges_of_depth(scene, mask.shape, band)
    strips = {
        "left": mask[:, left : left + 2],
        "top": mask[top : top + 2],
        "right": mask[:, right - 2 : right],
        "bottom": mask[low - 2 : low],
    }
    return frozenset(name for name, strip in strips.items() if strip.sum() >= 3)


def _edges_of_depth(scene: Survey, shape: tuple[int, ...], band: int) -> tuple[int, int, int, int]:
    """(left, top, right, bottom) pixels between which the picture has depth.

    A band counts as blank where it is at most `band` wide and the picture beside it mostly full.
    """
    seen = scene.z > 0
    found = []
    for axis in (1, 0):
        n = shape[axis]
        share = np.count_nonzero(seen, axis=1 - axis) / seen.shape[1 - axis]
        full = np.nonzero(share > 0.5)[0] * scene.step
        first = int(full[0]) if len(full) and full[0] <= band else 0
        last = int(full[-1]) + scene.step if len(full) and n - full[-1] <= band else n
        found.append((first, min(n, last)))
    (left, right), (top, low) = found
    return left, top, right, low
