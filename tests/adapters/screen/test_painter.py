"""The painter's thread: newest first, kept, errors handed over, nothing waited for."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from threading import Event

import pygame
import pytest

from kiosk.adapters.screen.painter import Painted, Painter
from kiosk.core.screen import Screen


def screen(name: str) -> Screen:
    return Screen(name, "notice", name)


class Held:
    """Paints nothing, one screen each time it is let."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.begun, self.go = Event(), Event()

    def __call__(self, wanted: Screen) -> Painted:
        self.names.append(wanted.name)
        self.begun.set()
        assert self.go.wait(10)
        if wanted.name == "bad":
            raise ValueError("no such picture")
        return Painted(wanted, pygame.Surface((1, 1)), ())


@pytest.fixture
def held() -> Held:
    return Held()


@pytest.fixture
def painter(held: Held) -> Iterator[Painter]:
    made = Painter(held, keep=3)
    yield made
    held.go.set()
    made.close()


def wait(get: Callable[[], Painted | None]) -> Painted:
    for _ in range(1000):
        if (painted := get()) is not None:
            return painted
        time.sleep(0.01)
    raise AssertionError("never painted")


def test_the_newest_is_painted_first(painter: Painter, held: Held) -> None:
    assert painter.get(screen("a")) is None
    assert held.begun.wait(10)
    for name in ("b", "c", "b", "d"):
        assert painter.get(screen(name)) is None
    painter.prepare(screen("later"))
    held.go.set()
    wait(lambda: painter.get(screen("d")))
    wait(lambda: painter.get(screen("later")))
    assert held.names[:5] == ["a", "d", "b", "c", "later"]


def test_what_is_painted_is_kept_for_equal_screens(painter: Painter, held: Held) -> None:
    held.go.set()
    first = wait(lambda: painter.get(screen("a")))
    assert painter.get(screen("a")) is first
    for name in ("b", "c", "d"):
        wait(lambda name=name: painter.get(screen(name)))
    assert held.names == ["a", "b", "c", "d"]
    wait(lambda: painter.get(screen("a")))
    assert held.names[-1] == "a", "the longest unused was given up"


def test_an_error_reaches_who_asks_and_the_thread_goes_on(painter: Painter, held: Held) -> None:
    held.go.set()
    with pytest.raises(ValueError, match="no such picture"):
        wait(lambda: painter.get(screen("bad")))
    assert wait(lambda: painter.get(screen("good"))).screen == screen("good")


def test_what_is_to_be_forgotten_is_dropped_even_while_it_is_painted(held: Held) -> None:
    forgotten: list[str] = []
    painter = Painter(held, forget=lambda: forgotten.append("words"))
    for name in ("a", "b"):
        assert painter.get(screen(name)) is None
        assert held.begun.wait(10)
    painter.forget([screen("c")])
    assert forgotten == ["words"]
    held.go.set()
    wait(lambda: painter.get(screen("c")))
    assert held.names == ["a", "c"], "what waited is not painted"
    assert forgotten == ["words"] * 2, "once more, after the picture that was being painted"
    painter.forget([screen("c")])
    assert painter.get(screen("c")) is not None
    assert painter.get(screen("a")) is None
    painter.close()


def test_closing_twice_is_harmless(held: Held) -> None:
    painter = Painter(held)
    painter.close()
    painter.close()
