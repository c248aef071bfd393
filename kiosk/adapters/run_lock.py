"""One running kiosk a state folder: a lock that ends with the process that holds it. stdlib only;
Linux.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from kiosk.errors import ConfigError


class RunLock:
    """Held from its making to `close`. Raises ConfigError where another kiosk has the folder, and
    OSError where the folder cannot be written to."""

    def __init__(self, path: Path) -> None:
        self._file = -1
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            who = _pid(file)
            os.close(file)
            process = "" if who is None else f" (process {who})"
            raise ConfigError(
                f"A kiosk is running here already{process}: kiosk status tells more. End it first "
                "(kiosk service stop), or give this one a state folder of its own "
                "(STATE_DIRECTORY=…)."
            ) from error
        os.ftruncate(file, 0)
        os.pwrite(file, b"%d\n" % os.getpid(), 0)
        self._file = file

    def close(self) -> None:
        """Harmless when called twice. The file stays: whoever waits for it has it open."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


def running_pid(path: Path) -> int | None:
    """The process that holds it now; 0 where it does not say, None where nobody does."""
    try:
        file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _pid(file) or 0
    finally:
        os.close(file)
    return None


def _pid(file: int) -> int | None:
    told = os.pread(file, 20, 0).strip()
    return int(told) if told.isdigit() else None
