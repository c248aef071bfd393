"""Which of many backups are kept. stdlib only.

All of the newest day, the newest of each of the seven newest days, five newest weeks and three
newest months in which there is one. Days without a backup do not count, so that neither a kiosk
that was off for a year nor a clock that went wrong loses what it has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Final

DAYS: Final = 7
WEEKS: Final = 5
MONTHS: Final = 3
"""Results are kept for ninety days as shipped: an older backup holds little."""

_SPANS: Final[tuple[tuple[int, Callable[[date], tuple[int, ...]]], ...]] = (
    (DAYS, lambda day: (day.toordinal(),)),
    (WEEKS, lambda day: tuple(day.isocalendar()[:2])),
    (MONTHS, lambda day: (day.year, day.month)),
)


def superfluous(made: Iterable[datetime]) -> tuple[datetime, ...]:
    """Those that may go, oldest first. made: when each backup was made, UTC, in any order."""
    newest_first = sorted(made, reverse=True)
    kept = {one for one in newest_first if one.date() == newest_first[0].date()}
    for most, span in _SPANS:
        # The first of each is its newest; a dict keeps the order in which they came.
        newest: dict[tuple[int, ...], datetime] = {}
        for one in newest_first:
            newest.setdefault(span(one.date()), one)
        kept |= set(list(newest.values())[:most])
    return tuple(sorted(set(newest_first) - kept))
