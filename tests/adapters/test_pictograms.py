"""Every idea and every tip has its figure, and each stays in its square."""

from __future__ import annotations

import pygame
import pytest

from kiosk.adapters.pictograms import FIGURES, draw_figure
from kiosk.adapters.pygame_canvas import Canvas
from kiosk.adapters.typefaces import typeface_or_bundled
from kiosk.adapters.typesetting import Fonts
from kiosk.core.practices import PRACTICES
from kiosk.core.resultview import PICTURES

NEEDED = {*(practice.picture for practice in PRACTICES), *PICTURES.values(), "raise_hand"}
BODY, ACCENT = (10, 200, 30), (220, 40, 200)


@pytest.mark.parametrize("code", sorted(NEEDED))
def test_there_is_a_figure(code: str) -> None:
    canvas = Canvas((140, 140), Fonts(typeface_or_bundled()))
    assert draw_figure(canvas, code, (20, 20), 100, BODY, ACCENT)
    inked = [
        (x, y)
        for x in range(140)
        for y in range(140)
        if canvas.surface.get_at((x, y)) != pygame.Color(0, 0, 0)
    ]
    assert len(inked) > 300
    assert all(16 <= x < 124 and 16 <= y < 124 for x, y in inked)


def test_an_unknown_code_draws_nothing() -> None:
    canvas = Canvas((140, 140), Fonts(typeface_or_bundled()))
    before = canvas.surface.copy()
    assert not draw_figure(canvas, "juggling", (20, 20), 100, BODY, ACCENT)
    assert canvas.surface.get_buffer().raw == before.get_buffer().raw


def test_no_figure_is_left_over() -> None:
    assert set(FIGURES) == NEEDED
