"""The demonstration's member: clean disparity of one simulated test, stored compactly.

`python -m models.training.make_demo kiosk/data/demo-member.xz`: a test of 2 practice, 5 uncued and
3 cued squats; the right knee goes about 40 mm inside its plane and less with the cue. Only the
member's own disparity is stored, at half resolution; kiosk.adapters.demo_member adds floor, wall
and sensor noise when it plays.
"""

from __future__ import annotations

import argparse
import json
import lzma
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kiosk.core.frame import Intrinsics
from models.training.bodies import BodyFactory
from models.training.clothing import Dressed, dress
from models.training.pose import solve
from models.training.render import FAR_M
from models.training.samples import render_person
from models.training.scene import look
from models.training.sequence import DEG, Member, Squat, draw_member, pose_at

FPS = 30.0
STEP_PX = 1 / 32
FOCAL_BASELINE = 425.0 * 0.050
SEED = 4242
ADULT_M = (1.66, 1.82)
PLAN = ((2, 19.0, 1.5), (5, 19.0, 1.5), (3, 4.0, 1.0))  # squats, inward degrees right and left


def member() -> Member:
    """The demonstration's test plan."""
    rng = np.random.default_rng(SEED)
    base = draw_member(rng, 3)
    t, squats = 3.6, []
    for count, right, left in PLAN:
        for _ in range(count):
            turn = ((left + rng.normal(0, 1.0)) * DEG, (right + rng.normal(0, 1.4)) * DEG)
            squats.append(
                Squat(t, 1.45 + rng.uniform(0, 0.15), 0.1, 1.1 + rng.uniform(0, 0.1),
                      (88 + rng.normal(0, 3)) * DEG, turn)
            )  # fmt: skip
            t = squats[-1].end_s + 0.45
    return replace(
        base, squats=tuple(squats), ankles=((0.13, 0.0), (-0.13, 0.005)),
        toe_out=(11 * DEG, 12 * DEG), stand_inward=(0.0, 0.5 * DEG), shank_ratio=0.33,
        lean_ratio=0.36, tilt_share=0.7, heel_lift=0.0, shift_m=0.004, list_rad=0.01, yaw_rad=0.0,
    )  # fmt: skip


def dressed_member() -> Dressed:
    """The demonstration's body and clothes."""
    factory, rng = BodyFactory(), np.random.default_rng(SEED)
    body = factory.sample(rng)
    while not (ADULT_M[0] < body.height_m < ADULT_M[1] and 20 < body.bmi_like < 25):
        body = factory.sample(rng)
    dressed = dress(body, rng)
    while not (0.0 < dressed.sole_m < 0.025 and dressed.thickness.max() < 0.012):
        dressed = dress(body, rng)
    return dressed


def frames() -> tuple[NDArray[np.uint16], dict[str, object]]:
    """(T, h, w) disparity in steps, 0 = not the member, and what is needed to play it."""
    dressed = dressed_member()
    body = dressed.body
    lens = Intrinsics(240, 424, 212.5, 212.5, 119.75, 211.75)
    place = np.array([0.0, -1.65, 1.0])
    view = look(lens, place, np.array([0.0, 0.0, 0.9]), 0.0, True)
    plan = member()
    turn = np.concatenate([np.eye(3), np.zeros((3, 1))], axis=1)
    out = []
    for i in range(int(plan.length_s * FPS)):
        pose, flexion = pose_at(body, dressed.sole_m, plan, i / FPS)
        depth, _ = render_person(dressed, solve(body, pose, dressed.sole_m), flexion, view, turn)
        disparity = np.where(depth < FAR_M, FOCAL_BASELINE / depth / STEP_PX, 0)
        out.append(np.round(disparity).astype(np.uint16))
    stack = np.stack(out)
    rows = np.flatnonzero(stack.any(axis=(0, 2)))
    cols = np.flatnonzero(stack.any(axis=(0, 1)))
    stack = stack[:, rows[0] : rows[-1] + 1, cols[0] : cols[-1] + 1]
    facts = {
        "shape": stack.shape, "top": int(rows[0]), "left": int(cols[0]), "fps": FPS,
        "step_px": STEP_PX, "focal_baseline": FOCAL_BASELINE, "width": 240, "height": 424,
        "focal_px": 212.5, "down": [round(float(v), 6) for v in view.down], "camera_height_m": 1.0,
    }  # fmt: skip
    return stack, facts


def pack(stack: NDArray[np.uint16], facts: dict[str, object]) -> bytes:
    """Differences to the frame before, low bytes then high bytes, LZMA."""
    wide = stack.astype(np.int32)
    residual = np.diff(wide, axis=0, prepend=0)
    residual = np.diff(residual, axis=2, prepend=0).astype(np.int16)
    zigzag = ((residual.astype(np.int32) << 1) ^ (residual.astype(np.int32) >> 31)).astype(
        np.uint16
    )
    low, high = (zigzag & 255).astype(np.uint8), (zigzag >> 8).astype(np.uint8)
    head = json.dumps(facts).encode() + b"\n"
    return lzma.compress(head + low.tobytes() + high.tobytes(), preset=6)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    stack, facts = frames()
    data = pack(stack, facts)
    args.out.write_bytes(data)
    print(f"{args.out}: {stack.shape} {len(data) / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
