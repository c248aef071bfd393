"""The member's pixels in an upright depth picture. May import kiosk.core and its two helpers.

Cuts the picture into pieces (pieces_cv), joins those that make one body (core/body), chooses the
member (core/zone), and draws the mask at full resolution (edge_cv). The background may already be
0 (a camera that cuts people out itself).
"""

from __future__ import annotations

from typing import Final

import numpy as np

from kiosk.adapters.edge_cv import Outline, full_mask
from kiosk.adapters.pieces_cv import (
    MIN_BODY_PX,
    Piece,
    Survey,
    cut,
    labels_of,
    survey,
    with_flatness,
)
from kiosk.core.body import bodies, measure
from kiosk.core.floor import PICTURE_DOWN, Floor
from kiosk.core.frame import BoolArray, FloatArray, Intrinsics
from kiosk.core.plane import Float32
from kiosk.core.touching import across_holes, contacts
from kiosk.core.zone import Blob, PersonMask, Zone, choose_member, count_others

__all__ = ["PersonMask", "Segmenter"]

_ZONE: Final = Zone()
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
        labels = labels_of(pieces, scene.z.shape)
        touching = contacts(labels, scene.z)
        across_holes(labels, scene.z, touching)
        were = _were(pieces, previous, scene) if previous is not None else ()
        groups = bodies(blobs, touching, MIN_BODY_PX, self._zone.max_width_m, were)
        wholes = [_whole([pieces[i] for i in group], blobs[group[0]], scene, lens)
                  for group in groups]  # fmt: skip
        found = [whole.blob for whole in wholes]
        member = choose_member(found, self._zone, previous.place_m if previous else None)
        if member is None:
            return None
        others = count_others(found, self._zone, member)
        outline = full_mask(depth_m, wholes[member], scene, lens, floor is not None)
        return None if outline is None else _person(outline, found[member], others, scene)


def _were(pieces: list[Piece], previous: PersonMask, scene: Survey) -> list[float]:
    """Share of each piece that was the member's one frame ago; 0 where the pictures differ."""
    before = previous.mask[:: scene.step, :: scene.step]
    if before.shape != scene.z.shape:
        return [0.0] * len(pieces)
    return [
        np.count_nonzero(before[p.rows, p.cols] & p.pixels) / max(p.blob.n_px, 1) for p in pieces
    ]


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


def _person(outline: Outline, blob: Blob, others: int, scene: Survey) -> PersonMask:
    """The mask with its measures."""
    mask, around = outline.mask, outline.around
    v = np.nonzero(mask[around].any(axis=1))[0] + around[0].start
    u = np.nonzero(mask[around].any(axis=0))[0] + around[1].start
    box = (int(u[0]), int(v[0]), int(u[-1]) + 1, int(v[-1]) + 1)
    return PersonMask(
        mask=mask,
        centroid_m=outline.centroid_m,
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
