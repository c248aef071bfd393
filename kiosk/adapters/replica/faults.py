"""What went wrong with PostgreSQL, as our errors. psycopg.

A password stands in no message: libpq quotes parts of an address that it cannot read, so of such an
address nothing is repeated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import psycopg

from kiosk.errors import FleetError, FleetLostError

_AGAIN: Final = ("08", "40", "53", "55", "57")
"""Classes of SQLSTATE after which it may help to try again: connection, serialization, resources,
locks and time limits, operators."""

_TOLD: Final[dict[str, str]] = {
    "28P01": "it refuses the password. Put the right one into the address",
    "28000": "it does not let this user in. See its pg_hba.conf, and the user in the address",
    "3D000": "it has no such database. Create it, or put the right one into the address",
    "3F000": "it has no tables of kiosks. Its owner makes them: kiosk fleet prepare",
    "42P01": "it has no tables of kiosks. Its owner makes them: kiosk fleet prepare",
    "42501": (
        "it does not allow this user to do so. The user needs the role knee_kiosks and the "
        "name of the kiosk ([fleet] kiosk): docs/fleet.md"
    ),
    "25006": "it is read-only: a standby, or one that was set so. Use the address of the main one",
    "53100": "its disk is full. Nothing is lost: what waits is sent once there is room",
    "53300": "it has too many connections. It is tried again later",
    "57014": "it took too long. It is tried again later",
    "55P03": "another copy of the same kiosk's visits is under way. It is tried again later",
}
"""By SQLSTATE."""
_CONNECTING: Final = (
    (r"password authentication failed|no password supplied", "28P01"),
    (r'database ".*" does not exist', "3D000"),
    (r'role ".*" (does not exist|is not permitted)|no pg_hba\.conf entry', "28000"),
    (r"too many (clients|connections)|connection slots", "53300"),
)
"""libpq tells no SQLSTATE of a connection that was refused, only the server's words."""


def reason(error: psycopg.Error) -> tuple[str, bool]:
    """What to tell of it, and whether it may help to try again."""
    state = error.sqlstate or ""
    words = " ".join(str(error).split())
    if not state:
        state = next((one for said, one in _CONNECTING if re.search(said, words)), "")
    again = not state or state[:2] in _AGAIN
    return f"{_TOLD[state]}." if state in _TOLD else _shortened(words), again


@contextmanager
def told(where: str, secrets: tuple[str, ...] = ()) -> Iterator[None]:
    """psycopg's errors as FleetLostError or FleetError. where: the database, for people."""
    try:
        yield
    except (psycopg.OperationalError, psycopg.InterfaceError) as error:
        raise _ours(where, secrets, error) from error
    except psycopg.Error as error:
        raise _ours(where, secrets, error, refused=True) from error


def _ours(
    where: str, secrets: tuple[str, ...], error: psycopg.Error, *, refused: bool = False
) -> FleetError:
    text, again = reason(error)
    for secret in secrets:
        text = text.replace(secret, "…") if secret else text
    whole = f"The database of kiosks ({where}): {text}"
    if again and not (refused and not error.sqlstate):
        return FleetLostError(whole)
    return FleetError(whole)


def _shortened(words: str) -> str:
    return words if len(words) <= 300 else f"{words[:299]}…"
