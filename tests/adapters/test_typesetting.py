"""Lines are never wider than their box, words are never lost, and type shrinks before it is cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.adapters.theme import Style
from kiosk.adapters.typefaces import BUNDLED, typeface_or_bundled
from kiosk.adapters.typesetting import DoesNotFitError, Fonts

TEXT = "Your right knee moved about 37 mm inside its line in 4 of 5 squats."
STYLE = Style(40, "regular", 1.25, 24)


@pytest.fixture(scope="module")
def fonts() -> Fonts:
    return Fonts(typeface_or_bundled(), strict=True)


@given(width=st.integers(220, 1400))
def test_wrapping_keeps_words_and_width(width: int) -> None:
    fonts = Fonts(typeface_or_bundled())
    block = fonts.fit(TEXT, STYLE, width, 4000)
    assert " ".join(block.lines).replace("\u00a0", " ") == TEXT
    assert block.width <= width
    assert block.width == max(fonts.width(line, block.style) for line in block.lines)
    assert block.height == pytest.approx(len(block.lines) * 40 * 1.25)


def test_a_number_keeps_its_unit(fonts: Fonts) -> None:
    for width in range(200, 900, 25):
        lines = fonts.fit(TEXT, STYLE, width, 4000).lines
        assert not any(line.endswith("37") for line in lines)


def test_text_shrinks_to_fit_and_stops_at_its_floor(fonts: Fonts) -> None:
    roomy = fonts.fit(TEXT, STYLE, 700, 1000)
    tight = fonts.fit(TEXT, STYLE, 700, 75)
    assert roomy.style.size == 40
    assert 24 <= tight.style.size < 40
    assert tight.height <= 75


def test_what_does_not_fit_raises_when_strict(fonts: Fonts) -> None:
    with pytest.raises(DoesNotFitError, match="Your right knee"):
        fonts.fit(TEXT, STYLE, 300, 60)


def test_what_does_not_fit_is_set_smaller_elsewhere() -> None:
    block = Fonts(typeface_or_bundled()).fit(TEXT, STYLE, 300, 60)
    assert block.style.size < 24
    assert block.height <= 60


def test_a_word_wider_than_the_box_is_not_broken(fonts: Fonts) -> None:
    block = fonts.fit("Knieausrichtungsmessung", STYLE, 340, 500)
    assert block.lines == ("Knieausrichtungsmessung",)
    assert block.style.size < 40


def test_balanced_lines_are_of_like_length(fonts: Fonts) -> None:
    text = "Both knees moved clearly inside."
    plain = fonts.fit(text, STYLE, 560, 500)
    even = fonts.fit(text, STYLE, 560, 500, balance=True)
    assert len(plain.lines) == len(even.lines) == 2

    def uneven(lines: tuple[str, ...]) -> float:
        widths = [fonts.width(line, STYLE) for line in lines]
        return max(widths) - min(widths)

    assert uneven(even.lines) < uneven(plain.lines)


def test_a_line_break_is_kept(fonts: Fonts) -> None:
    assert fonts.fit("One.\nTwo.", STYLE, 900, 500).lines == ("One.", "Two.")


def test_kerning_is_applied() -> None:
    face = typeface_or_bundled()
    if face is BUNDLED:
        pytest.skip("no open sans font is installed, and pygame's own has no kerning to test")
    fonts = Fonts(face)
    style = Style(96, "bold")
    assert fonts.width("AVAVTo", style) < 0.97 * sum(fonts.width(c, style) for c in "AVAVTo")


def test_letters_come_from_the_first_font_that_has_them() -> None:
    face = typeface_or_bundled()
    if not face.fallbacks:
        pytest.skip("no fallback font is installed")
    fonts = Fonts(face)
    runs = fonts.runs("Gym Ω ժ", STYLE)
    assert "".join(text for text, _ in runs) == "Gym Ω ժ"
    armenian = [font for text, font in runs if "ժ" in text]
    assert armenian[0] is not runs[0][1] or face.name == "DejaVu Sans"


def test_emoji_are_left_out(fonts: Fonts) -> None:
    assert "".join(text for text, _ in fonts.runs("Gym \U0001f4aa!", STYLE)) == "Gym !"


def test_measured_words_are_few_and_can_be_forgotten(
    fonts: Fonts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.adapters.typesetting.MOST_WIDTHS", 10)
    fonts.forget()
    wide = fonts.width(TEXT, STYLE)
    for number in range(35):
        fonts.width(f"squat {number}", STYLE)
        assert 0 < len(fonts._widths) <= 10
    assert fonts.width(TEXT, STYLE) == wide
    fonts.forget()
    assert not fonts._widths
    assert fonts.width(TEXT, STYLE) == wide
