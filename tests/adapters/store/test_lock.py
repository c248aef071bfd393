"""One writer at a time, whoever it is, and never a lock that nobody holds."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from kiosk.adapters.store import SqlArchive, SqlStore
from kiosk.adapters.store.lock import TakenError, WriterLock, lock_path, writer_of
from kiosk.errors import StoreError
from tests.support.kept_visits import visit

HOLDER = (
    "import sys, time; from pathlib import Path\n"
    "from kiosk.adapters.store.lock import WriterLock\n"
    "WriterLock(Path(sys.argv[1])).take(); print('taken', flush=True); time.sleep(60)\n"
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "visits.db"


def test_another_process_is_named_and_its_death_frees_the_lock(path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    try:
        assert holder.stdout.readline() == "taken\n"
        assert writer_of(path) == holder.pid
        with pytest.raises(StoreError, match=rf"not saved: process {holder.pid} \(python") as told:
            SqlStore(path).save(visit(Random(1)))
        assert "stop it first." in str(told.value)
        assert not path.exists(), "nothing was touched"
    finally:
        holder.kill()
        holder.wait()
        holder.stdout.close()
    assert writer_of(path) is None
    store = SqlStore(path)
    store.save(visit(Random(1)))
    assert writer_of(path) == os.getpid()
    store.close()
    assert writer_of(path) is None


def test_it_is_held_by_one_object_of_a_process(path: Path) -> None:
    first, second = WriterLock(path), WriterLock(path)
    first.take()
    first.take()
    with pytest.raises(TakenError, match=f"process {os.getpid()} "):
        second.take()
    first.release()
    first.release()
    second.take()
    second.release()


def test_a_lock_file_that_was_deleted_locks_nothing(path: Path) -> None:
    first, second = WriterLock(path), WriterLock(path)
    first.take()
    lock_path(path).unlink()
    second.take()
    assert writer_of(path) == os.getpid()
    second.release()
    first.release()


def test_whoever_asks_who_writes_is_in_nobody_s_way(path: Path) -> None:
    """A reader holds the lock for an instant; a writer that comes just then waits that long."""
    lock_path(path).touch()
    program = (
        "import fcntl, sys, time\n"
        "file = open(sys.argv[1])\n"
        "fcntl.flock(file, fcntl.LOCK_SH); print(1, flush=True); time.sleep(0.2)\n"
    )
    command = [sys.executable, "-c", program, str(lock_path(path))]
    asker = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert asker.stdout is not None
    asker.stdout.readline()
    lock = WriterLock(path)
    lock.take()
    lock.release()
    asker.wait()
    asker.stdout.close()


def test_a_file_that_says_nothing_is_told_as_such(path: Path) -> None:
    first = WriterLock(path)
    first.take()
    lock_path(path).write_text("")
    assert writer_of(path) == 0
    with pytest.raises(TakenError, match=r"^another process writes"):
        WriterLock(path).take()
    first.release()


def test_readers_need_no_lock(path: Path) -> None:
    store = SqlStore(path)
    record = visit(Random(1))
    store.save(record)
    assert SqlArchive(path).visit(record.ticket) == record
    store.close()


def test_the_kiosk_loads_no_database_before_it_is_asked(tmp_path: Path) -> None:
    """SQLAlchemy takes a third of a second: not before the first picture, nor for `--help`."""
    program = (
        "import sys; from pathlib import Path\n"
        "from kiosk.adapters.store import SqlArchive, SqlStore\n"
        "path = Path(sys.argv[1])\n"
        "store, archive = SqlStore(path), SqlArchive(path)\n"
        "store.purge('2026-11-26T02:00:00Z', True)\n"
        "store.erase('6c4f6a1e-7d2a-4f7e-9f0b-2f2f8d3f1a10'); store.outbox(0, 9); store.close()\n"
        "archive.close()\n"
        "assert not {'sqlalchemy', 'alembic', 'sqlite3'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path / "visits.db")], check=True)
