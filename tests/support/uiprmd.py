"""UI-PRMD's Vicon markers (Vakanski et al., Data 2018, PDDL) as a Motion of joint centres.

Plug-in-Gait surface markers to centres: hips by Harrington et al. 2007 (J Biomech 40:595, the
regression on pelvis depth and width), knee and ankle half a joint width in from their lateral
markers, along the pelvis' own right-left axis made square to the segment. (The thigh's and the
shank's own markers, which Davis et al. 1991 would use for that direction, are placed by eye here:
with them subject 2 stands in 19 degrees of flexion.) Joint widths were not recorded: 100 and
70 mm, markers of 14 mm.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import numpy as np

from kiosk.core.frame import FloatArray
from kiosk.core.skeleton import INDEX, Motion

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "ui_prmd"
SUBJECTS = (1, 2, 3, 4, 5)
REPETITIONS = tuple(range(1, 11))
KINDS: tuple[Literal["correct"], Literal["incorrect"]] = ("correct", "incorrect")
RATE_HZ = 100.0
MARKERS = (
    "LFHD", "RFHD", "LBHD", "RBHD", "C7", "T10", "CLAV", "STRN", "RBAK", "LSHO", "LUPA", "LELB",
    "LFRM", "LWRA", "LWRB", "LFIN", "RSHO", "RUPA", "RELB", "RFRM", "RWRA", "RWRB", "RFIN",
    "LASI", "RASI", "LPSI", "RPSI", "LTHI", "LKNE", "LTIB", "LANK", "LHEE", "LTOE", "RTHI",
    "RKNE", "RTIB", "RANK", "RHEE", "RTOE",
)  # fmt: skip
HALF_KNEE_M = 0.050 + 0.007
HALF_ANKLE_M = 0.035 + 0.007
CAMERA_HEIGHT_M = 0.9
UP = np.array([0.0, -1.0, 0.0])
"""Floor normal in the frame that `read` returns; a point's height is UP·p + CAMERA_HEIGHT_M."""
_TO_CAMERA = np.array([[0.0, 1.0, 0.0], [0.0, 0.0, -1.0], [-1.0, 0.0, 0.0]])


def read(subject: int, kind: str, repetition: int) -> Motion:
    """One deep squat in the frame of a level camera 2.5 m in front of the subject, 0.9 m high.

    100 Hz, metres; a marker that the system lost is NaN, and so is what hangs on it.
    """
    with np.load(DATA / f"s{subject:02d}_{kind}.npz") as file:
        raw = np.asarray(file[f"vicon_{repetition:02d}"], np.float64) / 1000.0
    raw[(raw == 0.0).all(axis=-1)] = np.nan
    centres = joint_centres({name: raw[:, i] for i, name in enumerate(MARKERS)})
    points = np.full((len(raw), len(INDEX), 3), np.nan)
    for name, path in centres.items():
        points[:, INDEX[name]] = path
    middle = 0.5 * (raw[0, MARKERS.index("LASI")] + raw[0, MARKERS.index("RASI")])
    middle[2] = 0.0
    points = (points - middle) @ _TO_CAMERA.T + np.array([0.0, CAMERA_HEIGHT_M, 2.5])
    sigma = np.where(np.isfinite(points).all(axis=-1), 0.005, np.nan)
    return Motion(np.arange(len(raw)) / RATE_HZ, points, sigma)


def joint_centres(m: dict[str, FloatArray]) -> dict[str, FloatArray]:
    """HALPE_26 centres (T, 3) from the markers, in the markers' own axes (z up, y left)."""
    left_hip, right_hip = _hips(m)
    rightward = m["RASI"] - m["LASI"]
    centres = {
        "LHip": left_hip,
        "RHip": right_hip,
        "Hip": 0.5 * (left_hip + right_hip),
        "Neck": 0.5 * (m["C7"] + m["CLAV"]),
        "Head": 0.25 * (m["LFHD"] + m["RFHD"] + m["LBHD"] + m["RBHD"]),
    }
    for side, p in ((1.0, "L"), (-1.0, "R")):
        inward = side * rightward
        knee = _inside(m[p + "KNE"], centres[p + "Hip"], inward, HALF_KNEE_M)
        ankle = _inside(m[p + "ANK"], knee, inward, HALF_ANKLE_M)
        centres |= {p + "Knee": knee, p + "Ankle": ankle, p + "Heel": m[p + "HEE"]}
        centres |= {p + "Shoulder": m[p + "SHO"], p + "Elbow": m[p + "ELB"]}
        centres[p + "Wrist"] = 0.5 * (m[p + "WRA"] + m[p + "WRB"])
        # The toe marker is on the second metatarsal head: the 1/3 point between the two heads.
        ray = _unit((m[p + "TOE"] - m[p + "HEE"]) * (1.0, 1.0, 0.0))
        lateral = side * np.cross([0.0, 0.0, 1.0], ray)
        centres[p + "BigToe"] = m[p + "TOE"] - 0.02 * lateral
        centres[p + "SmallToe"] = m[p + "TOE"] + 0.04 * lateral
    return centres


def _hips(m: dict[str, FloatArray]) -> tuple[FloatArray, FloatArray]:
    """Harrington et al. 2007, table 4 (all subjects), in the pelvis' own axes, metres."""
    front, behind = 0.5 * (m["LASI"] + m["RASI"]), 0.5 * (m["LPSI"] + m["RPSI"])
    width = np.linalg.norm(m["LASI"] - m["RASI"], axis=-1, keepdims=True)
    depth = np.linalg.norm(front - behind, axis=-1, keepdims=True)
    right = _unit(m["RASI"] - m["LASI"])
    forward = front - behind
    forward = _unit(forward - (forward * right).sum(axis=-1, keepdims=True) * right)
    up = np.cross(right, forward)
    centre = front + (-0.24 * depth - 0.0099) * forward + (-0.30 * width - 0.0109) * up
    across = (0.33 * width + 0.0073) * right
    return centre - across, centre + across


def _inside(marker: FloatArray, above: FloatArray, inward: FloatArray, half_m: float) -> FloatArray:
    """`half_m` from the lateral marker, inward and square to the line to the joint above."""
    along = _unit(above - marker)
    return marker + half_m * _unit(inward - (inward * along).sum(axis=-1, keepdims=True) * along)


def _unit(v: FloatArray) -> FloatArray:
    length: FloatArray = v / np.linalg.norm(v, axis=-1, keepdims=True)
    return length
