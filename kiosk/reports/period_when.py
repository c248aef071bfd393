"""When the kiosk is used, for the owner's report: the table of hours and weekdays. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.core.suppression import LEAST_PEOPLE
from kiosk.reports.axes import Look, axis
from kiosk.reports.chart import BarChart, Bars
from kiosk.reports.drawing import BLUE
from kiosk.reports.heat import WIDTH, heat_drawing, named
from kiosk.reports.parts import Block, Figures, Note, Text
from kiosk.reports.period import Figures as Found
from kiosk.reports.period import Grid
from kiosk.reports.period_words import FEW


def when(found: Found) -> Iterator[Block]:
    """The table, and a chart of the hours alone."""
    grid = found.grid
    if grid is None:
        yield Text(f"Nobody was measured, or {FEW}.")
        return
    what = "Tests" if grid.of == "tests" else "People who came"
    title = f"{what} by hour and weekday"
    told = f"{title}: {grid.total} in all. {_busiest(grid)}"
    by_hour = BarChart(
        f"{what} by hour",
        f"{what} in each hour of the day, all weekdays together.",
        tuple(named(hours) for hours in grid.hours),
        (Bars(tuple(None if one is None else float(one) for one in grid.by_hour), Look(BLUE)),),
        axis("", [float(one or 0) for one in grid.by_hour], zero=True, least=5.0),
        x_label="hour of the day",
        width=WIDTH - 20.0,
    )
    yield Text(_busiest(grid), strong=True)
    if len(grid.hours) == 1:  # whole days: one bar would tell nothing
        yield Figures((heat_drawing(grid, title, told),))
        return
    hidden = any(one is None for one in grid.by_hour)
    caption = "Where an hour has no bar, its number is hidden or nobody came." if hidden else ""
    yield Figures((heat_drawing(grid, title, told), by_hour.drawing()), caption)


def _busiest(grid: Grid) -> str:
    names = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")
    seen = [
        (count, names[day], hours)
        for day, row in enumerate(grid.cells)
        for hours, count in zip(grid.hours, row, strict=True)
        if count
    ]
    if not seen:
        return f"{grid.total:,} in all; no hour of a weekday has {LEAST_PEOPLE}."
    count, day, (begin, end) = max(seen, key=lambda one: one[0])
    when = f"{day} from {begin} to {end}" if end - begin < 24 else day
    return f"{grid.total:,} in all. Busiest: {when} o’clock, {count:,}.".replace(
        f"{day} o’clock", day
    )


def when_notes(found: Found) -> Iterator[Note]:
    """Why it looks as it does."""
    grid = found.grid
    if grid is None:
        return
    wide = grid.hours[0][1] - grid.hours[0][0]
    if wide > 1:
        yield Note(
            f"{wide} hours together" if wide < 24 else "Whole days",
            f"In shorter times most numbers would be of fewer than {LEAST_PEOPLE} people.",
        )
    if grid.of == "people":
        yield Note(
            "People, not tests",
            "Results of that time are erased by now. The notes of who came are kept longer.",
        )
    yield Note("Hours", f"As clocks stood where the kiosk stands ({found.period.zone}).")
