"""Visits in one SQLite file: written by one process, read by any. kiosk.ports.Store and .Archive.

SQLAlchemy is loaded by the first call that needs the file, in the caller's thread: neither the
kiosk's first picture nor `kiosk --help` waits for it.

    writer, reader          the two ports
    database, opening       a checked, migrated file under the writer's lock; damage is set aside
    tables, migrations/     the format; Alembic brings older files to it
    values, rows            what is kept as columns and rows, and the outbox
    erasing, purging        what goes, on demand and by its time
    wiping, residue         ... and that it is gone, byte by byte
    copies, backups         the same in backups and in what was set aside
    taking_back             what is left of the visits when an update is taken back
    thinning                which backups are kept
    selecting, counting     what readers ask
"""

from kiosk.adapters.store.reader import SqlArchive
from kiosk.adapters.store.writer import SqlStore

__all__ = ["SqlArchive", "SqlStore"]
