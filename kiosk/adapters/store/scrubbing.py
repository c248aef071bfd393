"""Overwrites with zeros what pages of a database have where they hold nothing. SQLAlchemy.

SQLite has two remedies, REINDEX and VACUUM, and each is one transaction over everything: with a
million visits half a minute in which no visit can be saved. So such pages are written here, a few
at a time, and in SQLite's own way: under its lock, with its journal, so that a power cut leaves a
page as it was or as it is to be (https://www.sqlite.org/fileformat2.html, section 3).
"""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from sqlalchemy import Engine

from kiosk.adapters.store.engine import share, sync_folder
from kiosk.adapters.store.residue import BTREE, ELSEWHERE, given_up, holes, page_size

_BATCH: Final = 256
"""Pages written at a time: a megabyte, twice."""
_MAGIC: Final = bytes.fromhex("d9d505f920a163d7")
_SECTOR: Final = 4096
_STEP: Final = 200
"""Every 200th byte is in a journal's checksum."""


def scrub(engine: Engine, path: Path, pages: Sequence[int], pause: Callable[[], None]) -> None:
    """See to it that nothing is left in these pages but what they hold. engine: of `writing(path)`,
    outside a transaction. pause: called where nothing is half done. Raises DBAPIError, OSError."""
    wanted = [page for page in pages if page != ELSEWHERE]
    for start in range(0, len(wanted), _BATCH):
        _scrub(engine, path, wanted[start : start + _BATCH])
        pause()


def _scrub(engine: Engine, path: Path, pages: Sequence[int]) -> None:
    file = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    try:
        with engine.begin():  # the right to write; nothing is written by way of it
            _write(path, file, _changes(file, pages))
        # What it remembers of these pages would be written back one day.
        engine.dispose()
    finally:
        os.close(file)  # after the transaction: closing a file drops every lock on it


def _changes(file: int, pages: Sequence[int]) -> dict[int, tuple[bytes, bytes]]:
    """How these pages are and how they are to be, as far as that differs."""
    size = page_size(os.pread(file, 100, 0))

    def read(number: int) -> bytes:
        return os.pread(file, size, (number - 1) * size)

    empty = dict(given_up(read))
    found = {}
    for number in pages:
        before = read(number)
        if number in empty:
            gaps = [(empty[number], size)]
        elif len(before) == size and before[100 if number == 1 else 0] in BTREE:
            gaps = list(holes(before, number))
        else:
            continue
        after = bytearray(before)
        for low, high in gaps:
            after[low:high] = bytes(len(after[low:high]))
        if after != before:
            found[number] = (before, bytes(after))
    return found


def _write(path: Path, file: int, changes: dict[int, tuple[bytes, bytes]]) -> None:
    if not changes:
        return
    journal, size = _journal(path, file), len(next(iter(changes.values()))[0])
    try:
        nonce, count = secrets.randbits(32), os.fstat(file).st_size // size
        told = (0, nonce, count, _SECTOR, size)
        head = _MAGIC + b"".join(one.to_bytes(4, "big") for one in told)
        records = b"".join(
            number.to_bytes(4, "big") + before + _sum(before, nonce)
            for number, (before, _) in changes.items()
        )
        _all(journal, head.ljust(_SECTOR, b"\0") + records, 0)
        os.fsync(journal)
        _all(journal, len(changes).to_bytes(4, "big"), len(_MAGIC))  # from here on it counts
        os.fsync(journal)
        for number, (_, after) in changes.items():
            _all(file, after, (number - 1) * size)
        os.fsync(file)
        os.ftruncate(journal, 0)
        os.fsync(journal)
    finally:
        os.close(journal)


def _journal(path: Path, file: int) -> int:
    """SQLite's own beside the database, empty."""
    name = path.with_name(f"{path.name}-journal")
    new = not name.exists()
    mode = stat.S_IMODE(os.fstat(file).st_mode)
    found = os.open(name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, mode)
    if new:
        share(path)
        sync_folder(path.parent)
    return found


def _sum(page: bytes, nonce: int) -> bytes:
    """Of a page in a journal."""
    total = nonce + sum(page[len(page) - _STEP : 0 : -_STEP])
    return (total & 0xFFFFFFFF).to_bytes(4, "big")


def _all(file: int, data: bytes, at: int) -> None:
    while data:
        done = os.pwrite(file, data, at)
        data, at = data[done:], at + done
