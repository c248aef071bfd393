"""What a replica hears: everything once at least, in an order that grows, and no erased visit."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.adapters.store import SqlArchive, SqlStore
from kiosk.core.records import Erased, Stay, VisitRecord, digest
from tests.support.kept_visits import CONSENT, NOW, stay, visit

EVER = ("2000-01-01T00:00:00Z", "2100-01-01T00:00:00Z")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "visits.db"


@pytest.fixture
def store(path: Path) -> Iterator[SqlStore]:
    made = SqlStore(path, replicating=True, now=lambda: NOW)
    yield made
    made.close()


class Replica:
    """Another database, as simple as can be: the latest sequence wins, and an erasure over all."""

    def __init__(self) -> None:
        self.rows: dict[str, VisitRecord | Stay] = {}
        self.gone: set[str] = set()
        self.heard = 0

    def hear(self, store: SqlStore, limit: int, *, acknowledged: bool = True) -> int:
        came = store.outbox(self.heard if acknowledged else 0, limit)
        for entry in came:
            if isinstance(entry.value, Erased):
                self.gone.add(entry.value.digest)
                self.rows = {k: v for k, v in self.rows.items() if digest(k) not in self.gone}
            elif digest(name := _name(entry.value)) not in self.gone:
                self.rows[name] = entry.value
        if came and acknowledged:
            self.heard = came[-1].sequence
            store.acknowledge(self.heard)
        return len(came)

    def all(self, store: SqlStore) -> None:
        while self.hear(store, 3):
            pass


def _name(value: VisitRecord | Stay) -> str:
    return value.visit if isinstance(value, VisitRecord) else value.stay


def there(path: Path) -> dict[str, Any]:
    archive = SqlArchive(path)
    return {_name(one): one for one in (*archive.iterate(*EVER), *archive.stays(*EVER))}


def test_it_holds_whole_records_in_order(store: SqlStore, path: Path) -> None:
    random = Random(1)
    first, second, seen = visit(random, consent=CONSENT), visit(random), stay(random)
    for one in (first, second):
        store.save(one)
        store.save(one)
    store.log_stay(seen)
    store.log_stay(seen)
    assert [one.value for one in store.outbox(0, 10)] == [first, second, seen]
    assert [one.value for one in store.outbox(0, 2)] == [first, second]
    (last,) = store.outbox(store.outbox(0, 2)[-1].sequence, 10)
    assert last.value == seen
    assert SqlArchive(path).facts().waiting == 3
    store.acknowledge(last.sequence - 1)
    assert store.outbox(0, 10) == [last]


def test_an_erased_visit_is_taken_out_and_told_by_its_digest(store: SqlStore, path: Path) -> None:
    random = Random(2)
    first = visit(random)
    second = visit(random, earlier_ticket=first.ticket)
    store.save(first)
    store.save(second)
    store.erase(first.visit)
    entries = store.outbox(0, 10)
    unlinked = replace(second, earlier_ticket="")
    assert [one.value for one in entries] == [
        unlinked, unlinked, Erased(digest(first.visit), "2026-11-26T01:22:25Z"),
    ]  # fmt: skip
    assert [one.sequence for one in entries] == [2, 3, 4]


def test_what_is_over_is_told_too(store: SqlStore) -> None:
    random = Random(3)
    old, noted = visit(random), stay(random)
    store.save(old)
    store.log_stay(noted)
    store.acknowledge(2)
    store.purge((NOW + timedelta(days=401)).isoformat(), True)
    assert {one.value.digest for one in store.outbox(0, 9) if isinstance(one.value, Erased)} == {
        digest(old.visit), digest(noted.stay),
    }  # fmt: skip


def test_numbers_never_come_twice(store: SqlStore) -> None:
    random = Random(4)
    seen: list[int] = []
    for _ in range(3):
        store.save(visit(random))
        seen += [one.sequence for one in store.outbox(0, 9)]
        store.acknowledge(seen[-1])
        store.close()
    assert seen == [1, 2, 3]


def test_without_a_replica_nothing_waits_and_one_that_comes_later_hears_all(path: Path) -> None:
    random = Random(5)
    with closing(SqlStore(path, now=lambda: NOW)) as alone:
        made = [visit(random) for _ in range(3)]
        for one in made:
            alone.save(one)
        alone.log_stay(stay(random))
        alone.erase(made[0].visit)
        assert alone.outbox(0, 9) == []
    replica = Replica()
    with closing(SqlStore(path, replicating=True, now=lambda: NOW)) as now:
        kinds = [one.kind for one in now.outbox(0, 9)]
        assert kinds == ["erased", "visit", "visit", "stay"]
        replica.all(now)
    assert replica.rows == there(path)
    with closing(SqlStore(path, replicating=True, now=lambda: NOW)) as again:
        assert again.outbox(0, 9) == [], "what was heard is not told again"
        again.save(visit(random))
    with closing(SqlStore(path, now=lambda: NOW)) as alone:
        assert alone.outbox(0, 9) == [], "nobody listens any more"


def test_after_a_backup_was_put_back_it_goes_on_beyond(store: SqlStore, path: Path) -> None:
    """The replica has heard of numbers that the backup does not know."""
    random, replica = Random(6), Replica()
    store.save(visit(random))
    backup = store.backup(str(path.with_name("backup.db"))).path
    late = [visit(random) for _ in range(4)]
    for one in late:
        store.save(one)
    store.erase(late[0].visit)
    replica.all(store)
    store.restore(backup)
    store.save(visit(random))
    replica.all(store)
    assert there(path).items() <= replica.rows.items()
    assert late[0].visit not in replica.rows


STEPS = st.lists(
    st.sampled_from(("save", "link", "stay", "erase", "hear", "hear twice", "start")), max_size=30
)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS, seed=st.integers(0, 1 << 30))
def test_whatever_happens_the_replica_has_the_same_in_the_end(
    tmp_path: Path, steps: list[str], seed: int
) -> None:
    path, random = tmp_path / f"{seed}-{len(list(tmp_path.iterdir()))}.db", Random(seed)
    store, replica = SqlStore(path, replicating=True, now=lambda: NOW), Replica()
    kept: list[VisitRecord] = []
    for step in steps:
        if step in ("save", "link"):
            earlier = random.choice(kept).ticket if kept and step == "link" else ""
            kept.append(visit(random, earlier_ticket=earlier))
            store.save(kept[-1])
        elif step == "stay":
            store.log_stay(stay(random))
        elif step == "erase" and kept:
            store.erase(kept.pop(random.randrange(len(kept))).visit)
        elif step == "hear":
            replica.hear(store, 2)
        elif step == "hear twice":
            replica.hear(store, 2, acknowledged=False)
        elif step == "start":
            store.close()
    replica.all(store)
    store.close()
    assert replica.rows == there(path)
    if path.exists():
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("SELECT count(*) FROM outbox").fetchone() == (0,)
