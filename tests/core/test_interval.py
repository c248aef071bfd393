"""Medians with their 95 % intervals."""

from __future__ import annotations

from math import inf, nan, pi, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from kiosk.core.interval import (
    ErrorModel,
    Estimate,
    difference,
    estimate,
    standard_error,
    t_975,
)
from kiosk.errors import InputError

OFFSETS = st.lists(st.floats(-0.2, 0.2), min_size=3, max_size=8)
SD = st.floats(0.0, 0.03)


@pytest.mark.parametrize("squats", [3, 4, 5, 8])
@pytest.mark.parametrize("model_sd", [0.0, 0.002, 0.006, 0.02])
def test_95_percent_intervals_contain_the_truth_in_93_to_97_percent(
    squats: int, model_sd: float
) -> None:
    """Squats that scatter by 6 mm around a truth, all shifted by the model's error of one test."""
    rng = np.random.default_rng(20250101 + squats)
    tests, truth = 4000, 0.021
    offsets = truth + rng.normal(0.0, 0.006, (tests, squats))
    offsets += rng.normal(0.0, model_sd, (tests, 1))
    found = [estimate(list(test), model_sd, least=3) for test in offsets]
    held = np.mean([one is not None and one.holds(truth) for one in found])
    assert 0.93 <= held <= 0.97


@pytest.mark.parametrize(("before", "after"), [(5, 3), (5, 2), (3, 3)])
@pytest.mark.parametrize("model_sd", [0.0, 0.006])
def test_intervals_of_a_change_contain_the_truth(before: int, after: int, model_sd: float) -> None:
    """The model's error differs between the sets by as much as it errs in a whole test.

    Without such an error two sets of three are held a little too often: each has its own scatter
    to estimate from two degrees of freedom.
    """
    rng = np.random.default_rng(7)
    tests, truth = 4000, -0.012
    first = rng.normal(0.03, 0.006, (tests, before))
    second = rng.normal(0.03 + truth, 0.006, (tests, after))
    second += rng.normal(0.0, model_sd, (tests, 1))
    pairs = zip(first, second, strict=True)
    found = [difference(list(a), list(b), model_sd, least=2) for a, b in pairs]
    held = np.mean([one is not None and one.holds(truth) for one in found])
    assert 0.93 <= held <= 0.98


def test_student_quantiles_are_scipy_s() -> None:
    for freedom in (1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 60, 120):
        assert t_975(freedom) == pytest.approx(stats.t.ppf(0.975, freedom), abs=1e-5)
    assert t_975(inf) == pytest.approx(stats.norm.ppf(0.975), abs=1e-6)
    for freedom in np.concatenate([np.linspace(1, 2, 101), np.linspace(2, 300, 997)]):
        ratio = t_975(float(freedom)) / stats.t.ppf(0.975, freedom)
        assert 0.9999 < ratio < (1.013 if freedom < 2 else 1.006)


@pytest.mark.parametrize("freedom", [0.9, 0.0, -1.0, nan])
def test_no_quantile_without_a_degree_of_freedom(freedom: float) -> None:
    with pytest.raises(InputError, match="degrees of freedom"):
        t_975(freedom)


@pytest.mark.parametrize("n", range(2, 12))
def test_standard_error_is_that_of_the_median(n: int) -> None:
    """Against 200,000 drawn medians; s is given its own expectation's size by scaling."""
    rng = np.random.default_rng(n)
    medians = np.median(rng.standard_normal((200_000, n)), axis=1)
    values = rng.standard_normal(n)
    values = list((values - values.mean()) / values.std(ddof=1))
    tolerance = 0.01 if n <= 10 else 0.06  # beyond the table: the limit, on the wide side
    assert standard_error(values) == pytest.approx(medians.std(), rel=tolerance)
    assert standard_error(values) > medians.std() * 0.99


def test_many_squats_reach_the_known_limit() -> None:
    values = list(np.random.default_rng(0).normal(0.0, 1.0, 400))
    expected = sqrt(pi / 2.0) * np.std(values, ddof=1) / 20.0
    assert standard_error(values) == pytest.approx(expected, rel=1e-3)


def test_without_scatter_the_model_s_error_is_left() -> None:
    found = estimate([0.03, 0.03, 0.03], 0.01, least=3)
    assert found is not None
    assert found.value == 0.03
    assert found.half_width == pytest.approx(0.0196, abs=1e-5)


def test_without_a_model_error_student_s_interval_is_left() -> None:
    found = estimate([0.02, 0.03, 0.04], 0.0, least=3)
    assert found is not None
    assert found.half_width == pytest.approx(4.302653 * 1.1602 * 0.01 / sqrt(3.0), rel=1e-5)


@pytest.mark.parametrize("missing", [None, nan, inf])
def test_what_was_not_measured_does_not_count(missing: float | None) -> None:
    assert estimate([0.01, missing, 0.03], 0.01, least=3) is None
    with_it = estimate([0.01, missing, 0.03, 0.05], 0.01, least=3)
    assert with_it == estimate([0.01, 0.03, 0.05], 0.01, least=3)
    assert difference([0.01, missing], [0.02, 0.03], 0.01, least=2) is None
    assert difference([0.02, 0.03], [0.01, missing], 0.01, least=2) is None
    assert estimate([], 0.01, least=0) is None


def test_equal_values_without_any_error_have_no_width() -> None:
    assert estimate([0.01] * 3, 0.0, least=3) == Estimate(0.01, 0.01, 0.01)


@given(OFFSETS, SD)
def test_mirrored_values_give_the_mirrored_interval(values: list[float], sd: float) -> None:
    one, other = estimate(values, sd, 3), estimate([-v for v in values], sd, 3)
    assert one is not None
    assert other is not None
    assert (other.value, other.low, other.high) == pytest.approx((-one.value, -one.high, -one.low))
    assert one.low <= one.value <= one.high


@given(OFFSETS, SD)
def test_order_does_not_matter(values: list[float], sd: float) -> None:
    shuffled = sorted(values)
    one, other = estimate(values, sd, 3), estimate(shuffled, sd, 3)
    assert one is not None
    assert other is not None
    assert other.value == one.value
    assert other.half_width == pytest.approx(one.half_width, abs=1e-12)


@given(OFFSETS, SD, st.floats(0.0, 0.03))
def test_a_larger_model_error_never_narrows_the_interval_below_it(
    values: list[float], sd: float, more: float
) -> None:
    found = estimate(values, sd + more, 3)
    assert found is not None
    assert found.half_width >= 1.9599 * (sd + more) - 1e-12


@given(OFFSETS, OFFSETS, SD)
def test_a_change_is_the_medians_difference_and_turns_with_the_order(
    before: list[float], after: list[float], sd: float
) -> None:
    there, back = difference(before, after, sd, 2), difference(after, before, sd, 2)
    first, second = estimate(before, sd, 2), estimate(after, sd, 2)
    assert there is not None
    assert back is not None
    assert first is not None
    assert second is not None
    assert there.value == pytest.approx(second.value - first.value, abs=1e-12)
    assert back.value == -there.value
    assert back.half_width == pytest.approx(there.half_width, abs=1e-12)


@pytest.mark.parametrize("wrong", [-0.001, nan, inf])
def test_an_error_model_without_sense_is_refused(wrong: float) -> None:
    with pytest.raises(InputError, match="knee_toe_offset_bottom_sd_m"):
        ErrorModel(0.01, 0.01, 0.01, wrong, 2.0, "a card")
