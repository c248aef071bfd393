"""The demonstration's member seated in a wheelchair: pose and chair. numpy only.

World axes as in `models.training.pose`; the chair is a few boxes and two wheels.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.training.actor_poses import Actor, ClipPlan, Mesh, Shot, calm, ease, placed
from models.training.pose import ArmPose, LegPose, SquatPose, ankle_height, leg_lengths
from models.training.sampler import DEG
from models.training.scene import box

SEAT_BACK_M = 0.25
FOOTREST_M = 0.10
KNEE_DEG = 88.0
ROLL_S = 2.4
FROM_M = 2.1


def seated(actor: Actor, t: float, unrest: float) -> SquatPose:
    """Upright in the seat, feet on the rests, hands on the thighs."""
    thigh, shank = leg_lengths(actor.body, "L")
    forward = 10.0 * DEG  # shanks slope to the footrests in front
    ankle_z = ankle_height(actor.body, "L", actor.sole_m) + FOOTREST_M
    lift = FOOTREST_M
    rise = KNEE_DEG * DEG - 90.0 * DEG
    hip_z = ankle_z + shank * np.cos(forward) + thigh * np.sin(rise)
    ahead = SEAT_BACK_M - thigh * np.cos(rise) - shank * np.sin(forward)
    left, right = (
        LegPose((side * 0.11, float(ahead)), 6.0 * DEG, 0.0, lift_m=lift) for side in (1.0, -1.0)
    )
    sway = 0.015 * unrest * float(np.sin(2.2 * t))
    arms = [
        ArmPose((0.25 * side, -0.25, -1.0), (-0.15 * side, -1.0, -0.25), 0.0)
        for side in (1.0, -1.0)
    ]
    return SquatPose(
        (0.0, SEAT_BACK_M, float(hip_z)), -8.0 * DEG, 0.0, 0.0,
        6.0 * DEG + sway, sway, 0.5 * sway, 4.0 * DEG, left, right, arms[0], arms[1],
    )  # fmt: skip


def wheel(x: float, y: float, radius: float, width: float) -> Mesh:
    """A standing disc with its axle across, as 24 wedges."""
    angles = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    rim = np.stack([np.cos(angles) * radius + y, np.sin(angles) * radius + radius], axis=1)
    points, faces = [], []
    for dx in (-width / 2, width / 2):
        points.append([x + dx, y, radius])
        points += [[x + dx, *p] for p in rim]
    n = len(angles)
    for k in range(n):
        a, b = 1 + k, 1 + (k + 1) % n
        far = n + 1
        faces += [(0, a, b), (far, far + b, far + a), (a, far + a, b), (b, far + a, far + b)]
    return np.array(points, np.float32), np.array(faces, np.int32)


def chair(seat_z: float) -> tuple[Mesh, ...]:
    """Seat, backrest, armrests, footrests, two large wheels and two castors."""
    y = SEAT_BACK_M

    def part(
        centre: tuple[float, float, float], size: tuple[float, float, float]
    ) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
        return box(np.array(centre), np.array(size), 0.0)

    parts = [
        part((0.0, y - 0.15, seat_z - 0.03), (0.44, 0.45, 0.05)),
        part((0.0, y + 0.17, seat_z + 0.22), (0.44, 0.04, 0.50)),
    ]
    for side in (1.0, -1.0):
        parts += [
            part((side * 0.25, y - 0.05, seat_z + 0.20), (0.05, 0.34, 0.04)),
            part((side * 0.25, y - 0.20, seat_z - 0.08), (0.03, 0.03, 0.55)),
            part((side * 0.12, y - 0.50, FOOTREST_M - 0.015), (0.16, 0.24, 0.02)),
            part((side * 0.21, y - 0.42, (seat_z + FOOTREST_M) / 2), (0.03, 0.03, seat_z - 0.1)),
            wheel(side * 0.30, y + 0.08, 0.30, 0.03),
            wheel(side * 0.25, y - 0.36, 0.07, 0.03),
        ]
    return tuple(parts)


def seated_clips(actor: Actor) -> list[ClipPlan]:
    """Sitting before the camera, and rolling up from the member's left and off to the right."""
    loop_s = 3.0
    hip = seated(actor, 0.0, 0.0).pelvis_xyz[2]
    parts = chair(hip - 0.11)

    def sit(t: float) -> Shot:
        return Shot(seated(actor, t, calm(t, loop_s)), 1.5, placed(), parts)

    def roll(t: float, side: float) -> Shot:
        """t: seconds until it stands there, or since it left."""
        gone = ease(t / ROLL_S)
        facing = ease((t / ROLL_S - 0.02) / 0.38)
        where = placed(side * FROM_M * gone, 0.1 * gone, -90.0 * DEG * facing)
        return Shot(seated(actor, 0.0, 0.0), 1.5, where, parts)

    return [
        ClipPlan("seated", loop_s, 15.0, "seat", "seat", True, sit),
        ClipPlan("roll_in", ROLL_S, 15.0, "away", "seat", False, lambda t: roll(ROLL_S - t, 1.0)),
        ClipPlan("roll_out", ROLL_S, 15.0, "seat", "away", False, lambda t: roll(t, -1.0)),
    ]
