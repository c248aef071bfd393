"""The view from above is the largest thing on an upright result, whatever the words take."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.adapters.catalogue import catalogue
from kiosk.adapters.hero_panel import legs_height
from kiosk.adapters.result_layout import GOOD_LEGS, LEAST_LEGS, Layout, figures, lay_out
from kiosk.adapters.screen.result_sheet import ThemeStage, content_box, theme_fonts
from kiosk.adapters.screen.sheet import StageFonts
from kiosk.adapters.screen.stage import Stage
from kiosk.adapters.typefaces import typeface_or_bundled
from kiosk.adapters.typesetting import Fonts
from kiosk.core.screen import Screen
from tests import cases
from tests.adapters.screen.result_screens import result

SIZE = (1080, 1920)
MEASURED = [case for case in cases.ALL if case not in (cases.retry, cases.not_visible)]
USUAL = (cases.in_line, cases.one_inside, cases.too_close, cases.outside)


def laid_out(screen: Screen) -> tuple[Fonts, Layout]:
    stage = ThemeStage(SIZE)
    fonts = theme_fonts(StageFonts(typeface_or_bundled(), Stage(SIZE).scale), stage)
    assert screen.result is not None
    return fonts, lay_out(fonts, screen.result, content_box(stage, screen))


def legs(screen: Screen) -> float:
    fonts, layout = laid_out(screen)
    assert layout.hero is not None
    return legs_height(fonts, layout.view, *layout.hero[2:], layout.setting)


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_legs_are_large_in_the_usual_cases(language: str) -> None:
    for case in USUAL:
        assert legs(result(case, catalogue(language))) >= GOOD_LEGS[0], case.__name__


@pytest.mark.parametrize("language", ["de", "es", "fr", "pseudo"])
def test_longer_languages_keep_legs_front_view_cue_and_two_ideas(language: str) -> None:
    for case in MEASURED:
        screen = result(case, catalogue(language))
        _, layout = laid_out(screen)
        assert screen.result is not None
        asked, view = screen.result, layout.view
        assert legs(screen) >= GOOD_LEGS[-1], case.__name__
        assert view.sides == asked.sides
        assert (view.front is None, view.cue is None) == (asked.front is None, asked.cue is None)
        assert view.practice[:2] == asked.practice[:2]


def test_more_beside_the_measurement_leaves_the_legs_large_enough() -> None:
    screen = result(cases.one_inside)
    assert screen.result is not None
    told = ("Please show your knees to a physiotherapist or a doctor.",) * 3
    screen = replace(screen, result=replace(screen.result, referral=told, earlier=told))
    assert legs(screen) >= LEAST_LEGS


def test_ideas_stand_beside_one_another_with_larger_figures_than_a_row_had() -> None:
    places = figures(*laid_out(result(cases.one_inside)))
    assert len(places) == 3
    assert len({place.top for place in places}) == 1
    assert min(place.size for place in places) > 100
