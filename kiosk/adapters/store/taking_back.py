"""What is left to a release of its visits when a later one was taken back that had changed their
format: the newest backup that this version can read. SQLAlchemy; Alembic only for a backup of an
earlier format.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from kiosk.adapters.store import manifest
from kiosk.adapters.store.backups import Past, past_of, ready
from kiosk.adapters.store.engine import writing
from kiosk.adapters.store.residue import files
from kiosk.adapters.store.tables import HEAD
from kiosk.core.records import BackupFacts
from kiosk.errors import StoreError


def past_of_later(path: Path) -> Past:
    """What must live on of a file that this version cannot read. Raises StoreError."""
    engine = writing(path)  # a save that was cut off is rolled back
    try:
        return past_of(engine)
    except DBAPIError as error:
        raise StoreError(
            f"What was erased in {path} cannot be read, and would come back ({error.orig})."
        ) from error
    finally:
        engine.dispose()


def put_back(folder: Path | None, fresh: Path, later: Path) -> BackupFacts | None:
    """Make of the newest backup that can be used the file that takes the later one's place; None
    where there is none, or where what was erased since would come back with it."""
    with suppress(StoreError):
        past = past_of_later(later)
        for facts in _newest(folder):
            try:
                ready(Path(facts.path), fresh, past)
            except (StoreError, DBAPIError, sqlite3.Error, OSError):  # it is looked at by doctor
                for left in files(fresh):
                    left.unlink(missing_ok=True)
            else:
                return facts
    return None


def _newest(folder: Path | None) -> Iterator[BackupFacts]:
    """The backups of formats that this version knows, the newest first."""
    found = list[BackupFacts]()
    for one in () if folder is None else manifest.backups(folder):
        with suppress(StoreError):
            found.append(manifest.read(one))
    for facts in sorted(found, key=lambda facts: facts.made_utc, reverse=True):
        if facts.format == HEAD or _known(facts.format):
            yield facts


def _known(revision: str) -> bool:
    from kiosk.adapters.store import migrate

    return migrate.knows(revision)
