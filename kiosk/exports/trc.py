"""Joints as OpenSim's and Pose2Sim's marker file (.trc). numpy only.

The format: OpenSim's documentation, 'Marker (.trc) Files': three lines about the file, two lines of
labels, an empty one, then a line a frame, all divided by tabs. Every label and data line ends with
one more tab, because OpenSim 4.6 drops the last of several empty cells and then misses a column;
Pose2Sim's own files end so too. What was not measured is an empty cell. X is the member's forward,
Y up, Z the member's right, as OpenSim's ground; metres.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import isnan
from typing import Final

import numpy as np

from kiosk.core.frame import FloatArray
from kiosk.core.keeping import JOINT_RATE_HZ, KeptJoints
from kiosk.core.skeleton import HALPE_26

UNITS: Final = "m"


def markers(joints: KeptJoints) -> tuple[tuple[str, ...], FloatArray]:
    """HALPE_26 names of the joints that were ever measured, and their points (n, names, 3)."""
    seen = np.isfinite(joints.points_m).all(axis=-1).any(axis=0)
    where = np.flatnonzero(seen)
    return tuple(HALPE_26[i] for i in where), joints.points_m[:, where]


def text(joints: KeptJoints, name: str) -> str:
    """The whole file. name: its own, which the format repeats in its first line."""
    return "".join(line + "\n" for line in _lines(joints, name))


def _lines(joints: KeptJoints, name: str) -> Iterator[str]:
    names, points = markers(joints)
    rate, frames = f"{JOINT_RATE_HZ:.2f}", len(joints.time_s)
    yield f"PathFileType\t4\t(X/Y/Z)\t{name}"
    yield (
        "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\tOrigDataRate\tOrigDataStartFrame"
        "\tOrigNumFrames"
    )
    yield f"{rate}\t{rate}\t{frames}\t{len(names)}\t{UNITS}\t{rate}\t1\t{frames}"
    yield "Frame#\tTime\t" + "".join(f"{marker}\t\t\t" for marker in names)
    yield "\t\t" + "".join(f"X{i}\tY{i}\tZ{i}\t" for i in range(1, len(names) + 1))
    yield ""
    for i, row in enumerate(points.reshape(frames, -1).tolist()):
        cells = "".join("\t" if isnan(v) else f"{v:.4f}\t" for v in row)
        yield f"{i + 1}\t{joints.time_s[i]:.6f}\t{cells}"
