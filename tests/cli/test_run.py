"""`kiosk run`'s words on the command line; what it runs is tested in tests/live and end to end."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import typer

from kiosk.cli.run import parse_size, parse_source

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize(
    ("text", "kind", "script"),
    [
        ("realsense", "realsense", "WILLING"),
        ("demo", "demo", "WILLING"),
        ("demo:steps_out", "demo", "STEPS_OUT"),
        ("some/where.db3", "recording", "WILLING"),
    ],
)
def test_a_source_is_a_camera_a_made_up_member_or_a_recording(
    text: str, kind: str, script: str
) -> None:
    source = parse_source(text)
    assert (source.kind, source.script) == (kind, script)
    assert (source.path is not None) == (kind == "recording")


@pytest.mark.parametrize("text", ["realsens", "demos", "", "nowhere/at/all"])
def test_another_source_is_refused_by_name(text: str) -> None:
    with pytest.raises(typer.BadParameter, match="neither"):
        parse_source(text)


def test_a_size_has_two_numbers() -> None:
    size = parse_size("1080x1920")
    assert (size.width, size.height) == (1080, 1920)
    for text in ("1080", "x", "1080x", "ax9", "100x100", "99999x1080"):
        with pytest.raises(typer.BadParameter):
            parse_size(text)


def kiosk(*options: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kiosk.cli.main", "run", *options],
        cwd=folder,
        env={"PATH": "", "SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy",
             "PYTHONPATH": str(ROOT), "HOME": str(folder)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )  # fmt: skip


def test_a_file_that_is_no_recording_ends_it_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "fake.db3").write_bytes(b"not a recording")
    done = kiosk("--source", "fake.db3", "--windowed", "--size", "480x800", folder=tmp_path)
    assert done.returncode == 2
    assert "fake.db3" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_member_that_is_not_known_ends_it_with_a_sentence(tmp_path: Path) -> None:
    done = kiosk(
        "--source", "demo:no-such-member", "--windowed", "--size", "480x800", folder=tmp_path
    )
    assert done.returncode == 2
    assert "no demo member" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_wrong_configuration_is_told_whole(tmp_path: Path) -> None:
    (tmp_path / "k.toml").write_text("[displai]\nlanguage = 3\n[sets]\nuncued = 1\n")
    done = kiosk("--config", "k.toml", folder=tmp_path)
    assert done.returncode == 2
    assert "did you mean 'display'" in done.stderr
    assert "sets.uncued" in done.stderr


def test_the_main_process_loads_neither_camera_nor_network(tmp_path: Path) -> None:
    code = """
import sys
import kiosk.app.run, kiosk.app.sensing, kiosk.live.loop, kiosk.adapters.screen.display
import kiosk.adapters.sensing_process, kiosk.live.desk
heavy = {"cv2", "onnxruntime", "pyrealsense2", "scipy", "open3d", "torch"} & set(sys.modules)
print(sorted(heavy))
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={"PATH": "", "PYTHONPATH": str(ROOT), "PYGAME_HIDE_SUPPORT_PROMPT": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == "[]", done.stderr
