"""The slip: pure black and white, short enough, nothing cut off, and as it was accepted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pygame
import pytest

from kiosk.adapters.pygame_canvas import Canvas, overlaps
from kiosk.adapters.slip_picture import LONGEST_DOTS, draw_slip, lay_out, save_slip
from kiosk.adapters.typefaces import BUNDLED, typeface_or_bundled
from kiosk.core.assessment import Assessment
from kiosk.core.slip import Code, Imprint, Practice, slip
from tests import cases, pictures

Case = Callable[[], Assessment]
case_of = pytest.mark.parametrize("case", cases.ALL, ids=lambda case: case.__name__)
hard_case = pytest.mark.parametrize(
    "case", [cases.stance, cases.extreme, cases.retry], ids=lambda c: c.__name__
)
golden_case = pytest.mark.parametrize("case", cases.GOLDEN, ids=lambda case: case.__name__)


@case_of
def test_nothing_is_cut_off_or_on_top_of_another(case: Case) -> None:
    if typeface_or_bundled().name != "Inter":
        pytest.skip("fonts-inter is not installed; other fonts may be set smaller")
    canvas = lay_out(pictures.paper(case()), strict=True)
    assert overlaps(canvas.placed) == []
    assert min(p.size for p in canvas.placed) >= 22
    assert canvas.surface.get_height() <= LONGEST_DOTS


@hard_case
def test_any_font_keeps_to_the_paper(case: Case) -> None:
    canvas = lay_out(pictures.paper(case()), typeface=BUNDLED)
    assert overlaps(canvas.placed) == []
    assert all(p.box[0] >= 0 and p.box[0] + p.box[2] <= 576 for p in canvas.placed)


@hard_case
def test_a_longer_language_keeps_to_the_paper(case: Case) -> None:
    def longer(text: str) -> str:
        return " ".join(
            f"{w}en" if i % 2 and "{" not in w else w for i, w in enumerate(text.split())
        )

    canvas = lay_out(slip(case(), pictures.IMPRINT, translate=longer))
    assert overlaps(canvas.placed) == []
    assert all(p.box[0] >= 0 and p.box[0] + p.box[2] <= 576 for p in canvas.placed)


def test_a_gyms_name_may_be_long_or_in_another_script() -> None:
    for name in ("Sport- und Gesundheitszentrum am Schlachtensee", "Спортзал Ω", "Gym \U0001f4aa"):
        canvas = lay_out(slip(cases.retry(), Imprint(gym=name)), strict=True)
        first = canvas.placed[0]
        assert first.text.split()[0] == name.split()[0]


def ink(canvas: Canvas) -> float:
    return float((pygame.surfarray.array3d(canvas.surface).mean(axis=2) < 128).mean())


@case_of
def test_paper_is_mostly_white(case: Case) -> None:
    """Thermal paper curls and heads overheat when much of it is black."""
    assert 0.02 < ink(lay_out(pictures.paper(case()))) < 0.2


def test_no_room_is_left_at_the_sides() -> None:
    black = draw_slip(pictures.paper(cases.one_inside()))
    assert black.shape[1] == 576
    columns = np.nonzero(black.any(axis=0))[0]
    assert columns.min() >= 4
    assert columns.max() <= 571


def test_a_code_has_its_room() -> None:
    imprint = replace(pictures.IMPRINT, code=Code("https://example.org/r/1", "Your result again"))
    canvas = lay_out(slip(cases.retry(), imprint), strict=True)
    plain = lay_out(slip(cases.retry(), pictures.IMPRINT), strict=True)
    assert overlaps(canvas.placed) == []
    assert canvas.surface.get_height() > plain.surface.get_height() + 160


def test_a_long_slip_is_made_briefer() -> None:
    whole = pictures.paper(cases.extreme())
    lines = list(whole.lines)
    at = max(i for i, line in enumerate(lines) if isinstance(line, Practice))
    longer = replace(whole, lines=(*lines[: at + 1], lines[at], lines[at], *lines[at + 1 :]))
    drawn = " ".join(p.text for p in lay_out(longer).placed)
    idea = lines[at]
    assert isinstance(idea, Practice)
    assert idea.title in drawn
    assert idea.cue.split(".")[0] not in drawn


def test_it_is_saved_as_a_png_of_one_bit(tmp_path: Path) -> None:
    path, paper = tmp_path / "slip.png", pictures.paper(cases.one_inside())
    save_slip(paper, path)
    data = path.read_bytes()
    assert (data[24], data[25]) == (1, 0), "depth 1, greyscale"
    back = pygame.surfarray.array3d(pygame.image.load(str(path))).mean(axis=2).T
    assert set(np.unique(back)) == {0, 255}
    assert np.array_equal(back < 128, draw_slip(paper))


@golden_case
def test_as_accepted(case: Case) -> None:
    if pictures.setting() != pictures.recorded():
        pytest.skip(f"set in {pictures.setting()}, accepted in {pictures.recorded()}")
    golden = pictures.golden(f"slip_{case.__name__}.png")[..., 0] < 128
    now = draw_slip(pictures.paper(case()))
    assert golden.shape == now.shape, "look at it, then scripts/accept-goldens"
    assert (golden != now).mean() < 0.001, "look at it, then scripts/accept-goldens"
