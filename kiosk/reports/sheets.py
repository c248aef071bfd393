"""A report on A4 sheets: every word and line at its place. Pure; whoever paints brings the fonts.

Two columns as on the HTML page: what was found, and what it means beside it. Units are 1/96 inch,
as in a Drawing; a sheet is a tuple of a Drawing's items.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from kiosk.reports.drawing import GRID, INK, RULE, SOFT, Dot, Drawing, Item, Shape, Stroke, Words
from kiosk.reports.parts import Block, Figures, Note, Points, Report, Section, Table, Text
from kiosk.reports.tables import cells, column_widths

Measure = Callable[[str, float, bool], float]
"""Width of a text at a size, bold or not."""

WIDTH: Final = 210.0 / 25.4 * 96.0
HEIGHT: Final = 297.0 / 25.4 * 96.0
SIDE: Final = 42.0
TOP: Final = 44.0
FOOT: Final = HEIGHT - 76.0
"""Nothing but the foot lines stands below."""
NOTES: Final = 150.0
GAP: Final = 20.0
MAIN: Final = WIDTH - 2 * SIDE - NOTES - GAP
SHORT: Final = 0.45
"""Of a page: a section up to so long is not parted."""
BODY: Final = 12.0
FINE: Final = 10.0
LEADING: Final = 1.36


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the next thing goes: a page's number from 0, and how far down."""

    page: int
    y: float


@dataclass(slots=True)
class _Pages:
    measure: Measure
    items: list[list[Item]] = field(default_factory=lambda: [[]])

    def room(self, spot: Spot, height: float) -> Spot:
        """The spot itself, or the top of the next page where it is too low."""
        if spot.y + height <= FOOT or spot.y <= TOP:
            return spot
        if spot.page + 1 == len(self.items):
            self.items.append([])
        return Spot(spot.page + 1, TOP)

    def put(self, spot: Spot, *items: Item) -> None:
        self.items[spot.page] += items

    def wrapped(self, text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
        """Lines within a width; a word that is wider alone is cut."""
        lines: list[str] = []
        for word in text.split():
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and self.measure(longer, size, bold) <= width:
                lines[-1] = longer
                continue
            rest = word
            while len(rest) > 1 and self.measure(rest, size, bold) > width:
                cut = _fitting(rest, width, lambda part: self.measure(part, size, bold))
                lines.append(rest[:cut])
                rest = rest[cut:]
            lines.append(rest)
        return lines

    def text(
        self,
        spot: Spot,
        text: str,
        left: float,
        width: float,
        size: float = BODY,
        *,
        bold: bool = False,
        colour: str = INK,
        after: float = 0.0,
    ) -> Spot:
        """A paragraph; gives the spot below it."""
        for line in self.wrapped(text, width, size, bold=bold):
            spot = self.room(spot, size * LEADING)
            at = (left, spot.y + size)
            self.put(spot, Words(at, line, size, colour=colour, bold=bold))
            spot = replace(spot, y=spot.y + size * LEADING)
        return replace(spot, y=spot.y + after)


def sheets(report: Report, measure: Measure) -> tuple[tuple[Item, ...], ...]:
    """All pages, at least one."""
    pages = _Pages(measure)
    spot = _head(pages, report)
    for section in report.sections:
        spot = _section(pages, _kept_whole(pages, spot, section), section)
    return tuple(
        (*items, *_foot(pages, report, number)) for number, items in enumerate(pages.items, 1)
    )


def _head(pages: _Pages, report: Report) -> Spot:
    whole, spot = WIDTH - 2 * SIDE, Spot(0, TOP - 8.0)
    if report.place:
        spot = pages.text(spot, report.place, SIDE, whole, BODY, colour=SOFT)
    spot = pages.text(spot, report.title, SIDE, whole, 24.0, bold=True)
    spot = pages.text(spot, report.subtitle, SIDE, whole, 14.0, after=3.0)
    facts = " · ".join(f"{name}: {value}" for name, value in report.facts)
    spot = pages.text(spot, facts, SIDE, whole, 11.0, colour=SOFT, after=4.0)
    pages.put(spot, Shape(((SIDE, spot.y), (WIDTH - SIDE, spot.y)), Stroke(INK, 2.0)))
    return replace(spot, y=spot.y + 6.0)


def _foot(pages: _Pages, report: Report, number: int) -> list[Item]:
    items: list[Item] = [Shape(((SIDE, FOOT + 12.0), (WIDTH - SIDE, FOOT + 12.0)), Stroke(RULE))]
    count = f"{number} / {len(pages.items)}"
    items.append(Words((WIDTH - SIDE, FOOT + 26.0), count, FINE, "end", SOFT))
    y = FOOT + 26.0
    for text in (report.subtitle, *report.foot):
        for line in pages.wrapped(text, WIDTH - 2 * SIDE - 60.0, 9.5)[:3]:
            items.append(Words((SIDE, y), line, 9.5, colour=SOFT))
            y += 12.0
    return items


def _section(pages: _Pages, spot: Spot, section: Section) -> Spot:
    """Both columns from the same spot; gives the one below the longer of them."""
    first = section.blocks[0] if section.blocks else None
    spot = pages.room(spot, 34.0 + (_least(first) if first is not None else 0.0))
    if spot.y > TOP:
        spot = replace(spot, y=spot.y + 6.0)
    main = pages.text(spot, section.title, SIDE, MAIN, 16.0, bold=True, after=4.0)
    for block in section.blocks:
        main = _block(pages, main, block)
    notes = replace(spot, y=spot.y + 2.0)
    for note in section.notes:
        notes = _note(pages, notes, note)
    end = max((main.page, main.y), (notes.page, notes.y))
    below = Spot(end[0], end[1] + 2.0)
    if below.y < FOOT:
        pages.put(below, Shape(((SIDE, below.y), (WIDTH - SIDE, below.y)), Stroke(RULE, 0.75)))
    return replace(below, y=below.y + 4.0)


def _kept_whole(pages: _Pages, spot: Spot, section: Section) -> Spot:
    """The next page's top for a short section that would be parted and fits there whole."""
    tried = _section(_Pages(pages.measure, [[] for _ in range(spot.page + 1)]), spot, section)
    if tried.page == spot.page:
        return spot
    alone = _section(_Pages(pages.measure), Spot(0, TOP), section)
    short = alone.page == 0 and alone.y - TOP <= SHORT * (FOOT - TOP)
    return pages.room(spot, FOOT - spot.y + 1.0) if short else spot


def _note(pages: _Pages, spot: Spot, note: Note) -> Spot:
    left = WIDTH - SIDE - NOTES
    lines = len(pages.wrapped(note.text, NOTES, FINE))
    # A heading is not left alone at a page's end, nor is a note's first line.
    spot = pages.room(spot, FINE * LEADING * min(lines + 1, 4))
    spot = pages.text(spot, note.title, left, NOTES, FINE, bold=True)
    return pages.text(spot, note.text, left, NOTES, FINE, colour="#3c3c3c", after=6.0)


def _least(block: Block) -> float:
    """Height of a block's first part, which stays with the heading."""
    if isinstance(block, Figures):
        return _row_height(block.drawings[:2]) if block.drawings else 0.0
    return 50.0


def _block(pages: _Pages, spot: Spot, block: Block) -> Spot:
    match block:
        case Text():
            size = 13.0 if block.strong else BODY
            return pages.text(spot, block.text, SIDE, MAIN, size, bold=block.strong, after=5.0)
        case Points():
            for item in block.items:
                spot = pages.room(spot, BODY * LEADING)
                pages.put(spot, Dot((SIDE + 5.0, spot.y + 8.0), 1.8, fill=INK))
                spot = pages.text(spot, item, SIDE + 14.0, MAIN - 14.0, after=2.0)
            return replace(spot, y=spot.y + 4.0)
        case Table():
            return _table(pages, spot, block)
        case Figures():
            return _figures(pages, spot, block)


def _scale(drawings: Sequence[Drawing]) -> float:
    room = MAIN if len(drawings) == 1 else 0.5 * (MAIN - 14.0)
    return min(room / max(one.width for one in drawings), 1.0)


def _row_height(drawings: Sequence[Drawing]) -> float:
    return max(one.height for one in drawings) * _scale(drawings)


def _figures(pages: _Pages, spot: Spot, block: Figures) -> Spot:
    for i in range(0, len(block.drawings), 2):
        row = block.drawings[i : i + 2]
        scale = _scale(block.drawings)
        height = _row_height(row)
        spot = pages.room(spot, height)
        for j, one in enumerate(row):
            left = SIDE + j * 0.5 * (MAIN + 14.0)
            pages.put(spot, *(moved(item, left, spot.y, scale) for item in one.items))
        spot = replace(spot, y=spot.y + height + 8.0)
    if block.caption:
        spot = pages.text(spot, block.caption, SIDE, MAIN, FINE, colour=SOFT, after=6.0)
    return spot


def moved(item: Item, left: float, top: float, scale: float) -> Item:
    """A drawing's item on the page."""

    def place(point: tuple[float, float]) -> tuple[float, float]:
        return left + scale * point[0], top + scale * point[1]

    match item:
        case Shape():
            points = tuple(map(place, item.points))
            return replace(item, points=points, stroke=_scaled(item.stroke, scale))
        case Dot():
            return Dot(place(item.centre), scale * item.radius, _scaled(item.stroke, scale),
                       item.fill)  # fmt: skip
        case Words():
            return replace(item, at=place(item.at), size=scale * item.size)


def _scaled(stroke: Stroke | None, scale: float) -> Stroke | None:
    if stroke is None:
        return None
    return Stroke(stroke.colour, scale * stroke.width, tuple(scale * d for d in stroke.dash))


def _table(pages: _Pages, spot: Spot, table: Table) -> Spot:
    size = 10.5
    if table.caption:
        spot = pages.room(spot, 5 * size * LEADING)
        spot = pages.text(spot, table.caption, SIDE, MAIN, FINE, colour=SOFT)
    widths = column_widths(table, MAIN, lambda text: pages.measure(text, size, False))
    titled = any(table.head)
    for number, row in enumerate((table.head, *table.rows) if titled else table.rows):
        is_head = titled and number == 0
        laid = [
            pages.wrapped(text, width - 8.0, size, bold=is_head) or [""]
            for text, width in zip(row, widths, strict=True)
        ]
        height = max(map(len, laid)) * size * LEADING + 4.0
        spot = pages.room(spot, height + (2 * size * LEADING if is_head else 0.0))
        pages.put(spot, *cells(table, laid, widths, (SIDE, spot.y), size, bold=is_head))
        spot = replace(spot, y=spot.y + height)
        edge = Stroke(INK, 1.2) if is_head else Stroke(GRID, 0.75)
        pages.put(spot, Shape(((SIDE, spot.y), (SIDE + sum(widths), spot.y)), edge))
    return replace(spot, y=spot.y + 9.0)


def _fitting(word: str, width: float, measure: Callable[[str], float]) -> int:
    """How many of a word's letters fit; at least one."""
    low, high = 1, len(word)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if measure(word[:middle]) <= width else (low, middle - 1)
    return low
