"""Curves are read between neighbours that were measured, and nowhere else."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.resampling import read_at

T = np.array([0.0, 0.1, 0.2, 0.3, 0.4])


def test_between_two_frames_it_is_linear_and_at_a_frame_it_is_the_frame() -> None:
    values = np.array([0.0, 1.0, 4.0, 9.0, 16.0])
    got = read_at(T, values, np.array([0.0, 0.05, 0.2, 0.25, 0.4]))
    assert got == pytest.approx([0.0, 0.5, 4.0, 6.5, 16.0])


def test_a_short_gap_is_bridged_and_a_long_one_is_not() -> None:
    short = np.array([0.0, 1.0, np.nan, 3.0, 4.0])
    assert read_at(T, short, np.array([0.2])) == pytest.approx([2.0])
    long = np.array([0.0, np.nan, np.nan, 3.0, 4.0])
    got = read_at(T, long, np.array([0.0, 0.1, 0.2, 0.3, 0.35]))
    assert np.isnan(got).tolist() == [False, True, True, False, False]


def test_nothing_is_read_before_the_first_or_after_the_last_measured_frame() -> None:
    values = np.array([np.nan, 1.0, 2.0, 3.0, np.nan])
    got = read_at(T, values, np.array([-0.1, 0.0, 0.05, 0.1, 0.3, 0.3 + 1e-9, 0.35, 0.5]))
    assert np.isnan(got).tolist() == [True, True, True, False, False, False, True, True]


def test_channels_do_not_mix() -> None:
    values = np.stack([np.arange(5.0), np.full(5, np.nan), [0.0, 0.0, 0.0, 0.0, 9.0]], axis=-1)
    got = read_at(T, values.reshape(5, 1, 3), np.array([0.35]))
    assert got.shape == (1, 1, 3)
    assert got[0, 0, [0, 2]] == pytest.approx([3.5, 4.5])
    assert np.isnan(got[0, 0, 1])


def test_nothing_measured_gives_nothing() -> None:
    assert np.isnan(read_at(T, np.full(5, np.nan), T)).all()
    assert read_at(T, T, np.zeros(0)).shape == (0,)
    assert np.isnan(read_at(np.zeros(0), np.zeros((0, 2)), T)).all()


@given(
    lost=st.lists(st.booleans(), min_size=20, max_size=20),
    wanted=st.lists(st.floats(-0.5, 3.0), min_size=1, max_size=20),
)
def test_what_is_read_lies_between_its_neighbours(lost: list[bool], wanted: list[float]) -> None:
    time_s = np.arange(20) / 10.0
    values = np.where(lost, np.nan, time_s)
    got = read_at(time_s, values, np.array(wanted))
    seen = time_s[~np.array(lost)]
    for at, value in zip(wanted, got, strict=True):
        before, after = seen[seen <= at + 1e-6], seen[seen >= at - 1e-6]
        near = len(before) > 0 and len(after) > 0 and after[0] - before[-1] <= 0.2 + 1e-5
        assert np.isfinite(value) == near
        if near:  # the values are their own times
            assert value == pytest.approx(at, abs=2e-6)
