"""The database as its one writer has it: opened at the first call, under the lock, and again
where it was moved or damaged. SQLAlchemy.

A damaged file is set aside and a new one is begun: a kiosk that cannot read its past still keeps
what it measures now. So is, for the service, a file of a later version, which an update leaves that
was taken back; there the newest backup that this version can read takes its place.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, IntegrityError

from kiosk.adapters.store.aside import Why, keep_aside, set_aside
from kiosk.adapters.store.backups import past_of, ready
from kiosk.adapters.store.engine import (
    make,
    make_folder,
    raw,
    share,
    sync_folder,
    tidy_journal,
)
from kiosk.adapters.store.erasing import replicate
from kiosk.adapters.store.faults import DamagedError, LaterError, damaged, moved, reason
from kiosk.adapters.store.lock import TakenError, WriterLock
from kiosk.adapters.store.opening import clean, opened
from kiosk.adapters.store.residue import Needles, files
from kiosk.adapters.store.taking_back import past_of_later, put_back
from kiosk.errors import StoreError

T = TypeVar("T")


class Database:
    """For one thread at a time. notices: where sentences for staff go. backups: their folder.
    replicating: whether the outbox is filled. take_back: what to do with a later version's file
    (kiosk.adapters.store.writer)."""

    def __init__(
        self,
        path: Path,
        now: Callable[[], datetime],
        notices: list[str],
        *,
        backups: Path | None = None,
        replicating: bool = False,
        take_back: bool = False,
    ) -> None:
        self.path = path
        self.now = now
        self.notices = notices
        self._backups = backups
        self._replicating = replicating
        self._take_back = take_back
        self._lock = WriterLock(path)
        self._engine: Engine | None = None

    @property
    def exists(self) -> bool:
        """Whether there is anything to read or erase."""
        return self._engine is not None or self.path.exists()

    def write(self, failed: str, work: Callable[[Connection], T]) -> T:
        """Carry out one transaction, which is on the disk when this returns. Raises StoreError
        that begins with `failed`.

        SQLite keeps the pages that it read and wrote, up to 2 MB of them: for months, though the
        next visit wants none of them. They are let go, and with them what was just erased.
        """

        def transaction(engine: Engine) -> T:
            with engine.begin() as connection:
                done = work(connection)
            with raw(engine) as lent:
                lent.execute("PRAGMA shrink_memory")
            return done

        return self.do(failed, transaction)

    def do(self, failed: str, work: Callable[[Engine], T]) -> T:
        """Carry out work that makes its own transactions. It is tried a second time where the
        file was moved or damaged under it. Raises StoreError that begins with `failed`."""
        with self._told(failed):
            try:
                return work(self._opened())
            except DBAPIError as error:
                if not (moved(error) or damaged(error)):
                    raise
                self.close()  # what is there now is looked at anew
                return work(self._opened())

    def restore(self, backup: Path) -> Path | None:
        """Put a backup in the place of the database at once, with or without a power cut; where the
        one before has been set aside, None where there was none. Raises StoreError."""
        failed = "The backup was not put back"
        why: Why = "replaced"
        past = None
        if self.exists:
            try:
                past = self.do(failed, past_of)
            except LaterError:
                why = "later"
        with self._told(failed):
            self._locked()
            if why == "later":
                past = past_of_later(self.path)
            ready(backup, self._fresh, past)
            return self._exchanged(why)

    def clean(self, failed: str, needles: Needles) -> None:
        """See to it that none of these bytes is left. Raises StoreError."""
        self.do(failed, lambda engine: clean(engine, self.path, needles))

    def close(self) -> None:
        """Let go of file and lock; harmless when called twice. A later call opens it again."""
        self._dispose()
        self._lock.release()

    @property
    def _fresh(self) -> Path:
        """Where a file is made ready to take the database's place."""
        return self.path.with_name(f"{self.path.stem}.restoring{self.path.suffix}")

    def _exchanged(self, why: Why) -> Path | None:
        """The fresh file takes the database's place; where that is now."""
        self._dispose()
        tidy_journal(self.path)
        aside = keep_aside(self.path, why, self.now()) if self.path.exists() else None
        share(self._fresh)
        self._fresh.replace(self.path)
        sync_folder(self.path.parent)
        return aside

    def _dispose(self) -> None:
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None

    def _locked(self) -> None:
        make_folder(self.path.parent)
        self._lock.take()

    def _opened(self) -> Engine:
        if self._engine is None:
            self._locked()
            try:
                self._engine = self._open()
            except BaseException:
                self._lock.release()
                raise
        return self._engine

    @contextmanager
    def _told(self, failed: str) -> Iterator[None]:
        """Every error that can be expected, as a StoreError that begins with `failed`."""
        try:
            yield
        except IntegrityError as error:
            if "visits.ticket" not in str(error):
                raise
            raise StoreError(f"{failed}: another visit has its ticket. Draw another.") from error
        except (DamagedError, DBAPIError, sqlite3.Error) as error:
            self.close()
            raise StoreError(f"{failed} in {self.path}: {reason(error)}.") from error
        except TakenError as error:
            raise StoreError(f"{failed}: {error}.") from error
        except LaterError as error:
            raise LaterError(f"{failed}: {error}") from error
        except StoreError as error:
            raise StoreError(f"{failed}: {error}") from error
        except OSError as error:
            self.close()
            raise StoreError(
                f"{failed} in {self.path}: {error.strerror or error}. Check that the kiosk's user "
                "may write there, or set another path under [store]."
            ) from error

    def _open(self) -> Engine:
        for left in files(self._fresh):  # by a restore that was cut off
            left.unlink(missing_ok=True)
        try:
            engine = self._shared()
        except DamagedError:
            engine = self._begun_anew()
        except LaterError:
            if not self._take_back:
                raise
            engine = self._taken_back()
        try:
            with engine.begin() as connection:
                replicate(connection, self._replicating)
        except BaseException:
            engine.dispose()
            raise
        return engine

    def _shared(self) -> Engine:
        """Opened, and before that readable for whom the folder is: SQLite gives a journal the mode
        of its database."""
        make(self.path)
        share(self.path)
        return opened(self.path)

    def _begun_anew(self) -> Engine:
        """A new file in the place of a damaged one. Raises StoreError where that is damaged too."""
        aside = set_aside(self.path, "damaged", self.now())
        sync_folder(self.path.parent)
        try:
            engine = self._shared()
        except DamagedError as error:
            raise StoreError(
                f"{self.path} was damaged, was set aside as {aside.name}, and the new file was "
                f"damaged at once ({error}). Check the disk, or set another path under [store]."
            ) from error
        self.notices.append(
            f"The visits in {self.path} were damaged. The file was set aside as {aside.name} and a "
            "new one was begun; keep the old one for whoever looks after the kiosk."
        )
        return engine

    def _taken_back(self) -> Engine:
        """An update was taken back that had begun to write a later format."""
        made, facts = put_back(self._backups, self._fresh, self.path)
        if made:
            aside = self._exchanged("later") or self.path
        else:
            aside = set_aside(self.path, "later", self.now())
            sync_folder(self.path.parent)
        instead = "no backup that this version can read was found, and a new file was begun"
        if facts is not None:
            instead = f"those of the backup {Path(facts.path).name} are back"
        engine = self._shared()
        self.notices.append(
            f"The visits in {self.path} were in the format of a later version, as one that was "
            f"taken back leaves them. The file was set aside as {aside.name}; {instead}. What "
            "was measured since is in the file that was set aside: keep it for whoever looks after "
            "the kiosk."
        )
        return engine
