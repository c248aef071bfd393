"""One writer at a time: an exclusive lock on a file beside the database. Standard library only.

The kernel lets go of it when the process ends, however it ends, so that none is ever stale. The
file holds the writer's process id, for whoever is refused.
"""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path
from typing import Final

PATIENCE_S: Final = 0.5
"""A reader that asks who writes holds the lock for an instant."""
_PAUSE_S: Final = 0.02


class TakenError(Exception):
    """Another writer has the lock; the text says who, without a full stop."""


class WriterLock:
    """Held from `take` to `release`, by this object and not by others of the same process."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._path = lock_path(database)
        self._file: int | None = None

    def take(self) -> None:
        """Harmless where it is held already. Raises TakenError where another writer has it, and
        OSError where the file cannot be made."""
        deadline = time.monotonic() + PATIENCE_S
        while self._file is None:
            file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            if _locked(file) and _is(file, self._path):
                self._file = file
                os.ftruncate(file, 0)
                os.pwrite(file, b"%d\n" % os.getpid(), 0)
                return
            pid = _pid(file)
            os.close(file)
            if time.monotonic() > deadline:
                raise TakenError(self._refused(pid))
            time.sleep(_PAUSE_S)

    def release(self) -> None:
        """Harmless where it is not held."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _refused(self, pid: int | None) -> str:
        who = "another process" if pid is None else f"process {pid}{_named(pid)}"
        return (
            f"{who} writes to {self._database} already, and only one may. If it is the kiosk's "
            "service, ask it with the kiosk's own commands while it runs, or stop it first"
        )


def lock_path(database: Path) -> Path:
    """visits.db.lock beside visits.db."""
    return database.with_name(f"{database.name}.lock")


def writer_of(database: Path) -> int | None:
    """The process id of whoever writes now; 0 where it does not say, None where nobody does."""
    try:
        file = os.open(lock_path(database), os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return _pid(file) or 0
        return None
    finally:
        os.close(file)


def _locked(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is(file: int, path: Path) -> bool:
    """Whether the path still leads to the file that was locked: it may have been deleted."""
    try:
        return os.path.samestat(os.fstat(file), path.stat())
    except FileNotFoundError:
        return False


def _pid(file: int) -> int | None:
    told = os.pread(file, 20, 0).strip()
    return int(told) if told.isdigit() else None


def _named(pid: int) -> str:
    """' (kiosk)' where the kernel tells the program's name."""
    try:
        return f" ({Path(f'/proc/{pid}/comm').read_text(encoding='utf-8').strip()})"
    except (OSError, UnicodeError):
        return ""
