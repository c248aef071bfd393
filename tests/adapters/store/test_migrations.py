"""Older files are brought to today's format whole, or stay as they were."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from random import Random
from uuid import UUID

import pytest

from kiosk.adapters.store import SqlArchive, SqlStore, migrate, opening
from kiosk.adapters.store.engine import make, writing
from kiosk.adapters.store.packing import pack, unpack
from kiosk.adapters.store.tables import HEAD
from kiosk.core.figures import summary
from kiosk.core.records import VisitRecord
from kiosk.errors import StoreError
from tests.support.kept_visits import NOW, document, visit

EVER = ("2000-01-01T00:00:00Z", "2100-01-01T00:00:00Z")
FORMER = """
CREATE TABLE visits (
    visit TEXT PRIMARY KEY,
    ticket TEXT NOT NULL UNIQUE,
    started_utc TEXT NOT NULL,
    clock_ok INTEGER NOT NULL,
    language TEXT NOT NULL,
    document TEXT NOT NULL,
    kiosk_version TEXT NOT NULL,
    model_sha256 TEXT NOT NULL,
    started_us INTEGER NOT NULL
) STRICT
"""
"""As the first version made it."""


def former(path: Path, records: list[VisitRecord]) -> None:
    with closing(sqlite3.connect(path)) as old, old:
        old.execute(FORMER)
        for number, one in enumerate(records):
            old.execute(
                "INSERT INTO visits VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (one.visit, one.ticket, one.started_utc, one.clock_ok, one.language, one.document,
                 one.kiosk_version, one.model_sha256, 1_795_656_145_000_000 + number),
            )  # fmt: skip
        old.execute(f"PRAGMA application_id = {0x4B6E6565}")
        old.execute("PRAGMA user_version = 1")


def some(count: int) -> list[VisitRecord]:
    random = Random(1)
    return [
        visit(random, ended_utc="", config_sha256="", clock_ok=number % 7 > 0,
              language=random.choice(("en", "de")), kiosk_version=f"0.{number % 3}",
              started_utc=f"2026-11-26T01:22:25{f'.{number:06d}' if number else ''}Z")
        for number in range(count)
    ]  # fmt: skip


def schema(path: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_schema WHERE sql NOT NULL")
        return sorted((name, re.sub(r"\s+", " ", sql).strip()) for name, sql in rows)


def test_the_newest_revision_is_the_one_of_the_tables() -> None:
    assert migrate.newest() == HEAD
    assert migrate.knows(HEAD)
    assert not migrate.knows("9999")


def test_a_migrated_file_has_the_tables_of_a_new_one(tmp_path: Path) -> None:
    SqlStore(tmp_path / "new.db").save(visit(Random(1)))
    former(tmp_path / "old.db", [])
    SqlStore(tmp_path / "old.db").purge("2026-11-26T02:00:00Z", False)
    make(tmp_path / "empty.db")
    engine = writing(tmp_path / "empty.db")
    with engine.begin() as connection:
        migrate.upgrade(connection, None)
    engine.dispose()
    assert schema(tmp_path / "new.db") == schema(tmp_path / "old.db")
    assert schema(tmp_path / "new.db") == schema(tmp_path / "empty.db")
    for name in ("new.db", "old.db"):
        with closing(sqlite3.connect(tmp_path / name)) as connection:
            for pragma, value in (("user_version", 2), ("application_id", 0x4B6E6565)):
                assert connection.execute(f"PRAGMA {pragma}").fetchone() == (value,)


def test_every_visit_of_the_first_version_comes_over(tmp_path: Path) -> None:
    path, records = tmp_path / "visits.db", some(620)
    former(path, records)
    with pytest.raises(StoreError, match="another format"):
        SqlArchive(path).facts()
    store = SqlStore(path, now=lambda: NOW)
    store.purge("2026-11-26T02:00:00Z", False)
    store.close()
    archive = SqlArchive(path)
    assert list(archive.iterate(*EVER)) == records
    listed = archive.visits(*EVER, 1000)
    assert listed == [summary(one) for one in reversed(records)]
    assert store.notices == []


def test_what_the_first_version_did_not_check_comes_over_too(tmp_path: Path) -> None:
    path = tmp_path / "visits.db"
    odd = [
        replace(one, visit=name, document=text)
        for one, (name, text) in zip(
            some(3), (("visit-2", "{}"), ("visit-3", "no JSON"), ("", "[]")), strict=True
        )
    ]
    former(path, odd)
    store = SqlStore(path, now=lambda: NOW)
    store.purge("2026-11-26T02:00:00Z", False)
    found = list(SqlArchive(path).iterate(*EVER))
    assert [(one.ticket, one.document) for one in found] == [
        (one.ticket, one.document) for one in odd
    ]
    assert len({UUID(one.visit) for one in found}) == 3
    assert store.erase_ticket(odd[1].ticket)
    store.close()


def test_nothing_of_the_old_table_is_left_behind(tmp_path: Path) -> None:
    path, records = tmp_path / "visits.db", some(30)
    former(path, records)
    assert records[3].document[2000:2060].encode() in path.read_bytes()
    store = SqlStore(path, now=lambda: NOW)
    store.erase(records[3].visit)
    store.close()
    content = path.read_bytes()
    for one in records:
        assert one.document[2000:2060].encode() not in content
        assert one.visit.encode() not in content


def test_a_migration_that_is_cut_off_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, records = tmp_path / "visits.db", some(20)
    former(path, records)
    before = path.read_bytes()
    calls: list[object] = []

    def stumbles(connection: object, *_: object) -> None:
        calls.append(connection)
        raise OSError(28, "No space left on device")

    # After the migration itself, in the same transaction.
    monkeypatch.setattr("kiosk.adapters.store.opening.set_meta", stumbles)
    with pytest.raises(StoreError, match="No space left on device"):
        SqlStore(path, now=lambda: NOW).purge("2026-11-26T02:00:00Z", False)
    assert calls
    assert path.read_bytes() == before
    monkeypatch.undo()
    SqlStore(path, now=lambda: NOW).purge("2026-11-26T02:00:00Z", False)
    assert list(SqlArchive(path).iterate(*EVER)) == records


@pytest.mark.parametrize("version", [3, 77])
def test_a_format_that_is_not_known_is_left_alone(tmp_path: Path, version: int) -> None:
    path = tmp_path / "visits.db"
    former(path, some(1))
    with closing(sqlite3.connect(path)) as later:
        later.execute(f"PRAGMA user_version = {version}")
    before = path.read_bytes()
    with pytest.raises(StoreError, match=f"later version of this program .format {version}"):
        SqlStore(path).save(visit(Random(1)))
    assert path.read_bytes() == before


def test_alembic_is_not_loaded_for_a_file_of_today_s_format(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(opening, "_migrate", never)
    store = SqlStore(tmp_path / "visits.db")
    store.save(visit(Random(1)))
    store.close()
    store.save(visit(Random(2)))
    store.close()


# Documents


def test_a_document_is_small_and_comes_back(tmp_path: Path) -> None:
    random = Random(1)
    for text in (document(random), "{}", '{"größe": "ß–😀"}', "x" * 100_000):
        assert unpack(1, pack(text)) == text
    sizes = [len(pack(document(random))) for _ in range(20)]
    assert max(sizes) < 1700, "a database of at most 3 KB a visit"


def test_the_dictionary_is_part_of_the_format() -> None:
    """What was packed by the first program that had it; with another one it could not be read."""
    packed = bytes.fromhex("78f9fb2f37e8abc6ba97b31600614e0822")
    assert unpack(1, packed) == '{"verdict": "measured"}'


def test_damaged_bytes_and_later_packings_are_told() -> None:
    whole = pack('{"a": 1}')
    for data in (whole[:-1], b"", whole[:6], b"\0" * 20):
        with pytest.raises(StoreError, match=r"damaged|cannot be unpacked"):
            unpack(1, data)
    with pytest.raises(StoreError, match="way 2"):
        unpack(2, whole)
