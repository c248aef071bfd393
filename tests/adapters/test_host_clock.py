"""The machine's clocks: what is waited for never jumps, and what jumped is not believed."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.adapters.host_clock import BUILT, ClockChip, HostClock

START = datetime(2026, 11, 26, 2, 5, 9, tzinfo=UTC)
YEAR = timedelta(days=365)


class Machine:
    """Two clocks and the time service's mark. Time goes on only when it is told to."""

    def __init__(self, folder: Path) -> None:
        self.wall, self.monotonic_s = START, 70.0
        self.mark = folder / "synchronized"
        self.chip = ClockChip(folder / "rtc", folder / "clock", folder / "timesyncd")

    def clock(self, speed: float = 1.0) -> HostClock:
        return HostClock(speed, lambda: self.monotonic_s, lambda: self.wall, self.mark, self.chip)

    def battery(self, wall: datetime, *, set_once: bool = True) -> None:
        """A chip that tells this time; whether the network ever told it here."""
        (self.chip.chips / "rtc0").mkdir(parents=True, exist_ok=True)
        (self.chip.chips / "rtc0" / "since_epoch").write_text(f"{wall.timestamp():.0f}\n")
        for path, age in ((self.chip.service, 10), (self.chip.kept, 5 if set_once else 11)):
            path.touch()
            os.utime(path, ((START - age * YEAR / 10).timestamp(),) * 2)

    def wait(self, seconds: float) -> None:
        self.monotonic_s += seconds
        self.wall += timedelta(seconds=seconds)

    def touch(self) -> None:
        self.mark.touch()
        os.utime(self.mark, (self.wall.timestamp(),) * 2)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.fixture
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "CET-1")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_waiting_goes_by_the_monotonic_clock(machine: Machine) -> None:
    clock, fast = machine.clock(), machine.clock(8.0)
    machine.wait(2.0)
    machine.wall -= YEAR
    assert clock.now_s() == pytest.approx(2.0)
    assert fast.now_s() == pytest.approx(16.0)


@pytest.mark.usefixtures("berlin")
def test_what_is_written_and_what_is_shown(machine: Machine) -> None:
    machine.wall = START.replace(day=25, hour=23)
    clock = machine.clock()
    assert clock.utc() == "2026-11-25T23:05:09Z"
    assert clock.days_ago_utc(90) == "2026-08-27T23:05:09Z"
    assert clock.local_date() == "2026-11-26"
    assert clock.local_time(clock.utc()) == "00:05"
    assert clock.midnight_utc() == "2026-11-25T23:00:00Z"


def test_only_what_the_time_service_has_set_is_believed(machine: Machine) -> None:
    clock = machine.clock()
    assert not clock.synchronised()
    machine.touch()
    machine.wait(86_400.0)
    assert clock.synchronised()
    machine.mark.unlink()
    assert not clock.synchronised()


def test_a_clock_from_before_this_program_is_wrong(machine: Machine) -> None:
    machine.wall = BUILT - timedelta(days=1)
    machine.touch()
    clock = machine.clock()
    assert not clock.synchronised()
    machine.wait(86_400.0)
    assert clock.synchronised()


@pytest.mark.parametrize("step", [YEAR, -YEAR / 2, timedelta(minutes=61), -timedelta(minutes=61)])
def test_after_a_jump_the_mark_from_before_it_is_not_believed(
    machine: Machine, step: timedelta
) -> None:
    clock = machine.clock()
    machine.touch()
    machine.wait(600.0)
    assert clock.synchronised()
    machine.wall += step
    for _ in range(3):
        assert not clock.synchronised()
        machine.wait(1000.0)
    machine.touch()
    assert clock.synchronised()
    machine.wait(1e6)
    assert clock.synchronised()


def test_a_clock_that_is_set_right_again_has_to_be_marked_too(machine: Machine) -> None:
    clock = machine.clock()
    machine.touch()
    machine.wait(60.0)
    machine.wall += YEAR
    clock.now_s()
    machine.wait(60.0)
    machine.wall -= YEAR
    assert not clock.synchronised()
    machine.touch()
    assert clock.synchronised()


def test_the_jump_with_which_the_service_sets_the_clock_is_believed(machine: Machine) -> None:
    """As on a computer without a battery: it starts in the past, and is set while we run."""
    machine.wall = START - YEAR / 2
    clock = machine.clock()
    machine.wait(40.0)
    clock.now_s()
    machine.wait(0.01)
    machine.wall = START
    machine.touch()
    machine.wait(0.01)
    clock.now_s()
    machine.wait(500.0)
    assert clock.synchronised()


def test_small_corrections_are_none_of_our_business(machine: Machine) -> None:
    clock = machine.clock()
    machine.wait(300.0)
    machine.touch()
    machine.wall += timedelta(minutes=30)
    assert clock.synchronised()


def test_a_clock_set_back_before_we_started_is_not_believed(machine: Machine) -> None:
    machine.touch()
    machine.wall -= timedelta(hours=2)
    assert not machine.clock().synchronised()


def test_the_machine_s_own_clocks_are_taken(tmp_path: Path) -> None:
    mark = tmp_path / "synchronized"
    mark.touch()
    clock = HostClock(mark=mark)
    assert clock.synchronised()
    assert 0 <= clock.now_s() < 60
    mark.unlink()
    (tmp_path / "file").touch()
    assert not HostClock(mark=tmp_path / "file" / "mark").synchronised()


@pytest.mark.parametrize(
    ("ahead", "set_once", "believed"),
    [
        (timedelta(0), True, True),
        (timedelta(seconds=200), True, True),
        (timedelta(seconds=-200), True, True),
        (timedelta(seconds=400), True, False),
        (timedelta(0), False, False),  # a chip as it came from the factory
        (-57 * YEAR, True, False),  # its battery was empty
    ],
)
def test_a_chip_with_a_battery_is_believed_once_the_network_set_it(
    machine: Machine, ahead: timedelta, set_once: bool, believed: bool
) -> None:
    machine.battery(machine.wall + ahead, set_once=set_once)
    assert machine.clock().synchronised() is believed


def test_a_chip_says_nothing_after_somebody_set_the_clock(machine: Machine) -> None:
    machine.battery(machine.wall)
    clock = machine.clock()
    assert clock.synchronised()
    machine.wall += timedelta(days=1)
    assert not clock.synchronised()


@pytest.mark.parametrize("told", ["", "x", "-"])
def test_a_chip_that_tells_no_time_is_none(machine: Machine, told: str) -> None:
    machine.battery(machine.wall)
    (machine.chip.chips / "rtc0" / "since_epoch").write_text(told)
    assert not machine.clock().synchronised()
    machine.touch()
    assert machine.clock().synchronised()
