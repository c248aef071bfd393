"""The window: frames, fading, keys, touches, and what it says where there is no screen."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pygame
import pytest
from numpy.typing import NDArray

from kiosk.adapters.result_picture import pixels
from kiosk.adapters.screen.display import FADE_S, PygameDisplay
from kiosk.adapters.screen.window import open_window
from kiosk.core.inputs import Pressed, Scanned
from kiosk.core.resultview import ResultView
from kiosk.core.scene import Hand
from kiosk.core.screen import Moment, Screen
from kiosk.errors import DisplayError
from tests import cases
from tests.adapters.screen import gallery, members, result_screens

SIZE = (540, 960)
STILL = Moment(5.0, reduced=True)


class Clock:
    now_s = 50.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def display(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> Iterator[PygameDisplay]:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    made = PygameDisplay(SIZE, windowed=True, clock=clock)
    yield made
    made.close()


def settle(display: PygameDisplay, screen: Screen, moment: Moment = STILL) -> NDArray[np.uint8]:
    """Show a screen until it is painted."""
    display.prepare(screen)
    for _ in range(1000):
        display.show(screen, moment)
        if display.showing == screen:
            return pixels(display.picture())
        time.sleep(0.01)
    raise AssertionError("never painted")


def test_a_calm_picture_comes_with_the_window(display: PygameDisplay) -> None:
    first = pixels(display.picture())
    assert first.max() < 90
    assert 0 < (first != first[0, 0]).any(axis=2).mean() < 0.05


def test_the_screen_before_stays_until_the_next_is_painted(display: PygameDisplay) -> None:
    before = settle(display, gallery.STAND)
    # The next one is asked for in the same instant: its thread has had no time to paint it.
    display.show(replace(gallery.SQUAT, title="Something never painted before"), STILL)
    assert display.showing is not None
    if display.showing.name == "stand":
        assert np.array_equal(pixels(display.picture()), before)


def test_a_screen_fades_in_unless_motion_is_unwanted(display: PygameDisplay) -> None:
    stand = settle(display, gallery.STAND)
    squat = settle(display, gallery.SQUAT)
    settle(display, gallery.STAND)
    display.show(gallery.SQUAT, Moment(9.0))
    begin = pixels(display.picture())
    display.show(gallery.SQUAT, Moment(9.0 + FADE_S / 2))
    middle = pixels(display.picture())
    display.show(gallery.SQUAT, Moment(9.0 + FADE_S))
    assert np.array_equal(pixels(display.picture()), squat)
    assert np.abs(begin.astype(int) - stand.astype(int)).max() <= 3
    assert not np.array_equal(middle, squat)
    assert not np.array_equal(middle, begin)


def test_the_ring_of_the_raised_hand_fills(display: PygameDisplay) -> None:
    still = settle(display, gallery.READY)
    up = Moment(5.0, hand=Hand("right", 0.6), hold=0.5, reduced=True)
    changed = (settle(display, gallery.READY, up) != still).any(axis=2)
    columns, rows = np.nonzero(changed.any(axis=0))[0], np.nonzero(changed.any(axis=1))[0]
    assert columns.min() > SIZE[0] / 2, "the right hand's answer is on the right"
    assert rows.min() > SIZE[1] * 0.8
    left = Moment(5.0, hand=Hand("left", 0.6), hold=0.5, reduced=True)
    changed = (settle(display, gallery.READY, left) != still).any(axis=2)
    assert np.nonzero(changed.any(axis=0))[0].max() < SIZE[0] / 2


def press(name: str, letter: str = "") -> None:
    pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=pygame.key.key_code(name),
                                         unicode=letter, mod=0, scancode=0))  # fmt: skip


def click(x: float, y: float, button: int = 1) -> None:
    pygame.event.post(
        pygame.event.Event(pygame.MOUSEBUTTONDOWN, pos=(round(x), round(y)), button=button)
    )


def test_keys_and_scans(display: PygameDisplay, clock: Clock) -> None:
    display.inputs()
    press("right")
    press("escape", "\x1b")
    assert display.inputs() == [Pressed("yes"), Pressed("no")]
    for letter in "12ny":
        press(letter, letter)
    press("return", "\r")
    assert display.inputs() == [Scanned("12ny")]
    press("q", "q")
    display.inputs()
    clock.now_s += 0.2
    assert display.inputs() == [Pressed("quit")]


def test_the_answers_can_be_touched(display: PygameDisplay) -> None:
    settle(display, gallery.READY)
    display.inputs()
    click(SIZE[0] * 0.25, SIZE[1] * 0.9)
    click(SIZE[0] * 0.75, SIZE[1] * 0.9)
    click(SIZE[0] * 0.75, SIZE[1] * 0.9, button=3)
    click(SIZE[0] * 0.5, SIZE[1] * 0.3)
    assert display.inputs() == [Pressed("no"), Pressed("yes")]


def test_the_pointer_is_shown_only_while_it_is_moved(display: PygameDisplay, clock: Clock) -> None:
    display.inputs()
    assert not pygame.mouse.get_visible()
    pygame.event.post(
        pygame.event.Event(
            pygame.MOUSEMOTION, pos=(5, 5), rel=(1, 1), buttons=(0, 0, 0), touch=False
        )
    )
    display.inputs()
    assert pygame.mouse.get_visible()
    clock.now_s += 2.1
    display.inputs()
    assert not pygame.mouse.get_visible()


def test_closing_the_window_is_a_wish_to_quit(display: PygameDisplay) -> None:
    display.inputs()
    pygame.event.post(pygame.event.Event(pygame.QUIT))
    assert display.inputs() == [Pressed("quit")]


def test_the_whole_screen_is_closed_by_nobody_before_it(
    monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    """Alt+F4, where a window manager knows it, must not end a member's visit."""
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    display = PygameDisplay(SIZE, clock=clock)
    display.inputs()
    pygame.event.post(pygame.event.Event(pygame.QUIT))
    assert display.inputs() == []
    display.close()


def test_a_service_can_be_ended_as_soon_as_its_window_is_open() -> None:
    """SDL would take SIGTERM for a wish to close the window."""
    code = (
        "import os, signal, time\n"
        "from kiosk.adapters.screen.window import open_window\n"
        "open_window((54, 96))\n"
        "os.kill(os.getpid(), signal.SIGTERM)\n"
        "time.sleep(5)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "SDL_VIDEODRIVER": "dummy"}, check=False
    )
    assert done.returncode == -signal.SIGTERM


def test_what_is_shown_can_be_saved(display: PygameDisplay, tmp_path: Path) -> None:
    shown = settle(display, gallery.STAND)
    display.screenshot(tmp_path / "stand.png")
    assert np.array_equal(pixels(pygame.image.load(str(tmp_path / "stand.png"))), shown)


def test_another_size_of_the_window_is_laid_out_anew(display: PygameDisplay) -> None:
    settle(display, gallery.READY)
    pygame.display.set_mode((960, 540), pygame.RESIZABLE, 32)
    display.inputs()
    assert settle(display, gallery.READY).shape == (540, 960, 3)
    click(100, 460)
    assert Pressed("no") in display.inputs()


def test_a_window_opened_before_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    window = open_window((480, 800), windowed=True)
    display = PygameDisplay(windowed=True)
    assert display.stage.size == window.get_size() == (480, 800)
    display.close()


def test_what_does_not_move_is_not_drawn_anew(display: PygameDisplay) -> None:
    """Whatever was drawn where, each frame is the same as one drawn from nothing."""
    for bend in (5, 60, 20):
        moment = replace(
            gallery.CASES["cued_inside"][1],
            live=members.live_view(bend, knees=True, place_m=(bend / 200, 0.0)),
            reduced=True,
        )
        shown = settle(display, gallery.CUED, moment)
    display.inputs()
    pygame.event.post(pygame.event.Event(pygame.VIDEOEXPOSE))
    display.inputs()
    assert np.array_equal(settle(display, gallery.CUED, moment), shown)


class Theirs(ResultView):
    """A result by whose kind it can be found in memory, with every copy of it."""


def theirs() -> Screen:
    screen = result_screens.result(cases.one_inside)
    view = screen.result
    assert view is not None
    values = {field.name: getattr(view, field.name) for field in fields(ResultView)}
    return replace(screen, result=Theirs(**values))


def kept() -> int:
    gc.collect()
    return sum(type(one) is Theirs for one in gc.get_objects())


def test_nothing_of_a_result_stays_once_it_is_forgotten(display: PygameDisplay) -> None:
    settle(display, theirs(), Moment(4.0))
    settle(display, gallery.STAND, Moment(5.0))
    display.show(gallery.STAND, Moment(6.0))
    assert kept() > 0
    display.forget()
    assert kept() == 0
    assert len({*np.unique(pixels(display._before))}) <= 3, "no pixel of it either"


def test_a_result_forgotten_while_it_is_shown_goes_with_the_next_screen(
    display: PygameDisplay,
) -> None:
    settle(display, theirs(), Moment(4.0))
    shown = pixels(display.picture())
    display.forget()
    display.show(theirs(), Moment(4.0))
    assert np.array_equal(pixels(display.picture()), shown), "it is still shown"
    settle(display, gallery.STAND, Moment(5.0))
    display.show(gallery.STAND, Moment(6.0))
    assert kept() == 0


def test_forgetting_changes_nothing_that_is_seen(display: PygameDisplay) -> None:
    moment = gallery.CASES["cued_inside"][1]
    before = settle(display, gallery.CUED, replace(moment, reduced=True))
    display.forget()
    assert np.array_equal(settle(display, gallery.CUED, replace(moment, reduced=True)), before)


def test_no_sound_is_started(display: PygameDisplay) -> None:
    settle(display, gallery.STAND)
    assert pygame.mixer.get_init() is None


def test_without_a_screen_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "x11")
    monkeypatch.setenv("DISPLAY", ":987")
    with pytest.raises(DisplayError, match="DISPLAY"):
        PygameDisplay(SIZE, windowed=True)


def test_closing_twice_is_harmless(display: PygameDisplay) -> None:
    display.close()
    display.close()
