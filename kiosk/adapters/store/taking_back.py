"""What is left to a release of its visits when a later one was taken back that had changed their
format: the newest backup that this version can read. SQLAlchemy.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from kiosk.adapters.store import manifest
from kiosk.adapters.store.backups import Past, blank, past_of, ready
from kiosk.adapters.store.engine import writing
from kiosk.adapters.store.faults import lacks
from kiosk.core.records import BackupFacts
from kiosk.errors import StoreError


def past_of_later(path: Path) -> Past:
    """What must live on of a file that this version cannot read. Raises StoreError."""
    engine = writing(path)  # a save that was cut off is rolled back
    try:
        return past_of(engine)
    except DBAPIError as error:
        if not lacks(error):
            raise
        raise StoreError(
            f"What was erased in {path} cannot be read, and would come back ({error.orig})."
        ) from error
    finally:
        engine.dispose()


def put_back(folder: Path | None, fresh: Path, later: Path) -> tuple[bool, BackupFacts | None]:
    """Make the file that takes the later one's place: of the newest backup that can be used, or
    empty where there is none. Whether there is one, which is not where it cannot be told what was
    erased since and would come back; and of which backup.

    Raises DBAPIError, sqlite3.Error or OSError where that may pass: the disk is full, or busy.
    """
    try:
        past = past_of_later(later)
    except StoreError:
        return False, None
    for facts in _newest(folder):
        with suppress(StoreError):  # that one is damaged, or of a later version itself
            ready(Path(facts.path), fresh, past)
            return True, facts
    blank(fresh, past)
    return True, None


def _newest(folder: Path | None) -> Iterator[BackupFacts]:
    """The backups, the newest first; none of which a change was cut off."""
    found = list[BackupFacts]()
    for one in () if folder is None else manifest.backups(folder):
        journal = one.with_name(f"{one.name}-journal")
        if not journal.exists() or not journal.stat().st_size:
            with suppress(StoreError):
                found.append(manifest.read(one))
    for facts in sorted(found, key=lambda facts: facts.made_utc, reverse=True):
        if facts.sha256:
            yield facts
