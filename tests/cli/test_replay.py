"""`kiosk replay`: a real recording into real videos, and into a window without a screen."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pygame
import pytest

from kiosk.adapters.screen.replay_window import ReplayWindow
from tests.support.command import Command
from tests.support.short_recordings import recording

ROOT = Path(__file__).parent.parent.parent
FRAMES = 16
RESULT = 120


@pytest.fixture
def kiosk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    return Command(tmp_path / "state", monkeypatch, capsys)


def pictures_of(path: Path) -> list[np.ndarray]:
    video, found = cv2.VideoCapture(str(path)), []
    while True:
        there, picture = video.read()
        if not there:
            return found
        found.append(picture)


@pytest.mark.parametrize(("name", "speed", "pictures"), [("a.mp4", "1", 16), ("a.avi", "0.5", 32)])
def test_a_video_has_every_frame_in_its_time_and_then_the_result(
    kiosk: Command, tmp_path: Path, name: str, speed: str, pictures: int
) -> None:
    out = tmp_path / name
    said = kiosk("replay", recording(0, FRAMES), "--video", out, "--speed", speed, "--json")
    assert said.status == 0, said.err
    assert said.json["frames"] == FRAMES
    assert said.json["verdict"] == "not_visible"
    assert said.json["video"] == str(out)
    found = pictures_of(out)
    assert len(found) == pictures + RESULT
    assert found[0].shape == (1280, 720, 3)
    assert float(found[0].astype(float).std()) > 10, "a figure is drawn"
    assert not np.array_equal(found[0], found[-1])
    assert [path.name for path in tmp_path.iterdir()] == [name], "no part file stays"


def test_a_recording_of_the_list_becomes_a_folder_of_pictures(
    kiosk: Command, tmp_path: Path
) -> None:
    folder = kiosk.state / "recordings"
    folder.mkdir(parents=True)
    shutil.copy(recording(0, FRAMES), folder / "mine.db3")
    out = tmp_path / "pictures"
    said = kiosk("replay", "mine", "--video", out)
    assert said.status == 0, said.err
    assert said.out.startswith(f"mine.db3: {FRAMES} frames, not visible.")
    names = [*(f"frame-{at:06d}.png" for at in range(1, FRAMES + 1)), "result.png"]
    assert sorted(path.name for path in out.iterdir()) == names
    assert out.stat().st_mode & 0o077 == 0
    again = kiosk("replay", "mine", "--video", out)
    assert again.status == 2
    assert "has something in it" in again.err


@pytest.mark.parametrize("name", ["../visits", "/etc/passwd", "a/b", "..", "", "x" * 200])
def test_no_name_leads_out_of_the_folder(kiosk: Command, name: str) -> None:
    (kiosk.state / "recordings").mkdir(parents=True)
    said = kiosk("replay", name)
    assert said.status == 2
    assert "No recording is called" in said.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--video", "a.webm"), "a.webm ends in none of .mp4, .avi"),
        (("--video", "nowhere/a.mp4"), "--video nowhere/a.mp4 cannot be written"),
        (("--speed", "0"), "--speed"),
    ],
)
def test_a_wrong_command_line_is_2(
    kiosk: Command,
    words: tuple[str, ...],
    told: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    said = kiosk("replay", recording(0, FRAMES), *words)
    assert said.status == 2
    assert told in " ".join(said.err.split())
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_recording_is_2_and_leaves_nothing(kiosk: Command, tmp_path: Path) -> None:
    (tmp_path / "bad.db3").write_text("not a recording")
    said = kiosk("replay", tmp_path / "bad.db3", "--video", tmp_path / "a.mp4")
    assert said.status == 2
    assert "is not a .db3 recording" in said.err
    assert [path.name for path in tmp_path.iterdir()] == ["bad.db3"]


def test_without_a_screen_it_says_what_to_do() -> None:
    blind = {name: value for name, value in os.environ.items() if "DISPLAY" not in name}
    done = subprocess.run(
        [sys.executable, "-m", "kiosk.cli.main", "replay", str(recording(0, FRAMES))],
        env=blind | {"PYTHONPATH": str(ROOT), "SDL_VIDEODRIVER": "x11"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "No window can be opened" in done.stderr
    assert "write a video instead: --video FILE.mp4" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture
def window(monkeypatch: pytest.MonkeyPatch) -> ReplayWindow:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    pygame.display.quit()
    return ReplayWindow(2.0, clock=Clock(monkeypatch))


class Clock:
    """Time that passes only where somebody waits."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now_s = 5.0
        monkeypatch.setattr("kiosk.adapters.screen.replay_window.time.sleep", self.sleep)

    def __call__(self) -> float:
        return self.now_s

    def sleep(self, seconds: float) -> None:
        self.now_s += seconds


def test_a_window_keeps_the_pace_until_it_is_closed(window: ReplayWindow) -> None:
    clock: Clock = window._clock  # type: ignore[assignment]
    try:
        size = window.begin(portrait=True)
        assert size[1] > size[0]
        picture = pygame.Surface(size)
        assert [window.show(picture, at) for at in (100.0, 101.0, 101.5)] == [True] * 3
        assert clock.now_s == pytest.approx(5.75)
        assert window.show(picture, 900.0), "a long break is cut short"
        assert clock.now_s == pytest.approx(6.75)
        pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_ESCAPE))
        assert not window.show(picture, 901.0)
    finally:
        window.close()
        window.close()
