"""A period's figures as they may be shown to the owner, and to whoever the report is sent on to.
Pure.

None in a count is 'fewer than 11 people, or hidden with some that are' (kiosk.core.suppression).
Counts that add up to each other are hidden together, so that no subtraction brings one back: who
came, how that ended and where those stopped who were not measured are one flow; a table by hour
and weekday is one with its totals. Where even the whole is hidden, nothing of it is shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kiosk.core.hours import Hours, Mark, hours, paper, spans
from kiosk.core.records import Changed, Counts, Totals, Week
from kiosk.core.suppression import enough, shown, shown_flow, shown_table
from kiosk.reports.stages import LANGUAGES, OUTCOMES, RETRIES, staged, worded
from kiosk.reports.strips import Stretch, strips

WIDTHS: Final = (1, 2, 3, 4, 6, 12, 24)
"""Hours that stand together in the table, tried in this order."""
SHOWN_SHARE: Final = 0.75
"""Of the people, who should be in cells that are shown; else wider ones are tried."""


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days where the kiosk stands. name: for people. first, last: YYYY-MM-DD. midnights:
    when each day begins and the last one ends, seconds since 1970. zone: how the place's time is
    called. ended: whether all of it is over; else it is cut off at its last whole day."""

    name: str
    first: str
    last: str
    midnights: tuple[float, ...]
    zone: str
    ended: bool = True

    @property
    def days(self) -> int:
        return len(self.midnights) - 1


@dataclass(frozen=True, slots=True)
class Count:
    """label: the code's words."""

    code: str
    label: str
    count: int | None


@dataclass(frozen=True, slots=True)
class Grid:
    """Who came when. of: 'tests', or 'people' where the tests are erased by now. hours: (from,
    until) of every column; the rows are Monday to Sunday."""

    of: str
    hours: tuple[tuple[int, int], ...]
    cells: tuple[tuple[int | None, ...], ...]
    by_day: tuple[int | None, ...]
    by_hour: tuple[int | None, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Flow:
    """What became of those who came. outcomes: of all, 'measured' the first. left_at: how far
    those came who were not measured. slips: of those measured, who got one."""

    came: int
    measured: int
    slips: int | None
    outcomes: tuple[Count, ...]
    left_at: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """Members who brought an earlier slip. mdc_mm: what this kiosk can tell from chance, 0 where
    it is not known. compared: with the same model and measure. outward, inward: of those, a knee
    moved by more than mdc_mm."""

    mdc_mm: float
    compared: int | None = None
    outward: int | None = None
    inward: int | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """None where the printer's paper was never asked for."""

    used_m: float | None = None
    new_rolls: int | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """All of it. strips: when it ran, a row of stretches a day. doubtful: tests whose clock
    was not known to be right. empty: nobody came and it never ran."""

    period: Period
    grid: Grid | None
    flow: Flow | None
    retries: tuple[Count, ...]
    languages: tuple[Count, ...]
    doubtful: int | None
    change: Change
    paper: Paper
    hours: Hours
    strips: tuple[tuple[Stretch, ...], ...]
    empty: bool


def figures(
    period: Period,
    totals: Totals,
    changed: Changed,
    marks: Sequence[Mark],
    *,
    mdc_mm: float,
    kept: bool,
    now_s: float,
) -> Figures:
    """mdc_mm: 0 where it is not known. kept: whether no test of the period was erased yet because
    its time was over; later only the notes of who came tell of it."""
    since_s, until_s = period.midnights[0], period.midnights[-1]
    used = paper(marks, since_s, until_s)
    ran = hours(marks, since_s, until_s, now_s)
    return Figures(
        period=period,
        grid=grid(totals.visits_by_hour, "tests") if kept else grid(totals.stays_by_hour, "people"),
        flow=flow(totals),
        retries=_alone(totals.retries, RETRIES),
        languages=_parts(totals.languages, LANGUAGES) if kept else (),
        doubtful=shown((totals.doubtful, max(totals.visits - totals.doubtful, 0))).cells[0],
        change=_change(changed, mdc_mm),
        paper=Paper() if used is None else Paper(used[0] / 1000.0, used[1]),
        hours=ran,
        strips=strips(spans(marks, now_s), period.midnights),
        empty=not (totals.visits or totals.stays or ran.in_s or ran.out_s),
    )


def grid(week: Week, of: str) -> Grid | None:
    """The finest table that shows most people; None where no table may show anything."""
    found = None
    for width in WIDTHS:
        bands = _bands(week, width)
        cells = [[sum(day[begin:end]) for begin, end in bands] for day in week]
        told = shown_table(cells)
        if not bands or told.total is None:
            continue
        found = Grid(of, bands, told.cells, told.row_totals, told.column_totals, told.total)
        seen = sum(cell or 0 for row in told.cells for cell in row)
        if seen >= SHOWN_SHARE * told.total:
            break
    return found


def flow(totals: Totals) -> Flow | None:
    """Nodes: 0 came, 1 is over, 2 was not measured, 3 was measured."""
    outcomes = dict(totals.outcomes)
    measured = outcomes.pop("measured", 0)
    left = staged(totals.left_in)
    others = sorted(outcomes.items(), key=lambda one: (-one[1], one[0]))
    printed = min(totals.printed, measured)
    told = shown_flow(
        [
            (1, 0, measured + sum(outcomes.values())),
            (0, 3, measured),
            (3, 1, printed),
            (3, 1, measured - printed),
            *((0, 2, count) for _, count in others),
            *((2, 1, count) for _, _, count in left),
        ]
    )
    came, whole, slips = told[:3]
    if not came or whole is None:
        return None
    ends, stages = told[4 : 4 + len(others)], told[4 + len(others) :]
    return Flow(
        came=came,
        measured=whole,
        slips=slips,
        outcomes=(
            Count("measured", OUTCOMES["measured"], whole),
            *(
                Count(code, worded(code, OUTCOMES), count)
                for (code, _), count in zip(others, ends, strict=True)
            ),
        ),
        left_at=tuple(
            Count(code, words, count) for (code, words, _), count in zip(left, stages, strict=True)
        ),
    )


def _alone(counts: Counts, words: Mapping[str, str]) -> tuple[Count, ...]:
    """Of things that add up to nothing that is shown."""
    return tuple(
        Count(code, worded(code, words), count if enough(count) else None) for code, count in counts
    )


def _parts(counts: Counts, words: Mapping[str, str]) -> tuple[Count, ...]:
    """Of all tests; nothing where even all are hidden."""
    told = shown([count for _, count in counts])
    if told.total is None:
        return ()
    return tuple(
        Count(code, worded(code, words), count)
        for (code, _), count in zip(counts, told.cells, strict=True)
    )


def _change(changed: Changed, mdc_mm: float) -> Change:
    compared = changed.comparable
    if not mdc_mm or not enough(compared):
        return Change(mdc_mm)
    told = [shown((one, compared - one)) for one in (changed.outward, changed.inward)]
    if any(one.total is None for one in told):
        return Change(mdc_mm)
    return Change(mdc_mm, compared, told[0].cells[0], told[1].cells[0])


def _bands(week: Week, width: int) -> tuple[tuple[int, int], ...]:
    """From the first hour in which anybody came to the last."""
    busy = [hour for hour in range(24) if any(day[hour] for day in week)]
    if not busy:
        return ()
    first, last = busy[0] // width, busy[-1] // width
    return tuple((width * i, width * (i + 1)) for i in range(first, last + 1))
