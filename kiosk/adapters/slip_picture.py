"""The slip as a picture of pure black and white for paper of 80 or 58 mm. May import pygame.

Set and drawn with antialiasing and then cut at half: at these sizes that keeps the letters' shapes,
where a font's own one-bit setting would bend them to the grid.
"""

from __future__ import annotations

from math import ceil
from pathlib import Path
from typing import Final

import numpy as np
import pygame
from numpy.typing import NDArray

from kiosk.adapters.png import one_bit_png
from kiosk.adapters.pygame_canvas import Canvas
from kiosk.adapters.slip_lines import COPY, draw_line
from kiosk.adapters.theme import WHITE
from kiosk.adapters.typefaces import Typeface, typeface_or_bundled
from kiosk.adapters.typesetting import Fonts
from kiosk.core.slip import Slip, Spare
from kiosk.core.slip_kinds import Line, Text

WIDTH_DOTS: Final = 576
"""80 mm paper; paper of 58 mm has 384."""
LONGEST_DOTS: Final = 2000
"""25 cm at 203 dpi."""
LONGEST_NARROW_DOTS: Final = 3200
"""40 cm."""
EDGE_DOTS: Final = 6
ROOM_DOTS: Final = 1200
"""For one line."""
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

    What can be spared of a slip that is too long is left out, as little as will do.
    """
    strips = _Strips(Fonts(typeface or typeface_or_bundled(), strict=strict), width_dots)
    most = LONGEST_DOTS if width_dots >= WIDTH_DOTS else LONGEST_NARROW_DOTS
    # A copy is the same slip with a word more: its room is kept in the first one, too.
    return strips.joined(_short(slip, strips, most - (0 if slip.is_copy else COPY)))


def _short(slip: Slip, strips: _Strips, most: int) -> Slip:
    """The slip without what it has to be without to be so short."""
    left_out: list[Spare] = []
    over = strips.height(slip) - most
    for spare in slip.spares():
        if over <= 0:
            break
        left_out.append(spare)
        over -= strips.saved(slip, spare)
    # The last one may have made room for smaller ones. A heading does not come back alone.
    for spare in left_out[::-1]:
        saved, line = strips.saved(slip, spare), slip.lines[spare.at]
        if over + saved <= 0 and not (isinstance(line, Text) and line.role == "heading"):
            left_out.remove(spare)
            over += saved
    return slip.without(left_out)


class _Strips:
    """Every line on a canvas of its own, drawn once however often its height is asked."""

    def __init__(self, fonts: Fonts, width_dots: int) -> None:
        self._fonts = fonts
        self._width = width_dots
        self._room = Canvas((width_dots, ROOM_DOTS), fonts, WHITE)
        self._drawn: dict[Line, Canvas] = {}

    def height(self, slip: Slip) -> int:
        """Of the whole slip."""
        return 2 * EDGE_DOTS + sum(self._height(line) for line in slip.lines)

    def saved(self, slip: Slip, spare: Spare) -> int:
        """How much shorter the slip is without it."""
        instead = 0 if spare.instead is None else self._height(spare.instead)
        return self._height(slip.lines[spare.at]) - instead

    def _height(self, line: Line) -> int:
        return self._strip(line).surface.get_height()

    def joined(self, slip: Slip) -> Canvas:
        """All lines under one another."""
        whole = Canvas((self._width, self.height(slip)), self._fonts, WHITE)
        top = EDGE_DOTS
        for line in slip.lines:
            top = whole.put(self._strip(line), top)
        return whole

    def _strip(self, line: Line) -> Canvas:
        if line not in self._drawn:
            height = ceil(draw_line(self._room, line, 0.0, self._width))
            self._drawn[line] = self._room.cut(height)
        return self._drawn[line]


def bits(canvas: Canvas) -> Bits:
    """(H, W) True where the canvas, which is grey throughout, is darker than half."""
    green = pygame.surfarray.pixels_green(canvas.surface)
    black: Bits = np.ascontiguousarray((green < HALF).T)
    return black
