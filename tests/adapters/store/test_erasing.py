"""What is erased is in no file any more: database, journal, backups, and what was set aside."""

from __future__ import annotations

import base64
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from shutil import copyfile, move
from uuid import UUID

import pytest

from kiosk.adapters.store import SqlArchive, SqlStore, manifest, residue
from kiosk.adapters.store.packing import pack
from kiosk.core.records import VisitRecord
from kiosk.errors import StoreError
from tests.support.kept_visits import CONSENT, NOW, stay, visit

EVER = ("2000-01-01T00:00:00Z", "2100-01-01T00:00:00Z")
WINDOW = 12
"""Bytes in a row that two packed documents do not have in common by chance."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "state"


@pytest.fixture
def store(folder: Path) -> Iterator[SqlStore]:
    made = store_in(folder)
    yield made
    made.close()


def store_in(folder: Path) -> SqlStore:
    backups = folder / "backups"
    return SqlStore(folder / "visits.db", backups=backups, replicating=True, now=lambda: NOW)


def at(day: int) -> str:
    """So many days after the visits."""
    return (NOW + timedelta(days=day)).isoformat()


def tickets(folder: Path) -> set[str]:
    return {one.ticket for one in SqlArchive(folder / "visits.db").visits(*EVER, 10_000)}


def everything(folder: Path) -> bytes:
    """Of every file there is."""
    return b"\0".join(one.read_bytes() for one in folder.rglob("*") if one.is_file())


def traces(record: VisitRecord, content: bytes) -> list[str]:
    """What of a visit is still there, in whatever spelling."""
    name = UUID(record.visit)
    packed = pack(record.document)
    wanted = {
        "ticket": [record.ticket.encode(), record.ticket.encode("utf-16-le")],
        "UUID": [name.bytes, name.bytes_le, name.hex.encode(), str(name).encode(),
                 name.hex.upper().encode(), base64.b64encode(name.bytes)[:20]],
        "document": _windows(packed[len(packed) // 5 :]),
        "its text": [record.document[1000:1040].encode()],
        "curves": _windows(record.curves or b""),
        "joints": _windows(record.joints or b""),
    }  # fmt: skip
    return [what for what, some in wanted.items() if any(one in content for one in some)]


def _windows(blob: bytes) -> list[bytes]:
    step = max(WINDOW, len(blob) // 20)
    return [blob[at : at + WINDOW] for at in range(0, len(blob) - WINDOW, step)]


def filled(store: SqlStore, count: int, seed: int = 1) -> list[VisitRecord]:
    random, made = Random(seed), list[VisitRecord]()
    for number in range(count):
        earlier = random.choice(made).ticket if made and number % 4 == 0 else ""
        consent = CONSENT if number % 6 == 0 else None
        made.append(visit(random, consent=consent, earlier_ticket=earlier))
        store.save(made[-1])
        store.log_stay(stay(random))
    return made


def test_any_visit_leaves_no_byte_anywhere(store: SqlStore, folder: Path) -> None:
    """In any order, by ticket or UUID; found before, not found after, and all others whole."""
    made, random = filled(store, 40), Random(2)
    store.backup(str(folder / "backups" / "first.db"))
    made += filled(store, 8, seed=3)
    store.backup(str(folder / "backups" / "second.db"))
    store.restore(str(folder / "backups" / "second.db"))
    made += filled(store, 8, seed=4)
    for gone in random.sample(made, 12):
        found = set(traces(gone, everything(folder)))
        assert {"ticket", "UUID", "document"} <= found, "or the search finds nothing at all"
        assert ("joints" in found) == (gone.joints is not None)
        by_ticket = random.random() < 0.5
        assert store.erase_ticket(gone.ticket) if by_ticket else store.erase(gone.visit)
        assert traces(gone, everything(folder)) == []
        made = [
            replace(one, earlier_ticket="") if one.earlier_ticket == gone.ticket else one
            for one in made
            if one.visit != gone.visit
        ]
    assert list(SqlArchive(folder / "visits.db").iterate(*EVER)) == made
    for name in ("first.db", "second.db"):
        assert manifest.verify(folder / "backups" / name).visits > 0


def test_copies_in_the_gaps_of_pages_are_found_and_removed(folder: Path) -> None:
    """Without secure_delete SQLite leaves whole rows in what it gives up; the look finds them."""
    store = store_in(folder)
    made = filled(store, 40)
    store.close()
    path = folder / "visits.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as careless:
        careless.execute("PRAGMA secure_delete = OFF")
        # Rows that grow and shrink move about, and their old places keep what was there.
        for size in (3000, 100):
            careless.execute("UPDATE visits SET reasons = ?", ("x" * size,))
        careless.execute("UPDATE visits SET reasons = ''")
    for gone in made[:3]:
        assert store.erase(gone.visit)
        assert traces(gone, everything(folder)) == []
    store.close()


def test_pieces_are_looked_for_where_rows_that_moved_leave_them(folder: Path) -> None:
    store = store_in(folder)
    made = filled(store, 30)
    store.close()
    path = folder / "visits.db"
    names = frozenset({UUID(made[4].visit).bytes})
    pieces = frozenset({pack(made[4].document)[400:424]})
    assert residue.left(path, residue.Needles(names))
    assert not residue.left(path, residue.Needles(pieces=pieces)), "a row is no gap"
    with closing(sqlite3.connect(path, isolation_level=None)) as careless:
        careless.execute("PRAGMA secure_delete = OFF")
        careless.execute("DELETE FROM visits WHERE visit >= x'80'")
        careless.execute("DELETE FROM visits")
    assert not residue.left(path, residue.Needles())
    assert residue.left(path, residue.Needles(names=names)), "the index's page was given up"


def test_two_visits_with_equal_documents_do_not_hinder_each_other(
    store: SqlStore, folder: Path
) -> None:
    first, second = visit(Random(1)), visit(Random(2))
    second = replace(second, document=first.document)
    store.save(first)
    store.save(second)
    assert store.erase(first.visit)
    assert tickets(folder) == {second.ticket}


def test_what_is_in_a_backup_alone_is_erased_there(store: SqlStore, folder: Path) -> None:
    """As after the database was damaged and begun anew."""
    made = filled(store, 5)
    store.backup(str(folder / "backups"))
    store.close()
    (folder / "visits.db").write_bytes(b"no database any more" * 400)
    for damaged in (0, 1):
        gone = made[damaged]
        assert store.erase_ticket(gone.ticket) if damaged else store.erase(gone.visit)
        assert traces(gone, everything(folder)) == []
        assert not store.erase(gone.visit)
    store.save(made[0])
    assert tickets(folder) == set(), "it does not come back"
    (backup,) = manifest.backups(folder / "backups")
    store.restore(str(backup))
    assert tickets(folder) == {one.ticket for one in made[2:]}


def test_a_damaged_file_that_holds_what_is_erased_is_deleted(store: SqlStore, folder: Path) -> None:
    """Nothing can be erased within it; the others wait for their time."""
    made = filled(store, 5)
    store.close()
    path = folder / "visits.db"
    with path.open("r+b") as file:
        file.write(b"\xa5" * 100)
    random = Random(7)
    store.save(visit(random))
    (aside,) = folder.glob("visits.damaged-*.db")
    assert not store.erase(str(UUID(int=12345)))
    assert aside.exists()
    assert store.erase(made[2].visit)
    assert not aside.exists()
    assert any("damaged file" in told and "deleted" in told for told in store.notices)
    assert traces(made[2], everything(folder)) == []


def test_a_backup_in_a_drawer_is_made_up_for_when_it_is_back(
    store: SqlStore, folder: Path, tmp_path: Path
) -> None:
    made = filled(store, 6)
    facts = store.backup(str(folder / "backups"))
    backup, drawer = Path(facts.path), tmp_path / "drawer.db"
    for here, there in ((backup, drawer), (manifest.manifest_path(backup), tmp_path / "json")):
        move(here, there)
    assert store.erase(made[0].visit)
    assert store.erase_ticket(made[1].ticket)
    for there, here in ((drawer, backup), (tmp_path / "json", manifest.manifest_path(backup))):
        move(there, here)
    assert traces(made[0], everything(folder)) != []
    store.purge(at(1), False)
    for gone in made[:2]:
        assert traces(gone, everything(folder)) == []
    assert manifest.verify(backup).visits == 4


def test_a_backup_from_which_nothing_can_be_erased_is_told(store: SqlStore, folder: Path) -> None:
    made = filled(store, 3)
    first = Path(store.backup(str(folder / "backups" / "a.db")).path)
    second = Path(store.backup(str(folder / "backups" / "b.db")).path)
    with first.open("r+b") as file:
        file.seek(100)
        file.write(b"\xa5" * 5000)
    with pytest.raises(StoreError, match=r"may still be in .*a\.db"):
        store.erase(made[0].visit)
    assert traces(made[0], second.read_bytes()) == [], "the others are not spared for it"
    assert traces(made[0], (folder / "visits.db").read_bytes()) == []


def test_an_erasure_that_was_cut_off_in_a_backup_is_finished(store: SqlStore, folder: Path) -> None:
    made = filled(store, 3)
    backup = Path(store.backup(str(folder / "backups")).path)
    manifest.write(replace(manifest.read(backup), sha256=""))
    assert store.erase(made[0].visit)
    assert traces(made[0], everything(folder)) == []
    assert manifest.verify(backup).sha256


def test_residue_that_a_kill_left_is_removed_at_the_next_start(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Deleted and committed, but nobody looked any more."""
    store = store_in(folder)
    made = filled(store, 30)

    def killed(*_: object) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr("kiosk.adapters.store.residue.left", killed)
    with pytest.raises(KeyboardInterrupt):
        store.erase(made[0].visit)
    store.close()
    monkeypatch.undo()
    with closing(sqlite3.connect(folder / "visits.db")) as left:
        assert left.execute("SELECT value FROM meta WHERE name = 'residue'").fetchone() == ("1",)
    store.purge(at(0), False)
    store.close()
    with closing(sqlite3.connect(folder / "visits.db")) as left:
        assert left.execute("SELECT value FROM meta WHERE name = 'residue'").fetchone() == ("0",)
    assert traces(made[0], everything(folder)) == []


# By time


def test_what_is_over_goes_from_backups_too(store: SqlStore, folder: Path) -> None:
    random = Random(5)
    old = visit(random, NOW - timedelta(days=60), consent=CONSENT)
    new = visit(random, NOW, earlier_ticket=old.ticket)
    store.save(old)
    store.save(new)
    backup = Path(store.backup(str(folder / "backups")).path)
    before = manifest.read(backup)
    store.purge(at(29), True)
    assert tickets(folder) == {old.ticket, new.ticket}
    assert manifest.read(backup) == before, "a backup is not touched for nothing"
    assert store.purge(at(31), True).visits == 1
    assert traces(old, everything(folder)) == []
    assert manifest.verify(backup).visits == 1
    (found,) = SqlArchive(folder / "visits.db").iterate(*EVER)
    assert found == replace(new, earlier_ticket="")
    store.save(old)
    assert old.ticket in tickets(folder), "its time is over, but nobody forbade it"


def test_a_purge_of_many_leaves_no_byte(store: SqlStore, folder: Path) -> None:
    made = filled(store, 30)
    later = visit(Random(11), NOW + timedelta(days=50))
    store.save(later)
    assert store.purge(at(91), True).visits == 30
    content = everything(folder)
    assert [one.ticket for one in made if traces(one, content)] == []
    assert tickets(folder) == {later.ticket}


def test_many_are_looked_for_as_well_as_few(tmp_path: Path) -> None:
    """What is no database is searched whole: every place, also the last."""
    random, path = Random(3), tmp_path / "file"
    many = frozenset(random.randbytes(length) for length in (6, 16, 24) for _ in range(500))
    long = sorted(one for one in many if len(one) > 6)
    rest = bytearray(9 << 20)  # more than is looked through at a time
    for _ in range(2000):  # beginnings alone
        at_ = random.randrange(len(rest) - 30)
        rest[at_ : at_ + 5] = random.choice(long)[:5]
    path.write_bytes(rest)
    assert not residue.left(path, residue.Needles(pieces=many))
    for one, at_ in zip(sorted(many)[::200], (0, 1, 77, 4 << 20, len(rest) - 30), strict=False):
        there = rest.copy()
        there[at_ : at_ + len(one)] = one
        path.write_bytes(there)
        assert residue.left(path, residue.Needles(pieces=many)), (one, at_)
    path.write_bytes(rest[:-24] + max(many, key=len))
    assert residue.left(path, residue.Needles(pieces=many))


def test_by_a_doubtful_clock_nothing_goes(store: SqlStore, folder: Path) -> None:
    filled(store, 3)
    assert store.purge("2099-01-01T00:00:00Z", False).visits == 0
    assert len(tickets(folder)) == 3


@pytest.mark.parametrize("year", [1970, 2015, 2098])
def test_a_visit_of_a_doubtful_clock_is_kept_from_when_the_clock_is_right(
    store: SqlStore, folder: Path, year: int
) -> None:
    """Its own time says nothing: it would go at once, or stay for ever."""
    then = NOW.replace(year=year)
    store.save(visit(Random(1), then, clock_ok=False))
    store.log_stay(stay(Random(2), then, clock_ok=False))
    assert store.purge(at(1), False).visits == 0
    assert store.purge(at(1), True).visits == 0, "the first time that can be believed"
    assert store.purge(at(90), True).visits == 0
    gone = store.purge(at(92), True)
    assert (gone.visits, gone.stays) == (1, 0)
    assert store.purge(at(402), True).stays == 1


def test_tombstones_stay_as_long_as_a_copy_may_hold_what_they_name(
    store: SqlStore, folder: Path
) -> None:
    (gone,) = filled(store, 1)
    store.erase(gone.visit)

    def left() -> int:
        with closing(sqlite3.connect(folder / "visits.db")) as connection:
            return int(connection.execute("SELECT count(*) FROM tombstones").fetchone()[0])

    store.purge(at(0), True)
    store.purge(at(399), True)
    assert left() == 1
    store.purge(at(401), True)
    assert left() == 0


def test_curves_need_a_consent_that_names_them(store: SqlStore, folder: Path) -> None:
    whole = visit(Random(1), consent=CONSENT)
    for consent in (None, replace(CONSENT, what=("result", "curves"))):
        with pytest.raises(StoreError, match="consent does not name them"):
            store.save(replace(whole, consent=consent))
    assert tickets(folder) == set()
    alone = replace(whole, consent=replace(CONSENT, what=("result",)), curves=None, joints=None)
    store.save(alone)
    assert SqlArchive(folder / "visits.db").visit(alone.ticket) == alone


@pytest.mark.parametrize("wrong", ["", "{", "[]", '"text"'])
def test_what_is_no_document_is_refused(store: SqlStore, wrong: str) -> None:
    with pytest.raises(StoreError, match="not saved: The document"):
        store.save(visit(Random(1), document=wrong))


def test_a_visit_without_a_uuid_is_refused(store: SqlStore) -> None:
    with pytest.raises(StoreError, match="'seven' is not a UUID"):
        store.save(visit(Random(1), visit="seven"))
    with pytest.raises(StoreError, match="'seven' is not a UUID"):
        store.erase("seven")


# Backups


def test_a_backup_is_whole_and_says_what_it_is(store: SqlStore, folder: Path) -> None:
    made = filled(store, 4)
    facts = store.backup(str(folder / "backups"))
    path = Path(facts.path)
    assert path.name == "visits-20261126T012225Z.db"
    assert (facts.visits, facts.stays, facts.made_utc) == (4, 4, "2026-11-26T01:22:25Z")
    told = json.loads(manifest.manifest_path(path).read_text())
    assert told["sha256"] == manifest.checksum(path) == facts.sha256
    assert sorted(one.name for one in path.parent.iterdir()) == [path.name, path.name + ".json"]
    assert path.stat().st_mode & 0o077 == 0
    elsewhere = folder / "elsewhere.db"
    copyfile(path, elsewhere)
    assert list(SqlArchive(elsewhere).iterate(*EVER)) == made
    with pytest.raises(StoreError, match="there already"):
        store.backup(str(path))


def test_a_backup_that_is_not_whole_is_not_put_back(store: SqlStore, folder: Path) -> None:
    made = filled(store, 4)
    path = Path(store.backup(str(folder / "backups")).path)
    whole, told = path.read_bytes(), manifest.manifest_path(path).read_bytes()
    store.save(visit(Random(77)))
    for content, beside, match in (
        (whole[:-1], told, "not what its manifest says"),
        (whole[:5000] + b"x" + whole[5001:], told, "not what its manifest says"),
        (whole, None, "no .*json beside it"),
        (whole, b"{}", "cannot be read"),
        (whole, b"no json", "cannot be read"),
    ):
        path.write_bytes(content)
        manifest.manifest_path(path).unlink(missing_ok=True)
        if beside is not None:
            manifest.manifest_path(path).write_bytes(beside)
        with pytest.raises(StoreError, match=match):
            store.restore(str(path))
    with pytest.raises(StoreError, match="not put back"):
        store.restore(str(folder / "nowhere.db"))
    assert len(tickets(folder)) == len(made) + 1
    assert not list(folder.glob("*restoring*"))


def test_a_backup_is_put_back_on_a_new_card(store: SqlStore, folder: Path, tmp_path: Path) -> None:
    made = filled(store, 4)
    store.erase(made[0].visit)
    path = (
        store.backup(str(tmp_path / "stick")).path
        if (tmp_path / "stick").is_dir()
        else (store.backup(str(tmp_path / "stick.db")).path)
    )
    new = store_in(tmp_path / "new")
    assert new.restore(path) == ""
    assert list(SqlArchive(tmp_path / "new" / "visits.db").iterate(*EVER)) == [
        replace(one, earlier_ticket="") if one.earlier_ticket == made[0].ticket else one
        for one in made[1:]
    ]
    new.save(made[0])
    assert made[0].ticket not in tickets(tmp_path / "new"), "tombstones are in the backup, too"
    new.close()


def test_another_kiosk_s_backup_brings_its_tombstones(store: SqlStore, tmp_path: Path) -> None:
    """The hashes of tickets were made with that kiosk's key and say nothing here."""
    theirs = store_in(tmp_path / "theirs")
    others = filled(theirs, 3, seed=9)
    theirs.erase(others[0].visit)
    path = theirs.backup(str(tmp_path / "theirs.db")).path
    theirs.close()
    ours = filled(store, 3)
    store.erase(ours[0].visit)
    store.restore(path)
    for gone in (ours[0], others[0]):
        store.save(gone)
    folder = tmp_path / "state"
    assert tickets(folder) == {one.ticket for one in others[1:]}
    with closing(sqlite3.connect(folder / "visits.db")) as connection:
        rows = connection.execute("SELECT ticket_hash IS NULL FROM tombstones").fetchall()
    assert sorted(rows) == [(0,), (1,)]


def test_what_was_there_is_kept_aside_and_goes_by_its_time(store: SqlStore, folder: Path) -> None:
    made = filled(store, 3)
    path = store.backup(str(folder / "backups")).path
    late = visit(Random(33))
    store.save(late)
    aside = Path(store.restore(path))
    assert tickets(folder) == {one.ticket for one in made}
    assert late.ticket in {one.ticket for one in SqlArchive(aside).visits(*EVER)}
    assert store.erase(late.visit), "it is in there"
    assert traces(late, everything(folder)) == []
    store.purge(at(89), True)
    assert aside.exists()
    store.purge(at(91), True)
    assert not aside.exists()


def test_a_backup_without_the_erased_visit_loses_its_code_too(
    store: SqlStore, folder: Path
) -> None:
    """The visit went with a database that was replaced; a later one still says whose slip it was
    compared with, here and in a backup that never held the earlier one."""
    random = Random(5)
    earlier = visit(random)
    later = visit(random, NOW + timedelta(days=3), earlier_ticket=earlier.ticket)
    empty, without = folder / "backups" / "a.db", folder / "backups" / "b.db"
    store.save(visit(random))
    store.backup(str(empty))
    store.save(earlier)
    store.restore(str(empty))  # the earlier one is only in the file that is set aside now
    store.save(later)
    store.backup(str(without))
    assert traces(earlier, without.read_bytes()) == ["ticket"]
    assert store.erase_ticket(earlier.ticket)
    assert traces(earlier, everything(folder)) == []
    store.restore(str(without))
    kept = SqlArchive(folder / "visits.db").visit(later.visit)
    assert kept is not None
    assert kept.earlier_ticket == ""
