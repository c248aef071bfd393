"""Feet-first inverse kinematics: a squat's parameters to segment transforms and true joints.

World axes as the body's: x the subject's left, y backwards, z up, the floor at z = 0, metres.
numpy only, with models.training.bodies for the segments.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from models.training.bodies import SEG, SEGMENTS, Body

Array = NDArray[np.float64]
UP = np.array([0.0, 0.0, 1.0])


@dataclass(frozen=True, slots=True)
class LegPose:
    """One leg: where the foot is planted and how the knee leaves the leg's own plane.

    swivel_rad: turn of the knee about the hip-ankle line, inward positive.
    """

    ankle_xy: tuple[float, float]
    toe_out_rad: float
    swivel_rad: float
    heel_lift_rad: float = 0.0
    tibial_twist_rad: float = 0.0
    roll_rad: float = 0.0
    lift_m: float = 0.0


@dataclass(frozen=True, slots=True)
class ArmPose:
    """Directions of upper arm and forearm in the chest's axes (x left, y back, z up), and twist."""

    upper: tuple[float, float, float]
    fore: tuple[float, float, float]
    twist_rad: float = 0.0


@dataclass(frozen=True, slots=True)
class SquatPose:
    """A whole body. pelvis_xyz: middle between the hips; angles in radians.

    pelvis_tilt: forward lean of the pelvis; list: left side up; yaw: turn to the left.
    spine_*: further lean, side bend and turn of the chest against the pelvis.
    """

    pelvis_xyz: tuple[float, float, float]
    pelvis_tilt: float
    pelvis_list: float
    pelvis_yaw: float
    spine_lean: float
    spine_bend: float
    spine_turn: float
    head_nod: float
    left: LegPose
    right: LegPose
    left_arm: ArmPose
    right_arm: ArmPose


@dataclass(frozen=True, slots=True, eq=False)
class Posed:
    """transforms: (S, 3, 4) rest to world a segment; joints: name -> (3,) true joint centres."""

    transforms: Array
    joints: dict[str, Array] = field(default_factory=dict)


def rotation(axis: Array, angle: float) -> Array:
    """Rodrigues' formula; axis (3,) of any length."""
    n = axis / np.linalg.norm(axis)
    k = np.array([[0, -n[2], n[1]], [n[2], 0, -n[0]], [-n[1], n[0], 0]])
    out: Array = np.eye(3) + np.sin(angle) * k + (1 - np.cos(angle)) * (k @ k)
    return out


def between(a: Array, b: Array) -> Array:
    """The smallest rotation that takes direction a to direction b."""
    u, v = a / np.linalg.norm(a), b / np.linalg.norm(b)
    axis = np.cross(u, v)
    if np.linalg.norm(axis) < 1e-9:
        return np.eye(3)
    return rotation(axis, float(np.arctan2(np.linalg.norm(axis), u @ v)))


def unit(v: Array) -> Array:
    out: Array = v / max(float(np.linalg.norm(v)), 1e-12)
    return out


def triad(along: Array, towards: Array) -> Array:
    """(3, 3) columns: unit along, unit of towards made perpendicular to it, their cross product."""
    y = unit(along)
    x = unit(towards - (towards @ y) * y)
    return np.stack([y, x, np.cross(y, x)], axis=1)


def rest_foot_direction(body: Body, side: str) -> Array:
    """(3,) horizontal unit vector heel -> second toe in the rest pose."""
    second = second_toe(body.joints, side)
    d = second - body.joints[f"{side}Heel"].astype(np.float64)
    d[2] = 0.0
    return unit(d)


def second_toe(joints: dict[str, NDArray[np.float32]], side: str) -> Array:
    big = joints[f"{side}BigToe"].astype(np.float64)
    small = joints[f"{side}SmallToe"].astype(np.float64)
    return np.asarray(big + (small - big) / 3.0)


def ankle_height(body: Body, side: str, sole_m: float) -> float:
    """Height of the ankle centre over the floor with the foot flat on a sole that thick."""
    return float(body.joints[f"{side}Ankle"][2] - body.joints[f"{side}Sole"][2]) + sole_m


def leg_lengths(body: Body, side: str) -> tuple[float, float]:
    """Thigh and shank, metres."""
    j = body.joints
    thigh = float(np.linalg.norm(j[f"{side}Hip"] - j[f"{side}Knee"]))
    return thigh, float(np.linalg.norm(j[f"{side}Knee"] - j[f"{side}Ankle"]))


class _Solver:
    def __init__(self, body: Body) -> None:
        self.body = body
        self.rest = {k: v.astype(np.float64) for k, v in body.joints.items()}
        self.rot = np.tile(np.eye(3), (len(SEGMENTS), 1, 1))
        self.org = np.zeros((len(SEGMENTS), 3))
        self.piv = np.zeros((len(SEGMENTS), 3))
        self.joints: dict[str, Array] = {}

    def put(self, segment: str, rot: Array, pivot_rest: Array, pivot_world: Array) -> None:
        i = SEG[segment]
        self.rot[i], self.piv[i], self.org[i] = rot, pivot_rest, pivot_world

    def at(self, segment: str, rest_point: Array) -> Array:
        i = SEG[segment]
        out: Array = self.rot[i] @ (rest_point - self.piv[i]) + self.org[i]
        return out

    def leg(self, side: str, pose: LegPose, sole_m: float) -> None:
        rest, out = self.rest, 1.0 if side == "L" else -1.0
        rest_dir = rest_foot_direction(self.body, side)
        heading = rotation(UP, out * pose.toe_out_rad) @ np.array([0.0, -1.0, 0.0])
        turn = between(rest_dir, heading)
        pitch = rotation(np.cross(heading, UP), -pose.heel_lift_rad)
        rolled = rotation(heading, out * pose.roll_rad)
        foot_rot = rolled @ pitch @ turn
        ankle_rest, toe_rest = rest[f"{side}Ankle"], second_toe(self.body.joints, side)
        flat = np.array([*pose.ankle_xy, ankle_height(self.body, side, sole_m) + pose.lift_m])
        toe_world = turn @ (toe_rest - ankle_rest) + flat
        ankle = pitch @ (flat - toe_world) + toe_world  # the heel lifts about the toe joints
        hip = self.at("pelvis", rest[f"{side}Hip"])
        thigh, shank = leg_lengths(self.body, side)
        line = hip - ankle
        length = min(float(np.linalg.norm(line)), 0.9995 * (thigh + shank))
        y = unit(line)
        along = (shank**2 - thigh**2 + length**2) / (2 * length)
        radius = np.sqrt(max(shank**2 - along**2, 0.0))
        bend = unit(heading - (heading @ y) * y)
        inward = np.cross(bend, y) * out
        bend = np.cos(pose.swivel_rad) * bend + np.sin(pose.swivel_rad) * inward
        knee = ankle + along * y + radius * bend
        hip = knee + unit(hip - knee) * thigh
        rest_y = rest[f"{side}Hip"] - ankle_rest
        rest_bend = rest_dir - (rest_dir @ unit(rest_y)) * unit(rest_y)
        knee_rest = rest[f"{side}Knee"]
        thigh_rot = triad(hip - knee, bend) @ triad(rest[f"{side}Hip"] - knee_rest, rest_bend).T
        twist = rotation(unit(knee - ankle), out * pose.tibial_twist_rad)
        shank_rot = twist @ triad(knee - ankle, bend) @ triad(knee_rest - ankle_rest, rest_bend).T
        self.put(f"{side}Thigh", thigh_rot, knee_rest, knee)
        self.put(f"{side}Shank", shank_rot, ankle_rest, ankle)
        self.put(f"{side}Foot", foot_rot, ankle_rest, ankle)
        self.put(f"{side}Toes", rolled @ turn, toe_rest, self.at(f"{side}Foot", toe_rest))
        self.joints |= {f"{side}Hip": hip, f"{side}Knee": knee, f"{side}Ankle": ankle}
        for name in ("Heel", "BigToe", "SmallToe"):
            self.joints[side + name] = self.at(f"{side}Foot", rest[side + name])

    def arm(self, side: str, pose: ArmPose) -> None:
        rest, chest = self.rest, self.rot[SEG["chest"]]
        pivot = rest[f"{side}Clavicle"]
        shoulder_rest, elbow_rest = rest[f"{side}Shoulder"], rest[f"{side}Elbow"]
        upper = chest @ np.array(pose.upper)
        raised = 0.25 * max(float(unit(np.array(pose.upper))[2]), -0.2)
        shrug = rotation(np.array([0.0, 1.0, 0.0]), (-1.0 if side == "L" else 1.0) * raised)
        self.put(f"{side}Clavicle", chest @ shrug, pivot, self.at("chest", pivot))
        shoulder = self.at(f"{side}Clavicle", shoulder_rest)
        upper_rot = between(chest @ (elbow_rest - shoulder_rest), upper) @ chest
        upper_rot = rotation(upper, pose.twist_rad) @ upper_rot
        self.put(f"{side}UpperArm", upper_rot, shoulder_rest, shoulder)
        elbow = self.at(f"{side}UpperArm", elbow_rest)
        wrist_rest = rest[f"{side}Wrist"]
        fore_rot = between(upper_rot @ (wrist_rest - elbow_rest), chest @ np.array(pose.fore))
        fore_rot = fore_rot @ upper_rot
        self.put(f"{side}Forearm", fore_rot, elbow_rest, elbow)
        wrist = self.at(f"{side}Forearm", wrist_rest)
        self.put(f"{side}Hand", fore_rot, wrist_rest, wrist)
        self.joints |= {f"{side}Shoulder": shoulder, f"{side}Elbow": elbow, f"{side}Wrist": wrist}

    def trunk(self, pose: SquatPose) -> None:
        rest = self.rest
        lateral, fore_aft = np.array([1.0, 0.0, 0.0]), np.array([0.0, 1.0, 0.0])
        pelvis = (
            rotation(UP, pose.pelvis_yaw)
            @ rotation(fore_aft, pose.pelvis_list)
            @ rotation(lateral, pose.pelvis_tilt)
        )
        middle = (rest["LHip"] + rest["RHip"]) / 2.0
        self.put("pelvis", pelvis, middle, np.array(pose.pelvis_xyz))
        step = (
            rotation(UP, pose.spine_turn / 3.0)
            @ rotation(fore_aft, pose.spine_bend / 3.0)
            @ rotation(lateral, pose.spine_lean / 3.0)
        )
        rot, parent = pelvis, "pelvis"
        for segment in ("spine_low", "spine_mid", "chest"):
            rot = rot @ step
            self.put(segment, rot, rest[segment], self.at(parent, rest[segment]))
            parent = segment
        self.put("neck", rot, rest["neck"], self.at("chest", rest["neck"]))
        nod = rot @ rotation(lateral, pose.head_nod)
        self.put("head", nod, rest["head"], self.at("neck", rest["head"]))
        self.joints |= {
            "Neck": self.at("chest", rest["Neck"]),
            "Head": self.at("head", rest["Head"]),
        }


def solve(body: Body, pose: SquatPose, sole_m: float = 0.0) -> Posed:
    """Segment transforms and joint centres of a body in a pose, soles sole_m thick.

    A hip that its leg cannot reach is drawn to where it can: the pelvis' own place is taken as
    asked, and `SquatPose.pelvis_xyz` should be within reach.
    """
    s = _Solver(body)
    s.trunk(pose)
    for side, leg, arm in (("L", pose.left, pose.left_arm), ("R", pose.right, pose.right_arm)):
        s.leg(side, leg, sole_m)
        s.arm(side, arm)
    offset = s.org - np.einsum("sij,sj->si", s.rot, s.piv)
    return Posed(np.concatenate([s.rot, offset[:, :, None]], axis=2), s.joints)


def skin(
    vertices: NDArray[np.float32], weights: NDArray[np.float32], transforms: Array
) -> NDArray[np.float32]:
    """Linear blend skinning: (V, 3) rest to world."""
    blend = (weights @ transforms.reshape(len(transforms), 12).astype(np.float32)).reshape(-1, 3, 4)
    moved = np.einsum("vij,vj->vi", blend[:, :, :3], vertices) + blend[:, :, 3]
    return np.asarray(moved, np.float32)


def turn_normals(
    normals: NDArray[np.float32], weights: NDArray[np.float32], transforms: Array
) -> NDArray[np.float32]:
    """(V, 3) rest normals turned with their segments, not renormalised."""
    rot = np.ascontiguousarray(transforms[:, :, :3]).reshape(len(transforms), 9)
    blend = (weights @ rot.astype(np.float32)).reshape(-1, 3, 3)
    return np.asarray(np.einsum("vij,vj->vi", blend, normals), np.float32)
