"""The result as a picture of 1080 × 1920, with one action and the notes at its foot.

May import pygame, our drawing. The parts are placed by kiosk.adapters.result_layout.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pygame
from numpy.typing import NDArray

from kiosk.adapters import panels, result_layout
from kiosk.adapters.png import colour_png
from kiosk.adapters.pygame_canvas import Canvas
from kiosk.adapters.theme import HEIGHT, PALETTE, SPACE
from kiosk.adapters.typefaces import Typeface, typeface_or_bundled
from kiosk.adapters.typesetting import Fonts
from kiosk.core.resultview import ResultView

WIDTH = 1080
TOP = 46.0


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
    bottom = panels.footer(canvas, view, left, HEIGHT - 40, wide) - SPACE.gap
    layout = result_layout.lay_out(canvas.fonts, view, (left, TOP, wide, bottom - TOP))
    result_layout.draw(canvas, layout)
    return canvas
