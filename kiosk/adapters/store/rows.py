"""Rows put in and read: visits, stays, outbox. SQLAlchemy Core.

Everything here runs in the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, CursorResult, Select, Table, exists, func, insert, select
from sqlalchemy.dialects.sqlite import insert as insert_or

from kiosk.adapters.store import values
from kiosk.adapters.store.tables import (
    CONSENTS,
    CURVES,
    JOINTS,
    META,
    OUTBOX,
    STAY_KINDS,
    STAYS,
    TOMBSTONES,
    VERSIONS,
    VISIT_KINDS,
    VISITS,
)
from kiosk.adapters.store.times import text
from kiosk.core.records import Erased, OutboxEntry, Outgoing, Stay, VisitRecord, digest

SUMMARY: Final[Select[Any]] = (
    select(
        *(one for one in VISITS.c if one.name not in ("packing", "document")),
        *(VERSIONS.c[name] for name in values.VERSION),
        *(VISIT_KINDS.c[name] for name in values.KIND),
        exists().where(CURVES.c.visit_id == VISITS.c.id).label("has_curves"),
        exists().where(JOINTS.c.visit_id == VISITS.c.id).label("has_joints"),
    )
    .join_from(VISITS, VERSIONS)
    .join(VISIT_KINDS, VISIT_KINDS.c.id == VISITS.c.kind_id)
)  # fmt: skip
"""What `values.summary_of` reads."""

STREAM: Final = "stream"
"""The outbox's name, in `meta`."""

RECORD: Final[Select[Any]] = (
    select(
        *VISITS.c,
        *(VERSIONS.c[name] for name in values.VERSION),
        *(VISIT_KINDS.c[name] for name in values.KIND),
        *(CONSENTS.c[name] for name in ("wording", "given_us", "what")),
        CURVES.c.data.label("curves"),
        JOINTS.c.data.label("joints"),
    )
    .join_from(VISITS, VERSIONS)
    .join(VISIT_KINDS, VISIT_KINDS.c.id == VISITS.c.kind_id)
    .outerjoin(CONSENTS, CONSENTS.c.visit_id == VISITS.c.id)
    .outerjoin(CURVES, CURVES.c.visit_id == VISITS.c.id)
    .outerjoin(JOINTS, JOINTS.c.visit_id == VISITS.c.id)
)
"""What `values.record_of` reads."""

STAY: Final[Select[Any]] = select(
    *STAYS.c, *(STAY_KINDS.c[name] for name in values.STAY_KIND)
).join_from(STAYS, STAY_KINDS)
"""What `values.stay_of` reads."""


def put_visit(connection: Connection, record: VisitRecord) -> None:
    """Nothing where the visit is there already or was erased. Raises StoreError, and SQLAlchemy's
    IntegrityError where another visit has its ticket."""
    found, consent = values.figures_of(record), values.consent_columns(record)
    columns = values.visit_columns(record, found)
    known = select(VISITS.c.id).where(VISITS.c.visit == columns["visit"])
    gone = select(TOMBSTONES.c.digest).where(
        TOMBSTONES.c.digest == bytes.fromhex(digest(record.visit))
    )
    if connection.scalar(known) is not None or connection.scalar(gone) is not None:
        return
    columns["version_id"] = _of(connection, VERSIONS, values.version_columns(record))
    columns["kind_id"] = _of(connection, VISIT_KINDS, values.kind_columns(record, found))
    done = connection.execute(insert(VISITS).values(**columns))
    number = _number(done)
    if consent is not None:
        connection.execute(insert(CONSENTS).values(visit_id=number, **consent))
    for table, data in ((CURVES, record.curves), (JOINTS, record.joints)):
        if data is not None:
            connection.execute(insert(table).values(visit_id=number, data=data))
    post(connection, "visit", visit_id=number)


def put_stay(connection: Connection, stay: Stay) -> None:
    """Nothing where it is there already. Raises StoreError."""
    columns = values.stay_columns(stay)
    columns["kind_id"] = _of(connection, STAY_KINDS, values.stay_kind_columns(stay))
    wanted = insert_or(STAYS).values(**columns).on_conflict_do_nothing().returning(STAYS.c.id)
    number = connection.scalar(wanted)
    if number is not None:
        post(connection, "stay", stay_id=number)


def meta(connection: Connection, name: str) -> str | None:
    """A fact about this database."""
    return connection.scalar(select(META.c.value).where(META.c.name == name))


def set_meta(connection: Connection, name: str, value: str) -> None:
    """Note a fact about this database in place of what was noted."""
    wanted = insert_or(META).values(name=name, value=value)
    connection.execute(
        wanted.on_conflict_do_update(index_elements=[META.c.name], set_={"value": value})
    )


def post(connection: Connection, kind: str, **what: object) -> None:
    """Tell the replica, where there is one."""
    if meta(connection, "replicate") == "1":
        connection.execute(insert(OUTBOX).values(kind=kind, **what))


def entries(connection: Connection, after: int, limit: int) -> Sequence[OutboxEntry]:
    """What waits in the outbox, in order."""
    wanted = select(OUTBOX).where(OUTBOX.c.sequence > after).order_by(OUTBOX.c.sequence)
    rows = connection.execute(wanted.limit(limit)).all()
    visits = _by_id(connection, RECORD, VISITS.c.id, [row.visit_id for row in rows])
    stays = _by_id(connection, STAY, STAYS.c.id, [row.stay_id for row in rows])
    found: list[OutboxEntry] = []
    for row in rows:
        if row.kind == "visit":
            value = values.record_of(visits[row.visit_id])
            found.append(OutboxEntry(row.sequence, "visit", value))
        elif row.kind == "stay":
            found.append(OutboxEntry(row.sequence, "stay", values.stay_of(stays[row.stay_id])))
        else:
            gone = Erased(row.digest.hex(), text(row.erased_us))
            found.append(OutboxEntry(row.sequence, "erased", gone))
    return found


def outgoing(connection: Connection, after: int, limit: int) -> Outgoing:
    """The same with the outbox's name; which is '' while nothing is put into it."""
    filled = meta(connection, "replicate") == "1"
    stream = (meta(connection, STREAM) or "") if filled else ""
    return Outgoing(stream, after, tuple(entries(connection, after, limit)))


def waiting(connection: Connection) -> int:
    """How many entries no replica has acknowledged."""
    return connection.scalar(select(func.count()).select_from(OUTBOX)) or 0


def _by_id(
    connection: Connection, wanted: Select[Any], column: Any, ids: list[int | None]
) -> dict[int, Any]:
    known = sorted({one for one in ids if one is not None})
    rows = connection.execute(wanted.where(column.in_(known))).all() if known else []
    return {row.id: row for row in rows}


def _of(connection: Connection, table: Table, columns: dict[str, Any]) -> int:
    """The row of a small table with these values, made where there is none."""
    same = [table.c[name] == one for name, one in columns.items()]
    found = connection.scalar(select(table.c.id).where(*same))
    if found is None:
        found = _number(connection.execute(insert(table).values(**columns)))
    return int(found)


def _number(done: CursorResult[Any]) -> int:
    """Of the row that was inserted."""
    key = done.inserted_primary_key
    return 0 if key is None else int(key[0])
