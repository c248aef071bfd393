"""The pictograms of the 'why?' pages, beside those of kiosk.adapters.pictograms. Our drawing only.

Legs are seen from the front, as in a mirror; what to look at is in the accent colour.
"""

from __future__ import annotations

from typing import Final

from kiosk.adapters.coverage import Point, arc
from kiosk.adapters.pictograms import Figure, Stroke, draw_figure, draw_strokes
from kiosk.adapters.pygame_canvas import Canvas
from kiosk.adapters.theme import Colour


def _bow(centre: Point, radius: float, start_deg: float, sweep_deg: float) -> Stroke:
    return tuple((float(x), float(y)) for x, y in arc(centre, radius, start_deg, sweep_deg))


_PELVIS: Final = ((33, 24), (67, 24))
_STRAIGHT_LEFT: Final = ((34, 26), (31, 56), (32, 87), (25, 89))
_STRAIGHT_RIGHT: Final = ((66, 26), (69, 56), (68, 87), (75, 89))
_INWARD_RIGHT: Final = ((66, 26), (55, 56), (68, 87), (75, 89))
_TRUNK: Final = ((50, 6), (50, 22))

WHY_FIGURES: Final[dict[str, Figure]] = {
    "hip_holds": Figure(
        (_TRUNK, _PELVIS, _STRAIGHT_LEFT, _INWARD_RIGHT),
        None,
        (10, 90),
        accents=(_bow((60, 34), 21, 20, 95),),
        arrows=(((64, 58), (86, 58)),),
    ),
    "thigh_turns": Figure(
        (_TRUNK, _PELVIS, _STRAIGHT_LEFT, _INWARD_RIGHT),
        None,
        (10, 90),
        accents=(((50, 30), (47, 50)),),
        arrows=(((90, 46), (68, 46)),),
    ),
    "foot_rolls": Figure(
        (
            ((12, 84), (12, 64), (26, 42), (30, 22)),
            ((52, 22), (56, 46), (86, 72), (90, 82)),
        ),
        None,
        (4, 96),
        accents=(((24, 84), (44, 79), (66, 84)),),
        arrows=(((44, 48), (44, 70)), ((22, 8), (62, 8))),
    ),
    "stairs": Figure(
        (
            ((38, 22), (40, 42)),
            ((38, 24), (28, 36), (34, 46)),
            ((38, 24), (52, 34), (60, 28)),
            ((39, 43), (58, 48), (56, 66), (63, 67)),
            ((41, 43), (38, 66), (28, 86)),
        ),
        (37, 9),
        None,
        props=(((6, 92), (44, 92), (44, 72), (76, 72), (76, 52), (96, 52)),),
        arrows=(((74, 36), (90, 20)),),
    ),
    "shoe": Figure(
        (
            ((12, 66), (14, 34), (26, 38), (40, 32), (54, 50), (82, 56), (92, 68)),
            ((10, 80), (92, 80)),
            ((10, 68), (10, 80)),
        ),
        None,
        (4, 96),
        accents=(((16, 70), (40, 65), (62, 70), (86, 71)),),
    ),
    "moves": Figure(
        (
            (_TRUNK[0], (50, 20)),
            ((34, 24), (66, 24)),
            ((34, 26), (28, 56), (32, 87), (25, 89)),
            ((66, 26), (72, 56), (68, 87), (75, 89)),
        ),
        None,
        (10, 90),
        arrows=(((62, 56), (40, 56)), ((80, 56), (96, 56))),
    ),
    "built": Figure(
        (
            _TRUNK,
            _PELVIS,
            ((34, 26), (44, 56), (32, 87), (25, 89)),
            ((66, 26), (56, 56), (68, 87), (75, 89)),
        ),
        None,
        (10, 90),
        accents=(
            ((36, 32), (43, 52)),
            ((64, 32), (57, 52)),
            ((43, 62), (35, 80)),
            ((57, 62), (65, 80)),
        ),
    ),
    "ask": Figure(
        (
            ((14, 88), (14, 70), (20, 60), (40, 60), (46, 70), (46, 88)),
            ((30, 64), (30, 86)),
        ),
        (30, 40),
        None,
        accents=((*_bow((73, 26), 11, -80, 210), (73, 45), (73, 49)), ((73, 63), (73, 63))),
    ),
    "physiotherapist": Figure(
        (
            ((30, 28), (30, 54)),
            ((30, 30), (20, 44)),
            ((28, 55), (24, 88), (18, 89)),
            ((32, 55), (44, 66), (40, 87), (46, 89)),
            ((76, 48), (80, 68)),
            _bow((73, 36), 3.4, 0, 360),
            ((80, 68), (62, 74), (62, 89)),
            ((80, 68), (88, 88), (94, 89)),
        ),
        (30, 15),
        (6, 96),
        accents=(((75, 50), (62, 58), (52, 66)),),
    ),
    "orthopaedist": Figure(
        (
            ((43, 18), (47, 44)),
            ((42, 46), (58, 46)),
            ((43, 55), (57, 55)),
            ((50, 57), (50, 84)),
        ),
        None,
        None,
        accents=(
            ((12, 26), (12, 8), (30, 8)),
            ((70, 8), (88, 8), (88, 26)),
            ((88, 74), (88, 92), (70, 92)),
            ((30, 92), (12, 92), (12, 74)),
        ),
    ),
    "likely": Figure(
        (((50, 16), (50, 22)), ((50, 34), (50, 40)), ((50, 60), (50, 66)), ((50, 78), (50, 84))),
        None,
        None,
        accents=(
            ((30, 50), (86, 50)),
            ((30, 36), (30, 64)),
            ((86, 36), (86, 64)),
            ((58, 47), (58, 53)),
        ),
    ),
    "lane": Figure(
        (((50, 12), (50, 22)), ((50, 36), (50, 46)), ((50, 60), (50, 70)), ((50, 82), (50, 88))),
        None,
        None,
        accents=(((24, 10), (24, 90)), ((76, 10), (76, 90))),
    ),
}


def draw_why_figure(
    canvas: Canvas, code: str, corner: Point, size: float, body: Colour, accent: Colour
) -> bool:
    """Draw one of these figures or of the pictograms; False when there is none for the code."""
    if code in WHY_FIGURES:
        draw_strokes(canvas, WHY_FIGURES[code], corner, size, body, accent)
        return True
    return draw_figure(canvas, code, corner, size, body, accent)
