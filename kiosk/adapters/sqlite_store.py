"""Keeps visits in one SQLite file. May import stdlib, kiosk.ports, kiosk.errors, sqlite_file.

The file and its folder are made at the first save. One that is damaged is set aside under another
name and a new one is begun: a kiosk that cannot read its past still keeps what it measures now.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import astuple, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, TypeVar

from kiosk.adapters.sqlite_file import damaged, erase_aside, moved, open_or_begin, reason
from kiosk.errors import StoreError
from kiosk.ports import VisitRecord

T = TypeVar("T")

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_INSERT: Final = (
    "INSERT INTO visits VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (visit) DO NOTHING"
)
_SELECT: Final = "SELECT * FROM visits WHERE started_us >= ? ORDER BY started_us DESC, rowid DESC"
_ERASE: Final = "DELETE FROM visits WHERE visit = ?"
_ERASE_BEFORE: Final = "DELETE FROM visits WHERE started_us < ?"


def utc_now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


class SqliteStore:
    """A `kiosk.ports.Store`. Opening is left to the first call, so that making one never fails.

    For one thread at a time. now: names what is set aside. notices: sentences for staff about
    what was set aside, oldest first; whoever has told them clears the list.
    """

    def __init__(self, path: Path, now: Callable[[], datetime] = utc_now) -> None:
        self._path = path
        self._now = now
        self._connection: sqlite3.Connection | None = None
        self.notices: list[str] = []

    def save(self, record: VisitRecord) -> None:
        """Returns when the record is on the disk; saving the same visit again changes nothing.

        Raises StoreError, also for a ticket that another visit has: draw another one.
        """
        row = (*astuple(record), _microseconds(record.started_utc))
        self._do("A visit was not saved", lambda connection: connection.execute(_INSERT, row))

    def erase(self, visit: str) -> bool:
        """Remove a visit and its bytes; whether it was there."""
        return self._erase("A visit was not erased", _ERASE, visit) > 0

    def erase_before(self, utc: str) -> int:
        """Remove the visits that started before this time, and say how many.

        Damaged files that were set aside before it go too: their visits are as old or older. To be
        called only while the clock is known to be right: one that has stepped by a year would take
        everything.
        """
        failed, before = "Old visits were not erased", _moment(utc)
        count = self._erase(failed, _ERASE_BEFORE, _microseconds(utc))
        try:
            erase_aside(self._path, before)
        except OSError as error:
            raise StoreError(
                f"{failed}: a damaged file beside {self._path} could not be deleted "
                f"({error.strerror or error}). Delete it by hand."
            ) from error
        return count

    def since(self, utc: str) -> Sequence[VisitRecord]:
        """Visits that started at this time (ISO 8601 with its offset) or later, newest first."""
        start = _microseconds(utc)
        if not self._exists():
            return ()

        def select(connection: sqlite3.Connection) -> list[tuple[Any, ...]]:
            return connection.execute(_SELECT, (start,)).fetchall()

        return tuple(map(_record, self._do("The visits cannot be read", select)))

    def close(self) -> None:
        """Let go of the file; harmless when called twice. A later call opens it again."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _exists(self) -> bool:
        return self._connection is not None or self._path.exists()

    def _erase(self, failed: str, statement: str, value: str | int) -> int:
        if not self._exists():
            return 0
        return self._do(failed, lambda connection: connection.execute(statement, (value,)).rowcount)

    def _do(self, failed: str, work: Callable[[sqlite3.Connection], T]) -> T:
        """Carry out one transaction. Raises StoreError that begins with `failed`."""
        try:
            try:
                return self._transaction(work)
            except sqlite3.Error as error:
                if not (moved(error) or damaged(error)):
                    raise
                self.close()  # what is there now is looked at anew
                return self._transaction(work)
        except sqlite3.IntegrityError as error:
            if "visits.ticket" not in str(error):
                raise
            raise StoreError(f"{failed}: another visit has its ticket. Draw another.") from error
        except sqlite3.Error as error:
            self.close()
            raise StoreError(f"{failed} in {self._path}: {reason(error)}.") from error
        except OSError as error:
            if isinstance(error, StoreError):
                raise
            raise StoreError(
                f"{failed} in {self._path}: {error.strerror or error}. Check that the kiosk's user "
                "may write there, or set another path under [store]."
            ) from error

    def _transaction(self, work: Callable[[sqlite3.Connection], T]) -> T:
        if self._connection is None:
            self._connection, notice = open_or_begin(self._path, self._now)
            if notice is not None:
                self.notices.append(notice)
        with self._connection as connection:
            return work(connection)


def _record(row: tuple[Any, ...]) -> VisitRecord:
    """A row without its last column, which only sorts."""
    names = (one.name for one in fields(VisitRecord))
    values = dict(zip(names, row[:-1], strict=True))
    return VisitRecord(**{**values, "clock_ok": bool(values["clock_ok"])})


def _microseconds(utc: str) -> int:
    """An ISO 8601 time with its offset as microseconds since 1970: texts do not sort by time."""
    return (_moment(utc) - _EPOCH) // timedelta(microseconds=1)


def _moment(utc: str) -> datetime:
    """Raises StoreError for what is no ISO 8601 time with its offset."""
    try:
        moment = datetime.fromisoformat(utc)
    except ValueError as error:
        raise StoreError(f"{utc!r} is not a time in ISO 8601.") from error
    if moment.tzinfo is None:
        raise StoreError(f"{utc!r} does not say its offset from UTC; it must end in Z or +00:00.")
    return moment
