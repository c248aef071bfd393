"""UTD-MHAD's Kinect skeletons (Chen et al. 2015) as a rough Motion, for the rules that find squats.

Not ground truth: 51 mm median off at the knee in a squat (see the data's README). Kinect v1 gives
a mirrored image: x runs to the image's right, y up, z away. Turning x round gives the true camera
frame; the member faces the camera, so what is on the left of the mirrored image (joints 4-7 and
12-15) is the member's own left, which the true image shows on its right.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from kiosk.core.frame import FloatArray
from kiosk.core.skeleton import INDEX, Motion

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "utd_mhad"
RATE_HZ = 30.0
UP = np.array([0.0, -1.0, 0.0])
SIGMA_M = 0.04
FOOT_BACK_M = 0.06
ANKLE_ABOVE_FLOOR_M = 0.08
_NAMES = {
    "Head": 0, "Neck": 1,
    "LShoulder": 4, "LElbow": 5, "LWrist": 6, "RShoulder": 8, "RElbow": 9, "RWrist": 10,
    "LHip": 12, "LKnee": 13, "LAnkle": 14, "RHip": 16, "RKnee": 17, "RAnkle": 18,
}  # fmt: skip
_FEET = {"L": (14, 15), "R": (18, 19)}


def read(clip: str) -> tuple[Motion, float]:
    """One clip ('a27_s1_t1') in the camera's optical frame, and the floor's offset under UP.

    The Kinect knows no heel and one point of the forefoot: the heel is put 6 cm behind the ankle.
    """
    with np.load(DATA / f"{clip}.npz") as file:
        seen = np.asarray(file["kinect_joints_m"], np.float64)
    joints = seen * np.array([-1.0, -1.0, 1.0])
    points = np.full((len(joints), len(INDEX), 3), np.nan)
    for name, i in _NAMES.items():
        points[:, INDEX[name]] = joints[:, i]
    points[:, INDEX["Hip"]] = 0.5 * (joints[:, 12] + joints[:, 16])
    for p, (ankle, foot) in _FEET.items():
        points[:, [INDEX[p + "BigToe"], INDEX[p + "SmallToe"]]] = joints[:, [foot]]
        points[:, INDEX[p + "Heel"]] = _heel(joints[:, ankle], joints[:, foot])
    sigma = np.full(points.shape[:2], SIGMA_M)
    offset = float(np.median(joints[:, [14, 18], 1])) + ANKLE_ABOVE_FLOOR_M
    return Motion(np.arange(len(joints)) / RATE_HZ, points, sigma), offset


def _heel(ankle: FloatArray, foot: FloatArray) -> FloatArray:
    forward = (foot - ankle) * np.array([1.0, 0.0, 1.0])
    forward /= np.maximum(np.linalg.norm(forward, axis=-1, keepdims=True), 1e-6)
    heel: FloatArray = ankle - FOOT_BACK_M * forward - 0.05 * UP
    return heel
