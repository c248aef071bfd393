"""Erases in every copy of the database that is known: backups in the configured folder, files that
a backup replaced, and damaged ones. SQLAlchemy Core.

A copy is changed in place by SQLite's own means, so that a power cut leaves it whole; a backup's
manifest is without its checksum meanwhile. A backup that is out of reach (a stick in a drawer)
loses what was erased on the first day it is back.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError

from kiosk.adapters.store import aside, manifest, residue
from kiosk.adapters.store.engine import reading, tidy_journal
from kiosk.adapters.store.erasing import Gone, Tombstone, buried, erase_buried, linked, replicate
from kiosk.adapters.store.faults import DamagedError, cut_off, reason
from kiosk.adapters.store.opening import clean, counts, opened, revision_of
from kiosk.adapters.store.purging import Keeping, expired, purge
from kiosk.adapters.store.tables import HEAD, VISITS
from kiosk.errors import StoreError


@dataclass(frozen=True, slots=True)
class Due:
    """What is to go from a copy: what tombstones name and, where now_us is the time of a clock
    that is right, what has been kept for its time."""

    tombstones: Collection[Tombstone]
    keeping: Keeping
    now_us: int | None = None

    def waits_in(self, connection: Connection) -> bool:
        """Whether any of it is there."""
        if buried(connection, self.tombstones) or linked(connection, self.tombstones):
            return True
        return self.now_us is not None and expired(connection, self.now_us, self.keeping)

    def take_out(self, connection: Connection) -> Gone:
        """Needles and count; a copy has no replica to tell."""
        replicate(connection, on=False)
        gone = erase_buried(connection, self.tombstones)
        if self.now_us is not None:
            gone += purge(connection, self.now_us, self.keeping)[0]
        return gone


class Copies:
    """Of one database. folder: where backups are kept, None nowhere. notices: for staff."""

    def __init__(self, path: Path, folder: Path | None, notices: list[str]) -> None:
        self._path, self._folder, self._notices = path, folder, notices

    def whole(self) -> list[Path]:
        """Those that can be opened as databases."""
        backups = () if self._folder is None else manifest.backups(self._folder)
        return [*aside.found(self._path, "replaced"), *backups]

    def visit_of(self, ticket: str) -> bytes | None:
        """The UUID of the visit that has this ticket in one of them. Raises StoreError."""
        wanted = select(VISITS.c.visit).where(VISITS.c.ticket == ticket)
        for copy in self.whole():
            with _told(copy), reading(copy).connect() as connection:
                current = revision_of(connection) == HEAD
                found: bytes | None = connection.scalar(wanted) if current else None
            if found is not None:
                return found
        return None

    def erase(self, due: Due) -> bool:
        """Take it out of all of them; whether it was anywhere. Raises StoreError once all have
        been tried."""
        changed, failures = False, list[StoreError]()
        for copy in self.whole():
            try:
                changed |= _erase(copy, due)
            except StoreError as error:
                failures.append(error)
        if failures:
            raise StoreError(" ".join(map(str, failures))) from failures[0]
        return changed

    def drop_damaged(self, names: Collection[bytes]) -> bool:
        """Delete damaged files that hold any of these bytes: nothing can be erased within one.
        Whether there was one. Raises OSError."""
        dropped = False
        for one in aside.found(self._path, "damaged"):
            if residue.named(one, names):
                aside.delete(one)
                dropped = True
                self._notices.append(
                    f"{one.name}, a damaged file that was set aside, held a visit that was erased. "
                    "It was deleted."
                )
        return dropped


def _erase(copy: Path, due: Due) -> bool:
    with _told(copy):
        facts = manifest.read(copy) if manifest.is_backup(copy) else None
        unfinished = facts is not None and not facts.sha256
        if not unfinished and not _holds(copy, due):
            return False
        if facts is not None:
            manifest.write(replace(facts, sha256=""))
        engine = opened(copy)
        try:
            with engine.begin() as connection:
                gone = due.take_out(connection)
            clean(engine, copy, gone.needles)
            counted = {} if facts is None else counts(engine)
        finally:
            engine.dispose()
        tidy_journal(copy)
        if facts is not None:
            manifest.write(manifest.finished(facts, **counted))
        return gone.count > 0


def _holds(copy: Path, due: Due) -> bool:
    """Whether it must be changed; one of an earlier format, or cut off in a change, is."""
    try:
        with reading(copy).connect() as connection:
            return revision_of(connection) != HEAD or due.waits_in(connection)
    except DBAPIError as error:
        if cut_off(error):
            return True
        raise


@contextmanager
def _told(copy: Path) -> Iterator[None]:
    """Raises StoreError that names the copy."""
    failed = f"What was erased may still be in {copy}"
    try:
        yield
    except StoreError as error:
        raise StoreError(f"{failed}: {error}") from error
    except (DamagedError, DBAPIError, sqlite3.Error) as error:
        raise StoreError(
            f"{failed}: {reason(error)}. Delete it, or have it looked after."
        ) from error
    except OSError as error:
        raise StoreError(f"{failed}: {error.strerror or error}.") from error
