"""What a replica is: it takes batches whole or not at all, and holds what the latest one said.

Pure. The rules, which kiosk.adapters.replica keeps in PostgreSQL:

- A row is known by its UUID. What brings it again replaces it where it is later: by the outbox it
  came from (the one that the replica heard of later), and within one by its sequence.
- An erasure is known by its digest, deletes the row, and keeps it from coming back: whatever comes
  before or after, twice or late.
- All of a batch is in it, or nothing. So a kiosk that does not know whether a batch arrived sends
  it once more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from kiosk.core.records import Erased, OutboxEntry, Stay, VisitRecord


@dataclass(frozen=True, slots=True)
class Numbered:
    """A visit or a stay, and its sequence in the outbox."""

    sequence: int
    value: VisitRecord | Stay


@dataclass(frozen=True, slots=True)
class Batch:
    """Some entries of one outbox. sequence: of the last. erased: they win, so they come first."""

    stream: str
    sequence: int
    erased: tuple[Erased, ...]
    visits: tuple[Numbered, ...]
    stays: tuple[Numbered, ...]


@dataclass(frozen=True, slots=True)
class KioskNow:
    """What a kiosk tells of itself. keep_days, stay_days: after which its visits and stays are
    gone. needs: codes of what staff has to see to (kiosk.core.needs)."""

    kiosk: str
    version: str = ""
    keep_days: int = 90
    stay_days: int = 400
    curves: bool = False
    needs: tuple[str, ...] = ()


class Replica(Protocol):
    """The database of many kiosks, as one kiosk writes to it. Raises FleetLostError where trying
    again may help, FleetError where not."""

    def apply(self, batch: Batch) -> None:
        """Returns when it is there for good."""
        ...

    def finish(self, waiting: int) -> None:
        """Tell how many entries wait, and erase what has been kept for its time."""
        ...

    def close(self) -> None:
        """Harmless when called twice."""
        ...


def batch_of(stream: str, entries: Iterable[OutboxEntry]) -> Batch:
    """In the order of the entries, of which there is at least one."""
    erased: list[Erased] = []
    visits: list[Numbered] = []
    stays: list[Numbered] = []
    sequence = 0
    for one in entries:
        sequence = one.sequence
        match one.value:
            case Erased() as gone:
                erased.append(gone)
            case VisitRecord() as visit:
                visits.append(Numbered(sequence, visit))
            case Stay() as stay:
                stays.append(Numbered(sequence, stay))
    return Batch(stream, sequence, tuple(erased), tuple(visits), tuple(stays))


def weight(entry: OutboxEntry) -> int:
    """About how many bytes it takes, for whoever must not hold too many."""
    value = entry.value
    if not isinstance(value, VisitRecord):
        return 300
    return 1000 + sum(len(one) for one in (value.document, value.curves, value.joints) if one)
