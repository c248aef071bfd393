"""The moving figure on a surface: inside its square, moving, calm where motion is unwanted."""

from __future__ import annotations

import numpy as np
import pygame
import pytest

from kiosk.adapters.moving_figure import FigureColours, MovingFigure
from kiosk.adapters.theme import PALETTE
from kiosk.core.movements import CODES, movement

SIZE = 120


def _drawn(figure: MovingFigure, time_s: float, *, reduced: bool = False) -> pygame.Surface:
    surface = pygame.Surface((SIZE + 40, SIZE + 40), 0, 32)
    surface.fill(PALETTE.panel)
    figure.draw(surface, (20, 20), time_s, reduced)
    return surface


@pytest.mark.parametrize("code", CODES)
def test_a_figure_is_drawn_inside_its_square(code: str) -> None:
    figure = MovingFigure(code, SIZE)
    for share in (0.1, 0.5):
        pixels = pygame.surfarray.array3d(_drawn(figure, share * movement(code).period_s))
        inked = np.argwhere((pixels != PALETTE.panel).any(axis=2))
        assert len(inked) > 400
        assert inked.min() >= 20
        assert inked.max() < 20 + SIZE


def test_it_moves_repeats_and_can_stand_still() -> None:
    figure, period = MovingFigure("squat", SIZE), movement("squat").period_s
    one, other = _drawn(figure, 0.2), _drawn(figure, 2.0)
    assert one.get_buffer().raw != other.get_buffer().raw
    assert _drawn(figure, 2.0 + 3 * period).get_buffer().raw == other.get_buffer().raw
    still = {_drawn(figure, time, reduced=True).get_buffer().raw for time in (0.0, 1.0, 2.0)}
    assert len(still) == 1


def test_a_prepared_figure_draws_the_same() -> None:
    prepared, plain = MovingFigure("squat_cued", SIZE), MovingFigure("squat_cued", SIZE)
    prepared.prepare()
    assert _drawn(prepared, 1.7).get_buffer().raw == _drawn(plain, 1.7).get_buffer().raw


def test_edges_are_antialiased() -> None:
    pixels = pygame.surfarray.array3d(_drawn(MovingFigure("stand", SIZE), 0.0))
    assert len(np.unique(pixels.reshape(-1, 3), axis=0)) > 40


def test_faded_pieces_go_over_into_the_ground() -> None:
    colours = FigureColours(ground=(10, 20, 30), accent=(110, 220, 130))
    assert colours.of("accent", 1.0) == (110, 220, 130)
    assert colours.of("accent", 0.5) == (60, 120, 80)
    assert colours.of("near", 0.0) == (10, 20, 30)


def test_an_unknown_movement_is_refused() -> None:
    with pytest.raises(KeyError):
        MovingFigure("juggling", SIZE)
