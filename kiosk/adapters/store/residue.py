"""Whether bytes of something erased are left in a file. Standard library only.

secure_delete overwrites the cells and pages that SQLite gives up. What it does not overwrite are
copies that stay in the gap of a page when its rows were moved to another one: seldom (1 of 200
erasures left its ticket or UUID in an index), but so is nothing proved. Hence it is looked at.
"""

from __future__ import annotations

import mmap
import os
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

FEW: Final = 40
"""Needles that are looked for in the whole file; more of them only where copies can be."""

_LEAF: Final = (10, 13)
_INNER: Final = (2, 5)


def left(path: Path, needles: Collection[bytes]) -> bool:
    """Whether one of them is in a database or in its journal. Raises OSError.

    To be called by the writer between transactions: it then holds no lock on the file that
    closing it here could drop.
    """
    return any(_within(one, needles) for one in files(path))


def files(path: Path) -> tuple[Path, ...]:
    """A database and what SQLite may have put beside it."""
    return (path, *(path.with_name(path.name + end) for end in ("-journal", "-wal", "-shm")))


def _within(path: Path, needles: Collection[bytes]) -> bool:
    try:
        file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        if not os.fstat(file).st_size:
            return False
        with mmap.mmap(file, 0, prot=mmap.PROT_READ) as whole:
            if len(needles) <= FEW:
                return any(whole.find(one) >= 0 for one in needles)
            gaps = b"\0".join(_gaps(whole))
            return any(one in gaps for one in needles)
    finally:
        os.close(file)


def _gaps(whole: mmap.mmap) -> Iterator[bytes]:
    """What is in b-tree pages between the pointers to the cells and the first cell, where it is
    not empty (https://www.sqlite.org/fileformat2.html, section 1.6)."""
    size = int.from_bytes(whole[16:18], "big")
    size = 65536 if size == 1 else size
    for start in range(0, len(whole) - size + 1, size) if size >= 512 else ():
        head = start + (100 if start == 0 else 0)
        kind = whole[head]
        if kind not in _LEAF and kind not in _INNER:
            continue
        cells = int.from_bytes(whole[head + 3 : head + 5], "big")
        content = int.from_bytes(whole[head + 5 : head + 7], "big") or 65536
        first = head + (8 if kind in _LEAF else 12) + 2 * cells
        gap = whole[first : start + content]
        if gap.strip(b"\0"):
            yield gap
