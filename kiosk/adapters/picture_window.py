"""A PNG in a desktop window, for a look at a result. May import pygame.

Not run on hardware: the kiosk's own full screen is another adapter.
"""

from __future__ import annotations

from pathlib import Path

import pygame

from kiosk.errors import DeviceError, InputError

_SHARE = 0.9
"""Of the desktop's height and width that the window may take."""
_CLOSING = (pygame.QUIT, pygame.KEYDOWN, pygame.MOUSEBUTTONDOWN)


def show(path: Path, seconds: float) -> None:
    """Show a picture until a key, a click, the window's close button or the time ends it.

    Raises InputError where the file is no picture, DeviceError where there is no screen.
    """
    try:
        picture = pygame.image.load(str(path))
    except (pygame.error, OSError) as error:
        raise InputError(f"{path} cannot be shown as a picture: {error}.") from error
    try:
        pygame.display.init()
    except pygame.error as error:
        raise DeviceError(f"No window can be opened here: {error}.") from error
    try:
        _until_closed(picture, path.name, seconds)
    finally:
        pygame.display.quit()


def _until_closed(picture: pygame.Surface, title: str, seconds: float) -> None:
    desktop = pygame.display.get_desktop_sizes()[0]
    width, height = picture.get_size()
    scale = min(1.0, _SHARE * desktop[0] / width, _SHARE * desktop[1] / height)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    window = pygame.display.set_mode(size)
    pygame.display.set_caption(title)
    shown = picture if scale == 1.0 else pygame.transform.smoothscale(picture.convert(), size)
    clock, left_ms = pygame.time.Clock(), seconds * 1000.0
    while left_ms > 0:
        if any(event.type in _CLOSING for event in pygame.event.get()):
            return
        window.blit(shown, (0, 0))
        pygame.display.flip()
        left_ms -= clock.tick(30)
