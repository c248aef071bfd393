"""Skeletons with known answers: a parametric squatting body by feet-first inverse kinematics.

Floor frame (X forward, Y up, Z the member's right), metres. The feet stand where they are put, the
hips follow from the knee flexion, and each knee lies on the circle about its own hip-ankle line:
in the leg's plane (knee-plane offset 0), or turned out of it by a known offset.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from kiosk.core.frame import FloatArray
from kiosk.core.skeleton import INDEX, PREFIX, SIGN, Motion

UP = np.array([0.0, 1.0, 0.0])
IN_FRONT = np.array([[0.0, 0.0, -1.0], [0.0, -1.0, 0.0], [-1.0, 0.0, 0.0]])
"""Rows: camera axes (right, down, forward) in the floor frame, for a camera facing the member."""


@dataclass(frozen=True)
class Body:
    """The member of MEASUREMENT.md section 3. toe_out_deg and inward_m: (left, right).

    inward_m: knee-plane offset at full bend of each leg (reached as the leg bends), metres.
    back_m: how far the hips sit behind the ankles at 60 degrees of flexion.
    """

    thigh_m: float = 0.42
    shank_m: float = 0.395
    hips_m: float = 0.18
    ankles_m: float = 0.30
    toe_out_deg: tuple[float, float] = (10.0, 10.0)
    inward_m: tuple[float, float] = (0.0, 0.0)
    back_m: float = 0.095
    lean_deg: float = 35.0
    ankle_height_m: float = 0.08


def foot_direction(body: Body, side: str) -> FloatArray:
    tau = np.radians(body.toe_out_deg[0 if side == "left" else 1])
    return np.array([np.cos(tau), 0.0, SIGN[side] * np.sin(tau)])


def ankle(body: Body, side: str) -> FloatArray:
    return np.array([0.0, body.ankle_height_m, SIGN[side] * body.ankles_m / 2.0])


def hip(body: Body, side: str, flexion_deg: FloatArray) -> FloatArray:
    """(T, 3) hip centre so that the knee's bend is `flexion_deg` (T,)."""
    bend = np.radians(flexion_deg)
    reach2 = body.thigh_m**2 + body.shank_m**2 + 2.0 * body.thigh_m * body.shank_m * np.cos(bend)
    across = SIGN[side] * (body.hips_m - body.ankles_m) / 2.0
    back = -body.back_m * flexion_deg / 60.0
    rise = np.sqrt(reach2 - across**2 - back**2)
    leg = np.stack([back, rise, np.full_like(rise, across)], axis=-1)
    return np.asarray(ankle(body, side) + leg, np.float64)


def knee(body: Body, side: str, flexion_deg: FloatArray, inward_m: FloatArray) -> FloatArray:
    """(T, 3) knee centre, `inward_m` (T,) out of the plane through hip, ankle and foot line."""
    a, h = ankle(body, side), hip(body, side, flexion_deg)
    leg = h - a
    length = np.linalg.norm(leg, axis=-1, keepdims=True)
    along = leg / length
    lateral = SIGN[side] * np.cross(foot_direction(body, side), along)
    lateral /= np.linalg.norm(lateral, axis=-1, keepdims=True)
    forward = SIGN[side] * np.cross(along, lateral)
    up_leg = (length**2 + body.shank_m**2 - body.thigh_m**2) / (2.0 * length)
    radius = np.sqrt(np.maximum(body.shank_m**2 - up_leg**2, 0.0))
    out = -np.clip(inward_m[:, None], -0.95 * radius, 0.95 * radius)
    swivelled = np.sqrt(radius**2 - out**2) * forward + out * lateral
    return np.asarray(a + up_leg * along + swivelled, np.float64)


def motion(body: Body, flexion_deg: FloatArray, rate_hz: float = 30.0) -> Motion:
    """The body at every flexion of a profile (T,), 1 / rate_hz apart; sigma 10 mm throughout."""
    points = np.full((len(flexion_deg), len(INDEX), 3), np.nan)
    peak = max(float(np.max(flexion_deg)), 60.0)
    for i, (side, p) in enumerate(PREFIX.items()):
        f = foot_direction(body, side)
        n = SIGN[side] * np.cross(f, UP)
        a = ankle(body, side)
        toe = a + 0.12 * f - (body.ankle_height_m - 0.02) * UP
        points[:, INDEX[p + "Hip"]] = hip(body, side, flexion_deg)
        inward = body.inward_m[i] * flexion_deg / peak
        points[:, INDEX[p + "Knee"]] = knee(body, side, flexion_deg, inward)
        points[:, INDEX[p + "Ankle"]] = a
        points[:, INDEX[p + "Heel"]] = a - 0.05 * f - (body.ankle_height_m - 0.03) * UP
        points[:, INDEX[p + "BigToe"]] = toe - 0.02 * n
        points[:, INDEX[p + "SmallToe"]] = toe + 0.04 * n
    middle = 0.5 * (points[:, INDEX["LHip"]] + points[:, INDEX["RHip"]])
    lean = np.radians(body.lean_deg * flexion_deg / peak)
    trunk = np.stack([np.sin(lean), np.cos(lean), np.zeros_like(lean)], axis=-1)
    points[:, INDEX["Hip"]] = middle
    points[:, INDEX["Neck"]] = middle + 0.50 * trunk
    points[:, INDEX["Head"]] = middle + 0.70 * trunk
    for side, p in PREFIX.items():
        across = SIGN[side] * np.array([0.0, 0.0, 0.18])
        points[:, INDEX[p + "Shoulder"]] = middle + 0.47 * trunk + across
    time_s = np.arange(len(flexion_deg)) / rate_hz
    return Motion(time_s, points, np.full(points.shape[:2], 0.010))


def squats(
    count: int = 1,
    peak_deg: float = 90.0,
    still_s: float = 3.5,
    down_s: float = 2.0,
    pause_s: float = 0.2,
    up_s: float = 1.5,
    rest_s: float = 1.0,
    rate_hz: float = 30.0,
    still_deg: float = 2.0,
) -> FloatArray:
    """Knee flexion (T,) of quiet standing and `count` smooth squats with a rest after each."""
    dt = 1.0 / rate_hz
    down = 0.5 - 0.5 * np.cos(np.pi * np.arange(0.0, 1.0, dt / down_s))
    up = 0.5 + 0.5 * np.cos(np.pi * np.arange(0.0, 1.0, dt / up_s))
    one = [down, np.ones(round(pause_s / dt)), up, np.zeros(round(rest_s / dt))]
    whole = np.concatenate([np.zeros(round(still_s / dt)), *(one * count)])
    return still_deg + (peak_deg - still_deg) * whole


def in_camera(
    m: Motion, away_m: float = 2.2, camera_height_m: float = 0.9, back_to_camera: bool = False
) -> tuple[Motion, FloatArray, float]:
    """The motion in a level camera's optical frame, the up normal and the floor's offset.

    Facing the camera, or with the back to it.
    """
    axes = IN_FRONT * ((-1.0, 1.0, -1.0) if back_to_camera else (1.0, 1.0, 1.0))
    points = m.points_m @ axes.T + np.array([0.0, camera_height_m, away_m])
    return replace(m, points_m=points), np.array([0.0, -1.0, 0.0]), camera_height_m


def mirrored(m: Motion) -> Motion:
    """Left and right exchanged: Z turned round and the sides renamed."""
    order = [INDEX[_other(name)] for name in INDEX]
    points = m.points_m[:, order] * np.array([1.0, 1.0, -1.0])
    return replace(m, points_m=points, sigma_m=m.sigma_m[:, order])


def _other(name: str) -> str:
    swap = {"L": "R", "R": "L"}
    return swap[name[0]] + name[1:] if name[0] in swap else name


def noisy(m: Motion, sigma_m: float, seed: int = 0) -> Motion:
    """White noise on every joint, and sigma_m (3D) to match."""
    rng = np.random.default_rng(seed)
    points = m.points_m + rng.normal(0.0, sigma_m, m.points_m.shape)
    return replace(m, points_m=points, sigma_m=np.full(m.sigma_m.shape, sigma_m * 3.0**0.5))
