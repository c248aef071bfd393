"""Times as the database keeps them: microseconds since 1970, because texts do not sort by time.

stdlib and kiosk.errors only.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from kiosk.errors import StoreError

STAMP: Final = "%Y%m%dT%H%M%SZ"
"""A moment in a file's name."""
DAY_US: Final = 86_400_000_000

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_US: Final = timedelta(microseconds=1)


def utc_now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


def moment(utc: str) -> datetime:
    """An ISO 8601 time with its offset. Raises StoreError for anything else."""
    try:
        found = datetime.fromisoformat(utc)
    except ValueError as error:
        raise StoreError(f"{utc!r} is not a time in ISO 8601.") from error
    if found.tzinfo is None:
        raise StoreError(f"{utc!r} does not say its offset from UTC; it must end in Z or +00:00.")
    return found


def microseconds(utc: str) -> int:
    """The same since 1970. Raises StoreError."""
    return (moment(utc) - _EPOCH) // _US


def text(us: int) -> str:
    """'2026-11-26T01:22:25Z', with a fraction where there is one."""
    return at(us).isoformat().replace("+00:00", "Z")


def at(us: int) -> datetime:
    """In UTC. Raises StoreError for a year that no calendar has: a damaged row."""
    try:
        return _EPOCH + us * _US
    except OverflowError as error:
        raise StoreError(f"{us} microseconds since 1970 is no time of this calendar.") from error
