"""One program a printer: a lock that ends with the process that holds it. stdlib only; Linux."""

from __future__ import annotations

import fcntl
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final

from kiosk.errors import PrinterError

FOLDER: Final = Path("/run/lock")
"""Where every user's programs look; where it does not let them, they use the one for temporary
files."""


class PrinterLock:
    """Held from `take` to `drop`. name: of the printer, fit for a file."""

    def __init__(self, name: str, folder: Path = FOLDER) -> None:
        self._file_name, self._folder = f"knee-kiosk-{name}.lock", folder
        self._held = -1

    def take(self) -> None:
        """Raises PrinterError where another program has the printer. Harmless when held."""
        if self._held >= 0:
            return
        file = self._open()
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.pread(file, 20, 0).decode(errors="replace").strip()
            os.close(file)
            who = f"another program (process {holder})" if holder.isdigit() else "another program"
            raise PrinterError(
                f"The printer is in the hands of {who}. Wait until it has finished, or end it."
            ) from error
        self._held = file
        with suppress(OSError):  # a lock of another user's: who holds it is not told
            os.ftruncate(file, 0)
            os.pwrite(file, f"{os.getpid()}\n".encode(), 0)

    def drop(self) -> None:
        if self._held >= 0:
            os.close(self._held)
            self._held = -1

    def _open(self) -> int:
        """Opening with O_CREAT what another user made is refused in a sticky folder
        (fs.protected_regular), and reading is enough to lock."""
        failed: OSError | None = None
        for folder in (self._folder, Path(tempfile.gettempdir())):
            for flags in (os.O_RDWR, os.O_RDONLY, os.O_RDWR | os.O_CREAT | os.O_EXCL):
                try:
                    return os.open(
                        folder / self._file_name, flags | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644
                    )
                except OSError as error:
                    failed = error
        raise PrinterError(
            f"The printer's lock {self._file_name} can be made nowhere: "
            f"{failed.strerror if failed else 'no folder'}."
        ) from failed
