"""The slip: pure black and white, in any font, and its code. Its looks: tests/test_slips.py."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pygame
import pytest

from kiosk.adapters.pygame_canvas import Canvas, overlaps
from kiosk.adapters.slip_picture import bits, draw_slip, lay_out, save_slip
from kiosk.adapters.typefaces import BUNDLED, Typeface
from kiosk.core.assessment import Assessment
from kiosk.core.card import card as professional_card
from kiosk.core.slip import Imprint, Slip, slip
from kiosk.core.slip_kinds import BoxesHead, Code, Practice, Text
from kiosk.core.ticket import decode, earlier_of
from tests import cases, pictures
from tests.support.slipkeys import OURS

Case = Callable[[], Assessment]
case_of = pytest.mark.parametrize("case", cases.ALL, ids=lambda case: case.__name__)
hard_case = pytest.mark.parametrize(
    "case", [cases.stance, cases.extreme, cases.retry], ids=lambda c: c.__name__
)


@hard_case
def test_any_font_keeps_to_the_paper(case: Case) -> None:
    for width in (576, 384):
        canvas = lay_out(pictures.paper(case()), width, BUNDLED)
        assert overlaps(canvas.placed) == []
        assert all(p.box[0] >= 0 and p.box[0] + p.box[2] <= width for p in canvas.placed)


@hard_case
def test_a_longer_language_keeps_to_the_paper(case: Case) -> None:
    def longer(text: str) -> str:
        return " ".join(
            f"{w}en" if i % 2 and "{" not in w else w for i, w in enumerate(text.split())
        )

    for width in (576, 384):
        canvas = lay_out(slip(case(), pictures.IMPRINT, translate=longer), width)
        assert overlaps(canvas.placed) == []
        assert all(p.box[0] >= 0 and p.box[0] + p.box[2] <= width for p in canvas.placed)


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
    assert canvas.surface.get_height() > plain.surface.get_height() + 100


@pytest.mark.parametrize("modules", [21, 29, 41, 45, 61])
def test_a_code_is_drawn_in_whole_dots_with_its_quiet_zone(modules: int) -> None:
    """White at three sides within the picture; on the left the paper's own edge helps."""
    squares = tuple(
        tuple(x in (0, modules - 1) or y == 0 for x in range(modules)) for y in range(modules)
    )
    code = Code("KNEE 1", "Your result again", squares, "K7B4F2")
    canvas = lay_out(Slip((code,)), strict=True)
    black = bits(canvas)
    rows, columns = np.nonzero(black[:, :260])
    top, left = rows.min(), columns.min()
    dots = int(np.argmin(black[top : top + 30, left + 50]))
    assert dots == 4
    drawn = black[top : top + dots * modules, left : left + dots * modules]
    want = np.kron(np.array(squares), np.ones((dots, dots))) > 0
    assert np.array_equal(drawn, want)
    assert not black[:, left + dots * modules : left + dots * modules + 16].any()
    assert not black[top + dots * modules :, :260].any()
    assert overlaps(canvas.placed) == []


def test_a_code_can_be_read_from_the_slip() -> None:
    imprint = replace(pictures.IMPRINT, code=pictures.code())
    black = draw_slip(slip(cases.one_inside(), imprint))
    grey = np.pad(np.where(black, 0, 255).astype(np.uint8), 32, constant_values=255)
    read = cv2.QRCodeDetectorAruco().detectAndDecode(grey)[0]
    assert decode(read, OURS) == earlier_of(cases.one_inside(), "K7B4F2", "2026-11-24", "ab12cd34")


@pytest.mark.parametrize("typeface", [None, BUNDLED], ids=["usual", "bundled"])
def test_the_card_and_a_copy_keep_to_the_paper(typeface: Typeface | None) -> None:
    for made in (professional_card(pictures.IMPRINT), pictures.paper(cases.retry()).copied()):
        canvas = lay_out(made, typeface=typeface)
        assert overlaps(canvas.placed) == []
        assert all(p.box[0] >= 0 and p.box[0] + p.box[2] <= 576 for p in canvas.placed)


def test_a_long_slip_is_made_briefer() -> None:
    whole = pictures.paper(cases.extreme())
    lines = list(whole.lines)
    at = max(i for i, line in enumerate(lines) if isinstance(line, Practice))
    longer = replace(whole, lines=(*lines[: at + 1], *[lines[at]] * 5, *lines[at + 1 :]))
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


def test_what_is_beside_a_heading_may_be_higher_than_it() -> None:
    head = BoxesHead("Try", "one box a day in the first of your weeks")
    canvas = lay_out(Slip((head, Text("Then this.", "strong"))))
    assert overlaps(canvas.placed) == []
    beside = max(p.box[1] + p.box[3] for p in canvas.placed if p.text in head.boxes_words)
    assert next(p.box[1] for p in canvas.placed if p.text == "Then this.") >= beside
