"""Result, practice and why on the running screen: all words there, none cut off, figures moving."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from kiosk.adapters.catalogue import catalogue
from kiosk.adapters.pygame_canvas import overlaps
from kiosk.adapters.result_picture import pixels
from kiosk.adapters.screen import answer_bar
from kiosk.adapters.screen.painters import OVERLAYS
from kiosk.adapters.screen.pen import Pen
from kiosk.adapters.screen.result_sheet import ThemeStage, content_box, theme_fonts
from kiosk.adapters.screen.sheet import Sheet, StageFonts
from kiosk.adapters.screen.stage import Stage
from kiosk.adapters.theme import TYPE
from kiosk.adapters.typefaces import typeface_or_bundled
from kiosk.core.screen import Moment, Screen
from tests import cases
from tests.adapters.screen.result_screens import drawn, ideas, result, screens, sheet

PORTRAIT, LANDSCAPE, SMALL = (540, 960), (960, 540), (800, 480)
SIZES = (PORTRAIT, LANDSCAPE)
ALL = tuple(screens())
WORDY = (
    "result_one_inside_told", "result_one_leg", "result_stance", "result_retry_told",
    "practice_3_hip_flexor_stretch", "why_everyday", "why_exercises", "why_professional",
)  # fmt: skip

screen_of = pytest.mark.parametrize("screen", ALL, ids=lambda screen: screen.name)
size_of = pytest.mark.parametrize("size", SIZES, ids=["portrait", "landscape"])


def on_sheet(made: Sheet) -> bool:
    width, height = made.stage.design
    return all(
        p.box[0] >= 0
        and p.box[1] >= 0
        and p.box[0] + p.box[2] <= width + 0.5
        and p.box[1] + p.box[3] <= height + 0.5
        for p in made.placed
    )


def words(made: Sheet) -> str:
    return " ".join(p.text for p in made.placed).replace("\u00a0", " ")


def said(screen: Screen) -> list[str]:
    """What must be on this screen in any orientation."""
    out = [text for text in (screen.yes, screen.no) if text]
    for item in screen.items:
        out += [item.text, item.detail]
    for idea in screen.ideas:
        out += [idea.title, idea.purpose, idea.cue, idea.dose, idea.evidence]
    out += [*screen.lines] if screen.kind != "result" else []
    if screen.result is not None:
        view = screen.result
        out += [*view.headline, *view.notes, *view.referral, *(t.text for t in view.tips)]
        for side in view.sides:
            out += [side.title, side.band_words, *side.sentences]
        out += [view.programme, *(idea.title for idea in view.practice[:2])]
        out += view.earlier
    return out


@screen_of
@size_of
def test_everything_is_said_large_enough_and_nothing_over_another(
    screen: Screen, size: tuple[int, int]
) -> None:
    made = sheet(screen, size)
    assert overlaps(made.placed) == []
    assert on_sheet(made)
    text = words(made)
    for sentence in said(screen):
        for word in sentence.split():
            assert word in text, sentence
    if typeface_or_bundled().name == "Inter" and screen.kind != "practice":
        assert min(p.size for p in made.placed) >= made.stage.design[1] / 60 - 0.5


@pytest.mark.parametrize("code", ["pseudo", "de"])
@size_of
def test_longer_languages_keep_to_their_places(code: str, size: tuple[int, int]) -> None:
    wordy = [screen for screen in screens(catalogue(code)) if screen.name in WORDY]
    assert len(wordy) == len(WORDY)
    for screen in wordy:
        made = sheet(screen, size)
        assert overlaps(made.placed) == [], screen.name
        assert on_sheet(made), screen.name


def test_the_whole_sentence_of_each_leg_can_be_read() -> None:
    text = words(sheet(result(cases.one_inside), PORTRAIT))
    for part in ("Your right knee moved about", "37 mm inside its line", "in 4 of 5 squats."):
        assert part in text


@size_of
def test_front_view_cue_and_all_ideas_have_room_in_the_common_cases(size: tuple[int, int]) -> None:
    for case in (cases.in_line, cases.one_inside, cases.too_close, cases.outside):
        screen = result(case)
        text = words(sheet(screen, size))
        assert screen.result is not None
        assert "From the front" in text
        for idea in screen.result.practice:
            assert idea.title.split()[0] in text


@size_of
def test_content_ends_above_the_answers(size: tuple[int, int]) -> None:
    stage, own = Stage(size), ThemeStage(size)
    for screen in ALL:
        left, top, wide, high = content_box(own, screen)
        bar = answer_bar.bar_box(stage, screen)
        assert (top + high) * own.unit < bar[1]
        assert left * own.unit >= stage.margin - 1
        assert (left + wide) * own.unit <= stage.design[0] - stage.margin + 1


@size_of
@pytest.mark.parametrize(
    "screen",
    [result(cases.one_inside), ideas(("cued_squat", "banded_clamshell"))],
    ids=lambda screen: screen.kind,
)
def test_figures_move_in_their_own_places_and_stand_still_when_motion_is_unwanted(
    screen: Screen, size: tuple[int, int]
) -> None:
    still = pixels(sheet(screen, size).surface).astype(int)
    one, other = (pixels(drawn(screen, size, time_s)).astype(int) for time_s in (0.0, 1.4))
    assert np.abs(one - other).max() > 40, "they move"
    changed = np.abs(one - still).max(axis=2) > 8
    assert 0.0 < changed.mean() < 0.15, "and cover little else"
    quiet = [pixels(reduced(screen, size, time_s)) for time_s in (0.0, 1.4)]
    assert np.array_equal(*quiet)


def reduced(screen: Screen, size: tuple[int, int], time_s: float):
    made = sheet(screen, size)
    assert isinstance(made.fonts, StageFonts)
    pen = Pen(made.stage, made.fonts, made.surface)
    OVERLAYS[screen.kind](pen, made.stage, screen, Moment(time_s, reduced=True))
    return made.surface


def test_an_idea_without_a_movement_keeps_its_pictogram() -> None:
    screen = result(cases.one_inside)
    assert screen.result is not None
    lost = tuple(replace(idea, code="camera") for idea in screen.result.practice)
    screen = replace(screen, result=replace(screen.result, practice=lost))
    before, after = pixels(sheet(screen, PORTRAIT).surface), pixels(drawn(screen, PORTRAIT))
    assert np.array_equal(before, after)


def test_a_screen_without_a_result_is_no_crash() -> None:
    empty = Screen(name="result", kind="result", title="", yes="Next")
    assert sheet(empty, SMALL).placed
    assert drawn(empty, SMALL) is not None
    blank = Screen(name="practice", kind="practice", title="What to practise")
    assert "practise" in words(sheet(blank, SMALL))
    bare = Screen(name="why", kind="why", title="Why knees move in")
    assert "Why" in words(sheet(bare, SMALL))


@pytest.mark.parametrize("size", [SMALL, (480, 800), (1000, 1000), (320, 240)])
def test_any_size_is_drawn(size: tuple[int, int]) -> None:
    for screen in (result(cases.extreme), ideas(("cued_squat", "short_foot"))):
        assert drawn(screen, size).get_size() == size


def test_the_panels_fonts_forget_their_words_and_the_stage_s() -> None:
    stage = ThemeStage(LANDSCAPE)
    under = StageFonts(typeface_or_bundled(), Stage(LANDSCAPE).scale)
    fonts = theme_fonts(under, stage)
    before = fonts.fit("Your right knee moved inside.", TYPE.tip, 400, 200)
    fonts.forget()
    assert not fonts._fits
    assert not under._widths
    assert fonts.fit("Your right knee moved inside.", TYPE.tip, 400, 200) == before
