"""The values a camera hands over: intrinsics and one depth frame. numpy only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
DepthArray = NDArray[np.uint16]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Intrinsics:
    """Pinhole model of a rectified depth stream, in pixels (no distortion: D4xx depth has none)."""

    width: int
    height: int
    fx: float
    fy: float
    cx: float
    cy: float


@dataclass(frozen=True, slots=True, eq=False)
class DepthFrame:
    """One depth picture.

    depth: (height, width) uint16, read-only, 0 = no return; metres = depth * scale_m.
    time_s: the camera's own clock. number: the camera's own counter; a gap is a dropped frame.
    gravity: (3,) unit vector towards the earth in this frame's optical axes (x right, y down,
    z forward), or None where the camera has no IMU.
    """

    depth: DepthArray
    scale_m: float
    intrinsics: Intrinsics
    time_s: float
    number: int
    gravity: FloatArray | None = None


def deproject(u: FloatArray, v: FloatArray, z_m: FloatArray, lens: Intrinsics) -> FloatArray:
    """Pixels and depths (each shape S) to points (S + (3,)), metres, optical frame."""
    x = (u - lens.cx) / lens.fx * z_m
    y = (v - lens.cy) / lens.fy * z_m
    return np.stack([x, y, z_m], axis=-1)


def project(points_m: FloatArray, lens: Intrinsics) -> FloatArray:
    """Points (..., 3), metres, optical frame, to pixels (..., 2); NaN at or behind the camera."""
    z = np.where(points_m[..., 2] > 1e-6, points_m[..., 2], np.nan)
    u = points_m[..., 0] / z * lens.fx + lens.cx
    v = points_m[..., 1] / z * lens.fy + lens.cy
    return np.stack([u, v], axis=-1)
