"""Marks are left by the loop, often enough and not too often."""

from __future__ import annotations

import threading

import pytest

from kiosk.core.hours import EVERY_S
from kiosk.core.running import Where
from kiosk.errors import StoreError
from kiosk.live.hours import SETTLED_S, HoursKeeper


class House:
    """A kiosk whose time passes as it is told."""

    def __init__(self) -> None:
        self.now_s = 50.0
        self.written: list[tuple[str, float]] = []
        self.fault = ""
        self.keeper = HoursKeeper(self._write, lambda: self.now_s)

    def _write(self, kind: str, up_s: float) -> None:
        if self.fault:
            raise StoreError(self.fault)
        self.written.append((kind, up_s))

    def turn(self, at: Where, later_s: float = 0.0) -> str:
        self.now_s += later_s
        return self.keeper.turn(at)

    def after(self) -> list[tuple[str, float]]:
        self.keeper.close()
        return self.written


def test_a_mark_every_ten_minutes_and_one_at_each_end() -> None:
    house = House()
    for _ in range(int(1900.0 / 10.0)):
        house.turn("idle", 10.0)
    assert house.after() == [
        ("start", 0.0), ("in", 600.0), ("in", 1200.0), ("in", 1800.0), ("end", 1900.0),
    ]  # fmt: skip


def test_out_of_service_is_marked_when_it_has_settled() -> None:
    house = House()
    house.turn("idle", 300.0)
    house.turn("out_of_service", 1.0)
    house.turn("visit", 1.0)
    house.turn("out_of_service", SETTLED_S)
    assert house.after()[:2] == [("start", 0.0), ("out", 301.0)]


def test_a_camera_that_comes_and_goes_all_day_does_not_wear_out_a_card() -> None:
    house = House()
    for second in range(86400 // 5):
        house.turn("out_of_service" if second % 2 else "idle", 5.0)
    assert len(house.after()) <= 86400 / SETTLED_S + 2


def test_a_run_that_fails_leaves_no_mark_of_an_end() -> None:
    house = House()
    house.keeper.close(well=False)
    assert house.written == [("start", 0.0)]


def test_that_nothing_can_be_noted_is_told_once() -> None:
    house = House()
    house.turn("idle")
    house.fault = "the disk is full"
    told = []
    for _ in range(3):
        house.turn("idle", EVERY_S)
        _settle(house)
        told.append(house.turn("idle"))
    assert told == ["the disk is full", "", ""]


def _settle(house: House) -> None:
    for _ in range(1000):
        if not house.keeper._worker.busy:
            return
        threading.Event().wait(0.002)
    pytest.fail("the worker does not end")
