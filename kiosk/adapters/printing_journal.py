"""The print journal as a file: whole after a power cut. May import kiosk.printing; stdlib only.

Written beside its place, synced, renamed, and the folder synced: the file is the old one or the new
one, never half of one. A damaged one is set aside for whoever wants to look at it.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from kiosk.errors import InputError, PrinterError
from kiosk.printing.journal import LONGEST, Journal, journal_text, read_journal


class PrintingJournal:
    """kiosk.printing.journal.JournalFile. The folder is made when it is first written.

    Where a later state could not be written, the earlier one is renamed to NAME.stale, which needs
    no room: whoever starts next must not believe it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stale = path.with_suffix(".stale")
        self._damaged = path.with_suffix(".damaged")

    def load(self) -> tuple[Journal, str]:
        stale = not self._path.exists() and self._stale.exists()
        source = self._stale if stale else self._path
        try:
            text = _read(source)
        except FileNotFoundError:
            return Journal(), ""
        except OSError as error:
            return Journal(dirty=True), self._told(f"cannot be read: {error.strerror or error}")
        try:
            journal = read_journal(text).settled()
        except InputError as error:
            with suppress(OSError):
                source.replace(self._damaged)
            found = f"was damaged ({error}) and is now {self._damaged.name}"
            return Journal(dirty=True), self._told(found)
        if stale:
            return replace(journal, dirty=True), self._told("could not be written before the start")
        return journal, ""

    def save(self, journal: Journal) -> None:
        part = self._path.with_suffix(".part")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _write(part, journal_text(journal))
            part.replace(self._path)
            _sync(self._path.parent)
            self._stale.unlink(missing_ok=True)
        except OSError as error:
            self._disown(part)
            raise PrinterError(
                self._told(
                    f"cannot be written: {error.strerror or error}. Printing goes on, but what "
                    "becomes of a slip in a power cut is not kept. Check the disk's room and that "
                    "the kiosk's user may write there"
                )
            ) from error

    def _disown(self, part: Path) -> None:
        """What stands in the file is not true any longer."""
        with suppress(OSError):
            part.unlink(missing_ok=True)
        with suppress(OSError):
            self._path.replace(self._stale)

    def _told(self, what: str) -> str:
        return f"The print journal {self._path} {what}."


def _read(path: Path) -> str:
    with path.open(encoding="utf-8", errors="replace") as file:
        return file.read(LONGEST + 1)


def _write(path: Path, text: str) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
    with os.fdopen(os.open(path, flags, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
