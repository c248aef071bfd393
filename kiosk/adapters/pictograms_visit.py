"""The pictograms of a visit's questions and notices, beside the others. Our own drawing only."""

from __future__ import annotations

from math import cos, pi, sin
from typing import Final

from kiosk.adapters.coverage import Point
from kiosk.adapters.pictograms import FIGURES, Figure, Stroke, draw_strokes
from kiosk.adapters.pygame_canvas import Canvas
from kiosk.adapters.theme import Colour
from kiosk.adapters.why_figures import WHY_FIGURES


def _round(centre: Point, radius: float, start: float = 0.0, stop: float = 1.0) -> Stroke:
    """Part of a circle; 0 and 1 are its top, clockwise."""
    turns = [start + (stop - start) * i / 20 for i in range(21)]
    return tuple(
        (centre[0] + radius * sin(2 * pi * t), centre[1] - radius * cos(2 * pi * t)) for t in turns
    )


_STANDING: Final = (
    ((50, 32), (50, 56)),
    ((47, 57), (42, 88)),
    ((53, 57), (58, 88)),
)
_PAPER: Final = (
    (30, 26), (30, 90), (38, 83), (46, 90), (54, 83), (62, 90), (70, 83), (70, 26),
)  # fmt: skip

VISIT_FIGURES: Final[dict[str, Figure]] = {
    "no_picture": Figure(
        (
            (
                (12, 34),
                (30, 34),
                (37, 24),
                (63, 24),
                (70, 34),
                (88, 34),
                (88, 80),
                (12, 80),
                (12, 34),
            ),
            _round((50, 56), 13),
        ),
        accents=(((14, 92), (86, 14)),),
    ),
    "calendar": Figure(
        (
            ((14, 26), (86, 26), (86, 88), (14, 88), (14, 26)),
            ((16, 43), (84, 43)),
            ((34, 14), (34, 30)),
            ((66, 14), (66, 30)),
        ),
        accents=(((34, 65), (46, 76), (68, 54)),),
    ),
    "curve": Figure(
        (((14, 12), (14, 88), (90, 88)),),
        accents=(((22, 30), (34, 34), (46, 60), (54, 74), (62, 60), (74, 34), (88, 30)),),
    ),
    "stick_figure": Figure(
        (
            _round((50, 18), 9),
            ((50, 27), (50, 54)),
            ((24, 42), (50, 33), (76, 42)),
            ((50, 54), (28, 60), (34, 86)),
            ((50, 54), (72, 60), (66, 86)),
        ),
        None,
        (10, 90),
        accents=tuple(
            (joint, joint) for joint in ((50, 54), (28, 60), (72, 60), (34, 86), (66, 86))
        ),
    ),
    "go_on": Figure(
        (_round((50, 50), 38),),
        arrows=(((28, 50), (72, 50)),),
    ),
    "raise_left": Figure(
        (*_STANDING, ((50, 33), (64, 54)), ((50, 33), (32, 34), (28, 10))),
        (50, 18),
        arrows=(((14, 32), (14, 12)),),
    ),
    "raise_right": Figure(
        (*_STANDING, ((50, 33), (36, 54)), ((50, 33), (68, 34), (72, 10))),
        (50, 18),
        arrows=(((86, 32), (86, 12)),),
    ),
    "operation": Figure(
        (((20, 8), (44, 46), (38, 88), (58, 88)),),
        None,
        (8, 92),
        accents=(((74, 26), (74, 54)), ((60, 40), (88, 40))),
    ),
    "balance": Figure(
        (
            ((50, 32), (48, 56)),
            ((18, 30), (50, 34), (82, 44)),
            ((48, 57), (50, 72), (49, 88)),
            ((49, 57), (66, 66), (62, 80)),
        ),
        (52, 18),
        (14, 86),
        accents=(_round((50, 60), 40, 0.18, 0.32), _round((50, 60), 40, 0.68, 0.82)),
    ),
    "under_18": Figure(
        (
            ((38, 34), (50, 26), (50, 78)),
            _round((76, 39), 13),
            _round((76, 65), 14),
        ),
        accents=(((26, 36), (8, 52), (26, 68)),),
    ),
    "talk": Figure(
        (((10, 88), (13, 74), (30, 66), (47, 74), (50, 88)),),
        (30, 46),
        accents=(
            ((50, 12), (92, 12), (92, 46), (72, 46), (60, 60), (60, 46), (50, 46), (50, 12)),
            ((63, 24), (79, 24)),
            ((63, 34), (72, 34)),
        ),
    ),
    "slip": Figure(
        (_PAPER,),
        accents=(((42, 44), (58, 44)), ((42, 60), (58, 60))),
        props=(((14, 22), (86, 22)),),
    ),
    "printing": Figure(
        (
            ((12, 50), (12, 18), (88, 18), (88, 50), (12, 50)),
            ((32, 50), (32, 74)),
            ((68, 50), (68, 74)),
        ),
        accents=(((70, 33), (70, 33)),),
        arrows=(((50, 56), (50, 90)),),
    ),
    "hand_on_knee": Figure(
        (
            ((40, 32), (34, 55)),
            ((34, 56), (58, 62), (56, 88), (64, 88)),
            ((33, 56), (32, 74), (24, 88)),
            ((41, 34), (52, 48), (57, 58)),
        ),
        (46, 18),
        (10, 88),
        accents=(((70, 58), (82, 55)), ((67, 49), (74, 40)), ((70, 68), (82, 72))),
    ),
}


def draw_picture(
    canvas: Canvas, code: str, corner: Point, size: float, body: Colour, accent: Colour
) -> bool:
    """Draw any pictogram that there is into a square; False, and nothing drawn, for none."""
    for figures in (VISIT_FIGURES, FIGURES, WHY_FIGURES):
        if code in figures:
            draw_strokes(canvas, figures[code], corner, size, body, accent)
            return True
    return False
