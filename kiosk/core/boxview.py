"""An upright depth picture with its floor, as rays, 1/z and places on the floor. numpy only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kiosk.core.floor import Floor, sigma_inverse
from kiosk.core.frame import BoolArray, FloatArray, Intrinsics, project
from kiosk.core.zone import ground_axes

_INSET_M: Final = 0.03


@dataclass(frozen=True, slots=True)
class BoxSize:
    """Metres, as the camera sees the box: width across, height, depth away from it."""

    width_m: float
    height_m: float
    depth_m: float


@dataclass(frozen=True, slots=True)
class Place:
    """On the floor: to the right of the camera's foot point and ahead of it, metres."""

    right_m: float
    ahead_m: float


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """plane: m (3,), 1/z = m.ray. middle: (2,) on the floor, of the front's edge. out, side: (2,)
    unit vectors on the floor, away from the box and along its front. camera_m: its height over the
    floor here. height_m: of a top. tilt_deg: of a top against the floor; lean_deg: of a front
    against the upright."""

    plane: FloatArray
    middle: FloatArray
    out: FloatArray
    side: FloatArray
    camera_m: float
    height_m: float = 0.0
    tilt_deg: float = 0.0
    lean_deg: float = 0.0
    turned_deg: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Faces:
    """sure_m: of the distance between top and floor."""

    top: Face
    front: Face
    sure_m: float = 0.003


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """rays: (H, W, 3) with z = 1. inverse: (H, W) 1/z (1/m), 0 where nothing is seen. plan:
    (H, W, 2) right and ahead on the floor. up: (3,). axes: (2, 3) right and ahead, optical frame.
    baseline_down: the camera's two eyes are above one another in this picture."""

    lens: Intrinsics
    rays: FloatArray
    inverse: FloatArray
    plan: FloatArray
    up: FloatArray
    axes: FloatArray
    floor: FloatArray
    baseline_down: bool

    @property
    def tolerance(self) -> float:
        """Of 1/z about a plane for a pixel to be on it; an average's noise is far smaller."""
        return 1.2 * sigma_inverse(self.lens)

    def around(self, place: Place, reach_m: float) -> BoolArray:
        """(H, W) seen, and within reach along both axes of the floor."""
        away = np.abs(self.plan - [place.right_m, place.ahead_m]).max(axis=-1)
        near: BoolArray = (self.inverse > 0) & (away < reach_m)
        return near

    def plan_offset(self, place: FloatArray) -> FloatArray:
        """(H, W, 2) from a place (2,) on the floor to each pixel's."""
        offset: FloatArray = self.plan - place
        return offset

    def on(self, face: Face) -> BoolArray:
        """(H, W) pixels whose depth is the face's plane's."""
        near: BoolArray = np.abs(self.inverse - self.rays @ face.plane) < self.tolerance
        return near & (self.inverse > 0)

    def hits(self, plane: FloatArray, rays: FloatArray) -> FloatArray:
        """Points (..., 3) where rays (..., 3) meet a plane m; NaN where they do not."""
        along = rays @ plane
        with np.errstate(divide="ignore", invalid="ignore"):
            z = np.where(along > 1e-6, 1.0 / along, np.nan)
        points: FloatArray = rays * z[..., None]
        return points

    def inside(self, face: Face, front: Face, size: BoxSize) -> BoolArray:
        """(H, W) pixels that look at a face, less a border: the front itself, or the top of the
        box of this size behind it."""
        points = self.hits(face.plane, self.rays)
        at = points @ self.axes.T - front.middle
        within = np.abs(at @ front.side) < 0.5 * size.width_m - _INSET_M
        if face is front:
            high = points @ self.up + front.camera_m
            within &= (high > _INSET_M) & (high < size.height_m - _INSET_M)
        else:
            behind = -(at @ front.out)
            within &= (behind > _INSET_M) & (behind < size.depth_m - _INSET_M)
        return np.asarray(within, np.bool_)

    def corners_px(self, faces: Faces, size: BoxSize) -> FloatArray:
        """(8, 2) pixels of the box's corners."""
        front = faces.front
        spots = [
            self.axes.T @ (front.middle + a * 0.5 * size.width_m * front.side - b * front.out)
            + (h - front.camera_m) * self.up
            for a in (-1.0, 1.0)
            for b in (0.0, size.depth_m)
            for h in (0.0, size.height_m)
        ]
        return project(np.array(spots), self.lens)


def view_of(
    depth_m: NDArray[np.float32], lens: Intrinsics, floor: Floor, *, baseline_down: bool
) -> View:
    """depth_m: (H, W) upright, metres, 0 = no return. Raises ValueError where the camera looks
    straight down."""
    x = (np.arange(lens.width) - lens.cx) / lens.fx
    y = (np.arange(lens.height) - lens.cy) / lens.fy
    rays = np.stack([*np.meshgrid(x, y), np.ones((lens.height, lens.width))], axis=-1)
    z = depth_m.astype(np.float64)
    inverse = np.where(z > 0.2, 1.0 / np.where(z > 0.2, z, 1.0), 0.0)
    axes = np.stack(ground_axes(floor.down))
    plan = (rays * z[..., None]) @ axes.T
    plane = -floor.normal / floor.offset_m
    return View(lens, rays, inverse, plan, floor.normal, axes, plane, baseline_down)
