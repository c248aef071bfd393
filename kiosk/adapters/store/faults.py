"""What SQLite's errors mean and what a person can do. Standard library and kiosk.errors only.

SQLAlchemy wraps SQLite's own error as `orig`; both forms are understood here.
"""

from __future__ import annotations

import sqlite3
from typing import Final

from kiosk.errors import StoreError

_DAMAGED: Final = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_CUT_OFF: Final = (
    sqlite3.SQLITE_READONLY_ROLLBACK,
    sqlite3.SQLITE_READONLY_RECOVERY,
    sqlite3.SQLITE_READONLY_CANTLOCK,
)
_REASONS: Final = {
    sqlite3.SQLITE_FULL: "the disk is full. Free some room; measuring goes on meanwhile",
    sqlite3.SQLITE_BUSY: "another program has the file open. Close that program",
    sqlite3.SQLITE_READONLY: "the file or its disk is read-only. Check its owner and the disk",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened. Check that the kiosk's user may write there",
    sqlite3.SQLITE_IOERR: "the disk reports an error. Check its room, then the disk itself",
    sqlite3.SQLITE_CORRUPT: "its content is damaged",
    sqlite3.SQLITE_NOTADB: "it is not a database",
}


_LACKING: Final = ("no such table", "no such column")


class DamagedError(Exception):
    """SQLite opened the file and found it damaged."""


class LaterError(StoreError):
    """The file is of a later version's format: whole, and nothing that this one can read."""


def cause(error: BaseException) -> sqlite3.Error | None:
    """SQLite's own error in it, if there is one."""
    inner = getattr(error, "orig", error)
    return inner if isinstance(inner, sqlite3.Error) else None


def damaged(error: BaseException) -> bool:
    """Whether SQLite says that the file's content is wrong."""
    return _primary(error) in _DAMAGED


def moved(error: BaseException) -> bool:
    """Whether the file was renamed or deleted since it was opened."""
    return _code(error) == sqlite3.SQLITE_READONLY_DBMOVED


def cut_off(error: BaseException) -> bool:
    """Whether a transaction was left half done, which only a writer can roll back."""
    return _code(error) in _CUT_OFF


def lacks(error: BaseException) -> bool:
    """Whether the file has not the tables and columns that were asked for: another format."""
    return str(cause(error) or "").startswith(_LACKING)


def reason(error: BaseException) -> str:
    """What happened and what a person can do, without a full stop."""
    inner = cause(error)
    told = str(error if inner is None else inner)
    code = _primary(error)
    known = None if code is None else _REASONS.get(code)
    return told if known is None else f"{known} ({told})"


def _code(error: BaseException) -> int | None:
    code: int | None = getattr(cause(error), "sqlite_errorcode", None)
    return code


def _primary(error: BaseException) -> int | None:
    """SQLite's code without its extension."""
    code = _code(error)
    return None if code is None else code & 0xFF
