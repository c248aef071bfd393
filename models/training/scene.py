"""Where the member stands: camera, floor, walls, clutter; clean depth of all of it. numpy only.

World: x the subject's left, y backwards, z up, floor z = 0; the member near the origin.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kiosk.core.frame import Intrinsics
from models.training.pose import rotation
from models.training.render import FAR_M, draw, empty

Array = NDArray[np.float64]
BACKGROUND = 9


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """A camera in the world: point_camera = rotation @ (point_world - place)."""

    lens: Intrinsics
    rotation: Array
    place: Array
    vertical_baseline: bool

    def to_camera(self, points: NDArray[np.float32] | Array) -> Array:
        """World (..., 3) to the optical frame."""
        out: Array = (points - self.place) @ self.rotation.T
        return out

    @property
    def down(self) -> Array:
        """(3,) towards the earth, optical frame."""
        out: Array = self.rotation @ np.array([0.0, 0.0, -1.0])
        return out


def look(lens: Intrinsics, place: Array, at: Array, roll: float, vertical: bool) -> View:
    """A camera at a place looking at a point, turned about its axis by roll radians."""
    z = (at - place) / np.linalg.norm(at - place)
    x = np.cross(z, [0.0, 0.0, 1.0])
    x = x / np.linalg.norm(x)
    axes = np.stack([x, np.cross(z, x), z])
    return View(lens, rotation(np.array([0.0, 0.0, 1.0]), roll) @ axes, place, vertical)


def random_view(rng: np.random.Generator) -> tuple[View, bool]:
    """A mounted camera, and whether it is a coarse 320x240 one."""
    kind = rng.random()
    if kind < 0.27:
        lens = Intrinsics(320, 240, 285.63, 285.63, 160 + rng.normal(0, 2), 120 + rng.normal(0, 2))
        distance, height, aim = rng.uniform(2.2, 3.3), rng.uniform(0.5, 1.5), rng.uniform(0.7, 1.1)
    elif kind < 0.72:
        f = rng.choice([rng.uniform(418, 432), rng.uniform(378, 398)])
        lens = Intrinsics(480, 848, f, f, 240 + rng.normal(0, 4), 424 + rng.normal(0, 4))
        distance, height, aim = rng.uniform(1.3, 2.3), rng.uniform(0.7, 1.3), rng.uniform(0.7, 1.0)
    else:
        f = rng.choice([rng.uniform(418, 432), rng.uniform(378, 398)])
        lens = Intrinsics(848, 480, f, f, 424 + rng.normal(0, 4), 240 + rng.normal(0, 4))
        distance, height, aim = rng.uniform(1.9, 3.2), rng.uniform(0.5, 1.5), rng.uniform(0.75, 1.0)
    side = rng.normal(0, 0.12)
    place = np.array([side, -distance, height])
    at = np.array([rng.normal(0, 0.1), 0.0, aim])
    view = look(lens, place, at, float(rng.normal(0, 0.02)), 0.27 <= kind < 0.72)
    return view, kind < 0.27


def floor_depth(view: View) -> NDArray[np.float32]:
    """Depth of the plane z = 0 at every pixel, FAR_M where it is not met."""
    lens = view.lens
    u = (np.arange(lens.width) - lens.cx) / lens.fx
    v = (np.arange(lens.height) - lens.cy) / lens.fy
    up = view.rotation @ np.array([0.0, 0.0, 1.0])
    slope = up[0] * u[None, :] + up[1] * v[:, None] + up[2]
    depth = np.float32(-view.place[2]) / np.minimum(slope.astype(np.float32), np.float32(-1e-4))
    return np.clip(depth, 0.1, FAR_M)


def box(centre: Array, size: Array, yaw: float) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    """A cuboid's 8 vertices in the world and its 12 triangles."""
    corner = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)]) / 2.0
    points = (corner * size) @ rotation(np.array([0.0, 0.0, 1.0]), yaw).T + centre
    quads = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    tris = [t for a, b, c, d in quads for t in ((a, b, c), (a, c, d))]
    return points.astype(np.float32), np.array(tris, np.int32)


def background(view: View, rng: np.random.Generator, aside_m: float = 0.75) -> NDArray[np.float32]:
    """Clean depth of floor, back wall and a few boxes standing about, with nobody in the zone.

    aside_m: how near to the mark, sideways, the boxes may stand.
    """
    depth = floor_depth(view)
    _, label = empty(view.lens)
    if rng.random() < 0.8:
        wall = box(
            np.array([0.0, rng.uniform(0.7, 4.0), 1.5]),
            np.array([9.0, 0.1, 3.2]),
            rng.normal(0, 0.1),
        )
        draw(view.to_camera(wall[0]).astype(np.float32), wall[1], view.lens, depth, label, 1)
    for _ in range(int(rng.integers(0, 5))):
        side = rng.choice([-1.0, 1.0])
        spot = np.array([side * rng.uniform(aside_m, aside_m + 1.25), rng.uniform(-0.2, 3.0), 0.0])
        if rng.random() < 0.3:
            spot = np.array([rng.uniform(-1, 1), rng.uniform(aside_m + 0.05, 3.2), 0.0])
        size = rng.uniform([0.1, 0.1, 0.1], [0.9, 0.9, 1.8])
        spot[2] = size[2] / 2
        points, faces = box(spot, size, rng.uniform(0, 3))
        draw(view.to_camera(points).astype(np.float32), faces, view.lens, depth, label, 1)
    return depth
