"""The canvas: colours where they should be, text remembered, and no display or sound needed."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from kiosk.adapters.pygame_canvas import Canvas, Placed, overlaps
from kiosk.adapters.theme import Style
from kiosk.adapters.typefaces import typeface_or_bundled
from kiosk.adapters.typesetting import DoesNotFitError, Fonts

RED, WHITE = (255, 0, 0), (255, 255, 255)
STYLE = Style(40, "regular", 1.25, 24)
ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def canvas() -> Canvas:
    return Canvas((200, 120), Fonts(typeface_or_bundled(), strict=True))


def at(canvas: Canvas, x: int, y: int) -> tuple[int, ...]:
    return tuple(canvas.surface.get_at((x, y))[:3])


def test_a_disc_is_where_it_was_put(canvas: Canvas) -> None:
    canvas.disc((50, 60), 10, RED)
    assert at(canvas, 50, 60) == RED
    assert at(canvas, 50, 71) == (0, 0, 0)
    edge = at(canvas, 59, 63)[0]
    assert 0 < edge < 255, "the edge is neither red nor black"


def test_alpha_mixes(canvas: Canvas) -> None:
    canvas.panel((20, 20, 60, 60), 0, WHITE)
    canvas.panel((20, 20, 60, 60), 0, RED, alpha=0.5)
    red, green, blue = at(canvas, 50, 50)
    assert red == 255
    assert green == blue == pytest.approx(127, abs=2)


def test_shapes_beyond_the_edge_are_harmless(canvas: Canvas) -> None:
    canvas.line([(-50, -50), (400, 300)], 8, RED)
    canvas.disc((-30, 60), 40, RED)
    assert at(canvas, 5, 60) == RED


def test_a_dashed_line_has_gaps(canvas: Canvas) -> None:
    canvas.line([(10, 60), (190, 60)], 4, RED, dash=(10, 20))
    row = [at(canvas, x, 60) == RED for x in range(10, 190)]
    assert 4 <= sum(a and not b for a, b in pairwise(row)) <= 7


def test_nothing_is_drawn_outside_a_clip(canvas: Canvas) -> None:
    with canvas.clip((0, 0, 100, 120)):
        canvas.disc((100, 60), 20, RED)
    assert at(canvas, 95, 60) == RED
    assert at(canvas, 105, 60) == (0, 0, 0)
    canvas.disc((150, 60), 5, RED)
    assert at(canvas, 150, 60) == RED


def test_a_veil_grows_downwards(canvas: Canvas) -> None:
    canvas.veil((0, 0, 200, 120), WHITE, 0.0, 1.0)
    column = [at(canvas, 100, y)[0] for y in range(120)]
    assert column == sorted(column)
    assert (column[0], column[-1]) == (0, 255)


def test_text_is_drawn_where_it_is_remembered(canvas: Canvas) -> None:
    below = canvas.text("Knee", (20, 30, 160, 60), STYLE, WHITE, "centre")
    (placed,) = canvas.placed
    assert placed.text == "Knee"
    left, top, width, height = placed.box
    assert left + width / 2 == pytest.approx(100, abs=1)
    assert below == pytest.approx(30 + 50)
    inked = [(x, y) for x in range(200) for y in range(120) if at(canvas, x, y)[0] > 60]
    assert min(x for x, _ in inked) >= left - 1
    assert max(x for x, _ in inked) <= left + width + 1
    assert min(y for _, y in inked) >= top - 1
    assert max(y for _, y in inked) <= top + height + 1


def test_text_off_the_picture_raises_when_strict(canvas: Canvas) -> None:
    with pytest.raises(DoesNotFitError, match="leaves the picture"):
        canvas.text("Knee", (160, 30, 200, 60), STYLE, WHITE)


def test_overlapping_lines_are_found() -> None:
    one, two = Placed("a", (0, 0, 50, 20), 20), Placed("b", (40, 10, 50, 20), 20)
    apart = Placed("c", (0, 40, 50, 20), 20)
    assert overlaps([one, two, apart]) == [(one, two)]


def test_a_crop_keeps_the_upper_part(canvas: Canvas) -> None:
    canvas.disc((50, 10), 5, RED)
    canvas.crop(40)
    assert canvas.surface.get_size() == (200, 40)
    assert at(canvas, 50, 10) == RED


def test_what_is_cut_off_can_be_put_elsewhere(canvas: Canvas) -> None:
    canvas.disc((50, 10), 5, RED)
    canvas.text("Knee", (60, 0, 130, 40), STYLE, WHITE)
    piece = canvas.cut(45)
    assert piece.surface.get_size() == (200, 45)
    assert at(canvas, 50, 10) == (0, 0, 0)
    assert canvas.placed == []
    assert canvas.put(piece, 30) == 75
    assert at(canvas, 50, 40) == RED
    (there,), (was,) = canvas.placed, piece.placed
    assert there.box[1] == was.box[1] + 30


def test_nothing_may_reach_below_what_is_cut_off_when_strict(canvas: Canvas) -> None:
    canvas.disc((50, 40), 5, RED)
    with pytest.raises(DoesNotFitError, match="below row 40"):
        canvas.cut(40)


def test_no_display_and_no_sound_is_started() -> None:
    code = """
import os
before = dict(os.environ)
from pathlib import Path
from tests import cases
from kiosk.adapters.result_picture import draw_result
from kiosk.core.resultview import result_view
draw_result(result_view(cases.retry()))
import pygame
assert not pygame.display.get_init()
assert not pygame.mixer.get_init()
assert not pygame.get_init()
assert dict(os.environ) == before
"""
    env = {k: v for k, v in os.environ.items() if not k.startswith("SDL_")}
    env |= {"PYTHONPATH": str(ROOT), "PYGAME_HIDE_SUPPORT_PROMPT": "1"}
    done = subprocess.run(
        [sys.executable, "-B", "-c", code], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
