"""Every thought of the 'why?' pages has its picture, and it stays in its square."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.adapters.pictograms import FIGURES
from kiosk.adapters.pygame_canvas import Canvas
from kiosk.adapters.result_picture import pixels
from kiosk.adapters.theme import PALETTE
from kiosk.adapters.typefaces import typeface_or_bundled
from kiosk.adapters.typesetting import Fonts
from kiosk.adapters.why_figures import WHY_FIGURES, draw_why_figure
from kiosk.core.movements import CODES
from kiosk.core.why import PAGES

USED = sorted({code for page in PAGES for code in page.pictures})


def test_every_thought_has_a_picture_and_no_picture_is_left_over() -> None:
    assert set(USED) <= {*WHY_FIGURES, *FIGURES, *CODES}
    assert set(WHY_FIGURES) <= set(USED)


@pytest.mark.parametrize("code", sorted(WHY_FIGURES))
def test_a_figure_is_drawn_inside_its_square(code: str) -> None:
    canvas = Canvas((140, 140), Fonts(typeface_or_bundled()))
    assert draw_why_figure(canvas, code, (20, 20), 100, PALETTE.text, PALETTE.accent)
    drawn = pixels(canvas.surface).any(axis=2)
    rows, columns = np.nonzero(drawn)
    assert drawn.mean() > 0.02
    assert min(rows.min(), columns.min()) >= 16
    assert max(rows.max(), columns.max()) < 124


def test_an_unknown_code_draws_nothing() -> None:
    canvas = Canvas((40, 40), Fonts(typeface_or_bundled()))
    assert not draw_why_figure(canvas, "none", (0, 0), 40, PALETTE.text, PALETTE.accent)
