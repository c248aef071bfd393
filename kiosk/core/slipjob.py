"""The print jobs of a visit, so that who erases the visit knows which slips are its. Pure.

A job's UUID is made of the visit's: where slips are files, nothing but the visit leads to them, and
when it is erased nothing does.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID, uuid5

MOST_COPIES: Final = 9
"""Of one slip, so that they can be counted up when it is erased."""


def slip_job(visit: str, copy: int = 0) -> str:
    """The job that prints a visit's slip, or the so-manieth copy of it. visit: a UUID."""
    return str(uuid5(UUID(visit), f"slip {copy}"))


def slip_jobs(visit: str) -> tuple[str, ...]:
    """Every job that can have printed something of this visit."""
    return tuple(slip_job(visit, copy) for copy in range(MOST_COPIES + 1))
