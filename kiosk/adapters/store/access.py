"""One reading of the database. SQLAlchemy.

What a writer that was killed left half done can only be undone by a writer: where none runs, the
reader takes the lock for a moment and does it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from kiosk.adapters.store.engine import value, writing
from kiosk.adapters.store.faults import cut_off, reason
from kiosk.adapters.store.lock import TakenError, WriterLock
from kiosk.adapters.store.opening import revision_of
from kiosk.adapters.store.tables import APPLICATION, HEAD
from kiosk.errors import StoreError

T = TypeVar("T")

_TRIES: Final = 3
_PAUSE_S: Final = 0.5
"""For a service that has just started and undoes it itself."""


def read(engine: Engine, path: Path, work: Callable[[Connection], T]) -> T:
    """What `work` finds. engine: of `reading(path)`. Raises StoreError."""
    for last in (*(False,) * (_TRIES - 1), True):
        try:
            with engine.connect() as connection:
                _check(connection, path)
                return work(connection)
        except DBAPIError as error:
            if last and cut_off(error):
                raise StoreError(
                    f"The visits in {path} cannot be read now: a save was cut off (the power, a "
                    "kill), and only the kiosk can undo it. Start the kiosk, or use sudo."
                ) from error
            if last or not cut_off(error):
                raise StoreError(
                    f"The visits in {path} cannot be read: {reason(error)}."
                ) from error
            _undo(path)
    raise AssertionError


def _check(connection: Connection, path: Path) -> None:
    if value(connection, "PRAGMA application_id") != APPLICATION:
        raise StoreError(f"{path} is not a database of this program. Set the path under [store].")
    revision = revision_of(connection)
    if revision != HEAD:
        raise StoreError(
            f"{path} has another format (revision {revision or 'none'}, expected {HEAD}). The "
            "kiosk's service brings it to its own when it starts: start it, or install the "
            "version that wrote the file."
        )


def _undo(path: Path) -> None:
    lock = WriterLock(path)
    try:
        lock.take()
    except (TakenError, OSError):
        time.sleep(_PAUSE_S)
        return
    try:
        engine = writing(path)
        try:
            with engine.begin() as connection:
                value(connection, "SELECT count(*) FROM sqlite_schema")
        finally:
            engine.dispose()
    finally:
        lock.release()
