"""Power cuts of a folder with programs in it: links, modes and folders, made by several processes.

As tests/support/powercut.py, with what a release's installation does besides: what is not synced
may be there or not; names given and taken away in one folder come in their order, those of
different folders independently; a file's mode is lost with its content.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.support.powercut import Node, Operation, left


@dataclass(slots=True)
class File:
    """A file that came since the start. mode: durable, mode_now: last set."""

    node: Node = field(default_factory=Node)
    mode: int = 0o600
    mode_now: int = 0o600


@dataclass(frozen=True, slots=True)
class Link:
    """A symbolic link."""

    target: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that was there at the start, below `base`."""

    path: Path


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder."""


Thing = File | Link | Kept | Folder


class Tree:
    """What the disk holds for sure, and what was done since. base: a copy of the start."""

    def __init__(self, operations: Sequence[Operation], base: Path) -> None:
        self._operations, self._done = operations, 0
        self._files: dict[int, File] = {}
        self._now: dict[str, Thing] = {}
        for path in base.rglob("*"):
            name = "/" + str(path.relative_to(base))
            if path.is_symlink():
                self._now[name] = Link(os.readlink(path))  # noqa: PTH115
            else:
                self._now[name] = Folder() if path.is_dir() else Kept(path)
        self._durable = dict(self._now)
        self._pending: list[tuple[str, str, Thing | None]] = []

    @property
    def unsynced(self) -> int:
        """How many names and writes a cut may undo now."""
        return len(self._pending) + sum(len(one.node.pending) for one in self._files.values())

    def go_on(self, until: int) -> None:
        """Up to and without this operation; never back."""
        while self._done < until:
            self._do(self._operations[self._done])
            self._done += 1

    def cut(self, folder: Path, random: Random) -> None:
        """Write into an empty folder what is left if the power goes now."""
        kept = random.choice((0.0, 1.0, random.random(), 0.5))
        names = dict(self._durable)
        come: dict[str, float] = {}
        counts: dict[str, int] = {}
        for where, _, _ in self._pending:
            counts[where] = counts.get(where, 0) + 1
        done: dict[str, int] = {}
        for where, name, thing in self._pending:
            share = come.setdefault(where, random.choice((0.0, 1.0, random.random())))
            done[where] = done.get(where, 0) + 1
            if done[where] <= round(share * counts[where]):
                _set(names, name, thing)
        for name in sorted(names):
            self._write(folder / name.lstrip("/"), names[name], kept, random)

    def _write(self, path: Path, thing: Thing, kept: float, random: Random) -> None:
        # A folder that was lost takes what is in it along.
        if not path.parent.is_dir():
            return
        match thing:
            case Folder():
                path.mkdir(exist_ok=True)
            case Link(target):
                path.symlink_to(target)
            case Kept(source):
                os.link(source, path)
            case File(node, mode, mode_now):
                path.write_bytes(left(node, kept, random) if node.pending else node.durable)
                path.chmod(mode_now if random.random() < kept else mode)

    def _do(self, one: Operation) -> None:
        first, second = (text.decode(errors="replace") for text in (one.first, one.second))
        if one.kind in "WTMS":
            if one.node in self._files:
                self._change(self._files[one.node], one)
            return
        match one.kind:
            case "F":
                self._settle_names(first)
            case "G":
                for file in self._files.values():
                    self._settle(file)
                self._settle_names(None)
            case "C":
                file = self._files[one.node] = File()
                self._name(first, file)
            case "D":
                self._name(first, Folder())
            case "Y":
                self._name(first, Link(second))
            case "U" | "X":
                self._name(first, None)
            case "R" | "L":
                self._move(first, second, away=one.kind == "R")

    def _change(self, file: File, one: Operation) -> None:
        if one.kind == "S":
            self._settle(file)
        elif one.kind == "M":
            file.mode_now = one.at
        else:
            file.node.pending.append(one)

    def _settle(self, file: File) -> None:
        file.node.durable, file.node.pending = left(file.node, 1.0, Random(0)), []
        file.mode = file.mode_now

    def _settle_names(self, folder: str | None) -> None:
        """Of one folder, or of all."""
        for where, name, thing in self._pending:
            if folder in (None, where):
                _set(self._durable, name, thing)
        self._pending = [one for one in self._pending if folder not in (None, one[0])]

    def _name(self, name: str, thing: Thing | None) -> None:
        _set(self._now, name, thing)
        self._pending.append((name.rpartition("/")[0], name, thing))

    def _move(self, first: str, second: str, *, away: bool) -> None:
        for name in [one for one in self._now if one == first or one.startswith(f"{first}/")]:
            thing = self._now[name]
            if away:
                self._name(name, None)
            self._name(second + name.removeprefix(first), thing)


def _set(names: dict[str, Thing], name: str, thing: Thing | None) -> None:
    if thing is None:
        names.pop(name, None)
    else:
        names[name] = thing


def copied(folder: Path, to: Path) -> None:
    """A copy whose files are the same ones: nothing changes them in their place."""
    shutil.copytree(folder, to, symlinks=True, copy_function=os.link)
