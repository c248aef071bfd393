"""The kiosk's window: shows a screen thirty times a second and reads keys and touches. pygame.

The window opens with a plain first picture before any font is looked for. `show` blits what the
painter has painted, draws the moving part over it and flips; a new screen fades in. No sound is
started here: only pygame's display and fonts are.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pygame

from kiosk.adapters.png import colour_png
from kiosk.adapters.result_picture import pixels
from kiosk.adapters.screen import answer_bar
from kiosk.adapters.screen.frame import Frame, joined
from kiosk.adapters.screen.keyboard import KEYS, STAFF_KEYS, Key, Keyboard
from kiosk.adapters.screen.painter import Painted, Painter, SheetPainter
from kiosk.adapters.screen.painters import OVERLAYS
from kiosk.adapters.screen.pen import Pen, Sprites
from kiosk.adapters.screen.sheet import StageFonts
from kiosk.adapters.screen.stage import Stage
from kiosk.adapters.screen.window import open_window
from kiosk.adapters.theme import PALETTE
from kiosk.adapters.typefaces import Typeface, typeface_or_bundled
from kiosk.core.inputs import Input, Pressed
from kiosk.core.screen import Moment, Screen
from kiosk.errors import DisplayError

FADE_S: Final = 0.18
POINTER_S: Final = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """What stood on the window last, and how long that screen has been there."""

    painted: Painted
    moment: Moment
    since_s: float


class PygameDisplay:
    """kiosk.ports.Display. Raises DisplayError where no window can be opened.

    size: of a window, px; None takes the whole screen, or windowed a size that fits it.
    windowed: it may be closed by who sits before it; else a wish to close it is not heard.
    keys: key name to `Pressed.what`; staff_keys: the sequence that means 'staff'.
    """

    def __init__(
        self,
        size: tuple[int, int] | None = None,
        *,
        windowed: bool = False,
        typeface: Typeface | None = None,
        keys: Mapping[str, str] = KEYS,
        staff_keys: Sequence[str] = STAFF_KEYS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._clock = clock
        self._typeface = typeface
        self._keyboard = Keyboard({**keys, "q": "quit"} if windowed else keys, staff_keys)
        self._closes = windowed
        self._moved_s = self._clock() - POINTER_S
        self._arrange(open_window(size, windowed=windowed))

    def _arrange(self, window: pygame.Surface) -> None:
        """Everything that depends on the window's size."""
        self._window = window
        self._typeface = self._typeface or typeface_or_bundled()
        self.stage = Stage(window.get_size())
        fonts = StageFonts(self._typeface, self.stage.scale)
        paint = SheetPainter(self.stage, fonts)
        self._painter = Painter(paint, forget=paint.forget)
        self._frame = Frame(self.stage.size)
        self._pen = Pen(self.stage, fonts, self._frame)
        self._shown: Shown | None = None
        self._leaving: Screen | None = None
        self._drawn: Painted | None = None
        self._moving: list[pygame.Rect] = []
        self._changed: list[pygame.Rect] = []
        self._exposed = False
        self._before = window.copy()
        self._fading = False

    def show(self, screen: Screen, moment: Moment) -> None:
        """One frame. While a screen's picture is not painted yet, the one before stays."""
        painted = self._painter.get(screen)
        shown = self._shown
        if painted is None:
            if shown is not None:
                self._draw(shown.painted, shown.moment)
                self._flip()
            return
        if shown is None or shown.painted.screen != screen:
            self._keep_before(moment)
            self._pen.memory.clear()
            shown = Shown(painted, moment, moment.time_s)
        self._shown = Shown(painted, moment, shown.since_s)
        self._draw(painted, moment)
        self._fade((moment.time_s - shown.since_s) / FADE_S)
        self._flip()
        if self._leaving not in (None, screen) and not self._fading:
            self._leaving = None
            self._drop(screen)

    def forget(self) -> None:
        """Keep nothing of what was drawn but what is shown now, and that until another has come.

        To be called when a member's visit is over: with the pictures go their layouts, their
        words and the figure's outline. Takes about a millisecond.
        """
        self._leaving = self.showing
        self._drop(*([] if self._leaving is None else [self._leaving]))

    @property
    def showing(self) -> Screen | None:
        """The screen that was drawn last: the one before while the next is being painted."""
        return None if self._shown is None else self._shown.painted.screen

    def prepare(self, screen: Screen) -> None:
        """Paint a screen that is likely to come next, in the background."""
        self._painter.prepare(screen)

    def inputs(self) -> list[Input]:
        """Keys, touches and scans since the last call."""
        keys, found = [], list[Input]()
        for event in pygame.event.get():
            if event.type == pygame.KEYDOWN:
                keys.append(Key(pygame.key.name(event.key), event.unicode))
            elif event.type == pygame.MOUSEBUTTONDOWN and event.button == pygame.BUTTON_LEFT:
                found += self._touched(event.pos)
            elif event.type == pygame.MOUSEMOTION and not event.touch:
                self._moved_s = self._clock()
            elif event.type in (pygame.VIDEOEXPOSE, pygame.WINDOWEXPOSED):
                self._exposed = True
            elif event.type == pygame.QUIT and self._closes:
                found.append(Pressed("quit"))
        window = pygame.display.get_surface()
        if window.get_size() != self.stage.size:
            self._painter.close()
            self._arrange(window)
        now_s = self._clock()
        pygame.mouse.set_visible(now_s - self._moved_s < POINTER_S)
        return found + self._keyboard.read(keys, now_s)

    def screenshot(self, path: Path) -> None:
        """Save what is shown now as a PNG."""
        path.write_bytes(colour_png(pixels(self._window)))

    def picture(self) -> pygame.Surface:
        """A copy of what is shown now."""
        return self._window.copy()

    def close(self) -> None:
        """Close the window; harmless twice."""
        self._painter.close()
        pygame.display.quit()

    def _draw(self, painted: Painted, moment: Moment) -> None:
        """The frame, and of the window what has changed; all of it where the screen has."""
        frame, screen = self._frame, painted.screen
        whole = painted is not self._drawn or self._fading or self._exposed
        before = [frame.get_rect()] if whole else self._moving
        frame.begin(painted.surface, before)
        if screen.kind in OVERLAYS:
            OVERLAYS[screen.kind](self._pen, self.stage, screen, moment)
        answer_bar.overlay(self._pen, self.stage, screen, moment)
        self._drawn, self._exposed = painted, False
        self._moving = joined(frame.touched)
        self._changed = before if whole else joined([*before, *self._moving])
        for box in self._changed:
            self._window.blit(frame, box, box)

    def _drop(self, *but: Screen) -> None:
        """Forget all but these screens' pictures."""
        self._painter.forget(but)
        self._pen.sprites = Sprites()

    def _keep_before(self, moment: Moment) -> None:
        """Remember what is shown, to fade it out over the screen that comes."""
        self._fading = not moment.reduced
        if self._fading:
            self._before.blit(self._window, (0, 0))

    def _fade(self, share: float) -> None:
        """What was there before, fading out over the frame."""
        if not self._fading:
            return
        if not 0 <= share < 1:
            self._fading = False
            self._before.fill(PALETTE.ground_bottom)  # it showed a member's screen
            return
        # 255 would take SDL's slowest way of blending, ten times as long.
        self._before.set_alpha(round(254 * (1 - share) ** 2))
        self._window.blit(self._before, (0, 0))

    def _flip(self) -> None:
        if not self._changed:
            return
        try:
            pygame.display.update(self._changed)
        except pygame.error as error:
            raise DisplayError(f"The window is lost ({error}); start the kiosk again.") from error

    def _touched(self, pos: tuple[int, int]) -> list[Input]:
        for place in self._shown.painted.places if self._shown is not None else ():
            if pygame.Rect(*(round(v) for v in self.stage.box(place.box))).collidepoint(pos):
                return [Pressed(place.name)]
        return []
