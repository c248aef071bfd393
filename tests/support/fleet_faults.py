"""Copying to a real PostgreSQL while everything fails: at the end it is row for row what was kept.

    python -m tests.support.fleet_faults SEED FAULTS [MUTATION]

A schedule is one kiosk's life in made-up time: visits, stays, erasures, nightly purges, backups,
and among them faults, each counted: the line cut at any byte, before a COMMIT arrives or before
its answer does; the server's end of it killed; batches delivered twice, late or in another order;
thirty days offline; visits erased while they are sent; the copying process killed; the database put
back from an old backup, or damaged and begun anew, also while it is copied. Then the line is whole
again, what waits is sent, and both sides are compared. MUTATION breaks one rule, and the harness
has to find it: no_tombstones, no_order, early (acknowledged before it is sent), any_stream
(acknowledged whatever outbox it is by now).

Prints a line: faults, rows compared, erased ones looked for, what was wrong.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from kiosk.adapters.replica import schema
from kiosk.adapters.replica.connecting import address_of
from kiosk.adapters.replica.preparing import prepare
from kiosk.adapters.replica.writing import PostgresReplica
from kiosk.adapters.store import SqlArchive, SqlStore
from kiosk.app.syncing import Copier, read
from kiosk.core.records import Erased, digest
from kiosk.errors import FleetLostError
from kiosk.fleet.columns import STAY, VISIT, Row, stay_row, visit_row
from kiosk.fleet.replica import Batch, KioskNow, batch_of
from tests.support.cut_line import CutLine, Plan
from tests.support.kept_visits import CONSENT, NOW, document, stay, visit
from tests.support.postgres import Server, server

EVER = ("2000-01-01T00:00:00Z", "2100-01-01T00:00:00Z")
FOR_EVER = 36500
"""Days: by its own clock the server erases nothing of a made-up time."""
STEPS = 20
REMEMBERED = 30
"""Batches that may come again."""
LONGEST_S = 0.06
"""A child that copies has begun after 5 ms, and is done after 40."""
MUTATIONS = ("no_tombstones", "no_order", "early", "any_stream")


@dataclass
class Tally:
    faults: Counter[str] = field(default_factory=Counter)
    schedules: int = 0
    rows: int = 0
    erased: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        return self.faults.total()


@cache
def documents() -> list[str]:
    random = Random(7)
    return [document(random) for _ in range(20)]


class Life:
    """One kiosk, from its first visit to the comparison."""

    def __init__(self, server: Server, folder: Path, seed: int, mutation: str) -> None:
        self.random, self.mutation = Random(seed), mutation
        self.server, self.folder = server, folder
        self.name = f"kiosk {seed}"
        self.now = NOW
        self.store = SqlStore(folder / "visits.db", replicating=True, now=lambda: self.now)
        self.archive = SqlArchive(folder / "visits.db")
        self.line = CutLine(server.port)
        self.past: list[Batch] = []
        self.faults: Counter[str] = Counter()
        self.known: dict[str, Row] = {}
        self.doubtful: set[str] = set()
        self.gone: dict[str, str] = {}
        self.backups = 0
        self.before_word: Callable[[], None] | None = None

    # What happens at a kiosk

    def visits(self, most: int = 4) -> None:
        for _ in range(self.random.randint(1, most)):
            self.now += timedelta(minutes=self.random.randint(3, 300))
            tickets = [self.known[name]["ticket"] for name in self.alive()]
            earlier = self.random.choice(tickets) if tickets and self.random.random() < 0.4 else ""
            consent = CONSENT if self.random.random() < 0.3 else None
            record = visit(
                self.random, self.now, consent=consent, earlier_ticket=earlier,
                clock_ok=self.random.random() < 0.9, document=self.random.choice(documents()),
            )  # fmt: skip
            if consent is not None:
                record = replace(record, curves=record.curves[:90], joints=record.joints[:90])
            marked = record.document[:-1] + f', "mark": "{record.visit}"}}'
            record = replace(record, document=marked)
            self.store.save(record)
            self.known[record.visit] = visit_row(record, curves=True)
            if self.random.random() < 0.6:
                seen = stay(self.random, self.now)
                self.store.log_stay(seen)
                self.known[seen.stay] = stay_row(seen)

    def erase(self) -> None:
        """Also one that went with a restored backup, and is only in the file that was set aside."""
        if names := self.alive():
            name = self.random.choice(names)
            if self.store.erase_ticket(self.known[name]["ticket"]):
                self.gone[digest(name)] = name

    def night(self) -> None:
        before = self.names()
        self.store.purge(self.now.isoformat(), True)
        for name in before - self.names():
            self.gone[digest(name)] = name

    def back_up(self) -> None:
        self.backups += 1
        self.store.backup(str(self.folder / f"{self.backups}.db"))

    def restore(self) -> None:
        if self.backups:
            self.faults["restore"] += 1
            self.store.restore(str(self.folder / f"{self.random.randint(1, self.backups)}.db"))

    def damage(self) -> None:
        """The file goes, and with it the erasures that nobody was sure to have heard of."""
        self.faults["damage"] += 1
        for entry in self.store.outbox(0, 100_000):
            if isinstance(entry.value, Erased):
                self.gone.pop(entry.value.digest, None)
                self.doubtful.add(entry.value.digest)
        self.store.close()
        for one in self.folder.glob("visits.db*"):
            one.unlink()
        self.store.purge(self.now.isoformat(), False)

    def offline(self) -> None:
        self.faults["30 days offline"] += 1
        for _ in range(10):
            self.now += timedelta(days=3)
            self.visits(2)
            if self.random.random() < 0.3:
                self.faults["erased offline"] += 1
                self.erase()
            self.night()
        self.line.plans.extend([Plan("refused")] * 4)
        self.copy()

    # Copying

    def connect(self, port: int | None = None) -> PostgresReplica:
        address = address_of(self.server.uri(port=port or self.line.port), "the test")
        now = KioskNow(self.name, keep_days=FOR_EVER, stay_days=FOR_EVER, curves=True)
        return PostgresReplica(address, now)

    def copier(self, before: Callable[[Batch], None] = lambda batch: None) -> Copier:
        life = self

        class Watched(PostgresReplica):
            def apply(self, batch: Batch) -> None:
                life.past = [*life.past, batch][-REMEMBERED:]
                if life.mutation == "early":
                    life.acknowledge(batch.stream, batch.sequence)
                before(batch)
                super().apply(batch)

        def connect() -> PostgresReplica:
            address = address_of(self.server.uri(port=self.line.port), "the test")
            now = KioskNow(self.name, keep_days=FOR_EVER, stay_days=FOR_EVER, curves=True)
            return Watched(address, now)

        batch = self.random.choice((1, 2, 5, 50))
        return Copier(self.archive, connect, self.acknowledge, lambda s: None, batch)

    def acknowledge(self, stream: str, sequence: int) -> None:
        happen, self.before_word = self.before_word, None
        if happen is not None:
            happen()
        if self.mutation == "any_stream":
            stream = ""
        self.store.acknowledge(sequence, stream)

    def copy(self, before: Callable[[Batch], None] = lambda batch: None) -> str:
        if not self.archive.outbox(0, 1).stream:
            self.store.acknowledge(0)  # as `kiosk sync` begins: after a restore nobody has yet
        copier = self.copier(before)
        try:
            return copier.run()
        finally:
            copier.close()

    def cut(self) -> None:
        """One to three times in one go."""
        if self.random.random() < 0.7:
            self.visits()
        cuts = self.line.cuts
        for _ in range(self.random.randint(1, 3)):
            where = self.random.choice(("up", "down", "before_commit", "after_commit"))
            if where in ("up", "down"):
                most = 60_000 if where == "up" else 3000
                plan = Plan(where, int(most ** self.random.random()))
            else:
                plan = Plan(where, self.random.randint(0, 2))
            self.line.plans.append(plan)
        self.copy()
        self.line.plans.clear()
        self.faults["cut"] += self.line.cuts - cuts

    def killed_backend(self) -> None:
        done = []

        def end(batch: Batch) -> None:
            if not done:
                done.append(batch)
                self.faults["backend killed"] += 1
                with self.server.admin() as connection:
                    connection.execute(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        " WHERE application_name = 'knee-kiosk'"
                    )

        self.copy(end)

    def meanwhile(self) -> None:
        """Something happens between reading a batch and sending it, or between its arrival and
        the word of it to the kiosk."""
        done = []

        def happen(batch: Batch | None = None) -> None:
            if not done:
                done.append(batch)
                what = self.random.choice(("erase", "erase", "visits", "restore", "damage"))
                self.faults[f"{what} under way"] += 1
                getattr(self, what)()
                if what in ("restore", "damage") and self.random.random() < 0.7:
                    self.visits()  # in another outbox, whose numbers the old one's must not end

        if self.random.random() < 0.3:
            self.before_word = happen
            try:
                self.copy()
            finally:
                self.before_word = None  # where no word came, it is not for a later copy
        else:
            self.copy(happen)

    def again(self) -> None:
        """Old batches come once more, in any order."""
        batches = self.random.sample(self.past, min(len(self.past), self.random.randint(1, 6)))
        with closing(self.connect(self.server.port)) as replica:
            self.faults["delivered again"] += bool(batches)
            for one in batches:
                replica.apply(one)

    def reordered(self) -> None:
        """What waits is sent in pieces, the last first, and nothing of it acknowledged."""
        pieces: list[Batch] = []
        after = 0
        while len(pieces) < 6:
            found = read(self.archive, after, self.random.randint(1, 4))
            if not found.entries:
                break
            pieces.append(batch_of(found.stream, found.entries))
            after = pieces[-1].sequence
        if len(pieces) > 1:
            self.random.shuffle(pieces)
            self.past = [*self.past, *pieces][-REMEMBERED:]
            self.faults["reordered"] += 1
            with closing(self.connect(self.server.port)) as replica:
                for one in pieces:
                    replica.apply(one)

    def killed(self) -> None:
        """The copying process, at any moment."""
        self.faults["killed"] += 1
        self.store.close()
        child = os.fork()
        if not child:
            try:
                self.copy()
            finally:
                os._exit(0)
        time.sleep(self.random.random() * LONGEST_S)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)

    # Both sides

    def here(self) -> dict[str, Row]:
        """What the kiosk keeps, as rows."""
        visits = (visit_row(one, curves=True) for one in self.archive.iterate(*EVER))
        stays = (stay_row(one) for one in self.archive.stays(*EVER))
        return {_name(row): row for row in (*visits, *stays)}

    def names(self) -> set[str]:
        """UUIDs of what the kiosk keeps."""
        query = "SELECT visit FROM visits UNION ALL SELECT stay FROM stays"
        with closing(sqlite3.connect(self.folder / "visits.db")) as connection:
            return {str(UUID(bytes=name)) for (name,) in connection.execute(query)}

    def alive(self) -> list[str]:
        """UUIDs of visits that were never erased."""
        return [
            name for name, one in self.known.items()
            if "visit" in one and digest(name) not in self.gone
        ]  # fmt: skip

    def there(self, connection: Any) -> dict[str, Row]:
        """The same rows as the replica has them."""
        found = {}
        for table, columns in (("visits", VISIT), ("stays", STAY)):
            query = f"SELECT {', '.join(columns)} FROM knee_kiosk.{table} WHERE kiosk = %s"
            for values in connection.execute(query, (self.name,)):
                row = dict(zip(columns, map(_plain, values), strict=True))
                found[_name(row)] = row
        return found

    def compare(self, tally: Tally) -> None:
        here = {name: _read(row) for name, row in self.here().items()}
        with self.server.admin() as connection:
            there = {name: _read(row) for name, row in self.there(connection).items()}
            held = "\n".join(
                str(row)
                for table in ("visits", "stays", "kiosks")
                for (row,) in connection.execute(
                    f"SELECT one::text FROM knee_kiosk.{table} AS one WHERE kiosk = %s",
                    (self.name,),
                )
            )
            for table in ("visits", "stays", "kiosks", "erased"):
                connection.execute(f"DELETE FROM knee_kiosk.{table} WHERE kiosk = %s", (self.name,))
        wrong, digests = tally.wrong, self.gone.keys() | self.doubtful
        erased = {name for name in self.known if digest(name) in digests}
        back = {self.known[name].get("ticket") for name in erased} - {None}
        for name, row in here.items():
            # What was erased and came back with an old backup, after the tombstones went with a
            # damaged database, stays erased in the replica; so does its code in later visits.
            unlinked = row | {"earlier_ticket": None}
            wanted = (row, unlinked) if row.get("earlier_ticket") in back else (row,)
            if name not in erased and there.get(name) not in wanted:
                wrong.append(f"{self.name}: {name} is {_differs(row, there.get(name))}")
        for name in there.keys() - here.keys():
            was = _read(self.known[name])
            unlinked = was | {"earlier_ticket": None} if "visit" in was else was
            if there[name] not in (was, unlinked):
                wrong.append(f"{self.name}: {name} is as it never was")
        for name in self.gone.values():
            # A visit that went with a damaged database keeps the code of an earlier one whose
            # erasure went with it, too: nobody is left to tell.
            ticket = None if name in here else self.known[name].get("ticket")
            coded = any(ticket in str(there[one]) for one in here.keys() & there) if ticket else 0
            if coded or name in held or UUID(name).hex in held:
                wrong.append(f"{self.name}: {name}, which was erased, is there")
        tally.rows += len(here)
        tally.erased += len(self.gone)

    def live(self, tally: Tally) -> None:
        acts: tuple[Callable[[], object], ...] = (
            self.cut, self.cut, self.cut, self.again, self.again, self.reordered, self.killed,
            self.killed_backend, self.meanwhile, self.offline, self.restore, self.damage,
        )  # fmt: skip
        weights = (3, 3, 3, 2, 2, 3, 3, 1, 4, 0.5, 1, 0.5)
        try:
            self.visits()
            for _ in range(STEPS):
                for usual, chance in (
                    (self.visits, 0.8), (self.erase, 0.35), (self.night, 0.1), (self.back_up, 0.15),
                    (self.copy, 0.2),
                ):  # fmt: skip
                    if self.random.random() < chance:
                        usual()
                with suppress(FleetLostError):
                    self.random.choices(acts, weights)[0]()
                self.line.plans.clear()
            self.again() if self.past else None
            if (fault := self.copy()) or (self.mutation == "" and self.archive.facts().waiting):
                tally.wrong.append(f"{self.name}: not all was sent: {fault}")
            self.compare(tally)
        finally:
            self.line.close()
            self.store.close()
        tally.faults += self.faults
        tally.schedules += 1


def _name(row: Row) -> str:
    return str(row.get("visit") or row.get("stay"))


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, UUID) else value


def _read(row: Row) -> Row:
    """With times as times, and figures as PostgreSQL's single precision has them."""
    read_ = dict(row)
    for name, value in row.items():
        if name.endswith("_at") and isinstance(value, str):
            read_[name] = datetime.fromisoformat(value)
        elif isinstance(value, float):
            read_[name] = round(value, 3)
    return read_


def _differs(row: Row, other: Row | None) -> str:
    if other is None:
        return "missing"
    return f"different in {[name for name in row if row[name] != other.get(name)]}"


def mutate(mutation: str) -> None:
    """Break a rule of the replica's."""
    for name in ("PUT_VISIT", "PUT_STAY"):
        statement = getattr(schema, name)
        if mutation == "no_tombstones":
            statement = statement.replace("WHERE NOT EXISTS", "WHERE true OR NOT EXISTS")
        elif mutation == "no_order":
            statement = statement.replace(
                "WHERE (old.stream, old.sequence) <", "WHERE true OR (0,0) <"
            )
        setattr(schema, name, statement)


def faults(server_: Server, seed: int, least: int, mutation: str = "", above: str = "") -> Tally:
    """Schedules until there were so many faults, or something is wrong under a mutation."""
    tally = Tally()
    while tally.count < least and not (tally.wrong and (mutation or len(tally.wrong) > 5)):
        with tempfile.TemporaryDirectory(dir=above or None) as name:
            Life(server_, Path(name), seed * 1_000_000 + tally.schedules, mutation).live(tally)
    return tally


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # and the server ends with it
    seed, least = int(sys.argv[1]), int(sys.argv[2])
    mutation = sys.argv[3] if len(sys.argv) > 3 else ""
    memory = "/dev/shm" if Path("/dev/shm").is_dir() else ""
    started = time.monotonic()
    with server() as made:
        prepare(address_of(made.uri(), "the test"))
        if mutation:
            assert mutation in MUTATIONS, MUTATIONS
            mutate(mutation)
        tally = faults(made, seed, least, mutation, memory)
    kinds = ", ".join(f"{count} {name}" for name, count in tally.faults.most_common())
    sys.stdout.write(
        f"{tally.count} faults in {tally.schedules} schedules ({kinds}); {tally.rows} rows "
        f"compared, {tally.erased} erased ones looked for, {len(tally.wrong)} wrong; "
        f"{time.monotonic() - started:.0f} s\n"
    )
    sys.stdout.writelines(f"{line}\n" for line in tally.wrong[:10])
    return 1 if tally.wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
