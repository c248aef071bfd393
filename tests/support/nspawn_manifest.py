"""What a root holds, to compare it with itself later: kinds, modes, owners, contents."""

from __future__ import annotations

import os
import stat
from hashlib import sha256
from pathlib import Path
from typing import Final

MOVING: Final = (
    "dev", "proc", "sys", "run", "tmp", "var/tmp", "var/log", "var/cache", "var/lib/apt",
    "var/lib/systemd", "root", "usr/src/knee-kiosk",
)  # fmt: skip
"""What a running system changes by itself, and the checkout that is installed from."""
LIVING: Final = ("var/lib/knee-kiosk", "var/lib/kiosk-printing")
"""Where the running kiosk writes: what is there counts, and not what is in it."""


def manifest(root: Path) -> dict[str, str]:
    """Path → 'kind mode uid:gid content' of all in a root but what moves by itself."""
    found = {}
    for folder, names, files in os.walk(root):
        at = Path(folder)
        inside = str(at.relative_to(root))
        names[:] = [name for name in names if f"{inside}/{name}".removeprefix("./") not in MOVING]
        living = inside.startswith(LIVING)
        for name in [*names, *files]:
            path = at / name
            found[str(path.relative_to(root))] = _told(path, living=living)
    return found


def differences(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """A line for each path that is not as it was."""
    paths = sorted(before.keys() | after.keys())
    return [
        f"{path}: {before.get(path, 'nothing')} → {after.get(path, 'nothing')}"
        for path in paths
        if before.get(path) != after.get(path)
    ]


def _told(path: Path, *, living: bool) -> str:
    status = path.lstat()
    told = f"{stat.filemode(status.st_mode)} {status.st_uid}:{status.st_gid}"
    if path.is_symlink():
        return f"{told} {path.readlink()}"
    if path.is_file() and not living:
        return f"{told} {sha256(path.read_bytes()).hexdigest()[:16]}"
    return told
