"""The still screens: every word in its place in any size, and what can be touched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pygame
import pytest

from kiosk.adapters.pictograms_visit import VISIT_FIGURES, draw_picture
from kiosk.adapters.pygame_canvas import Canvas
from kiosk.adapters.screen.still_parts import moves
from kiosk.adapters.typefaces import typeface_or_bundled
from kiosk.adapters.typesetting import Fonts
from kiosk.core.screen import Moment, Screen
from tests.adapters.screen.gallery_still import draw
from tests.adapters.screen.sheets import SIZES, check_layout, sheet
from tests.adapters.screen.still_cases import ATTRACT, CASES, CODE, STAFF, TICKET, longer

DESIGNED = ((1080, 1920), (1920, 1080))
PORTRAIT = DESIGNED[0]


@pytest.mark.parametrize("size", DESIGNED, ids=str)
@pytest.mark.parametrize("name", sorted(CASES))
def test_every_word_has_its_place(name: str, size: tuple[int, int]) -> None:
    drawn = sheet(CASES[name][0], size)
    check_layout(drawn)
    rects = [pygame.Rect(*map(round, place.box)) for place in drawn.places]
    for number, one in enumerate(rects):
        assert one.collidelist(rects[number + 1 :]) == -1


@pytest.mark.parametrize("size", DESIGNED, ids=str)
@pytest.mark.parametrize("name", sorted(CASES))
def test_longer_words_fit_too(name: str, size: tuple[int, int]) -> None:
    check_layout(sheet(longer(CASES[name][0]), size))


@pytest.mark.parametrize("size", [size for size in SIZES if size not in DESIGNED][:2], ids=str)
@pytest.mark.parametrize("name", ["attract", "health", "not_printed", "staff"])
def test_any_size_is_usable(name: str, size: tuple[int, int]) -> None:
    check_layout(sheet(CASES[name][0], size))


@pytest.mark.parametrize("name", sorted(CASES))
def test_what_moves_is_drawn_over_it(name: str) -> None:
    screen, moment = CASES[name]
    size = (540, 960)
    still = pygame.surfarray.array3d(sheet(screen, size, strict=False).surface)
    shown = pygame.surfarray.array3d(draw(screen, moment, size))
    moving = moves(screen.picture) or screen.kind in ("attract", "working")
    moving = moving or moment.hint is not None or moment.remaining is not None
    moving = moving or moment.hold > 0
    assert bool((still != shown).any()) == moving


def _frames(screen: Screen, *, reduced: bool) -> Iterator[bytes]:
    for time_s in (0.2, 1.9, 3.1):
        yield draw(screen, Moment(time_s, reduced=reduced), (540, 960)).get_buffer().raw


@pytest.mark.parametrize("name", ["attract", "intro", "working", "away"])
def test_reduced_motion_stands_still(name: str) -> None:
    assert len(set(_frames(CASES[name][0], reduced=False))) == 3
    assert len(set(_frames(CASES[name][0], reduced=True))) == 1


def test_languages_and_commands_can_be_touched() -> None:
    names = [place.name for place in sheet(ATTRACT).places]
    assert names == ["language:en", "language:de", "language:es", "language:fr"]
    names = [place.name for place in sheet(STAFF).places]
    assert names == [f"staff:{item.picture}" for item in STAFF.items]


def test_one_language_needs_no_choice() -> None:
    assert sheet(replace(ATTRACT, languages=ATTRACT.languages[:1])).places == []


@pytest.mark.parametrize("size", [*DESIGNED, (800, 480)], ids=str)
def test_a_code_can_be_read_from_the_screen(size: tuple[int, int]) -> None:
    cv2 = pytest.importorskip("cv2")
    picture = pygame.surfarray.array3d(sheet(CODE, size).surface).transpose(1, 0, 2)
    found, *_ = cv2.QRCodeDetectorAruco().detectAndDecode(np.ascontiguousarray(picture))
    assert found == TICKET


def test_a_long_table_ends_at_the_foot() -> None:
    check_layout(sheet(replace(STAFF, rows=STAFF.rows * 5)))


@pytest.mark.parametrize("code", sorted(VISIT_FIGURES))
def test_a_pictogram_stays_in_its_square(code: str) -> None:
    canvas = Canvas((140, 140), Fonts(typeface_or_bundled()))
    assert draw_picture(canvas, code, (20, 20), 100, (10, 200, 30), (220, 40, 200))
    inked = np.argwhere(pygame.surfarray.array3d(canvas.surface).any(axis=2))
    assert len(inked) > 300
    assert inked.min() >= 16
    assert inked.max() < 124


def test_an_unknown_picture_draws_nothing() -> None:
    canvas = Canvas((140, 140), Fonts(typeface_or_bundled()))
    assert not draw_picture(canvas, "juggling", (20, 20), 100, (9, 9, 9), (9, 9, 9))
