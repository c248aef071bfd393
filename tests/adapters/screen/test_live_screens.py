"""The live screens: words in their places, left on the left, only what was measured."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pygame
import pytest
from numpy.typing import NDArray

from kiosk.adapters.catalogue import catalogue
from kiosk.adapters.result_picture import pixels
from kiosk.adapters.screen.live_layout import live_layout
from kiosk.adapters.screen.overlay_count import guide
from kiosk.adapters.screen.painters import OVERLAYS
from kiosk.adapters.screen.pen import Pen
from kiosk.adapters.screen.sheet import StageFonts
from kiosk.adapters.screen.stage import Stage
from kiosk.adapters.theme import IN_LINE, INSIDE, Colour
from kiosk.adapters.typefaces import typeface_or_bundled
from kiosk.core.screen import Moment, Screen
from kiosk.visit import words
from tests.adapters.screen import gallery, members
from tests.adapters.screen.sheets import SIZES, check_layout, sheet
from tests.analytic import Body

PORTRAIT, LANDSCAPE = (1080, 1920), (1920, 1080)
size_of = pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
both = pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE], ids=["portrait", "landscape"])
screen_of = pytest.mark.parametrize(
    "screen", [gallery.READY, gallery.STAND, gallery.SQUAT, gallery.CUED], ids=lambda s: s.kind
)
LANGUAGES = ["de", "es", "fr", "pseudo"]
HINTS = (*words.ADVICE.values(), *words.SQUAT_HINTS.values(), words.PLACED, words.COUNTED,
         words.WHEN_READY, words.STAND_LINE)  # fmt: skip
TITLES = {
    "position": (words.POSITION_TITLE,),
    "stand": (words.STAND_TITLE,),
    "squat": (*words.SQUATS_TITLES.values(), words.CHAIR_TITLE),
    "cued": (words.CUE,),
}


@size_of
@screen_of
def test_words_stand_in_their_places(screen: Screen, size: tuple[int, int]) -> None:
    check_layout(sheet(screen, size))


@both
@screen_of
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_room(screen: Screen, size: tuple[int, int], language: str) -> None:
    translate = catalogue(language)
    stop = words.STOP.render(translate)
    for title in TITLES[screen.kind]:
        check_layout(sheet(replace(screen, title=title.render(translate), no=stop), size))


@both
@screen_of
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_hint_has_room(screen: Screen, size: tuple[int, int], language: str) -> None:
    """A strict pen refuses words below their least size."""
    stage = Stage(size)
    fonts = StageFonts(typeface_or_bundled(), stage.scale, strict=True)
    pen = Pen(stage, fonts, pygame.Surface(size))
    for hint in HINTS:
        text = hint.render(catalogue(language))
        OVERLAYS[screen.kind](pen, stage, screen, Moment(1.0, hint=text, good=True))


@both
@pytest.mark.parametrize("kind", ["position", "stand", "squat", "cued"])
def test_the_parts_do_not_lie_on_one_another(kind: str, size: tuple[int, int]) -> None:
    screen = next(one for one, _ in gallery.CASES.values() if one.kind == kind)
    layout = live_layout(Stage(size), screen.kind)
    boxes = [layout.title, layout.hint, layout.gauge, layout.knees]
    boxes += [place.box for place in sheet(screen, size).places]
    boxes = [box for box in boxes if box[2] > 0]
    for i, one in enumerate(boxes):
        for other in boxes[i + 1 :]:
            apart = (
                one[0] + one[2] <= other[0]
                or other[0] + other[2] <= one[0]
                or one[1] + one[3] <= other[1]
                or other[1] + other[3] <= one[1]
            )
            assert apart, (one, other)


def drawn(screen: Screen, moment: Moment, size: tuple[int, int] = PORTRAIT) -> NDArray[np.int_]:
    return pixels(gallery.draw(screen, moment, size)).astype(int)


def where(picture: NDArray[np.int_], colour: Colour) -> NDArray[np.bool_]:
    return np.asarray(np.abs(picture - np.array(colour)).max(axis=2) < 8)


@both
def test_the_member_is_mirrored(size: tuple[int, int]) -> None:
    """A raised right arm is on the right of the figure."""
    down = drawn(gallery.POSITION, Moment(1.0, members.live_view()), size)
    up = drawn(gallery.POSITION, Moment(1.0, members.live_view(hand="right")), size)
    layout = live_layout(Stage(size), "position")
    middle = layout.body[0] + layout.body[2] / 2
    rows, columns = np.nonzero(np.abs(up - down).max(axis=2) > 40)
    above = columns[rows < np.median(rows)]
    assert above.min() > middle


def test_stepping_to_the_right_moves_to_the_right() -> None:
    places = []
    for right_m in (-0.2, 0.2):
        changed = drawn(gallery.STAND, Moment(1.0, members.live_view(place_m=(right_m, 0.0))))
        empty = drawn(gallery.STAND, Moment(1.0))
        places.append(np.nonzero((changed != empty).any(axis=2))[1].mean())
    assert places[0] < 500 < 580 < places[1]


@both
def test_a_knee_inside_has_its_own_sign_on_its_own_side(size: tuple[int, int]) -> None:
    stage = Stage(size)
    left, top, wide, high = (round(v) for v in live_layout(stage, "cued").knees)
    live = members.live_view(70, body=Body(inward_m=(0.0, 0.06)), knees=True)
    panel = drawn(gallery.CUED, Moment(1.0, live), size)[top : top + high, left : left + wide]
    amber = np.nonzero(where(panel, INSIDE.colour))[1]
    green = np.nonzero(where(panel, IN_LINE.colour))[1]
    assert amber.min() > wide / 2
    assert green.max() < wide / 2
    other = members.live_view(70, body=Body(inward_m=(0.06, 0.0)), knees=True)
    panel = drawn(gallery.CUED, Moment(1.0, other), size)[top : top + high, left : left + wide]
    assert np.nonzero(where(panel, INSIDE.colour))[1].max() < wide / 2


def test_straight_legs_are_not_judged() -> None:
    _, top, _, high = (round(v) for v in live_layout(Stage(PORTRAIT), "cued").knees)
    live = members.live_view(5, body=Body(inward_m=(0.06, 0.06)), knees=True)
    panel = drawn(gallery.CUED, Moment(1.0, live))[top : top + high]
    assert not where(panel, INSIDE.colour).any()


def test_a_knee_at_the_edge_keeps_its_sign() -> None:
    """2 mm of noise about the lane's edge must not flicker."""
    stage = Stage(PORTRAIT)
    surface = sheet(gallery.CUED).surface
    pen = Pen(stage, StageFonts(typeface_or_bundled(), 1.0), surface)
    signs = []
    for i in range(12):
        live = members.live_view(70, knees=True)
        knees = tuple(
            replace(knee, inside_plane_m=0.020 + 0.002 * (-1) ** i) for knee in live.knees
        )
        OVERLAYS["cued"](pen, stage, gallery.CUED, Moment(1.0 + i / 30, replace(live, knees=knees)))
        signs.append(pen.memory["tone left"])
    assert len({tone.sign for tone in signs}) == 1


def test_nothing_is_drawn_of_what_was_not_measured() -> None:
    live = members.live_view(40)
    nothing = replace(
        live, silhouette=None, joints_px=np.full((26, 2), np.nan), feet=(), bend_deg=float("nan")
    )
    for screen in (gallery.POSITION, gallery.STAND, gallery.SQUAT, gallery.CUED):
        drawn(screen, Moment(1.0, nothing))
    empty = drawn(gallery.STAND, Moment(1.0))
    assert np.array_equal(drawn(gallery.STAND, Moment(1.0, nothing)), empty)


def test_strange_pictures_are_survived() -> None:
    """Somebody right at the camera, a mask without a pixel, feet at one place."""
    live = members.live_view()
    assert live.silhouette is not None
    full = replace(live.silhouette, mask=np.ones_like(live.silhouette.mask))
    none = replace(live.silhouette, mask=np.zeros_like(live.silhouette.mask))
    near = members.live_view(place_m=(0.0, 1.2))
    same = replace(live, feet=(live.feet[0], replace(live.feet[0], side="right")), floor_px=None)
    for strange in (replace(live, silhouette=full), replace(live, silhouette=none), near, same):
        for screen in (gallery.POSITION, gallery.SQUAT):
            drawn(screen, Moment(1.0, strange))


def test_only_what_informs_moves_when_motion_is_unwanted() -> None:
    live = members.live_view(place_m=(0.4, 0.0))
    for screen in (gallery.POSITION, gallery.STAND, gallery.SQUAT, gallery.CUED):
        one, other = (
            drawn(screen, Moment(t, live, counter=(2, 5), reduced=True)) for t in (1.0, 1.4)
        )
        assert np.array_equal(one, other)


def test_the_guide_takes_a_calm_squat_s_time() -> None:
    assert guide(members.live_view(phase="top")) == 0
    assert guide(members.live_view(phase="bottom")) == 1
    down = [guide(members.live_view(phase="down", phase_s=s)) for s in (0.0, 1.0, 2.0, 2.5, 4.0)]
    assert down == sorted(down)
    assert (down[0], down[-2], down[-1]) == (0, 1, 1)
    up = [guide(members.live_view(phase="up", phase_s=s)) for s in (0.0, 0.75, 1.5)]
    assert up == [1, pytest.approx(0.5), 0]
