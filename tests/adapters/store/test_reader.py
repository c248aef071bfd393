"""What readers find is what was kept, whatever the writer does meanwhile."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from shutil import copyfile
from uuid import UUID

import pytest

from kiosk.adapters.store import SqlArchive, SqlStore
from kiosk.core.figures import summary
from kiosk.core.records import Stay, VisitRecord
from kiosk.errors import InputError, StoreError
from kiosk.ports import Archive
from tests.support.kept_visits import CONSENT, NOW, stay, visit

EVER = ("2000-01-01T00:00:00Z", "2100-01-01T00:00:00Z")
COUNT = 130
"""More than a piece of what is read at a time."""


def _visits(random: Random) -> list[VisitRecord]:
    """Some of one second, some with an earlier slip, the clock sometimes wrong."""
    made: list[VisitRecord] = []
    for number in range(COUNT):
        began = NOW + timedelta(seconds=random.choice((0, 0, 7000, 100_000)) + number // 60)
        made.append(
            visit(
                random,
                began,
                clock_ok=random.random() < 0.9,
                language=random.choice(("en", "de")),
                consent=CONSENT if number % 40 == 0 else None,
                earlier_ticket=random.choice(made).ticket if made and number % 5 == 0 else "",
            )
        )
    return made


def _stays(random: Random) -> list[Stay]:
    return [
        stay(
            random,
            NOW + timedelta(seconds=random.choice((0, 90, 4000, 90_000))),
            outcome=random.choice(("measured", "left", "declined")),
            last_state=random.choice(("thanks", "consent", "position")),
            retries=random.choice(((), (), ("too_few_valid", "gap"), ("gap",))),
            printed=random.random() < 0.5,
        )
        for _ in range(COUNT)
    ]


class Filled:
    """A store with visits and stays, and who reads it."""

    def __init__(self, path: Path) -> None:
        random = Random(5)
        self.path, self.visits, self.stays = path, _visits(random), _stays(random)
        with closing(SqlStore(path, now=lambda: NOW)) as store:
            for one in self.visits:
                store.save(one)
            for noted in self.stays:
                store.log_stay(noted)
        self.archive = SqlArchive(path)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Filled:
    return Filled(tmp_path_factory.mktemp("store") / "visits.db")


@pytest.fixture
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def _start(one: VisitRecord | Stay) -> datetime:
    return datetime.fromisoformat(one.started_utc)


def test_one_visit_by_ticket_or_uuid(filled: Filled) -> None:
    one, archive = filled.visits[40], filled.archive
    spaced = f"{one.ticket[:3].lower()} {one.ticket[3:].lower()} "
    for key in (one.ticket, spaced, one.visit, one.visit.upper(), one.visit[:8], one.visit[:11]):
        assert archive.visit(key) == one
    assert one.curves is not None
    assert archive.visit("BCDFGH") is None
    assert archive.visit(str(UUID(int=7))) is None
    assert archive.visit(one.visit[:5]) is None, "too little of a UUID names nothing"


def test_a_beginning_that_several_share_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "visits.db"
    with closing(SqlStore(path)) as store:
        for number in (1, 2):
            store.save(visit(Random(number), visit=str(UUID(int=(0xABCDEF << 104) + number))))
    with pytest.raises(InputError, match="Several visits begin"):
        SqlArchive(path).visit("abcdef")
    assert SqlArchive(path).visit(str(UUID(int=(0xABCDEF << 104) + 2))) is not None


def test_lists_are_the_newest_first_in_pages(filled: Filled) -> None:
    wanted = sorted(map(summary, filled.visits), key=lambda one: one.started_utc, reverse=True)
    pages = [filled.archive.visits(*EVER, 50, at) for at in range(0, COUNT + 50, 50)]
    found = [one for page in pages for one in page]
    assert len(pages[0]) == 50
    assert [one.started_utc for one in found] == [one.started_utc for one in wanted]
    assert {one.visit: one for one in found} == {one.visit: one for one in wanted}
    assert filled.archive.visits(*EVER, 3) == found[:3]


def test_a_period_has_its_first_moment_and_not_its_last(filled: Filled) -> None:
    first = min(one.started_utc for one in filled.visits)
    then = [one.started_utc for one in filled.archive.visits(first, EVER[1], 1000)]
    assert then.count(first) == sum(one.started_utc == first for one in filled.visits) > 10
    assert filled.archive.visits(EVER[0], first, 1000) == []


def test_everything_is_read_whole_and_once(filled: Filled) -> None:
    found = list(filled.archive.iterate(*EVER))
    assert found == sorted(filled.visits, key=lambda one: one.started_utc), "and in order of saving"
    assert list(filled.archive.stays(*EVER)) == sorted(
        filled.stays, key=lambda one: one.started_utc
    )


def test_scanned_slips_lead_back(filled: Filled) -> None:
    by_ticket = {one.ticket: one for one in filled.visits}
    for one in filled.visits:
        wanted, at = [], one.earlier_ticket
        while at:
            wanted.append(at)
            at = by_ticket[at].earlier_ticket
        assert [then.ticket for then in filled.archive.linked(one.ticket)] == wanted
    pairs = [(now.ticket, then.ticket) for now, then in filled.archive.pairs(*EVER)]
    linked = [one for one in filled.visits if one.earlier_ticket]
    assert sorted(pairs) == sorted((one.ticket, one.earlier_ticket) for one in linked)
    assert filled.archive.linked("BCDFGH") == []


def test_slips_of_another_kiosk_hide_no_pairs(tmp_path: Path) -> None:
    """More of them in a row than are read at a time."""
    path, random = tmp_path / "visits.db", Random(2)
    first = visit(random, NOW - timedelta(days=30))
    strangers = [
        visit(random, NOW + timedelta(seconds=number), earlier_ticket="BCDFGH")
        for number in range(120)
    ]
    last = visit(random, NOW + timedelta(days=1), earlier_ticket=first.ticket)
    with closing(SqlStore(path)) as store:
        for one in (first, *strangers, last):
            store.save(one)
    pairs = [(now.ticket, then.ticket) for now, then in SqlArchive(path).pairs(*EVER)]
    assert pairs == [(last.ticket, first.ticket)]


def test_slips_that_lead_in_a_circle_end(tmp_path: Path) -> None:
    path, random = tmp_path / "visits.db", Random(1)
    first, second = visit(random), visit(random)
    with closing(SqlStore(path)) as store:
        store.save(replace(first, earlier_ticket=second.ticket))
        store.save(replace(second, earlier_ticket=first.ticket))
    assert [one.ticket for one in SqlArchive(path).linked(first.ticket)] == [second.ticket]


@pytest.mark.usefixtures("berlin")
def test_counts_are_those_of_the_rows(filled: Filled) -> None:
    since, until = "2026-11-26T00:00:00Z", "2026-11-27T01:00:00+01:00"
    totals = filled.archive.totals(since, until)
    low, high = datetime.fromisoformat(since), datetime.fromisoformat(until)
    visits = [one for one in map(summary, filled.visits) if low <= _start(one) < high]  # type: ignore[arg-type]
    stays = [one for one in filled.stays if low <= _start(one) < high]
    assert 0 < len(visits) < COUNT
    assert (totals.visits, totals.stays) == (len(visits), len(stays))
    assert totals.doubtful == sum(not one.clock_ok for one in visits) > 0
    assert totals.linked == sum(bool(one.earlier_ticket) for one in visits) > 0
    assert totals.printed == sum(one.printed for one in stays)
    assert dict(totals.languages) == Counter(one.language for one in visits)
    assert dict(totals.verdicts) == Counter(one.verdict for one in visits)
    bands = Counter(leg.band for one in visits for leg in (one.left, one.right) if leg.band)
    assert dict(totals.bands) == bands
    assert dict(totals.outcomes) == Counter(one.outcome for one in stays)
    left = Counter(one.last_state for one in stays if one.outcome != "measured")
    assert dict(totals.left_in) == left
    assert dict(totals.retries) == Counter(code for one in stays for code in one.retries)
    assert list(totals.outcomes) == sorted(totals.outcomes, key=lambda one: -one[1])
    here = [_start(one).astimezone() for one in stays]
    for day in range(7):
        for hour in range(24):
            wanted = sum((one.weekday(), one.hour) == (day, hour) for one in here)
            assert totals.stays_by_hour[day][hour] == wanted
    assert totals.stays_by_hour[3][2] > 0, "01:22 UTC on a Thursday is 02:22 in Berlin"
    dates = {moment.date() for moment in here} | {
        _start(one).astimezone().date()
        for one in visits  # type: ignore[arg-type]
    }
    assert totals.days == len(dates)


def test_nothing_is_found_where_there_is_nothing(tmp_path: Path) -> None:
    archive: Archive = SqlArchive(tmp_path / "visits.db")
    assert archive.visit("K7B4F2") is None
    assert archive.visits(*EVER) == archive.linked("K7B4F2") == ()
    assert list(archive.iterate(*EVER)) == list(archive.stays(*EVER)) == []
    assert list(archive.pairs(*EVER)) == []
    assert archive.totals(*EVER).visits == 0
    assert archive.facts().writer_pid is None
    assert list(tmp_path.iterdir()) == []


def test_how_the_database_is(filled: Filled) -> None:
    facts = filled.archive.facts()
    assert (facts.visits, facts.stays, facts.waiting) == (COUNT, COUNT, 0)
    assert facts.newest_utc == max(one.started_utc for one in filled.visits)
    assert facts.size_bytes == filled.path.stat().st_size
    assert facts.writer_pid is None
    with closing(SqlStore(filled.path)) as store:
        store.purge("2026-11-26T02:00:00Z", False)
        assert filled.archive.facts().writer_pid == os.getpid()


def test_a_reader_keeps_no_writer_waiting(filled: Filled, tmp_path: Path) -> None:
    """In the middle of an export a visit is saved, and is in what comes after."""
    path = tmp_path / "visits.db"
    copyfile(filled.path, path)
    rows = SqlArchive(path).iterate(*EVER)
    first = [next(rows) for _ in range(3)]
    late = visit(Random(99), NOW + timedelta(days=9))
    with closing(SqlStore(path)) as store:
        store.save(late)
    found = [*first, *rows]
    assert len(found) == COUNT + 1
    assert found[-1] == late


def test_what_a_killed_writer_left_half_done_is_undone(filled: Filled, tmp_path: Path) -> None:
    """A read-only connection cannot; without a writer the reader takes its place for a moment."""
    path = tmp_path / "visits.db"
    copyfile(filled.path, path)
    program = (
        "import os, sqlite3, sys\n"
        "half = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "half.execute('PRAGMA journal_mode = TRUNCATE')\n"
        "half.execute('PRAGMA cache_size = 1')\n"
        "half.execute('BEGIN IMMEDIATE')\n"
        "half.execute('UPDATE visits SET document = ?', (bytes(20_000),))\n"
        "os.kill(os.getpid(), 9)\n"
    )
    subprocess.run([sys.executable, "-c", program, str(path)], check=False)
    assert path.with_name("visits.db-journal").stat().st_size > 512
    assert len(list(SqlArchive(path).iterate(*EVER))) == COUNT


def test_other_files_are_told(tmp_path: Path) -> None:
    path = tmp_path / "visits.db"
    path.write_bytes(b"this was never a database\n" * 400)
    with pytest.raises(StoreError, match="not a database"):
        SqlArchive(path).facts()
    path.unlink()
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE theirs (x)")
    with pytest.raises(StoreError, match="not a database of this program"):
        SqlArchive(path).facts()
    with closing(sqlite3.connect(path)) as former:
        former.execute(f"PRAGMA application_id = {0x4B6E6565}")
    with pytest.raises(StoreError, match=r"another format .*start it"):
        SqlArchive(path).visits(*EVER)


def test_a_damaged_document_is_told(filled: Filled, tmp_path: Path) -> None:
    path = tmp_path / "visits.db"
    copyfile(filled.path, path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE visits SET document = substr(document, 1, 100)")
    with pytest.raises(StoreError, match="damaged"):
        SqlArchive(path).visit(filled.visits[0].ticket)
    assert len(SqlArchive(path).visits(*EVER)) == 50, "lists do not need it"
