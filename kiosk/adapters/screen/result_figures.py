"""Moving figures in their squares on result and practice pages, frame by frame. Imports pygame.

A page's figures are made when its first frame is drawn and kept in the pen's memory until another
screen comes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kiosk.adapters.coverage import Point
from kiosk.adapters.moving_figure import FRAMES_PER_S, FigureColours, MovingFigure
from kiosk.adapters.practice_panel import FigurePlace
from kiosk.adapters.screen.pen import Pen
from kiosk.adapters.screen.stage import Stage
from kiosk.adapters.theme import PALETTE, Colour
from kiosk.core.movements import CODES
from kiosk.core.screen import Moment

MEMORY = "figures"


@dataclass(frozen=True, slots=True, eq=False)
class _Placed:
    figure: MovingFigure
    corner: Point


def draw_figures(
    pen: Pen,
    stage: Stage,
    moment: Moment,
    places: Callable[[], Sequence[FigurePlace]],
    ground: Colour | None = None,
) -> None:
    """One frame of all figures. places: in the units of that stage, asked once a screen.

    ground: what lies behind them; None for the screen's own ground. A figure without a movement is
    the painter's, who draws its pictogram.
    """
    if MEMORY not in pen.memory:
        pen.memory[MEMORY] = [
            _placed(stage, place, ground) for place in places() if place.code in CODES
        ]
    frame = int(moment.time_s * FRAMES_PER_S)
    for number, placed in enumerate(pen.memory[MEMORY]):
        # Every figure moves on with every second frame, by turns: half the work in each.
        time_s = ((frame + number) // 2 * 2 - number + 0.5) / FRAMES_PER_S
        placed.figure.draw(pen.surface, placed.corner, max(time_s, 0.0), reduced=moment.reduced)


def _placed(stage: Stage, place: FigurePlace, ground: Colour | None) -> _Placed:
    size = max(round(place.size * stage.scale), 8)
    corner = stage.at((place.left, place.top))
    behind = ground or _ground_at(corner[1] + size / 2, stage.size[1])
    return _Placed(MovingFigure(place.code, size, FigureColours(ground=behind)), corner)


def _ground_at(y: float, height: int) -> Colour:
    """The screen's ground at this pixel row (Canvas.gradient)."""
    share = min(max(y / height, 0.0), 1.0)
    pairs = zip(PALETTE.ground_top, PALETTE.ground_bottom, strict=True)
    red, green, blue = (round(a + share * (b - a)) for a, b in pairs)
    return red, green, blue
