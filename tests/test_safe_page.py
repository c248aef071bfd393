"""The page for when the kiosk cannot start: it waits for a screen, and then lets the kiosk try."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from kiosk.app.safe_page import DARK, show_safe_page
from kiosk.errors import DisplayError

SIZE = (480, 854)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A service's runtime folder, as systemd tells it."""
    monkeypatch.setenv("RUNTIME_DIRECTORY", str(tmp_path))
    return tmp_path


def without_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "x11")
    monkeypatch.setenv("DISPLAY", ":4711")


def with_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")


def test_it_ends_as_soon_as_there_is_a_screen(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        without_screen(monkeypatch)
        with pytest.raises(DisplayError):
            show_safe_page(SIZE, windowed=True, seconds=3600.0)
        assert (folder / DARK).exists()
    with_screen(monkeypatch)
    show_safe_page(SIZE, windowed=True, seconds=3600.0)
    assert not (folder / DARK).exists()


@pytest.mark.usefixtures("folder")
def test_with_a_screen_from_the_start_it_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    with_screen(monkeypatch)
    began_s = time.monotonic()
    show_safe_page(SIZE, windowed=True, seconds=0.5)
    assert time.monotonic() - began_s >= 0.5


def test_by_hand_it_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RUNTIME_DIRECTORY", raising=False)
    monkeypatch.setenv("STATE_DIRECTORY", str(tmp_path))
    without_screen(monkeypatch)
    with pytest.raises(DisplayError):
        show_safe_page(SIZE, windowed=True, seconds=3600.0)
    assert not list(tmp_path.iterdir())
