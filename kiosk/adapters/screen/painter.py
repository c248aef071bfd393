"""Paints the still part of screens in a thread of its own. Imports our drawing; threading.

The main thread asks for a screen's picture every frame and gets it or None, never waiting. The
screen asked for last is painted first; the last few pictures are kept, until they are to be
forgotten: they are a member's.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from threading import Condition, Thread
from typing import Final

import pygame

from kiosk.adapters.screen import result_page, result_practice, result_why
from kiosk.adapters.screen.painters import PAINTERS
from kiosk.adapters.screen.result_sheet import theme_fonts
from kiosk.adapters.screen.sheet import Place, Sheet, StageFonts
from kiosk.adapters.screen.stage import Stage
from kiosk.adapters.theme import PALETTE
from kiosk.core.screen import Screen

KEPT: Final = 5
"""Pictures kept: one of 1080 × 1920 takes 8 MB."""
WAITING: Final = 6


@dataclass(frozen=True, slots=True, eq=False)
class Painted:
    """A screen's still picture, ready to be blitted, and what of it can be touched."""

    screen: Screen
    surface: pygame.Surface
    places: tuple[Place, ...]


PaintOne = Callable[[Screen], Painted]


class SheetPainter:
    """Paints one screen after another onto sheets of one stage; keeps the ground."""

    def __init__(self, stage: Stage, fonts: StageFonts) -> None:
        self._stage = stage
        self._fonts = fonts
        self._ground: pygame.Surface | None = None

    def __call__(self, screen: Screen) -> Painted:
        sheet = self.sheet(screen)
        return Painted(screen, sheet.surface, tuple(sheet.places))

    def sheet(self, screen: Screen) -> Sheet:
        """The drawn sheet, for tests of its layout."""
        sheet = Sheet(self._stage, self._fonts)
        if self._ground is None:
            sheet.gradient(PALETTE.ground_top, PALETTE.ground_bottom)
            self._ground = sheet.surface.copy()
        else:
            sheet.surface.blit(self._ground, (0, 0))
        PAINTERS[screen.kind](sheet, self._stage, screen)
        return sheet

    def forget(self) -> None:
        """Drop every layout and every measured word; the ground and the fonts stay."""
        for remembered in (
            result_page.lay_out, result_practice.lay_out, result_why.lay_out, theme_fonts,
        ):  # fmt: skip
            remembered.cache_clear()
        self._fonts.forget()


class Painter:
    """Calls `paint` in a thread. What it raises is raised by the next `get`.

    forget: drops what painting remembers besides the pictures.
    """

    def __init__(
        self, paint: PaintOne, keep: int = KEPT, forget: Callable[[], None] = lambda: None
    ) -> None:
        self._paint = paint
        self._keep = keep
        self._forget = forget
        self._news = Condition()
        self._done: list[Painted] = []
        self._todo: list[Screen] = []
        self._now: Screen | None = None
        self._unwanted = False
        self._error: BaseException | None = None
        self._closed = False
        self._thread = Thread(target=self._run, name="painter", daemon=True)
        self._thread.start()

    def get(self, screen: Screen) -> Painted | None:
        """The picture, or None while it is being painted. Raises what painting raised."""
        with self._news:
            if self._error is not None:
                error, self._error = self._error, None
                raise error
            for i, painted in enumerate(self._done):
                if painted.screen is screen or painted.screen == screen:
                    self._done.append(self._done.pop(i))
                    return painted
            self._ask(screen, first=True)
        return None

    def prepare(self, screen: Screen) -> None:
        """Paint a screen that is likely to be asked for, when nothing else is to be painted."""
        with self._news:
            if not any(painted.screen == screen for painted in self._done):
                self._ask(screen, first=False)

    def forget(self, but: Collection[Screen] = ()) -> None:
        """Drop all pictures but those of these screens, and what painting them remembers.

        A picture that is being painted is dropped as soon as it is done. Does not wait for it.
        """
        with self._news:
            self._done = [painted for painted in self._done if painted.screen in but]
            self._todo = [screen for screen in self._todo if screen in but]
            self._unwanted = self._now is not None and self._now not in but
        self._forget()

    def close(self) -> None:
        """End the thread after the picture it is at; harmless twice."""
        with self._news:
            self._closed = True
            self._news.notify_all()
        self._thread.join(timeout=5.0)

    def _ask(self, screen: Screen, *, first: bool) -> None:
        if self._now == screen:
            return
        if screen in self._todo:
            if not first:
                return
            self._todo.remove(screen)
        self._todo.insert(len(self._todo) if first else 0, screen)
        del self._todo[:-WAITING]
        self._news.notify_all()

    def _run(self) -> None:
        while True:
            with self._news:
                self._news.wait_for(lambda: bool(self._todo) or self._closed)
                if self._closed:
                    return
                screen = self._now = self._todo.pop()
            painted, error = None, None
            try:
                painted = self._paint(screen)
            except Exception as raised:  # noqa: BLE001 - carried over to the main thread
                error = raised
            with self._news:
                self._now, self._error = None, error
                unwanted, self._unwanted = self._unwanted, False
                if painted is not None and not unwanted:
                    self._done = [*self._done, painted][-self._keep :]
                # This thread may wait for hours: it must not hold a member's screen meanwhile.
                del screen, painted, error
                if unwanted:
                    self._forget()
