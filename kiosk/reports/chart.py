"""Charts of a report: curves and bars; kiosk.reports.rows has rows with ranges.
Values in, Drawings out.

    chart = LineChart("Title", "What it shows, in a sentence.", axis("Flexion, °", xs),
                      axis("Offset, mm", ys, zero=True), lines=(Line(xs, ys, LEFT, "left"),))
    svg(chart.drawing(), "name-1")   # kiosk.reports.svg; page and PDF do it by themselves

NaN (None in bars) is 'not measured': a line has a gap there, a bar is missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import nan
from typing import Final

from kiosk.core.frame import FloatArray
from kiosk.reports.axes import (
    LEFT,
    RIGHT,
    Axis,
    Key,
    Look,
    Plot,
    axis,
    furnish,
    hatched,
)
from kiosk.reports.drawing import (
    SOFT,
    ZONE,
    Drawing,
    Item,
    Point,
    Shape,
    Stroke,
    box,
)

__all__ = [
    "LEFT", "RIGHT", "Axis", "Band", "BarChart", "Bars", "Level", "Line", "LineChart", "Look",
    "Zone", "axis",
]  # fmt: skip

Numbers = Sequence[float] | FloatArray

WIDTH: Final = 340.0
HEIGHT: Final = 250.0
WIDE: Final = 700.0
"""Widths of a chart that stands beside another, and of one that stands alone."""
FAINT: Final = 0.18


@dataclass(frozen=True, slots=True)
class Line:
    """label: its words in the legend; '' for a line that is not named (equal labels: once)."""

    x: Numbers
    y: Numbers
    look: Look
    label: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    """A pale area from low to high over x."""

    x: Numbers
    low: Numbers
    high: Numbers
    look: Look
    label: str = ""


@dataclass(frozen=True, slots=True)
class Zone:
    """A pale stretch of the value axis, behind everything."""

    low: float
    high: float
    label: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """A thin line at one value of the value axis."""

    value: float
    label: str = ""


_LEVEL: Final = Look(SOFT, (2.0, 2.5), 1.0)
ZONE_LOOK: Final = Look("#9fb4bd")


@dataclass(frozen=True, slots=True)
class LineChart:
    """Curves over a number. description: for whoever does not see it."""

    title: str
    description: str
    x: Axis
    y: Axis
    lines: tuple[Line, ...]
    bands: tuple[Band, ...] = ()
    zones: tuple[Zone, ...] = ()
    levels: tuple[Level, ...] = ()
    width: float = WIDTH
    height: float = HEIGHT

    def drawing(self) -> Drawing:
        keys = [
            *(Key(line.label, line.look) for line in self.lines),
            *(Key(band.label, band.look, "area", FAINT) for band in self.bands),
            *(Key(zone.label, ZONE_LOOK, "area", 0.3) for zone in self.zones),
            *(Key(level.label, _LEVEL) for level in self.levels),
        ]
        made = furnish(self.title, keys, self.x, self.y, self.width, self.height)
        plot, items = made.plot, made.items
        items[:0] = [one for zone in self.zones for one in _zone(plot, zone)]
        for band in self.bands:
            items += _band(plot, band)
        for level in self.levels:
            if plot.holds(self.x.low, level.value):
                ends = plot.at(self.x.low, level.value), plot.at(self.x.high, level.value)
                items.append(Shape(ends, Stroke(_LEVEL.colour, _LEVEL.width, _LEVEL.dash)))
        for line in self.lines:
            stroke = Stroke(line.look.colour, line.look.width, line.look.dash)
            items += [Shape(run, stroke) for run in _runs(plot, line.x, line.y)]
        return Drawing(self.width, self.height, tuple(items), self.title, self.description)


@dataclass(frozen=True, slots=True)
class Bars:
    """One value a group."""

    values: Sequence[float | None]
    look: Look
    label: str = ""


@dataclass(frozen=True, slots=True)
class BarChart:
    """Upright bars, the series of a group beside each other, or on each other where stacked.

    groups: a name each; names that would touch are left out evenly. y: has to hold 0.
    """

    title: str
    description: str
    groups: tuple[str, ...]
    series: tuple[Bars, ...]
    y: Axis
    x_label: str = ""
    stacked: bool = False
    width: float = WIDTH
    height: float = HEIGHT

    def drawing(self) -> Drawing:
        keys = [Key(one.label, one.look, "area") for one in self.series]
        x = Axis(self.x_label, 0.0, float(max(len(self.groups), 1)), 1.0, self.groups or ("",))
        made = furnish(self.title, keys, x, self.y, self.width, self.height)
        for group in range(len(self.groups)):
            made.items += self._group(made.plot, group)
        items = tuple(made.items)
        return Drawing(self.width, self.height, items, self.title, self.description)

    def _group(self, plot: Plot, group: int) -> Iterator[Item]:
        room = 0.72
        wide = room if self.stacked else room / max(len(self.series), 1)
        floor = 0.0
        for i, one in enumerate(self.series):
            value = one.values[group]
            if value is None:
                continue
            left = group + 0.5 * (1.0 - room) + (0.0 if self.stacked else i * wide)
            low, high = plot.at(left, floor), plot.at(left + 0.94 * wide, floor + value)
            if abs(low[1] - high[1]) > 0.05:
                top, bottom = sorted((low[1], high[1]))
                yield from hatched((low[0], top, high[0], bottom), one.look)
            floor += value if self.stacked else 0.0


def _zone(plot: Plot, zone: Zone) -> Iterator[Item]:
    low, high = (min(max(v, plot.y.low), plot.y.high) for v in (zone.low, zone.high))
    if high > low:
        corners = (*plot.at(plot.x.low, high), *plot.at(plot.x.high, low))
        yield Shape(box(*corners), None, ZONE, closed=True)


def _band(plot: Plot, band: Band) -> Iterator[Item]:
    """Each stretch in which both edges are known is an area of its own."""
    both = [
        low if plot.holds(x, low) and plot.holds(x, high) else nan
        for x, low, high in zip(band.x, band.low, band.high, strict=True)
    ]
    start = 0
    for i in range(len(both) + 1):
        if i < len(both) and both[i] == both[i]:
            continue
        if i - start > 1:
            part = slice(start, i)
            lower = [plot.at(x, y) for x, y in zip(band.x[part], band.low[part], strict=True)]
            upper = [plot.at(x, y) for x, y in zip(band.x[part], band.high[part], strict=True)]
            yield Shape(
                (*lower, *reversed(upper)), None, band.look.colour, closed=True, opacity=FAINT
            )
        start = i + 1


def _runs(plot: Plot, xs: Numbers, ys: Numbers) -> Iterator[tuple[Point, ...]]:
    """Stretches without a gap."""
    run: list[Point] = []
    for x, y in zip(xs, ys, strict=True):
        if plot.holds(x, y):
            run.append(plot.at(x, y))
            continue
        if len(run) > 1:
            yield tuple(run)
        run = []
    if len(run) > 1:
        yield tuple(run)
