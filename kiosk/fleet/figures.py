"""What is told of all kiosks together. Pure.

Nothing in a report belongs to one person: cells that count fewer than 11 are hidden, with as many
more as it takes that nobody works them out (kiosk.core.suppression). There is one table of kiosks
and not several, since a second one with the same totals would give away what the first hides.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from kiosk.core.records import OUTCOMES, Changed, Counts
from kiosk.core.suppression import Shown, ShownTable, enough, shown, shown_table

Cell = tuple[str, str, int]
"""Kiosk, what came of a visit, how many people."""

LATE_H: Final = 26.0
"""A kiosk copies every few minutes and is switched off at night; a day and more without a word is
worth a look."""


@dataclass(frozen=True, slots=True)
class KioskState:
    """A kiosk as the database has it. finished_utc: when it had copied everything last, '' never;
    heard_utc: the last word of it. waiting: entries that it could not copy then. needs: codes of
    what staff has to see to. week: visits in the last 7 days, None fewer than 11. newest_utc: its
    last visit's start, '' none. silent_h: since heard_utc, by the database's clock."""

    kiosk: str
    version: str
    heard_utc: str
    finished_utc: str
    silent_h: float
    waiting: int
    needs: tuple[str, ...]
    newest_utc: str
    week: int | None

    @property
    def late(self) -> bool:
        """Whether nothing was heard of it for too long."""
        return self.silent_h > LATE_H


@dataclass(frozen=True, slots=True)
class FleetCounts:
    """Of a period, as counted: cells, by kiosk and by 'measured' (a visit with a result), or how a
    stay without one ended. retries, bands (of both legs): codes and how often. printed: slips.
    doubtful: visits whose clock was not synchronised."""

    since_utc: str
    until_utc: str
    cells: tuple[Cell, ...]
    retries: Counts
    bands: Counts
    printed: int
    doubtful: int
    changed: Changed | None = None


@dataclass(frozen=True, slots=True)
class CodesShown:
    """Counts of codes beside their total; None hidden."""

    codes: tuple[str, ...]
    counts: tuple[int | None, ...]
    total: int | None


@dataclass(frozen=True, slots=True)
class FleetReport:
    """What may be shown of FleetCounts. table: a row for each of kiosks, a column for each of
    outcomes. printed, doubtful, changed: None where fewer than 11 people are behind it."""

    since_utc: str
    until_utc: str
    kiosks: tuple[str, ...]
    outcomes: tuple[str, ...]
    table: ShownTable
    retries: CodesShown
    bands: CodesShown
    printed: int | None
    doubtful: int | None
    changed: Changed | None


def fleet_report(counts: FleetCounts) -> FleetReport:
    """Kiosks by name, outcomes in the order of kiosk.core.records.OUTCOMES."""
    found = {(kiosk, outcome): people for kiosk, outcome, people in counts.cells}
    kiosks = tuple(sorted({kiosk for kiosk, _ in found}))
    outcomes = tuple(sorted({outcome for _, outcome in found}, key=_place))
    rows = [[found.get((kiosk, outcome), 0) for outcome in outcomes] for kiosk in kiosks]
    changed = counts.changed
    few = changed is None or not all(
        one == 0 or enough(one)
        for one in (
            changed.pairs, changed.comparable, changed.outward, changed.inward,
            changed.comparable - changed.outward, changed.comparable - changed.inward,
        )
    )  # fmt: skip
    return FleetReport(
        counts.since_utc,
        counts.until_utc,
        kiosks,
        outcomes,
        shown_table(rows) if rows else ShownTable((), (), (), 0),
        _codes(counts.retries),
        _codes(counts.bands),
        _few(counts.printed),
        _few(counts.doubtful),
        None if few else changed,
    )


def week_shown(visits: int) -> int | None:
    """A count of visits beside nothing else: 0 is nobody and is shown."""
    return _few(visits)


def needing(states: Iterable[KioskState]) -> tuple[KioskState, ...]:
    """The kiosks that somebody has to see to."""
    return tuple(one for one in states if one.late or one.needs)


def _codes(counts: Counts) -> CodesShown:
    hidden: Shown = shown([count for _, count in counts])
    return CodesShown(tuple(code for code, _ in counts), hidden.cells, hidden.total)


def _few(people: int) -> int | None:
    return people if people == 0 or enough(people) else None


def _place(outcome: str) -> tuple[int, str]:
    return (OUTCOMES.index(outcome) if outcome in OUTCOMES else len(OUTCOMES), outcome)
