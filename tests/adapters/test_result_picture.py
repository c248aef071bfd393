"""The result picture: nothing cut off, nothing over something else, and as it was accepted."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pygame
import pytest

from kiosk.adapters.pygame_canvas import Canvas, overlaps
from kiosk.adapters.result_picture import draw_result, lay_out, pixels, save_result
from kiosk.adapters.theme import INSIDE, MAIN_MIN, NOTE_MIN
from kiosk.adapters.typefaces import BUNDLED, FAMILIES, Typeface, find_typeface, typeface_or_bundled
from kiosk.core.assessment import Assessment
from kiosk.core.resultview import ResultView, result_view
from kiosk.errors import InstallationError
from tests import cases, pictures

Case = Callable[[], Assessment]
case_of = pytest.mark.parametrize("case", cases.ALL, ids=lambda case: case.__name__)
hard_case = pytest.mark.parametrize(
    "case", [cases.one_inside, cases.stance, cases.extreme, cases.retry], ids=lambda c: c.__name__
)
golden_case = pytest.mark.parametrize("case", cases.GOLDEN, ids=lambda case: case.__name__)


def on_picture(canvas: Canvas) -> bool:
    width, height = canvas.surface.get_size()
    return all(
        p.box[0] >= 0
        and p.box[1] >= 0
        and p.box[0] + p.box[2] <= width
        and p.box[1] + p.box[3] <= height
        for p in canvas.placed
    )


def faces() -> list[Typeface]:
    """Every other typeface here that a kiosk might have to do with."""
    found = [BUNDLED]
    for family in FAMILIES[1:]:
        try:
            found.append(find_typeface(families=[family]))
        except InstallationError:
            continue
    return found


@case_of
def test_every_word_is_there_and_none_on_another(case: Case) -> None:
    if typeface_or_bundled().name != "Inter":
        pytest.skip("fonts-inter is not installed; other fonts may be set smaller")
    view = pictures.view(case())
    canvas = lay_out(view, strict=True)
    assert overlaps(canvas.placed) == []
    assert min(p.size for p in canvas.placed) >= NOTE_MIN
    assert max(p.size for p in canvas.placed) >= MAIN_MIN
    drawn = " ".join(p.text for p in canvas.placed).replace("\u00a0", " ")
    for words in told(view):
        for word in words.split():
            assert word in drawn, words


@hard_case
@pytest.mark.parametrize("face", faces(), ids=lambda face: face.name)
def test_any_font_keeps_to_its_place(case: Case, face: Typeface) -> None:
    canvas = lay_out(pictures.view(case()), face)
    assert on_picture(canvas)
    assert overlaps(canvas.placed) == []


@hard_case
def test_a_longer_language_keeps_to_its_place(case: Case) -> None:
    def longer(text: str) -> str:
        return " ".join(
            f"{w}en" if i % 2 and "{" not in w else w for i, w in enumerate(text.split())
        )

    canvas = lay_out(result_view(case(), translate=longer))
    assert on_picture(canvas)
    assert overlaps(canvas.placed) == []


def told(view: ResultView) -> list[str]:
    out = [*view.headline, *view.notes, *(tip.text for tip in view.tips)]
    for side in view.sides:
        out += [side.title, side.band_words, *side.sentences]
    if view.cue is not None:
        out += [view.cue.title, view.cue.sentence, *(row.words for row in view.cue.rows)]
    out.append(view.programme)
    for idea in view.practice:
        out += [idea.title, idea.dose]
    return out if view.action is None else [*out, view.action]


def test_left_is_on_the_left() -> None:
    """Only the right knee moves inside: its colour is in the right half of the view from above."""
    picture = pixels(draw_result(pictures.view(cases.one_inside())))[300:900]
    amber = np.abs(picture.astype(int) - INSIDE.colour).max(axis=2) < 12
    columns = np.nonzero(amber.any(axis=0))[0]
    assert len(columns) > 40
    assert columns.min() > 540


def test_a_view_without_front_or_cue_leaves_no_hole() -> None:
    view = replace(pictures.view(cases.in_line()), front=None, cue=None, practice=(), action=None)
    whole, less = lay_out(pictures.view(cases.in_line())), lay_out(view)
    assert overlaps(less.placed) == []

    def band_y(canvas: Canvas) -> float:
        return max(p.box[1] for p in canvas.placed if p.text == "In line")

    assert band_y(less) > band_y(whole) + 300


def test_another_size_is_the_same_picture() -> None:
    small = draw_result(pictures.view(cases.too_close()), (540, 960))
    assert small.get_size() == (540, 960)


def test_the_same_view_gives_the_same_picture() -> None:
    one, other = (pixels(draw_result(pictures.view(cases.one_inside()))) for _ in range(2))
    assert np.array_equal(one, other)


def test_it_is_saved_as_a_png(tmp_path: Path) -> None:
    path = tmp_path / "result.png"
    view = pictures.view(cases.retry())
    save_result(view, path)
    assert struct.unpack(">II", path.read_bytes()[16:24]) == (1080, 1920)
    assert np.array_equal(pixels(pygame.image.load(str(path))), pixels(draw_result(view)))


@golden_case
def test_as_accepted(case: Case) -> None:
    if pictures.setting() != pictures.recorded():
        pytest.skip(f"set in {pictures.setting()}, accepted in {pictures.recorded()}")
    golden = pictures.golden(f"result_{case.__name__}.png")
    now = pixels(draw_result(pictures.view(case())))
    assert pictures.differing(golden, now) < 0.001, "look at it, then scripts/accept-goldens"


def test_the_comparison_sees_a_moved_dot() -> None:
    view = pictures.view(cases.one_inside())
    other = pictures.view(cases.too_close())
    one, two = pixels(draw_result(view)), pixels(draw_result(other))
    assert pictures.differing(one, two) > 0.01
    assert pictures.differing(one, one[:-1]) == 1.0
