"""`kiosk sync`: what waits in the outbox goes to the database of many kiosks. May import all below.

One at a time; what is done next is decided by kiosk.fleet.replication. Never more than some
megabytes are in memory, however much waits.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kiosk import __version__
from kiosk.app.asking import House, act_as_owner, is_running
from kiosk.app.fleet_address import address
from kiosk.app.kept import archive_of
from kiosk.app.places import state_folder, store_path
from kiosk.app.recordings import installed
from kiosk.app.status import look
from kiosk.core import strictjson
from kiosk.core.control import Request
from kiosk.core.records import Outgoing
from kiosk.errors import ConfigError, FleetError, FleetLostError
from kiosk.fleet import replication
from kiosk.fleet.replica import KioskNow, Replica, weight
from kiosk.fleet.told import CopyingTold

if TYPE_CHECKING:
    from kiosk.adapters.store import SqlArchive

PIECE: Final = 50
"""Entries read at once: so that a batch is not much more than its most bytes."""
MOST_BYTES: Final = 4_000_000
"""Of a batch."""


@dataclass(frozen=True, slots=True)
class Synced:
    """sent: entries that arrived. waiting: that came meanwhile, or could not be sent.
    fault: why not all were sent, '' they were."""

    sent: int
    waiting: int
    fault: str


def sync(house: House, pause: Callable[[float], None] = time.sleep) -> Synced:
    """Send all that waits. Raises ConfigError where it is not set up, FleetError where the database
    refuses; where it cannot be reached that is the fault."""
    if not house.config.fleet.on:
        raise ConfigError(
            "Copying is off. Set it up ([fleet], docs/fleet.md), and fleet.on = true."
        )
    act_as_owner(store_path(house.config).parent)
    with _alone(), closing(archive_of(house.config)) as archive:
        connect, batch = _replica_of(house), house.config.fleet.batch
        copier = Copier(archive, connect, partial(_acknowledge, house), pause, batch)
        told = remembered()
        fault, lost = "", True
        try:
            _filled(house, archive)
            fault = copier.run()
        except FleetError as error:
            fault, lost = str(error), isinstance(error, FleetLostError)
            raise
        finally:
            copier.close()
            _remember(told.after(_now(), fault, copier.copying.sent, lost=lost))
        return Synced(copier.copying.sent, archive.facts().waiting, fault)


@dataclass(slots=True)
class Copier:
    """Carries out what kiosk.fleet.replication asks for. connect: makes a replica. acknowledge: an
    outbox's entries up to a sequence. batch: most entries of one transaction."""

    archive: SqlArchive
    connect: Callable[[], Replica]
    acknowledge: Callable[[str, int], object]
    pause: Callable[[float], None]
    batch: int
    copying: replication.Copying = field(default_factory=replication.Copying)
    replica: Replica | None = None

    def run(self) -> str:
        """Until nothing waits, or nothing can be sent; why not, '' all was. Raises FleetError."""
        event: replication.Event = replication.Waited()
        while True:
            self.copying, action = replication.step(self.copying, event)
            if isinstance(action, replication.End):
                return action.fault or self._finish()
            event = self._carry_out(action)

    def close(self) -> None:
        """Let go of the connection; harmless when called twice."""
        if self.replica is not None:
            self.replica.close()
            self.replica = None

    def _carry_out(self, action: replication.Action) -> replication.Event:
        try:
            match action:
                case replication.Connect():
                    self.close()
                    self.replica = self.connect()
                    return replication.Connected()
                case replication.Read(after):
                    return read(self.archive, after, self.batch)
                case replication.Apply(batch) if self.replica is not None:
                    self.replica.apply(batch)
                    return replication.Applied()
                case replication.Acknowledge(stream, sequence):
                    self.acknowledge(stream, sequence)
                    return replication.Acknowledged()
                case replication.Wait(seconds):
                    self.close()
                    self.pause(seconds)
                    return replication.Waited()
            raise AssertionError(action)
        except FleetLostError as error:
            return replication.Lost(str(error))

    def _finish(self) -> str:
        if self.replica is None:
            return ""
        try:
            self.replica.finish(self.archive.facts().waiting)
        except FleetLostError as error:
            return str(error)
        return ""


def read(archive: SqlArchive, after: int, most: int) -> Outgoing:
    """The next entries of the outbox: `most` of them at most, and few enough to hold."""
    found = archive.outbox(after, min(PIECE, most))
    entries, bytes_ = list(found.entries), sum(map(weight, found.entries))
    while entries and len(entries) < most and bytes_ < MOST_BYTES:
        more = archive.outbox(entries[-1].sequence, min(PIECE, most - len(entries)))
        if more.stream != found.stream or not more.entries:
            break
        entries += more.entries
        bytes_ += sum(map(weight, more.entries))
    return Outgoing(found.stream, after, tuple(entries))


def remembered() -> CopyingTold:
    """How it went last; nothing where that cannot be read."""
    try:
        return strictjson.read(
            CopyingTold, strictjson.loaded(_told_path().read_text(encoding="utf-8"))
        )
    except (OSError, ValueError):
        return CopyingTold()


def kiosk_now(house: House) -> KioskNow:
    """What this kiosk tells of itself."""
    config = house.config
    return KioskNow(
        kiosk=config.fleet.kiosk.strip(),
        version=__version__,
        keep_days=config.store.keep_days,
        stay_days=config.store.stay_days,
        curves=config.fleet.curves,
        needs=tuple(one.code for one in look(house).needs),
    )


def _replica_of(house: House) -> Callable[[], Replica]:
    """Raises ConfigError where the address is not known."""
    where, now = address(house.config), kiosk_now(house)
    with installed():
        from kiosk.adapters.replica.writing import PostgresReplica
    return lambda: PostgresReplica(where, now)


def _filled(house: House, archive: SqlArchive) -> None:
    """The outbox is filled by whoever writes to the database; where nobody has since copying was
    switched on, do it now. Raises ConfigError where the running kiosk does not know yet."""
    if archive.outbox(0, 1).stream:
        return
    house.do(Request("acknowledge"))
    if not archive.outbox(0, 1).stream and is_running():
        raise ConfigError(
            "The running kiosk was started before fleet.on was set. Restart it: kiosk service "
            "restart."
        )


def _acknowledge(house: House, stream: str, sequence: int) -> None:
    house.do(Request("acknowledge", sequence=sequence, stream=stream))


@contextmanager
def _alone() -> Iterator[None]:
    with installed():
        from kiosk.adapters.run_lock import RunLock, running_pid
    path = state_folder() / "sync.lock"
    try:
        lock = RunLock(path)
    except ConfigError as error:
        raise ConfigError(
            f"Copying is under way already (process {running_pid(path)}). It needs no second one."
        ) from error
    try:
        yield
    finally:
        lock.close()


def _remember(told: CopyingTold) -> None:
    with installed():
        from kiosk.adapters.whole_file import write_whole
    write_whole(_told_path(), (json.dumps(strictjson.tree(told)) + "\n").encode(), 0o640)


def _told_path() -> Path:
    return state_folder() / "fleet.json"


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
