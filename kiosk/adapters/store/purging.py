"""Erases what has been kept for its time. SQLAlchemy Core.

The time of a row whose clock was not synchronised says nothing. Its keeping counts from the first
purge after it, which is by a clock that is right.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, delete, or_, select, update

from kiosk.adapters.store.erasing import Gone, erase_stays, erase_visits, together
from kiosk.adapters.store.tables import STAYS, TOMBSTONES, VISITS
from kiosk.adapters.store.times import DAY_US

_KEPT: Final = {VISITS: VISITS.c.id, STAYS: STAYS.c.id, TOMBSTONES: TOMBSTONES.c.digest}
PART: Final = 100
"""Rows of a table in one transaction: a tenth of a second with a million visits, and a save waits
no longer than that for the database."""


@dataclass(frozen=True, slots=True)
class Keeping:
    """For how many days. Tombstones stay as long as stays do: by then, what they name is gone from
    every copy by its own time."""

    visit_days: int = 90
    stay_days: int = 400

    def over(self, now_us: int) -> dict[Any, ColumnElement[bool]]:
        """For each table, what has been there too long."""
        visits_us, stays_us = (now_us - days * DAY_US for days in (self.visit_days, self.stay_days))
        return {
            VISITS: VISITS.c.kept_from_us < visits_us,
            STAYS: STAYS.c.kept_from_us < stays_us,
            TOMBSTONES: TOMBSTONES.c.kept_from_us < stays_us,
        }


def expired(connection: Connection, now_us: int, keeping: Keeping) -> bool:
    """Whether there is anything to purge or to date."""
    return any(
        connection.execute(
            select(1).select_from(table).where(or_(table.c.kept_from_us.is_(None), over)).limit(1)
        ).first()
        for table, over in keeping.over(now_us).items()
    )


@dataclass(frozen=True, slots=True)
class Part:
    """Of a purge: the visits that went, how many stays, and whether there is more."""

    gone: Gone
    stays: int
    more: bool


def purge(
    write: Callable[[Callable[[Connection], Part]], Part],
    now_us: int,
    keeping: Keeping,
    pause: Callable[[], None],
) -> tuple[Gone, int]:
    """The visits that went, and how many stays. write: carries out one transaction; they are short,
    with a pause between two. now_us: by a clock that is right."""
    parts = [write(lambda connection: _part(connection, now_us, keeping))]
    while parts[-1].more:
        pause()
        parts.append(write(lambda connection: _part(connection, now_us, keeping)))
    return together([one.gone for one in parts]), sum(one.stays for one in parts)


def _part(connection: Connection, now_us: int, keeping: Keeping) -> Part:
    over, most = keeping.over(now_us), 0
    for table, key in _KEPT.items():
        undated = _some(key, table.c.kept_from_us.is_(None))
        done = connection.execute(update(table).where(undated).values(kept_from_us=now_us))
        most = max(most, done.rowcount)
    some = {table: _some(key, over[table]) for table, key in _KEPT.items()}
    gone = erase_visits(connection, some[VISITS], now_us, buried=False)
    stays = erase_stays(connection, some[STAYS], now_us)
    tombstones = connection.execute(delete(TOMBSTONES).where(some[TOMBSTONES])).rowcount
    return Part(gone, stays, max(most, gone.count, stays, tombstones) >= PART)


def _some(key: Any, wanted: ColumnElement[bool]) -> ColumnElement[bool]:
    """No more of a table than one transaction should hold."""
    some: ColumnElement[bool] = key.in_(select(key).where(wanted).limit(PART))
    return some
