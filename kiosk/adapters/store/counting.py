"""Counts over a period, from the indexes alone. SQLAlchemy Core; in the caller's transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, func, select, text

from kiosk.adapters.store.rows import waiting
from kiosk.adapters.store.tables import STAYS, VISITS
from kiosk.adapters.store.times import at
from kiosk.core.records import Counts, Week

_SLOT_US: Final = 900_000_000
"""A quarter of an hour: no place on earth has its hours begin at another minute."""
_NOT_LEFT: Final = "measured"


def totals(connection: Connection, since_us: int, until_us: int) -> dict[str, Any]:
    """The fields of kiosk.core.records.Totals but for the two times."""
    visits, stays = (_during(table, since_us, until_us) for table in (VISITS, STAYS))
    visit_slots = _slots(connection, VISITS, visits)
    stay_slots = _slots(connection, STAYS, stays)
    columns = [VISITS.c[name] for name in _VISIT]
    measured = _groups(connection, columns, visits)
    seen = _groups(connection, [STAYS.c[name] for name in _STAY], stays)
    linked = select(func.count()).where(visits, VISITS.c.earlier_ticket.is_not(None))
    days = {day for slots in (visit_slots, stay_slots) for day, _, _ in _local(slots)}
    return {
        "visits": sum(visit_slots.values()),
        "stays": sum(stay_slots.values()),
        "doubtful": sum(n for key, n in measured.items() if not key[4]),
        "visits_by_hour": _week(visit_slots),
        "stays_by_hour": _week(stay_slots),
        "outcomes": _counts((key[0], n) for key, n in seen.items()),
        "left_in": _counts((key[1], n) for key, n in seen.items() if key[0] != _NOT_LEFT),
        "retries": _counts(_retries(connection, stays)),
        "printed": sum(n for key, n in seen.items() if key[2]),
        "verdicts": _counts((key[0], n) for key, n in measured.items()),
        "bands": _counts(
            (band, n) for key, n in measured.items() for band in key[1:3] if band is not None
        ),
        "languages": _counts((key[3], n) for key, n in measured.items()),
        "linked": connection.scalar(linked) or 0,
        "days": len(days),
    }


_VISIT: Final = ("verdict", "left_band", "right_band", "language", "clock_ok")
_STAY: Final = ("outcome", "last_state", "printed")


def facts(connection: Connection) -> dict[str, Any]:
    """How many visits, stays and entries in the outbox there are, and when the latest visit began
    (microseconds, None never)."""
    count = select(func.count())
    return {
        "visits": connection.scalar(count.select_from(VISITS)) or 0,
        "stays": connection.scalar(count.select_from(STAYS)) or 0,
        "waiting": waiting(connection),
        "newest_us": connection.scalar(select(func.max(VISITS.c.started_us))),
    }


def _during(table: Any, since_us: int, until_us: int) -> ColumnElement[bool]:
    during: ColumnElement[bool] = (table.c.started_us >= since_us) & (table.c.started_us < until_us)
    return during


def _slots(connection: Connection, table: Any, during: ColumnElement[bool]) -> dict[int, int]:
    """How many began in each quarter of an hour (its number since 1970)."""
    slot = (table.c.started_us.op("/")(_SLOT_US)).label("slot")
    rows = connection.execute(select(slot, func.count()).where(during).group_by(text("slot")))
    return {row.slot: row[1] for row in rows}


def _groups(
    connection: Connection, columns: list[Any], during: ColumnElement[bool]
) -> dict[tuple[Any, ...], int]:
    rows = connection.execute(select(*columns, func.count()).where(during).group_by(*columns))
    return {tuple(row[:-1]): row[-1] for row in rows}


def _retries(connection: Connection, during: ColumnElement[bool]) -> Iterable[tuple[str, int]]:
    asked = STAYS.c.retries != text("''")
    rows = connection.execute(
        select(STAYS.c.retries, func.count()).where(during, asked).group_by(STAYS.c.retries)
    )
    for codes, count in rows:
        for code in codes.split():
            yield code, count


def _local(slots: dict[int, int]) -> Iterable[tuple[date, int, int]]:
    """Date and hour where the kiosk stands, and how many."""
    for slot, count in slots.items():
        here = at(slot * _SLOT_US).astimezone()
        yield here.date(), here.hour, count


def _week(slots: dict[int, int]) -> Week:
    week = [[0] * 24 for _ in range(7)]
    for day, hour, count in _local(slots):
        week[day.weekday()][hour] += count
    return tuple(map(tuple, week))


def _counts(pairs: Iterable[tuple[str, int]]) -> Counts:
    """Summed, the commonest first, equal ones by name."""
    found = Counter[str]()
    for code, count in pairs:
        found[code] += count
    return tuple(sorted(found.items(), key=lambda one: (-one[1], one[0])))
