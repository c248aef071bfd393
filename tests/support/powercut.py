"""Power cuts: what a disk may hold when the power goes at any moment of a program's run.

A run is recorded once (powercut.c, loaded before the C library) and then cut as often as wanted.
What was synced is there. Of what was not, any subset of 512-byte sectors is; a file's new size may
have come without its data, which then is zeros or rubbish; names given and taken away in a folder
that was not synced are there up to some point in their order. That is more than a disk with a
journalling file system loses.
"""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from shutil import which
from typing import Final

SECTOR: Final = 512
SOURCE: Final = Path(__file__).with_name("powercut.c")
ROOT: Final = SOURCE.parents[2]

_HEAD: Final = struct.Struct("<cQQII")


@dataclass(frozen=True, slots=True)
class Operation:
    """See powercut.c. node: which file, whatever its names are."""

    kind: str
    node: int
    at: int
    first: bytes
    second: bytes


@dataclass(slots=True)
class Node:
    """A file: what is on the disk for sure, and what was done to it since."""

    durable: bytes = b""
    pending: list[Operation] = field(default_factory=list)


def compiler() -> str | None:
    """gcc or cc."""
    return which("gcc") or which("cc")


def build(folder: Path) -> Path:
    """The library that records. Raises CalledProcessError."""
    library, found = folder / "powercut.so", compiler()
    assert found is not None
    command = [found, "-shared", "-fPIC", "-O1", "-o", str(library), str(SOURCE), "-ldl"]
    subprocess.run(command, check=True)
    return library


def record(library: Path, folder: Path, log: Path, program: Sequence[str]) -> tuple[Operation, ...]:
    """Run a Python program (arguments of the interpreter) whose files are in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    told = {"LD_PRELOAD": str(library), "POWERCUT_FOLDER": str(folder), "POWERCUT_LOG": str(log)}
    command = [sys.executable, *program]
    subprocess.run(command, check=True, cwd=ROOT, env={**os.environ, **told})
    return tuple(read(log.read_bytes(), str(folder)))


def read(data: bytes, folder: str) -> Iterator[Operation]:
    """Operations with paths within the folder, and with numbers of files in the place of inodes:
    the file system gives an inode a second time."""
    nodes: dict[int, int] = {}
    at, count = 0, 0
    while at < len(data):
        kind, inode, number, first_size, second_size = _HEAD.unpack_from(data, at)
        at += _HEAD.size
        first = data[at : at + first_size]
        second = data[at + first_size : at + first_size + second_size]
        at += first_size + second_size
        kind = kind.decode()
        if kind == "C":
            count += 1
            nodes[inode] = count
        if kind in "CDFRLUYX":
            first = first.decode().removeprefix(folder).encode()
        if kind in "RL":
            second = second.decode().removeprefix(folder).encode()
        yield Operation(kind, nodes.get(inode, 0), number, first, second)


class Disk:
    """What is on the disk after the first n operations of a run."""

    def __init__(self, operations: Sequence[Operation]) -> None:
        self._operations = operations
        self._done = 0
        self._nodes: dict[int, Node] = {}
        self._names: dict[str, int] = {}
        self._pending: list[Operation] = []
        self.acknowledged: list[str] = []
        """Lines that the program wrote when something had been promised."""

    @property
    def unsynced(self) -> int:
        """How many operations a cut may undo now."""
        return len(self._pending) + sum(len(node.pending) for node in self._nodes.values())

    def go_on(self, until: int) -> None:
        """Up to and without this operation; never back."""
        while self._done < until:
            self._do(self._operations[self._done])
            self._done += 1

    def cut(self, folder: Path, random: Random) -> None:
        """Write into an empty folder what is left if the power goes now."""
        kept = random.choice((0.0, 1.0, random.random(), 0.5))
        names = dict(self._names)
        for operation in self._pending[: round(len(self._pending) * random.random())]:
            _rename(names, operation)
        for name, number in names.items():
            path = folder / name.lstrip("/")
            if not number:
                path.mkdir(parents=True, exist_ok=True)
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            node = self._nodes[number]
            path.write_bytes(left(node, kept, random) if node.pending else node.durable)

    def _do(self, operation: Operation) -> None:
        kind = operation.kind
        if kind == "A":
            self.acknowledged += operation.first.decode().splitlines()
        elif kind in "MYXG":
            pass  # modes, links and folders that go, as no database makes them
        elif kind in "WT":
            self._nodes[operation.node].pending.append(operation)
        elif kind == "S":
            node = self._nodes[operation.node]
            node.durable, node.pending = left(node, 1.0, Random(0)), []
        elif kind == "F":
            synced = operation.first.decode()
            for one in [one for one in self._pending if _folder(one) == synced]:
                _rename(self._names, one)
                self._pending.remove(one)
        else:
            if kind == "C":
                self._nodes[operation.node] = Node()
            self._pending.append(operation)


def _folder(operation: Operation) -> str:
    return operation.first.decode().rpartition("/")[0]


def _rename(names: dict[str, int], operation: Operation) -> None:
    """Do to the names what an operation does."""
    first, second = operation.first.decode(), operation.second.decode()
    match operation.kind:
        case "C":
            names[first] = operation.node
        case "D":
            names[first] = 0
        case "R" if first in names:
            names[second] = names.pop(first)
        case "L" if first in names:
            names[second] = names[first]
        case "U":
            names.pop(first, None)


def left(node: Node, kept: float, random: Random) -> bytes:
    """A file after what was not synced came with this probability, sector by sector."""
    content = bytearray(node.durable)
    for operation in node.pending:
        if operation.kind == "T":
            if random.random() < kept:
                _resize(content, operation.at, kept, random)
            continue
        start, data = operation.at, operation.first
        at = 0
        while at < len(data):
            size = min(SECTOR - (start + at) % SECTOR, len(data) - at)
            if random.random() < kept:
                if len(content) < start + at + size:
                    _resize(content, start + at + size, kept, random)
                content[start + at : start + at + size] = data[at : at + size]
            at += size
    return bytes(content)


def _resize(content: bytearray, size: int, kept: float, random: Random) -> None:
    """Cut, or grow by zeros or, where not all came, by what was there before: rubbish."""
    del content[size:]
    grown = size - len(content)
    rubbish = kept < 1.0 and random.random() < 0.5
    content += random.randbytes(grown) if rubbish else bytes(grown)
