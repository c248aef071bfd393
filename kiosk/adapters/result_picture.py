"""The result as a picture of 1080 × 1920: layout of the whole. May import pygame, our drawing.

From top to bottom: one sentence; the legs from above, which is the heart of it; the legs from the
front beside what the cue changed; what to practise; one action and the notes. What is missing in
the view leaves no hole: its neighbours take the place.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pygame
from numpy.typing import NDArray

from kiosk.adapters import panels, retry_panel
from kiosk.adapters.png import colour_png
from kiosk.adapters.pygame_canvas import Canvas
from kiosk.adapters.theme import HEIGHT, PALETTE, SPACE
from kiosk.adapters.typefaces import Typeface, typeface_or_bundled
from kiosk.adapters.typesetting import Fonts
from kiosk.core.resultview import ResultView

WIDTH = 1080


def draw_result(
    view: ResultView,
    size: tuple[int, int] = (WIDTH, HEIGHT),
    typeface: Typeface | None = None,
) -> pygame.Surface:
    """The picture; another size is the same layout scaled."""
    surface = lay_out(view, typeface).surface
    if size == surface.get_size():
        return surface
    return pygame.transform.smoothscale(surface, size)


def save_result(view: ResultView, path: Path, typeface: Typeface | None = None) -> None:
    """Write the picture as a PNG."""
    path.write_bytes(colour_png(pixels(draw_result(view, typeface=typeface))))


def pixels(surface: pygame.Surface) -> NDArray[np.uint8]:
    """(H, W, 3) red, green, blue."""
    return np.ascontiguousarray(pygame.surfarray.array3d(surface).transpose(1, 0, 2))


def lay_out(view: ResultView, typeface: Typeface | None = None, *, strict: bool = False) -> Canvas:
    """The drawn canvas; strict raises DoesNotFitError instead of setting text below its floor."""
    canvas = Canvas((WIDTH, HEIGHT), Fonts(typeface or typeface_or_bundled(), strict=strict))
    canvas.gradient(PALETTE.ground_top, PALETTE.ground_bottom)
    left, wide = SPACE.margin, WIDTH - 2 * SPACE.margin
    top = panels.header(canvas, view, left, 46, wide) + SPACE.gap
    bottom = panels.footer(canvas, view, left, HEIGHT - 40, wide) - SPACE.gap
    if view.practice:
        bottom = panels.practice(canvas, view, left, bottom, wide) - SPACE.gap
    if view.front is not None or view.cue is not None:
        bottom = panels.below(canvas, view, left, bottom, wide) - SPACE.gap
    if view.sides:
        panels.hero(canvas, view, (left, top, wide, bottom - top))
    else:
        retry_panel.tips(canvas, view, (left, top, wide, bottom - top))
    return canvas
