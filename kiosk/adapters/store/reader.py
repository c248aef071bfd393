"""kiosk.ports.Archive on SQLite: reads while another process writes. stdlib and kiosk.core;
SQLAlchemy comes with the first call.

Every call opens the file anew and closes it, so that it sees a file that was put in its place and
holds nothing up in between. What is long is read a few rows at a time.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from kiosk.adapters.store.lock import writer_of
from kiosk.adapters.store.times import microseconds, text
from kiosk.adapters.store.values import normalised
from kiosk.core.records import (
    Changed,
    Outgoing,
    Stay,
    StoreFacts,
    Totals,
    VisitRecord,
    VisitSummary,
)
from kiosk.errors import InputError, StoreError

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from kiosk.adapters.store.selecting import Place

T = TypeVar("T")

_PIECE: Final = 100
"""Rows of one piece: some milliseconds, in which the writer waits."""
_FEWEST: Final = 6
"""Hexadecimal digits that name a visit."""
_UUID: Final = re.compile(rf"[0-9a-f]{{{_FEWEST},32}}")


class SqlArchive:
    """A `kiosk.ports.Archive`."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def visit(self, key: str) -> VisitRecord | None:
        """By ticket, UUID or the beginning of one. Raises InputError, StoreError."""
        from kiosk.adapters.store.selecting import by_ticket, by_uuid

        found = self._read(lambda c: by_ticket(c, normalised(key)), None)
        digits = key.strip().lower().replace("-", "")
        if found is not None or not _UUID.fullmatch(digits):
            return found
        low, high = (bytes.fromhex(digits.ljust(32, fill)) for fill in "0f")
        none: Sequence[VisitRecord] = ()
        several = self._read(lambda c: by_uuid(c, low, high), none)
        if len(several) > 1:
            raise InputError(f"Several visits begin with {key!r}. Give more of the UUID.")
        return several[0] if several else None

    def visits(
        self, since: str, until: str, limit: int = 50, offset: int = 0
    ) -> Sequence[VisitSummary]:
        """The newest first. Raises StoreError."""
        from kiosk.adapters.store.selecting import page

        start, end = microseconds(since), microseconds(until)
        return self._read(lambda c: page(c, start, end, limit, offset), ())

    def linked(self, ticket: str) -> Sequence[VisitSummary]:
        """Earlier visits as far as slips were scanned, the latest first. Raises StoreError."""
        from kiosk.adapters.store.selecting import chain

        return self._read(lambda c: chain(c, normalised(ticket)), ())

    def pairs(self, since: str, until: str) -> Iterator[tuple[VisitSummary, VisitSummary]]:
        """Visits in which an earlier slip was scanned, with the earlier ones. Raises StoreError."""
        from kiosk.adapters.store.selecting import pairs

        for _, now, then in self._pieces(pairs, since, until):
            yield now, then

    def changed(self, since: str, until: str, beyond_mm: float) -> Changed:
        """How many visits differ from an earlier one by more than this. Raises StoreError."""
        from kiosk.adapters.store.counting import changed

        start, end = microseconds(since), microseconds(until)
        nothing: dict[str, int] = {}
        return Changed(**self._read(lambda c: changed(c, start, end, beyond_mm), nothing))

    def totals(self, since: str, until: str) -> Totals:
        """Counts for reports. Raises StoreError."""
        from kiosk.adapters.store.counting import totals

        start, end = microseconds(since), microseconds(until)
        nothing: dict[str, Any] = {}
        found = self._read(lambda c: totals(c, start, end), nothing)
        return Totals(text(start), text(end), **found)

    def iterate(self, since: str, until: str) -> Iterator[VisitRecord]:
        """Whole records, the oldest first. Raises StoreError."""
        from kiosk.adapters.store.selecting import records

        for _, record in self._pieces(records, since, until):
            yield record

    def stays(self, since: str, until: str) -> Iterator[Stay]:
        """The oldest first. Raises StoreError."""
        from kiosk.adapters.store.selecting import stays

        for _, stay in self._pieces(stays, since, until):
            yield stay

    def outbox(self, after: int, limit: int) -> Outgoing:
        """As kiosk.ports.Store.outbox with the outbox's name, while another process writes. Raises
        StoreError."""
        from kiosk.adapters.store.rows import outgoing

        return self._read(lambda c: outgoing(c, after, limit), Outgoing("", after, ()))

    def facts(self) -> StoreFacts:
        """How the database is. Raises StoreError."""
        from kiosk.adapters.store.counting import facts
        from kiosk.adapters.store.tables import HEAD

        found = self._read(facts, None) or {"visits": 0, "stays": 0, "waiting": 0}
        newest = found.pop("newest_us", None)
        return StoreFacts(
            path=str(self._path),
            format=HEAD,
            size_bytes=self._size(),
            newest_utc="" if newest is None else text(newest),
            writer_pid=writer_of(self._path),
            **found,
        )

    def close(self) -> None:
        """Nothing is held between two calls."""

    def _read(self, work: Callable[[Connection], T], nothing: T) -> T:
        """What `work` finds; `nothing` where there is no file, or one that is just being made."""
        if not self._size():
            return nothing
        from kiosk.adapters.store.access import read

        return read(self._engine, self._path, work)

    @cached_property
    def _engine(self) -> Engine:
        """Holds no connection; it knows the questions that were asked before."""
        from kiosk.adapters.store.engine import reading

        return reading(self._path)

    def _size(self) -> int:
        """Bytes, 0 where there is no file. Raises StoreError where this user may not read it."""
        try:
            size = self._path.stat().st_size
            if os.access(self._path, os.R_OK):
                return size
        except FileNotFoundError:
            return 0
        except PermissionError:
            pass
        except OSError as error:
            raise StoreError(
                f"The visits in {self._path} cannot be read: {error.strerror or error}."
            ) from error
        raise StoreError(
            f"You may not read the visits in {self._path}: be in the group that its folder is "
            "shared with (kiosk-staff, docs/staff.md), or use sudo."
        )

    def _pieces(
        self,
        some: Callable[[Connection, Place, int, int], Sequence[Any]],
        since: str,
        until: str,
    ) -> Iterator[Any]:
        """Row after row, of pieces that are read one at a time. The place leads each row."""
        place, end = (microseconds(since), -1), microseconds(until)
        nothing: Sequence[Any] = ()
        while rows := self._read(partial(_piece, some, place, end), nothing):
            yield from rows
            if len(rows) < _PIECE:
                return
            place = rows[-1][0]


def _piece(
    some: Callable[[Connection, Place, int, int], Sequence[Any]],
    place: Place,
    end: int,
    connection: Connection,
) -> Sequence[Any]:
    return some(connection, place, end, _PIECE)
