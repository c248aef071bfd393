"""Opens a database for writing: made, checked, brought to today's format. SQLAlchemy Core."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from kiosk.adapters.store import residue
from kiosk.adapters.store.engine import make, raw, value, writing
from kiosk.adapters.store.erasing import KEY_BYTES, RESIDUE
from kiosk.adapters.store.faults import DamagedError, LaterError, damaged
from kiosk.adapters.store.rows import meta, set_meta
from kiosk.adapters.store.tables import APPLICATION, HEAD, METADATA, REVISION, USER_VERSION
from kiosk.errors import StoreError

_FORMER: Final = 1
"""user_version of the first version's files."""


def opened(path: Path) -> Engine:
    """A checked database of today's format, made where there is none.

    Raises DamagedError, LaterError, StoreError where the file is not ours, DBAPIError or OSError
    where it cannot be opened.
    """
    make(path)
    engine = writing(path)
    try:
        _check(engine, path)
        with engine.begin() as connection:
            due = meta(connection, RESIDUE) == "1"
        if due:
            clean(engine, path)
    except BaseException as error:
        engine.dispose()
        if isinstance(error, DBAPIError) and damaged(error):
            raise DamagedError(str(error.orig)) from error
        raise
    return engine


def clean(engine: Engine, path: Path, needles: residue.Needles | None = None) -> None:
    """See to it that nothing of what was erased is left in the file, and note that it is done.

    needles: what to look for; None where that is not known any more, so that all is written anew.
    Raises StoreError where it cannot be done.
    """
    for remedy in ("REINDEX", "VACUUM"):
        if needles is not None and not residue.left(path, needles):
            break
        with raw(engine) as connection:
            connection.execute(remedy)
    else:
        if needles is not None and residue.left(path, needles):
            raise StoreError(
                f"Bytes of what was erased are still in {path}. Keep the file from others and "
                "tell whoever looks after the kiosk."
            )
    with engine.begin() as connection:
        set_meta(connection, RESIDUE, "0")


def integrity(engine: Engine) -> None:
    """Raises DamagedError where the content is wrong."""
    with engine.connect() as connection:
        told = value(connection, "PRAGMA quick_check(1)")
    if told != "ok":
        raise DamagedError(str(told))


def counts(engine: Engine) -> dict[str, int]:
    """How many visits and stays there are."""
    with engine.connect() as connection:
        return {
            name: value(connection, f"SELECT count(*) FROM {name}")  # noqa: S608  our own names
            for name in ("visits", "stays")
        }


def revision_of(connection: Connection) -> str | None:
    """Of a file's format; None for an empty one and for the first version's."""
    if not value(connection, "SELECT count(*) FROM sqlite_schema WHERE name = 'alembic_version'"):
        return None
    found: str | None = value(connection, "SELECT version_num FROM alembic_version")
    return found


def _check(engine: Engine, path: Path) -> None:
    """Refuse a file that is another program's or a later version's; begin or migrate others."""
    integrity(engine)
    with engine.begin() as connection:
        version = value(connection, "PRAGMA user_version")
        if not version and value(connection, "SELECT count(*) FROM sqlite_schema") == 0:
            METADATA.create_all(connection, checkfirst=False)
            connection.execute(REVISION.insert().values(version_num=HEAD))
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION}")
            connection.exec_driver_sql(f"PRAGMA user_version = {USER_VERSION}")
        elif value(connection, "PRAGMA application_id") != APPLICATION:
            raise StoreError(
                f"{path} is another program's database. Set another path under [store]."
            )
        elif (revision := revision_of(connection)) != HEAD:
            _migrate(connection, path, revision)
        if meta(connection, "key") is None:
            set_meta(connection, "key", secrets.token_hex(KEY_BYTES))


def refuse_later(connection: Connection, path: Path) -> None:
    """Raises LaterError where this version does not know the file's format."""
    version, revision = value(connection, "PRAGMA user_version"), revision_of(connection)
    if revision is None:
        known = version == _FORMER
    elif revision == HEAD:
        known = True
    else:
        from kiosk.adapters.store import migrate

        known = migrate.knows(revision)
    if not known:
        raise LaterError(
            f"{path} was written by a later version of this program (format {version}"
            f"{f', revision {revision}' if revision else ''}; this version knows revision {HEAD}). "
            "Install the version that wrote it, or set another path under [store]."
        )


def _migrate(connection: Connection, path: Path, revision: str | None) -> None:
    from kiosk.adapters.store import migrate

    refuse_later(connection, path)
    migrate.upgrade(connection, revision)
    # What was copied from one table to another must not be left where it was.
    set_meta(connection, RESIDUE, "1")
