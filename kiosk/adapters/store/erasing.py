"""Takes visits and stays out of one database, with all that belongs to them. SQLAlchemy Core.

Everything here runs in the caller's transaction. What is returned are needles: bytes by which to
see, once it is committed, that nothing is left (kiosk.adapters.store.residue).
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import Connection, Select, delete, func, insert, literal, select, update
from sqlalchemy.dialects.sqlite import insert as insert_or

from kiosk.adapters.store.residue import NOTHING, Needles
from kiosk.adapters.store.rows import STREAM, meta, post, set_meta
from kiosk.adapters.store.tables import CURVES, JOINTS, OUTBOX, STAYS, TOMBSTONES, VISITS

WINDOW: Final = 24
"""Bytes of a packed document, of curves and of joints that are looked for; three of each."""
_SHORTEST: Final = 8
"""A shorter blob is no needle: it may be there by chance."""
_BATCH: Final = 400

KEY_BYTES: Final = 32
STREAM_BYTES: Final = 8
RESIDUE: Final = "residue"


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What is kept of an erased visit: SHA-256 of its UUID, HMAC of its ticket."""

    digest: bytes
    ticket_hash: bytes | None
    erased_us: int


@dataclass(frozen=True, slots=True)
class Gone:
    """What was erased: how many rows, their tombstones, and needles."""

    count: int = 0
    tombstones: tuple[Tombstone, ...] = ()
    needles: Needles = NOTHING

    def __add__(self, other: Gone) -> Gone:
        return Gone(
            self.count + other.count,
            self.tombstones + other.tombstones,
            self.needles | other.needles,
        )


def ticket_hash(connection: Connection, ticket: str) -> bytes:
    """HMAC-SHA-256 with this database's key. Whoever has the file can try all tickets, and learns
    no more than that one of them was erased and when."""
    return _hash(_key(connection), ticket)


def erase_visits(connection: Connection, wanted: Any, now_us: int, *, buried: bool) -> Gone:
    """All visits for which `wanted` (a condition) holds. buried: with a tombstone each, so that no
    copy brings them back; what goes because its time is over goes by time in every copy."""
    gone, key = Gone(), _key(connection)
    for numbers in batched(list(connection.scalars(select(VISITS.c.id).where(wanted)))):
        rows = connection.execute(_doomed().where(VISITS.c.id.in_(numbers))).all()
        tombstones = [
            Tombstone(sha256(row.visit).digest(), _hash(key, row.ticket), now_us) for row in rows
        ]
        if buried:
            bury(connection, tombstones)
        unlink(connection, [row.ticket for row in rows])
        connection.execute(delete(VISITS).where(VISITS.c.id.in_([row.id for row in rows])))
        _post_erased(connection, [one.digest for one in tombstones], now_us)
        gone += Gone(len(rows), tuple(tombstones), _needles(rows))
    if gone.count:
        set_meta(connection, RESIDUE, "1")
    return gone


def erase_stays(connection: Connection, wanted: Any, now_us: int) -> int:
    """All stays for which `wanted` holds; how many."""
    rows = connection.execute(select(STAYS.c.id, STAYS.c.stay).where(wanted))
    names = {row.id: row.stay for row in rows}
    for numbers in batched(list(names)):
        connection.execute(delete(STAYS).where(STAYS.c.id.in_(numbers)))
        marks = [sha256(names[number]).digest() for number in numbers]
        _post_erased(connection, marks, now_us)
    return len(names)


def bury(connection: Connection, tombstones: Iterable[Tombstone]) -> None:
    """Note what was erased; what is noted already stays as it is."""
    rows = [
        {"digest": one.digest, "ticket_hash": one.ticket_hash, "erased_us": one.erased_us}
        for one in tombstones
    ]
    if rows:
        connection.execute(insert_or(TOMBSTONES).on_conflict_do_nothing(), rows)


def tombstones(connection: Connection) -> tuple[Tombstone, ...]:
    """All that are known here."""
    return tuple(
        Tombstone(row.digest, row.ticket_hash, row.erased_us)
        for row in connection.execute(
            select(TOMBSTONES.c.digest, TOMBSTONES.c.ticket_hash, TOMBSTONES.c.erased_us)
        )
    )


def buried(connection: Connection, tombstones: Collection[Tombstone]) -> dict[int, Tombstone]:
    """The visits here that a tombstone names, by their number."""
    named = {one.digest: one for one in tombstones}
    rows = connection.execute(select(VISITS.c.id, VISITS.c.visit)).all() if named else ()
    return {row.id: named[mark] for row in rows if (mark := sha256(row.visit).digest()) in named}


def linked(connection: Connection, tombstones: Collection[Tombstone]) -> list[str]:
    """Tickets of erased visits that stand in later visits here, also where the erased one itself
    never was: it may have gone with a file that was replaced."""
    marks = {one.ticket_hash for one in tombstones if one.ticket_hash}
    if not marks:
        return []
    key, column = _key(connection), VISITS.c.earlier_ticket
    tickets = connection.scalars(select(column).where(column.is_not(None)).distinct())
    return [ticket for ticket in tickets if _hash(key, ticket) in marks]


def erase_buried(connection: Connection, tombstones: Collection[Tombstone]) -> Gone:
    """Erase what a tombstone names, and keep those that did."""
    found, gone = buried(connection, tombstones), Gone()
    if tickets := linked(connection, tombstones):
        unlink(connection, tickets)
        set_meta(connection, RESIDUE, "1")
        gone += Gone(needles=Needles(frozenset(map(str.encode, tickets)), frozenset()))
    for numbers in batched(list(found)):
        gone += erase_visits(connection, VISITS.c.id.in_(numbers), 0, buried=False)
    bury(connection, found.values())
    return gone


def acknowledge(connection: Connection, sequence: int, stream: str) -> None:
    """The outbox up to here has arrived; nothing where it is another one by now."""
    if stream in ("", meta(connection, STREAM)):
        connection.execute(delete(OUTBOX).where(OUTBOX.c.sequence <= sequence))


def replicate(connection: Connection, on: bool) -> None:
    """Begin to fill the outbox, with all that there is, or end it and empty it."""
    if on and meta(connection, STREAM) is None:  # of an earlier version, which gave it no name
        set_meta(connection, STREAM, secrets.token_hex(STREAM_BYTES))
    if on == (meta(connection, "replicate") == "1"):
        return
    set_meta(connection, "replicate", str(int(on)))
    connection.execute(delete(OUTBOX))
    if on:
        set_meta(connection, STREAM, secrets.token_hex(STREAM_BYTES))
        fill(connection)


def fill(connection: Connection) -> None:
    """Put everything into the outbox, erasures first: they win anyway."""
    sources: tuple[tuple[list[str], Select[Any]], ...] = (
        (
            ["kind", "digest", "erased_us"],
            select(literal("erased"), TOMBSTONES.c.digest, TOMBSTONES.c.erased_us),
        ),
        (["kind", "visit_id"], select(literal("visit"), VISITS.c.id).order_by(VISITS.c.id)),
        (["kind", "stay_id"], select(literal("stay"), STAYS.c.id).order_by(STAYS.c.id)),
    )
    for names, rows in sources:
        connection.execute(insert(OUTBOX).from_select(names, rows))


def batched(numbers: list[int]) -> Iterator[list[int]]:
    """As many at a time as a statement should hold."""
    for start in range(0, len(numbers), _BATCH):
        yield numbers[start : start + _BATCH]


def unlink(connection: Connection, tickets: list[str]) -> None:
    """Take tickets out of the visits in which their slips were scanned."""
    linked = VISITS.c.earlier_ticket.in_(tickets)
    changed = update(VISITS).where(linked).values(earlier_ticket=None).returning(VISITS.c.id)
    for number in connection.scalars(changed).all():
        post(connection, "visit", visit_id=number)


def _key(connection: Connection) -> bytes:
    """Of this database's hashes of tickets."""
    return bytes.fromhex(meta(connection, "key") or "")


def _hash(key: bytes, ticket: str) -> bytes:
    return hmac.new(key, ticket.encode(), sha256).digest()


def _post_erased(connection: Connection, digests: list[bytes], now_us: int) -> None:
    """Tell the replica, where there is one, that these are gone."""
    if digests and meta(connection, "replicate") == "1":
        rows = [{"kind": "erased", "digest": one, "erased_us": now_us} for one in digests]
        connection.execute(insert(OUTBOX), rows)


def _doomed() -> Select[Any]:
    """Visits with what their needles are made of."""
    blobs = {"document": VISITS.c.document, "curves": CURVES.c.data, "joints": JOINTS.c.data}
    windows = [
        func.substr(blob, func.length(blob) * part // 4 + 1, WINDOW).label(f"{name}_{part}")
        for name, blob in blobs.items()
        for part in (1, 2, 3)
    ]
    return (
        select(VISITS.c.id, VISITS.c.visit, VISITS.c.ticket, *windows)
        .outerjoin(CURVES, CURVES.c.visit_id == VISITS.c.id)
        .outerjoin(JOINTS, JOINTS.c.visit_id == VISITS.c.id)
    )


def _needles(rows: Iterable[Any]) -> Needles:
    names, pieces = set[bytes](), set[bytes]()
    for row in rows:
        names |= {row.visit, row.ticket.encode()}
        pieces |= {one for one in row[3:] if one is not None and len(one) >= _SHORTEST}
    return Needles(frozenset(names), frozenset(pieces))
