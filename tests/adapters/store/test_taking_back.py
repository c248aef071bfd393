"""After a newer release was taken back the visits are in its format: the older one goes on."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.adapters.store import SqlArchive, SqlStore, copies, manifest
from kiosk.errors import StoreError
from tests.support.kept_visits import NOW, VISIT, another

EVER = ("2000-01-01T00:00:00Z", "2100-01-01T00:00:00Z")
NOW_UTC = "2026-11-26T01:30:00Z"


class Kept:
    """Visits, their backups, and the file as an update leaves it that was taken back."""

    def __init__(self, folder: Path) -> None:
        self.path, self.backups = folder / "state" / "visits.db", folder / "backups"

    def store(self, *, take_back: bool = True) -> SqlStore:
        return SqlStore(self.path, backups=self.backups, now=lambda: NOW, take_back=take_back)

    def tickets(self) -> list[str]:
        return [one.ticket for one in SqlArchive(self.path).visits(*EVER, 100)]

    def aside(self) -> list[Path]:
        return sorted(self.path.parent.glob("visits.later-*.db"))

    def changed(self, *statements: str) -> None:
        with closing(sqlite3.connect(self.path)) as later, later:
            later.execute("UPDATE alembic_version SET version_num = '9999'")
            for one in statements:
                later.execute(one)


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    """Two visits are in the backup, one was measured by the later version."""
    kept = Kept(tmp_path)
    store = kept.store()
    store.save(VISIT)
    store.save(another(1))
    store.backup(str(kept.backups))
    store.save(another(2))
    store.close()
    yield kept


def test_the_service_goes_on_from_the_backup_before_the_update(kept: Kept) -> None:
    kept.changed("CREATE TABLE later (x)")
    store = kept.store()
    store.purge(NOW_UTC, True)
    assert sorted(kept.tickets()) == sorted([VISIT.ticket, another(1).ticket])
    store.save(another(3))
    assert another(3).ticket in kept.tickets()
    assert len(kept.aside()) == 1
    assert another(2).ticket.encode() in kept.aside()[0].read_bytes(), "nothing is lost"
    (notice,) = store.notices
    assert kept.aside()[0].name in notice
    assert "visits-20261126T012225Z.db are back" in notice
    store.close()
    again = kept.store()
    again.purge(NOW_UTC, True)
    assert again.notices == []
    assert another(3).ticket in kept.tickets()
    again.close()


def test_what_was_erased_meanwhile_does_not_come_back(kept: Kept) -> None:
    """By the later version, which could not reach the backup."""
    away = kept.backups.rename(kept.backups.with_name("away"))
    store = kept.store()
    store.erase(VISIT.visit)
    store.close()
    away.rename(kept.backups)
    kept.changed()
    store = kept.store()
    store.purge(NOW_UTC, True)
    assert kept.tickets() == [another(1).ticket]
    store.close()


def test_where_it_cannot_be_told_what_was_erased_nothing_comes_back(kept: Kept) -> None:
    kept.changed("DROP TABLE tombstones")
    store = kept.store()
    store.save(another(3))
    assert kept.tickets() == [another(3).ticket]
    assert "no backup that this version can read" in store.notices[0]
    assert len(kept.aside()) == 1
    store.close()


def test_a_backup_that_is_damaged_or_later_is_passed_over(kept: Kept) -> None:
    (good,) = manifest.backups(kept.backups)
    for name, change in (("a", {"format": "9999"}), ("b", {})):
        bad = good.with_name(f"{name}.db")
        bad.write_bytes(good.read_bytes()[:5000])
        told = manifest.manifest_path(good).read_text(encoding="utf-8")
        for key, value in change.items():
            told = told.replace(f'"{key}": "0001"', f'"{key}": "{value}"')
        told = told.replace(good.name, bad.name).replace("2026-11-26", "2026-11-27")
        manifest.manifest_path(bad).write_text(told, encoding="utf-8")
    kept.changed()
    store = kept.store()
    store.save(another(3))
    assert len(kept.tickets()) == 3
    assert good.name in store.notices[0]
    assert not list(kept.path.parent.glob("visits.restoring*"))
    store.close()


def test_without_a_backup_a_new_file_is_begun_that_knows_what_was_erased(kept: Kept) -> None:
    store = kept.store()
    (backup,) = manifest.backups(kept.backups)
    away = kept.backups.rename(kept.backups.with_name("away"))
    store.erase(VISIT.visit)
    store.close()
    kept.changed()
    store = kept.store()
    store.save(another(3))
    assert kept.tickets() == [another(3).ticket]
    assert "no backup that this version can read was found" in store.notices[0]
    assert len(kept.aside()) == 1
    store.restore(str(away / backup.name))
    assert kept.tickets() == [another(1).ticket]
    store.close()


@pytest.mark.parametrize("cut", ["checksum", "journal"])
def test_a_backup_whose_change_was_cut_off_is_passed_over(kept: Kept, cut: str) -> None:
    (backup,) = manifest.backups(kept.backups)
    if cut == "checksum":
        manifest.write(replace(manifest.read(backup), sha256=""))
    else:
        backup.with_name(f"{backup.name}-journal").write_bytes(b"x" * 1000)
    kept.changed()
    store = kept.store()
    store.save(another(3))
    assert kept.tickets() == [another(3).ticket]
    store.close()


def test_a_full_disk_puts_it_off(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    """An older backup, or none, would be taken else, and the later file be out of the way."""

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    kept.changed()
    store = kept.store()
    with monkeypatch.context() as patched:
        patched.setattr("kiosk.adapters.store.backups.shutil.copyfile", full)
        with pytest.raises(StoreError, match="No space left on device"):
            store.save(another(3))
    assert not kept.aside()
    store.save(another(3))
    assert len(kept.tickets()) == 3
    store.close()


def test_a_backup_of_a_later_version_holds_up_no_other_erasure(kept: Kept) -> None:
    """Made by hand or by night, before an update was taken back after weeks."""
    (backup,) = manifest.backups(kept.backups)
    good = manifest.read(backup)
    with closing(sqlite3.connect(backup)) as later, later:
        later.execute("UPDATE alembic_version SET version_num = '9999'")
    manifest.write(manifest.finished(replace(good, format="9999")))
    damaged = kept.path.with_name("visits.damaged-20260101T000000Z.db")
    damaged.write_bytes(b"old")
    store = kept.store()
    with pytest.raises(StoreError, match=r"may still be in .*later version"):
        store.purge("2027-06-01T00:00:00Z", True)
    assert kept.tickets() == []
    assert not damaged.exists()
    assert manifest.read(backup).sha256, "it is as it was, and its manifest, too"
    store.close()


def test_a_command_leaves_a_later_file_alone(kept: Kept) -> None:
    kept.changed()
    store = kept.store(take_back=False)
    with pytest.raises(StoreError, match="later version of this program"):
        store.save(another(3))
    assert not kept.aside()
    store.close()


def test_staff_may_put_a_backup_in_the_place_of_a_later_file(kept: Kept) -> None:
    kept.changed()
    store = kept.store(take_back=False)
    (backup,) = manifest.backups(kept.backups)
    aside = store.restore(str(backup))
    assert [Path(aside)] == kept.aside()
    assert len(kept.tickets()) == 2
    store.close()


def test_a_later_file_goes_when_somebody_in_it_wants_to_be_erased(kept: Kept) -> None:
    """Nothing can be erased within one."""
    kept.changed()
    store = kept.store()
    store.purge(NOW_UTC, True)
    assert store.erase_ticket(another(2).ticket)
    assert not kept.aside()
    assert "held a visit that was erased" in store.notices[-1]
    store.close()


def test_a_later_file_goes_when_its_visits_would(kept: Kept) -> None:
    kept.changed()
    store = kept.store()
    store.purge(NOW_UTC, True)
    assert kept.aside()
    store.purge("2027-06-01T00:00:00Z", True)
    assert not kept.aside()
    store.close()


def test_a_later_release_leaves_the_backup_of_the_one_before_as_it_was(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For a day, also where visits in it are due: else nothing could be taken back."""
    (backup,) = manifest.backups(kept.backups)
    before = backup.read_bytes()
    monkeypatch.setattr(copies, "HEAD", "0002")  # the release that runs now
    store = SqlStore(kept.path, backups=kept.backups, now=lambda: NOW, keep_days=0)
    store.purge(NOW_UTC, True)
    assert kept.tickets() == []
    assert backup.read_bytes() == before
    store.purge("2026-11-28T00:00:00Z", True)
    assert VISIT.ticket.encode() not in backup.read_bytes()
    store.close()


def test_what_somebody_wants_erased_goes_from_that_backup_at_once(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    (backup,) = manifest.backups(kept.backups)
    monkeypatch.setattr(copies, "HEAD", "0002")
    store = kept.store()
    assert store.erase_ticket(VISIT.ticket)
    assert VISIT.ticket.encode() not in backup.read_bytes()
    store.close()


def test_what_an_older_release_reads_in_a_later_file_stays_as_it_is(kept: Kept) -> None:
    """No migration changes these: else an older release could not tell what was erased."""
    with closing(sqlite3.connect(kept.path)) as file:
        columns = {
            table: {row[1] for row in file.execute(f"PRAGMA table_info({table})")}
            for table in ("meta", "tombstones", "alembic_version")
        }
        names = {row[0] for row in file.execute("SELECT name FROM meta")}
        query = "SELECT sql FROM sqlite_schema WHERE name = 'outbox'"
        assert "AUTOINCREMENT" in file.execute(query).fetchone()[0]
    assert "key" in names
    assert columns["meta"] >= {"name", "value"}
    assert columns["tombstones"] >= {"digest", "ticket_hash", "erased_us"}
    assert columns["alembic_version"] == {"version_num"}
