"""Depth as an active stereo camera makes it: two views rendered and matched. numpy and OpenCV.

Where models.training.sensor writes a camera's errors down as a formula, here they arise: a dot
projector fixed to the camera and the room's light fall on the scene, two imagers a baseline apart
see it through blur and noise, and a census matcher with its checks finds the disparity. The
projector's shadow is left out: what both imagers see, a projector between them reaches as well.

All work is done in the camera's own picture, baseline along its rows, second imager to the right;
`sense_stereo` turns what is mounted otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.core.frame import Intrinsics
from models.training.render import draw, empty
from models.training.scene import BACKGROUND, View
from models.training.sensor import smooth_noise

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]
Mesh = tuple[NDArray[np.float32], NDArray[np.int32], int]
Window = tuple[slice, slice]

MARGIN_PX: Final = 24
FLOOR: Final = BACKGROUND + 1
LABELS: Final = BACKGROUND + 2
FINE: Final = 2  # samples a pixel along the rows, averaged as a pixel averages light
SHEET_PX: Final = 3
PATTERN_FOCAL_PX: Final = 425.0
PATTERN_SIZE: Final = (640, 1024)  # rows, columns, pixels of that focal length
PATTERN_FINE: Final = (2, 4)
TEXELS: Final = 1024
TEXEL_M: Final = 0.002
UP: Final = np.array([0.0, 0.0, 1.0])
ACROSS: Final = np.array([1.0, 0.37, 0.21])  # texture axes, oblique to walls and floor alike
ALONG: Final = np.array([0.0, 0.53, 1.0])
CENSUS: Final = (7, 9)  # rows, columns: its 62 comparisons fit one word
BITS: Final = CENSUS[0] * CENSUS[1] - 1
SUPPORT: Final = 9  # side of the square over which comparisons are summed
MOST_SPAN: Final = 128  # disparities a D4 tries
NO_COST: Final = np.uint16(20_000)
MOST_COST: Final = 0.36 * BITS * SUPPORT**2  # chance alone gives half of the bits
UNIQUE: Final = 0.92
SPECKLE_PX: Final = 60
STEP_PX: Final = np.float32(1.0 / 32.0)
FARTHEST_M: Final = 9.0


@dataclass(frozen=True, slots=True, eq=False)
class StereoLook:
    """What stays the same through one recording: surfaces, light, projector, imagers.

    reflectance, contrast: (LABELS,) in the near infrared, and the relative sd of its texture.
    texture: (TEXELS, TEXELS) unit variance, laid through the world: on both views of a frame
    alike; from frame to frame a member moves under it.
    pattern: projected light, about 1 at a dot's peak, PATTERN_FINE samples a pixel.
    speckle: (2, rows, columns) unit noise of the laser's light, another in each imager.
    dot_power (at 1 m) and ambient: radiance on white; light_up: share of the latter from above.
    setpoint: mean grey level; electrons a grey level; read_noise in grey levels; blur_px of the
    lens; row_error_px: what calibration left between the imagers' rows.
    """

    reflectance: Floats
    contrast: Floats
    texture: Floats
    pattern: Floats
    speckle: Floats
    speckle_share: float
    dot_power: float
    ambient: float
    light_up: float
    setpoint: float
    electrons: float
    read_noise: float
    blur_px: float
    row_error_px: float


@dataclass(frozen=True, slots=True, eq=False)
class Shot:
    """Two infrared pictures of a window, and what is needed to match them.

    left, right: (rows, columns) grey levels, lead_px columns wider than `where` to its left: room
    for the match. span_px: disparities to try, from 0.
    """

    left: Bytes
    right: Bytes
    where: Window
    lead_px: int
    span_px: int


@dataclass(frozen=True, slots=True, eq=False)
class _Eye:
    """One imager on a window: fine pinhole, place on the baseline, rays x (1, W) and y (H, 1)."""

    side: int
    shift_m: float
    lens: Intrinsics
    where: Window
    x: Floats
    y: Floats


def random_look(rng: np.random.Generator) -> StereoLook:
    """A member's clothes, a gym's floor, wall and light, and one camera of a series.

    The ranges are set so that a wall at 1.5 to 2.5 m comes with 0.05 to 0.12 px of noise in four
    looks of five, 0.07 px in the median (30 looks: 0.040 to 0.149).
    """
    reflectance = rng.uniform(0.08, 0.8, LABELS)
    reflectance[1], reflectance[5] = rng.uniform(0.4, 0.65), rng.uniform(0.06, 0.4)  # skin, hair
    reflectance[BACKGROUND], reflectance[FLOOR] = rng.uniform(0.4, 0.9), rng.uniform(0.1, 0.6)
    contrast = rng.uniform(0.03, 0.15, LABELS)
    contrast[1] = rng.uniform(0.02, 0.05)
    shape = (TEXELS, TEXELS)
    texture = smooth_noise(shape, 1.6, rng) + 0.7 * smooth_noise(shape, 6.0, rng)
    texture += 0.7 * smooth_noise(shape, 40.0, rng)
    grid = (2, PATTERN_SIZE[0], FINE * PATTERN_SIZE[1])
    return StereoLook(
        reflectance.astype(np.float32), contrast.astype(np.float32),
        (texture / texture.std()).astype(np.float32), dots(rng),
        rng.standard_normal(grid, dtype=np.float32), float(rng.uniform(0.1, 0.3)),
        float(rng.uniform(3.0, 8.0)), float(rng.uniform(0.1, 0.5)), float(rng.uniform(0.1, 0.6)),
        float(rng.uniform(60, 100)), float(rng.uniform(15, 45)), float(rng.uniform(0.4, 0.9)),
        float(rng.uniform(0.45, 0.75)), float(rng.normal(0, 0.08)),
    )  # fmt: skip


def dots(rng: np.random.Generator, spacing_px: float = 8.0, sigma_px: float = 0.8) -> Floats:
    """The projected picture: jittered dots, about 6,000 over a D435's field of view."""
    fine_v, fine_u = PATTERN_FINE
    picture = np.zeros((PATTERN_SIZE[0] * fine_v, PATTERN_SIZE[1] * fine_u), np.float32)
    cells = (int(PATTERN_SIZE[0] / spacing_px), int(PATTERN_SIZE[1] / spacing_px))
    v, u = np.indices(cells) + rng.uniform(0, 0.9, (2, *cells))
    row, col = (v * spacing_px * fine_v).astype(int), (u * spacing_px * fine_u).astype(int)
    picture[row, col] = rng.uniform(0.6, 1.4, cells)
    wide, high = sigma_px * fine_u, sigma_px * fine_v
    spread = cv2.GaussianBlur(picture, (0, 0), wide, sigmaY=high)
    return np.asarray(spread * (2 * np.pi * wide * high), np.float32)


def sense_stereo(
    view: View,
    meshes: Sequence[Mesh],
    background_m: Floats,
    baseline_m: float,
    rng: np.random.Generator,
    look: StereoLook | None = None,
    room_m: Floats | None = None,
) -> Floats:
    """What the camera reports (H, W), metres, 0 = no return.

    meshes: (points (V, 3) in the world, faces (F, 3), label) each. background_m: (H, W) clean
    depth of the room from the reference imager. baseline_m: to the second imager, which is to the
    right or, where view.vertical_baseline, below; negative: to the left or above, as in
    Mount.PORTRAIT_LEFT. look: drawn anew where None; hand the same one to all frames of a
    recording. Only the window about the meshes is worked on, the whole picture where none is in
    view; outside of it stands room_m (the empty room as sensed before), or 0.
    """
    drawn = random_look(rng) if look is None else look
    if view.vertical_baseline or baseline_m < 0:
        turn = _transposed if view.vertical_baseline else _mirrored
        rest = None if room_m is None else turn(view, room_m)[1]
        other, room = turn(view, background_m)
        towards = baseline_m if view.vertical_baseline else -baseline_m
        out = sense_stereo(other, meshes, room, towards, rng, drawn, rest)
        return turn(other, out)[1]
    shot = shoot(view, meshes, background_m, baseline_m, rng, drawn)
    disparity = match(shot.left, shot.right, shot.span_px)[:, shot.lead_px :]
    disparity = np.round(disparity / STEP_PX) * STEP_PX
    found = np.float32(view.lens.fx * baseline_m) / np.maximum(disparity, STEP_PX)
    found = np.round(found * np.float32(1000.0)) / np.float32(1000.0)
    depth = np.zeros(background_m.shape, np.float32) if room_m is None else room_m.copy()
    depth[shot.where] = np.where((disparity > 0) & (found < FARTHEST_M), found, 0.0)
    return depth


def _transposed(view: View, depth_m: Floats) -> tuple[View, Floats]:
    lens = view.lens
    turned = Intrinsics(lens.height, lens.width, lens.fy, lens.fx, lens.cy, lens.cx)
    axes = view.rotation[[1, 0, 2]]
    other = replace(view, lens=turned, rotation=axes, vertical_baseline=False)
    return other, np.ascontiguousarray(depth_m.T)


def _mirrored(view: View, depth_m: Floats) -> tuple[View, Floats]:
    lens = replace(view.lens, cx=view.lens.width - 1 - view.lens.cx)
    axes = view.rotation * np.array([[-1.0], [1.0], [1.0]])
    return replace(view, lens=lens, rotation=axes), np.ascontiguousarray(depth_m[:, ::-1])


def shoot(
    view: View,
    meshes: Sequence[Mesh],
    background_m: Floats,
    baseline_m: float,
    rng: np.random.Generator,
    look: StereoLook,
) -> Shot:
    """Both infrared views of the window about the meshes; baseline along the rows, to the right."""
    lens = view.lens
    seen = [(view.to_camera(p).astype(np.float32), f, label) for p, f, label in meshes]
    where = _window(seen, lens)
    near = min([float(p[:, 2].min()) for p, _, _ in seen] + [float(background_m[where].min())])
    span = min(int(lens.fx * baseline_m / max(near, 0.2)) + 4, MOST_SPAN)
    start = max(0, where[1].start - span - MARGIN_PX)
    reach = slice(start, min(lens.width, where[1].stop + span))
    seen.append((*_sheet(background_m, lens, (where[0], reach)), BACKGROUND))
    outer = (where[0], slice(start, where[1].stop))
    views = []
    for side, shift in enumerate((0.0, baseline_m)):
        eye = _eye(lens, outer, side, shift, look.row_error_px * side)
        depth, label = empty(eye.lens)
        for points, faces, value in seen:
            moved = points - np.array([shift, 0.0, 0.0], np.float32)
            draw(moved, faces, eye.lens, depth, label, value)
        views.append(_developed(_radiance(depth, label, eye, view, look, baseline_m / 2.0), look))
    gain = np.float32(look.setpoint / max(float(views[0].mean()), 1e-6))
    left, right = (_exposed(v * gain, look, rng) for v in views)
    return Shot(left, right, where, where[1].start - start, span)


def _window(seen: Sequence[Mesh], lens: Intrinsics) -> Window:
    """Rows and columns about all meshes, with a margin; the whole picture where none is in it."""
    whole = (slice(0, lens.height), slice(0, lens.width))
    xyz = np.concatenate([p[p[:, 2] > 0.1] for p, _, _ in seen]) if seen else np.empty((0, 3))
    if len(xyz) == 0:
        return whole
    spans = []
    for axis, f, c, size in ((1, lens.fy, lens.cy, lens.height), (0, lens.fx, lens.cx, lens.width)):
        at = xyz[:, axis] / xyz[:, 2] * f + c
        low, high = np.floor(at.min()) - MARGIN_PX, np.ceil(at.max()) + MARGIN_PX
        spans.append(slice(int(np.clip(low, 0, size)), int(np.clip(high, 0, size))))
    return (spans[0], spans[1]) if all(s.stop - s.start > MARGIN_PX for s in spans) else whole


def _sheet(depth_m: Floats, lens: Intrinsics, where: Window) -> tuple[Floats, NDArray[np.int32]]:
    """A depth picture's window as one mesh, stretched over its steps like rubber.

    The stretched parts lie where the reference imager sees nothing of them: they only fill what
    the other imager alone can see, and there is nothing to match that with.
    """
    at = [np.arange(s.start, s.stop + SHEET_PX - 1, SHEET_PX) for s in where]
    v, u = (np.minimum(a, s.stop - 1) for a, s in zip(at, where, strict=True))
    z = depth_m[np.ix_(v, u)]
    for a in (v, u):  # half a pixel more than the pixels' middles, for the samples about them
        a[0], a[-1] = a[0] - 1, a[-1] + 1
    rays = np.broadcast_arrays((u - lens.cx) / lens.fx, ((v - lens.cy) / lens.fy)[:, None], 1.0)
    points = (np.stack(rays, axis=-1) * z[..., None]).reshape(-1, 3).astype(np.float32)
    a = (np.arange(len(v) - 1)[:, None] * len(u) + np.arange(len(u) - 1)).reshape(-1)
    b, c, d = a + 1, a + len(u), a + len(u) + 1
    faces = np.concatenate([np.stack([a, b, c], axis=1), np.stack([b, d, c], axis=1)])
    return points, faces.astype(np.int32)


def _eye(lens: Intrinsics, where: Window, side: int, shift_m: float, row_error_px: float) -> _Eye:
    rows, cols = where
    fine = Intrinsics(
        (cols.stop - cols.start) * FINE, rows.stop - rows.start, lens.fx * FINE, lens.fy,
        (lens.cx - cols.start + 0.5) * FINE - 0.5, lens.cy - rows.start + row_error_px,
    )  # fmt: skip
    x = ((np.arange(fine.width) - fine.cx) / fine.fx).astype(np.float32)
    y = ((np.arange(fine.height) - fine.cy) / fine.fy).astype(np.float32)
    return _Eye(side, shift_m, fine, where, x[None, :], y[:, None])


def _radiance(
    depth: Floats, label: Bytes, eye: _Eye, view: View, look: StereoLook, projector_m: float
) -> Floats:
    """Light that comes back to an imager at each sample: dots and room light on surfaces."""

    def along(direction: NDArray[np.float64]) -> Floats:
        """World coordinate of every surface point along a direction."""
        a, b, c = view.rotation @ direction
        start = np.float32(direction @ view.place + a * eye.shift_m)
        ray = np.float32(a) * eye.x + (np.float32(b) * eye.y + np.float32(c))
        return np.asarray(depth * ray + start, np.float32)

    surface = np.where((label == BACKGROUND) & (along(UP) < 0.02), FLOOR, label)
    grain = _looked_up(look.texture, along(ACROSS) / TEXEL_M, along(ALONG) / TEXEL_M)
    albedo = look.reflectance[surface] * np.maximum(1.0 + look.contrast[surface] * grain, 0.1)
    q = 1.0 / depth
    facing, upward = _shading(q, eye, -view.down)
    ray = eye.x + np.float32(eye.shift_m - projector_m) * q
    light = _looked_up(
        look.pattern,
        (ray * np.float32(PATTERN_FOCAL_PX) + PATTERN_SIZE[1] // 2) * PATTERN_FINE[1],
        (eye.y * np.float32(PATTERN_FOCAL_PX) + PATTERN_SIZE[0] // 2) * PATTERN_FINE[0],
    )
    rows = np.arange(eye.where[0].start, eye.where[0].stop)
    cols = np.arange(eye.where[1].start * FINE, eye.where[1].stop * FINE)
    speckle = look.speckle[eye.side].take(rows, 0, mode="wrap").take(cols, 1, mode="wrap")
    light *= look.dot_power * np.maximum(1.0 + look.speckle_share * speckle, 0.0)
    light *= facing * q * q / (1.0 + eye.x * eye.x + eye.y * eye.y)
    light += look.ambient * (1.0 - look.light_up + look.light_up * upward)
    return np.asarray(albedo * light, np.float32)


def _looked_up(picture: Floats, col: Floats, row: Floats) -> Floats:
    """The picture, mirrored on beyond its edges, at columns (H, W) and rows (H, W or 1)."""
    rows = np.ascontiguousarray(np.broadcast_to(row, col.shape), np.float32)
    out = cv2.remap(picture, col, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
    return np.asarray(out, np.float32)


def _shading(q: Floats, eye: _Eye, up: NDArray[np.float64]) -> tuple[Floats, Floats]:
    """Cosine to the viewer, and 0 (facing down) to 1 (facing up), of samples of depth 1 / q.

    A plane n . p = 1 seen at (x, y, 1) z has q = n . (x, y, 1): the gradient of q gives n. Of the
    two differences about a sample the smaller is taken, so that edges stay sharp.
    """

    def slope(axis: int) -> Floats:
        step = np.diff(q, axis=axis)
        before = np.concatenate([step.take([0], axis), step], axis)
        after = np.concatenate([step, step.take([-1], axis)], axis)
        return np.where(np.abs(before) < np.abs(after), before, after)

    nx, ny = slope(1) * np.float32(eye.lens.fx), slope(0) * np.float32(eye.lens.fy)
    nz = q - eye.x * nx - eye.y * ny
    size = np.sqrt(nx * nx + ny * ny + nz * nz)
    facing = q / (size * np.sqrt(1.0 + eye.x * eye.x + eye.y * eye.y))
    a, b, c = up.astype(np.float32)
    return facing, np.asarray(0.5 - 0.5 * (a * nx + b * ny + c * nz) / size, np.float32)


def _developed(light: Floats, look: StereoLook) -> Floats:
    """Samples to pixels, through the lens."""
    size = (light.shape[1] // FINE, light.shape[0])
    pixels = cv2.resize(light, size, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.GaussianBlur(pixels, (0, 0), look.blur_px), np.float32)


def _exposed(grey: Floats, look: StereoLook, rng: np.random.Generator) -> Bytes:
    """Shot and read noise, saturation, 8 bits."""
    noise = rng.standard_normal(grey.shape, dtype=np.float32)
    noise *= np.sqrt(grey / np.float32(look.electrons) + np.float32(look.read_noise**2))
    return np.clip(np.round(grey + noise), 0, 255).astype(np.uint8)


def census(picture: Bytes) -> NDArray[np.uint64]:
    """Which neighbours in a CENSUS window are brighter than the middle, as bits of one word."""
    height, width = picture.shape
    v, u = CENSUS[0] // 2, CENSUS[1] // 2
    padded = cv2.copyMakeBorder(picture, v, v, u, u, cv2.BORDER_REPLICATE)
    planes = [np.zeros((height, width), np.uint8) for _ in range(8)]
    around = [divmod(k, CENSUS[1]) for k in range(BITS + 1) if k != BITS // 2]
    for k, (dv, du) in enumerate(around):
        planes[k % 8] <<= 1
        planes[k % 8] |= padded[dv : dv + height, du : du + width] > picture
    return np.stack(planes, axis=-1).view(np.uint64)[..., 0]


def match(left: Bytes, right: Bytes, span: int) -> Floats:
    """Disparity (H, W), pixels, of the left picture against the right; 0 where none is believed.

    Hamming distance of census words summed over a square, the best of span disparities: what is
    published of the D4 chip's matcher (Keselman et al. 2017, arXiv 1705.05548), less its
    semi-global smoothing.
    """
    height, width = left.shape
    a, b = census(left), census(right)
    cost = np.full((span, height, width), NO_COST, np.uint16)
    best = np.full((2, height, width), np.iinfo(np.uint32).max, np.uint32)
    for d in range(min(span, width - SUPPORT)):
        differing = np.bitwise_count(a[:, d:] ^ b[:, : width - d])
        total = cv2.boxFilter(differing, cv2.CV_16U, (SUPPORT, SUPPORT), normalize=False)
        cost[d, :, d:] = total
        ranked = total * np.uint32(256) + np.uint32(d)  # one minimum finds cost and disparity
        np.minimum(best[0, :, d:], ranked, out=best[0, :, d:])
        np.minimum(best[1, :, : width - d], ranked, out=best[1, :, : width - d])
    return _believed(cost, *(best & np.uint32(255)).astype(np.int16))


def _believed(
    cost: NDArray[np.uint16], whole: NDArray[np.int16], other: NDArray[np.int16]
) -> Floats:
    """Sub-pixel disparity (H, W), 0 where a check fails: the right picture's own search agrees, no
    second valley of the cost (span, H, W) is as deep, it is better than chance, no lone speckle.

    Between whole pixels a parabola errs one way and two straight flanks the other, by 0.02 to
    0.06 px on slanted planes; one part to three they stay within 0.02 px.
    """
    span, height, width = cost.shape
    v, u = np.arange(height)[:, None], np.arange(width)[None, :]
    middle = np.clip(whole, 1, span - 2)
    low, at, high = (cost[middle + k, v, u].astype(np.float32) for k in (-1, 0, 1))
    second = np.full((height, width), NO_COST, np.uint16)
    for d in range(span):
        elsewhere = np.where(np.abs(whole - np.int16(d)) > 1, cost[d], NO_COST)
        np.minimum(second, elsewhere, out=second)
    kept = np.abs(other[v, np.maximum(u - whole, 0)] - whole) <= 1
    kept &= (middle == whole) & (high < NO_COST) & (at < MOST_COST) & (at < UNIQUE * second)
    parabola = (low - high) / np.maximum(low + high - 2.0 * at, 1e-3)
    flanks = (low - high) / np.maximum(np.maximum(low, high) - at, 1e-3)
    disparity = whole + np.float32(0.125) * parabola + np.float32(0.375) * flanks
    sixteenths = np.where(kept, np.round(disparity * 16.0), 0).astype(np.int16)
    cv2.filterSpeckles(sixteenths, 0, SPECKLE_PX, 16)
    return np.where(sixteenths > 0, disparity, 0.0).astype(np.float32)
