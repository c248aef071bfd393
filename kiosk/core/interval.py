"""A value with its 95 % interval: the spread of the squats and the model's error. stdlib only.

The value is the median of the squats. Its interval adds two parts in quadrature (MEASUREMENT.md
section 7): what the squats scatter, and what the pose model is off by in a whole test:

    half width = t(v) * sqrt(e^2 + m^2),   e = c(n) s / sqrt(n)

s: standard deviation of the n squats. c(n): standard error of the median over that of the mean,
1.2533 = sqrt(pi / 2) for many squats and less for few, whose median is nearly their mean. m: one
standard deviation of the model's error. t(v): Student's 97.5 % quantile; only e has to be
estimated from few squats, so v = (e^2 + m^2)^2 / (e^4 / (n - 1)) (Welch-Satterthwaite, as in the
Guide to the Expression of Uncertainty in Measurement, annex G.4). Without a model error that is
t(n - 1) * e, without scatter 1.96 m. The plain sum in quadrature of t(n - 1) * e and 1.96 m holds
the truth in up to 98 % of tests with three squats; this one in 93 to 97 % (tests/core/
test_interval.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from math import fsum, inf, isfinite, sqrt
from statistics import median
from typing import Final

from kiosk.errors import InputError

NORMAL_975: Final = 1.959964

_T_975: Final = (
    (1.0, 12.706205), (1.1, 10.276801), (1.25, 8.027951), (1.5, 6.016663), (1.75, 4.948848),
    (2.0, 4.302653), (2.5, 3.574655), (3.0, 3.182446), (4.0, 2.776445), (5.0, 2.570582),
    (6.0, 2.446912), (8.0, 2.306004), (10.0, 2.228139), (15.0, 2.131450), (20.0, 2.085963),
    (30.0, 2.042272), (60.0, 2.000298), (120.0, 1.979930), (inf, NORMAL_975),
)  # fmt: skip
"""(degrees of freedom, Student's 97.5 % quantile)."""

_MEDIAN_OVER_MEAN: Final = {
    1: 1.0, 2: 1.0, 3: 1.1602, 4: 1.0922, 5: 1.1976, 6: 1.1351, 7: 1.2137, 8: 1.1600,
    9: 1.2227, 10: 1.1762,
}  # fmt: skip
"""c(n) for normal samples, from the variances of their order statistics; beyond: 1.2533."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value and its 95 % interval, in the unit of what was estimated (metres or degrees)."""

    value: float
    low: float
    high: float

    @property
    def half_width(self) -> float:
        """Half of the interval: the measurement error that a change has to exceed."""
        return 0.5 * (self.high - self.low)

    def holds(self, boundary: float) -> bool:
        """Whether the interval contains a boundary; its ends belong to it."""
        return self.low <= boundary <= self.high


@dataclass(frozen=True, slots=True)
class ErrorModel:
    """What the pose model is off by in a whole test: one standard deviation each, and whose.

    From the model card: calibrated, the toe line and gravity included (MEASUREMENT.md section 7).
    """

    knee_plane_offset_at_60_sd_m: float
    knee_plane_offset_bottom_sd_m: float
    knee_toe_offset_at_60_sd_m: float
    knee_toe_offset_bottom_sd_m: float
    knee_flexion_sd_deg: float
    name: str

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name.endswith(("_m", "_deg")) and not (isfinite(value) and value >= 0.0):
                raise InputError(
                    f"The error model '{self.name}' gives {field.name} = {value}; a standard "
                    "deviation must be a number of 0 or more. Take it from the model's card."
                )


def measured(values: Sequence[float | None]) -> list[float]:
    """The values that were measured: without None, NaN and infinities."""
    return [v for v in values if v is not None and isfinite(v)]


def estimate(values: Sequence[float | None], model_sd: float, least: int) -> Estimate | None:
    """Median and 95 % interval of one value per squat; None with fewer than `least` measured."""
    known = measured(values)
    if len(known) < max(least, 1):
        return None
    middle = median(known)
    half = _half_width([known], model_sd)
    return Estimate(middle, middle - half, middle + half)


def difference(
    before: Sequence[float | None], after: Sequence[float | None], model_sd: float, least: int
) -> Estimate | None:
    """Median of `after` minus median of `before`, with its 95 % interval; None as in `estimate`.

    The model's error is counted once: body, clothes, toe line and gravity are the same in both.
    """
    first, second = measured(before), measured(after)
    if min(len(first), len(second)) < max(least, 1):
        return None
    change = median(second) - median(first)
    half = _half_width([first, second], model_sd)
    return Estimate(change, change - half, change + half)


def standard_error(values: Sequence[float]) -> float:
    """Standard error of the median of normally scattered values; 0 for a single one."""
    n = len(values)
    if n < 2:
        return 0.0
    mean = fsum(values) / n
    deviation = sqrt(fsum((value - mean) ** 2 for value in values) / (n - 1))
    return _MEDIAN_OVER_MEAN.get(n, 1.2533) * deviation / sqrt(n)


def _half_width(groups: Sequence[Sequence[float]], model_sd: float) -> float:
    """Half of the 95 % interval of the sum or difference of the groups' medians."""
    variances = [standard_error(group) ** 2 for group in groups]
    total = sum(variances) + model_sd**2
    # v as a share: 1 / v = sum of (e^2 / total)^2 / (n - 1), which no overflow can reach.
    inverse = sum(
        (variance / total) ** 2 / (len(group) - 1)
        for variance, group in zip(variances, groups, strict=True)
        if variance > 0.0
    )
    return t_975(max(1.0, 1.0 / inverse) if inverse > 0.0 else inf) * sqrt(total)


def t_975(freedom: float) -> float:
    """Student's 97.5 % quantile for any degrees of freedom from 1 on.

    Between the table's entries linear in 1 / freedom, in which the quantile is nearly straight:
    up to 1.3 % too wide between 1 and 2 degrees of freedom, 0.6 % from there on.
    """
    if not freedom >= 1.0:
        raise InputError(f"Student's t has no quantile here for {freedom} degrees of freedom.")
    for (v0, t0), (v1, t1) in pairwise(_T_975):
        if freedom <= v1:
            share = (1.0 / v0 - 1.0 / freedom) / (1.0 / v0 - 1.0 / v1)
            return t0 + share * (t1 - t0)
    return NORMAL_975
