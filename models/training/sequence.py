"""A whole simulated squat test: quiet standing, then squats, with its true joints. numpy only.

Used to evaluate and calibrate the product, and for the demonstration's member; training frames
come from `models.training.sampler`. World axes as in `models.training.pose`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.training.bodies import Body
from models.training.pose import ArmPose, LegPose, SquatPose, ankle_height, leg_lengths
from models.training.sampler import DEG, arm_modes, random_arm, reach

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Squat:
    """One squat in a test. Angles radians, inward positive; times seconds."""

    start_s: float
    down_s: float
    pause_s: float
    up_s: float
    peak: float
    inward: tuple[float, float]  # left, right swivel at the bottom

    @property
    def end_s(self) -> float:
        """When the member stands again."""
        return self.start_s + self.down_s + self.pause_s + self.up_s

    def share(self, t: float) -> float:
        """0 standing to 1 at the bottom, smooth."""
        x = t - self.start_s
        if x <= 0 or t >= self.end_s:
            return 0.0
        if x < self.down_s:
            y = x / self.down_s
        elif x < self.down_s + self.pause_s:
            return 1.0
        else:
            y = 1.0 - (x - self.down_s - self.pause_s) / self.up_s
        return float(y**3 * (10 - 15 * y + 6 * y * y))


@dataclass(frozen=True, slots=True, eq=False)
class Member:
    """What stays the same through one test of one member."""

    squats: tuple[Squat, ...]
    ankles: tuple[tuple[float, float], tuple[float, float]]
    toe_out: tuple[float, float]
    stand_inward: tuple[float, float]
    shank_ratio: float
    lean_ratio: float
    tilt_share: float
    heel_lift: float
    shift_m: float
    list_rad: float
    yaw_rad: float
    arms_down: tuple[ArmPose, ArmPose]
    arms_squat: tuple[ArmPose, ArmPose]
    waves: Array  # (12, 3) amplitude, rad/s, phase of the body's small unrest

    @property
    def length_s(self) -> float:
        """Until a moment after the last squat."""
        return self.squats[-1].end_s + 0.8

    def unrest(self, k: int, t: float) -> float:
        """Small smooth wobble of channel k, unit amplitude about 0."""
        w = self.waves[3 * k : 3 * k + 3]
        return float((w[:, 0] * np.sin(w[:, 1] * t + w[:, 2])).sum())


def draw_member(rng: np.random.Generator, squats: int = 3, quiet_s: float = 3.4) -> Member:
    """A member as they come: mostly a little inward or straight, some far in, a few outward."""
    habit = rng.choice([rng.normal(0, 4), rng.normal(9, 5), rng.normal(-8, 4)], p=[0.5, 0.4, 0.1])
    inward = tuple((habit + rng.normal(0, 4)) * DEG for _ in range(2))
    peak = rng.uniform(72, 112)
    t, plan = quiet_s, []
    for _ in range(squats):
        down, up = rng.uniform(1.3, 2.2), rng.uniform(1.0, 1.7)
        turn = tuple(float(s + rng.normal(0, 1.8) * DEG) for s in inward)
        top = float(np.clip(peak + rng.normal(0, 4), 66, 118)) * DEG
        plan.append(Squat(t, down, rng.uniform(0, 0.3), up, top, (turn[0], turn[1])))
        t = plan[-1].end_s + rng.uniform(0.4, 0.8)
    width = rng.uniform(0.16, 0.36)
    toe_out = np.clip(rng.normal(11, 7), -8, 35)
    waves = np.stack(
        [rng.normal(0, 0.5, 12), rng.uniform(1, 6, 12), rng.uniform(0, 6.28, 12)], axis=1
    )
    squat_arms = arm_modes(rng, False) if rng.random() < 0.2 else ("forward", "forward")
    return Member(
        tuple(plan),
        ((width / 2, rng.normal(0, 0.01)), (-width / 2, rng.normal(0, 0.01))),
        tuple(float(toe_out + rng.normal(0, 3)) * DEG for _ in range(2)),  # type: ignore[arg-type]
        tuple(float(rng.normal(0, 3)) * DEG for _ in range(2)),  # type: ignore[arg-type]
        rng.uniform(0.22, 0.42), rng.uniform(0.2, 0.5), rng.uniform(0.5, 1.0),
        float(rng.uniform(3, 15) * DEG) if rng.random() < 0.1 else 0.0,
        rng.normal(0, 0.012), rng.normal(0, 2) * DEG, rng.normal(0, 3) * DEG,
        (random_arm(rng, 1, "down", 0.0), random_arm(rng, -1, "down", 0.0)),
        (random_arm(rng, 1, squat_arms[0], 0.3), random_arm(rng, -1, squat_arms[1], 0.3)),
        waves,
    )  # fmt: skip


def pose_at(body: Body, sole_m: float, member: Member, t: float) -> tuple[SquatPose, float]:
    """The member's pose t seconds into the test, and the nominal knee flexion, radians."""
    now = max(member.squats, key=lambda s: s.share(t))
    share = now.share(t)
    flexion = 4.0 * DEG + share * now.peak
    thigh, shank = leg_lengths(body, "L")
    lean_shank = min(flexion * member.shank_ratio, 42 * DEG)
    forward = shank * np.sin(lean_shank) - thigh * np.sin(flexion - lean_shank)
    up = shank * np.cos(lean_shank) + thigh * np.cos(flexion - lean_shank)
    legs = []
    for i in range(2):
        swivel = (1 - share) * member.stand_inward[i] + share * now.inward[i]
        swivel += 0.4 * DEG * member.unrest(0, t + 3 * i) * share
        lift = member.heel_lift * max(share - 0.5, 0.0) * 2
        legs.append(
            LegPose(member.ankles[i], member.toe_out[i], float(swivel), heel_lift_rad=float(lift))
        )
    lean = flexion * member.lean_ratio + 1.0 * DEG * member.unrest(1, t)
    tilt = lean * member.tilt_share
    angles = (tilt, member.list_rad * share, member.yaw_rad * share)
    asked = (
        member.shift_m * share + 0.003 * member.unrest(2, t),
        -float(forward) + 0.003 * member.unrest(3, t),
        float(ankle_height(body, "L", sole_m) + up),
    )
    pelvis = reach(body, asked, angles, (legs[0], legs[1]), sole_m)
    return _whole(member, pelvis, angles, lean - tilt, share, t, legs), flexion


def _whole(
    member: Member,
    pelvis: tuple[float, float, float],
    angles: tuple[float, float, float],
    spine: float,
    share: float,
    t: float,
    legs: list[LegPose],
) -> SquatPose:
    first = member.squats[0].start_s
    raised = float(np.clip((t - first + 0.5) / 0.8, 0, 1))  # arms go up before the first squat
    arms = [_mix(a, b, raised) for a, b in zip(member.arms_down, member.arms_squat, strict=True)]
    return SquatPose(
        pelvis, *angles, spine, 0.0, 0.01 * member.unrest(1, t + 1),
        -0.5 * (angles[0] + spine) * share, legs[0], legs[1], arms[0], arms[1],
    )  # fmt: skip


def _mix(a: ArmPose, b: ArmPose, share: float) -> ArmPose:
    def blend(p: tuple[float, ...], q: tuple[float, ...]) -> tuple[float, float, float]:
        v = (1 - share) * np.array(p) / np.linalg.norm(p) + share * np.array(q) / np.linalg.norm(q)
        return (float(v[0]), float(v[1]) - 1e-3, float(v[2]))

    twist = (1 - share) * a.twist_rad + share * b.twist_rad
    return ArmPose(blend(a.upper, b.upper), blend(a.fore, b.fore), twist)
