"""A chart of rows: a mark with its likely range in each, or a bar from zero."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from kiosk.reports.axes import LINE, Axis, Key, Look, Plot, hatched, heading, marked
from kiosk.reports.chart import WIDE, ZONE_LOOK, Zone
from kiosk.reports.drawing import (
    INK,
    RULE,
    SMALL,
    SOFT,
    ZONE,
    Drawing,
    Item,
    Shape,
    Stroke,
    Words,
    box,
    width_of,
)

ROW: Final = 24.0


@dataclass(frozen=True, slots=True)
class Row:
    """value with its likely range low to high; None where not measured. note: at the right end."""

    label: str
    value: float | None
    look: Look
    low: float | None = None
    high: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class RowChart:
    """A row each: a mark at its value with its range, or a bar from 0 where `bars`."""

    title: str
    description: str
    rows: tuple[Row, ...]
    x: Axis
    zones: tuple[Zone, ...] = ()
    bars: bool = False
    width: float = WIDE

    def drawing(self) -> Drawing:
        names = max((width_of(row.label, SMALL) for row in self.rows), default=0.0) + 10.0
        notes = max((width_of(row.note, SMALL) for row in self.rows), default=0.0)
        keys = [Key(zone.label, ZONE_LOOK, "area", 0.3) for zone in self.zones]
        items, top = heading(self.title, keys, self.width)
        bottom = top + ROW * len(self.rows)
        right = self.width - (notes + 12.0 if notes else 12.0)
        plot = Plot(self.x, Axis("", 0.0, 1.0, 1.0), names, top, right, bottom)
        height = bottom + (2.0 if self.x.label else 1.0) * LINE + 4.0
        items += self._scale(plot, height)
        for i, row in enumerate(self.rows):
            items += self._row(plot, row, top + (i + 0.5) * ROW)
        return Drawing(self.width, height, tuple(items), self.title, self.description)

    def _scale(self, plot: Plot, height: float) -> Iterator[Item]:
        for zone in self.zones:
            low, high = (min(max(v, self.x.low), self.x.high) for v in (zone.low, zone.high))
            edges = plot.at(low, 1.0), plot.at(high, 0.0)
            yield Shape(box(*edges[0], *edges[1]), None, ZONE, closed=True)
        for value in self.x.ticks():
            foot = plot.at(value, 0.0)
            yield Shape((plot.at(value, 1.0), foot), Stroke(RULE, 1.4 if value == 0 else 0.6))
            at = (foot[0], foot[1] + LINE - 1.0)
            yield Words(at, self.x.text(value), SMALL, "middle", SOFT)
        middle = (0.5 * (plot.left + plot.right), height - 4.0)
        yield Words(middle, self.x.label, SMALL, "middle", SOFT)

    def _row(self, plot: Plot, row: Row, level: float) -> Iterator[Item]:
        yield Words((0.0, level + 4.0), row.label, SMALL)
        if row.note:
            yield Words((plot.right + 12.0, level + 4.0), row.note, SMALL)
        if row.value is None:
            return
        at = plot.at(row.value, 0.0)[0]
        if self.bars:
            zero = plot.at(0.0, 0.0)[0]
            if abs(at - zero) > 0.05:
                yield from hatched(
                    (min(at, zero), level - 7.0, max(at, zero), level + 7.0), row.look
                )
        if row.low is not None and row.high is not None:
            low, high = (
                plot.at(min(max(v, self.x.low), self.x.high), 0.0)[0] for v in (row.low, row.high)
            )
            stroke = Stroke(INK if self.bars else row.look.colour, 1.8)
            yield Shape(((low, level), (high, level)), stroke)
            for end in (low, high):
                yield Shape(((end, level - 4.0), (end, level + 4.0)), stroke)
        if not self.bars:
            yield from marked((at, level), row.look)
