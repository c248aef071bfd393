"""A replay in a window, at its pace. Imports pygame.

Space holds it, and lets it go on; q, Escape or closing the window end it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

import pygame

from kiosk.adapters.screen.window import open_window
from kiosk.errors import DisplayError

LOOK_S: Final = 0.02
LONGEST_S: Final = 1.0
"""A longer break in a recording is cut short."""
ENDING: Final = (pygame.K_q, pygame.K_ESCAPE)


class ReplayWindow:
    """speed: 2 plays twice as fast. Raises DisplayError where no window can be opened."""

    def __init__(self, speed: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._speed, self._clock = speed, clock
        try:
            self._window = open_window(windowed=True)
        except DisplayError as error:
            raise DisplayError(
                f"{error} Without a screen, write a video instead: --video FILE.mp4."
            ) from error
        pygame.mouse.set_visible(True)
        self._last_s: float | None = None
        self._due_s = clock()

    def begin(self, *, portrait: bool) -> tuple[int, int]:
        """The window upright or lying as the recording is; its size, px."""
        size = _turned(self._window.get_size(), portrait=portrait)
        if size != self._window.get_size():
            self._window = pygame.display.set_mode(size, 0, 32)
        self._due_s = self._clock()
        return size

    def show(self, picture: pygame.Surface, time_s: float) -> bool:
        """When it is due; False where the person at the window has had enough."""
        step_s = 0.0 if self._last_s is None else (time_s - self._last_s) / self._speed
        self._last_s = time_s
        self._due_s = max(self._due_s + min(max(step_s, 0.0), LONGEST_S), self._clock() - LONGEST_S)
        if not self._wait():
            return False
        self._window.blit(picture, (0, 0))
        pygame.display.flip()
        return True

    def last(self, picture: pygame.Surface) -> None:
        """Stays until the person ends it."""
        self._window.blit(picture, (0, 0))
        pygame.display.flip()
        self._due_s = float("inf")
        self._wait()

    def close(self) -> None:
        """Harmless twice."""
        pygame.display.quit()

    def _wait(self) -> bool:
        """Until the next picture is due, or for ever; False: it is to end."""
        held = False
        while True:
            for event in pygame.event.get():
                if event.type == pygame.QUIT:
                    return False
                if event.type == pygame.KEYDOWN and event.key in ENDING:
                    return False
                if event.type == pygame.KEYDOWN and event.key == pygame.K_SPACE:
                    held = not held
            left_s = self._due_s - self._clock()
            if held:
                self._due_s = max(self._due_s, self._clock())
            elif left_s <= 0.0:
                return True
            time.sleep(LOOK_S if held else min(left_s, LOOK_S))


def _turned(size: tuple[int, int], *, portrait: bool) -> tuple[int, int]:
    """As high as the window may be, upright or lying as the recording is."""
    width, height = size
    if (height >= width) == portrait:
        return size
    short = min(size)
    return (round(short * 9 / 16), short) if portrait else (short, round(short * 9 / 16))
