"""Which jobs there were and what became of them, as a value and as JSON. kiosk.ports and errors.

The journal holds UUIDs, times, outcomes and how much paper was used; nothing of a slip or a
member. A job is written down as begun before its first byte, so that whoever starts after a power
cut knows that something of it may hang in the printer.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import Any, Final, Protocol, get_args
from uuid import UUID

from kiosk.errors import InputError
from kiosk.ports import Outcome

VERSION: Final = 1
MOST_ENTRIES: Final = 200
"""A busy day; a job is asked for again within seconds or never."""
LONGEST: Final = 200_000
"""Characters that a journal can have, with room to spare."""
MOST_PAPER_MM: Final = 10_000_000.0


@dataclass(frozen=True, slots=True)
class Entry:
    """One job. outcome: None while it is under way. Times are UTC and for people alone."""

    job: str
    begun_utc: str
    outcome: Outcome | None = None
    ended_utc: str = ""


@dataclass(frozen=True, slots=True)
class Journal:
    """entries: the oldest first. dirty: something of a job may be in the printer. paper_out: it was
    empty when it was asked last. paper_mm: used since the last roll."""

    entries: tuple[Entry, ...] = ()
    dirty: bool = False
    paper_out: bool = False
    paper_mm: float = 0.0

    def outcome(self, job: str) -> Outcome | None:
        """What became of a job; None where it was never begun, or is under way."""
        return next((one.outcome for one in self.entries if one.job == job), None)

    def knows(self, job: str) -> bool:
        return any(one.job == job for one in self.entries)

    def begun(self, job: str, utc: str) -> Journal:
        """Its first byte is about to be sent."""
        kept = self.entries[-(MOST_ENTRIES - 1) :]
        return replace(self, entries=(*kept, Entry(job, utc)), dirty=True)

    def ended(
        self, job: str, outcome: Outcome, utc: str, paper_mm: float, *, dirty: bool
    ) -> Journal:
        """It came to an end, whole or not."""
        entries = tuple(
            replace(one, outcome=outcome, ended_utc=utc) if one.job == job else one
            for one in self.entries
        )
        return replace(self, entries=entries, dirty=dirty).used(paper_mm)

    def used(self, paper_mm: float) -> Journal:
        """So much more paper."""
        return replace(self, paper_mm=min(self.paper_mm + max(paper_mm, 0.0), MOST_PAPER_MM))

    def cleaned(self, paper_mm: float) -> Journal:
        """The printer is empty, and that took paper."""
        return replace(self, dirty=False).used(paper_mm)

    def new_roll(self) -> Journal:
        return replace(self, paper_out=False, paper_mm=0.0)

    def settled(self) -> Journal:
        """As a worker finds it that has just started: what was under way will never be known."""
        entries = tuple(
            one if one.outcome is not None else replace(one, outcome="unknown")
            for one in self.entries
        )
        return replace(self, entries=entries, dirty=self.dirty or entries != self.entries)


class JournalFile(Protocol):
    """Where a journal is kept (kiosk.adapters.printing_journal)."""

    def load(self) -> tuple[Journal, str]:
        """The journal, settled, and what staff should know about it ('' for nothing). One that
        cannot be relied on is dirty."""
        ...

    def save(self, journal: Journal) -> None:
        """Returns when it is on the disk. Raises PrinterError where it could not be kept."""
        ...


class NoJournal:
    """Keeps nothing: for printers that remember by themselves, and for tests."""

    def load(self) -> tuple[Journal, str]:
        return Journal(), ""

    def save(self, journal: Journal) -> None: ...


def journal_text(journal: Journal) -> str:
    """As JSON, one job a line."""
    lines = ",\n".join(json.dumps(asdict(entry)) for entry in journal.entries)
    rest = {"version": VERSION} | {
        name: getattr(journal, name) for name in ("dirty", "paper_out", "paper_mm")
    }
    return f'{json.dumps(rest)[:-1]}, "entries": [\n{lines}\n]}}\n'


def read_journal(text: str) -> Journal:
    """Back from JSON. Raises InputError for what is no whole journal of this version."""
    try:
        tree = json.loads(text) if len(text) <= LONGEST else None
    except (ValueError, RecursionError) as error:
        raise InputError(f"this is no JSON ({error})") from error
    if not isinstance(tree, dict) or tree.get("version") != VERSION:
        raise InputError(f"this is no print journal of version {VERSION}")
    entries, paper_mm = tree.get("entries"), tree.get("paper_mm")
    flags = [tree.get("dirty"), tree.get("paper_out")]
    if not isinstance(entries, list) or len(entries) > MOST_ENTRIES:
        raise InputError(f"this is no list of up to {MOST_ENTRIES} jobs")
    if not isinstance(paper_mm, (int, float)) or not 0.0 <= paper_mm <= MOST_PAPER_MM:
        raise InputError(f"paper_mm is {paper_mm!r}, which is no length")
    if not all(isinstance(flag, bool) for flag in flags):
        raise InputError("dirty or paper_out is neither true nor false")
    return Journal(tuple(map(_entry, entries)), bool(flags[0]), bool(flags[1]), float(paper_mm))


def job_name(job: str) -> str | None:
    """A job's UUID in its one spelling; None for what is no UUID."""
    try:
        return str(UUID(job))
    except ValueError:
        return None


def _entry(tree: Any) -> Entry:
    fields = ("job", "begun_utc", "outcome", "ended_utc")
    if not isinstance(tree, dict) or set(tree) != set(fields):
        raise InputError(f"a job has other fields than {', '.join(fields)}")
    job, begun_utc, outcome, ended_utc = (tree[name] for name in fields)
    if not isinstance(job, str) or job_name(job) != job:
        raise InputError("a job is no UUID")
    if not (outcome is None or outcome in get_args(Outcome)):
        raise InputError("an outcome is none")
    if not all(isinstance(utc, str) and len(utc) <= 40 for utc in (begun_utc, ended_utc)):
        raise InputError("a time is none")
    return Entry(job, begun_utc, outcome, ended_utc)
