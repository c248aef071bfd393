"""The marks of a running kiosk (kiosk.core.hours) as files: a folder, a file a month, a line each.
stdlib only.

    2026-11-26T10:20:00Z in sure 600 1234

is: when, what, whether the clock was known to be right, seconds since the run's start, and paper in
millimetres ('-' unknown). A line is appended and not synced, which spares the card: a power cut may
cost the latest of them, or cut it off, and a line that is not whole is nothing.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from kiosk.core.hours import KINDS, Mark
from kiosk.errors import StoreError

_LINE: Final = re.compile(
    rf"(\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\dZ) ({'|'.join(KINDS)}) (sure|doubtful) (\d{{1,10}}) "
    r"(\d{1,10}|-)\n"
)
_NAME: Final = re.compile(r"\d{4}-\d\d\.txt")
MOST_BYTES: Final = 4_000_000
"""Of a month's file; 4,464 marks are 200 kB. Of a larger one the beginning is read."""


class HoursFile:
    """The folder is made with the first mark."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(self, mark: Mark) -> None:
        """Raises StoreError where it could not be written."""
        when = datetime.fromtimestamp(mark.at_s, UTC)
        paper = "-" if mark.paper_mm is None else f"{mark.paper_mm:.0f}"
        sure = "sure" if mark.sure else "doubtful"
        line = f"{when:%Y-%m-%dT%H:%M:%SZ} {mark.kind} {sure} {mark.up_s:.0f} {paper}\n"
        path = self._folder / f"{when:%Y-%m}.txt"
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o750)
            _append(path, line.encode("ascii"))
        except OSError as error:
            raise StoreError(
                f"When the kiosk ran cannot be noted in {path}: {error.strerror or error}. Check "
                "that the kiosk's user may write there and the disk has room."
            ) from error

    def marks(self, since_s: float, until_s: float) -> tuple[Mark, ...]:
        """Of all months that touch [since_s, until_s), and the last ones before. In the order in
        which they were written. Raises StoreError where they cannot be read."""
        months = [name for name in self._names() if name <= _name(until_s)]
        before = [name for name in months if name < _name(since_s)]
        wanted = [*before[-1:], *(name for name in months if name >= _name(since_s))]
        return tuple(mark for name in wanted for mark in self._read(self._folder / name))

    def tidy(self, before_s: float) -> int:
        """Delete the months that were over by then; how many."""
        old = [name for name in self._names() if name < _name(before_s)]
        for name in old:
            with suppress(OSError):
                (self._folder / name).unlink()
        return len(old)

    def _names(self) -> list[str]:
        try:
            return sorted(name for name in os.listdir(self._folder) if _NAME.fullmatch(name))  # noqa: PTH208
        except FileNotFoundError:
            return []
        except OSError as error:
            raise _unreadable(self._folder, error) from error

    def _read(self, path: Path) -> Iterator[Mark]:
        try:
            with path.open("rb") as file:
                text = file.read(MOST_BYTES).decode("ascii", "replace")
        except OSError as error:
            raise _unreadable(path, error) from error
        for line in text.splitlines(keepends=True):
            if (found := _LINE.fullmatch(line)) and (mark := _mark(*found.groups())):
                yield mark


def _unreadable(path: Path, error: OSError) -> StoreError:
    return StoreError(f"When the kiosk ran cannot be read from {path}: {error.strerror or error}.")


def _name(at_s: float) -> str:
    return f"{datetime.fromtimestamp(at_s, UTC):%Y-%m}.txt"


def _append(path: Path, line: bytes) -> None:
    """On a line of its own, also after one that a power cut cut off."""
    flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW
    file = os.open(path, flags, 0o640)
    try:
        size = os.fstat(file).st_size
        if size and os.pread(file, 1, size - 1) != b"\n":
            line = b"\n" + line
        os.write(file, line)
    finally:
        os.close(file)


def _mark(when: str, kind: str, sure: str, up: str, paper: str) -> Mark | None:
    try:
        at_s = datetime.fromisoformat(when.replace("Z", "+00:00")).timestamp()
    except ValueError:
        return None
    paper_mm = None if paper == "-" else float(paper)
    return Mark(at_s, kind, float(up), sure == "sure", paper_mm)  # type: ignore[arg-type]
