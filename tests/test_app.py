"""The composition root's own decisions; what it composes is tested where it lives."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk import app
from kiosk.app import recordings
from kiosk.config import Config, parse
from kiosk.core.zone import Zone
from kiosk.errors import InstallationError

ROOT = Path(__file__).parent.parent


def test_the_model_is_looked_for_in_the_package_then_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "site" / "kiosk"
    (package / "models").mkdir(parents=True)
    monkeypatch.setattr(recordings, "__file__", str(package / "app" / "recordings.py"))
    assert app.model_path(Config()) == tmp_path / "site" / "models" / "pose.onnx"
    (package / "models" / "pose.onnx").touch()
    assert app.model_path(Config()) == package / "models" / "pose.onnx"
    assert app.model_path(parse("model.path = '/m/x.onnx'")) == Path("/m/x.onnx")


def test_a_package_that_does_not_load_is_told_in_a_sentence() -> None:
    tells = r"libusb.*scripts/import-check"
    with pytest.raises(InstallationError, match=tells) as told, app.installed():
        raise ImportError("libusb-1.0.so.0: cannot open shared object file")
    assert told.value.exit_status == 4


@pytest.mark.parametrize(
    ("said", "configured", "taken"),
    [
        ("auto", "auto", "auto"),
        ("auto", "portrait", "portrait"),
        ("landscape", "portrait", "landscape"),
        ("portrait", "auto", "portrait"),
    ],
)
def test_the_command_line_outranks_the_configuration(
    said: str, configured: str, taken: str
) -> None:
    config = parse(f"mount.orientation = '{configured}'")
    assert app.orientation(app.Request(Path("x.db3"), said, None, config)) == taken


def test_the_zone_is_the_configured_one() -> None:
    text = "[zone]\nnear_m = 1.2\nfar_m = 2.4\nright_m = -0.3\nhalf_width_m = 0.5"
    assert app.zone(parse(text)) == Zone(1.2, 2.4, -0.3, 0.5)
    assert app.zone(Config()) == Zone()


def test_drawing_leaves_stdout_alone(tmp_path: Path) -> None:
    """pygame greets on stdout when it is imported, which would spoil `--json -`."""
    code = "from kiosk import app; app.silence_pygame(); import pygame"
    env = {name: value for name, value in os.environ.items() if "SUPPORT_PROMPT" not in name}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=env | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == ""
