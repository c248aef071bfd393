"""The stand-in of `scripts/prove arm64` gives what the camera's Python module gives."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pyrealsense2 as rs

from kiosk.adapters.recording import Db3Recording
from kiosk.adapters.rs_values import known_options

DOWN = np.array([-0.998, 0.0, np.sqrt(1 - 0.998**2)])
PLAY = """
import sys
from pathlib import Path
from tests.support.realsense_c import Binding
library, recording, out = sys.argv[1:]
sys.modules["pyrealsense2"] = Binding(Path(library))
from tests.adapters.test_realsense_c import told
Path(out).write_text(told(Path(recording)), encoding="utf-8")
"""


def told(path: Path) -> str:
    """All that a recording gives, as text."""
    recording = Db3Recording(path)
    frames = [(f.number, f.time_s, f.depth.tobytes().hex()) for f in recording.frames()]
    gravity = None if recording.gravity is None else recording.gravity.tolist()
    facts: list[Any] = [recording.frame_count, recording.scale_m, repr(recording.intrinsics)]
    return json.dumps([facts, gravity, frames, sorted(known_options())])


def test_it_plays_a_recording_as_the_module_does(
    tmp_path: Path, write_frames: Any, frames_of: Any
) -> None:
    path = write_frames(tmp_path / "clip.db3", frames_of(8, gravity=DOWN))
    (library,) = (
        one for one in Path(rs.__file__).parent.glob("pyrealsense2*.so") if "debug" not in one.name
    )
    out = tmp_path / "told.json"
    done = subprocess.run(
        [sys.executable, "-c", PLAY, str(library), str(path), str(out)],
        cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert out.read_text(encoding="utf-8") == told(path)
