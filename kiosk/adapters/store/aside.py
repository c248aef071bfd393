"""Files that were set aside beside the database: damaged ones, those that a backup replaced, and
those of a later version's format, where an update was taken back.

visits.damaged-STAMP.db, visits.replaced-STAMP.db, visits.later-STAMP.db. stdlib only. They are
renamed and never copied, and deleted no earlier than their visits would have been, but for one
case: a damaged or later file that still holds what somebody had erased
(kiosk.adapters.store.copies).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from itertools import chain, count
from pathlib import Path
from typing import Final, Literal, get_args

from kiosk.adapters.store.times import STAMP

Why = Literal["damaged", "replaced", "later"]

_JOURNAL: Final = "-journal"


def set_aside(path: Path, why: Why, now: datetime) -> Path:
    """Rename a file, its journal first: a new file must never be given that one. Raises OSError."""
    aside = _free(_name(path, why, now))
    journal = _journal(path)
    if journal.exists():
        journal.rename(_journal(aside))
    return path.rename(aside)


def keep_aside(path: Path, why: Why, now: datetime) -> Path:
    """Give a closed file a second name under which it stays when another takes its place."""
    aside = _free(_name(path, why, now))
    try:
        aside.hardlink_to(path)
    except OSError:  # a file system without such links: for an instant there is no database
        path.rename(aside)
    return aside


def found(path: Path, *whys: Why) -> list[Path]:
    """The databases that were set aside of this one, without their journals, the oldest first."""
    return [one for why in whys for one, _, journal in _ours(path, why) if not journal]


def erase_aside(path: Path, before: datetime) -> int:
    """Delete what was set aside before that time; how many files. Raises OSError."""
    first = before.astimezone(UTC).strftime(STAMP)
    old = [one for why in get_args(Why) for one, stamp, _ in _ours(path, why) if stamp < first]
    for one in old:
        one.unlink(missing_ok=True)
    return len(old)


def delete(aside: Path) -> None:
    """One of them, with its journal."""
    _journal(aside).unlink(missing_ok=True)
    aside.unlink(missing_ok=True)


def _ours(path: Path, why: Why) -> list[tuple[Path, str, bool]]:
    """Path, stamp, and whether it is a journal; by name."""
    stem, suffix = re.escape(path.stem), re.escape(path.suffix)
    name = re.compile(rf"{stem}\.{why}-(\d{{8}}T\d{{6}}Z)(-\d+)?{suffix}({_JOURNAL})?")
    try:
        there = sorted(path.parent.iterdir())
    except FileNotFoundError:
        return []
    ours = [(one, name.fullmatch(one.name)) for one in there]
    return [(one, match[1], match[3] is not None) for one, match in ours if match is not None]


def _name(path: Path, why: Why, now: datetime) -> Path:
    return path.with_name(f"{path.stem}.{why}-{now.strftime(STAMP)}{path.suffix}")


def _journal(path: Path) -> Path:
    return path.with_name(f"{path.name}{_JOURNAL}")


def _free(path: Path) -> Path:
    """The path, or with a number after its stem where that name is taken."""
    names = (path.with_stem(f"{path.stem}-{number}") for number in count(2))
    return next(one for one in chain([path], names) if not one.exists())
