"""The slip as a picture of pure black and white, 576 dots wide (80 mm paper). May import pygame.

Set and drawn with antialiasing and then cut at half: at these sizes that keeps the letters' shapes,
where a font's own one-bit setting would bend them to the grid.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import pygame
from numpy.typing import NDArray

from kiosk.adapters.png import one_bit_png
from kiosk.adapters.pygame_canvas import Canvas
from kiosk.adapters.slip_lines import draw_line
from kiosk.adapters.theme import WHITE
from kiosk.adapters.typefaces import Typeface, typeface_or_bundled
from kiosk.adapters.typesetting import Fonts
from kiosk.core.slip import Slip

WIDTH_DOTS: Final = 576
LONGEST_DOTS: Final = 2000
"""25 cm at 203 dpi."""
ROOM_DOTS: Final = 4000
HALF: Final = 128

Bits = NDArray[np.bool_]


def draw_slip(slip: Slip, width_dots: int = WIDTH_DOTS, typeface: Typeface | None = None) -> Bits:
    """(H, width_dots) picture, True where the paper is to be black."""
    return bits(lay_out(slip, width_dots, typeface))


def save_slip(
    slip: Slip, path: Path, width_dots: int = WIDTH_DOTS, typeface: Typeface | None = None
) -> None:
    """Write the slip as a PNG of one bit a dot."""
    path.write_bytes(one_bit_png(draw_slip(slip, width_dots, typeface)))


def lay_out(
    slip: Slip,
    width_dots: int = WIDTH_DOTS,
    typeface: Typeface | None = None,
    *,
    strict: bool = False,
) -> Canvas:
    """The drawn canvas, as long as the slip; strict raises instead of setting small type.

    A slip over LONGEST_DOTS is made briefer for as long as it can be.
    """
    fonts = Fonts(typeface or typeface_or_bundled(), strict=strict)
    canvas = _draw(slip, width_dots, fonts)
    while canvas.surface.get_height() > LONGEST_DOTS:
        briefer = slip.briefer()
        if briefer is None:
            break
        slip, canvas = briefer, _draw(briefer, width_dots, fonts)
    return canvas


def _draw(slip: Slip, width_dots: int, fonts: Fonts) -> Canvas:
    canvas = Canvas((width_dots, ROOM_DOTS), fonts, WHITE)
    y = 12.0
    for line in slip.lines:
        y = draw_line(canvas, line, y, width_dots)
    canvas.crop(round(y) + 12)
    return canvas


def bits(canvas: Canvas) -> Bits:
    """(H, W) True where the canvas is darker than half."""
    grey = pygame.surfarray.array3d(canvas.surface).mean(axis=2)
    black: Bits = grey.T < HALF
    return black
