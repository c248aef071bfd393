"""The slip on A6 and A4: whole, unbroken, as sharp as the paper allows, and its code readable."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from kiosk.adapters.catalogue import catalogue
from kiosk.adapters.coverage import Coverage
from kiosk.adapters.fine_canvas import FineCanvas, FineFonts
from kiosk.adapters.pygame_canvas import Canvas, overlaps
from kiosk.adapters.slip_columns import Strip, columns
from kiosk.adapters.slip_lines import draw_line
from kiosk.adapters.slip_pages import SHEETS, Page, PaperSize, pages
from kiosk.adapters.slip_picture import bits
from kiosk.adapters.theme import BLACK, WHITE
from kiosk.adapters.typefaces import BUNDLED, typeface_or_bundled
from kiosk.adapters.typesetting import Fonts
from kiosk.core.slip import Slip, slip
from kiosk.core.slip_kinds import Line, Text
from tests import cases, pictures

CODED = replace(pictures.IMPRINT, code=pictures.code())
PAPERS: tuple[PaperSize, ...] = ("a6", "a4")
ONE_INSIDE = slip(cases.one_inside(), CODED)
SIZES_MM = {"a6": (105, 148), "a4": (210, 297)}

on_both = pytest.mark.parametrize("paper", PAPERS)


@cache
def usual(paper: PaperSize) -> tuple[Page, ...]:
    return pages(ONE_INSIDE, paper)


def set_in_german() -> Slip:
    return slip(cases.extreme(), CODED, translate=catalogue("de"))


@on_both
def test_a_page_is_exactly_as_large_as_the_paper_and_leaves_what_printers_cannot_reach(
    paper: PaperSize,
) -> None:
    for page in usual(paper):
        height, width = page.black.shape
        dots_mm = page.dpi / 25.4
        assert (width / dots_mm, height / dots_mm) == pytest.approx(SIZES_MM[paper], abs=1e-9)
        assert page.dpi > 400
        rows, across = np.nonzero(page.black)
        edges = rows.min(), height - rows.max(), across.min(), width - across.max()
        assert min(edges) / dots_mm > 5


@on_both
@pytest.mark.parametrize("make", [set_in_german, pictures.everything], ids=["german", "everything"])
def test_a_slip_takes_one_sheet(paper: PaperSize, make: Callable[[], Slip]) -> None:
    """A6 printed on both sides, or two of them."""
    made = pages(make(), paper)
    assert len(made) == (2 if paper == "a6" else 1)


@pytest.mark.parametrize(("spare", "more"), [(0, True), (9, False)])
def test_what_can_be_spared_is_left_out_rather_than_that_a_page_more_is_begun(
    spare: int, more: bool
) -> None:
    further = [Text(f"{number} " + "and so on " * 40, "body", spare) for number in range(9)]
    assert (len(pages(Slip((*ONE_INSIDE.lines, *further)), "a6")) > 2) is more


def read(page: Page, dots: int) -> str:
    """The code on a page that a telephone sees with so many dots a millimetre."""
    grey = np.where(page.black, 0, 255).astype(np.uint8)
    share = dots / (page.dpi / 25.4)
    seen = cv2.resize(grey, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    return str(cv2.QRCodeDetectorAruco().detectAndDecode(seen)[0])


@on_both
def test_the_code_can_be_read_from_the_last_page(paper: PaperSize) -> None:
    assert read(usual(paper)[-1], 8) == pictures.code().content


def foot(page: Page, paper: PaperSize) -> bool:
    """Whether something is printed under the columns."""
    sheet = SHEETS[paper]
    below = sheet.margin * sheet.dots_mm + sheet.column_height
    return bool(page.black[below:].any())


def test_several_pages_are_numbered_and_one_is_not() -> None:
    two, one = usual("a6"), usual("a4")
    assert [foot(page, "a6") for page in two] == [True, True]
    assert [foot(page, "a4") for page in one] == [False]
    (short,) = pages(slip(cases.retry(), CODED), "a6")
    assert not foot(short, "a6")


def test_the_same_slip_makes_the_same_pages() -> None:
    for one, other in zip(usual("a6"), pages(ONE_INSIDE, "a6"), strict=True):
        assert np.array_equal(one.black, other.black)


def test_any_font_will_do() -> None:
    assert len(pages(ONE_INSIDE, "a6", BUNDLED)) == 2


def both(width: int = 744) -> tuple[Canvas, FineCanvas]:
    face = typeface_or_bundled()
    fine = FineCanvas((width, 600), FineFonts(face, 3, strict=True), WHITE)
    return Canvas((width, 600), Fonts(face), WHITE), fine


def coarse(fine: FineCanvas) -> NDArray[np.float64]:
    """Share of each dot that is black."""
    black = bits(fine)
    rows, across = (n // 3 for n in black.shape)
    return black.reshape(rows, 3, across, 3).mean(axis=(1, 3))


def draw_shapes(canvas: Canvas) -> None:
    """All that draws without letters."""
    canvas.disc((50, 50), 20, BLACK)
    canvas.ring((150.5, 50), 20, 5, BLACK)
    canvas.panel((200, 30, 60, 40), 8, WHITE, BLACK)
    canvas.frame((300, 30, 60, 40), 8, 3, BLACK)
    canvas.polygon([(400, 30), (450, 40), (420, 80)], BLACK)
    canvas.line([(50, 150), (300, 180)], 6, BLACK, dash=(20, 30))
    canvas.line([(350, 120), (400, 180), (440, 130)], 4, BLACK, closed=True)
    canvas.blend(Coverage(np.eye(9), 500, 40), BLACK)
    with canvas.clip((500, 100, 50, 50)):
        canvas.disc((500, 100), 30, BLACK)


def test_a_fine_shape_is_the_same_shape() -> None:
    plain, fine = both()
    draw_shapes(plain)
    draw_shapes(fine)
    want, got = bits(plain), coarse(fine)
    assert np.abs(got.sum() - want.sum()) < 0.02 * want.sum()
    assert np.abs(got - want).max() < 0.75


@pytest.mark.parametrize("line", ONE_INSIDE.lines, ids=lambda line: type(line).__name__)
def test_a_fine_line_is_the_same_line(line: Line) -> None:
    """With its words and shapes at their height. Across, letters of another size run a little
    wider or narrower."""
    plain, fine = both()
    ends = [draw_line(canvas, line, 10.0, 744) for canvas in (plain, fine)]
    assert ends[0] == ends[1]
    assert overlaps(fine.placed) == []
    words, fine_words = ([text.text for text in canvas.placed] for canvas in (plain, fine))
    assert " ".join(words) == " ".join(fine_words)
    if words != fine_words:
        return  # a line that was nearly full is broken elsewhere
    for axis in (0, 1):
        want, got = (
            np.convolve(ink.sum(axis=axis), np.ones(40), "same")
            for ink in (bits(plain), coarse(fine))
        )
        assert np.abs(got - want).max() < 0.25 * want.max()


def one(height: int, kind: str) -> Strip:
    return Strip(np.ones((height, 3), np.bool_), head=kind == "head", rule=kind == "rule")


blocks = st.lists(
    st.tuples(
        st.lists(st.sampled_from(["head", "rule"]), max_size=2).map(lambda k: [*k, "text"]),
        st.integers(1, 20),
    ),
    max_size=30,
)


@given(blocks, st.integers(60, 200), st.integers(1, 3))
@settings(max_examples=60)
def test_columns_keep_every_line_whole_and_in_order(
    made_of: list[tuple[list[str], int]], height: int, a_page: int
) -> None:
    strips = [one(size, kind) for kinds, size in made_of for kind in kinds]
    made = columns(strips, height, a_page)
    set_ = [strip for column in made for strip in column if not strip.rule]
    assert set_ == [strip for strip in strips if not strip.rule]
    for column in made:
        assert sum(strip.height for strip in column) <= height
        assert not column[0].rule
        assert not column[-1].rule
        assert not column[-1].head


def test_what_does_not_fit_a_column_has_one_of_its_own() -> None:
    made = columns([one(10, "text"), one(99, "text"), one(10, "text")], 50)
    assert [len(column) for column in made] == [1, 1, 1]
    assert columns([], 50) == []


def test_a_page_of_two_columns_is_filled_evenly() -> None:
    strips = [Strip(np.ones((10, 3), np.bool_)) for _ in range(12)]
    assert [len(column) for column in columns(strips, 110, 2)] == [6, 6]
    assert [len(column) for column in columns(strips[:4], 110, 2)] == [4]
