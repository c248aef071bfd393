"""Erases what has been kept for its time. SQLAlchemy Core; in the caller's transaction.

The time of a row whose clock was not synchronised says nothing. Its keeping counts from the first
purge after it, which is by a clock that is right.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, delete, or_, select, update

from kiosk.adapters.store.erasing import Gone, erase_stays, erase_visits
from kiosk.adapters.store.tables import STAYS, TOMBSTONES, VISITS
from kiosk.adapters.store.times import DAY_US

_KEPT: Final = (VISITS, STAYS, TOMBSTONES)


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


def purge(connection: Connection, now_us: int, keeping: Keeping) -> tuple[Gone, int]:
    """The visits that went, and how many stays. now_us: by a clock that is right."""
    for table in _KEPT:
        undated = table.c.kept_from_us.is_(None)
        connection.execute(update(table).where(undated).values(kept_from_us=now_us))
    over = keeping.over(now_us)
    gone = erase_visits(connection, over[VISITS], now_us, buried=False)
    stays = erase_stays(connection, over[STAYS], now_us)
    connection.execute(delete(TOMBSTONES).where(over[TOMBSTONES]))
    return gone, stays
