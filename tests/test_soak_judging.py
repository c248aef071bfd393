"""How the soak judges: a visit's own wobble is no growth, and growth is found under it."""

from __future__ import annotations

import numpy as np
import pytest

from tests.support.soak import EVERY_S, Sample, judged

VISIT_S = 77.0


def two_hours(
    *, grows_mb: float = 0.0, peaks_mb: float = 0.0, opens: float = 0.0, writes_mb: float = 0.0
) -> list[Sample]:
    """Visits of 80 MB, one after another; the rest in an hour."""
    rng = np.random.default_rng(7)
    samples = []
    for at_s in np.arange(0.0, 7200.0, EVERY_S):
        hours, share = at_s / 3600, (at_s % VISIT_S) / VISIT_S
        visit_mb = (80.0 + peaks_mb * hours) * (0.3 < share < 0.8)
        main_mb = 120.0 + grows_mb * hours + visit_mb + rng.uniform(0.0, 0.3)
        samples.append(
            Sample(at_s, main_mb, 80.0, 75 + int(opens * hours), 11, 2, writes_mb * hours)
        )
    return samples


def test_what_a_visit_takes_and_gives_back_is_no_growth() -> None:
    assert judged({"visits": two_hours()})


@pytest.mark.parametrize(
    "bad", [{"grows_mb": 1.5}, {"peaks_mb": 1.5}, {"grows_mb": 5.0}, {"opens": 1.0}]
)
def test_growth_is_found_under_the_visits(bad: dict[str, float]) -> None:
    assert not judged({"visits": two_hours(**bad)})


def test_an_idle_kiosk_may_write_ten_megabytes_a_day() -> None:
    assert judged({"idle": two_hours(writes_mb=9.0 / 24)})
    assert not judged({"idle": two_hours(writes_mb=11.0 / 24)})
