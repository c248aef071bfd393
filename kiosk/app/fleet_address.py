"""Where the database of many kiosks is: a file of its own, or KIOSK_FLEET_URI. stdlib, kiosk.config
and adapters.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kiosk.config import Config
from kiosk.errors import ConfigError, InstallationError

if TYPE_CHECKING:
    from kiosk.adapters.replica.connecting import Address

VARIABLE: Final = "KIOSK_FLEET_URI"
LONGEST: Final = 2000


def address(config: Config) -> Address:
    """The file that is configured goes before the variable. Raises ConfigError."""
    with has_driver():
        from kiosk.adapters.replica.connecting import address_of
    path = config.fleet.uri_file
    if path:
        return address_of(_first_line(Path(path)), path)
    told = os.environ.get(VARIABLE, "").strip()
    if not told:
        raise ConfigError(
            "Where the database of kiosks is, is not known. Write its address "
            "(postgresql://USER:PASSWORD@HOST/DATABASE) into a file that only the kiosk's user can "
            f"read, and name that under [fleet] uri_file; or set {VARIABLE}."
        )
    return address_of(told, VARIABLE)


@contextmanager
def has_driver() -> Iterator[None]:
    """For what imports psycopg. Raises InstallationError where it is not installed."""
    try:
        yield
    except ImportError as error:
        raise InstallationError(
            f"psycopg, through which the database of kiosks is reached, does not load ({error}). "
            "Install the extra: pip install 'knee-kiosk[fleet]'."
        ) from error


def _first_line(path: Path) -> str:
    try:
        with path.open(encoding="utf-8") as file:
            if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
                raise ConfigError(
                    f"{path} holds a password, and others may read it. Close it: chmod 600 {path}"
                )
            return file.readline(LONGEST).strip()
    except (OSError, UnicodeDecodeError) as error:
        why = (isinstance(error, OSError) and error.strerror) or "is no text"
        raise ConfigError(
            f"The address of the database of kiosks cannot be read from {path} ({why}). Its first "
            "line is postgresql://…; the kiosk's user must be able to read it."
        ) from None  # such a text may hold the password
