"""What the demonstration's member does, clip by clip: poses over time. numpy only.

Every clip begins and ends in a pose that others begin in, so that they can be played one after
another; small unrest fades out towards both ends. World axes as in `models.training.pose`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from models.training.bodies import Body
from models.training.pose import UP, ArmPose, LegPose, SquatPose, rotation, unit
from models.training.sampler import reach
from models.training.sequence import Member, Squat, pose_at

Array = NDArray[np.float64]
Vector = tuple[float, float, float]
Mesh = tuple[NDArray[np.float32], NDArray[np.int32]]
_NEVER = Squat(1e6, 1.0, 0.0, 1.0, 0.0, (0.0, 0.0))
_RIGHT, _LEFT = -1.0, 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Shot:
    """One frame: pose, nominal knee flexion in radians, (3, 4) placement in the world, props."""

    pose: SquatPose
    flexion: float
    turn: Array
    props: tuple[Mesh, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class ClipPlan:
    """A clip. start, end: the places that it joins; loop: may be repeated and left anywhere.

    fps: of what is stored; it is played at 30. shot: seconds into the clip -> frame.
    """

    name: str
    length_s: float
    fps: float
    start: str
    end: str
    loop: bool
    shot: Callable[[float], Shot] = field(repr=False)


def placed(x: float = 0.0, y: float = 0.0, yaw: float = 0.0) -> Array:
    """(3, 4) placement: x to the member's left of the mark, y behind it, turned left by yaw."""
    return np.concatenate([rotation(UP, yaw), np.array([[x], [y], [0.0]])], axis=1)


def ease(x: float) -> float:
    """0 to 1 with neither jerk nor speed at both ends."""
    y = float(np.clip(x, 0.0, 1.0))
    return y**3 * (10 - 15 * y + 6 * y * y)


def calm(t: float, length_s: float) -> float:
    """How much unrest there is: none at both ends of a clip."""
    return ease(min(t, length_s - t) / 0.6)


def slerp(a: Vector, b: Vector, share: float) -> Vector:
    """The direction between two, turned evenly."""
    p, q = unit(np.array(a, np.float64)), unit(np.array(b, np.float64))
    angle = float(np.arccos(np.clip(p @ q, -1.0, 1.0)))
    if angle < 1e-6:
        return a
    out = (np.sin((1 - share) * angle) * p + np.sin(share * angle) * q) / np.sin(angle)
    return (float(out[0]), float(out[1]), float(out[2]))


def between_arms(keys: tuple[ArmPose, ...], share: float) -> ArmPose:
    """An arm on its way through evenly spaced key poses, share 0 to 1."""
    at = float(np.clip(share, 0.0, 1.0)) * (len(keys) - 1)
    k = min(int(at), len(keys) - 2)
    a, b, x = keys[k], keys[k + 1], at - k
    twist = (1 - x) * a.twist_rad + x * b.twist_rad
    return ArmPose(slerp(a.upper, b.upper, x), slerp(a.fore, b.fore, x), twist)


def overhead(side: float, lean: float = 0.0) -> ArmPose:
    """A hand held up to answer: above the head, elbow nearly straight."""
    return ArmPose((0.30 * side, lean - 0.15, 1.0), (0.12 * side, lean - 0.10, 1.0))


def passing(side: float) -> ArmPose:
    """On the way up: the hand comes up before the shoulder, elbow bent."""
    return ArmPose((0.45 * side, -0.75, -0.35), (0.15 * side, -0.65, 0.75))


def half_raised(side: float) -> ArmPose:
    """A shy answer: the wrist only just above the shoulder, elbow bent."""
    return ArmPose((0.50 * side, -0.30, -0.60), (0.15 * side, -0.30, 1.0))


@dataclass(frozen=True, slots=True, eq=False)
class Actor:
    """The member's body and habits, and the poses that the clips are made of."""

    body: Body
    sole_m: float
    plan: Member

    def standing(self, t: float, unrest: float) -> SquatPose:
        """Quiet standing on the mark."""
        return self._at(replace(self.plan, squats=(_NEVER,)), t, unrest)[0]

    def _at(self, plan: Member, t: float, unrest: float) -> tuple[SquatPose, float]:
        waves = plan.waves * np.array([unrest, 1.0, 1.0])
        return pose_at(self.body, self.sole_m, replace(plan, waves=waves), t)

    def arm(self, side: float, *, forward: bool = False) -> ArmPose:
        """Hanging, or forward as in a squat."""
        arms = self.plan.arms_squat if forward else self.plan.arms_down
        return arms[0 if side == _LEFT else 1]

    def squatting(self, squat: Squat, t: float, length_s: float) -> tuple[SquatPose, float]:
        """A squat from hanging arms: they go forward with it and come back."""
        pose, flexion = self._at(replace(self.plan, squats=(squat,)), t, calm(t, length_s))
        share = ease(squat.share(t) * 1.6)
        left, right = (
            between_arms((self.arm(side), self.arm(side, forward=True)), share)
            for side in (_LEFT, _RIGHT)
        )
        return replace(pose, left_arm=left, right_arm=right), flexion

    def within_reach(self, pose: SquatPose) -> SquatPose:
        """The same with the pelvis lowered until both legs reach it."""
        angles = (pose.pelvis_tilt, pose.pelvis_list, pose.pelvis_yaw)
        legs = (pose.left, pose.right)
        return replace(
            pose, pelvis_xyz=reach(self.body, pose.pelvis_xyz, angles, legs, self.sole_m)
        )

    def walking(self, phase: float, amount: float, t: float, unrest: float) -> SquatPose:
        """Legs and arms swinging; phase: pi a step, amount: 0 standing to 1 full strides."""
        pose = self.standing(t, unrest)
        legs = (
            self._swung(pose.left, phase, amount), self._swung(pose.right, phase + np.pi, amount)
        )  # fmt: skip
        x, y, z = pose.pelvis_xyz
        pose = replace(pose, pelvis_xyz=(x, (1 - amount) * y, z), left=legs[0], right=legs[1])
        left, right = (
            self._swung_arm(side, swing * amount)
            for side, swing in ((_LEFT, np.cos(phase)), (_RIGHT, -np.cos(phase)))
        )
        return self.within_reach(replace(pose, left_arm=left, right_arm=right))

    def _swung(self, leg: LegPose, phase: float, amount: float) -> LegPose:
        x, y = leg.ankle_xy
        ahead = -0.24 * np.cos(phase) * amount
        lift = 0.09 * max(0.0, -np.sin(phase)) * amount
        return replace(leg, ankle_xy=(x * (1 - 0.35 * amount), y + float(ahead)), lift_m=lift)

    def _swung_arm(self, side: float, swing: float) -> ArmPose:
        rest = self.arm(side)
        upper = unit(np.array(rest.upper)) + np.array([0.0, 0.35 * swing, 0.0])
        fore = unit(np.array(rest.fore)) + np.array([0.0, 0.35 * swing - 0.1 * abs(swing), 0.0])
        return ArmPose(tuple(upper.tolist()), tuple(fore.tolist()), rest.twist_rad)
