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
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

FEW: Final = 40
"""Names that are looked for in the whole file; more of them only where copies can be."""

ELSEWHERE: Final = 0
"""In the place of a page's number: beside the database, or in what is no database."""

_PIECE: Final = 4 << 20
_PAGES: Final = 2048
"""Looked at between two pauses: some hundredths of a second."""
_HEAD: Final = 6
"""A ticket's length; nothing that is looked for is shorter."""
_LEAF: Final = (10, 13)
BTREE: Final = (*_LEAF, 2, 5)
"""The first byte of such a page; no other page of a file that is smaller than 128 GB has it."""


@dataclass(frozen=True, slots=True)
class Needles:
    """What to look for. names: bytes that nothing else can have, UUIDs and tickets. pieces: of what
    was kept; where two tests are alike, what is kept of another one may have them, too."""

    names: frozenset[bytes] = frozenset()
    pieces: frozenset[bytes] = frozenset()


NOTHING: Final = Needles()


def go_on() -> None:
    """No pause."""


def left(path: Path, needles: Needles, pause: Callable[[], None] = go_on) -> frozenset[int]:
    """The pages in which one of them is, in a database or in its journal: names anywhere, pieces
    where rows that were moved leave copies. Raises OSError.

    To be called by the writer between transactions: it then holds no lock on the file that
    closing it here could drop. pause: called now and then; it may save, which moves nothing that
    was erased to where was looked already: what SQLite copies are rows that are there.
    """
    found = set(_in_gaps(path, needles.pieces, pause))
    for one in files(path):
        if len(needles.names) > FEW:
            found |= set(_in_gaps(one, needles.names, pause))
        else:
            found |= set(_anywhere(one, needles.names, pause))
    return frozenset(found)


def unclean(path: Path, pause: Callable[[], None] = go_on) -> list[int]:
    """The pages of a database that have anything at all where they hold nothing."""
    with _mapped(path) as whole:
        pages = [] if whole is None else [page for page, _ in _unused(whole, pause)]
    return list(dict.fromkeys(pages))


def named(path: Path, names: Collection[bytes]) -> bool:
    """Whether one of these is anywhere in a file, of whatever kind, or its journal."""
    return any(page is not None for one in files(path) for page in _anywhere(one, names, go_on))


def files(path: Path) -> tuple[Path, ...]:
    """A database and what SQLite may have put beside it."""
    return (path, *(path.with_name(path.name + end) for end in ("-journal", "-wal", "-shm")))


def _anywhere(path: Path, names: Collection[bytes], pause: Callable[[], None]) -> Iterator[int]:
    """The pages of a file in which one of them begins."""
    try:
        file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        if not names:
            return
        size = page_size(os.pread(file, 100, 0))
        for start, part in _parts(file, names):
            for one in names:
                at = part.find(one)
                while at >= 0:
                    yield (start + at) // size + 1 if size else ELSEWHERE
                    at = part.find(one, at + 1)
            pause()
    finally:
        os.close(file)


def _in_gaps(path: Path, needles: Collection[bytes], pause: Callable[[], None]) -> Iterator[int]:
    """The pages of a database in which one of them is where they hold nothing."""
    if not needles:
        return
    with _mapped(path) as whole:
        if whole is None:
            return
        among = _finder(needles)
        for some in _together(_unused(whole, pause)):
            if among(b"\0".join(data for _, data in some)):
                yield from (page for page, data in some if among(data))


@contextmanager
def _mapped(path: Path) -> Iterator[mmap.mmap | None]:
    """None where there is no file, or an empty one."""
    try:
        file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        yield None
        return
    try:
        if not os.fstat(file).st_size:
            yield None
            return
        with mmap.mmap(file, 0, prot=mmap.PROT_READ) as whole:
            yield whole
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


def _together(pieces: Iterable[tuple[int, bytes]]) -> Iterator[list[tuple[int, bytes]]]:
    """A few megabytes at a time."""
    some, size = list[tuple[int, bytes]](), 0
    for page, data in pieces:
        some.append((page, data))
        size += len(data)
        if size > _PIECE:
            yield some
            some, size = [], 0
    yield some


def _parts(file: int, needles: Collection[bytes]) -> Iterator[tuple[int, bytes]]:
    """The whole file from each place, each part with the end of the one before it: searching bytes
    is twenty times as fast as searching a mapped file."""
    overlap = max(map(len, needles)) - 1
    at = 0
    while len(part := os.pread(file, _PIECE, at)) > overlap:
        yield at, part
        at += len(part) - overlap


def _unused(whole: mmap.mmap, pause: Callable[[], None]) -> Iterator[tuple[int, bytes]]:
    """What is in places that hold nothing and is not zero, with its page: gaps and given-up cells
    of b-tree pages (section 1.6 of the format), and given-up pages (section 1.5)."""
    size = page_size(whole[:100])
    if not size:
        yield ELSEWHERE, whole[:]
        return
    for number in range(1, len(whole) // size + 1):
        start = (number - 1) * size
        if whole[start + (100 if number == 1 else 0)] in BTREE:
            page = whole[start : start + size]
            for low, high in holes(page, number):
                if page[low:high].strip(b"\0"):
                    yield number, page[low:high]
        if not number % _PAGES:
            pause()
    for number, used in given_up(lambda page: whole[(page - 1) * size : page * size]):
        data = whole[(number - 1) * size + used : number * size].strip(b"\0")
        if data:
            yield number, data


def page_size(head: bytes) -> int:
    """Of the file that begins so, 0 where it is no database."""
    size = _number(head, 16, 2)
    return 65536 if size == 1 else size if size >= 512 else 0


def holes(page: bytes, number: int) -> Iterator[tuple[int, int]]:
    """From where to where a b-tree page holds nothing: the gap between the pointers to the cells
    and the first cell, and the chain of given-up cells."""
    head = 100 if number == 1 else 0
    first = head + (8 if page[head] in _LEAF else 12) + 2 * _number(page, head + 3, 2)
    yield first, _number(page, head + 5, 2) or 65536
    at, last = _number(page, head + 1, 2), 0
    while last < at < len(page) - 3:
        yield at + 4, at + _number(page, at + 2, 2)
        last, at = at, _number(page, at, 2)


def given_up(read: Callable[[int], bytes]) -> Iterator[tuple[int, int]]:
    """The numbers of the pages that hold nothing, and how many bytes of each are its own list.
    read: a page by its number."""
    trunk, seen = _number(read(1), 32, 4), set[int]()
    while trunk and trunk not in seen:
        seen.add(trunk)
        page = read(trunk)
        if len(page) < 8:
            return
        leaves = min(_number(page, 4, 4), len(page) // 4 - 2)
        yield trunk, 8 + 4 * leaves
        for at in range(leaves):
            yield _number(page, 8 + 4 * at, 4), 0
        trunk = _number(page, 0, 4)


def _number(data: bytes, at: int, size: int) -> int:
    return int.from_bytes(data[at : at + size], "big")
