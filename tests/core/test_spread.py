"""SEM, MDC95 and their interval, against scipy and by simulation."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from scipy import stats

from kiosk.core.spread import Figure, chi2_quantile, study


def people(
    count: int, days: int = 2, sem: float = 4.0, seed: int = 1, repeats: int = 1
) -> list[Figure]:
    rng = np.random.default_rng(seed)
    made = []
    for who in range(count):
        true = rng.normal(10.0, 15.0, 2)
        for day in range(days):
            for again in range(repeats):
                left, right = true + rng.normal(0.0, sem, 2)
                date = f"2026-11-{10 + day:02}"
                made.append(Figure(str(who), date, f"{date}T{again:02}", left, right))
    return made


@pytest.mark.parametrize("freedom", [5, 9, 12, 20, 60])
def test_chi_square_is_near_enough(freedom: int) -> None:
    near = 0.05 if freedom < 9 else 0.01
    for z in (1.959964, -1.959964):
        exact = stats.chi2.ppf(stats.norm.cdf(z), freedom)
        assert chi2_quantile(z, freedom) == pytest.approx(exact, rel=near)


def test_sem_is_the_standard_deviation_within_people() -> None:
    figures = people(12)
    found = study(figures)
    assert (found.people, found.days, found.alone, found.missing) == (12, 2, 0, ())
    assert found.both is not None and found.left is not None
    lefts = np.array([one.left_mm for one in figures]).reshape(12, 2)
    assert found.left.sem_mm == pytest.approx(np.diff(lefts).std(ddof=0) / sqrt(2), rel=0.2)
    exact = sqrt(float(np.mean(np.diff(lefts) ** 2)) / 2)
    assert found.left.sem_mm == pytest.approx(exact)
    assert found.left.mdc95_mm == pytest.approx(1.959964 * sqrt(2) * exact)
    ends = [found.left.mdc95_mm * sqrt(12 / stats.chi2.ppf(p, 12)) for p in (0.975, 0.025)]
    assert [found.left.low_mm, found.left.high_mm] == pytest.approx(ends, rel=0.01)
    f, _ = stats.f_oneway(*lefts)
    assert found.left.icc == pytest.approx((f - 1) / (f + 1))
    assert (found.both.freedom, found.both.values) == (12, 48)


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    truth = 1.959964 * sqrt(2) * 4.0
    held = 0
    for seed in range(300):
        left = study(people(10, seed=seed)).left
        assert left is not None
        held += left.low_mm <= truth <= left.high_mm
    assert 0.90 < held / 300 < 0.99


def test_people_of_one_day_and_repeats_on_a_day_do_not_count() -> None:
    found = study(people(10, days=1, repeats=3))
    assert (found.people, found.alone, found.both) == (0, 10, None)
    assert found.same_day is not None and found.same_day.values == 60
    assert found.missing == ("10 more people measured on two days", "a second day")
    more = study(people(9) + [Figure("x", "2026-11-10", "1", 1.0, None)])
    assert more.missing == ("1 more people measured on two days",)


def test_a_leg_that_was_not_measured_is_left_out() -> None:
    figures = [
        Figure(str(who), f"2026-11-1{day}", str(day), None, 1.0 * who + day)
        for who in range(10)
        for day in (0, 2)
    ]
    found = study(figures)
    assert found.left is None and found.right is not None and found.both is not None
    assert found.both.sem_mm == pytest.approx(sqrt(2.0))
    assert study([]).missing and study([]).both is None
