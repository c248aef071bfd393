"""The legs from above in black on white, for thermal paper. Our own drawing only.

No greys: what is shaded on the screen is a pattern of dots or lines here. Nothing is thinner than
two dots of a 203 dpi head, so that nothing breaks up.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import hypot
from typing import Final

import numpy as np

from kiosk.adapters.coverage import Box, Coverage, Point
from kiosk.adapters.pygame_canvas import Canvas
from kiosk.adapters.theme import BLACK, WHITE
from kiosk.adapters.top_drawing import Scale, swarm
from kiosk.core.topview import SECOND_TOE, Knee, TopView

HALF_RANGE: Final = 30.0


def draw_leg(canvas: Canvas, view: TopView, at: Scale) -> None:
    """Foot, lane of dots, line, way down, hatched likely range, one dot a squat."""
    sole = [at(p) for p in view.sole]
    if not view.measured:
        canvas.line(sole, 3, BLACK, dash=(9, 12), closed=True)
        return
    if view.lane is not None:
        lane = [at(p) for p in view.lane]
        fill(canvas, lane, "dots")
        for ends in (lane[:2], lane[2:]):
            canvas.line(ends, 2, BLACK)
    canvas.line(sole, 4, BLACK, closed=True)
    for number, toe in enumerate(view.toes):
        outline = [at(p) for p in toe]
        if number == SECOND_TOE:
            canvas.polygon(outline, BLACK)
        else:
            canvas.polygon(outline, WHITE)
            canvas.line(outline, 2, BLACK, closed=True)
    if view.line is not None:
        canvas.line([at(p) for p in view.line], 7, WHITE)
        canvas.line([at(p) for p in view.line], 3, BLACK, dash=(11, 14))
    if len(view.path) > 1:
        canvas.line([at(p) for p in view.path], 8, WHITE)
        canvas.line([at(p) for p in view.path], 3, BLACK)
        canvas.disc(at(view.path[-1]), 9, WHITE)
        canvas.ring(at(view.path[-1]), 6, 4, BLACK)
    if view.knee is not None:
        _likely(canvas, view.knee, at)
    for dot in swarm(view, at, 11):
        canvas.disc(dot, 7.5, WHITE)
        canvas.disc(dot, 5.5, BLACK)


def _likely(canvas: Canvas, knee: Knee, at: Scale) -> None:
    low, high, start, end = at(knee.low), at(knee.high), at(knee.on_line), at(knee.place)
    dx, dy = high[0] - low[0], high[1] - low[1]
    length = max(hypot(dx, dy), 1e-6)
    up = (-dy / length * HALF_RANGE, dx / length * HALF_RANGE)
    corners = [
        (low[0] - up[0], low[1] - up[1]),
        (high[0] - up[0], high[1] - up[1]),
        (high[0] + up[0], high[1] + up[1]),
        (low[0] + up[0], low[1] + up[1]),
    ]
    canvas.polygon(corners, WHITE)
    fill(canvas, corners, "lines")
    canvas.line([start, end], 5, BLACK)
    canvas.line([corners[0], corners[3]], 4, BLACK)
    canvas.line([corners[1], corners[2]], 4, BLACK)


def fade(canvas: Canvas, box: Box) -> None:
    """White over a box, more and more of it downwards, in dots (Bayer 1973)."""
    left, top, width, height = (round(v) for v in box)
    rows, columns = np.indices((height, width))
    order = np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]])
    limit = (order[rows // 2 % 4, columns // 2 % 4] + 0.5) / 16
    values = np.where(rows / height > limit, 1.0, 0.0)
    canvas.blend(Coverage(values, left, top), WHITE)


def fill(canvas: Canvas, outline: Iterable[Point], pattern: str) -> None:
    """A polygon without dents, filled with dots or slanting lines on the paper's own grid."""
    corners = np.array([(x, y) for x, y in outline])
    (left, top), (right, bottom) = np.floor(corners.min(axis=0)), np.ceil(corners.max(axis=0))
    x, y = np.arange(left, right)[None, :], np.arange(top, bottom)[:, None]
    if pattern == "dots":
        drawn = (np.where((y // 6) % 2 == 0, x, x + 6) % 12 < 2) & (y % 6 < 2)
    else:
        drawn = (x + y) % 7 < 2
    # Inside lies on one side of every edge; which one, the corners' order says.
    ahead = np.roll(corners, -1, axis=0)
    area = np.sum(corners[:, 0] * ahead[:, 1] - corners[:, 1] * ahead[:, 0])
    for (x0, y0), (x1, y1) in zip(corners, ahead, strict=True):
        turn = (x1 - x0) * (y + 0.5 - y0) - (y1 - y0) * (x + 0.5 - x0)
        drawn = drawn & (turn * area > 0)
    canvas.blend(Coverage(drawn.astype(np.float64), int(left), int(top)), BLACK)
