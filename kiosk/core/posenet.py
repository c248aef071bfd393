"""The pose network's contract: input patch, joints, output, and the way there and back.

Shared by the running kiosk and by the training recipe, so that the two cannot drift. numpy only.

Input patch (CHANNELS, PATCH_H, PATCH_W) float32, MM_PER_PX at the crop's reference depth, the
lowest part of the person FOOT_ROWS above the patch's lower edge, nothing but the person in it:
  0  depth relative to the reference depth, divided by DEPTH_SPAN_M, clipped to +-2; 0 = nothing
  1  share of the patch pixel's samples that hit the person, 0..1
  2  height above the person's lowest part along gravity, metres, clipped to 0..3; 0 = nothing
Output (JOINTS, 5) float32: column and row in patch pixels, depth in metres relative to the
reference depth, natural logarithm of the standard deviation in metres across the line of sight
(per axis) and along it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kiosk.core.frame import BoolArray, FloatArray, Intrinsics, deproject
from kiosk.core.skeleton import INDEX, Skeleton

PATCH_H: Final = 192
PATCH_W: Final = 128
CHANNELS: Final = 3
MM_PER_PX: Final = 12.5
FOOT_ROWS: Final = 10
DEPTH_SPAN_M: Final = 0.5
MIN_PERSON_PX: Final = 400

JOINTS: Final = (
    "Head", "Neck", "LShoulder", "RShoulder", "LElbow", "RElbow", "LWrist", "RWrist",
    "LHip", "RHip", "LKnee", "RKnee", "LAnkle", "RAnkle",
    "LBigToe", "RBigToe", "LSmallToe", "RSmallToe", "LHeel", "RHeel",
)  # fmt: skip
"""The joints that the network estimates, in its output's order; `Hip` is the hips' midpoint."""

_SUB: Final = np.array([-0.25, 0.25])


@dataclass(frozen=True, slots=True, eq=False)
class Crop:
    """One patch and the map back to the picture that it was cut from.

    patch: (CHANNELS, PATCH_H, PATCH_W) float32. Picture pixel = origin + step * patch pixel.
    """

    patch: NDArray[np.float32]
    origin_u: float
    origin_v: float
    step: float
    z_ref_m: float


def crop_person(
    depth_m: NDArray[np.float32],
    mask: BoolArray,
    lens: Intrinsics,
    down: FloatArray,
    shift_px: tuple[float, float] = (0.0, 0.0),
    zoom: float = 1.0,
) -> Crop | None:
    """Cut the person out of a depth picture; None where the mask holds too little to go by.

    depth_m, mask: (H, W), metres and the person's pixels. down: (3,) unit vector towards the
    earth, optical frame. shift_px and zoom move and scale the crop: training's augmentation.
    """
    rows, cols = np.nonzero(mask[::2, ::2])
    if len(rows) * 4 < MIN_PERSON_PX:
        return None
    z_person = depth_m[::2, ::2][rows, cols]
    z_ref = float(np.median(z_person))
    if not np.isfinite(z_ref) or z_ref < 0.2:
        return None
    foot_v = 2.0 * float(np.partition(rows, -max(1, len(rows) // 200))[-max(1, len(rows) // 200)])
    lower = rows >= np.median(rows)
    mid_u = 2.0 * float(np.median(cols[lower]))
    step = MM_PER_PX / 1000.0 * lens.fx / z_ref * zoom
    origin_u = mid_u - step * (PATCH_W / 2 + shift_px[0])
    origin_v = foot_v - step * (PATCH_H - FOOT_ROWS + shift_px[1])
    patch = _sample(depth_m, mask, lens, down, (origin_u, origin_v, step, z_ref))
    return Crop(patch, origin_u, origin_v, step, z_ref)


def _sample(
    depth_m: NDArray[np.float32],
    mask: BoolArray,
    lens: Intrinsics,
    down: FloatArray,
    where: tuple[float, float, float, float],
) -> NDArray[np.float32]:
    """Average 2x2 samples a patch pixel over those that hit the person."""
    origin_u, origin_v, step, z_ref = where
    u = origin_u + step * (np.arange(PATCH_W)[:, None] + _SUB).ravel()
    v = origin_v + step * (np.arange(PATCH_H)[:, None] + _SUB).ravel()
    iu, iv = np.rint(u).astype(np.intp), np.rint(v).astype(np.intp)
    inside_u = (iu >= 0) & (iu < lens.width)
    inside_v = (iv >= 0) & (iv < lens.height)
    grid = np.ix_(np.clip(iv, 0, lens.height - 1), np.clip(iu, 0, lens.width - 1))
    hit = mask[grid] & inside_v[:, None] & inside_u[None, :]
    z = np.where(hit, depth_m[grid], np.float32(0.0))
    blocks = (PATCH_H, 2, PATCH_W, 2)
    count = hit.reshape(blocks).sum(axis=(1, 3), dtype=np.float32)
    mean = z.reshape(blocks).sum(axis=(1, 3), dtype=np.float32) / np.maximum(count, 1.0)
    any_hit = count > 0
    pu = ((origin_u + step * np.arange(PATCH_W) - lens.cx) / lens.fx).astype(np.float32)
    pv = ((origin_v + step * np.arange(PATCH_H) - lens.cy) / lens.fy).astype(np.float32)
    along = (-down).astype(np.float32)
    height = mean * (along[0] * pu[None, :] + along[1] * pv[:, None] + along[2])
    if any_hit.any():
        height = height - np.percentile(height[any_hit], 1.0)
    patch = np.zeros((CHANNELS, PATCH_H, PATCH_W), np.float32)
    patch[0] = np.where(any_hit, np.clip((mean - z_ref) / DEPTH_SPAN_M, -2.0, 2.0), 0.0)
    patch[1] = count / 4.0
    patch[2] = np.where(any_hit, np.clip(height, 0.0, 3.0), 0.0)
    return patch


def to_patch(points_m: FloatArray, crop: Crop, lens: Intrinsics) -> FloatArray:
    """Camera-frame points (J, 3), metres, to network units (J, 3): the inverse of `decode`."""
    z = points_m[:, 2]
    u = points_m[:, 0] / z * lens.fx + lens.cx
    v = points_m[:, 1] / z * lens.fy + lens.cy
    return np.stack(
        [(u - crop.origin_u) / crop.step, (v - crop.origin_v) / crop.step, z - crop.z_ref_m],
        axis=-1,
    )


def decode(output: NDArray[np.float32], crop: Crop, lens: Intrinsics, time_s: float) -> Skeleton:
    """Network output (JOINTS, 5) to a skeleton in the picture's optical frame, metres.

    sigma_m is the root-mean-square 3D error that the network expects of itself:
    sqrt(2 exp(2 s_xy) + exp(2 s_z)).
    """
    out = output.astype(np.float64)
    z = crop.z_ref_m + out[:, 2]
    u = crop.origin_u + crop.step * out[:, 0]
    v = crop.origin_v + crop.step * out[:, 1]
    joints = deproject(u, v, z, lens)
    sigma = np.sqrt(2.0 * np.exp(2.0 * out[:, 3]) + np.exp(2.0 * out[:, 4]))
    points = np.full((len(INDEX), 3), np.nan)
    sigmas = np.full(len(INDEX), np.nan)
    where = [INDEX[name] for name in JOINTS]
    points[where], sigmas[where] = joints, sigma
    hips = [INDEX["LHip"], INDEX["RHip"]]
    points[INDEX["Hip"]] = points[hips].mean(axis=0)
    sigmas[INDEX["Hip"]] = np.sqrt((sigmas[hips] ** 2).mean())
    return Skeleton(points, sigmas, time_s)
