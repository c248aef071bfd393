"""The store: what is acknowledged is kept, what is erased is gone, damage costs no later visit."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.adapters.sqlite_file import DamagedError
from kiosk.adapters.sqlite_store import SqliteStore
from kiosk.errors import StoreError
from kiosk.ports import Store, VisitRecord

NOW = datetime(2026, 11, 26, 1, 22, 25, tzinfo=UTC)
VISIT = VisitRecord(
    visit="6c4f6a1e-7d2a-4f7e-9f0b-2f2f8d3f1a10",
    ticket="K7B4F2",
    started_utc="2026-11-26T01:22:25+00:00",
    clock_ok=True,
    language="en",
    document='{"schema": "kiosk-assessment/1", "secret": "' + "knee " * 3000 + '"}',
    kiosk_version="0.2.0",
    model_sha256="ab" * 32,
)


def another(number: int, **changed: str) -> VisitRecord:
    return replace(VISIT, visit=f"visit-{number}", ticket=f"K7B4{number:02d}", **changed)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "visits.db"


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    made = SqliteStore(path, lambda: NOW)
    yield made
    made.close()


def tickets(store: Store, utc: str = "2000-01-01T00:00:00Z") -> list[str]:
    return [record.ticket for record in store.since(utc)]


def test_nothing_is_made_before_the_first_save(store: SqliteStore, path: Path) -> None:
    assert tickets(store) == []
    assert not store.erase(VISIT.visit)
    assert store.erase_before("2030-01-01T00:00:00Z") == 0
    assert not path.parent.exists()
    store.save(VISIT)
    assert path.exists()


def test_what_was_saved_is_read_again_whole(store: SqliteStore, path: Path) -> None:
    unsure = another(2, started_utc="2026-11-26T01:22:24Z")
    unsure = replace(unsure, clock_ok=False, document='{"größe": "ß–"}')
    store.save(VISIT)
    store.save(unsure)
    store.close()
    assert list(SqliteStore(path).since("2026-01-01T00:00:00Z")) == [VISIT, unsure]


def test_saving_again_changes_nothing(store: SqliteStore) -> None:
    store.save(VISIT)
    store.save(replace(VISIT, document="{}"))
    assert list(store.since("2026-01-01T00:00:00Z")) == [VISIT]


def test_a_ticket_belongs_to_one_visit(store: SqliteStore) -> None:
    store.save(VISIT)
    with pytest.raises(StoreError, match="another visit has its ticket"):
        store.save(replace(another(2), ticket=VISIT.ticket))
    store.save(another(3))
    assert len(tickets(store)) == 2


def test_since_goes_by_time_and_not_by_text(store: SqliteStore) -> None:
    store.save(another(1, started_utc="2026-11-26T02:00:00+02:00"))
    store.save(another(2, started_utc="2026-11-26T00:00:00Z"))
    store.save(another(3, started_utc="2026-11-26T00:00:00.5Z"))
    store.save(another(4, started_utc="2026-11-25T23:59:59.999999Z"))
    assert tickets(store) == ["K7B403", "K7B402", "K7B401", "K7B404"]
    assert tickets(store, "2026-11-26T00:00:00Z") == ["K7B403", "K7B402", "K7B401"]
    assert tickets(store, "2026-11-25T19:00:00.25-05:00") == ["K7B403"]


@pytest.mark.parametrize("wrong", ["yesterday", "2026-11-26T00:00:00", ""])
def test_a_time_without_its_offset_is_refused(store: SqliteStore, wrong: str) -> None:
    with pytest.raises(StoreError, match=r"ISO 8601|offset"):
        store.save(replace(VISIT, started_utc=wrong))
    with pytest.raises(StoreError):
        store.since(wrong)


def test_what_is_erased_leaves_no_byte(store: SqliteStore, path: Path) -> None:
    store.save(VISIT)
    store.save(another(2, document="{}"))
    assert b"secret" in path.read_bytes()
    assert store.erase(VISIT.visit)
    assert not store.erase(VISIT.visit)
    left = b"".join(one.read_bytes() for one in path.parent.iterdir())
    for gone in (b"secret", b"knee knee", VISIT.visit.encode(), VISIT.ticket.encode()):
        assert gone not in left
    assert tickets(store) == ["K7B402"]


def test_old_visits_are_erased_by_their_time(store: SqliteStore) -> None:
    for day in (1, 2, 3):
        store.save(another(day, started_utc=f"2026-11-0{day}T12:00:00Z"))
    assert store.erase_before("2026-11-03T00:00:00+00:00") == 2
    assert tickets(store) == ["K7B403"]


def test_how_it_is_kept(store: SqliteStore, path: Path) -> None:
    store.save(VISIT)
    connection = store._connection
    assert connection is not None
    for pragma, value in (("journal_mode", "truncate"), ("synchronous", 2), ("secure_delete", 1)):
        assert connection.execute(f"PRAGMA {pragma}").fetchone() == (value,)
    assert path.stat().st_mode & 0o077 == 0, "the kiosk's user alone may read it"
    assert path.parent.stat().st_mode & 0o077 == 0


def test_an_acknowledged_visit_survives_the_program_s_death(path: Path) -> None:
    program = (
        "import os, sys; from pathlib import Path\n"
        "from kiosk.adapters.sqlite_store import SqliteStore\n"
        "from tests.adapters.test_sqlite_store import VISIT\n"
        "SqliteStore(Path(sys.argv[1])).save(VISIT)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(path)], check=False)
    assert done.returncode == -9
    assert tickets(SqliteStore(path)) == [VISIT.ticket]


def test_a_save_that_was_cut_off_is_rolled_back(store: SqliteStore, path: Path) -> None:
    """A copy of the file and its journal in the middle of a save, as after a power cut."""
    store.save(VISIT)
    copy = path.with_name("copy.db")
    with closing(sqlite3.connect(path, isolation_level=None)) as half:
        half.execute("PRAGMA journal_mode = TRUNCATE")
        half.execute("PRAGMA cache_size = 1")
        half.execute("BEGIN IMMEDIATE")
        half.execute("UPDATE visits SET document = ?", ("changed" * 20_000,))
        copy.write_bytes(path.read_bytes())
        journal = Path(f"{path}-journal").read_bytes()
        assert len(journal) > 512, "the journal is in use"
        Path(f"{copy}-journal").write_bytes(journal)
        half.execute("ROLLBACK")
    rolled_back = SqliteStore(copy)
    assert list(rolled_back.since("2026-01-01T00:00:00Z")) == [VISIT]
    assert rolled_back.notices == []


def damage(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xa5" * 8192)


@pytest.mark.parametrize("how", ["not a database", "overwritten", "cut short"])
def test_a_damaged_file_is_set_aside_and_told(path: Path, how: str) -> None:
    first = SqliteStore(path)
    first.save(VISIT)
    first.close()
    if how == "not a database":
        path.write_bytes(b"this was never a database\n" * 400)
    elif how == "overwritten":
        damage(path)
    else:
        path.write_bytes(path.read_bytes()[:5000])
    before = path.read_bytes()
    store = SqliteStore(path, lambda: NOW)
    store.save(another(2))
    aside = path.with_name("visits.damaged-20261126T012225Z.db")
    assert aside.read_bytes() == before
    (told,) = store.notices
    assert aside.name in told
    assert tickets(store) == ["K7B402"]


def test_two_damaged_files_of_one_second_are_both_kept(path: Path) -> None:
    path.parent.mkdir()
    for text in (b"one" * 999, b"two" * 999):
        path.write_bytes(text)
        store = SqliteStore(path, lambda: NOW)
        store.save(VISIT)
        store.close()
    kept = sorted(one.name for one in path.parent.glob("visits.damaged*.db"))
    assert kept == ["visits.damaged-20261126T012225Z-2.db", "visits.damaged-20261126T012225Z.db"]


def test_a_journal_goes_aside_with_its_file(store: SqliteStore, path: Path) -> None:
    """A new file beside an old journal would be rolled back to what that one says."""
    store.save(VISIT)
    store.close()
    assert Path(f"{path}-journal").exists()
    damage(path)
    assert tickets(store) == []
    assert path.with_name("visits.damaged-20261126T012225Z.db-journal").exists()


def test_damage_while_it_is_open_costs_nothing_new(store: SqliteStore, path: Path) -> None:
    for number in range(3):
        store.save(another(number))
    with path.open("r+b") as file:
        file.write(b"\xa5" * path.stat().st_size)
    store.save(VISIT)
    assert tickets(store) == [VISIT.ticket]
    assert len(store.notices) == 1


def test_a_file_deleted_under_it_is_begun_anew(store: SqliteStore, path: Path) -> None:
    store.save(VISIT)
    for one in path.parent.iterdir():
        one.unlink()
    store.save(another(2))
    assert tickets(SqliteStore(path)) == ["K7B402"]


def test_a_disk_that_damages_the_new_file_too_is_told(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a card does that reports success and keeps nothing."""
    path.parent.mkdir()
    path.write_bytes(b"this was never a database\n" * 400)
    tried: list[Path] = []

    def damaged(place: Path) -> sqlite3.Connection:
        tried.append(place)
        raise DamagedError("row 1 missing from index")

    monkeypatch.setattr("kiosk.adapters.sqlite_file._connect", damaged)
    with pytest.raises(StoreError, match=r"damaged at once \(row 1 .*Check the disk"):
        SqliteStore(path, lambda: NOW).save(VISIT)
    assert len(tried) == 2


def test_what_was_set_aside_is_erased_as_its_visits_would_be(
    store: SqliteStore, path: Path
) -> None:
    path.parent.mkdir()
    stamp = "20260828T012225Z"
    ours = (f"visits.damaged-{stamp}.db", f"visits.damaged-{stamp}-2.db-journal")
    theirs = (
        "visits.damaged-20260828.db", "visits.db.bak", f"other.damaged-{stamp}.db",
        f"a-visits.damaged-{stamp}.db", f"visits.damaged-{stamp}.db.gz",
    )  # fmt: skip
    for name in (*ours, *theirs):
        (path.parent / name).write_bytes(b"x")
    assert store.erase_before("2026-08-28T01:22:25Z") == 0
    assert all((path.parent / name).exists() for name in ours)
    assert store.erase_before("2026-08-28T03:22:26+02:00") == 0, "visits are counted, not files"
    assert {one.name for one in path.parent.iterdir()} == set(theirs)


def test_what_was_set_aside_and_cannot_be_deleted_is_told(path: Path) -> None:
    (path.parent / "visits.damaged-20260828T012225Z.db").mkdir(parents=True)
    with pytest.raises(StoreError, match="Delete it by hand"):
        SqliteStore(path).erase_before("2026-11-26T00:00:00Z")


def test_another_program_s_database_is_left_alone(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE theirs (x)")
    before = path.read_bytes()
    with pytest.raises(StoreError, match="another program's database"):
        SqliteStore(path).save(VISIT)
    assert path.read_bytes() == before


def test_a_later_version_s_file_is_left_alone(store: SqliteStore, path: Path) -> None:
    store.save(VISIT)
    store.close()
    with closing(sqlite3.connect(path)) as later:
        later.execute("PRAGMA user_version = 2")
    with pytest.raises(StoreError, match="format 2, expected 1"):
        store.save(another(2))


def test_a_full_disk_is_told_and_got_over(store: SqliteStore) -> None:
    store.save(VISIT)
    connection = store._connection
    assert connection is not None
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreError, match=r"not saved in .*the disk is full\. Free some room"):
        store.save(another(2))
    store.save(another(2))  # there is room again
    assert len(tickets(store)) == 2


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder nobody can write")
def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match=r"Not a directory|File exists"):
        SqliteStore(tmp_path / "file" / "visits.db").save(VISIT)
    with pytest.raises(StoreError, match=r"No such file|Permission|Read-only"):
        SqliteStore(Path("/proc/kiosk/visits.db")).save(VISIT)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StoreError, match="Permission denied"):
        SqliteStore(tmp_path / "visits.db").save(VISIT)


def test_a_file_that_is_in_use_is_told(
    store: SqliteStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.adapters.sqlite_file.WAIT_S", 0.0)
    store.save(VISIT)
    store.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError, match="another program has the file open"):
            store.save(another(2))
    store.save(another(2))


def test_closing_twice_is_harmless_and_a_call_opens_again(store: SqliteStore) -> None:
    store.close()
    store.save(VISIT)
    store.close()
    store.close()
    assert tickets(store) == [VISIT.ticket]
