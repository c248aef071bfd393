"""Gyms of planes, boxes and capsule people, ray-cast to depth pictures with a stereo's noise.

World axes: x to the camera's right, y up, z ahead along the floor; the origin is on the floor
under the camera. Each thing has a number, so that a picture's pixels are known: 0 nothing,
1 floor, 2 the member, 3 another person, 4 and more walls and furniture. numpy only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kiosk.core.frame import BoolArray, FloatArray, Intrinsics

FLOOR, MEMBER, OTHER, WALL, BENCH, RACK, MAT, MIRROR = 1, 2, 3, 4, 5, 6, 7, 8

WIDE = Intrinsics(848, 480, 424.0, 424.0, 423.5, 239.5)
HALF = Intrinsics(424, 240, 212.0, 212.0, 211.5, 119.5)
TALL = Intrinsics(480, 848, 424.0, 424.0, 239.5, 423.5)


@dataclass(frozen=True, slots=True)
class Capsule:
    what: int
    a: tuple[float, float, float]
    b: tuple[float, float, float]
    radius: float


@dataclass(frozen=True, slots=True)
class Box:
    what: int
    low: tuple[float, float, float]
    high: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class View:
    """A camera over the floor: height, how far it looks down, how far it is rolled."""

    lens: Intrinsics
    height_m: float = 1.0
    pitch_deg: float = 8.0
    roll_deg: float = 0.0

    def axes(self) -> FloatArray:
        """(3, 3) rows: the optical frame's x, y, z in world axes."""
        p, r = np.radians(self.pitch_deg), np.radians(self.roll_deg)
        ahead = np.array([0.0, -np.sin(p), np.cos(p)])
        low = np.array([0.0, -np.cos(p), -np.sin(p)])
        side = np.array([1.0, 0.0, 0.0])
        return np.stack([np.cos(r) * side + np.sin(r) * low, np.cos(r) * low - np.sin(r) * side,
                         ahead])  # fmt: skip

    @property
    def gravity(self) -> FloatArray:
        """(3,) unit vector towards the earth, optical frame."""
        gravity: FloatArray = self.axes() @ np.array([0.0, -1.0, 0.0])
        return gravity


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """depth_m: (H, W) float32 with noise; clean_m: without; what: (H, W) numbers of things."""

    depth_m: NDArray[np.float32]
    clean_m: NDArray[np.float32]
    what: NDArray[np.int32]

    def of(self, what: int) -> BoolArray:
        mask: BoolArray = self.what == what
        return mask


def person(
    what: int = MEMBER,
    right: float = 0.0,
    ahead: float = 2.2,
    squat: float = 0.0,
    arms: str = "down",
    stance: float = 0.28,
    tall: float = 1.75,
) -> list[Capsule]:
    """A person of capsules facing the camera. squat 0 (standing) to 1 (thighs level);
    arms: 'down', 'forward', 'side' or 'up'."""
    k = tall / 1.75
    knee_bend = np.radians(100.0) * squat
    lean = 0.33 * knee_bend
    parts: list[Capsule] = []

    def limb(a: FloatArray, b: FloatArray, radius: float) -> None:
        parts.append(Capsule(what, (a[0], a[1], a[2]), (b[0], b[1], b[2]), radius * k))

    middle = np.array([right, 0.0, ahead])
    hips = []
    for side in (-1.0, 1.0):
        ankle = middle + [side * stance / 2, 0.09 * k, 0.05]
        limb(ankle + [0, -0.045, 0.05], ankle + [side * 0.03, -0.05, -0.16 * k], 0.04)
        knee = ankle + 0.41 * k * np.array([side * 0.05 * squat, np.cos(lean), -np.sin(lean)])
        limb(ankle, knee, 0.052)
        thigh = knee_bend - lean
        hip = knee + 0.42 * k * np.array([0.0, np.cos(thigh), np.sin(thigh)])
        hip[0] = right + side * 0.09 * k
        limb(knee, hip, 0.075)
        hips.append(hip)
    pelvis = (hips[0] + hips[1]) / 2
    tilt = 0.45 * knee_bend
    spine = np.array([0.0, np.cos(tilt), -np.sin(tilt)])
    for side in (-1.0, 1.0):
        limb(pelvis + [side * 0.07, 0.02, 0], pelvis + [side * 0.08, 0, 0] + 0.42 * k * spine, 0.11)
        shoulder = pelvis + [side * 0.17 * k, 0.0, 0.05] + 0.47 * k * spine
        way = {"down": [side * 0.1, -1, 0.0], "forward": [-side * 0.15, 0, -1],
               "side": [side, 0.05, 0], "up": [side * 0.15, 1, 0]}[arms]  # fmt: skip
        direction = np.array(way) / np.linalg.norm(way)
        limb(shoulder, shoulder + 0.62 * k * direction, 0.045)
    # Belly and chest stand out: real people lie a median 20 mm and more off any plane.
    limb(pelvis + [0, 0.1, -0.06], pelvis + [0, 0, -0.05] + 0.36 * k * spine, 0.1)
    head = pelvis + 0.65 * k * spine + [0.0, 0.03, 0.0]
    limb(pelvis + 0.5 * k * spine, head, 0.055)
    limb(head, head + [0.0, 0.07 * k, 0.0], 0.085)
    return parts


def wall(ahead: float = 4.0, what: int = WALL) -> Box:
    return Box(what, (-6.0, 0.0, ahead), (6.0, 3.0, ahead + 0.2))


def side_wall(right: float) -> Box:
    return Box(WALL, (right, 0.0, -1.0), (right + np.sign(right) * 0.2, 3.0, 6.0))


def bench(right: float = 0.75, ahead: float = 2.2) -> Box:
    return Box(BENCH, (right - 0.2, 0.0, ahead - 0.5), (right + 0.2, 0.45, ahead + 0.5))


def rack(right: float = 0.0, ahead: float = 3.1) -> list[Box]:
    posts = [
        Box(RACK, (x - 0.04, 0.0, ahead), (x + 0.04, 2.2, ahead + 0.08))
        for x in (right - 0.6, right + 0.6)
    ]
    return [*posts, Box(RACK, (right - 0.6, 1.3, ahead), (right + 0.6, 1.34, ahead + 0.04))]


def mat(right: float = 0.0, ahead: float = 2.2, thick: float = 0.015) -> Box:
    return Box(MAT, (right - 0.4, 0.0, ahead - 0.6), (right + 0.4, thick, ahead + 0.6))


def render(
    things: Sequence[Capsule | Box],
    view: View,
    floor: bool = True,
    sigma_px: float = 0.08,
    seed: int = 0,
    baseline_m: float = 0.05,
    reach_m: float = 8.0,
) -> Picture:
    """Cast one ray a pixel, then add the noise (sigma_px 0: none). A MIRROR is a hole."""
    rays = _rays(view)
    origin = np.array([0.0, view.height_m, 0.0])
    z = np.full(rays.shape[:2], np.inf)
    what = np.zeros(rays.shape[:2], np.int32)
    if floor:
        with np.errstate(divide="ignore"):
            t = np.where(rays[..., 1] < -1e-6, -origin[1] / rays[..., 1], np.inf)
        z, what = t, np.where(np.isfinite(t), FLOOR, 0).astype(np.int32)
    for thing in things:
        box = _window(thing, view, z.shape)
        near = rays[box]
        hit = _box(thing, near, origin) if isinstance(thing, Box) else _capsule(thing, near, origin)
        nearer = hit < z[box]
        z[box][nearer], what[box][nearer] = hit[nearer], thing.what
    gone = (z > reach_m) | (what == MIRROR)
    clean = np.where(gone, 0.0, z).astype(np.float32)
    what = np.where(gone, 0, what)
    noisy = clean if sigma_px == 0 else _stereo(clean, view.lens.fx * baseline_m, sigma_px, seed)
    return Picture(noisy, clean, what)


def _window(thing: Capsule | Box, view: View, shape: tuple[int, ...]) -> tuple[slice, slice]:
    """The part of the picture that a capsule can be in; all of it for a box."""
    if isinstance(thing, Box):
        return slice(None), slice(None)
    ends = (np.array([thing.a, thing.b]) - [0.0, view.height_m, 0.0]) @ view.axes().T
    z = ends[:, 2] - thing.radius
    if z.min() < 0.1:
        return slice(None), slice(None)
    spans = []
    for axis, f, c in ((1, view.lens.fy, view.lens.cy), (0, view.lens.fx, view.lens.cx)):
        sides = [(ends[:, axis] + way * 1.5 * thing.radius) / z * f + c for way in (-1.0, 1.0)]
        far = [(ends[:, axis] + way * 1.5 * thing.radius) / ends[:, 2] * f + c for way in (-1, 1)]
        every = np.concatenate([*sides, *far])
        size = shape[0] if axis == 1 else shape[1]
        spans.append(slice(int(np.clip(every.min() - 2, 0, size)),
                           int(np.clip(every.max() + 3, 0, size))))  # fmt: skip
    return spans[0], spans[1]


def _rays(view: View) -> FloatArray:
    """(H, W, 3) world directions whose length along the line of sight is 1."""
    lens = view.lens
    x = (np.arange(lens.width) - lens.cx) / lens.fx
    y = (np.arange(lens.height) - lens.cy) / lens.fy
    grid = np.stack([*np.meshgrid(x, y), np.ones((lens.height, lens.width))], axis=-1)
    rays: FloatArray = grid @ view.axes()
    return rays


def _box(box: Box, rays: FloatArray, origin: FloatArray) -> FloatArray:
    with np.errstate(divide="ignore", invalid="ignore"):
        a = (np.array(box.low) - origin) / rays
        b = (np.array(box.high) - origin) / rays
    enter = np.nanmax(np.minimum(a, b), axis=-1)
    leave = np.nanmin(np.maximum(a, b), axis=-1)
    return np.where((enter <= leave) & (enter > 0.05), enter, np.inf)


def _capsule(part: Capsule, rays: FloatArray, origin: FloatArray) -> FloatArray:
    """First hit of a cylinder with round ends (quadratic of each; the caps as two spheres)."""
    a, b = np.array(part.a), np.array(part.b)
    best = np.full(rays.shape[:2], np.inf)
    for centre in (a, b):
        best = np.minimum(best, _sphere(rays, origin - centre, part.radius))
    axis = b - a
    length = float(np.linalg.norm(axis))
    if length < 1e-9:
        return best
    axis = axis / length
    d_par, o_par = rays @ axis, float((origin - a) @ axis)
    d, o = rays - d_par[..., None] * axis, (origin - a) - o_par * axis
    t = _nearest_root((d * d).sum(-1), d @ o, float(o @ o) - part.radius**2)
    at = o_par + np.where(np.isfinite(t), t, 0.0) * d_par
    return np.minimum(best, np.where((at >= 0) & (at <= length), t, np.inf))


def _sphere(rays: FloatArray, o: FloatArray, radius: float) -> FloatArray:
    return _nearest_root((rays * rays).sum(-1), rays @ o, float(o @ o) - radius**2)


def _nearest_root(a: FloatArray, half_b: FloatArray, c: float) -> FloatArray:
    under = half_b * half_b - a * c
    t = (-half_b - np.sqrt(np.maximum(under, 0.0))) / np.maximum(a, 1e-12)
    return np.where((under > 0) & (t > 0.05), t, np.inf)


def _stereo(clean: NDArray[np.float32], focal_baseline: float, sigma_px: float, seed: int
            ) -> NDArray[np.float32]:  # fmt: skip
    """Noise in disparity: correlated over a few pixels, 1/32 px steps, edges fattened to both
    sides, a shadow of no return left of near things, and holes."""
    rng = np.random.default_rng(seed)
    disparity = np.where(clean > 0, focal_baseline / np.where(clean > 0, clean, 1.0), 0.0)
    moved = _roll_max(disparity, int(rng.integers(1, 3)))
    rough = rng.normal(size=clean.shape)
    noise = sigma_px * (0.6 * rough + 0.8 * _smooth(rng.normal(size=clean.shape)))
    found = np.round((moved + noise) * 32.0) / 32.0
    shadow = moved - np.roll(moved, 6, axis=1) > 1.0
    shadow |= rng.random(clean.shape) < 0.004
    shadow |= _smooth(rng.normal(size=clean.shape)) > 3.2
    good = (moved > 0) & (found > 0.5) & ~shadow
    return np.where(good, focal_baseline / np.where(good, found, 1.0), 0.0).astype(np.float32)


def _roll_max(image: FloatArray, reach: int) -> FloatArray:
    """Grow near things (large disparities) sideways by a few pixels."""
    out = image
    for shift in range(-reach, reach + 1):
        out = np.maximum(out, np.roll(image, shift, axis=1))
    return out


def _smooth(image: FloatArray) -> FloatArray:
    """Mean over 5 by 5 pixels, scaled back to its own spread."""
    out = sum(np.roll(image, (dy, dx), (0, 1)) for dy in range(-2, 3) for dx in range(-2, 3))
    return np.asarray(out) / 5.0
