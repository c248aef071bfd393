"""Counts over a period, from the indexes alone. SQLAlchemy Core; in the caller's transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, func, literal, select, text

from kiosk.adapters.store.rows import waiting
from kiosk.adapters.store.tables import STAY_KINDS, STAYS, VERSIONS, VISIT_KINDS, VISITS
from kiosk.adapters.store.times import at
from kiosk.core.records import Counts, Week

_SLOT_US: Final = 900_000_000
"""A quarter of an hour: no place on earth has its hours begin at another minute."""
_MOST_SLOTS: Final = 100_000
"""Three years."""
_MEASURED: Final = "measured"


def totals(connection: Connection, since_us: int, until_us: int) -> dict[str, Any]:
    """The fields of kiosk.core.records.Totals but for the two times."""
    during = (since_us, until_us)
    visit_slots = _slots(connection, VISITS, *during)
    stay_slots = _slots(connection, STAYS, *during)
    seen = _kinds(connection, VISITS, VISIT_KINDS, *during)
    came = _kinds(connection, STAYS, STAY_KINDS, *during)
    linked = select(func.count()).where(
        _during(VISITS, *during), VISITS.c.earlier_ticket.is_not(None)
    )
    days = {day for slots in (visit_slots, stay_slots) for day, _, _ in _local(slots)}
    return {
        "visits": sum(visit_slots.values()),
        "stays": sum(stay_slots.values()),
        "doubtful": sum(n for kind, n in seen if not kind.clock_ok),
        "visits_by_hour": _week(visit_slots),
        "stays_by_hour": _week(stay_slots),
        "outcomes": _counts((kind.outcome, n) for kind, n in came),
        "left_in": _counts((kind.last_state, n) for kind, n in came if kind.outcome != _MEASURED),
        "retries": _counts(_retries(connection, *during)),
        "printed": sum(n for kind, n in came if kind.printed),
        "verdicts": _counts((kind.verdict, n) for kind, n in seen),
        "bands": _counts(
            (band, n) for kind, n in seen for band in (kind.left_band, kind.right_band) if band
        ),
        "languages": _counts((kind.language, n) for kind, n in seen),
        "linked": connection.scalar(linked) or 0,
        "days": len(days),
    }


def changed(
    connection: Connection, since_us: int, until_us: int, beyond_mm: float
) -> dict[str, int]:
    """The fields of kiosk.core.records.Changed."""
    then, measured, before = VISITS.alias(), VERSIONS.alias(), VERSIONS.alias()
    same = (measured.c.model_sha256 == before.c.model_sha256) & (
        measured.c.metric_revision == before.c.metric_revision
    )
    legs = [VISITS.c[name] - then.c[name] for name in ("left_kpo_mm", "right_kpo_mm")]

    def counted(condition: ColumnElement[bool]) -> Any:
        return func.count().filter(condition)

    wanted = (
        select(
            func.count(),
            counted(same),
            counted(same & (func.min(*legs) < -beyond_mm)),
            counted(same & (func.max(*legs) > beyond_mm)),
        )
        .select_from(VISITS)
        .join(then, then.c.ticket == VISITS.c.earlier_ticket)
        .join(measured, measured.c.id == VISITS.c.version_id)
        .join(before, before.c.id == then.c.version_id)
        .where(_during(VISITS, since_us, until_us), VISITS.c.earlier_ticket.is_not(None))
    )
    names = ("pairs", "comparable", "outward", "inward")
    return dict(zip(names, connection.execute(wanted).one(), strict=True))


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


def _during(table: Any, since_us: Any, until_us: Any) -> ColumnElement[bool]:
    during: ColumnElement[bool] = (table.c.started_us >= since_us) & (table.c.started_us < until_us)
    return during


def _slots(connection: Connection, table: Any, since_us: int, until_us: int) -> dict[int, int]:
    """How many began in each quarter of an hour (its number since 1970)."""
    during = _during(table, since_us, until_us)
    edges = select(func.min(table.c.started_us), func.max(table.c.started_us)).where(during)
    first, last = connection.execute(edges).one()
    if first is None:
        return {}
    slot = table.c.started_us.op("/")(_SLOT_US).label("slot")
    if (last - first) // _SLOT_US > _MOST_SLOTS:  # a clock was off by years
        rows = connection.execute(select(slot, func.count()).where(during).group_by(text("slot")))
        return {row.slot: row[1] for row in rows}
    # One walk along the index; grouping by a number that is worked out would be a sort.
    number = select(literal(first // _SLOT_US).label("slot")).cte("slots", recursive=True)
    number = number.union_all(select(number.c.slot + 1).where(number.c.slot < last // _SLOT_US))
    # One condition for each end, or SQLite starts every count at the beginning of the period.
    start = func.max(number.c.slot * _SLOT_US, since_us)
    end = func.min((number.c.slot + 1) * _SLOT_US, until_us)
    count = select(func.count()).where(_during(table, start, end)).scalar_subquery()
    rows = connection.execute(select(number.c.slot, count.label("many")))
    return {row.slot: row.many for row in rows if row.many}


def _kinds(
    connection: Connection, table: Any, kinds: Any, since_us: int, until_us: int
) -> list[tuple[Any, int]]:
    """The kinds of visits or stays that began, and how many."""
    count = (
        select(func.count())
        .where(table.c.kind_id == kinds.c.id, _during(table, since_us, until_us))
        .scalar_subquery()
    )
    rows = connection.execute(select(*kinds.c, count.label("many")))
    return [(row, row.many) for row in rows if row.many]


def _retries(connection: Connection, since_us: int, until_us: int) -> Iterable[tuple[str, int]]:
    asked = STAYS.c.retries != text("''")
    during = _during(STAYS, since_us, until_us)
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
