"""Sizes and colours keep their promises: legible from afar, and apart without red and green."""

from __future__ import annotations

from dataclasses import fields
from itertools import combinations

import numpy as np
import pytest

from kiosk.adapters import theme
from kiosk.adapters.theme import BAND_TONES, PALETTE, PAPER, TYPE, Colour, Style
from kiosk.core.codes import BANDS

# Machado, Oliveira, Fernandes 2009: severe protan and deutan vision, linear RGB.
PROTAN = np.array([[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]])
DEUTAN = np.array([[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]])
MAIN = ("headline", "band", "figure", "main", "tip_large")


def linear(colour: Colour) -> np.ndarray:
    c = np.array(colour) / 255
    return np.asarray(np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4))


def luminance(colour: Colour) -> float:
    return float(linear(colour) @ [0.2126, 0.7152, 0.0722])


def contrast(one: Colour, other: Colour) -> float:
    """WCAG 2.1."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def lab(rgb: np.ndarray) -> np.ndarray:
    """CIE L*a*b* (D65) of linear RGB."""
    to_xyz = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    )
    xyz = to_xyz @ np.clip(rgb, 0, 1) / np.array([0.9505, 1.0, 1.089])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def test_main_text_and_notes_are_large_enough() -> None:
    for field in fields(TYPE):
        style: Style = getattr(TYPE, field.name)
        least = theme.MAIN_MIN if field.name in MAIN else theme.NOTE_MIN
        assert style.floor >= least, field.name
        assert style.size >= style.floor, field.name


def test_the_slips_type_is_large_enough() -> None:
    for field in fields(PAPER):
        style = getattr(PAPER, field.name)
        if isinstance(style, Style):
            assert style.floor >= 22, field.name


@pytest.mark.parametrize("name", ["text", "muted", "accent"])
@pytest.mark.parametrize("ground", [PALETTE.panel, PALETTE.ground_top, PALETTE.ground_bottom])
def test_words_stand_out(name: str, ground: Colour) -> None:
    assert contrast(getattr(PALETTE, name), ground) >= 7


def test_every_band_has_its_sign_and_stands_out() -> None:
    assert set(BAND_TONES) == {*BANDS, None}
    for band, tone in BAND_TONES.items():
        assert contrast(tone.colour, PALETTE.panel) >= 4.5, band
    assert BAND_TONES["in_line"].sign != BAND_TONES["inside"].sign != BAND_TONES["outside"].sign


@pytest.mark.parametrize("vision", [np.eye(3), PROTAN, DEUTAN], ids=["all", "protan", "deutan"])
def test_the_meanings_colours_stay_apart(vision: np.ndarray) -> None:
    tones = {tone.sign: tone.colour for tone in BAND_TONES.values()}
    for (one, a), (other, b) in combinations(tones.items(), 2):
        apart = np.linalg.norm(lab(vision @ linear(a)) - lab(vision @ linear(b)))
        assert apart > 12, (one, other)
