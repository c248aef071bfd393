"""What takes long is done in short pieces: between two of them visits are saved, and whoever is
killed between two of them has left nothing that is not made up for."""

from __future__ import annotations

import itertools
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random

import pytest

from kiosk.adapters.store import SqlArchive, SqlStore, residue
from kiosk.adapters.store.engine import writing
from kiosk.adapters.store.scrubbing import scrub
from kiosk.core.records import VisitRecord
from kiosk.live.worker import Worker
from tests.support.kept_visits import visit

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
OLD = NOW - timedelta(days=100)
EVER = ("2000-01-01T00:00:00Z", "2100-01-01T00:00:00Z")
PART, MANY = 10, 22


@pytest.fixture(autouse=True)
def short_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.adapters.store.purging.PART", PART)


def filled(path: Path, count: int) -> tuple[SqlStore, list[VisitRecord]]:
    """With visits whose time is over."""
    store, random = SqlStore(path, now=lambda: NOW), Random(1)
    made = [visit(random, OLD) for _ in range(count)]
    for one in made:
        store.save(one)
    return store, made


def traces(path: Path, gone: list[VisitRecord]) -> list[str]:
    content = b"".join(one.read_bytes() for one in residue.files(path) if one.exists())
    return [one.ticket for one in gone if one.ticket.encode() in content]


def utc(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def test_visits_are_saved_in_the_middle_of_a_purge(tmp_path: Path) -> None:
    path, random = tmp_path / "visits.db", Random(2)
    store, old = filled(path, MANY)
    there, new = [len(old)], list[VisitRecord]()

    def save() -> None:
        new.append(visit(random, NOW))
        store.save(new[-1])
        there.append(SqlArchive(path).facts().visits - len(new))

    store.give_way(save)
    assert store.purge(utc(NOW), True).visits == MANY
    assert max(a - b for a, b in itertools.pairwise(there)) <= PART
    assert {one.visit for one in SqlArchive(path).iterate(*EVER)} == {one.visit for one in new}
    assert traces(path, old) == []
    store.close()


@pytest.mark.parametrize("pause", range(3))
def test_a_purge_that_was_cut_off_goes_on_at_the_next_start(tmp_path: Path, pause: int) -> None:
    path = tmp_path / "visits.db"
    store, old = filled(path, MANY)
    pauses = iter(range(pause + 1))

    def killed() -> None:
        if next(pauses) == pause:
            raise KeyboardInterrupt

    store.give_way(killed)
    with pytest.raises(KeyboardInterrupt):
        store.purge(utc(NOW), True)
    store.close()
    again = SqlStore(path, now=lambda: NOW)
    again.purge(utc(NOW), True)
    again.close()
    assert traces(path, old) == []
    assert residue.unclean(path) == []
    with closing(sqlite3.connect(path)) as left:
        assert left.execute("SELECT value FROM meta WHERE name = 'residue'").fetchone() == ("0",)


def careless(path: Path) -> bytes:
    """A database with copies of rows wherever it holds nothing; what it holds."""
    store, _ = filled(path, 60)
    store.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete = OFF")
        for size in (3000, 100, 0):
            connection.execute("UPDATE visits SET reasons = ?", ("x" * size,))
        connection.execute("DELETE FROM visits WHERE id % 3 = 0")
    return content(path)


def content(path: Path) -> bytes:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return "\n".join(connection.iterdump()).encode()


def test_what_pages_have_beside_their_rows_is_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "visits.db"
    held = careless(path)
    pages = residue.unclean(path)
    assert len(pages) > 20
    engine = writing(path)
    scrub(engine, path, pages, lambda: None)
    engine.dispose()
    assert residue.unclean(path) == []
    assert content(path) == held


@pytest.mark.parametrize("call", ["fsync", "ftruncate"])
def test_who_is_killed_while_overwriting_leaves_a_journal_that_sqlite_knows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """At its fourth fsync, one of the folder among them, the pages are written; then it empties the
    journal."""
    path = tmp_path / "visits.db"
    held, before = careless(path), path.read_bytes()
    engine, real, calls = writing(path), getattr(os, call), 4 if call == "fsync" else 1
    counted = iter(range(1, 10))

    def killed(*arguments: int) -> None:
        if next(counted) == calls:
            raise KeyboardInterrupt
        real(*arguments)

    monkeypatch.setattr(os, call, killed)
    with pytest.raises(KeyboardInterrupt):
        scrub(engine, path, residue.unclean(path), lambda: None)
    engine.dispose()
    monkeypatch.undo()
    assert path.read_bytes() != before
    assert content(path) == held, "opened by SQLite, which plays the journal back"
    assert path.read_bytes() == before


def test_short_jobs_that_come_next_are_done_in_the_middle_of_a_long_one() -> None:
    worker, done = Worker[str]("test"), list[str]()

    def long() -> None:
        while not worker.submit(partial(done.append, "waits"), "waits"):
            pass
        worker.submit(partial(done.append, "overtakes nothing"), "last", short=True)
        worker.give_way()
        done.append("long")

    def first(job: Callable[[], None]) -> None:
        worker.submit(partial(done.append, "short"), "short", short=True)
        worker.give_way()
        job()

    worker.submit(partial(first, long), "long")
    while len(done) < 4:
        pass
    assert done == ["short", "long", "waits", "overtakes nothing"]
    assert worker.close(10.0)
    assert [one.tag for one in worker.poll()] == ["short", "long", "waits", "last"]
