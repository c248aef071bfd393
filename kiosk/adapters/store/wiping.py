"""What a store does to erase: here, then in every copy, then a look whether anything is left.

SQLAlchemy, by way of the modules that it puts together.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection

from kiosk.adapters.store import erasing, purging
from kiosk.adapters.store.copies import Copies, Due
from kiosk.adapters.store.database import Database
from kiosk.adapters.store.purging import Keeping
from kiosk.adapters.store.residue import Needles
from kiosk.adapters.store.rows import post
from kiosk.adapters.store.tables import VISITS
from kiosk.core.records import Purged


@dataclass(frozen=True, slots=True)
class Kept:
    """A database, its copies, and for how long they keep what is in them."""

    database: Database
    copies: Copies
    keeping: Keeping


def kept(
    database: Database, backups: Path | None, days: tuple[int, int], notices: list[str]
) -> Kept:
    """Nothing is opened yet."""
    return Kept(database, Copies(database.path, backups, notices), Keeping(*days))


def erase(kept: Kept, visit: bytes | None, ticket: str | None, now_us: int) -> bool:
    """By UUID or by ticket; whether the visit was anywhere. Raises StoreError."""
    failed, copies = "A visit was not erased", kept.copies
    wanted = VISITS.c.visit == visit if ticket is None else VISITS.c.ticket == ticket
    told = visit if ticket is None else ticket.encode()

    def take_out(connection: Connection) -> tuple[erasing.Gone, bool]:
        gone = erasing.erase_visits(connection, wanted, now_us, buried=True)
        return gone, copies.drop_closed(gone.needles.names or {told or b""})

    gone, dropped = kept.database.write(failed, take_out)
    if gone.count:
        kept.database.clean(failed, gone.needles)
        stones = gone.tombstones
    else:
        stones = _elsewhere(kept, visit, ticket, now_us)
    found = copies.erase(Due(stones, kept.keeping)) if stones else False
    if found and not gone.count:
        kept.database.write(failed, lambda connection: _bury(connection, stones, ticket))
        if ticket is not None:
            kept.database.clean(failed, Needles(frozenset({ticket.encode()}), frozenset()))
    return bool(gone.count) or dropped or found


def purge(kept: Kept, now_us: int | None) -> Purged:
    """Here and in the copies. now_us: None where the clock is not right. Raises StoreError."""
    failed, database = "Old visits were not erased", kept.database
    purged = Purged()
    if now_us is not None and database.exists:
        gone, stays = database.write(
            failed, lambda connection: purging.purge(connection, now_us, kept.keeping)
        )
        if gone.count:
            database.clean(failed, gone.needles)
        purged = Purged(gone.count, stays)
    stones = database.write(failed, erasing.tombstones)
    kept.copies.erase(Due(stones, kept.keeping, now_us))
    return purged


def _bury(
    connection: Connection, stones: tuple[erasing.Tombstone, ...], ticket: str | None
) -> None:
    """What was in a copy alone. A replica may have it, too, and visits here its ticket."""
    erasing.bury(connection, stones)
    if ticket is not None:
        erasing.unlink(connection, [ticket])
    for one in stones:
        post(connection, "erased", digest=one.digest, erased_us=one.erased_us)


def _elsewhere(
    kept: Kept, visit: bytes | None, ticket: str | None, now_us: int
) -> tuple[erasing.Tombstone, ...]:
    """The tombstone of a visit that may be in a copy, though not here."""
    found = kept.copies.visit_of(ticket) if visit is None and ticket is not None else visit
    if found is None:
        return ()
    mark = None
    if ticket is not None:
        mark = kept.database.write(
            "A visit was not erased",
            lambda connection: erasing.ticket_hash(connection, ticket),
        )
    return (erasing.Tombstone(sha256(found).digest(), mark, now_us),)
