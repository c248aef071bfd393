"""A table on paper: how wide its columns are, and where its words stand. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from kiosk.reports.drawing import INK, Point, Words
from kiosk.reports.parts import Table

PADDING: Final = 12.0
LEADING: Final = 1.36


def column_widths(table: Table, width: float, measure: Callable[[str], float]) -> tuple[float, ...]:
    """As wide as the words need; where that is too wide, narrower down to the longest word, the
    wide columns more than the others."""
    rows = (table.head, *table.rows)
    wanted = [max(measure(row[i]) for row in rows) * 1.06 + PADDING for i in range(len(table.head))]
    if sum(wanted) <= width:
        return tuple(wanted)
    least = [
        min(
            max((measure(word) * 1.06 for row in rows for word in row[i].split()), default=0.0)
            + PADDING,
            width / len(table.head),
        )
        for i in range(len(table.head))
    ]
    spare = max(width - sum(least), 0.0)
    asked = sum(w - l for w, l in zip(wanted, least, strict=True)) or 1.0
    return tuple(l + spare * (w - l) / asked for w, l in zip(wanted, least, strict=True))


def cells(
    table: Table,
    laid: Sequence[Sequence[str]],
    widths: Sequence[float],
    corner: Point,
    size: float,
    *,
    bold: bool,
) -> Iterator[Words]:
    """A row's words. laid: the lines of each cell."""
    left, top = corner
    for number, (lines, width) in enumerate(zip(laid, widths, strict=True)):
        right = table.numbers and number > 0
        at = left + width - 8.0 if right else left
        for i, line in enumerate(lines):
            y = top + (i + 1) * size * LEADING - 2.0
            yield Words((at, y), line, size, "end" if right else "start", INK, bold)
        left += width
