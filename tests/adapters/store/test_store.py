"""The store: what is acknowledged is kept, what is erased is gone, damage costs no later visit."""

from __future__ import annotations

import ctypes
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from uuid import UUID

import pytest

from kiosk.adapters.store import SqlArchive, SqlStore
from kiosk.adapters.store.engine import raw
from kiosk.adapters.store.faults import DamagedError
from kiosk.core.records import Stay, VisitRecord
from kiosk.errors import StoreError

NOW = datetime(2026, 11, 26, 1, 22, 25, tzinfo=UTC)


def document(number: int) -> str:
    """Of a test that did not measure: long, and of several pages when it is packed."""
    rest = Random(number).randbytes(6000).hex()
    return f'{{"schema": "kiosk-assessment/1", "verdict": "retry", "rest": "{rest}"}}'


VISIT = VisitRecord(
    visit="6c4f6a1e-7d2a-4f7e-9f0b-2f2f8d3f1a10",
    ticket="K7B4F2",
    started_utc="2026-11-26T01:22:25Z",
    clock_ok=True,
    language="en",
    document=document(0),
    kiosk_version="0.2.0",
    model_sha256="ab" * 32,
)
FROM, UNTIL = "2000-01-01T00:00:00Z", "2100-01-01T00:00:00Z"


def another(number: int, **changed: str) -> VisitRecord:
    name = str(UUID(int=number))
    own = {"visit": name, "ticket": f"K7B4{number:02d}", "document": document(number), **changed}
    return replace(VISIT, **own)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "visits.db"


@pytest.fixture
def store(path: Path) -> Iterator[SqlStore]:
    made = SqlStore(path, now=lambda: NOW)
    yield made
    made.close()


def tickets(path: Path, since: str = FROM) -> list[str]:
    return [one.ticket for one in SqlArchive(path).visits(since, UNTIL)]


def records(path: Path) -> list[VisitRecord]:
    """The newest first."""
    return list(SqlArchive(path).iterate(FROM, UNTIL))[::-1]


def test_nothing_is_made_before_the_first_save(store: SqlStore, path: Path) -> None:
    assert tickets(path) == []
    assert not store.erase(VISIT.visit)
    assert store.purge("2030-01-01T00:00:00Z", True).visits == 0
    assert not path.parent.exists()
    store.save(VISIT)
    assert path.exists()


def test_what_was_saved_is_read_again_whole(store: SqlStore, path: Path) -> None:
    unsure = another(2, started_utc="2026-11-26T01:22:24Z")
    unsure = replace(
        unsure, clock_ok=False, document='{"schema": "kiosk-assessment/1", "größe": "ß–"}'
    )
    store.save(VISIT)
    store.save(unsure)
    store.close()
    assert records(path) == [VISIT, unsure]


def test_what_was_saved_does_not_stay_in_memory(store: SqlStore) -> None:
    library = pytest.importorskip("_sqlite3")
    try:
        used = ctypes.CDLL(library.__file__).sqlite3_memory_used
    except AttributeError:
        pytest.skip("SQLite is part of this Python and cannot be asked")
    used.restype = ctypes.c_int64
    store.save(another(100))
    before = used()
    for number in range(20):  # 170 kB of pages
        store.save(another(number))
    assert used() - before < 20_000


def test_saving_again_changes_nothing(store: SqlStore, path: Path) -> None:
    store.save(VISIT)
    store.save(replace(VISIT, language="de"))
    assert records(path) == [VISIT]


def test_a_ticket_belongs_to_one_visit(store: SqlStore, path: Path) -> None:
    store.save(VISIT)
    with pytest.raises(StoreError, match="another visit has its ticket"):
        store.save(replace(another(2), ticket=VISIT.ticket))
    store.save(another(3))
    assert len(tickets(path)) == 2


def test_since_goes_by_time_and_not_by_text(store: SqlStore, path: Path) -> None:
    store.save(another(1, started_utc="2026-11-26T02:00:00+02:00"))
    store.save(another(2, started_utc="2026-11-26T00:00:00Z"))
    store.save(another(3, started_utc="2026-11-26T00:00:00.5Z"))
    store.save(another(4, started_utc="2026-11-25T23:59:59.999999Z"))
    assert tickets(path) == ["K7B403", "K7B402", "K7B401", "K7B404"]
    assert tickets(path, "2026-11-26T00:00:00Z") == ["K7B403", "K7B402", "K7B401"]
    assert tickets(path, "2026-11-25T19:00:00.25-05:00") == ["K7B403"]


@pytest.mark.parametrize("wrong", ["yesterday", "2026-11-26T00:00:00", ""])
def test_a_time_without_its_offset_is_refused(store: SqlStore, path: Path, wrong: str) -> None:
    with pytest.raises(StoreError, match=r"ISO 8601|offset"):
        store.save(replace(VISIT, started_utc=wrong))
    store.save(VISIT)
    with pytest.raises(StoreError):
        SqlArchive(path).visits(wrong, UNTIL)


def test_what_is_erased_leaves_no_byte(store: SqlStore, path: Path) -> None:
    """Neither ticket nor UUID, in any spelling, nor a piece of what was kept."""
    for number in range(3, 40):
        store.save(another(number))
    store.save(VISIT)
    store.save(another(2))
    before = path.read_bytes()
    assert VISIT.ticket.encode() in before
    assert UUID(VISIT.visit).bytes in before
    assert store.erase(VISIT.visit)
    assert not store.erase(VISIT.visit)
    assert store.erase_ticket("k7b4 02"), "as it is read from a slip"
    left = b"".join(one.read_bytes() for one in path.parent.iterdir())
    for gone in (VISIT, another(2)):
        name = UUID(gone.visit)
        for needle in (gone.ticket.encode(), name.bytes, name.hex.encode(), str(name).encode()):
            assert needle not in left
    assert len(tickets(path)) == 37


def test_what_was_erased_does_not_come_back(store: SqlStore, path: Path) -> None:
    store.save(VISIT)
    store.erase(VISIT.visit)
    store.save(VISIT)
    assert tickets(path) == []


def test_old_visits_and_stays_go_by_their_time(store: SqlStore, path: Path) -> None:
    for day in (1, 2, 3):
        store.save(another(day, started_utc=f"2026-11-0{day}T12:00:00Z"))
    old = Stay(str(UUID(int=9)), "2025-10-01T12:00:00Z", "2025-10-01T12:01:00Z", True, "en",
               "attract", "left")  # fmt: skip
    store.log_stay(old)
    assert store.purge("2027-02-01T11:00:00Z", False).visits == 0, "by no clock that may be wrong"
    gone = store.purge("2027-01-31T12:00:01Z", True)
    assert (gone.visits, gone.stays) == (2, 1)
    assert tickets(path) == ["K7B403"]


def test_a_backup_holds_everything_and_forgets_what_is_erased(tmp_path: Path) -> None:
    """What is erased here is erased in the backups, and does not come back with a restore."""
    backups, path = tmp_path / "backups", tmp_path / "state" / "visits.db"
    backups.mkdir()
    store = SqlStore(path, backups=backups, now=lambda: NOW)
    store.save(VISIT)
    store.save(another(2))
    made = Path(store.backup(str(backups)).path)
    outside = tmp_path / "taken-away.db"
    for suffix in ("", ".json"):
        if (one := made.with_name(made.name + suffix)).exists():
            one_outside = outside.with_name(outside.name + suffix)
            one_outside.write_bytes(one.read_bytes())
    assert store.erase(VISIT.visit)
    assert UUID(VISIT.visit).bytes not in made.read_bytes()
    assert VISIT.ticket.encode() not in made.read_bytes()
    store.restore(str(made))
    assert tickets(path) == ["K7B402"]
    store.close()


def test_two_writers_are_told_of_each_other(store: SqlStore, path: Path) -> None:
    store.save(VISIT)
    with pytest.raises(StoreError, match=str(os.getpid())):
        SqlStore(path).save(another(2))
    store.close()
    second = SqlStore(path)
    second.save(another(2))
    second.close()
    assert len(tickets(path)) == 2


def test_the_first_version_s_file_is_brought_over(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as former, former:
        former.execute(
            "CREATE TABLE visits (visit TEXT PRIMARY KEY, ticket TEXT NOT NULL UNIQUE, "
            "started_utc TEXT NOT NULL, clock_ok INTEGER NOT NULL, language TEXT NOT NULL, "
            "document TEXT NOT NULL, kiosk_version TEXT NOT NULL, model_sha256 TEXT NOT NULL, "
            "started_us INTEGER NOT NULL) STRICT"
        )
        one = VISIT
        former.execute(
            "INSERT INTO visits VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?)",
            (one.visit, one.ticket, one.started_utc, one.language, one.document,
             one.kiosk_version, one.model_sha256, 1_795_656_145_000_000),
        )  # fmt: skip
        former.execute(f"PRAGMA application_id = {0x4B6E6565}")
        former.execute("PRAGMA user_version = 1")
    store = SqlStore(path, now=lambda: NOW)
    store.save(another(2, started_utc="2026-11-26T00:00:00Z"))
    store.close()
    assert [one.ticket for one in records(path)] == [VISIT.ticket, "K7B402"]
    assert records(path)[0] == VISIT


def test_how_it_is_kept(store: SqlStore, path: Path) -> None:
    store.save(VISIT)
    engine = store._database._engine
    assert engine is not None
    with engine.connect() as connection:
        for pragma, value in (
            ("journal_mode", "truncate"), ("synchronous", 2), ("secure_delete", 1),
        ):  # fmt: skip
            assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value
    assert path.stat().st_mode & 0o077 == 0, "the kiosk's user alone may read it"
    assert path.parent.stat().st_mode & 0o077 == 0


def test_an_acknowledged_visit_survives_the_program_s_death(path: Path) -> None:
    program = (
        "import os, sys; from pathlib import Path\n"
        "from kiosk.adapters.store import SqlStore\n"
        "from tests.adapters.store.test_store import VISIT\n"
        "SqlStore(Path(sys.argv[1])).save(VISIT)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(path)], check=False)
    assert done.returncode == -9
    assert tickets(path) == [VISIT.ticket]


def test_a_save_that_was_cut_off_is_rolled_back(store: SqlStore, path: Path) -> None:
    """A copy of the file and its journal in the middle of a save, as after a power cut."""
    store.save(VISIT)
    copy = path.with_name("copy.db")
    with closing(sqlite3.connect(path, isolation_level=None)) as half:
        half.execute("PRAGMA journal_mode = TRUNCATE")
        half.execute("PRAGMA cache_size = 1")
        half.execute("BEGIN IMMEDIATE")
        half.execute("UPDATE visits SET document = ?", (b"changed" * 20_000,))
        copy.write_bytes(path.read_bytes())
        journal = Path(f"{path}-journal").read_bytes()
        assert len(journal) > 512, "the journal is in use"
        Path(f"{copy}-journal").write_bytes(journal)
        half.execute("ROLLBACK")
    store.close()
    rolled_back = SqlStore(copy)
    rolled_back.save(VISIT)
    assert records(copy) == [VISIT]
    assert rolled_back.notices == []
    rolled_back.close()


def damage(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xa5" * 8192)


@pytest.mark.parametrize("how", ["not a database", "overwritten", "cut short"])
def test_a_damaged_file_is_set_aside_and_told(path: Path, how: str) -> None:
    first = SqlStore(path)
    first.save(VISIT)
    first.close()
    if how == "not a database":
        path.write_bytes(b"this was never a database\n" * 400)
    elif how == "overwritten":
        damage(path)
    else:
        path.write_bytes(path.read_bytes()[:5000])
    before = path.read_bytes()
    store = SqlStore(path, now=lambda: NOW)
    store.save(another(2))
    aside = path.with_name("visits.damaged-20261126T012225Z.db")
    assert aside.read_bytes() == before
    (told,) = store.notices
    assert aside.name in told
    assert tickets(path) == ["K7B402"]


def test_two_damaged_files_of_one_second_are_both_kept(path: Path) -> None:
    path.parent.mkdir()
    for text in (b"one" * 999, b"two" * 999):
        path.write_bytes(text)
        store = SqlStore(path, now=lambda: NOW)
        store.save(VISIT)
        store.close()
    kept = sorted(one.name for one in path.parent.glob("visits.damaged*.db"))
    assert kept == ["visits.damaged-20261126T012225Z-2.db", "visits.damaged-20261126T012225Z.db"]


def test_a_journal_goes_aside_with_its_file(store: SqlStore, path: Path) -> None:
    """A new file beside an old journal would be rolled back to what that one says."""
    store.save(VISIT)
    store.close()
    assert Path(f"{path}-journal").exists()
    damage(path)
    store.save(another(2))
    assert tickets(path) == ["K7B402"]
    assert path.with_name("visits.damaged-20261126T012225Z.db-journal").exists()


def test_damage_while_it_is_open_costs_nothing_new(store: SqlStore, path: Path) -> None:
    for number in range(3):
        store.save(another(number))
    with path.open("r+b") as file:
        file.write(b"\xa5" * path.stat().st_size)
    store.save(VISIT)
    assert tickets(path) == [VISIT.ticket]
    assert len(store.notices) == 1


def test_a_file_deleted_under_it_is_begun_anew(store: SqlStore, path: Path) -> None:
    store.save(VISIT)
    for one in path.parent.iterdir():
        one.unlink()
    store.save(another(2))
    assert tickets(path) == ["K7B402"]


def test_a_disk_that_damages_the_new_file_too_is_told(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a card does that reports success and keeps nothing."""
    path.parent.mkdir()
    path.write_bytes(b"this was never a database\n" * 400)

    def damaged(*_: object) -> None:
        raise DamagedError("row 1 missing from index")

    monkeypatch.setattr("kiosk.adapters.store.opening.integrity", damaged)
    with pytest.raises(StoreError, match=r"damaged at once \(row 1 .*Check the disk"):
        SqlStore(path, now=lambda: NOW).save(VISIT)


def test_what_was_set_aside_is_erased_as_its_visits_would_be(store: SqlStore, path: Path) -> None:
    path.parent.mkdir()
    stamp = "20260828T012225Z"
    ours = (f"visits.damaged-{stamp}.db", f"visits.damaged-{stamp}-2.db-journal")
    theirs = (
        "visits.damaged-20260828.db", "visits.db.bak", f"other.damaged-{stamp}.db",
        f"a-visits.damaged-{stamp}.db", f"visits.damaged-{stamp}.db.gz",
    )  # fmt: skip
    for name in (*ours, *theirs):
        (path.parent / name).write_bytes(b"x")
    store.purge("2026-11-26T01:22:25Z", True)
    assert all((path.parent / name).exists() for name in ours)
    store.purge("2026-11-26T03:22:26+02:00", True)
    left = {one.name for one in path.parent.iterdir()}
    assert set(theirs) <= left
    assert not left & set(ours)


def test_what_was_set_aside_and_cannot_be_deleted_is_told(path: Path) -> None:
    (path.parent / "visits.damaged-20260828T012225Z.db").mkdir(parents=True)
    with pytest.raises(StoreError, match="Delete it by hand"):
        SqlStore(path).purge("2026-12-26T00:00:00Z", True)


def test_another_program_s_database_is_left_alone(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE theirs (x)")
    before = path.read_bytes()
    with pytest.raises(StoreError, match="another program's database"):
        SqlStore(path).save(VISIT)
    assert path.read_bytes() == before


def test_a_later_version_s_file_is_left_alone(store: SqlStore, path: Path) -> None:
    store.save(VISIT)
    store.close()
    with closing(sqlite3.connect(path)) as later:
        later.execute("UPDATE alembic_version SET version_num = '9999'")
        later.commit()
    with pytest.raises(StoreError, match=r"later version of this program .*9999"):
        store.save(another(2))


def test_a_full_disk_is_told_and_got_over(store: SqlStore, path: Path) -> None:
    store.save(VISIT)
    engine = store._database._engine
    assert engine is not None
    with raw(engine) as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreError, match=r"not saved in .*the disk is full\. Free some room"):
        store.save(another(2))
    store.save(another(2))  # there is room again
    assert len(tickets(path)) == 2


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder nobody can write")
def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match=r"Not a directory|File exists"):
        SqlStore(tmp_path / "file" / "visits.db").save(VISIT)
    with pytest.raises(StoreError, match=r"No such file|Permission|Read-only"):
        SqlStore(Path("/proc/kiosk/visits.db")).save(VISIT)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StoreError, match="Permission denied"):
        SqlStore(tmp_path / "visits.db").save(VISIT)


def test_a_file_that_is_in_use_is_told(
    store: SqlStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.adapters.store.engine.WAIT_S", 0.0)
    store.save(VISIT)
    store.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError, match="another program has the file open"):
            store.save(another(2))
    store.save(another(2))


def test_closing_twice_is_harmless_and_a_call_opens_again(store: SqlStore, path: Path) -> None:
    store.close()
    store.save(VISIT)
    store.close()
    store.close()
    assert tickets(path) == [VISIT.ticket]
