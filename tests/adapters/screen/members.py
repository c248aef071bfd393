"""A member as the camera would hand them to the screen: outline, joints, feet, knees.

The body of tests/analytic.py, projected into a portrait picture at the mark's distance; the
outline is made of capsules along its limbs.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from kiosk.core.frame import BoolArray, FloatArray
from kiosk.core.scene import FootPrint, KneeAbove, LiveView, Phase
from kiosk.core.sight import Silhouette
from kiosk.core.skeleton import INDEX, PREFIX, SIGN
from tests.analytic import Body, foot_direction, motion

WIDTH, HEIGHT, FOCAL, STEP = 480, 848, 425.0, 4
AWAY_M, CAMERA_M = 1.65, 0.75
THICK_M = {
    ("Hip", "Neck"): 0.13, ("LShoulder", "RShoulder"): 0.07, ("LShoulder", "LHip"): 0.075,
    ("RShoulder", "RHip"): 0.075, ("LHip", "LKnee"): 0.08, ("RHip", "RKnee"): 0.08,
    ("LKnee", "LAnkle"): 0.055, ("RKnee", "RAnkle"): 0.055, ("LHeel", "LBigToe"): 0.045,
    ("RHeel", "RBigToe"): 0.045, ("LShoulder", "LElbow"): 0.05, ("RShoulder", "RElbow"): 0.05,
    ("LElbow", "LWrist"): 0.042, ("RElbow", "RWrist"): 0.042, ("Head", "Neck"): 0.06,
    ("Head", "Head"): 0.11,
}  # fmt: skip


def live_view(
    bend_deg: float = 3.0,
    *,
    body: Body | None = None,
    place_m: tuple[float, float] = (0.0, 0.0),
    phase: Phase = "top",
    phase_s: float = 0.0,
    knees: bool = False,
    hand: str | None = None,
    floor_known: bool = True,
) -> LiveView:
    """place_m: right of the mark, and from it towards the camera."""
    body = body or Body()
    flexion = np.array([bend_deg, 90.0])
    points = with_arms(motion(body, flexion).points_m[0], bend_deg, hand)
    points = points + np.array([place_m[1], 0.0, place_m[0]])
    joints = pixels(points)
    feet = tuple(
        FootPrint(
            "left" if side == "left" else "right",
            *_middle(points, p),
            body.toe_out_deg[0 if side == "left" else 1],
        )
        for side, p in PREFIX.items()
    )
    return LiveView(
        outline(points),
        joints,
        feet,
        bend_deg,
        phase,
        phase_s,
        tuple(knee_above(points, body, side) for side in PREFIX) if knees else (),
        floor_px() if floor_known else None,
    )


def _middle(points: FloatArray, p: str) -> tuple[float, float]:
    """Of a foot: between heel and second toe joint, right of the mark and towards the camera."""
    toe = points[INDEX[p + "BigToe"]] * 2 / 3 + points[INDEX[p + "SmallToe"]] / 3
    middle = (toe + points[INDEX[p + "Heel"]]) / 2
    return float(middle[2]), float(middle[0])


def with_arms(points: FloatArray, bend_deg: float, hand: str | None) -> FloatArray:
    """Arms hanging, forward as the knees bend, or one of them raised."""
    points = points.copy()
    forward = min(bend_deg / 60.0, 1.0)
    points[INDEX["Nose"]] = points[INDEX["Head"]] + [0.09, -0.02, 0.0]
    for side, p in PREFIX.items():
        shoulder = points[INDEX[p + "Shoulder"]]
        out = SIGN[side]
        down = np.array([0.05, -0.28, 0.05 * out]) * (1 - forward)
        elbow = shoulder + down + np.array([0.27, -0.05, -0.02 * out]) * forward
        wrist = elbow + np.array([0.08, -0.24, 0.0]) * (1 - forward)
        wrist = wrist + np.array([0.25, 0.02, -0.04 * out]) * forward
        if hand == side:
            elbow, wrist = shoulder + [0.08, 0.05, 0.25 * out], shoulder + [0.12, 0.30, 0.22 * out]
        points[INDEX[p + "Elbow"]], points[INDEX[p + "Wrist"]] = elbow, wrist
    return points


def pixels(points: FloatArray) -> FloatArray:
    """(N, 3) on the mark's floor (towards the camera, up, right) to (N, 2) pixels."""
    away = AWAY_M - points[:, 0]
    u = WIDTH / 2 - FOCAL * points[:, 2] / away
    v = HEIGHT / 2 - FOCAL * (points[:, 1] - CAMERA_M) / away
    return np.stack([u, v], axis=1)


def floor_px() -> FloatArray:
    """(x right, y towards the camera, 1) to pixels."""
    return np.array(
        [
            [-FOCAL, -WIDTH / 2, AWAY_M * WIDTH / 2],
            [0.0, -HEIGHT / 2, AWAY_M * HEIGHT / 2 + FOCAL * CAMERA_M],
            [0.0, -1.0, AWAY_M],
        ]
    )


def outline(points: FloatArray) -> Silhouette:
    rows, columns = np.mgrid[0 : HEIGHT // STEP, 0 : WIDTH // STEP] * float(STEP)
    mask: BoolArray = np.zeros(rows.shape, bool)
    joints = pixels(points)
    for (a, b), thick in THICK_M.items():
        p, q = joints[INDEX[a]], joints[INDEX[b]]
        radius = FOCAL * thick / (AWAY_M - points[INDEX[a], 0])
        along, span = q - p, float(np.dot(q - p, q - p))
        t = 0.0 * rows
        if span > 0:
            t = np.clip(((columns - p[0]) * along[0] + (rows - p[1]) * along[1]) / span, 0, 1)
        mask |= np.hypot(columns - p[0] - t * along[0], rows - p[1] - t * along[1]) < radius
    return Silhouette(mask, STEP, WIDTH, HEIGHT)


def knee_above(points: FloatArray, body: Body, side: str) -> KneeAbove:
    p, s = PREFIX[side], SIGN[side]
    hip, knee, ankle = (points[INDEX[p + name]] for name in ("Hip", "Knee", "Ankle"))
    f = foot_direction(body, side)
    lateral = s * np.cross(f, [0.0, 1.0, 0.0])
    normal = s * np.cross(f, hip - ankle)
    normal = normal / np.linalg.norm(normal)
    shank = knee - ankle
    return KneeAbove(
        "left" if side == "left" else "right",
        float(shank @ f),
        float(-shank @ lateral),
        float(-shank @ normal),
    )


def without(live: LiveView, *names: str) -> LiveView:
    """The same with some joints not measured."""
    joints = live.joints_px.copy()
    joints[[INDEX[name] for name in names]] = np.nan
    return replace(live, joints_px=joints)
