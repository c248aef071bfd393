"""kiosk.ports.Store on SQLite. stdlib, kiosk.core and what of this package loads nothing heavy.

SQLAlchemy comes with the first call that needs the file, in the caller's thread.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from kiosk.adapters.store import manifest, values
from kiosk.adapters.store.aside import Why, erase_aside, found
from kiosk.adapters.store.times import microseconds, moment, utc_now
from kiosk.core.records import BackupFacts, OutboxEntry, Purged, Stay, VisitRecord
from kiosk.errors import StoreError

if TYPE_CHECKING:
    from kiosk.adapters.store.database import Database
    from kiosk.adapters.store.wiping import Kept


class SqlStore:
    """A `kiosk.ports.Store`. Opening is left to the first call, so that making one never fails.

    For one thread at a time. keep_days, stay_days: of visits, and of stays. backups: a folder
    whose backups are erased in too. replicating: whether the outbox is filled. now: names what is
    set aside. notices: sentences for staff, oldest first; whoever has told them clears the list.
    take_back: of a later version's file, set it aside and go on from the newest backup that this
    version can read: for the service, which an update that was taken back must not leave without
    its visits; else such a file is left alone.
    """

    def __init__(
        self,
        path: Path,
        *,
        keep_days: int = 90,
        stay_days: int = 400,
        backups: Path | None = None,
        replicating: bool = False,
        take_back: bool = False,
        version: str = "",
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._path = path
        self._days = (keep_days, stay_days)
        self._backups = backups
        self._replicating = replicating
        self._take_back = take_back
        self._version = version
        self._now = now
        self.notices: list[str] = []

    def save(self, record: VisitRecord) -> None:
        """Returns when the record is on the disk; saving the same visit again changes nothing.

        Raises StoreError, also for a ticket that another visit has: draw another one.
        """
        from kiosk.adapters.store.rows import put_visit

        self._database.write("A visit was not saved", lambda c: put_visit(c, record))

    def log_stay(self, stay: Stay) -> None:
        """Keep that somebody was here; the same again changes nothing. Raises StoreError."""
        from kiosk.adapters.store.rows import put_stay

        self._database.write("A stay was not noted", lambda c: put_stay(c, stay))

    def erase(self, visit: str) -> bool:
        """Remove a visit and its bytes, here and in every copy that is known; whether it was
        anywhere. Raises StoreError."""
        return self._erase(values.key(visit), None)

    def erase_ticket(self, ticket: str) -> bool:
        """The same by the code on a slip. Raises StoreError."""
        return self._erase(None, values.normalised(ticket))

    def purge(self, now_utc: str, clock_ok: bool) -> Purged:
        """Erase what has been kept for its time, here and in every copy, and in the copies what
        was erased while they were out of reach. By a clock that is not synchronised nothing goes.
        The first call checks the file. Raises StoreError.
        """
        now_us, purged = microseconds(now_utc), Purged()
        try:
            if self._anything():
                from kiosk.adapters.store.wiping import purge

                purged = purge(self._kept, now_us if clock_ok else None)
        finally:  # also where a copy cannot be changed
            if clock_ok:
                self._erase_aside(now_utc)
        return purged

    def outbox(self, after: int, limit: int) -> Sequence[OutboxEntry]:
        """What a replica has not heard yet, in order. Raises StoreError."""
        if not self._path.exists():
            return ()
        from kiosk.adapters.store.rows import entries

        failed = "What a replica has to hear cannot be read"
        return self._database.write(failed, lambda c: entries(c, after, limit))

    def acknowledge(self, sequence: int, stream: str = "") -> None:
        """The replica has everything up to and including this sequence of this outbox ('': of
        whichever there is). Raises StoreError."""
        if self._path.exists():
            from kiosk.adapters.store.erasing import acknowledge

            failed = "It was not noted what a replica has"
            self._database.write(failed, lambda c: acknowledge(c, sequence, stream))

    def backup(self, path: str) -> BackupFacts:
        """Everything in one file with its manifest. path: a new file, or a folder. Raises
        StoreError."""
        from kiosk.adapters.store.backups import back_up

        return self._database.do(
            "No backup was made",
            lambda engine: back_up(engine, Path(path), self._version, self._now()),
        )

    def restore(self, path: str) -> str:
        """Put a backup in the place of what is here; where that has been set aside, '' where there
        was nothing. Raises StoreError."""
        aside = self._database.restore(Path(path))
        return "" if aside is None else str(aside)

    def close(self) -> None:
        """Let go of file and lock; harmless when called twice. A later call opens it again."""
        if "_kept" in vars(self):
            self._database.close()

    def _erase(self, visit: bytes | None, ticket: str | None) -> bool:
        if not self._anything():
            return False
        from kiosk.adapters.store.wiping import erase

        return erase(self._kept, visit, ticket, microseconds(self._now().isoformat()))

    def _erase_aside(self, now_utc: str) -> None:
        """What was set aside goes when a visit of that day would: those in it are as old or
        older."""
        before = moment(now_utc) - timedelta(days=self._days[0])
        try:
            erase_aside(self._path, before)
        except OSError as error:
            raise StoreError(
                "Old visits were not erased: a file that was set aside beside "
                f"{self._path} could not be deleted ({error.strerror or error}). Delete it by hand."
            ) from error

    def _anything(self) -> bool:
        """Whether there is a database or a copy of one; nothing is loaded to find out."""
        copies = () if self._backups is None else manifest.backups(self._backups)
        aside = found(self._path, *get_args(Why))
        return bool(self._path.exists() or "_kept" in vars(self) or aside or copies)

    @property
    def _database(self) -> Database:
        return self._kept.database

    @cached_property
    def _kept(self) -> Kept:
        from kiosk.adapters.store.database import Database
        from kiosk.adapters.store.wiping import kept

        database = Database(
            self._path,
            self._now,
            self.notices,
            backups=self._backups,
            replicating=self._replicating,
            take_back=self._take_back,
        )
        return kept(database, self._backups, self._days, self.notices)
