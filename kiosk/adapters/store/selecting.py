"""What readers ask about visits and stays. SQLAlchemy Core; in the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, exists, select

from kiosk.adapters.store.rows import RECORD, STAY, SUMMARY
from kiosk.adapters.store.tables import STAYS, VISITS
from kiosk.adapters.store.values import record_of, stay_of, summary_of
from kiosk.core.records import Stay, VisitRecord, VisitSummary

LONGEST: Final = 100
"""Visits in a chain of scanned slips: no more are followed."""

Place = tuple[int, int]
"""Start and number of the row that was read last; what comes next is after it."""


def by_ticket(connection: Connection, ticket: str) -> VisitRecord | None:
    row = connection.execute(RECORD.where(VISITS.c.ticket == ticket)).first()
    return None if row is None else record_of(row)


def by_uuid(connection: Connection, low: bytes, high: bytes) -> Sequence[VisitRecord]:
    """At most two visits whose UUID is from low to high: enough to see whether it is one."""
    among = VISITS.c.visit.between(low, high)
    return [record_of(row) for row in connection.execute(RECORD.where(among).limit(2))]


def page(
    connection: Connection, since_us: int, until_us: int, limit: int, offset: int
) -> Sequence[VisitSummary]:
    """The newest first."""
    # The rows are chosen from the index alone, so that an offset costs no reading of rows.
    chosen = (
        select(VISITS.c.id)
        .where(_during(VISITS, since_us, until_us))
        .order_by(VISITS.c.started_us.desc(), VISITS.c.id.desc())
        .limit(limit)
        .offset(offset)
    )
    wanted = SUMMARY.where(VISITS.c.id.in_(chosen)).order_by(
        VISITS.c.started_us.desc(), VISITS.c.id.desc()
    )
    return [summary_of(row) for row in connection.execute(wanted)]


def chain(connection: Connection, ticket: str) -> Sequence[VisitSummary]:
    """From the visit of this ticket back along the scanned slips, without itself."""
    found: dict[str, VisitSummary] = {}
    following = ticket
    while len(found) <= LONGEST:
        row = connection.execute(SUMMARY.where(VISITS.c.ticket == following)).first()
        if row is None or row.ticket in found:
            break
        found[row.ticket] = summary_of(row)
        following = row.earlier_ticket
    return [one for key, one in found.items() if key != ticket]


def pairs(
    connection: Connection, after: Place, until_us: int, limit: int
) -> list[tuple[Place, VisitSummary, VisitSummary]]:
    """Visits with a scanned slip and the visits of those slips, the oldest first."""
    then = VISITS.alias()
    # Not of another kiosk: those slips are known by their figures alone.
    here = exists().where(then.c.ticket == VISITS.c.earlier_ticket)
    linked = SUMMARY.where(VISITS.c.earlier_ticket.is_not(None), here)
    rows = connection.execute(_next(linked, VISITS, after, until_us, limit)).all()
    tickets = {row.earlier_ticket for row in rows}
    earlier = {
        row.ticket: summary_of(row)
        for row in connection.execute(SUMMARY.where(VISITS.c.ticket.in_(tickets)))
    }
    return [
        ((row.started_us, row.id), summary_of(row), earlier[row.earlier_ticket]) for row in rows
    ]


def records(
    connection: Connection, after: Place, until_us: int, limit: int
) -> list[tuple[Place, VisitRecord]]:
    """The oldest first."""
    rows = connection.execute(_next(RECORD, VISITS, after, until_us, limit))
    return [((row.started_us, row.id), record_of(row)) for row in rows]


def stays(
    connection: Connection, after: Place, until_us: int, limit: int
) -> list[tuple[Place, Stay]]:
    """The oldest first."""
    rows = connection.execute(_next(STAY, STAYS, after, until_us, limit))
    return [((row.started_us, row.id), stay_of(row)) for row in rows]


def _during(table: Any, since_us: int, until_us: int) -> ColumnElement[bool]:
    during: ColumnElement[bool] = (table.c.started_us >= since_us) & (table.c.started_us < until_us)
    return during


def _next(wanted: Select[Any], table: Any, after: Place, until_us: int, limit: int) -> Select[Any]:
    """What comes after a place, in the order of the index on the start."""
    start, number = after
    started = table.c.started_us
    return (
        wanted.where(
            started >= start,
            started < until_us,
            (started > start) | (table.c.id > number),
        )
        .order_by(started, table.c.id)
        .limit(limit)
    )
