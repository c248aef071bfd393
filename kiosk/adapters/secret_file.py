"""A password or another secret in a file of its own, for the kiosk's user alone. stdlib only."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Final

from kiosk.errors import ConfigError

MOST_BYTES: Final = 4096


def read_secret(path: Path, setting: str) -> str:
    """The first line. setting: what names the file, for messages.

    Raises ConfigError: missing, unreadable, empty, or open to others. Nothing of it is ever told.
    """
    try:
        data = _read(path, setting)
    except OSError as error:
        raise ConfigError(
            f"{setting}: {path} cannot be read: {error.strerror or error}. It has to be a file of "
            "one line that belongs to the kiosk's user."
        ) from error
    line = data.decode("utf-8", "replace").split("\n", 1)[0].rstrip("\r")
    if not line:
        raise ConfigError(f"{setting}: the first line of {path} is empty.")
    return line


def _read(path: Path, setting: str) -> bytes:
    # Not to wait for a pipe's other end.
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        facts = os.fstat(handle)
        if not stat.S_ISREG(facts.st_mode):
            raise ConfigError(f"{setting}: {path} is not a file.")
        if facts.st_mode & 0o077:
            raise ConfigError(
                f"{setting}: {path} is open to other users (mode "
                f"{stat.S_IMODE(facts.st_mode):04o}). Close it: chmod 600 {path}"
            )
        return os.read(handle, MOST_BYTES)
    finally:
        os.close(handle)
