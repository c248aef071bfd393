"""The files of a backup beside its database, and which old backups go. May import all below."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from kiosk.adapters.store import manifest
from kiosk.adapters.store.thinning import superfluous
from kiosk.adapters.store.times import STAMP

KEY: Final = ".key"
CONFIG: Final = ".toml"
"""What stands beside a backup NAME.db, as NAME.key and NAME.toml."""
_OURS: Final = re.compile(r"visits-(\d{8}T\d{6}Z)\.db")
"""What the kiosk names a backup by itself; one that somebody gave a name to is theirs."""


def thin_out(folder: Path, fresh: Path) -> int:
    """Delete the superfluous of a folder's backups but the fresh one, with all their files; how
    many. One whose deletion was cut off is finished. Raises OSError."""
    made = dict[datetime, Path]()
    for told in sorted(folder.glob("visits-*.db.json")):
        backup = told.with_suffix("")
        named = _OURS.fullmatch(backup.name)
        if named is None or not manifest.is_backup(backup):
            continue
        if backup.exists():
            made[datetime.strptime(named[1], STAMP).replace(tzinfo=UTC)] = backup
        else:
            _delete(backup)
    gone = [one for one in superfluous(made) if made[one] != fresh]
    for one in gone:
        _delete(made[one])
    return len(gone)


def _delete(backup: Path) -> None:
    """The manifest last: a database without it would be erased in no more, and while it is there
    the rest is known to be left."""
    for path in (
        backup,
        backup.with_suffix(KEY),
        backup.with_suffix(CONFIG),
        manifest.manifest_path(backup),
    ):
        path.unlink(missing_ok=True)
