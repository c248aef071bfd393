"""The picture's window, on SDL's dummy screen."""

from __future__ import annotations

from pathlib import Path

import pygame
import pytest

from kiosk.adapters import picture_window
from kiosk.errors import DeviceError, InputError


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "tall.png"
    surface = pygame.Surface((400, 4000))
    surface.fill((10, 200, 30))
    pygame.image.save(surface, str(path))
    return path


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[pygame.Surface]:
    """The windows that were drawn, as they were when shown."""
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    seen: list[pygame.Surface] = []
    flip = pygame.display.flip

    def keep() -> None:
        seen.append(pygame.display.get_surface().copy())
        flip()

    monkeypatch.setattr(pygame.display, "flip", keep)
    return seen


def test_it_fits_the_desktop_keeps_its_shape_and_ends_by_itself(
    picture: Path, shown: list[pygame.Surface]
) -> None:
    picture_window.show(picture, 0.1)
    assert shown
    width, height = shown[-1].get_size()
    assert height <= 1080
    assert width / height == pytest.approx(0.1, abs=0.01)
    middle = shown[-1].get_at((width // 2, height // 2))[:3]
    assert middle == pytest.approx((10, 200, 30), abs=4)  # smoothed
    assert not pygame.display.get_init()


@pytest.mark.parametrize("kind", [pygame.KEYDOWN, pygame.MOUSEBUTTONDOWN, pygame.QUIT])
def test_a_key_a_click_or_the_button_closes_it(
    picture: Path, shown: list[pygame.Surface], monkeypatch: pytest.MonkeyPatch, kind: int
) -> None:
    monkeypatch.setattr(pygame.event, "get", lambda: [pygame.event.Event(kind)])
    picture_window.show(picture, 1e9)
    assert shown == []


def test_what_is_no_picture_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_text("not a picture")
    with pytest.raises(InputError, match=r"a.png cannot be shown as a picture"):
        picture_window.show(tmp_path / "a.png", 1)
    with pytest.raises(InputError, match=r"b.png cannot be shown as a picture"):
        picture_window.show(tmp_path / "b.png", 1)


def test_no_screen_is_told(picture: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "nothing")
    with pytest.raises(DeviceError, match="No window can be opened here"):
        picture_window.show(picture, 1)
