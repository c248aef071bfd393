"""scripts/utd_to_db3 on a small clip of its own and, where they are, on the real clips."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from kiosk.adapters.recording import Db3Recording

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data" / "utd_mhad"


def convert(*arguments: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, ROOT / "scripts" / "utd_to_db3", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )


def check(clip: Path, out: Path) -> None:
    depth_mm = np.load(clip)["depth_mm"]
    recording = Db3Recording(out / f"{clip.stem}.db3")
    lens = recording.intrinsics
    assert (lens.fx, lens.fy, lens.cx, lens.cy) == (285.63, 285.63, 159.0, 120.0)
    assert recording.scale_m == 0.001
    for index, (frame, mirrored) in enumerate(zip(recording.frames(), depth_mm, strict=True)):
        np.testing.assert_array_equal(frame.depth, mirrored[:, ::-1])
        assert frame.time_s == pytest.approx(index / 30, abs=1e-6)


def test_a_clip_is_turned_round_and_comes_back_exactly(tmp_path: Path) -> None:
    clip = tmp_path / "a99_s1_t1.npz"
    depth = np.random.default_rng(0).integers(0, 4000, (7, 240, 320)).astype(np.uint16)
    np.savez(clip, depth_mm=depth)
    done = convert(tmp_path / "out", clip)
    assert done.returncode == 0, done.stderr
    assert "7 frames" in done.stdout
    check(clip, tmp_path / "out")


@pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data/utd_mhad is not here")
def test_a_real_clip_comes_back_exactly(tmp_path: Path) -> None:
    clip = DATA / "a27_s1_t1.npz"
    done = convert(tmp_path, clip)
    assert done.returncode == 0, done.stderr
    check(clip, tmp_path)


def test_no_clip_is_a_sentence(tmp_path: Path) -> None:
    done = convert(tmp_path, tmp_path / "none.npz")
    assert done.returncode == 2
    assert "none.npz" in done.stderr
    assert "Traceback" not in done.stderr
