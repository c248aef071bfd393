"""Stick figures of the practice ideas and of gestures, as strokes. Our own drawing only.

Every figure lives in a square of 100 with the floor at y = 90; the body in one colour, what to
look at (a band, a direction) in another, so that a figure also reads in black on paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import atan2, cos, pi, sin
from typing import Final

from kiosk.adapters.coverage import Point
from kiosk.adapters.pygame_canvas import Canvas
from kiosk.adapters.theme import Colour

Stroke = tuple[Point, ...]
HEAD_RADIUS: Final = 8.5
LINE: Final = 7.0


@dataclass(frozen=True, slots=True)
class Figure:
    """head: its centre; body: limbs; floor: x range; accents and arrows: what to look at."""

    body: tuple[Stroke, ...]
    head: Point | None = None
    floor: tuple[float, float] | None = None
    accents: tuple[Stroke, ...] = ()
    arrows: tuple[tuple[Point, Point], ...] = ()
    props: tuple[Stroke, ...] = ()


_SQUAT_BODY: Final = (
    ((50, 32), (50, 54)),
    ((35, 42), (50, 33), (65, 42)),
    ((48, 54), (27, 62), (33, 86), (27, 88)),
    ((52, 54), (73, 62), (67, 86), (73, 88)),
)
_STANDING: Final = (
    ((50, 32), (50, 56)),
    ((47, 57), (42, 88)),
    ((53, 57), (58, 88)),
)

FIGURES: Final[dict[str, Figure]] = {
    "cued_squat": Figure(
        _SQUAT_BODY, (50, 18), (10, 90), arrows=(((20, 62), (6, 62)), ((80, 62), (94, 62)))
    ),
    "band_above_knees": Figure(
        _SQUAT_BODY,
        (50, 18),
        (10, 90),
        accents=(((32, 59), (68, 59)),),
        arrows=(((20, 62), (6, 62)), ((80, 62), (94, 62))),
    ),
    "banded_side_steps": Figure(
        (
            ((42, 30), (42, 52)),
            ((42, 32), (30, 44), (40, 50)),
            ((42, 32), (54, 44), (44, 50)),
            ((40, 53), (26, 66), (24, 87)),
            ((44, 53), (60, 66), (66, 87)),
        ),
        (42, 16),
        (8, 92),
        accents=(((25, 80), (64, 80)),),
        arrows=(((72, 48), (92, 48)),),
    ),
    "single_leg_deadlift": Figure(
        (
            ((56, 88), (59, 70), (55, 51)),
            ((49, 88), (57, 88)),
            ((55, 51), (28, 43)),
            ((30, 45), (33, 68)),
            ((55, 51), (92, 45)),
        ),
        (15, 38),
        (20, 90),
    ),
    "banded_clamshell": Figure(
        (
            ((22, 66), (50, 74)),
            ((50, 74), (68, 50), (88, 72)),
            ((50, 76), (72, 84), (90, 80)),
            ((28, 70), (18, 84)),
        ),
        (10, 58),
        (4, 96),
        accents=(((66, 55), (69, 81)),),
        arrows=(((78, 44), (72, 28)),),
    ),
    "side_lying_abduction": Figure(
        (
            ((22, 70), (50, 78)),
            ((50, 80), (92, 84)),
            ((50, 76), (90, 46)),
            ((28, 74), (18, 85)),
        ),
        (10, 62),
        (4, 96),
        arrows=(((84, 36), (76, 22)),),
    ),
    "hip_flexor_stretch": Figure(
        (
            ((44, 28), (44, 54)),
            ((44, 30), (54, 42), (46, 50)),
            ((44, 54), (70, 58), (70, 88), (78, 88)),
            ((44, 54), (34, 86), (10, 87)),
        ),
        (44, 14),
        (4, 92),
        arrows=(((54, 72), (66, 72)),),
    ),
    "calf_stretch": Figure(
        (
            ((62, 32), (48, 56)),
            ((61, 33), (86, 30)),
            ((61, 36), (86, 40)),
            ((48, 56), (66, 68), (60, 87), (68, 88)),
            ((48, 56), (18, 87), (26, 88)),
        ),
        (68, 19),
        (4, 92),
        props=(((92, 10), (92, 90)),),
        arrows=(((12, 66), (12, 80)),),
    ),
    "heel_down_lunge": Figure(
        (
            ((38, 30), (36, 56)),
            ((38, 33), (62, 30), (86, 28)),
            ((36, 56), (70, 62), (58, 87), (70, 88)),
            ((36, 56), (24, 76), (8, 88)),
        ),
        (42, 16),
        (4, 92),
        props=(((92, 10), (92, 90)),),
        arrows=(((74, 50), (86, 53)),),
    ),
    "step_down": Figure(
        (
            ((38, 26), (38, 44)),
            ((38, 28), (52, 36)),
            ((36, 45), (48, 54), (36, 66)),
            ((39, 45), (60, 58), (64, 78), (72, 79)),
        ),
        (38, 12),
        (4, 94),
        props=(((8, 70), (52, 70), (52, 90)), ((8, 70), (8, 90))),
    ),
    "side_plank": Figure(
        (((28, 49), (92, 85)), ((28, 52), (27, 86), (12, 87)), ((30, 50), (42, 26))),
        (17, 42),
        (4, 96),
    ),
    "short_foot": Figure(
        (((10, 84), (10, 62), (24, 40), (30, 22)), ((52, 22), (56, 46), (88, 72), (92, 82))),
        None,
        (4, 96),
        accents=(((22, 84), (36, 72), (52, 70), (66, 84)),),
        arrows=(((45, 88), (45, 60)),),
    ),
    "camera": Figure(
        (((12, 30), (88, 30), (88, 70), (12, 70), (12, 30)),),
        None,
        None,
        accents=(((32, 50), (32, 50)), ((68, 50), (68, 50))),
        props=(((50, 70), (50, 90)), ((30, 92), (70, 92))),
    ),
    "again": Figure(
        _SQUAT_BODY, (50, 18), (10, 90), arrows=(((88, 22), (88, 44)), ((12, 44), (12, 22)))
    ),
    "deeper": Figure(_SQUAT_BODY, (50, 18), (10, 90), arrows=(((88, 24), (88, 52)),)),
    "pace": Figure(
        _SQUAT_BODY,
        (50, 18),
        (10, 90),
        accents=(((78, 8), (94, 8), (78, 34), (94, 34), (78, 8)),),
    ),
    "feet": Figure(
        (*_STANDING, ((50, 33), (37, 52)), ((50, 33), (63, 52))),
        (50, 18),
        None,
        accents=(((34, 94), (46, 94)), ((54, 94), (66, 94))),
    ),
    "raise_hand": Figure(
        (*_STANDING, ((50, 33), (36, 54)), ((50, 33), (68, 34), (72, 10))),
        (50, 18),
        None,
        arrows=(((86, 32), (86, 12)),),
    ),
    "stand": Figure(
        (*_STANDING, ((50, 33), (37, 52)), ((50, 33), (63, 52))),
        (50, 18),
        None,
        accents=(((28, 92), (72, 92)),),
    ),
    "squat": Figure(_SQUAT_BODY, (50, 18), (10, 90)),
    "whole_body": Figure(
        (*_STANDING, ((50, 33), (37, 52)), ((50, 33), (63, 52))),
        (50, 18),
        None,
        accents=(
            ((10, 24), (10, 6), (28, 6)),
            ((72, 6), (90, 6), (90, 24)),
            ((90, 78), (90, 96), (72, 96)),
            ((28, 96), (10, 96), (10, 78)),
        ),
    ),
    "alone": Figure(
        (*_STANDING, ((50, 33), (37, 52)), ((50, 33), (63, 52))),
        (50, 18),
        None,
        accents=(((14, 30), (14, 88)), ((86, 30), (86, 88))),
    ),
}


def draw_figure(
    canvas: Canvas, code: str, corner: Point, size: float, body: Colour, accent: Colour
) -> bool:
    """Draw a figure into a square; False, and nothing drawn, when there is none for the code."""
    figure = FIGURES.get(code)
    if figure is None:
        return False
    draw_strokes(canvas, figure, corner, size, body, accent)
    return True


def draw_strokes(
    canvas: Canvas, figure: Figure, corner: Point, size: float, body: Colour, accent: Colour
) -> None:
    """Draw any figure into a square."""
    scale = size / 100

    def at(point: Point) -> Point:
        return corner[0] + point[0] * scale, corner[1] + point[1] * scale

    if figure.floor is not None:
        ends = [at((x, 94.0)) for x in figure.floor]
        canvas.line(ends, 3 * scale, body, 0.45)
    for prop in figure.props:
        canvas.line([at(p) for p in prop], 3.5 * scale, body, 0.6)
    for stroke in figure.body:
        canvas.line([at(p) for p in stroke], LINE * scale, body)
    if figure.head is not None:
        canvas.disc(at(figure.head), HEAD_RADIUS * scale, body)
    for stroke in figure.accents:
        canvas.line([at(p) for p in stroke], LINE * 0.8 * scale, accent)
    for tail, tip in figure.arrows:
        for stroke in arrow(tail, tip):
            canvas.line([at(p) for p in stroke], LINE * 0.75 * scale, accent)


def arrow(tail: Point, tip: Point, head: float = 8.0) -> tuple[Stroke, Stroke]:
    """Shaft and head of an arrow as two strokes."""
    turn = atan2(tail[1] - tip[1], tail[0] - tip[0])
    barbs = [
        (tip[0] + head * cos(turn + bend), tip[1] + head * sin(turn + bend))
        for bend in (pi / 4, -pi / 4)
    ]
    return (tail, tip), (barbs[0], tip, barbs[1])
