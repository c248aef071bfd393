"""A turned box on the floor before a camera, with a stereo camera's noise. numpy only."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kiosk.core.boxview import BoxSize
from kiosk.core.frame import DepthFrame, FloatArray, Intrinsics
from kiosk.core.mount import Mount, to_stream, upright_lens
from tests.scenes import FLOOR, TALL, WIDE, Box, Picture, View, _rays, _roll_max, _smooth, render

BOX = 9
SIZE = BoxSize(0.40, 0.30, 0.30)


def box_frames(
    view: View,
    size: BoxSize = SIZE,
    right: float = 0.0,
    ahead: float = 1.65,
    turn_deg: float = 0.0,
    *,
    things: Sequence[Box] = (),
    count: int = 8,
    seed: int = 0,
    sigma_px: float = 0.08,
    scale: float = 1.0,
    gravity: bool = True,
    floor_slope_deg: float = 0.0,
    drift_m: float = 0.0,
) -> list[DepthFrame]:
    """The stream's own frames (a TALL view is delivered on its side). right, ahead: of the box's
    middle. scale: of all depths, a camera gone wrong. drift_m: how far the box slides meanwhile."""
    portrait = view.lens.height > view.lens.width
    mount = Mount.PORTRAIT_LEFT if portrait else Mount.LANDSCAPE
    clean = render(things, view, sigma_px=0.0).clean_m
    lens = upright_lens(view.lens, Mount((4 - mount.turns) % 4))
    frames = []
    for number in range(count):
        z = clean.copy()
        slid = right + drift_m * number / max(1, count - 1)
        hit = _turned_box(view, size, slid, ahead, turn_deg)
        z = np.where((hit < z) | (z == 0), np.where(np.isfinite(hit), hit, z), z)
        stream = np.ascontiguousarray(np.rot90(z, -mount.turns)).astype(np.float32)
        noisy = _stereo(stream, lens, sigma_px, seed, number) * scale
        depth = np.round(noisy * 1000.0).astype(np.uint16)
        depth.flags.writeable = False
        down = _sloped(view.gravity, floor_slope_deg)
        frames.append(
            DepthFrame(depth, 0.001, lens, number / 30, number,
                       to_stream(down, mount) if gravity else None)
        )  # fmt: skip
    return frames


def _sloped(gravity: FloatArray, deg: float) -> FloatArray:
    c, s = np.cos(np.radians(deg)), np.sin(np.radians(deg))
    return np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]]) @ gravity


def _stereo(
    z: NDArray[np.float32], lens: Intrinsics, sigma_px: float, seed: int, number: int
) -> NDArray[np.float32]:
    """What a stereo camera makes of it: near things a pixel or two wider along the baseline (the
    same in every frame), a shadow on what is behind their left, noise of which half stands still,
    1/32 px steps, holes, and flying pixels at the edges."""
    if sigma_px == 0:
        return z
    still, rng = np.random.default_rng(seed), np.random.default_rng([seed, number])
    fat = int(still.integers(1, 3))
    focal_baseline = lens.fx * 0.05
    true = np.where(z > 0, focal_baseline / np.where(z > 0, z, 1.0), 0.0)
    fattened = _roll_max(true, fat)
    jump = np.roll(fattened, -12, axis=1) - fattened > 0.5
    field = _smooth(still.normal(size=z.shape)) + _smooth(rng.normal(size=z.shape))
    noise = sigma_px * (0.55 * field + 0.6 * rng.normal(size=z.shape))
    near_edge = np.abs(np.roll(fattened, -1, axis=1) - np.roll(fattened, 1, axis=1)) > 0.5
    flying = near_edge & (rng.random(z.shape) < 0.4)
    mixed = np.where(flying, fattened + rng.random(z.shape) * (np.roll(fattened, 2, 1) - fattened),
                     fattened)  # fmt: skip
    found = np.round((mixed + noise) * 32.0) / 32.0
    gone = (rng.random(z.shape) < 0.004) | (_smooth(rng.normal(size=z.shape)) > 3.2) | jump
    good = (fattened > 0) & (found > 0.5) & ~gone
    return np.where(good, focal_baseline / np.where(good, found, 1.0), 0.0).astype(np.float32)


def _turned_box(
    view: View, size: BoxSize, right: float, ahead: float, turn_deg: float
) -> FloatArray:
    """(H, W) depth along the line of sight where a ray meets the box; inf elsewhere."""
    c, s = np.cos(np.radians(turn_deg)), np.sin(np.radians(turn_deg))
    turn = np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])
    origin = (np.array([0.0, view.height_m, 0.0]) - [right, 0.0, ahead]) @ turn
    rays = _rays(view) @ turn
    half = np.array([size.width_m / 2, 0, size.depth_m / 2])
    low, high = -half, half + [0, size.height_m, 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        one, two = (low - origin) / rays, (high - origin) / rays
    enter = np.nanmax(np.minimum(one, two), axis=-1)
    leave = np.nanmin(np.maximum(one, two), axis=-1)
    return np.where((enter <= leave) & (enter > 0.05), enter, np.inf)


LANDSCAPE = View(WIDE, 1.0, 12.0)
PORTRAIT = View(TALL, 1.0, 6.0)
__all__ = ["BOX", "FLOOR", "LANDSCAPE", "PORTRAIT", "SIZE", "Picture", "box_frames"]
