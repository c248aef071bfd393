"""When the kiosk ran, day by day: a strip a day, from midnight to midnight. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from kiosk.core.hours import Span
from kiosk.reports.axes import Key, Look, hatched, heading
from kiosk.reports.drawing import (
    GREEN,
    ORANGE,
    RULE,
    SMALL,
    SOFT,
    Drawing,
    Item,
    Shape,
    Stroke,
    Words,
    box,
    width_of,
)

WIDTH: Final = 520.0
ROW: Final = 15.0
MOST_ROWS: Final = 62
"""Days; a longer period has its hours in numbers alone."""
SERVING: Final = Look(GREEN)
OUT: Final = Look(ORANGE, hatch="lines")
EVERY_H: Final = 3


@dataclass(frozen=True, slots=True)
class Stretch:
    """Of a day, as shares of it from 0 to 1."""

    begin: float
    end: float
    in_service: bool


def strips(ran: Sequence[Span], midnights: Sequence[float]) -> tuple[tuple[Stretch, ...], ...]:
    """A row of stretches for every day between two midnights, seconds since 1970."""
    whole = _joined(ran)
    return tuple(
        tuple(
            Stretch(
                (max(one.from_s, begin_s) - begin_s) / (end_s - begin_s),
                (min(one.to_s, end_s) - begin_s) / (end_s - begin_s),
                one.in_service,
            )
            for one in whole
            if one.from_s < end_s and one.to_s > begin_s
        )
        for begin_s, end_s in pairwise(midnights)
    )


def strips_drawing(
    days: Sequence[tuple[Stretch, ...]], names: Sequence[str], description: str
) -> Drawing:
    """names: of the days, one each."""
    keys = [Key("in service", SERVING, "area"), Key("out of service", OUT, "area")]
    keys.append(Key("did not run", Look(RULE, hatch="empty"), "area"))
    items, top = heading("When it ran", keys, WIDTH)
    left = max(width_of(name, SMALL) for name in names) + 8.0
    right = WIDTH - 12.0
    bottom = top + ROW * len(days)
    for hour in range(0, 25, EVERY_H):
        at = left + hour / 24.0 * (right - left)
        items.append(Shape(((at, top), (at, bottom + 3.0)), Stroke(RULE, 0.75)))
        items.append(Words((at, bottom + 15.0), str(hour), SMALL, "middle", SOFT))
    for i, (day, name) in enumerate(zip(days, names, strict=True)):
        level = top + ROW * i
        items.append(Words((0.0, level + 11.0), name, SMALL, colour=SOFT))
        items.append(Shape(box(left, level + 2.0, right, level + ROW - 2.0), Stroke(RULE, 0.75),
                           closed=True))  # fmt: skip
        items += _day(day, left, right, level)
    return Drawing(WIDTH, bottom + 20.0, tuple(items), "When it ran", description)


def _day(day: Sequence[Stretch], left: float, right: float, level: float) -> list[Item]:
    items: list[Item] = []
    for one in day:
        begin, end = (left + share * (right - left) for share in (one.begin, one.end))
        look = SERVING if one.in_service else OUT
        items += hatched((begin, level + 2.0, max(end, begin + 0.5), level + ROW - 2.0), look)
    return items


def _joined(ran: Sequence[Span]) -> list[Span]:
    """What follows at once in the same state is one."""
    found: list[Span] = []
    for one in ran:
        last = found[-1] if found else None
        same = last is not None and last.in_service == one.in_service
        if last is not None and same and abs(last.to_s - one.from_s) < 1.0:
            found[-1] = Span(last.from_s, one.to_s, one.in_service)
        else:
            found.append(one)
    return found
