"""How much one person's figures vary from day to day: SEM and MDC95. stdlib and kiosk.core only.

One value a person, leg and day (the day's first). SEM is the standard deviation within a person
and leg, pooled over all (one-way analysis of variance); MDC95 = 1.96 sqrt(2) SEM is what a change
between two visits has to exceed (MEASUREMENT.md section 7). Both legs of a person may vary
together, so that the interval counts the degrees of freedom of persons, not of legs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import fsum, isfinite, sqrt
from typing import Final

from kiosk.core.interval import NORMAL_975

LEAST_PEOPLE: Final = 10
LEAST_DAYS: Final = 2
MDC: Final = NORMAL_975 * sqrt(2.0)


@dataclass(frozen=True, slots=True)
class Figure:
    """A visit's knee-plane offset at 60 degrees. person: an anonymous label. day: YYYY-MM-DD where
    the kiosk stands. at: when, to sort by. None: that leg was not measured."""

    person: str
    day: str
    at: str
    left_mm: float | None
    right_mm: float | None


@dataclass(frozen=True, slots=True)
class Spread:
    """freedom: of the interval low_mm to high_mm of the MDC95 (95 %). icc: one-way, single visit
    (ICC(1,1)); None where it cannot be told. values: that went in."""

    sem_mm: float
    mdc95_mm: float
    low_mm: float
    high_mm: float
    freedom: int
    icc: float | None
    values: int


@dataclass(frozen=True, slots=True)
class Study:
    """people: with at least two days. alone: people with one. days: different dates of those
    people. both, left, right: from day to day. same_day: between visits of one day, shown and never
    used. None where there is nothing to tell."""

    people: int
    alone: int
    days: int
    visits: int
    both: Spread | None
    left: Spread | None
    right: Spread | None
    same_day: Spread | None

    @property
    def missing(self) -> tuple[str, ...]:
        """What has to be there before comparisons may rest on it; empty: nothing."""
        found = []
        if self.people < LEAST_PEOPLE:
            found.append(f"{LEAST_PEOPLE - self.people} more people measured on two days")
        if self.days < LEAST_DAYS:
            found.append("a second day")
        if not found and self.both is None:
            found.append("measured knees on both days")
        return tuple(found)


def study(figures: Iterable[Figure]) -> Study:
    """All comparable visits of some people, in any order."""
    ordered = sorted(figures, key=lambda one: (one.person, one.at))
    people = {who: list(those) for who, those in groupby(ordered, key=lambda one: one.person)}
    returned = {
        who: those for who, those in people.items() if len({one.day for one in those}) >= LEAST_DAYS
    }
    firsts = {who: _first_of_days(those) for who, those in returned.items()}
    days = {one.day for those in firsts.values() for one in those}
    same = {
        f"{who} {day}": list(those)
        for who, all_ in people.items()
        for day, those in groupby(all_, key=lambda one: one.day)
    }
    return Study(
        len(returned),
        len(people) - len(returned),
        len(days),
        len(ordered),
        spread(firsts, ("left", "right")),
        spread(firsts, ("left",)),
        spread(firsts, ("right",)),
        spread(same, ("left", "right")),
    )


def spread(people: Mapping[str, Sequence[Figure]], legs: Sequence[str]) -> Spread | None:
    """None where nobody was measured twice."""
    groups, freedom = [], 0
    for those in people.values():
        mine = [[v for one in those if (v := _value(one, leg)) is not None] for leg in legs]
        groups += [values for values in mine if values]
        freedom += max((len(values) - 1 for values in mine), default=0)
    count = sum(map(len, groups))
    within_free = count - len(groups)
    if within_free < 1 or freedom < 1:
        return None
    means = [fsum(values) / len(values) for values in groups]
    within = fsum(
        (value - mean) ** 2 for values, mean in zip(groups, means, strict=True) for value in values
    )
    variance = within / within_free
    sem = sqrt(variance)
    low, high = (sqrt(freedom / chi2_quantile(z, freedom)) for z in (NORMAL_975, -NORMAL_975))
    mdc = MDC * sem
    return Spread(sem, mdc, mdc * low, mdc * high, freedom, _icc(groups, means, variance), count)


def _icc(groups: Sequence[Sequence[float]], means: Sequence[float], within: float) -> float | None:
    """One-way, for single visits, also of unequal numbers."""
    count, n = sum(map(len, groups)), len(groups)
    if n < 2:
        return None
    grand = fsum(value for values in groups for value in values) / count
    between = fsum(
        len(values) * (mean - grand) ** 2 for values, mean in zip(groups, means, strict=True)
    ) / (n - 1)
    size = (count - fsum(len(values) ** 2 for values in groups) / count) / (n - 1)
    whole = between + (size - 1.0) * within
    icc = (between - within) / whole if whole > 0.0 else float("nan")
    return icc if isfinite(icc) else None


def chi2_quantile(z: float, freedom: int) -> float:
    """Of chi square where the standard normal has its quantile z (Wilson and Hilferty 1931). From 5
    degrees of freedom on within 5 % at the 2.5 % end, from 9 on within 1 %."""
    part = 2.0 / (9.0 * freedom)
    return float(freedom * max(1.0 - part + z * sqrt(part), 1e-3) ** 3)


def _first_of_days(visits: Sequence[Figure]) -> list[Figure]:
    return [next(iter(those)) for _, those in groupby(visits, key=lambda one: one.day)]


def _value(one: Figure, leg: str) -> float | None:
    return one.left_mm if leg == "left" else one.right_mm
