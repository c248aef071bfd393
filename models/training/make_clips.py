"""The demonstration's member in single clips, so that one can act out a whole visit.

`python -m models.training.make_clips kiosk/data/demo-clips.xz`: the body and clothes of
`make_demo`; kiosk.adapters.demo_clips reads what is written here. The file is several xz streams
one after another: a JSON head with the list of clips, then one stream a clip, so that a clip can be
unpacked frame by frame without holding the others.
"""

from __future__ import annotations

import argparse
import json
import lzma
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kiosk.core.frame import Intrinsics
from models.training.actor_clips import all_clips
from models.training.actor_poses import Actor, ClipPlan, Shot
from models.training.clothing import Dressed
from models.training.make_demo import FOCAL_BASELINE, STEP_PX, dressed_member, member
from models.training.pose import solve
from models.training.render import FAR_M, draw
from models.training.samples import render_person
from models.training.scene import View, look
from models.training.wheelchair import seated_clips

DISTANCE_M, HEIGHT_M, AIM_M = 1.65, 1.0, 0.9
WIDTH, TALL, FOCAL_PX = 240, 424, 212.5
CHAIR = 6
FILTER = {"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, "dict_size": 1 << 20}
"""A small dictionary: it is memory of the kiosk as well."""


def camera() -> View:
    """As in the recorded demonstration, at half resolution."""
    lens = Intrinsics(WIDTH, TALL, FOCAL_PX, FOCAL_PX, (WIDTH - 1) / 2, (TALL - 1) / 2)
    place, aim = np.array([0.0, -DISTANCE_M, HEIGHT_M]), np.array([0.0, 0.0, AIM_M])
    return look(lens, place, aim, 0.0, True)


def render(dressed: Dressed, view: View, shot: Shot) -> NDArray[np.uint16]:
    """(TALL, WIDTH) disparity in steps, 0 where neither the member nor a prop is."""
    posed = solve(dressed.body, shot.pose, dressed.sole_m)
    depth, label = render_person(dressed, posed, shot.flexion, view, shot.turn)
    for points, faces in shot.props:
        seen = view.to_camera(points @ shot.turn[:, :3].T + shot.turn[:, 3])
        draw(seen.astype(np.float32), faces, view.lens, depth, label, CHAIR)
    steps = np.round(FOCAL_BASELINE / depth / STEP_PX)
    return np.where(depth < FAR_M, steps, 0).astype(np.uint16)


def pack(stack: NDArray[np.uint16]) -> tuple[str, bytes]:
    """Code and bytes of a clip, whichever code is the smaller: differences within the frame, or to
    the frame before; low bytes then high bytes, a frame at a time."""
    wide = stack.astype(np.int32)
    across = np.diff(wide, axis=2, prepend=0)
    made = {code: np.diff(across, axis=axis, prepend=0) for code, axis in (("row", 1), ("time", 0))}
    packed = {}
    for code, residual in made.items():
        signed = residual.astype(np.int16).astype(np.int32)
        zigzag = ((signed << 1) ^ (signed >> 31)).astype(np.uint16)
        data = np.stack([zigzag & 255, zigzag >> 8], axis=1).astype(np.uint8)
        packed[code] = lzma.compress(data.tobytes(), filters=[FILTER])
    code = min(packed, key=lambda name: len(packed[name]))
    return code, packed[code]


def make_clip(dressed: Dressed, view: View, plan: ClipPlan) -> tuple[dict[str, object], bytes]:
    """One clip's line in the head, and its stream. Cut to what is seen in any of its frames."""
    count = round(plan.length_s * plan.fps)
    stack = np.stack([render(dressed, view, plan.shot(i / plan.fps)) for i in range(count)])
    rows, cols = np.flatnonzero(stack.any(axis=(0, 2))), np.flatnonzero(stack.any(axis=(0, 1)))
    stack = stack[:, rows[0] : rows[-1] + 1, cols[0] : cols[-1] + 1]
    code, data = pack(stack)
    line: dict[str, object] = {
        "name": plan.name, "start": plan.start, "end": plan.end, "loop": plan.loop,
        "fps": plan.fps, "shape": stack.shape, "top": int(rows[0]), "left": int(cols[0]),
        "code": code, "bytes": len(data),
    }  # fmt: skip
    return line, data


def write(path: Path, dressed: Dressed) -> None:
    """Every clip into one file."""
    view, actor = camera(), Actor(dressed.body, dressed.sole_m, member())
    lines, streams = [], []
    for plan in all_clips(actor) + seated_clips(actor):
        line, data = make_clip(dressed, view, plan)
        lines.append(line)
        streams.append(data)
        print(plan.name, line["shape"], line["code"], len(data), flush=True)
    head = {
        "step_px": STEP_PX, "focal_baseline": FOCAL_BASELINE, "width": WIDTH, "height": TALL,
        "focal_px": FOCAL_PX, "down": [round(float(v), 6) for v in view.down],
        "camera_height_m": HEIGHT_M, "distance_m": DISTANCE_M, "clips": lines,
    }  # fmt: skip
    first = lzma.compress(json.dumps(head).encode(), filters=[FILTER])
    path.write_bytes(b"".join([first, *streams]))
    print(f"{path}: {path.stat().st_size / 1e6:.2f} MB")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    write(parser.parse_args().out, dressed_member())


if __name__ == "__main__":
    main()
