"""Staff's own folder: what `kiosk staff-shell` shows, hands out and removes. stdlib, kiosk.errors.

Names were looked at by kiosk.core.staffwords; here no link is followed either, so that what
somebody else put there leads nowhere.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from kiosk.errors import InputError

ROOM: Final = 1_000_000_000
"""Bytes that may lie there before something has to be removed: the kiosk's disk is the visits'."""


def files(folder: Path) -> list[tuple[str, int]]:
    """Names and bytes of plain files in it and in its folders, sorted. Raises InputError."""
    found = []
    with _usable(folder):
        for base, folders, names in os.walk(folder):
            folders[:] = [] if Path(base) != folder else folders
            for name in names:
                facts = os.lstat(Path(base, name))
                if stat.S_ISREG(facts.st_mode):
                    found.append((str(Path(base, name).relative_to(folder)), facts.st_size))
    return sorted(found)


def fetch(folder: Path, name: str, to: BinaryIO) -> None:
    """One file's bytes. Raises InputError where it is no plain file of that folder."""
    with _usable(folder), _parent(folder, name) as (there, last):
        # Not blocking: a pipe of that name would wait for its other end.
        found = os.open(last, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=there)
        with os.fdopen(found, "rb") as file:
            if not stat.S_ISREG(os.fstat(found).st_mode):
                raise InputError(f"{name} is no plain file.")
            shutil.copyfileobj(file, to)


def remove(folder: Path, name: str) -> None:
    """One file, or an empty folder. Raises InputError."""
    with _usable(folder), _parent(folder, name) as (there, last):
        facts = os.lstat(last, dir_fd=there)
        (os.rmdir if stat.S_ISDIR(facts.st_mode) else os.unlink)(last, dir_fd=there)


@contextmanager
def _parent(folder: Path, name: str) -> Iterator[tuple[int, str]]:
    """The folder a name lies in, opened without following a link, and its last part."""
    within, _, last = name.rpartition("/")
    where = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
    top = os.open(folder, where)
    try:
        there = os.open(within, where, dir_fd=top) if within else os.dup(top)
        try:
            yield there, last
        finally:
            os.close(there)
    finally:
        os.close(top)


@contextmanager
def _usable(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"In your folder {folder}: {reason}. What is there: files") from error
