"""Slips of very different members, in every language and on both papers: whole, legible, short."""

from __future__ import annotations

import gettext
from collections.abc import Callable
from functools import cache

import cv2
import numpy as np
import pytest

from kiosk.adapters.catalogue import SOURCE, catalogue, locale_path
from kiosk.adapters.pygame_canvas import Canvas, Placed, overlaps
from kiosk.adapters.slip_picture import LONGEST_DOTS, LONGEST_NARROW_DOTS, bits, lay_out
from kiosk.adapters.theme import PAPER, Style
from kiosk.adapters.typefaces import typeface_or_bundled
from kiosk.adapters.typesetting import Fonts
from kiosk.core import advice, practices
from kiosk.core.assessment import Assessment
from kiosk.core.message import Message
from kiosk.core.slip import MADE_BY, WHEN_TO_SEE, Slip
from kiosk.core.slip_kinds import Bar, Code, Legs, Practice, Text
from kiosk.core.ticket import decode, earlier_of
from kiosk.core.wording import DISCLAIMER, band_word, leg_sentences
from tests import cases, pictures, slips
from tests.support.slipkeys import OURS

CAP_HEIGHT_DOTS = 32
"""4 mm at 203 dpi."""
SMALLEST = 22
"""Dots; 8 points."""
LONGEST = {576: LONGEST_DOTS, 384: LONGEST_NARROW_DOTS}

language_of = pytest.mark.parametrize("language", slips.LANGUAGES)
width_of = pytest.mark.parametrize("width", slips.WIDTHS)
case_of = pytest.mark.parametrize("case", (*cases.ALL, cases.both_inside), ids=lambda c: c.__name__)
Case = Callable[[], Assessment]


@pytest.fixture(autouse=True)
def _inter() -> None:
    if typeface_or_bundled().name != "Inter":
        pytest.skip("fonts-inter is not installed; other fonts may be set smaller")


def test_every_member_has_its_accepted_pictures_and_no_other_is_kept() -> None:
    assert {file.name for file in slips.FOLDER.glob("*.png")} == {
        slips.path(*name).name for name in slips.names()
    }


@width_of
@language_of
@pytest.mark.parametrize("member", slips.MEMBERS)
def test_a_member_s_slip_is_whole_and_as_accepted(member: str, language: str, width: int) -> None:
    canvas = lay_out(slips.MEMBERS[member](language), width, strict=True)
    check_layout(canvas, width)
    if pictures.setting() != pictures.recorded():
        return  # letters of another version of the typeface are a little wider
    now, golden = bits(canvas), slips.accepted(member, language, width)
    assert golden.shape == now.shape, "look at it, then scripts/accept-goldens"
    assert (golden != now).mean() < 0.001, "look at it, then scripts/accept-goldens"


@width_of
@language_of
@case_of
def test_the_fullest_slip_of_everybody_is_whole(case: Case, language: str, width: int) -> None:
    """Copy, sign as high as can be, every answer, footwear, comparison and code."""
    assessment = slips.rolling_in(case())
    canvas = lay_out(slips.fullest(assessment, language), width, strict=True)
    check_layout(canvas, width)
    said, translate = told(canvas.placed), catalogue(language)
    for message in never_left_out(assessment):
        assert plain(message.render(translate)) in said


def check_layout(canvas: Canvas, width: int) -> None:
    """Nothing cut off, on top of another, too small, too long; the headline large."""
    assert overlaps(canvas.placed) == []
    assert min(p.size for p in canvas.placed) >= SMALLEST
    assert canvas.surface.get_width() == width
    assert canvas.surface.get_height() <= LONGEST[width]
    assert max(p.size for p in canvas.placed) >= PAPER.headline.floor


def never_left_out(assessment: Assessment) -> list[Message]:
    """What a slip says however short it has to be."""
    always = [DISCLAIMER, MADE_BY.fill(kiosk="0.1.0", model="depth-1 ab12cd34")]
    if assessment.verdict != "measured":
        return always
    legs = [("left", assessment.left), ("right", assessment.right)]
    always += [sentence for side, leg in legs for sentence in leg_sentences(side, leg)]  # type: ignore[arg-type]
    always += [band_word(leg.band) for _, leg in legs]
    always += [practices.STOP, advice.EVERYDAY_CUE, WHEN_TO_SEE]
    always += advice.WHEN_TO_SEE_A_PROFESSIONAL.values()
    for code in assessment.practice:
        idea = practices.practice(code)
        always += [idea.title, idea.dose]
    return [*always, Message("K7B4F2")]


def told(placed: list[Placed]) -> str:
    """All words of a slip, in the order in which they were drawn."""
    return plain(" ".join(p.text for p in placed))


def plain(words: str) -> str:
    """Without what breaking lines changes; small: a band that stands alone has a capital."""
    return "".join(words.split()).replace("\u00a0", "").replace("\u202f", "").casefold()


def test_a_short_slip_leaves_nothing_out() -> None:
    made = slips.usual(cases.too_close(), "en")
    said = told(lay_out(made, strict=True).placed)
    assert all(plain(line.words) in said for line in made.lines if isinstance(line, Text))
    assert all(plain(line.cue) in said for line in made.lines if isinstance(line, Practice))


@language_of
def test_a_copy_is_the_same_slip_with_a_word_more(language: str) -> None:
    copy = slips.fullest(slips.rolling_in(cases.extreme()), language)
    original = Slip(copy.lines[1:])
    assert original.copied(catalogue(language)) == copy
    whole, again = (bits(lay_out(one, strict=True)) for one in (original, copy))
    more = again.shape[0] - whole.shape[0]
    assert np.array_equal(again[6 + more :], whole[6:])


def test_the_headline_s_capitals_are_four_millimetres_high() -> None:
    inked = np.nonzero(bits(lay_out(Slip((Text("HEH", "headline"),)))).any(axis=1))[0]
    assert inked[-1] - inked[0] + 1 >= CAP_HEIGHT_DOTS


@width_of
@language_of
@case_of
def test_a_headline_is_never_set_smaller(case: Case, language: str, width: int) -> None:
    made = slips.usual(case(), language)
    (headline,) = (x for x in made.lines if isinstance(x, Text) and x.role == "headline")
    canvas = lay_out(Slip((headline,)), width, strict=True)
    assert min(p.size for p in canvas.placed) >= PAPER.headline.floor


@width_of
@pytest.mark.parametrize("language", ["es", "fr"])
def test_no_shape_runs_through_words(
    language: str, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for member in ("both_inside", "outside", "referred"):
        made = slips.MEMBERS[member](language)
        placed = lay_out(made, width).placed
        with monkeypatch.context() as patch:
            patch.setattr(Canvas, "_line_of_text", lambda *_: None)
            shapes = bits(lay_out(made, width))
        for line in placed:
            left, top, wide, high = (round(v) for v in line.box)
            assert not shapes[top : top + high, left : left + wide].any(), line


@pytest.mark.parametrize("width", [384, 420, 479, 480, 500, 640, 800])
def test_any_width_between_is_drawn(width: int) -> None:
    for member in ("both_inside", "outside", "referred"):
        assert overlaps(lay_out(slips.MEMBERS[member]("fr"), width, strict=True).placed) == []


@cache
def letters(language: str) -> frozenset[str]:
    """Every letter that a member can be told in a language."""
    if language == SOURCE:
        made = (lay_out(slips.usual(case(), SOURCE)) for case in cases.ALL)
        return frozenset("".join(p.text for canvas in made for p in canvas.placed))
    with (locale_path() / language / "LC_MESSAGES" / "kiosk.mo").open("rb") as file:
        known = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    texts = [text for key, text in known.items() if key]
    return frozenset("".join((*texts, *(key for key in known if isinstance(key, str)))))


@language_of
def test_every_letter_is_in_the_typeface(language: str) -> None:
    """As it stands there the 'missing' box would be printed, or the letter left out."""
    fonts = Fonts(typeface_or_bundled())
    styles = [s for s in (getattr(PAPER, n) for n in PAPER.__slots__) if isinstance(s, Style)]
    for letter in letters(language) - {"\n"}:
        for style in styles:
            ((found, font),) = fonts.runs(letter, style)
            assert found == letter
            box = font.metrics("\uffff")[0]
            assert letter.isascii() or font.metrics(letter)[0] not in (None, box), letter


@width_of
def test_the_code_is_read_from_the_drawn_slip(width: int) -> None:
    black = bits(lay_out(slips.usual(cases.one_inside(), "de"), width))
    grey = np.pad(np.where(black, 0, 255).astype(np.uint8), 32, constant_values=255)
    read = cv2.QRCodeDetectorAruco().detectAndDecode(grey)[0]
    assert read == pictures.code().content
    assert decode(read, OURS) == earlier_of(cases.one_inside(), "K7B4F2", "2026-11-24", "ab12cd34")


@width_of
def test_the_code_has_four_dots_a_module_and_white_around_it(width: int) -> None:
    code = pictures.code()
    assert len(code.modules) == 53
    black = bits(lay_out(Slip((code,)), width, strict=True))
    want = np.kron(np.array(code.modules), np.ones((4, 4))) > 0
    side = want.shape[0]
    rows, columns = black.shape[0] - side + 1, black.shape[1] - side + 1
    (at,) = (
        (y, x)
        for y in range(rows)
        for x in range(columns)
        if black[y, x : x + 28].all() and np.array_equal(black[y : y + side, x : x + side], want)
    )
    around = np.pad(black, 16)[at[0] : at[0] + side + 32, at[1] : at[1] + side + 32].copy()
    around[16:-16, 16:-16] = False
    assert not around.any()


def test_what_the_kinds_of_lines_are_is_on_the_goldens() -> None:
    """A member for every kind of a slip's lines."""
    kinds = {type(x) for make in slips.MEMBERS.values() for x in make("en").lines}
    assert {Bar, Code, Legs, Practice, Text} <= kinds
