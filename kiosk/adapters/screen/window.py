"""The kiosk's window and its first picture. Imports pygame and our theme, nothing heavy.

A program that starts opens the window first and imports the rest afterwards: something calm is on
the screen while fonts, network and camera are still on their way.
"""

from __future__ import annotations

import os
from typing import Final

import pygame

from kiosk.adapters.screen.stage import LANDSCAPE, PORTRAIT
from kiosk.adapters.theme import PALETTE
from kiosk.errors import DisplayError

TITLE: Final = "kiosk"


def open_window(size: tuple[int, int] | None = None, *, windowed: bool = False) -> pygame.Surface:
    """A window with the first picture; the one that is open already, if there is one.

    size: px; None takes the whole screen or, windowed, a size that fits it. Raises DisplayError.
    """
    if pygame.display.get_init() and (window := pygame.display.get_surface()) is not None:
        return window
    # Straight to the screen's memory. SDL would otherwise push every frame through OpenGL, which
    # without a graphics card's driver is drawn by the processor: 10 ms a frame instead of 0.6, and
    # 100 MB.
    os.environ.setdefault("SDL_FRAMEBUFFER_ACCELERATION", "0")
    # SIGTERM is a service's end, also before the program listens to it; SDL would make of it a wish
    # to close the window, which the kiosk does not hear.
    os.environ.setdefault("SDL_NO_SIGNAL_HANDLERS", "1")
    try:
        pygame.display.init()
        if windowed and size is None:
            size = _fitting(pygame.display.get_desktop_sizes()[0])
        flags = pygame.RESIZABLE if windowed else pygame.FULLSCREEN
        window = pygame.display.set_mode(size or (0, 0), flags, 32)
    except pygame.error as error:
        driver = os.environ.get("SDL_VIDEODRIVER", "chosen by SDL")
        raise DisplayError(
            f"No window can be opened ({error}; video driver: {driver}). Expected a screen that "
            "this user may draw on: check that DISPLAY or WAYLAND_DISPLAY is set, and try "
            "SDL_VIDEODRIVER=x11."
        ) from error
    pygame.display.set_caption(TITLE)
    pygame.mouse.set_visible(False)
    _first_picture(window)
    return window


def _fitting(desktop: tuple[int, int]) -> tuple[int, int]:
    """The larger designed size that fits a desktop with room for its own bars."""
    portrait, landscape = (
        (round(w * scale), round(h * scale))
        for w, h in (PORTRAIT, LANDSCAPE)
        for scale in [min(0.9 * desktop[0] / w, 0.9 * desktop[1] / h, 1.0)]
    )
    return portrait if desktop[1] > desktop[0] else landscape


def _first_picture(window: pygame.Surface) -> None:
    """Calm ground and a quiet ring, in the time that it takes to open the window."""
    width, height = window.get_size()
    middle = tuple(
        (a + b) // 2 for a, b in zip(PALETTE.ground_top, PALETTE.ground_bottom, strict=True)
    )
    window.fill(middle)
    radius = min(width, height) // 14
    centre = (width // 2, height // 2)
    pygame.draw.circle(window, PALETTE.panel_edge, centre, radius, max(radius // 9, 2))
    pygame.display.flip()
