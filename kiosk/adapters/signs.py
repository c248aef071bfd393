"""The small signs beside every colour: tick, arrow in, arrow out, wave. Our own drawing only.

A sign is drawn inside a disc or alone; the arrows know which side of the body they are on, so that
'inside' always points to the middle of the picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from kiosk.adapters.coverage import Point
from kiosk.adapters.pygame_canvas import Canvas
from kiosk.adapters.theme import Colour, Sign, Tone

# Strokes in a square from -1 to 1, y down; arrows point to the right.
TICK: Final[tuple[tuple[Point, ...], ...]] = (((-0.50, 0.04), (-0.14, 0.40), (0.52, -0.38)),)
ARROW: Final[tuple[tuple[Point, ...], ...]] = (
    ((-0.52, 0.0), (0.50, 0.0)),
    ((0.06, -0.44), (0.50, 0.0), (0.06, 0.44)),
)
WAVE: Final[tuple[tuple[Point, ...], ...]] = (
    ((-0.56, -0.10), (-0.30, -0.32), (0.0, -0.17), (0.30, -0.02), (0.56, -0.24)),
    ((-0.56, 0.32), (-0.30, 0.10), (0.0, 0.25), (0.30, 0.40), (0.56, 0.18)),
)
NONE: Final[tuple[tuple[Point, ...], ...]] = (((-0.46, 0.0), (0.46, 0.0)),)

STROKES: Final[dict[Sign, tuple[tuple[Point, ...], ...]]] = {
    "tick": TICK,
    "arrow_in": ARROW,
    "arrow_out": ARROW,
    "wave": WAVE,
    "none": NONE,
}


def draw_sign(
    canvas: Canvas, sign: Sign, side: str, centre: Point, radius: float, colour: Colour
) -> None:
    """The sign's strokes in a circle of this radius."""
    inward = 1.0 if side == "left" else -1.0
    flip = {"arrow_in": inward, "arrow_out": -inward}.get(sign, 1.0)
    for stroke in STROKES[sign]:
        points = [(centre[0] + flip * x * radius, centre[1] + y * radius) for x, y in stroke]
        canvas.line(_rounded(points) if sign == "wave" else points, radius * 0.26, colour)


def draw_badge(
    canvas: Canvas, tone: Tone, side: str, centre: Point, radius: float, ink: Colour
) -> None:
    """A filled disc in the tone's colour with its sign cut out in ink."""
    canvas.disc(centre, radius, tone.colour)
    draw_sign(canvas, tone.sign, side, centre, radius * 0.92, ink)


def _rounded(points: Sequence[Point]) -> list[Point]:
    """The corners cut twice (Chaikin 1974), so that a wave is a wave."""
    path = list(points)
    for _ in range(2):
        cut = [path[0]]
        for a, b in pairwise(path):
            cut.append((0.75 * a[0] + 0.25 * b[0], 0.75 * a[1] + 0.25 * b[1]))
            cut.append((0.25 * a[0] + 0.75 * b[0], 0.25 * a[1] + 0.75 * b[1]))
        path = [*cut, path[-1]]
    return path
