"""Whether bytes of something erased are left in a file. Standard library, and numpy where there is
much to look for.

secure_delete overwrites the cells and pages that SQLite gives up. What it does not overwrite are
copies that stay in the gap of a page when its rows were moved to another one: seldom (1 of 200
erasures left its ticket or UUID in an index), but so is nothing proved. Hence it is looked at:
in every place of the file that holds nothing (https://www.sqlite.org/fileformat2.html).
"""

from __future__ import annotations

import mmap
import os
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

FEW: Final = 40
"""Names that are looked for in the whole file; more of them only where copies can be."""

_PIECE: Final = 4 << 20
_HEAD: Final = 6
"""A ticket's length; nothing that is looked for is shorter."""
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
        among = _finder(needles)
        with mmap.mmap(file, 0, prot=mmap.PROT_READ) as whole:
            return any(among(some) for some in _together(_unused(whole)))
    finally:
        os.close(file)


def _finder(needles: Collection[bytes]) -> Callable[[bytes], bool]:
    """Whether some bytes have one of these in them. Of a day's purge there are tens of thousands:
    they are looked for by their first three bytes at once, or it would take an hour."""
    if len(needles) <= FEW or min(map(len, needles)) < _HEAD:
        return lambda data: any(one in data for one in needles)
    import numpy as np

    known, by_head = np.zeros(1 << 24, dtype=np.bool_), dict[bytes, list[bytes]]()
    for one in needles:
        known[int.from_bytes(one[:3], "big")] = True
        by_head.setdefault(one[:_HEAD], []).append(one)

    def among(data: bytes) -> bool:
        octets = np.frombuffer(data, np.uint8).astype(np.uint32)
        threes = octets[:-2] << 16 | octets[1:-1] << 8 | octets[2:]
        return any(
            data.startswith(one, at)
            for at in np.flatnonzero(known[threes]).tolist()
            for one in by_head.get(data[at : at + _HEAD], ())
        )

    return among


def _together(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """A few megabytes at a time, with a zero between two of them."""
    some, size = list[bytes](), 0
    for one in pieces:
        some.append(one)
        size += len(one)
        if size > _PIECE:
            yield b"\0".join(some)
            some, size = [], 0
    yield b"\0".join(some)


def _parts(file: int, needles: Collection[bytes]) -> Iterator[bytes]:
    """The whole file, each part with the end of the one before it: searching bytes is twenty times
    as fast as searching a mapped file."""
    overlap = max(map(len, needles)) - 1
    at = 0
    while len(part := os.pread(file, _PIECE, at)) > overlap:
        yield part
        at += len(part) - overlap


def _unused(whole: mmap.mmap) -> Iterator[bytes]:
    """What is in places that hold nothing and is not zero: gaps and given-up cells of b-tree pages
    (section 1.6 of the format), and given-up pages (section 1.5)."""
    size = _number(whole, 16, 2)
    size = 65536 if size == 1 else size
    if size < 512:  # not a database
        yield whole[:]
        return
    for start in range(0, len(whole) - size + 1, size):
        kind = whole[start + (100 if start == 0 else 0)]
        if kind in _LEAF or kind in _INNER:
            yield from filter(_written, _holes(whole, start, size))
    trunk, seen = _number(whole, 32, 4), 0
    while trunk and seen < len(whole) // size:
        start = (trunk - 1) * size
        leaves = min(_number(whole, start + 4, 4), size // 4 - 2)
        pages = [_number(whole, start + 8 + 4 * n, 4) for n in range(leaves)]
        for page in (trunk, *pages):
            yield whole[(page - 1) * size : page * size].strip(b"\0")
        trunk, seen = _number(whole, start, 4), seen + 1


def _holes(whole: mmap.mmap, start: int, size: int) -> Iterator[bytes]:
    """The gap between the pointers to the cells and the first cell, and the chain of given-up
    cells, of one page."""
    head = start + (100 if start == 0 else 0)
    first = head + (8 if whole[head] in _LEAF else 12) + 2 * _number(whole, head + 3, 2)
    yield whole[first : start + (_number(whole, head + 5, 2) or 65536)]
    at, last = _number(whole, head + 1, 2), 0
    while last < at < size - 3:
        yield whole[start + at + 4 : start + at + _number(whole, start + at + 2, 2)]
        last, at = at, _number(whole, start + at, 2)


def _written(data: bytes) -> bool:
    return bool(data.strip(b"\0"))


def _number(whole: mmap.mmap, at: int, size: int) -> int:
    return int.from_bytes(whole[at : at + size], "big")
