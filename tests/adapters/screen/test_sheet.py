"""A sheet draws what a canvas draws, at any size."""

from __future__ import annotations

import numpy as np
import pygame
import pytest

from kiosk.adapters import coverage
from kiosk.adapters.pictograms import draw_figure
from kiosk.adapters.pygame_canvas import Canvas
from kiosk.adapters.result_picture import pixels
from kiosk.adapters.screen.sheet import Place, Sheet, StageFonts
from kiosk.adapters.screen.stage import Stage
from kiosk.adapters.theme import PALETTE, TYPE
from kiosk.adapters.typefaces import typeface_or_bundled
from kiosk.adapters.typesetting import DoesNotFitError, Fonts


def draw(canvas: Canvas) -> None:
    canvas.panel((60, 50, 500, 300), 30, PALETTE.panel, PALETTE.panel_edge)
    with canvas.clip((60, 50, 250, 300)):
        canvas.disc((200, 200), 90.5, PALETTE.accent, 0.5)
    canvas.ring((420, 200), 60, 9, PALETTE.text)
    canvas.veil((60, 360, 500, 40), PALETTE.text, 0.0, 1.0)
    canvas.line([(70, 420), (500, 440), (300, 500)], 7, PALETTE.text, dash=(20, 12))
    canvas.polygon([(600, 60), (700, 90), (640, 200)], PALETTE.muted)
    canvas.text("Knees over your second toes", (60, 520, 400, 200), TYPE.main, PALETTE.text)
    draw_figure(canvas, "squat", (600, 300), 200, PALETTE.text, PALETTE.accent)


def made(size: tuple[int, int], *, strict: bool = False) -> Sheet:
    stage = Stage(size)
    return Sheet(stage, StageFonts(typeface_or_bundled(), stage.scale, strict=strict))


def test_at_its_own_size_it_is_the_canvas() -> None:
    canvas = Canvas((1920, 1080), Fonts(typeface_or_bundled()), PALETTE.ground_bottom)
    sheet = made((1920, 1080))
    draw(canvas)
    draw(sheet)
    assert np.array_equal(pixels(canvas.surface), pixels(sheet.surface))
    assert canvas.placed == sheet.placed


@pytest.mark.parametrize("size", [(960, 540), (2880, 1620)])
def test_at_another_size_it_looks_alike(size: tuple[int, int]) -> None:
    whole, other = made((1920, 1080)), made(size)
    draw(whole)
    draw(other)
    scaled = pixels(pygame.transform.smoothscale(other.surface, (1920, 1080))).astype(int)
    off = np.abs(scaled - pixels(whole.surface).astype(int)).max(axis=2)
    assert float((off > 90).mean()) < 0.004
    assert [p.text for p in other.placed] == [p.text for p in whole.placed]
    for one, same in zip(other.placed, whole.placed, strict=True):
        assert one.box[:2] == pytest.approx(same.box[:2])
        assert one.box[2] == pytest.approx(same.box[2], rel=0.02)


def test_a_letterbox_stays_ground() -> None:
    sheet = made((1000, 1000))
    sheet.panel((0, 0, 1920, 1080), 0, (255, 0, 0))
    red = pixels(sheet.surface)[:, :, 0] == 255
    assert red.any(axis=1).sum() == pytest.approx(1000 * 1080 / 1920, abs=1)


def test_what_others_cover_is_scaled_too() -> None:
    sheet = made((960, 540))
    sheet.blend(coverage.disc((400.0, 400.0), 50.0), (255, 255, 255))
    rows, columns = np.nonzero(pixels(sheet.surface)[:, :, 0] == 255)
    assert (rows.mean(), columns.mean()) == pytest.approx((200, 200), abs=1)
    assert np.ptp(columns) == pytest.approx(50, abs=3)


def test_a_strict_sheet_refuses_words_outside() -> None:
    sheet = made((960, 540), strict=True)
    with pytest.raises(DoesNotFitError):
        sheet.text("out", (1900, 0, 200, 100), TYPE.main, PALETTE.text)


def test_places_are_kept_in_design_units() -> None:
    sheet = made((960, 540))
    sheet.touch("language:de", (10, 20, 300, 100))
    assert sheet.places == [Place("language:de", (10, 20, 300, 100))]
