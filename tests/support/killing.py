"""kill -9 at any moment, through the real store: what was acknowledged is there once.

    python -m tests.support.killing WORK SEED KILLS

Every child opens the store as a service does, keeps visits and stays, erases some, and says over a
pipe what it begins and what was acknowledged, until it is killed. Prints one line: kills, visits
acknowledged, lost, doubled, erased ones that came back, and the first thing that was wrong.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random

from kiosk.adapters.store import (
    SqlArchive,
    SqlStore,
    wiping,  # noqa: F401  loaded before the children are made
)
from kiosk.errors import StoreError
from tests.support.kept_visits import CONSENT, NOW, stay, visit

MOST_LINES = 16
"""Of what a child says before the time of its end begins to run: two lines a visit."""
LONGEST_S = 0.02
"""After that: about two saves."""
OPENING_S = 0.06
"""One in six is killed while it opens the store, which takes half as long or so."""
ROUNDS = 250
"""Kills of one database; what it checks at every start grows with it."""
EVER = ("2000-01-01T00:00:00Z", "2100-01-01T00:00:00Z")


@dataclass(slots=True)
class Tally:
    kills: int = 0
    acknowledged: int = 0
    lost: int = 0
    doubled: int = 0
    back: int = 0
    unfinished: int = 0
    first: str = ""


def kills(work: Path, seed: int, count: int) -> Tally:
    """So many kills; a new database every ROUNDS."""
    tally, random = Tally(), Random(seed)
    while tally.kills < count:
        with tempfile.TemporaryDirectory(dir=work) as name:
            _one_database(Path(name), random, min(ROUNDS, count - tally.kills), tally)
    return tally


def _one_database(folder: Path, random: Random, count: int, tally: Tally) -> None:
    path, kept, erased, doubtful = folder / "visits.db", set[str](), set[str](), set[str]()
    for _ in range(count):
        said = _killed(path, random, sorted(kept))
        under_way = ""
        for line in said:
            word, _, what = line.partition(" ")
            if word == "begin":
                under_way = what
            elif word == "saved":
                kept.add(what)
                under_way = ""
            elif word == "erased":
                kept.discard(what)
                erased.add(what)
                under_way = ""
            else:
                tally.first = tally.first or line
        tally.unfinished += bool(under_way)
        doubtful.add(under_way)
        tally.kills += 1
    tally.acknowledged += len(kept) + len(erased)
    _check(path, kept, erased, doubtful, tally)


def _killed(path: Path, random: Random, known: list[str]) -> list[str]:
    """Whole lines that a child said before it was killed, at no matter which moment."""
    seed, opening = random.randrange(1 << 30), random.random() < 1 / 6
    lines = 0 if opening else random.randint(1, MOST_LINES)
    after_s = random.random() * (OPENING_S if opening else LONGEST_S)
    out, into = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.close(out)
            _live(path, Random(seed), known, into)
        finally:
            os._exit(1)
    os.close(into)
    with os.fdopen(out, "rb", buffering=0) as pipe:
        said = b""
        while said.count(b"\n") < lines and (more := pipe.read(1 << 16)):
            said += more
        time.sleep(after_s)
        os.kill(child, signal.SIGKILL)
        said += pipe.readall()
    _, status = os.waitpid(child, 0)
    whole = said.decode().split("\n")[:-1]
    if os.WTERMSIG(status) != signal.SIGKILL:
        whole.append("a child ended by itself")
    return whole


def _live(path: Path, random: Random, known: list[str], into: int) -> None:
    def say(line: str) -> None:
        os.write(into, f"{line}\n".encode())

    store = SqlStore(path, now=lambda: NOW, replicating=True)
    try:
        store.purge("2026-11-26T02:00:00Z", True)
        while True:
            if known and random.random() < 0.1:
                gone = known.pop(random.randrange(len(known)))
                say(f"begin {gone}")
                store.erase(gone)
                say(f"erased {gone}")
            record = visit(random, consent=CONSENT if random.random() < 0.1 else None)
            say(f"begin {record.visit}")
            store.save(record)
            say(f"saved {record.visit}")
            store.log_stay(stay(random))
    except StoreError as error:
        say(f"error {error}")
        time.sleep(10.0)


def _check(path: Path, kept: set[str], erased: set[str], doubtful: set[str], tally: Tally) -> None:
    store = SqlStore(path, now=lambda: NOW)
    store.purge("2026-11-26T02:00:00Z", True)
    store.close()
    found = [one.visit for one in SqlArchive(path).iterate(*EVER)] if path.exists() else []
    there = set(found)
    tally.doubled += len(found) - len(there)
    tally.lost += len(kept - there - doubtful)
    tally.back += len(there & erased)
    if there - kept - doubtful:
        tally.first = tally.first or "a visit is there that nobody saved"
    with closing(sqlite3.connect(path)) as connection:
        told = connection.execute("PRAGMA integrity_check").fetchall()
    if told != [("ok",)] or store.notices:
        tally.first = tally.first or f"integrity: {told}, {store.notices}"


if __name__ == "__main__":
    began = time.monotonic()
    with tempfile.TemporaryDirectory(dir=sys.argv[1]) as name_:
        found_ = kills(Path(name_), int(sys.argv[2]), int(sys.argv[3]))
    sys.stdout.write(f"{found_} in {time.monotonic() - began:.0f} s\n")
    sys.exit(bool(found_.lost or found_.doubled or found_.back or found_.first))
