"""The drift of box checks: a slope with its interval, against scipy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from kiosk.core.boxlog import MONTH_DAYS, sparkline, trend


def test_a_drift_is_the_line_of_least_squares_with_its_interval() -> None:
    rng = np.random.default_rng(3)
    days = np.sort(rng.uniform(0.0, 200.0, 14))
    errors = 1.0 + 0.8 / MONTH_DAYS * days + rng.normal(0.0, 0.6, 14)
    found = trend(list(days), list(errors))
    line = stats.linregress(days, errors)
    half = stats.t.ppf(0.975, 12) * line.stderr * MONTH_DAYS
    assert found is not None and found.told
    assert found.per_month_mm == pytest.approx(line.slope * MONTH_DAYS)
    assert found.high_mm - found.per_month_mm == pytest.approx(half, rel=2e-3)
    assert (found.checks, found.days) == (14, pytest.approx(days[-1] - days[0]))


def test_few_checks_or_checks_of_one_day_have_no_drift() -> None:
    assert trend([0.0, 10.0, 20.0], [0.0, 1.0, 2.0]) is None
    assert trend([0.0, 0.1, 0.2, 0.3], [0.0, 1.0, 2.0, 3.0]) is None
    level = trend([0.0, 10.0, 20.0, 30.0], [1.0, -1.0, 1.0, -1.0])
    assert level is not None and not level.told


def test_a_sparkline_has_a_block_a_check() -> None:
    assert sparkline([-10.0, 0.0, 10.0, 99.0], 10.0) == "▁▅██"
    assert sparkline([], 10.0) == ""
