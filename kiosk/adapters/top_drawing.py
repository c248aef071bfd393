"""Draws legs seen from above. Our own drawing only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import hypot

from kiosk.adapters.coverage import Box, Point
from kiosk.adapters.pygame_canvas import Canvas
from kiosk.adapters.theme import BAND_TONES, IN_LINE, PALETTE, Tone
from kiosk.core.topview import SECOND_TOE, Knee, TopView, bounds

HEEL_HIDDEN = 0.20
"""Share of a leg's length at the heel that may fade out under the words."""
CLEAR = 14.0
"""Room around what must stay free, px."""
HALF_RANGE = 42.0
"""Half of the likely range's height, px: room for dots in front of and behind one another."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Millimetres to pixels: a point (x, y) mm, y up, lands at origin + factor * (x, -y)."""

    origin: Point
    factor: float

    def __call__(self, point: Point) -> Point:
        return self.origin[0] + point[0] * self.factor, self.origin[1] - point[1] * self.factor


def scales(views: Sequence[TopView], boxes: Sequence[Box]) -> list[Scale]:
    """One factor for all legs, as large as fits every box, and heels at one height.

    Each leg stands in the middle of its box; its heel may sink below it by HEEL_HIDDEN.
    """
    frames = [bounds(view) for view in views]
    back, front = min(f[1] for f in frames), max(f[3] for f in frames)
    back += HEEL_HIDDEN * (front - back)
    wide = [box[2] / (f[2] - f[0]) for f, box in zip(frames, boxes, strict=True)]
    factor = min(*wide, *(box[3] / (front - back) for box in boxes))
    out = []
    for frame, box in zip(frames, boxes, strict=True):
        x = box[0] + box[2] / 2 - factor * (frame[0] + frame[2]) / 2
        out.append(Scale((x, box[1] + box[3] / 2 + factor * (back + front) / 2), factor))
    return out


def draw_leg(canvas: Canvas, band: str | None, view: TopView, at: Scale) -> None:
    """Foot, lane, line, the knee's way, likely range, one dot a squat, the median."""
    tone = BAND_TONES[band]
    if not view.measured:
        canvas.line([at(p) for p in view.sole], 4, PALETTE.faint, dash=(12, 16), closed=True)
        return
    _foot(canvas, view, at)
    if view.lane is not None:
        lane = [at(p) for p in view.lane]
        canvas.polygon(lane, IN_LINE.colour, 0.13)
        for ends in (lane[:2], lane[2:]):
            canvas.line(ends, 2, IN_LINE.colour, 0.40)
    if view.line is not None:
        canvas.line([at(p) for p in view.line], 4, PALETTE.text, 0.9, dash=(14, 18))
    if len(view.path) > 1:
        canvas.line([at(p) for p in view.path], 5, tone.colour, 0.5)
        canvas.disc(at(view.path[-1]), 12, PALETTE.panel)
        canvas.ring(at(view.path[-1]), 8, 5, tone.colour)
    if view.knee is not None:
        _likely(canvas, view.knee, tone, at)
    for dot in swarm(view, at, 17):
        canvas.disc(dot, 14, PALETTE.panel)
        canvas.disc(dot, 11, tone.colour)


def _foot(canvas: Canvas, view: TopView, at: Scale) -> None:
    sole = [at(p) for p in view.sole]
    canvas.polygon(sole, PALETTE.shoe)
    canvas.line(sole, 3, PALETTE.body_edge, 0.8, closed=True)
    canvas.polygon([at(p) for p in view.footprint], PALETTE.body, 0.75)
    for number, toe in enumerate(view.toes):
        marked = number == SECOND_TOE
        canvas.polygon([at(p) for p in toe], PALETTE.text if marked else PALETTE.body, 0.8)


def _likely(canvas: Canvas, knee: Knee, tone: Tone, at: Scale) -> None:
    """The range as a shaded bar, the way from the line to the median as a T."""
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
    canvas.polygon(corners, tone.colour, 0.28)
    canvas.line([corners[0], corners[3]], 4, tone.colour, 0.8)
    canvas.line([corners[1], corners[2]], 4, tone.colour, 0.8)
    canvas.line([start, end], 7, tone.colour)
    bar = [(end[0] - up[0], end[1] - up[1]), (end[0] + up[0], end[1] + up[1])]
    canvas.line(bar, 7, tone.colour)


def swarm(view: TopView, at: Scale, apart: float) -> list[Point]:
    """Where to draw the dots so that they can be counted: at least `apart` px from one another.

    A dot only moves along the line, which says nothing; beside it, it stays where it was measured.
    """
    if view.line is None:
        return [at(dot) for dot in view.dots]
    (x0, y0), (x1, y1) = (at(end) for end in view.line)
    length = max(hypot(x1 - x0, y1 - y0), 1e-6)
    along = ((x1 - x0) / length, (y1 - y0) / length)
    placed: list[Point] = []
    for x, y in (at(dot) for dot in view.dots):
        steps = (sign * step for step in range(60) for sign in (2.0, -2.0))
        tries = ((x + along[0] * s, y + along[1] * s) for s in steps)
        free = (p for p in tries if all(hypot(p[0] - q[0], p[1] - q[1]) >= apart for q in placed))
        placed.append(next(free, (x, y)))
    return placed


def is_clear(view: TopView, at: Scale, box: Box) -> bool:
    """Whether a leg leaves a box free."""
    lines = [view.sole, view.path, view.line or (), view.dots]
    lines += [view.lane[:2], view.lane[2:]] if view.lane is not None else []
    if view.knee is not None:
        lines.append((view.knee.low, view.knee.high))
    grown = (box[0] - CLEAR, box[1] - CLEAR, box[2] + 2 * CLEAR, box[3] + 2 * CLEAR)
    return not any(_crosses([at(p) for p in line], grown) for line in lines)


def _crosses(points: Sequence[Point], box: Box) -> bool:
    """Whether a path enters a box, looked at every few pixels."""
    for (x0, y0), (x1, y1) in pairwise([*points[:1], *points]):
        steps = max(int(hypot(x1 - x0, y1 - y0) / 6), 1)
        for i in range(steps + 1):
            x, y = x0 + (x1 - x0) * i / steps, y0 + (y1 - y0) * i / steps
            if 0 <= x - box[0] <= box[2] and 0 <= y - box[1] <= box[3]:
                return True
    return False
