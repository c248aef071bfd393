"""Counts by hour and weekday as a table whose cells are the darker the more they hold. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from kiosk.reports.axes import Key, Look, hatched, heading
from kiosk.reports.drawing import (
    BLUE,
    GRID,
    INK,
    RULE,
    SMALL,
    SOFT,
    WHITE,
    Drawing,
    Item,
    Shape,
    Stroke,
    Words,
    box,
    width_of,
)
from kiosk.reports.period import Grid

DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WIDTH: Final = 380.0
NAME: Final = 44.0
TOTAL: Final = 46.0
ROW: Final = 23.0
DARK: Final = 0.55
"""From here on words in a cell are white."""
HIDDEN: Final = Look("#c3c3c3", hatch="lines")


def heat_drawing(grid: Grid, title: str, description: str) -> Drawing:
    """Rows are hours, columns Monday to Sunday, with the totals at the right and below."""
    keys = [Key("hidden: fewer than 11, or it would tell one", HIDDEN, "area")]
    some_hidden = any(cell is None for row in grid.cells for cell in row)
    items, top = heading(title, keys if some_hidden else (), WIDTH)
    wide = (WIDTH - NAME - TOTAL) / len(DAYS)
    head = top + 6.0
    for i, day in enumerate(DAYS):
        items.append(Words((NAME + (i + 0.5) * wide, head), day, SMALL, "middle", SOFT))
    items.append(Words((WIDTH - 4.0, head), "all", SMALL, "end", SOFT))
    most = max((cell or 0 for row in grid.cells for cell in row), default=0)
    level = head + 6.0
    for i, hours in enumerate(grid.hours):
        items.append(Words((NAME - 8.0, level + 16.0), named(hours), SMALL, "end", SOFT))
        for j in range(len(DAYS)):
            area = (NAME + j * wide, level, NAME + (j + 1) * wide, level + ROW)
            items += _cell(area, grid.cells[j][i], most)
        items += _number((WIDTH - TOTAL, level, WIDTH, level + ROW), grid.by_hour[i])
        level += ROW
    items.append(Shape(((0.0, level + 2.0), (WIDTH, level + 2.0)), Stroke(RULE, 1.0)))
    items.append(Words((NAME - 8.0, level + 19.0), "all", SMALL, "end", SOFT))
    for j in range(len(DAYS)):
        area = (NAME + j * wide, level + 3.0, NAME + (j + 1) * wide, level + 3.0 + ROW)
        items += _number(area, grid.by_day[j], middle=True)
    items += _number((WIDTH - TOTAL, level + 3.0, WIDTH, level + 3.0 + ROW), grid.total)
    return Drawing(WIDTH, level + ROW + 8.0, tuple(items), title, description)


def named(hours: tuple[int, int]) -> str:
    """'7' for the hour that begins at 7, '6-12' for more of them."""
    begin, end = hours
    return f"{begin}" if end - begin == 1 else f"{begin}\N{EN DASH}{end}"


def _cell(area: tuple[float, float, float, float], count: int | None, most: int) -> list[Item]:
    left, top, right, bottom = area
    inner = (left + 1.0, top + 1.0, right - 1.0, bottom - 1.0)
    if count is None:
        return hatched(inner, HIDDEN)
    if not count:
        return [Shape(box(*inner), Stroke(GRID, 0.75), closed=True)]
    share = count / most
    ink = WHITE if share > DARK else INK
    depth = 0.12 + 0.88 * share
    return [
        Shape(box(*inner), None, BLUE, closed=True, opacity=depth),
        *_number(area, count, ink, middle=True),
    ]


def _number(
    area: tuple[float, float, float, float],
    count: int | None,
    colour: str = INK,
    *,
    middle: bool = False,
) -> Sequence[Item]:
    """As large as it fits."""
    left, top, right, bottom = area
    text = "hidden" if count is None and not middle else "·" if count is None else f"{count}"
    colour = SOFT if count is None else colour
    size = min(SMALL, SMALL * (right - left - 3.0) / max(width_of(text, SMALL), 1.0))
    level = 0.5 * (top + bottom) + 4.0
    if middle:
        return [Words((0.5 * (left + right), level), text, size, "middle", colour)]
    return [Words((right - 4.0, level), text, size, "end", colour)]
