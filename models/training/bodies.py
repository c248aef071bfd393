"""Adult bodies from Anny as numpy values: mesh, skin weights, joint centres. May import anny.

Body axes are Anny's: x the subject's left, y backwards, z up, metres. The rig's joint heads are
not anatomical centres, so that every label of the model rests on the corrections below:

hip     the rig's hips lie about 25 mm too far out. Their distance from the mid-line is scaled by
        0.783, which puts the average adult at Harrington 2007 / Bell 1990 (0.33 pelvis widths
        + 7 mm from the mid-line: 86 mm at a pelvis width of 240 mm).
knee    7 mm inwards and 3 mm forwards: the middle between the epicondyles.
ankle   the rig's foot head: the middle between the malleoli.
toes    the rig's heads of the first and fifth toe: the metatarsal heads.
heel    mean of the rearmost surface points of the foot, at their height.

The corrected centres are used both as labels and as centres of rotation, never only one of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

SEGMENTS: Final = (
    "pelvis", "LThigh", "LShank", "LFoot", "LToes", "RThigh", "RShank", "RFoot", "RToes",
    "spine_low", "spine_mid", "chest", "LClavicle", "LUpperArm", "LForearm", "LHand",
    "RClavicle", "RUpperArm", "RForearm", "RHand", "neck", "head",
)  # fmt: skip
SEG: Final = {name: i for i, name in enumerate(SEGMENTS)}
HIP_SCALE: Final = 0.783
KNEE_MEDIAL_M: Final = 0.007
KNEE_FORWARD_M: Final = 0.003

_BONES: Final = {
    "root": "pelvis", "pelvis": "pelvis", "upperleg01": "Thigh", "upperleg02": "Thigh",
    "lowerleg01": "Shank", "lowerleg02": "Shank", "foot": "Foot", "toe": "Toes",
    "spine05": "spine_low", "spine04": "spine_low", "spine03": "spine_mid",
    "spine02": "spine_mid", "spine01": "chest", "clavicle": "Clavicle", "shoulder01": "Clavicle",
    "upperarm01": "UpperArm", "upperarm02": "UpperArm", "lowerarm01": "Forearm",
    "lowerarm02": "Forearm", "wrist": "Hand", "finger": "Hand", "metacarpal": "Hand",
    "neck": "neck", "head": "head", "eye": "head",
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Body:
    """One adult in the rest pose.

    vertices, normals: (V, 3); weights: (V, len(SEGMENTS)) rows sum to 1; faces: (F, 3) int32.
    joints: name -> (3,), rest positions: the corrected centres and the segments' pivots.
    """

    vertices: Floats
    normals: Floats
    weights: Floats
    faces: NDArray[np.int32]
    joints: dict[str, Floats]
    height_m: float
    bmi_like: float


def segment_of(bone: str) -> int:
    """Index of the segment that a bone of the rig belongs to."""
    stem, _, side = bone.partition(".")
    for key in sorted(_BONES, key=len, reverse=True):
        if stem.startswith(key):
            name = _BONES[key]
            return SEG[name] if name in SEG else SEG[side + name]
    raise KeyError(bone)


def vertex_normals(vertices: Floats, faces: NDArray[np.int32]) -> Floats:
    """(V, 3) unit normals, area weighted."""
    a, b, c = (vertices[faces[:, k]] for k in range(3))
    n = np.cross(b - a, c - a)
    out = np.zeros_like(vertices)
    for k in range(3):
        for axis in range(3):
            out[:, axis] += np.bincount(faces[:, k], n[:, axis], len(vertices)).astype(np.float32)
    return (out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-12)).astype(np.float32)


class BodyFactory:
    """Draws adults. The first start builds Anny's cache and takes one to two minutes."""

    def __init__(self) -> None:
        import anny
        import torch
        from anny import shape_distribution

        torch.set_num_threads(1)
        self._torch = torch
        self._model: Any = anny.Anny(skinning_method="lbs", phenotypes="all")
        self._faces = self._model.get_triangular_faces().numpy().astype(np.int32)
        self._weights = self._segment_weights()
        self._shapes: Any = shape_distribution.SimpleShapeDistribution(
            self._model,
            morphological_age_distribution=torch.distributions.Uniform(
                torch.tensor(18.0, dtype=self._model.dtype),
                torch.tensor(75.0, dtype=self._model.dtype),
            ),
        )

    def _segment_weights(self) -> Floats:
        indices = self._model.vertex_bone_indices.numpy()
        values = self._model.vertex_bone_weights.numpy()
        of = np.array([segment_of(b) for b in self._model.bone_labels])
        weights = np.zeros((len(indices), len(SEGMENTS)), np.float32)
        rows = np.arange(len(indices))
        for k in range(indices.shape[1]):
            np.add.at(weights, (rows, of[indices[:, k]]), values[:, k])
        return np.asarray(weights / weights.sum(axis=1, keepdims=True), np.float32)

    def sample(self, rng: np.random.Generator) -> Body:
        """One adult; heavy, light and muscular ones more often than in the population."""
        self._torch.manual_seed(int(rng.integers(2**31)))
        _, kwargs = self._shapes.sample(1)
        kwargs = {k: v.clone() for k, v in kwargs.items()}
        for key, chance in (("weight", 0.45), ("muscle", 0.3), ("proportions", 0.3)):
            if rng.random() < chance:
                kwargs[key][:] = rng.uniform(0.0 if key != "weight" else 0.25, 1.0)
        if rng.random() < 0.2:
            kwargs["height"][:] = rng.uniform(0.05, 0.95)
        out = self._model(phenotype_kwargs=kwargs)
        vertices = out["rest_vertices"][0].detach().numpy().astype(np.float32)
        heads = out["rest_bone_heads"][0].detach().numpy().astype(np.float32)
        return self._body(vertices, heads)

    def _body(self, vertices: Floats, heads: Floats) -> Body:
        head = dict(zip(self._model.bone_labels, heads, strict=True))
        joints: dict[str, Floats] = {
            "pelvis": head["root"], "spine_low": head["spine05"], "spine_mid": head["spine03"],
            "chest": head["spine01"], "neck": head["neck01"], "head": head["head"],
            "Neck": head["neck01"],
        }  # fmt: skip
        weights = self._weights
        for side, out in (("L", 1.0), ("R", -1.0)):
            hip, knee = head[f"upperleg01.{side}"].copy(), head[f"lowerleg01.{side}"].copy()
            hip[0] *= HIP_SCALE
            knee += np.array([-out * KNEE_MEDIAL_M, -KNEE_FORWARD_M, 0.0], np.float32)
            joints[f"{side}Hip"], joints[f"{side}Knee"] = hip, knee
            joints[f"{side}Ankle"] = head[f"foot.{side}"]
            joints[f"{side}BigToe"] = head[f"toe1-1.{side}"]
            joints[f"{side}SmallToe"] = head[f"toe5-1.{side}"]
            joints[f"{side}Clavicle"] = head[f"clavicle.{side}"]
            joints[f"{side}Shoulder"] = head[f"upperarm01.{side}"]
            joints[f"{side}Elbow"] = head[f"lowerarm01.{side}"]
            joints[f"{side}Wrist"] = head[f"wrist.{side}"]
            joints[f"{side}Heel"] = _heel(vertices, weights, side)
            sole = weights[:, SEG[f"{side}Foot"]] + weights[:, SEG[f"{side}Toes"]] > 0.5
            joints[f"{side}Sole"] = vertices[sole].min(axis=0)
        top = vertices[weights[:, SEG["head"]] > 0.5]
        joints["Head"] = np.array([0.0, top[:, 1].mean(), top[:, 2].max()], np.float32)
        height = float(vertices[:, 2].max() - vertices[:, 2].min())
        normals = vertex_normals(vertices, self._faces)
        bmi = _volume(vertices, self._faces) * 1000.0 / height**2
        return Body(vertices, normals, weights, self._faces, joints, height, bmi)


def _heel(vertices: Floats, weights: Floats, side: str) -> Floats:
    foot = vertices[weights[:, SEG[f"{side}Foot"]] > 0.5]
    low = foot[foot[:, 2] < foot[:, 2].min() + 0.06]
    rear = low[low[:, 1] > low[:, 1].max() - 0.006]
    return np.asarray(rear.mean(axis=0), np.float32)


def _volume(vertices: Floats, faces: NDArray[np.int32]) -> float:
    a, b, c = (vertices[faces[:, k]].astype(np.float64) for k in range(3))
    return float(abs(np.einsum("ij,ij->i", a, np.cross(b, c)).sum()) / 6.0)
