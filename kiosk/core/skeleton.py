"""Joint names and the skeleton value. numpy only.

Names and order are HALPE_26's, so that an export opens in OpenSim, Pose2Sim and Sports2D.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from kiosk.core.frame import FloatArray

HALPE_26: Final = (
    "Nose", "LEye", "REye", "LEar", "REar",
    "LShoulder", "RShoulder", "LElbow", "RElbow", "LWrist", "RWrist",
    "LHip", "RHip", "LKnee", "RKnee", "LAnkle", "RAnkle",
    "Head", "Neck", "Hip",
    "LBigToe", "RBigToe", "LSmallToe", "RSmallToe", "LHeel", "RHeel",
)  # fmt: skip
INDEX: Final = {name: i for i, name in enumerate(HALPE_26)}
SIDES: Final = ("left", "right")
SIGN: Final = {"left": -1.0, "right": 1.0}
PREFIX: Final = {"left": "L", "right": "R"}
Bone = tuple[str, str]
UPPER: Final[tuple[Bone, ...]] = (
    ("Neck", "LShoulder"), ("Neck", "RShoulder"), ("LShoulder", "LElbow"), ("LElbow", "LWrist"),
    ("RShoulder", "RElbow"), ("RElbow", "RWrist"), ("Neck", "Hip"),
)  # fmt: skip
"""What joins the joints of a drawn figure above the hips."""
LEGS: Final[tuple[Bone, ...]] = (
    ("LHip", "RHip"), ("LHip", "LKnee"), ("LKnee", "LAnkle"), ("RHip", "RKnee"),
    ("RKnee", "RAnkle"), ("LAnkle", "LBigToe"), ("RAnkle", "RBigToe"),
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Skeleton:
    """One frame's joints.

    points_m: (26, 3) in the frame the producer names, NaN where not estimated.
    sigma_m: (26,) expected root-mean-square 3D error of each joint, NaN where not estimated.
    """

    points_m: FloatArray
    sigma_m: FloatArray
    time_s: float


@dataclass(frozen=True, slots=True, eq=False)
class Motion:
    """A run of skeletons as arrays; frames where nobody was measured are NaN rows.

    time_s: (T,) rising, seconds; points_m: (T, 26, 3), one frame of reference throughout;
    sigma_m: (T, 26).
    """

    time_s: FloatArray
    points_m: FloatArray
    sigma_m: FloatArray

    def joint(self, name: str) -> FloatArray:
        """(T, 3) path of one joint by its HALPE_26 name."""
        path: FloatArray = self.points_m[:, INDEX[name]]
        return path


def stack(skeletons: Sequence[Skeleton]) -> Motion:
    """Skeletons in time order to one Motion."""
    if not skeletons:
        return Motion(np.zeros(0), np.zeros((0, 26, 3)), np.zeros((0, 26)))
    return Motion(
        np.array([s.time_s for s in skeletons]),
        np.stack([s.points_m for s in skeletons]),
        np.stack([s.sigma_m for s in skeletons]),
    )
