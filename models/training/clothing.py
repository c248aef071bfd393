"""Clothes, shoes, hair and padding over a body, as one mesh skinned together. numpy and scipy.

A garment is a copy of the body's faces, moved along the normals: 2 mm for leggings to 45 mm for
wide trousers, with folds. It is drawn with the body, so that hems hang free of the limb.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.training.bodies import SEG, SEGMENTS, Body, vertex_normals
from models.training.pose import Posed, skin, turn_normals

Floats = NDArray[np.float32]
SKIN, LEGS, TOP, SHOES, HAIR = 1, 2, 3, 4, 5
LEG_KINDS: Final = {  # base thickness range, m; fold share
    "leggings": (0.001, 0.004, 0.1),
    "shorts": (0.006, 0.030, 0.4),
    "jogger": (0.006, 0.022, 0.4),
    "loose": (0.015, 0.035, 0.5),
    "baggy": (0.025, 0.045, 0.6),
}


@dataclass(frozen=True, slots=True, eq=False)
class Dressed:
    """A dressed body: rest mesh in groups (faces, label) and thickness along the normal."""

    body: Body
    vertices: Floats
    normals: Floats
    weights: Floats
    thickness: Floats
    tight: Floats
    groups: tuple[tuple[NDArray[np.int32], int], ...]
    sole_m: float


def folds(points: Floats, rng: np.random.Generator) -> Floats:
    """Smooth noise of unit size over rest positions (V, 3): a few plane waves of 8 to 40 cm."""
    total = np.zeros(len(points), np.float32)
    for _ in range(6):
        wave = rng.normal(size=3) * 2 * np.pi / rng.uniform(0.08, 0.4) / np.sqrt(3)
        total += np.sin(points @ wave.astype(np.float32) + rng.uniform(0, 6.28)).astype(np.float32)
    return total / np.float32(np.sqrt(3.0))


def _region(body: Body, names: tuple[str, ...]) -> Floats:
    return np.asarray(body.weights[:, [SEG[n] for n in names]].sum(axis=1), np.float32)


def _padding(body: Body, rng: np.random.Generator) -> Floats:
    """Extra soft tissue, metres along the normal: Anny alone is thin on obesity."""
    pad = np.zeros(len(body.vertices), np.float32)
    if rng.random() < 0.35:
        belly = _region(body, ("spine_low", "spine_mid")) * rng.uniform(0, 0.09)
        hips = _region(body, ("pelvis",)) * rng.uniform(0, 0.06)
        thighs = _region(body, ("LThigh", "RThigh"))
        low = (body.joints["LKnee"][2] + body.joints["RKnee"][2]) / 2
        top = body.joints["LHip"][2]
        along = np.clip((body.vertices[:, 2] - low) / (top - low), 0, 1)
        pad += belly + hips + thighs * along * rng.uniform(0, 0.045)
        pad += _region(body, ("chest",)) * rng.uniform(0, 0.04)
        pad += _region(body, ("LShank", "RShank")) * rng.uniform(0, 0.012)
    return np.asarray(pad, np.float32)


def _leg_garment(body: Body, rng: np.random.Generator) -> tuple[NDArray[np.bool_], Floats]:
    kind = rng.choice(list(LEG_KINDS), p=[0.3, 0.3, 0.2, 0.12, 0.08])
    low, high, share = LEG_KINDS[kind]
    z = body.vertices[:, 2]
    knee, ankle, hip = (body.joints[f"L{n}"][2] for n in ("Knee", "Ankle", "Hip"))
    hem = ankle + rng.uniform(-0.01, 0.08)
    if kind == "shorts":
        hem = knee + rng.uniform(-0.12, 0.75) * (hip - knee)
    elif rng.random() < 0.25:
        hem = ankle + rng.uniform(0.1, 0.6) * (knee - ankle)
    waist = hip + rng.uniform(0.06, 0.2)
    legs = _region(body, ("pelvis", "LThigh", "RThigh", "LShank", "RShank", "spine_low"))
    inside = (legs > 0.5) & (z > hem) & (z < waist)
    base = rng.uniform(low, high)
    thick = base * (1.0 + share * folds(body.vertices, rng))
    flare = 1.0 + rng.uniform(0, 0.6) * np.clip(1 - (z - hem) / 0.15, 0, 1)
    return inside, np.asarray(np.maximum(thick * flare, 0.001), np.float32)


def _top_garment(body: Body, rng: np.random.Generator) -> tuple[NDArray[np.bool_], Floats]:
    z = body.vertices[:, 2]
    hip, knee = body.joints["LHip"][2], body.joints["LKnee"][2]
    hem = hip + rng.uniform(-0.05, 0.2)
    if rng.random() < 0.25:
        hem = hip - rng.uniform(0.05, 0.6) * (hip - knee)
    torso = ["pelvis", "spine_low", "spine_mid", "chest", "LClavicle", "RClavicle"]
    thighs = ["LThigh", "RThigh"]
    sleeves = rng.choice(3, p=[0.3, 0.45, 0.25])
    if sleeves > 0:
        torso += ["LUpperArm", "RUpperArm"]
    if sleeves > 1:
        torso += ["LForearm", "RForearm"]
    inside = (_region(body, tuple(torso + thighs)) > 0.5) & (z > hem)
    arms = _region(body, ("LUpperArm", "RUpperArm", "LForearm", "RForearm"))
    base = rng.choice([rng.uniform(0.001, 0.006), rng.uniform(0.006, 0.04)])
    thick = base * (1.0 + 0.4 * folds(body.vertices, rng)) * (1.0 - 0.5 * arms)
    return inside, np.asarray(np.maximum(thick, 0.001), np.float32)


def _shoes(
    body: Body, rng: np.random.Generator, sole_m: float
) -> tuple[Floats, Floats, NDArray[np.int32]]:
    """Convex hull of each foot, widened, and a sole: vertices, weights, faces."""
    from scipy.spatial import ConvexHull

    points, weights, faces, count = [], [], [], 0
    margin = rng.uniform(0.002, 0.010)
    high_top = rng.uniform(-0.02, 0.06)
    for side in ("L", "R"):
        foot = _region(body, (f"{side}Foot", f"{side}Toes")) > 0.5
        foot |= (_region(body, (f"{side}Shank",)) > 0.3) & (
            body.vertices[:, 2] < body.joints[f"{side}Ankle"][2] + high_top
        )
        v = body.vertices[foot] + body.normals[foot] * margin
        floor = body.joints[f"{side}Sole"][2]
        sole = v[v[:, 2] < floor + 0.03].copy()
        sole[:, 2] = floor - sole_m
        v = np.concatenate([v[v[:, 2] > floor - 0.001], sole]).astype(np.float32)
        hull = ConvexHull(v)
        used = np.unique(hull.simplices)
        index = np.full(len(v), -1)
        index[used] = np.arange(len(used))
        v, tri = v[used], index[hull.simplices]
        w = np.zeros((len(v), len(SEGMENTS)), np.float32)
        toe_y = body.joints[f"{side}BigToe"][1]
        front = np.clip((toe_y - v[:, 1]) / 0.03 + 0.5, 0, 1)
        w[:, SEG[f"{side}Toes"]], w[:, SEG[f"{side}Foot"]] = front, 1 - front
        points.append(v)
        weights.append(w)
        faces.append(tri + count)
        count += len(v)
    return np.concatenate(points), np.concatenate(weights), np.concatenate(faces).astype(np.int32)


def dress(body: Body, rng: np.random.Generator) -> Dressed:
    """Clothes drawn at random over a body."""
    pad = _padding(body, rng)
    rest = (body.vertices + body.normals * pad[:, None]).astype(np.float32)
    normals = vertex_normals(rest, body.faces) if pad.any() else body.normals
    parts = [(rest, normals, body.weights, np.zeros(len(rest), np.float32), body.faces, SKIN)]
    garments = [(*_leg_garment(body, rng), LEGS)]
    if rng.random() < 0.85:
        garments.append((*_top_garment(body, rng), TOP))
    if rng.random() < 0.7:
        head = _region(body, ("head",)) > 0.5
        z, y = body.vertices[:, 2], body.vertices[:, 1]
        hair = head & ((z > body.joints["Head"][2] - 0.07) | (y > body.joints["head"][1] + 0.02))
        thick = rng.uniform(0.004, 0.045) * (1 + 0.3 * folds(body.vertices, rng))
        garments.append((hair, np.maximum(thick, 0.002).astype(np.float32), HAIR))
    for inside, thick, label in garments:
        faces = body.faces[inside[body.faces].all(axis=1)]
        parts.append((rest, normals, body.weights, thick, faces, label))
    sole_m = 0.0
    if rng.random() < 0.88:
        sole_m = float(rng.uniform(0.006, 0.035))
        v, w, faces = _shoes(body, rng, sole_m)
        parts.append((v, vertex_normals(v, faces), w, np.zeros(len(v), np.float32), faces, SHOES))
    return _join(body, parts, sole_m)


def _join(
    body: Body,
    parts: list[tuple[Floats, Floats, Floats, Floats, NDArray[np.int32], int]],
    sole_m: float,
) -> Dressed:
    start, groups, kept = 0, [], []
    for v, n, w, t, faces, label in parts:
        used = np.unique(faces)
        index = np.zeros(len(v), np.int32)
        index[used] = np.arange(len(used), dtype=np.int32) + start
        groups.append((index[faces], label))
        kept.append((v[used], n[used], w[used], t[used]))
        start += len(used)
    v, n, w, t = (np.concatenate([k[i] for k in kept]) for i in range(4))
    thighs = w[:, [SEG["LThigh"], SEG["RThigh"], SEG["LShank"], SEG["RShank"]]].sum(axis=1)
    return Dressed(body, v, n, w, t, np.asarray(thighs, np.float32), tuple(groups), sole_m)


def posed_vertices(dressed: Dressed, posed: Posed, flexion_rad: float) -> Floats:
    """(V, 3) world vertices. Cloth is drawn tight over the front of a bent knee and thigh."""
    v = skin(dressed.vertices, dressed.weights, posed.transforms)
    loose = dressed.thickness > 0
    n = turn_normals(dressed.normals[loose], dressed.weights[loose], posed.transforms)
    forward = np.clip(-n[:, 1] + 0.5 * n[:, 2], 0, 1) * min(flexion_rad / 1.6, 1.0)
    hang = 1.0 + 0.8 * np.clip(-n[:, 2], 0, 1) * min(flexion_rad / 1.6, 1.0)
    thick = dressed.thickness[loose] * (1.0 - 0.75 * forward * dressed.tight[loose]) * hang
    v[loose] += n * thick[:, None]
    return v
