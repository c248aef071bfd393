"""Recorded frames against a clock that the test turns."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.frame import DepthFrame, Intrinsics
from kiosk.live.pacing import LONGEST_WAIT_S, MOST_SKIPPED, in_time

LENS = Intrinsics(width=2, height=2, fx=1.0, fy=1.0, cx=0.5, cy=0.5)
PERIOD_S = 0.1


class Clock:
    """Time that passes only in `sleep` and `work`."""

    def __init__(self) -> None:
        self.now_s = 50.0

    def __call__(self) -> float:
        return self.now_s

    def pass_(self, seconds: float) -> None:
        assert seconds >= 0
        self.now_s += seconds


def frames_at(*times_s: float) -> list[DepthFrame]:
    depth = np.ones((2, 2), np.uint16)
    return [DepthFrame(depth, 0.001, LENS, t, i) for i, t in enumerate(times_s)]


def steady(count: int) -> list[DepthFrame]:
    return frames_at(*(7.0 + PERIOD_S * i for i in range(count)))


def play(
    frames: list[DepthFrame],
    *,
    speed: float = 1.0,
    work_s: float = 0.0,
    read_s: float = 0.0,
    skip_late: bool = True,
) -> list[tuple[int, float]]:
    """(number, seconds since the start) of each delivered frame; a reader that works `work_s` on
    each, a source that needs `read_s` for each."""
    clock = Clock()

    def source() -> Iterator[DepthFrame]:
        for frame in frames:
            clock.pass_(read_s)
            yield frame

    got = []
    for frame in in_time(source(), speed, skip_late=skip_late, clock=clock, sleep=clock.pass_):
        got.append((frame.number, clock.now_s - 50.0))
        clock.pass_(work_s)
    return got


def test_a_quick_reader_gets_each_frame_when_it_is_due() -> None:
    got = play(steady(6), work_s=0.04)
    assert [number for number, _ in got] == list(range(6))
    assert [at for _, at in got] == pytest.approx([PERIOD_S * i for i in range(6)])


def test_speed_divides_the_time() -> None:
    assert [at for _, at in play(steady(5), speed=4)] == pytest.approx(
        [PERIOD_S * i / 4 for i in range(5)]
    )


def test_a_slow_reader_gets_the_newest_and_no_backlog() -> None:
    got = play(steady(40), work_s=0.25)
    numbers = [number for number, _ in got]
    assert numbers == sorted(set(numbers))
    assert len(numbers) < 20
    for number, at in got:  # never behind by as much as a frame
        assert -1e-9 <= at - PERIOD_S * number < PERIOD_S


def test_a_hiccup_is_caught_up_with() -> None:
    clock, got = Clock(), []
    for frame in in_time(steady(20), clock=clock, sleep=clock.pass_):
        got.append(frame.number)
        clock.pass_(0.45 if frame.number == 5 else 0.01)
    assert got == [*range(6), *range(9, 20)]
    assert clock.now_s - 50.0 == pytest.approx(1.9 + 0.01)


def test_reading_slower_than_the_pace_still_delivers() -> None:
    got = play(steady(60), read_s=0.3, work_s=0.05)
    assert [number for number, _ in got][1:] == list(range(1 + MOST_SKIPPED, 60, MOST_SKIPPED + 1))


def test_nothing_is_skipped_where_all_is_wanted() -> None:
    got = play(steady(20), work_s=0.25, skip_late=False)
    assert [number for number, _ in got] == list(range(20))
    assert got[-1][1] == pytest.approx(19 * 0.25)


def test_as_fast_as_can_be() -> None:
    got = play(steady(20), speed=math.inf, work_s=0.001)
    assert [number for number, _ in got] == list(range(20))
    assert got[-1][1] == pytest.approx(0.019)


def test_a_long_break_is_cut_short() -> None:
    got = play(frames_at(0.0, 0.1, 60.0, 60.1))
    assert [at for _, at in got] == pytest.approx(
        [0.0, 0.1, 0.1 + LONGEST_WAIT_S, 0.2 + LONGEST_WAIT_S]
    )


@pytest.mark.parametrize("odd", [math.nan, math.inf, -math.inf, 3.0])
def test_a_time_that_makes_no_sense_begins_anew(odd: float) -> None:
    got = play(frames_at(10.0, 10.1, odd, 10.3, 10.4))
    assert [number for number, _ in got] == list(range(5))
    assert got[-1][1] <= 0.3 + LONGEST_WAIT_S


@pytest.mark.parametrize("speed", [0.0, -1.0, math.nan])
def test_a_speed_is_above_nought(speed: float) -> None:
    with pytest.raises(ValueError, match="above 0"):
        next(in_time(steady(2), speed))


@given(
    st.lists(st.floats(allow_nan=True, allow_infinity=True), max_size=30),
    st.floats(0.01, 100.0),
    st.floats(0.0, 0.5),
)
def test_any_times_come_to_an_end_in_order(
    times_s: list[float], speed: float, work_s: float
) -> None:
    got = play(frames_at(*times_s), speed=speed, work_s=work_s)
    numbers = [number for number, _ in got]
    assert numbers == sorted(set(numbers))
    assert numbers[:1] == [0][: len(times_s)]
    assert all(b - a <= MOST_SKIPPED + 1 for a, b in pairwise(numbers))
