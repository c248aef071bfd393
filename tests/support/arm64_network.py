"""The pose network alone on two machines: the same crops in, how far apart is what comes out?

python -m tests.support.arm64_network write FILE.npz      on the one
python -m tests.support.arm64_network compare FILE.npz    on the other
"""

from __future__ import annotations

import sys
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kiosk.adapters.demo_member import DemoMember
from kiosk.adapters.onnx_pose import OnnxPose
from kiosk.adapters.segment_cv import Segmenter
from kiosk.core.zone import Zone
from kiosk.sensing import Sensing, settle

MODEL = Path(__file__).resolve().parents[2] / "models" / "pose.onnx"
EVERY = 20
Floats = NDArray[np.float32]


class _Kept:
    """A PoseModel that keeps what it was given and what it gave."""

    def __init__(self) -> None:
        self._model = OnnxPose(MODEL)
        self.kept: list[tuple[Floats, Floats, Floats, Floats]] = []

    def infer(self, body: Floats, feet: Floats) -> tuple[Floats, Floats]:
        out = self._model.infer(body, feet)
        self.kept.append((body, feet, *out))
        return out


def write(path: Path) -> None:
    """One crop of every EVERY-th frame of the demo's member, with the network's answers."""
    frames = list(islice(DemoMember().frames(), 0, None, EVERY))
    model = _Kept()
    sensing = Sensing(settle(frames[:6], "auto"), Segmenter(Zone()), model)
    for frame in frames:
        sensing.step(frame)
    body, feet, joints, feet_joints = (np.array(part) for part in zip(*model.kept, strict=True))
    np.savez_compressed(path, body=body, feet=feet, joints=joints, feet_joints=feet_joints)


def compare(path: Path) -> None:
    """Print the largest difference of each output beside its own spread."""
    model = OnnxPose(MODEL)
    with np.load(path) as there:
        given = {name: there[name] for name in there.files}
    here = [model.infer(*both) for both in zip(given["body"], given["feet"], strict=True)]
    for branch, name in enumerate(("joints", "feet_joints")):
        mine = np.array([out[branch] for out in here])
        apart = np.abs(mine - given[name])
        sys.stdout.write(
            f"network, {name}: {len(mine)} crops, largest difference {apart.max():.1e}, of values"
            f" that spread by {given[name].std():.1e}\n"
        )


if __name__ == "__main__":
    {"write": write, "compare": compare}[sys.argv[1]](Path(sys.argv[2]))
