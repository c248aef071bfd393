"""The pose network's contract: input patches, joints, output, and the way there and back.

Shared by the running kiosk and by the training recipe, so that the two cannot drift. numpy only.

Two patches of the same person, (CHANNELS, rows, columns) float32, nothing but the person in them:
`body` at 12.5 mm a pixel at the person's median depth, `feet` at 6.25 mm a pixel at the feet's.
  0  depth relative to the patch's reference depth, divided by DEPTH_SPAN_M, clipped to +-2
  1  share of the patch pixel's samples that hit the person, 0..1
  2  height above the person's lowest part along gravity, metres, clipped to 0..3
all of them 0 where nothing is. Output for each patch: (joints, 5) float32: column and row in patch
pixels, depth in metres relative to the reference depth, natural logarithm of the standard
deviation in metres across the line of sight (per axis) and along it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kiosk.core.frame import BoolArray, FloatArray, Intrinsics, deproject
from kiosk.core.skeleton import INDEX, Skeleton

CHANNELS: Final = 3
DEPTH_SPAN_M: Final = 0.5
MIN_PERSON_PX: Final = 400
FEET_UP_TO_M: Final = 0.22


@dataclass(frozen=True, slots=True)
class PatchSpec:
    """Size of a patch, its scale, and how many rows lie below the person's lowest part."""

    rows: int
    columns: int
    mm_per_px: float
    foot_rows: int


BODY: Final = PatchSpec(192, 128, 12.5, 10)
FEET: Final = PatchSpec(64, 128, 6.25, 8)

JOINTS: Final = (
    "Head", "Neck", "LShoulder", "RShoulder", "LElbow", "RElbow", "LWrist", "RWrist",
    "LHip", "RHip", "LKnee", "RKnee", "LAnkle", "RAnkle",
    "LBigToe", "RBigToe", "LSmallToe", "RSmallToe", "LHeel", "RHeel",
)  # fmt: skip
"""What the body branch estimates, in its output's order; `Hip` is the hips' midpoint."""
FEET_JOINTS: Final = JOINTS[12:]
"""What the feet branch estimates as well, on its finer patch."""

_SUB: Final = np.array([-0.25, 0.25])


@dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """One patch and the map back to the picture: picture pixel = origin + step * patch pixel."""

    values: NDArray[np.float32]
    origin_u: float
    origin_v: float
    step: float
    z_ref_m: float


Window = tuple[NDArray[np.float32], int, int]
"""Depth of the person alone (0 elsewhere) in a part of the picture, and its left and top pixel."""


@dataclass(frozen=True, slots=True, eq=False)
class Crop:
    """The network's input for one frame."""

    body: Patch
    feet: Patch


@dataclass(frozen=True, slots=True)
class Jitter:
    """Displacement (patch pixels) and zoom of the crops: training's augmentation."""

    columns: float = 0.0
    rows: float = 0.0
    zoom: float = 1.0


def crop_person(
    depth_m: NDArray[np.float32],
    mask: BoolArray,
    lens: Intrinsics,
    down: FloatArray,
    jitter: tuple[Jitter, Jitter] = (Jitter(), Jitter()),
    box: tuple[int, int, int, int] | None = None,
) -> Crop | None:
    """Cut the person out of a depth picture; None where the mask holds too little to go by.

    depth_m, mask: (H, W), metres and the person's pixels. down: (3,) unit vector towards the
    earth, optical frame. box: (left, top, right, bottom) that holds the whole mask, which saves
    looking elsewhere; right and bottom excluded.
    """
    left, top = (2 * (k // 2) for k in box[:2]) if box is not None else (0, 0)
    right, bottom = box[2:] if box is not None else (lens.width, lens.height)
    part = (slice(top, bottom), slice(left, right))
    seen = np.where(mask[part], depth_m[part], np.float32(0.0))
    rows, cols = np.nonzero(mask[part][::2, ::2])
    if len(rows) * 4 < MIN_PERSON_PX:
        return None
    z = seen[::2, ::2][rows, cols]
    z_body = float(np.median(z))
    if not np.isfinite(z_body) or z_body < 0.2:
        return None
    rows, cols = rows + top // 2, cols + left // 2
    last = max(1, len(rows) // 200)
    foot_v = 2.0 * float(np.partition(rows, -last)[-last])
    lower = rows >= np.median(rows)
    reach = FEET_UP_TO_M * lens.fy / z_body
    low = 2.0 * rows >= foot_v - reach
    z_feet = float(np.median(z[low]))
    spots = (2.0 * float(np.median(cols[lower])), float(cols[low].min() + cols[low].max()))
    patches = [
        _patch((seen, left, top), lens, down, spec, (u, foot_v, zr), move)
        for spec, u, zr, move in zip((BODY, FEET), spots, (z_body, z_feet), jitter, strict=True)
    ]
    return Crop(*patches)


def _patch(
    seen: Window,
    lens: Intrinsics,
    down: FloatArray,
    spec: PatchSpec,
    spot: tuple[float, float, float],
    jitter: Jitter,
) -> Patch:
    u, v, z_ref = spot
    step = spec.mm_per_px / 1000.0 * lens.fx / z_ref * jitter.zoom
    origin_u = u - step * (spec.columns / 2 + jitter.columns)
    origin_v = v - step * (spec.rows - spec.foot_rows + jitter.rows)
    patch = Patch(np.zeros(0, np.float32), origin_u, origin_v, step, z_ref)
    values = _sample(seen, lens, down, spec, patch)
    return Patch(values, origin_u, origin_v, step, z_ref)


def _sample(
    window: Window,
    lens: Intrinsics,
    down: FloatArray,
    spec: PatchSpec,
    where: Patch,
) -> NDArray[np.float32]:
    """Average 2x2 samples a patch pixel over those that hit the person."""
    seen, left, top = window
    column, row = np.arange(spec.columns), np.arange(spec.rows)
    u = where.origin_u + where.step * (column[:, None] + _SUB).ravel()
    v = where.origin_v + where.step * (row[:, None] + _SUB).ravel()
    iu, iv = np.rint(u).astype(np.intp) - left, np.rint(v).astype(np.intp) - top
    in_u, in_v = (iu >= 0) & (iu < seen.shape[1]), (iv >= 0) & (iv < seen.shape[0])
    z = np.zeros((2 * spec.rows, 2 * spec.columns), np.float32)
    if in_u.any() and in_v.any():  # both are one run of samples: the window cuts the patch
        put = tuple(slice(k[0], k[-1] + 1) for k in (np.flatnonzero(in_v), np.flatnonzero(in_u)))
        z[put] = seen[iv[in_v]][:, iu[in_u]]
    count = np.zeros((spec.rows, spec.columns), np.float32)
    total = count.copy()
    for a in (0, 1):
        for b in (0, 1):
            count += z[a::2, b::2] > 0
            total += z[a::2, b::2]
    mean = total / np.maximum(count, np.float32(1.0))
    any_hit = count > 0
    pu = ((where.origin_u + where.step * column - lens.cx) / lens.fx).astype(np.float32)
    pv = ((where.origin_v + where.step * row - lens.cy) / lens.fy).astype(np.float32)
    up = (-down).astype(np.float32)
    height = mean * (up[0] * pu[None, :] + up[1] * pv[:, None] + up[2])
    if any_hit.any():
        found = height[any_hit]
        rank = len(found) // 100
        height = height - np.partition(found, rank)[rank]
    patch = np.zeros((CHANNELS, spec.rows, spec.columns), np.float32)
    patch[0] = np.where(any_hit, np.clip((mean - where.z_ref_m) / DEPTH_SPAN_M, -2.0, 2.0), 0.0)
    patch[1] = count * np.float32(0.25)
    patch[2] = np.where(any_hit, np.clip(height, 0.0, 3.0), 0.0)
    return patch


def to_patch(points_m: FloatArray, patch: Patch, lens: Intrinsics) -> FloatArray:
    """Camera-frame points (J, 3), metres, to network units (J, 3): the inverse of `decode`."""
    z = points_m[:, 2]
    u = points_m[:, 0] / z * lens.fx + lens.cx
    v = points_m[:, 1] / z * lens.fy + lens.cy
    return np.stack(
        [(u - patch.origin_u) / patch.step, (v - patch.origin_v) / patch.step, z - patch.z_ref_m],
        axis=-1,
    )


def _joints(
    output: NDArray[np.float32], patch: Patch, lens: Intrinsics
) -> tuple[FloatArray, FloatArray]:
    """Network output (J, 5) to camera-frame points (J, 3) and variances (J, 3), metres."""
    out = output.astype(np.float64)
    u = patch.origin_u + patch.step * out[:, 0]
    v = patch.origin_v + patch.step * out[:, 1]
    points = deproject(u, v, patch.z_ref_m + out[:, 2], lens)
    return points, np.exp(2.0 * out[:, [3, 3, 4]])


def decode(
    body: NDArray[np.float32],
    feet: NDArray[np.float32],
    crop: Crop,
    lens: Intrinsics,
    time_s: float,
) -> Skeleton:
    """Both outputs to one skeleton in the picture's optical frame, metres.

    Where both branches speak, each axis is their mean weighted by the inverse variances that they
    state; the variance is the smaller of the two, since they see the same noise. sigma_m is the
    root of the three variances' sum: the 3D error that the network expects of itself.
    """
    points_b, var_b = _joints(body, crop.body, lens)
    points_f, var_f = _joints(feet, crop.feet, lens)
    both = slice(len(JOINTS) - len(FEET_JOINTS), None)
    weight = var_b[both] / (var_b[both] + var_f)
    points_b[both] = weight * points_f + (1.0 - weight) * points_b[both]
    var_b[both] = np.minimum(var_b[both], var_f)
    points = np.full((len(INDEX), 3), np.nan)
    sigmas = np.full(len(INDEX), np.nan)
    where = [INDEX[name] for name in JOINTS]
    points[where], sigmas[where] = points_b, np.sqrt(var_b.sum(axis=1))
    hips = [INDEX["LHip"], INDEX["RHip"]]
    points[INDEX["Hip"]] = points[hips].mean(axis=0)
    sigmas[INDEX["Hip"]] = np.sqrt((sigmas[hips] ** 2).mean())
    return Skeleton(points, sigmas, time_s)
