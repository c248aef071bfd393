"""What every chart stands in: two axes with round ticks, a grid, a heading and a legend."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import ceil, floor, isfinite, log10
from typing import Final, Literal

from kiosk.reports.drawing import (
    BLUE,
    GRID,
    ORANGE,
    RULE,
    SMALL,
    SOFT,
    TEXT,
    Item,
    Point,
    Shape,
    Stroke,
    Words,
    box,
    width_of,
    wrapped,
)

Hatch = Literal["full", "lines", "empty"]
LINE: Final = 16.0
SWATCH: Final = 24.0
NICE: Final = (1.0, 2.0, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Look:
    """How a series looks. dash and hatch tell it apart without its colour."""

    colour: str
    dash: tuple[float, ...] = ()
    width: float = 1.5
    hatch: Hatch = "full"


LEFT: Final = Look(BLUE)
"""The member's left leg, everywhere in a report."""
RIGHT: Final = Look(ORANGE, (6.0, 3.0), hatch="lines")


@dataclass(frozen=True, slots=True)
class Axis:
    """From low to high with a tick every step. names: instead of numbers, where it has groups."""

    label: str
    low: float
    high: float
    step: float
    names: tuple[str, ...] = ()

    def ticks(self) -> list[float]:
        count = round((self.high - self.low) / self.step)
        return [self.low + i * self.step for i in range(count + 1)]

    def text(self, value: float) -> str:
        """As a reader expects it: no needless digits, a real minus."""
        digits = max(0, -floor(log10(self.step) + 1e-9))
        return f"{round(value, digits) + 0.0:.{digits}f}".replace("-", "−")


def axis(
    label: str, values: Iterable[float], *, ticks: int = 5, zero: bool = False, least: float = 0.0
) -> Axis:
    """Round ends around all finite values, and about `ticks` ticks. zero: 0 lies on it, too.
    least: how much it spans at least; nothing measured gives 0 to that, or to 1."""
    seen = [float(v) for v in values if isfinite(v)] or [0.0]
    low, high = min(seen), max(seen)
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if high - low < max(least, 1e-9):
        more = max(least, 1e-9 if high > low else 1.0) - (high - low)
        low, high = (low, high + more) if zero or low == 0.0 else (low - more / 2, high + more / 2)
    rough = (high - low) / max(ticks, 1)
    power = 10.0 ** floor(log10(rough))
    step = next(power * nice for nice in NICE if power * nice >= rough * (1.0 - 1e-9))
    return Axis(label, step * floor(low / step + 1e-9), step * ceil(high / step - 1e-9), step)


@dataclass(frozen=True, slots=True)
class Key:
    """A legend's entry. kind: 'line', 'area', or 'mark' for a filled dot."""

    label: str
    look: Look
    kind: Literal["line", "area", "mark"] = "line"
    opacity: float = 1.0


@dataclass(frozen=True, slots=True)
class Plot:
    """Where the values lie, once heading, legend and ticks have their room."""

    x: Axis
    y: Axis
    left: float
    top: float
    right: float
    bottom: float

    def at(self, x: float, y: float) -> Point:
        """The place of a value; not clipped."""
        across = (x - self.x.low) / (self.x.high - self.x.low)
        up = (y - self.y.low) / (self.y.high - self.y.low)
        return (
            self.left + across * (self.right - self.left),
            self.bottom - up * (self.bottom - self.top),
        )

    def holds(self, x: float, y: float) -> bool:
        """Both are numbers within the axes."""
        slack = 1e-9 * (self.y.high - self.y.low)
        return (
            self.x.low - 1e-9 <= x <= self.x.high + 1e-9
            and self.y.low - slack <= y <= self.y.high + slack
        )


@dataclass(slots=True)
class Furniture:
    """items: heading, legend, grid and axes, in the order in which they are drawn."""

    plot: Plot
    items: list[Item] = field(default_factory=list)


def heading(
    title: str, keys: Sequence[Key], width: float, above: str = ""
) -> tuple[list[Item], float]:
    """Title, legend and the words over the values; and where they end."""
    items: list[Item] = []
    at = 0.0
    for line in wrapped(title, width, TEXT):
        at += LINE
        items.append(Words((0.0, at - 3.0), line, TEXT, bold=True))
    at = _legend(items, keys, width, at)
    if above:
        at += LINE
        items.append(Words((0.0, at - 2.0), above, SMALL, colour=SOFT))
    return items, at + 11.0


def furnish(
    title: str, keys: Sequence[Key], x: Axis, y: Axis, width: float, height: float
) -> Furniture:
    """Heading and legend at the top, the y axis's label over it, the x axis's under it."""
    items, top = heading(title, keys, width, y.label)
    wide = max((width_of(y.text(v), SMALL) for v in y.ticks()), default=0.0)
    foot = height - (2.0 if x.label else 1.0) * LINE - 4.0
    # Half of the last tick's words stands right of the plot.
    last = 0.5 * width_of(x.text(x.high), SMALL) if not x.names else 0.0
    plot = Plot(x, y, wide + 7.0, top, width - max(last, 4.0), foot)
    _grid(items, plot)
    if x.label:
        middle = 0.5 * (plot.left + plot.right)
        room = 0.5 * width_of(x.label, SMALL)
        middle = min(max(middle, room), width - room) if 2 * room < width else 0.5 * width
        items.append(Words((middle, height - 4.0), x.label, SMALL, "middle", SOFT))
    return Furniture(plot, items)


def _legend(items: list[Item], keys: Sequence[Key], width: float, at: float) -> float:
    """Entries in rows; gives the row below them."""
    left = width
    told = set[str]()
    for key in keys:
        if not key.label or key.label in told:
            continue
        told.add(key.label)
        wide = SWATCH + 5.0 + width_of(key.label, SMALL)
        if left + wide > width:
            left, at = 0.0, at + LINE
        items += _swatch(key, left, at - 5.0)
        items.append(Words((left + SWATCH + 5.0, at - 1.0), key.label, SMALL))
        left += wide + 10.0
    return at + (2.0 if told else 0.0)


def _swatch(key: Key, left: float, middle: float) -> list[Item]:
    stroke = Stroke(key.look.colour, max(key.look.width, 1.5), key.look.dash)
    right = left + SWATCH
    if key.kind == "line":
        return [Shape(((left, middle), (right, middle)), stroke)]
    if key.kind == "mark":
        return marked((0.5 * (left + right), middle), key.look)
    area = (left + 3.0, middle - 5.0, right - 3.0, middle + 5.0)
    if key.opacity < 1.0:
        return [Shape(box(*area), Stroke(RULE, 0.75), key.look.colour, True, key.opacity)]
    return hatched(area, key.look)


def marked(centre: Point, look: Look, radius: float = 3.6) -> list[Item]:
    """A value's mark: filled and round, or a hollow square where the look is hatched."""
    x, y = centre
    fill = look.colour if look.hatch == "full" else "#ffffff"
    if look.hatch == "full":
        turn = [(1.0, 0.0), (0.7, 0.7), (0.0, 1.0), (-0.7, 0.7), (-1.0, 0.0), (-0.7, -0.7),
                (0.0, -1.0), (0.7, -0.7)]  # fmt: skip
    else:
        turn = [(0.85, 0.85), (-0.85, 0.85), (-0.85, -0.85), (0.85, -0.85)]
    points = tuple((x + radius * a, y + radius * b) for a, b in turn)
    return [Shape(points, Stroke(look.colour, 1.6), fill, closed=True)]


def hatched(area: tuple[float, float, float, float], look: Look) -> list[Item]:
    """A bar: full, striped or empty, with an outline. area: left, top, right, bottom."""
    left, top, right, bottom = area
    edge = Stroke(look.colour, 1.0)
    if look.hatch == "full":
        return [Shape(box(*area), edge, look.colour, closed=True)]
    items: list[Item] = [Shape(box(*area), edge, "#ffffff", closed=True)]
    if look.hatch == "lines":
        # Lines x + y = c: from the left or lower edge to the upper or right one.
        c = left + top + 5.0
        while c < right + bottom:
            low = (left, c - left) if c - left <= bottom else (c - bottom, bottom)
            high = (c - top, top) if c - top <= right else (right, c - right)
            items.append(Shape((low, high), Stroke(look.colour, 1.1)))
            c += 5.0
    return items


def _grid(items: list[Item], plot: Plot) -> None:
    for value in plot.y.ticks():
        _, level = plot.at(plot.x.low, value)
        items.append(Shape(((plot.left, level), (plot.right, level)), Stroke(GRID, 1.0)))
        text = plot.y.text(value)
        items.append(Words((plot.left - 5.0, level + 4.0), text, SMALL, "end", SOFT))
    foot = plot.bottom + LINE - 1.0
    if plot.x.names:
        _names(items, plot, foot)
    else:
        for value in plot.x.ticks():
            across, _ = plot.at(value, plot.y.low)
            mark = ((across, plot.bottom), (across, plot.bottom + 4.0))
            items.append(Shape(mark, Stroke(RULE, 1.0)))
            items.append(Words((across, foot), plot.x.text(value), SMALL, "middle", SOFT))
    items.append(Shape(((plot.left, plot.bottom), (plot.right, plot.bottom)), Stroke(RULE, 1.2)))


def _names(items: list[Item], plot: Plot, foot: float) -> None:
    """Group names under their middles; every second, third … where they would touch."""
    names = plot.x.names
    slot = (plot.right - plot.left) / max(len(names), 1)
    widest = max((width_of(name, SMALL) for name in names), default=0.0) + 4.0
    every = max(1, ceil(widest / slot))
    for i in range(0, len(names), every):
        half = 0.5 * width_of(names[i], SMALL)
        middle = min(plot.left + (i + 0.5) * slot, plot.right - half)
        items.append(Words((middle, foot), names[i], SMALL, "middle", SOFT))
