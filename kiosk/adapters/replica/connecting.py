"""A connection to the database of many kiosks: encrypted, and never waiting for ever. psycopg."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any, Final

import psycopg
from psycopg.conninfo import conninfo_to_dict

from kiosk.adapters.replica import faults, schema
from kiosk.errors import ConfigError, FleetError

CONNECT_S: Final = 10
STATEMENT_S: Final = 60
LOCK_S: Final = 20
SILENT_S: Final = 30
"""After which a line on which nothing is answered counts as cut."""

_LIMITS: Final = " ".join(
    f"-c {name}={seconds}s"
    for name, seconds in (
        ("statement_timeout", STATEMENT_S),
        ("lock_timeout", LOCK_S),
        ("idle_in_transaction_session_timeout", SILENT_S),
    )
)
_USUAL: Final[dict[str, Any]] = {
    "connect_timeout": CONNECT_S,
    "keepalives_idle": SILENT_S // 3,
    "keepalives_interval": 5,
    "keepalives_count": 4,
    "tcp_user_timeout": SILENT_S * 1000,
    "application_name": "knee-kiosk",
}
"""What the address does not say itself."""
_HERE: Final = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Address:
    """What libpq is given; where: without a password, for people."""

    parts: tuple[tuple[str, Any], ...]
    where: str
    secret: str

    def __repr__(self) -> str:
        return f"Address({self.where})"


def address_of(uri: str, whence: str) -> Address:
    """whence: where it is written, for people. Raises ConfigError, without the text itself."""
    wrong = (
        f"The address in {whence} is not one of a PostgreSQL database: "
        "postgresql://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=verify-full. What is not a letter "
        "or a digit in a password is written %XX."
    )
    if not uri.startswith(("postgresql://", "postgres://")):
        raise ConfigError(wrong)
    try:
        parts: dict[str, Any] = conninfo_to_dict(uri)
    except psycopg.Error:
        raise ConfigError(wrong) from None  # libpq's text quotes what it could not read
    host = str(parts.get("host") or "localhost")
    secret = str(parts.get("password") or "")
    local = all(one in _HERE or one.startswith(("/", "@")) for one in host.split(","))
    if not local:
        # libpq's own default falls back to a line that anybody can read.
        parts.setdefault("sslmode", "require")
    limits = f"{_LIMITS} {parts['options']}" if parts.get("options") else _LIMITS
    parts = _USUAL | parts | {"options": limits}
    port = f":{parts['port']}" if parts.get("port") else ""
    name = parts.get("dbname") or parts.get("user") or ""
    return Address(tuple(parts.items()), f"{host}{port}/{name}", secret)


def connect(address: Address) -> psycopg.Connection[Any]:
    """Every statement is a transaction of its own unless said otherwise. Raises FleetLostError
    where nothing answers, FleetError where it refuses."""
    # psycopg also logs what it raises; without a handler that goes to stderr.
    logging.getLogger("psycopg").setLevel(logging.CRITICAL)
    with faults.told(address.where, (address.secret,)):
        return psycopg.connect(autocommit=True, **dict(address.parts))


def check(connection: psycopg.Connection[Any], address: Address, *, to_write: bool) -> None:
    """Whether its tables are those that this program knows. Raises FleetError."""
    with faults.told(address.where, (address.secret,)):
        query = f"SELECT version, writable_from FROM {schema.NAME}.format"  # noqa: S608
        row = connection.execute(query.encode()).fetchone()
    version, writable_from = row or (0, 0)
    if version < schema.VERSION:
        raise FleetError(
            f"The database of kiosks ({address.where}) has tables of version {version}, this "
            f"program needs {schema.VERSION}. Its owner brings them up to date: kiosk fleet "
            "prepare."
        )
    if version > schema.VERSION and (not to_write or writable_from > schema.VERSION):
        raise FleetError(
            f"The database of kiosks ({address.where}) has tables of version {version}, later than "
            f"this program's {schema.VERSION}. Bring this one up to date."
        )
