"""The store of a configuration, for service and commands. kiosk.config and adapters only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk import __version__
from kiosk.app.places import backups_folder, store_path

if TYPE_CHECKING:
    from kiosk.adapters.store import SqlArchive, SqlStore
    from kiosk.config import Config


def store_of(config: Config, *, take_back: bool = False) -> SqlStore:
    """For whoever writes; nothing is opened yet. take_back: SqlStore's."""
    from kiosk.adapters.store import SqlStore

    return SqlStore(
        store_path(config),
        keep_days=config.store.keep_days,
        stay_days=config.store.stay_days,
        backups=backups_folder(config),
        replicating=config.fleet.on,
        take_back=take_back,
        version=__version__,
    )


def archive_of(config: Config) -> SqlArchive:
    """For whoever reads."""
    from kiosk.adapters.store import SqlArchive

    return SqlArchive(store_path(config))
