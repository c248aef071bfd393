"""What a backup says of itself: NAME.db.json beside NAME.db. stdlib and
kiosk.core only.

The manifest is written last, so that a backup without one was not finished. While a backup is
changed (something is erased from it) its manifest says so and has no checksum.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, replace
from hashlib import sha256
from pathlib import Path
from typing import Final

from kiosk.core import strictjson
from kiosk.core.records import BackupFacts
from kiosk.errors import StoreError

KIND: Final = "knee-kiosk-backup/1"
PART: Final = ".part"
_CHUNK: Final = 1 << 20


def manifest_path(backup: Path) -> Path:
    """NAME.db.json."""
    return backup.with_name(f"{backup.name}.json")


def read(backup: Path) -> BackupFacts:
    """Raises StoreError where there is none or it is not ours."""
    path = manifest_path(backup)
    try:
        told = strictjson.loaded(path.read_text(encoding="utf-8"))
        if told.pop("kind") != KIND:
            raise StoreError(f"{path} is not of a backup that this version knows ({KIND}).")
        return BackupFacts(**{**told, "path": str(backup)})
    except FileNotFoundError as error:
        raise StoreError(
            f"{backup} has no {path.name} beside it: the backup was not finished, or only one of "
            "its two files was copied. Copy both."
        ) from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        if isinstance(error, StoreError):
            raise
        raise StoreError(f"{path} cannot be read: {error}. Use another backup.") from error


def write(facts: BackupFacts) -> None:
    """Whole or not at all. Raises OSError."""
    path = manifest_path(Path(facts.path))
    told = {"kind": KIND, **asdict(facts), "path": Path(facts.path).name}
    part = path.with_name(path.name + PART)
    with part.open("w", encoding="utf-8") as file:
        json.dump(told, file, indent=2)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def finished(facts: BackupFacts, **counted: int) -> BackupFacts:
    """With size, checksum and counts (visits, stays) of the file as it is now. Raises OSError."""
    path = Path(facts.path)
    return replace(
        facts,
        size_bytes=path.stat().st_size,
        sha256=checksum(path),
        visits=counted.get("visits", facts.visits),
        stays=counted.get("stays", facts.stays),
    )


def backups(folder: Path) -> list[Path]:
    """The backups in a folder, by name; none where there is no folder. Raises OSError."""
    if not folder.is_dir():
        return []
    found = [one.with_suffix("") for one in sorted(folder.glob("*.json"))]
    return [one for one in found if one.is_file() and is_backup(one)]


def is_backup(path: Path) -> bool:
    """Whether a manifest of ours is beside it."""
    try:
        told = strictjson.loaded(manifest_path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(told, dict) and told.get("kind") == KIND


def checksum(path: Path) -> str:
    """SHA-256 of a file, hexadecimal. Raises OSError."""
    found = sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            found.update(chunk)
    return found.hexdigest()


def verify(backup: Path) -> BackupFacts:
    """The manifest of a backup that is as it was made. Raises StoreError."""
    facts = read(backup)
    try:
        size, found = backup.stat().st_size, checksum(backup)
    except OSError as error:
        raise StoreError(f"{backup} cannot be read: {error.strerror or error}.") from error
    if facts.sha256 and (size, found) != (facts.size_bytes, facts.sha256):
        raise StoreError(
            f"{backup} is not what its manifest says ({size} bytes, SHA-256 {found[:12]}…; "
            f"expected {facts.size_bytes} bytes, {facts.sha256[:12]}…). Use another backup."
        )
    return facts
