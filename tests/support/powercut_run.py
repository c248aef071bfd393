"""A program that saves and erases visits and says so when that is promised; to be recorded.

    python -m tests.support.powercut_run FOLDER SEED VISITS [wal]

FOLDER/ack takes a line for everything that was acknowledged: 'save UUID', 'erase UUID', 'stay
UUID', 'backup NAME' and so on. The records are `plan(seed, visits)`'s, so that a check can make
them again. wal: with the journal mode and the synchronous setting that this project does not use;
nothing is erased then, because the store sees that the log still holds it and refuses to call it
erased.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from kiosk.adapters.store import SqlStore
from kiosk.adapters.store import engine as engines
from kiosk.core.records import Stay, VisitRecord
from tests.support.kept_visits import CONSENT, NOW, stay, visit

WAL = ("journal_mode = WAL", "synchronous = NORMAL", "secure_delete = ON", "foreign_keys = ON")
LATER = "2026-11-27T00:00:00Z"

Step = tuple[str, Any]


def plan(seed: int, visits: int, *, erasing: bool = True) -> Iterator[Step]:
    """What is done, in order: ('save', record), ('stay', stay), ('erase', UUID), ('purge', time),
    ('backup', name), ('restore', name)."""
    random, kept, backed_up = Random(seed), list[VisitRecord](), set[str]()
    for number in range(visits):
        began = NOW + timedelta(minutes=number)
        consent = CONSENT if random.random() < 0.2 else None
        earlier = random.choice(kept).ticket if kept and random.random() < 0.3 else ""
        record = visit(random, began, consent=consent, earlier_ticket=earlier)
        kept.append(record)
        yield "save", record
        if random.random() < 0.5:
            yield "stay", stay(random, began)
        if erasing and random.random() < 0.15:
            yield "erase", kept.pop(random.randrange(len(kept))).visit
        if random.random() < 0.05:
            yield "purge", LATER
        if number == visits // 2:
            yield "backup", "half.db"
            backed_up = {one.visit for one in kept}
        if number == visits * 3 // 4:
            yield "restore", "half.db"
            kept = [one for one in kept if one.visit in backed_up]


def run(folder: Path, seed: int, visits: int, *, erasing: bool) -> None:
    """Do it and acknowledge each step."""
    acknowledged = os.open(folder / "ack", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    store = store_in(folder)
    for step, what in plan(seed, visits, erasing=erasing):
        name = do(store, folder, step, what)
        os.write(acknowledged, f"{step} {name}\n".encode())
    store.close()


def do(store: SqlStore, folder: Path, step: str, what: Any) -> str:
    """One step; what it is acknowledged by."""
    match step:
        case "save":
            store.save(what)
            return str(what.visit)
        case "stay":
            assert isinstance(what, Stay)
            store.log_stay(what)
            return what.stay
        case "erase":
            store.erase(what)
        case "purge":
            store.purge(what, True)
        case "backup":
            store.backup(str(folder / "backups" / what))
        case "restore":
            store.restore(str(folder / "backups" / what))
    return str(what)


def store_in(folder: Path) -> SqlStore:
    """As a kiosk has it."""
    return SqlStore(
        folder / "state" / "visits.db",
        backups=folder / "backups",
        replicating=True,
        now=lambda: NOW,
    )


if __name__ == "__main__":
    wal = "wal" in sys.argv
    if wal:
        engines.WRITING = WAL  # type: ignore[misc]
    run(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), erasing=not wal)
