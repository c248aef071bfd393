"""Connections to a database file. SQLAlchemy and sqlite3.

Journal mode TRUNCATE with synchronous FULL lost nothing in simulated power cuts (scripts/prove
store), where WAL with NORMAL lost acknowledged visits. secure_delete overwrites what is deleted.
"""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, cast
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool, StaticPool

WAIT_S: Final = 5.0
"""For another program that has the file open."""
SHARED_FOLDER: Final = stat.S_ISGID | stat.S_IRGRP | stat.S_IXGRP
SHARED_FILE: Final = 0o640

WRITING: Final = (
    "journal_mode = TRUNCATE", "synchronous = FULL", "secure_delete = ON", "foreign_keys = ON",
    "trusted_schema = OFF",
)  # fmt: skip
READING: Final = ("query_only = ON", "trusted_schema = OFF")


def writing(path: Path, wait_s: float | None = None) -> Engine:
    """One connection to a file that is there, for one thread at a time. Every transaction is
    BEGIN IMMEDIATE: it has the right to write before it reads."""
    return _engine(path, "rw", WRITING, "BEGIN IMMEDIATE", wait_s)


def reading(path: Path, wait_s: float | None = None) -> Engine:
    """Read-only connections, each opened anew, so that a file put in its place is seen."""
    return _engine(path, "ro", READING, "BEGIN", wait_s)


@contextmanager
def raw(engine: Engine) -> Iterator[sqlite3.Connection]:
    """SQLite's own connection, outside a transaction: for VACUUM, REINDEX and backups."""
    lent = engine.raw_connection()
    try:
        yield cast("sqlite3.Connection", lent.driver_connection)
    finally:
        lent.close()


def value(connection: Connection, query: str) -> Any:
    """The first column of the first row."""
    return connection.exec_driver_sql(query).scalar()


def make_folder(folder: Path) -> None:
    """With the folders above it, for this user alone, and on the disk up to the first that was
    there: with a name that a power cut takes away goes all that was acknowledged under it."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for one in missing:
        sync_folder(one.parent)


def make(path: Path) -> None:
    """An empty file, for this user alone, where there is none."""
    try:
        # Never opened and closed where it is there: that would drop SQLite's locks on it.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    except FileExistsError:
        return
    sync_folder(path.parent)


def share(path: Path) -> None:
    """Let the folder's group read a database and its journal, where the folder is made for that:
    set-group-ID, and open to its group. What is made in such a folder has its group already.

    A journal is shared like its database: who could not read it could not tell whether it is of a
    save that was cut off, and would read nothing. Raises OSError.
    """
    folder = path.parent.stat()
    if folder.st_mode & SHARED_FOLDER != SHARED_FOLDER:
        return
    for one in (path, path.with_name(f"{path.name}-journal")):
        try:
            facts = one.stat()
            if facts.st_gid != folder.st_gid:
                os.chown(one, -1, folder.st_gid)
            if stat.S_IMODE(facts.st_mode) != SHARED_FILE:
                one.chmod(SHARED_FILE)
        except FileNotFoundError:
            continue
        except PermissionError:  # not of this user: who made it decides
            return


def sync_folder(folder: Path) -> None:
    """Names in it, given and taken away, are on the disk."""
    file = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def tidy_journal(path: Path) -> None:
    """Delete the empty journal that is left beside a database that was closed."""
    journal = path.with_name(f"{path.name}-journal")
    try:
        if not journal.stat().st_size:
            journal.unlink()
    except FileNotFoundError:
        return


def _engine(
    path: Path, mode: str, pragmas: tuple[str, ...], begin: str, wait_s: float | None
) -> Engine:
    where = f"file:{quote(str(path.absolute()))}?mode={mode}"

    def connect() -> sqlite3.Connection:
        # The program's end closes it in another thread than the worker's, after the last job.
        connection = sqlite3.connect(
            where,
            uri=True,
            timeout=WAIT_S if wait_s is None else wait_s,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            for pragma in pragmas:
                connection.execute(f"PRAGMA {pragma}").fetchall()
        except BaseException:
            connection.close()
            raise
        return connection

    pool = StaticPool if mode == "rw" else NullPool
    engine = create_engine("sqlite://", creator=connect, poolclass=pool)

    @event.listens_for(engine, "begin")
    def _(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
