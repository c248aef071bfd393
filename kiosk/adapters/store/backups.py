"""Makes backups and puts them back. SQLAlchemy and SQLite's online backup."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, update

from kiosk.adapters.store import manifest, residue
from kiosk.adapters.store.engine import (
    make,
    make_folder,
    raw,
    sync_folder,
    tidy_journal,
    value,
    writing,
)
from kiosk.adapters.store.erasing import (
    Tombstone,
    bury,
    erase_buried,
    replicate,
    tombstones,
)
from kiosk.adapters.store.faults import DamagedError
from kiosk.adapters.store.opening import clean, counts, integrity, opened
from kiosk.adapters.store.rows import meta, set_meta
from kiosk.adapters.store.tables import HEAD, TOMBSTONES
from kiosk.adapters.store.times import STAMP
from kiosk.core.records import BackupFacts
from kiosk.errors import StoreError

_PAGES: Final = 1000
"""Copied at a time."""
_JUMP: Final = 1 << 32
"""By so much the outbox's sequence grows with a backup that is put back: a replica may have heard
of later numbers than the backup knows."""

Past = tuple[str, tuple[Tombstone, ...], int]
"""The tickets' key, tombstones, and the outbox's last sequence."""


def back_up(engine: Engine, path: Path, version: str, now: datetime) -> BackupFacts:
    """Make a backup, whole or not at all. path: a file that is not there yet, or a folder, which
    has no suffix and is made where it is not there.

    Raises StoreError, OSError, sqlite3.Error, DamagedError.
    """
    if path.is_dir() or not path.suffix:
        path = _free(path, now)
    if path.exists():
        raise StoreError(f"{path} is there already. Give another name, or delete it first")
    part = path.with_name(path.name + manifest.PART)
    make_folder(path.parent)
    _delete(part)
    try:
        make(part)
        with raw(engine) as source, closing(sqlite3.connect(part)) as target:
            source.backup(target, pages=_PAGES)
        facts = BackupFacts(
            path=str(path),
            made_utc=now.isoformat(timespec="seconds").replace("+00:00", "Z"),
            kiosk_version=version,
            format=HEAD,
            size_bytes=0,
            sha256="",
            **_made_independent(part),
        )
        _sync(part)
        part.rename(path)
    finally:
        _delete(part)
    facts = manifest.finished(facts)
    manifest.write(facts)
    sync_folder(path.parent)
    return facts


def past_of(engine: Engine) -> Past:
    """What of the current file must live on. All formats keep the columns that this reads, so that
    it can be read in a later version's file, too. Raises DBAPIError, and StoreError for a file
    without the key to its tombstones."""
    with engine.begin() as connection:
        key, buried = meta(connection, "key"), tombstones(connection)
        if not key:
            raise StoreError("The key to what was erased is not in the file")
        return (key, buried, _sequence(connection))


def blank(fresh: Path, past: Past) -> None:
    """A file without visits that can take the current one's place, with its past of erasures.
    Raises StoreError, OSError, DBAPIError."""
    _delete(fresh)
    make(fresh)
    engine = opened(fresh)
    try:
        with engine.begin() as connection:
            _inherit(connection, past)
    finally:
        engine.dispose()
    tidy_journal(fresh)


def ready(backup: Path, fresh: Path, past: Past | None) -> None:
    """Make of a backup the file that can take the current one's place: checked, of today's format,
    without what was erased since, and with its own past of erasures and of the current one.
    past: of the current file, None where there is none.

    Raises StoreError, OSError, DBAPIError.
    """
    manifest.verify(backup)
    _delete(fresh)
    make_folder(fresh.parent)
    make(fresh)
    shutil.copyfile(backup, fresh)
    _sync(fresh)
    try:
        engine = opened(fresh)
    except DamagedError as error:
        raise StoreError(f"{backup} is damaged ({error}). Use another backup.") from error
    try:
        with engine.begin() as connection:
            gone = _inherit(connection, past)
        clean(engine, fresh, gone)
    finally:
        engine.dispose()
    tidy_journal(fresh)


def _free(folder: Path, now: datetime) -> Path:
    """A name by the time: the next second's where a backup was made in this one, by a timer and by
    staff at once."""
    while (path := folder / f"visits-{now.strftime(STAMP)}.db").exists():
        now += timedelta(seconds=1)
    return path


def _made_independent(part: Path) -> dict[str, int]:
    """Check the copy and take out what only the original needs; counts."""
    engine = writing(part)
    try:
        integrity(engine)
        with engine.begin() as connection:
            replicate(connection, on=False)
        return counts(engine)
    finally:
        engine.dispose()


def _inherit(connection: Connection, past: Past | None) -> residue.Needles:
    """What of the current file must live on in the one that was a backup; needles."""
    replicate(connection, on=False)
    key, buried, sequence = past or (meta(connection, "key") or "", (), 0)
    if key != meta(connection, "key"):
        # Another database's: hashes that were made with its key say nothing any more.
        connection.execute(update(TOMBSTONES).values(ticket_hash=None))
        set_meta(connection, "key", key)
    gone = erase_buried(connection, buried)
    bury(connection, buried)
    last = max(sequence, _sequence(connection)) + _JUMP
    connection.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = 'outbox'")
    connection.exec_driver_sql("INSERT INTO sqlite_sequence VALUES ('outbox', ?)", (last,))
    return gone.needles


def _sequence(connection: Connection) -> int:
    query = "SELECT max(seq) FROM sqlite_sequence WHERE name = 'outbox'"
    return int(value(connection, query) or 0)


def _sync(path: Path) -> None:
    file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def _delete(path: Path) -> None:
    for one in residue.files(path):
        one.unlink(missing_ok=True)
