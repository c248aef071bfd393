"""`kiosk record` as a process; what it records is tested in tests/adapters/test_realsense.py."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyrealsense2 as rs
import pytest

from kiosk import app
from kiosk.adapters.capture import Recorded
from kiosk.cli.main import main
from kiosk.config import Config
from kiosk.core.framehealth import FaultCode, StreamSummary

no_camera = pytest.mark.skipif(
    len(rs.context().query_devices()) > 0, reason="a RealSense camera is plugged in"
)


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kiosk.cli.main", "record", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env={"PYTHONPATH": str(Path(__file__).parents[2]), "PATH": "/usr/bin:/bin"},
    )


@no_camera
def test_no_camera_is_a_sentence_and_status_2(tmp_path: Path) -> None:
    done = run(tmp_path, "a.db3", "--seconds", "2")
    assert done.returncode == 2
    assert done.stdout == ""
    assert "no RealSense camera is here" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


@no_camera
def test_an_earlier_recording_survives_force_without_a_camera(tmp_path: Path) -> None:
    (tmp_path / "a.db3").write_bytes(b"precious")
    assert run(tmp_path, "a.db3", "--force").returncode == 2
    assert (tmp_path / "a.db3").read_bytes() == b"precious"


def test_an_earlier_recording_is_refused_before_a_camera_is_looked_for(tmp_path: Path) -> None:
    (tmp_path / "a.db3").write_bytes(b"precious")
    done = run(tmp_path, "a.db3")
    assert done.returncode == 2
    assert "exists already" in done.stderr


@pytest.mark.parametrize("seconds", ["0", "-1", "nan", "601", "soon"])
def test_a_wrong_time_is_a_wrong_command_line(tmp_path: Path, seconds: str) -> None:
    done = run(tmp_path, "a.db3", "--seconds", seconds)
    assert done.returncode == 2
    assert "--seconds" in done.stderr


def test_what_was_recorded_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    seen = StreamSummary(300, 9.97, 4, ((FaultCode.DROPPED, 2),))
    asked: list[Config] = []

    def record(config: Config, *_: object, **__: object) -> Recorded:
        asked.append(config)
        return Recorded(seen, 299, True, "the IMU is silent")

    monkeypatch.setattr(app, "record_live", record)
    (tmp_path / "k.toml").write_text("camera.fps = 60\n")
    words = ["--config", str(tmp_path / "k.toml"), "record", str(tmp_path / "a.db3")]
    monkeypatch.setattr(sys, "argv", ["kiosk", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 0
    assert asked[0].camera.fps == 60
    out, err = capsys.readouterr()
    assert out == f"{tmp_path / 'a.db3'}: 299 frames, 10.0 s, 4 dropped, with gravity\n"
    assert "the IMU is silent" in err
    assert "2 frames dropped" in err
