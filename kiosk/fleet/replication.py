"""Copying to a replica as a value: what happened goes in, what to do next comes out. Pure.

Connect; read some of the outbox; send it as one transaction; read on. What has arrived is
acknowledged to the kiosk now and then, and always at the end: it costs the kiosk a write to its
disk, and what is not acknowledged is only sent once more. Where the connection is lost nobody knows
whether the last batch arrived: what waits is read anew and sent again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from kiosk.core.records import OutboxEntry, Outgoing
from kiosk.fleet.replica import Batch, batch_of

ACKNOWLEDGED_AFTER: Final = 2000
"""Entries."""
TRIES: Final = 4
"""One after the other without a batch that arrives; the next call begins anew."""
PAUSES_S: Final = (1.0, 3.0, 8.0)


@dataclass(frozen=True, slots=True)
class Connect:
    """Open a connection: Connected or Lost."""


@dataclass(frozen=True, slots=True)
class Read:
    """Read the outbox after this sequence: an Outgoing."""

    after: int


@dataclass(frozen=True, slots=True)
class Apply:
    """Send it: Applied or Lost."""

    batch: Batch


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """Tell the kiosk: Acknowledged."""

    stream: str
    sequence: int


@dataclass(frozen=True, slots=True)
class Wait:
    """Let go of the connection, wait: Waited."""

    seconds: float


@dataclass(frozen=True, slots=True)
class End:
    """It is over. fault: '' where everything was sent."""

    fault: str


@dataclass(frozen=True, slots=True)
class Connected:
    pass


@dataclass(frozen=True, slots=True)
class Applied:
    pass


@dataclass(frozen=True, slots=True)
class Acknowledged:
    pass


@dataclass(frozen=True, slots=True)
class Waited:
    pass


@dataclass(frozen=True, slots=True)
class Lost:
    """The connection could not be made or was cut; text: as the error says it."""

    text: str


Action = Connect | Read | Apply | Acknowledge | Wait | End
Event = Connected | Outgoing | Applied | Acknowledged | Waited | Lost


@dataclass(frozen=True, slots=True)
class Copying:
    """stream, after: up to where it is known to have arrived. sent: entries that arrived.
    unacknowledged: of those, not told to the kiosk yet. under_way: sequence and size of the batch
    that was sent last. losses: in a row. over: nothing more is read; fault: why."""

    stream: str = ""
    after: int = 0
    sent: int = 0
    unacknowledged: int = 0
    under_way: tuple[int, int] = (0, 0)
    losses: int = 0
    over: bool = False
    fault: str = ""


def step(copying: Copying, event: Event) -> tuple[Copying, Action]:
    """What comes next. It begins with Waited."""
    match event:
        case Waited():
            return copying, Connect()
        case Connected():
            return copying, Read(copying.after)
        case Outgoing():
            return _read(copying, event)
        case Applied():
            sequence, size = copying.under_way
            copying = replace(
                copying,
                after=sequence,
                sent=copying.sent + size,
                unacknowledged=copying.unacknowledged + size,
                losses=0,
            )
            if copying.unacknowledged >= ACKNOWLEDGED_AFTER:
                return copying, Acknowledge(copying.stream, copying.after)
            return copying, Read(copying.after)
        case Acknowledged():
            copying = replace(copying, unacknowledged=0)
            return copying, End(copying.fault) if copying.over else Read(copying.after)
        case Lost(text):
            copying = replace(copying, losses=copying.losses + 1)
            if copying.losses >= TRIES:
                return _ended(copying, text)
            return copying, Wait(PAUSES_S[copying.losses - 1])


def _read(copying: Copying, found: Outgoing) -> tuple[Copying, Action]:
    if found.stream != copying.stream:
        # Another outbox: its numbers have nothing to do with those before, which nobody needs to
        # acknowledge any more.
        begun, copying = copying.after > 0, replace(copying, stream=found.stream, after=0)
        copying = replace(copying, unacknowledged=0)
        if begun:
            return copying, Read(0)
    if not found.entries:
        return _ended(copying, "")
    last: OutboxEntry = found.entries[-1]
    copying = replace(copying, under_way=(last.sequence, len(found.entries)))
    return copying, Apply(batch_of(found.stream, found.entries))


def _ended(copying: Copying, fault: str) -> tuple[Copying, Action]:
    copying = replace(copying, over=True, fault=fault)
    if copying.unacknowledged:
        return copying, Acknowledge(copying.stream, copying.after)
    return copying, End(fault)
