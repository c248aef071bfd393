"""Erases in every copy of the database that is known: backups in the configured folder, files that
a backup replaced, damaged ones and those of a later version. SQLAlchemy Core.

A copy is changed in place by SQLite's own means, so that a power cut leaves it whole; a backup's
manifest is without its checksum meanwhile. A backup that is out of reach (a stick in a drawer)
loses what was erased on the first day it is back.

A copy of an earlier format (but for the first) keeps it until something is to go from it, and for a
day also what has been kept for its time: it may be the one that was made before an update, and a
release that is taken back can read only that.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, select
from sqlalchemy.exc import DBAPIError

from kiosk.adapters.store import aside, manifest, residue
from kiosk.adapters.store.engine import reading, tidy_journal
from kiosk.adapters.store.erasing import Gone, Tombstone, buried, erase_buried, linked, replicate
from kiosk.adapters.store.faults import DamagedError, cut_off, lacks, reason
from kiosk.adapters.store.opening import clean, counts, opened, refuse_later, revision_of
from kiosk.adapters.store.purging import Keeping, expired, purge
from kiosk.adapters.store.tables import HEAD, VISITS
from kiosk.adapters.store.times import DAY_US, microseconds
from kiosk.core.records import BackupFacts
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
                found = _asked(connection, wanted)
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

    def drop_closed(self, names: Collection[bytes]) -> bool:
        """Delete files that cannot be opened, damaged ones and those of a later version, and hold
        any of these bytes: nothing can be erased within one. Whether there was one. Raises
        OSError."""
        dropped = False
        for one in aside.found(self._path, "damaged", "later"):
            if residue.named(one, names):
                aside.delete(one)
                dropped = True
                self._notices.append(
                    f"{one.name}, a damaged file or one of a later version that was set aside, "
                    "held a visit that was erased. It was deleted."
                )
        return dropped


def _erase(copy: Path, due: Due) -> bool:
    with _told(copy):
        facts = manifest.read(copy) if manifest.is_backup(copy) else None
        if facts is not None and due.now_us is not None and _may_be_wanted(facts, due.now_us):
            due = replace(due, now_us=None)
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
            manifest.write(manifest.finished(replace(facts, format=HEAD), **counted))
        return gone.count > 0


def _holds(copy: Path, due: Due) -> bool:
    """Whether it must be changed. One that was cut off in a change is, and one whose format does
    not tell. Raises LaterError where it must and cannot be."""
    try:
        with reading(copy).connect() as connection:
            if revision_of(connection) is not None and not due.waits_in(connection):
                return False
            refuse_later(connection, copy)
            return True
    except DBAPIError as error:
        if cut_off(error) or lacks(error):
            return True
        raise


def _asked(connection: Connection, wanted: Select[Any]) -> bytes | None:
    """The visit; None also of a format that has none."""
    if revision_of(connection) is None:
        return None
    try:
        found: bytes | None = connection.scalar(wanted)
    except DBAPIError as error:
        if lacks(error):
            return None
        raise
    return found


def _may_be_wanted(facts: BackupFacts, now_us: int) -> bool:
    """Whether a release that is taken back may need this backup as it is."""
    return facts.format != HEAD and microseconds(facts.made_utc) > now_us - DAY_US


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
