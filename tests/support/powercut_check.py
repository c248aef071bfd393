"""Whether what a power cut or a kill left keeps every promise; and many cuts of one recording.

    python -m tests.support.powercut_check WORK FIRST SEEDS VISITS CUTS [wal]

cuts a recording of each seed, from FIRST on, so often and prints: cuts, broken ones, visits lost,
and the first thing that was wrong.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from shutil import rmtree
from typing import Any
from uuid import UUID

from kiosk.adapters.store import SqlArchive, manifest
from kiosk.core.records import Stay, VisitRecord
from kiosk.errors import StoreError
from tests.support.powercut import Disk, build, record
from tests.support.powercut_run import LATER, Step, plan, store_in

EVER = ("2000-01-01T00:00:00Z", "2100-01-01T00:00:00Z")
LOOKED_FOR = 3
"""Of the visits erased last: how many are looked for, byte by byte."""


@dataclass(frozen=True, slots=True)
class State:
    """What must be there. backups: by name, what is in them."""

    visits: dict[str, VisitRecord] = field(default_factory=dict)
    stays: dict[str, Stay] = field(default_factory=dict)
    erased: tuple[VisitRecord, ...] = ()
    backups: dict[str, State] = field(default_factory=dict)

    def then(self, step: str, what: Any) -> State:
        """After one more step of the plan."""
        match step:
            case "save":
                return replace(self, visits={**self.visits, what.visit: what})
            case "stay":
                return replace(self, stays={**self.stays, what.stay: what})
            case "erase":
                return replace(self, erased=(*self.erased, self.visits[what]))._without_erased()
            case "backup":
                return replace(self, backups={**self.backups, what: self})
            case "restore":
                old = self.backups[what]
                back = replace(self, visits=old.visits, stays=old.stays)
                return back._without_erased()
        return self

    def _without_erased(self) -> State:
        tickets = {one.ticket for one in self.erased}
        visits = {
            key: replace(one, earlier_ticket="") if one.earlier_ticket in tickets else one
            for key, one in self.visits.items()
            if one.ticket not in tickets
        }
        return replace(self, visits=visits)


def broken(
    folder: Path, steps: Sequence[Step], acknowledged: Sequence[str], archive: SqlArchive
) -> tuple[int, str]:
    """How many acknowledged visits are lost, and the first thing that is wrong ('' nothing).
    archive: of this folder's database.

    The step under way when the power went may have been done or not, but not by half."""
    done, before = len(acknowledged), State()
    for step, what in steps[:done]:
        before = before.then(step, what)
    after = before.then(*steps[done]) if done < len(steps) else before
    path = folder / "state" / "visits.db"
    store = store_in(folder)
    try:
        store.purge(LATER, False)
        store.close()
        found = list(archive.iterate(*EVER))
        stays = list(archive.stays(*EVER))
    except StoreError as error:
        return len(before.visits), str(error)
    finally:
        store.close()
    there, noted = {one.visit: one for one in found}, {one.stay: one for one in stays}
    wrong = list(store.notices)
    if (len(there), len(noted)) != (len(found), len(stays)):
        wrong.append("a visit or a stay is there twice")
    if not any((there, noted) == (one.visits, one.stays) for one in (before, after)):
        wrong.append(
            f"{len(there)} visits and {len(noted)} stays are there, "
            f"{len(before.visits)} and {len(before.stays)} were promised"
        )
    wrong += [*_files(folder, before), *_content(path)]
    lost = set(before.visits) & set(after.visits) - set(there)
    return len(lost), wrong[0] if wrong else ""


def _content(path: Path) -> list[str]:
    """What SQLite itself finds wrong."""
    if not path.exists():
        return []
    with closing(sqlite3.connect(path)) as connection:
        told = connection.execute("PRAGMA integrity_check").fetchall()
        told += connection.execute("PRAGMA foreign_key_check").fetchall()
    return [] if told == [("ok",)] else [f"integrity: {told}"]


def _files(folder: Path, promised: State) -> list[str]:
    """What is wrong with backups, and where bytes of erased visits are left."""
    wrong = list[str]()
    for name in promised.backups:
        try:
            manifest.verify(folder / "backups" / name)
        except StoreError as error:
            wrong.append(str(error))
    content = b"".join(one.read_bytes() for one in folder.rglob("*") if one.is_file())
    for gone in promised.erased[-LOOKED_FOR:]:
        for needle in (gone.ticket.encode(), UUID(gone.visit).bytes):
            if needle in content:
                wrong.append(f"bytes of the erased visit {gone.ticket} are left")
    return wrong


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of many cuts: how many were made, at how many something was wrong, how many acknowledged
    visits were lost in all, and the first thing that was wrong."""

    cuts: int
    broken: int
    lost: int
    first: str


def cuts(work: Path, seed: int, visits: int, count: int, wal: bool = False) -> Outcome:
    """Record a run in an empty folder and cut it so often, the moments spread over it evenly."""
    library = build(work)
    program = ["-m", "tests.support.powercut_run", str(work / "run"), str(seed), str(visits)]
    operations = record(library, work / "run", work / "log", [*program, *(["wal"] if wal else [])])
    steps, random, disk = list(plan(seed, visits, erasing=not wal)), Random(seed), Disk(operations)
    assert sum(one.kind == "A" for one in operations) == len(steps)
    moments = sorted(random.randrange(len(operations) + 1) for _ in range(count))
    failed, lost, first = 0, 0, ""
    folder = work / "cut"
    archive = SqlArchive(folder / "state" / "visits.db")
    for moment in moments:
        disk.go_on(moment)
        folder.mkdir()
        disk.cut(folder, random)
        missing, wrong = broken(folder, steps, disk.acknowledged, archive)
        rmtree(folder)
        failed += bool(wrong)
        lost += missing
        first = first or (wrong and f"at operation {moment}: {wrong}")
    return Outcome(count, failed, lost, first)


def main(work: Path, first: int, seeds: int, visits: int, count: int, wal: bool) -> int:
    """Cut that many recordings; the exit status."""
    total = Outcome(0, 0, 0, "")
    for seed in range(first, first + seeds):
        with tempfile.TemporaryDirectory(dir=work) as name:
            one = cuts(Path(name), seed, visits, count, wal)
        total = Outcome(
            total.cuts + one.cuts,
            total.broken + one.broken,
            total.lost + one.lost,
            total.first or one.first,
        )
        sys.stdout.write(f"seed {seed}: {total}\n")
        sys.stdout.flush()
    return int(total.broken > 0)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), *map(int, sys.argv[2:6]), "wal" in sys.argv))
