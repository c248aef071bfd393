"""./scripts/demo as it stands: a recorded member through the SDK, to figures and pictures."""

from __future__ import annotations

import json
import os
import struct
import subprocess
from pathlib import Path

import numpy as np
import pytest

from kiosk.core.skeleton import HALPE_26

pytestmark = pytest.mark.alone

ROOT = Path(__file__).parent.parent
OUT = ROOT / "out" / "demo"


def png_size(path: Path) -> tuple[int, int]:
    """Width and height from the file's header (PNG specification, IHDR)."""
    head = path.read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", head[16:24])
    return width, height


def test_the_demo_measures_its_member_and_leaves_all_of_it() -> None:
    if not (ROOT / ".venv" / "bin" / "kiosk").exists():
        pytest.skip("not set up by scripts/test: no .venv here")
    for name in ("result.json", "joints.npz", "result.png", "slip.png"):
        (OUT / name).unlink(missing_ok=True)
    done = subprocess.run(
        # The visit that follows takes as long as a visit; tests/test_visit_end_to_end.py has it.
        [str(ROOT / "scripts" / "demo"), "--no-window", "--only-recording"],
        env={name: value for name, value in os.environ.items() if name != "DISPLAY"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    document = json.loads((OUT / "result.json").read_text(encoding="utf-8"))
    assert document["verdict"] == "measured"
    assert [rep["set"] for rep in document["reps"]] == (
        ["practice"] * 2 + ["uncued"] * 5 + ["cued"] * 3
    )
    with np.load(OUT / "joints.npz", allow_pickle=False) as joints:
        frames = len(joints["time_s"])
        assert frames == document["recording"]["frames"]
        assert joints["time_s"][0] == 0.0
        assert tuple(joints["names"]) == HALPE_26
        assert joints["points_m"].shape == (frames, 26, 3)
        assert joints["sigma_m"].shape == (frames, 26)
    assert png_size(OUT / "result.png") == (1080, 1920)
    assert png_size(OUT / "slip.png")[0] == 576
    assert "member.db3: measured" in done.stdout
