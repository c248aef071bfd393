"""Single squat poses drawn at random, for training frames. numpy only.

Covers what members do: any depth, narrow and wide stances, knees in to touching and far out,
heels up, arms anywhere, practice wobble, standing still, stepping, turning.
"""

from __future__ import annotations

import numpy as np

from models.training.bodies import Body
from models.training.pose import ArmPose, LegPose, SquatPose, ankle_height, leg_lengths

DEG = np.pi / 180.0


def reach(
    body: Body,
    pelvis: tuple[float, float, float],
    angles: tuple[float, float, float],
    legs: tuple[LegPose, LegPose],
    sole_m: float,
) -> tuple[float, float, float]:
    """The pelvis lowered until both legs reach it."""
    from models.training.pose import UP, rotation

    tilt, listing, yaw = angles
    turn = (
        rotation(UP, yaw)
        @ rotation(np.array([0.0, 1.0, 0.0]), listing)
        @ rotation(np.array([1.0, 0.0, 0.0]), tilt)
    )
    middle = (body.joints["LHip"] + body.joints["RHip"]) / 2.0
    x, y, z = pelvis
    for side, leg in (("L", legs[0]), ("R", legs[1])):
        hip = turn @ (body.joints[f"{side}Hip"] - middle) + np.array([x, y, 0.0])
        ankle_z = ankle_height(body, side, sole_m) + leg.lift_m
        sideways = np.hypot(hip[0] - leg.ankle_xy[0], hip[1] - leg.ankle_xy[1])
        most = 0.9975 * sum(leg_lengths(body, side))
        z = min(z, ankle_z + float(np.sqrt(max(most**2 - sideways**2, 0.01))) - float(hip[2]))
    return x, y, z


def random_arm(rng: np.random.Generator, side: float, mode: str, lean: float) -> ArmPose:
    """One arm; side +1 left. lean: the trunk's forward lean, so that 'forward' stays level."""
    up = np.sin(lean)
    table: dict[str, tuple[tuple[float, float, float], tuple[float, float, float]]] = {
        "forward": ((0.1 * side, -1.0, up), (0.05 * side, -1.0, up)),
        "down": ((0.15 * side, up, -1.0), (0.1 * side, up - 0.2, -1.0)),
        "crossed": ((0.2 * side, -0.7, -0.6), (-0.9 * side, -0.4, 0.35)),
        "clasped": ((0.25 * side, -0.5, -0.8), (-0.45 * side, -0.75, 0.45)),
        "hips": ((0.7 * side, 0.2, -0.7), (-0.55 * side, -0.35, -0.75)),
        "overhead": ((0.3 * side, -0.1, 1.0), (0.1 * side, 0.0, 1.0)),
        "ears": ((0.9 * side, 0.0, 0.3), (-0.6 * side, 0.0, 0.8)),
        "bar": ((0.7 * side, 0.3, -0.7), (0.1 * side, 0.2, 1.0)),
        "side": ((1.0 * side, 0.0, 0.0), (1.0 * side, 0.0, 0.0)),
    }
    if mode == "random":
        a = rng.normal(size=3) + np.array([0.6 * side, -0.5, -0.3])
        b = a + rng.normal(size=3) * 0.9
        upper, fore = a, b
    else:
        upper, fore = (np.array(d) + rng.normal(0, 0.1, 3) for d in table[mode])
    return ArmPose(tuple(upper.tolist()), tuple(fore.tolist()), float(rng.normal(0, 0.3)))


def arm_modes(rng: np.random.Generator, standing: bool) -> tuple[str, str]:
    """Modes of both arms; a single hand raised now and then: it is how members answer."""
    if rng.random() < (0.12 if standing else 0.03):
        other = str(rng.choice(["down", "forward", "hips"]))
        pair = (str(rng.choice(["overhead", "ears"])), other)
        return pair if rng.random() < 0.5 else (pair[1], pair[0])
    names = ["forward", "down", "crossed", "clasped", "hips", "overhead", "bar", "side", "random"]
    squat = [0.5, 0.06, 0.08, 0.12, 0.05, 0.03, 0.03, 0.03, 0.1]
    quiet = [0.15, 0.5, 0.05, 0.06, 0.08, 0.02, 0.02, 0.04, 0.08]
    mode = str(rng.choice(names, p=quiet if standing else squat))
    return mode, mode


def swivel(rng: np.random.Generator) -> float:
    """Knee swivel, radians, inward positive: mostly small, now and then knees touching."""
    kind = rng.random()
    sd = 6.0 if kind < 0.55 else 14.0
    value = rng.normal(2.0 if kind < 0.9 else 24.0, sd)
    return float(np.clip(value, -35, 42) * DEG)


def random_pose(body: Body, sole_m: float, rng: np.random.Generator) -> tuple[SquatPose, float]:
    """A pose and its nominal knee flexion, radians."""
    standing = rng.random() < 0.27
    flexion = (abs(rng.normal(0, 8)) if standing else rng.uniform(8, 132)) * DEG
    width = rng.choice([rng.uniform(0.09, 0.2), rng.uniform(0.18, 0.36), rng.uniform(0.3, 0.62)],
                       p=[0.2, 0.55, 0.25])  # fmt: skip
    toe_out = rng.normal(10, 9)
    thigh, shank = leg_lengths(body, "L")
    lean_shank = min(flexion * rng.uniform(0.15, 0.48), 42 * DEG)
    forward = shank * np.sin(lean_shank) - thigh * np.sin(flexion - lean_shank)
    up = shank * np.cos(lean_shank) + thigh * np.cos(flexion - lean_shank)
    stepping = rng.random() < 0.06
    legs = []
    for side in (1.0, -1.0):
        step = stepping and (side > 0) == (rng.random() < 0.5)
        ankle = (side * width / 2 + rng.normal(0, 0.008), rng.normal(0, 0.018))
        legs.append(
            LegPose(
                ankle if not step else (ankle[0], ankle[1] + rng.uniform(-0.4, 0.15)),
                float(np.clip(toe_out + rng.normal(0, 5), -20, 48)) * DEG,
                swivel(rng),
                heel_lift_rad=float(rng.uniform(0, 32) * DEG) if rng.random() < 0.12 else 0.0,
                tibial_twist_rad=float(rng.normal(0, 4) * DEG),
                roll_rad=float(rng.normal(0, 4) * DEG),
                lift_m=float(rng.uniform(0.0, 0.3)) if step else 0.0,
            )
        )
    total_lean = flexion * rng.uniform(0.1, 0.6) + rng.normal(0, 4) * DEG
    tilt = total_lean * rng.uniform(0.5, 1.0)
    angles = (tilt, rng.normal(0, 3) * DEG, rng.normal(0, 5) * DEG)
    high = ankle_height(body, "L", sole_m) + up
    asked = (rng.normal(0, 0.02), -float(forward) + rng.normal(0, 0.015), float(high))
    pelvis = reach(body, asked, angles, (legs[0], legs[1]), sole_m)
    modes = arm_modes(rng, standing)
    pose = SquatPose(
        pelvis, *angles, total_lean - tilt, rng.normal(0, 4) * DEG, rng.normal(0, 6) * DEG,
        -total_lean * rng.uniform(0.2, 0.8) + rng.normal(0, 8) * DEG, legs[0], legs[1],
        random_arm(rng, 1.0, modes[0], total_lean), random_arm(rng, -1.0, modes[1], total_lean),
    )  # fmt: skip
    return pose, float(flexion)
