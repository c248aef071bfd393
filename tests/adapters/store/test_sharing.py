"""Who may read the visits: the group of a folder that is shared with it, and nobody else.

Users and groups are numbers without names; this process forks and becomes them.
"""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from random import Random

import pytest

from kiosk.adapters.store import SqlArchive, SqlStore
from kiosk.errors import StoreError
from tests.support.kept_visits import NOW, visit

KIOSK, STAFF, MEMBER, STRANGER = 61_001, 61_002, 61_003, 61_004
"""The kiosk's user, the group of the staff, one who is in it, one who is not."""
EVER = ("2000-01-01T00:00:00Z", "2100-01-01T00:00:00Z")

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become other users")


@pytest.fixture
def folder() -> Iterator[Path]:
    """As whoever installs it makes it: the kiosk's, its group the staff, 2750."""
    with tempfile.TemporaryDirectory() as name:  # pytest's own folders are for one user alone
        above = Path(name)
        above.chmod(0o755)
        state = above / "state"
        state.mkdir()
        os.chown(state, KIOSK, STAFF)
        state.chmod(0o2750)
        yield state


def become(user: int, groups: list[int], work: Callable[[], str]) -> str:
    """What `work` says as another user, or its error."""
    out, into = os.pipe()
    child = os.fork()
    if not child:
        said = "it ended with an error of another kind"
        with suppress(BaseException):
            os.setgroups(groups)
            os.setresgid(user, user, user)
            os.setresuid(user, user, user)
            os.umask(0o077)
            try:
                said = work()
            except StoreError as error:
                said = str(error)
        os.write(into, said.encode())
        os._exit(0)
    os.close(into)
    with os.fdopen(out, "rb") as pipe:
        said = pipe.read().decode()
    os.waitpid(child, 0)
    return said


def keep(path: Path, *, crash: bool = False) -> None:
    """As the kiosk's user: one visit, and one that a power cut leaves half done."""

    def work() -> str:
        store = SqlStore(path, now=lambda: NOW)
        store.save(visit(Random(1)))
        if not crash:
            store.close()
            return ""
        from kiosk.adapters.store.engine import writing

        store.close()
        with writing(path).connect() as connection:
            connection.exec_driver_sql("PRAGMA cache_size = 1")
            connection.exec_driver_sql("PRAGMA cache_spill = 1")
            for number in range(200):
                connection.exec_driver_sql(
                    "INSERT INTO meta VALUES (?, ?)", (f"m{number}", "x" * 4000)
                )
            os._exit(0)

    become(KIOSK, [STAFF], work)


def tickets(path: Path) -> str:
    return " ".join(one.ticket for one in SqlArchive(path).visits(*EVER))


@pytest.fixture(autouse=True)
def _loaded(tmp_path: Path) -> None:
    """What another user could not load from this user's folders is loaded before."""
    path = tmp_path / "warm" / "visits.db"
    with closing(SqlStore(path, now=lambda: NOW)) as store:
        store.save(visit(Random(9)))
    tickets(path)
    with suppress(StoreError):
        SqlArchive(tmp_path).visits(*EVER)


def test_staff_reads_what_the_kiosk_keeps_and_nobody_else_does(folder: Path) -> None:
    path = folder / "visits.db"
    keep(path)
    facts = path.stat()
    assert (stat.S_IMODE(facts.st_mode), facts.st_uid, facts.st_gid) == (0o640, KIOSK, STAFF)
    assert become(MEMBER, [STAFF], lambda: tickets(path)) == visit(Random(1)).ticket
    told = become(STRANGER, [], lambda: tickets(path))
    assert "kiosk-staff" in told
    assert "sudo" in told


def test_staff_reads_while_a_journal_lies_beside_it(folder: Path) -> None:
    """As it does while the kiosk runs: who could not read it could not read the visits either."""
    path = folder / "visits.db"

    def kiosk() -> str:
        SqlStore(path, now=lambda: NOW).save(visit(Random(1)))
        os._exit(0)  # without closing it

    become(KIOSK, [STAFF], kiosk)
    facts = path.with_name("visits.db-journal").stat()
    assert (stat.S_IMODE(facts.st_mode), facts.st_gid) == (0o640, STAFF)
    assert become(MEMBER, [STAFF], lambda: tickets(path)) == visit(Random(1)).ticket


def test_staff_cannot_change_what_is_kept(folder: Path) -> None:
    path = folder / "visits.db"
    keep(path)
    before = path.read_bytes()
    ticket = visit(Random(1)).ticket
    said = become(MEMBER, [STAFF], lambda: str(SqlStore(path).erase_ticket(ticket)))
    assert "not erased" in said
    assert path.read_bytes() == before


def test_staff_is_told_when_only_the_kiosk_can_undo_a_save_that_was_cut_off(folder: Path) -> None:
    path = folder / "visits.db"
    keep(path, crash=True)
    assert path.with_name("visits.db-journal").stat().st_size > 0, "nothing was cut off"
    told = become(MEMBER, [STAFF], lambda: tickets(path))
    assert "only the kiosk can undo it" in told
    assert become(KIOSK, [STAFF], lambda: tickets(path)) == visit(Random(1)).ticket
    assert become(MEMBER, [STAFF], lambda: tickets(path)) == visit(Random(1)).ticket


def test_a_folder_that_is_not_shared_keeps_its_visits_to_itself(folder: Path) -> None:
    folder.chmod(0o750)
    keep(folder / "visits.db")
    assert stat.S_IMODE((folder / "visits.db").stat().st_mode) == 0o600
    told = become(MEMBER, [STAFF], lambda: tickets(folder / "visits.db"))
    assert "You may not read" in told
    folder.chmod(0o700)
    assert "You may not read" in become(MEMBER, [STAFF], lambda: tickets(folder / "visits.db"))


def test_a_file_from_before_is_shared_when_it_is_opened_again(folder: Path) -> None:
    path = folder / "visits.db"
    folder.chmod(0o700)
    keep(path)
    os.chown(path, KIOSK, KIOSK)
    folder.chmod(0o2750)
    keep(path)
    assert become(MEMBER, [STAFF], lambda: tickets(path)) == visit(Random(1)).ticket


def test_backups_stay_the_kiosks_own(folder: Path) -> None:
    path, backups = folder / "visits.db", folder / "backups"

    def work() -> str:
        with closing(SqlStore(path, backups=backups, now=lambda: NOW)) as store:
            store.save(visit(Random(1)))
            store.backup(str(backups))
            made = next(backups.glob("*.db"))
            store.restore(str(made))
        return tickets(path)

    assert become(KIOSK, [STAFF], work) == visit(Random(1)).ticket
    assert stat.S_IMODE(path.stat().st_mode) == 0o640, "what was put back is shared as before"
    assert stat.S_IMODE(backups.stat().st_mode) & 0o077 == 0
    assert {stat.S_IMODE(one.stat().st_mode) & 0o077 for one in backups.glob("*.db")} == {0}
