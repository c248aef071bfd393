"""What the owner asks of all kiosks. psycopg; counting is PostgreSQL's work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final

import psycopg

from kiosk.adapters.replica import faults, schema
from kiosk.adapters.replica.connecting import Address, check, connect
from kiosk.core.records import Changed, Counts
from kiosk.fleet.figures import FleetCounts, KioskState, week_shown

# ruff: noqa: S608 - statements are put together of names of our own; values are parameters

_STATES: Final = f"""
SELECT one.kiosk, one.version, one.heard_at, one.finished_at,
    extract(epoch FROM now() - one.heard_at) / 3600.0, one.waiting, one.needs,
    (SELECT max(started_at) FROM {schema.NAME}.visits AS its WHERE its.kiosk = one.kiosk),
    (SELECT count(*) FROM {schema.NAME}.visits AS its
        WHERE its.kiosk = one.kiosk AND started_at >= now() - interval '7 days')
FROM {schema.NAME}.kiosks AS one ORDER BY one.kiosk
"""
_DURING: Final = "started_at >= %(since)s::timestamptz AND started_at < %(until)s::timestamptz"
_CELLS: Final = f"""
SELECT kiosk, 'measured', count(*) FROM {schema.NAME}.visits
WHERE {_DURING} AND verdict = 'measured' GROUP BY 1
UNION ALL
SELECT kiosk, outcome, count(*) FROM {schema.NAME}.stays
WHERE {_DURING} AND outcome <> 'measured' GROUP BY 1, 2
"""
"""Everybody once: who was measured has a visit, who was not has a stay."""
_RETRIES: Final = f"""
SELECT code, count(*) FROM {schema.NAME}.stays, unnest(retries) AS code
WHERE {_DURING} GROUP BY 1 ORDER BY 2 DESC, 1
"""
_BANDS: Final = f"""
SELECT band, count(*) FROM {schema.NAME}.visits, unnest(ARRAY[left_band, right_band]) AS band
WHERE {_DURING} AND band IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1
"""
_SUMS: Final = f"""
SELECT (SELECT count(*) FROM {schema.NAME}.stays WHERE {_DURING} AND printed),
    (SELECT count(*) FROM {schema.NAME}.visits WHERE {_DURING} AND NOT clock_ok)
"""
_CHANGED: Final = f"""
WITH pairs AS (
    SELECT now.left_kpo_mm - was.left_kpo_mm AS left_mm,
        now.right_kpo_mm - was.right_kpo_mm AS right_mm,
        now.model_sha256 = was.model_sha256
            AND now.metric_revision = was.metric_revision AS comparable
    FROM {schema.NAME}.visits AS now
    JOIN {schema.NAME}.visits AS was
        ON was.ticket = now.earlier_ticket AND was.started_at < now.started_at
    WHERE now.started_at >= %(since)s::timestamptz AND now.started_at < %(until)s::timestamptz
)
SELECT count(*), count(*) FILTER (WHERE comparable),
    count(*) FILTER (WHERE comparable AND least(left_mm, right_mm) < -%(beyond)s::real),
    count(*) FILTER (WHERE comparable AND greatest(left_mm, right_mm) > %(beyond)s::real)
FROM pairs
"""


def states(address: Address) -> tuple[KioskState, ...]:
    """Every kiosk that was ever heard of, by name. Raises FleetError."""
    with _reading(address) as connection:
        return tuple(
            KioskState(
                kiosk=kiosk,
                version=version,
                heard_utc=_text(heard),
                finished_utc=_text(finished),
                silent_h=float(silent_h),
                waiting=waiting,
                needs=tuple(needs),
                newest_utc=_text(newest),
                week=week_shown(week),
            )
            for (kiosk, version, heard, finished, silent_h, waiting, needs, newest, week) in (
                connection.execute(_STATES.encode())
            )
        )


def counted(address: Address, since: str, until: str, beyond_mm: float) -> FleetCounts:
    """Of a period, all of it at one moment. beyond_mm: what counts as a change, 0 not known. Raises
    FleetError."""
    given = {"since": since, "until": until, "beyond": beyond_mm}
    with _reading(address) as connection, connection.transaction():
        connection.execute(b"SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cells = tuple(
            (str(kiosk), str(outcome), int(people))
            for kiosk, outcome, people in connection.execute(_CELLS.encode(), given)
        )
        printed, doubtful = connection.execute(_SUMS.encode(), given).fetchone() or (0, 0)
        changed = None
        if beyond_mm:
            changed = Changed(*(connection.execute(_CHANGED.encode(), given).fetchone() or ()))
        return FleetCounts(
            since,
            until,
            cells,
            _counts(connection, _RETRIES, given),
            _counts(connection, _BANDS, given),
            printed,
            doubtful,
            changed,
        )


@contextmanager
def _reading(address: Address) -> Iterator[psycopg.Connection[Any]]:
    with faults.told(address.where, (address.secret,)):
        connection = connect(address)
        try:
            check(connection, address, to_write=False)
            yield connection
        finally:
            connection.close()


def _counts(connection: psycopg.Connection[Any], query: str, given: dict[str, Any]) -> Counts:
    rows = connection.execute(query.encode(), given)
    return tuple((str(code), int(count)) for code, count in rows)


def _text(moment: datetime | None) -> str:
    if moment is None:
        return ""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
