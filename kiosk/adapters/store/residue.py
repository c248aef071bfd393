"""Whether bytes of something erased are left in a file. Standard library only.

secure_delete overwrites the cells and pages that SQLite gives up. What it does not overwrite are
copies that stay in the gap of a page when its rows were moved to another one: seldom (1 of 200
erasures left its ticket or UUID in an index), but so is nothing proved. Hence it is looked at.
"""

from __future__ import annotations

import mmap
import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

FEW: Final = 40
"""Names that are looked for in the whole file; more of them only where copies can be."""

_PIECE: Final = 4 << 20
_LEAF: Final = (10, 13)
_INNER: Final = (2, 5)


@dataclass(frozen=True, slots=True)
class Needles:
    """What to look for. names: bytes that nothing else can have, UUIDs and tickets. pieces: of what
    was kept; where two tests are alike, what is kept of another one may have them, too."""

    names: frozenset[bytes] = frozenset()
    pieces: frozenset[bytes] = frozenset()

    def __or__(self, other: Needles) -> Needles:
        return Needles(self.names | other.names, self.pieces | other.pieces)


NOTHING: Final = Needles()


def left(path: Path, needles: Needles) -> bool:
    """Whether one of them is in a database or in its journal: names anywhere, pieces where rows
    that were moved leave copies. Raises OSError.

    To be called by the writer between transactions: it then holds no lock on the file that
    closing it here could drop.
    """
    if _within(path, needles.pieces, gaps=True):
        return True
    return any(_within(one, needles.names, gaps=len(needles.names) > FEW) for one in files(path))


def named(path: Path, names: Collection[bytes]) -> bool:
    """Whether one of these is anywhere in a file, of whatever kind, or its journal."""
    return any(_within(one, names, gaps=False) for one in files(path))


def files(path: Path) -> tuple[Path, ...]:
    """A database and what SQLite may have put beside it."""
    return (path, *(path.with_name(path.name + end) for end in ("-journal", "-wal", "-shm")))


def _within(path: Path, needles: Collection[bytes], *, gaps: bool) -> bool:
    try:
        file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        if not needles or not os.fstat(file).st_size:
            return False
        if not gaps:
            return any(one in part for part in _parts(file, needles) for one in needles)
        with mmap.mmap(file, 0, prot=mmap.PROT_READ) as whole:
            found = b"\0".join(_gaps(whole))
        return any(one in found for one in needles)
    finally:
        os.close(file)


def _parts(file: int, needles: Collection[bytes]) -> Iterator[bytes]:
    """The whole file, each part with the end of the one before it: searching bytes is twenty times
    as fast as searching a mapped file."""
    overlap = max(map(len, needles)) - 1
    at = 0
    while len(part := os.pread(file, _PIECE, at)) > overlap:
        yield part
        at += len(part) - overlap


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
