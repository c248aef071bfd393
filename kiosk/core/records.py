"""What is kept of visits, as values. kiosk.core only; kiosk.ports names who keeps them.

Times are ISO 8601 in UTC, to the microsecond where need be ('2026-11-26T01:22:25Z'). A time with
clock_ok False was read off a clock that was not synchronised. None is 'not measured', never 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Final, Literal
from uuid import UUID

from kiosk.errors import InputError

PURPOSES: Final = ("result", "curves", "joints")
"""What a member can agree to be kept: figures, curves of each squat, faceless joints."""

OUTCOMES: Final = (
    "measured", "retry", "not_visible", "declined", "referred", "left", "stopped", "fault",
)  # fmt: skip
"""How a stay can end: with a result; with squats or a sight of the member too poor for one; no
consent given; a test is not for them now, why is not kept; walked away or gave no answer; stopped;
the camera failed."""


@dataclass(frozen=True, slots=True)
class Consent:
    """What a member agreed to. wording: version of the text that was shown. what: of PURPOSES."""

    wording: str
    given_utc: str
    what: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VisitRecord:
    """One measured visit as it is kept: no name, no picture.

    visit: UUID. ticket: the short code on the slip. ended_utc: '' where it was not noted.
    document: the JSON of docs/assessment-schema.md as text; what lists and reports show is read
    from it when it is saved. metric_revision: of the knee-plane offset (kiosk.core.earlier);
    config_sha256: of the configuration, hexadecimal, '' unknown. earlier_ticket: of the slip that
    was scanned in this visit, '' none. curves and joints: kiosk.core.keeping as bytes
    (kiosk.core.keeping_codec), kept only with a consent that names them.
    """

    visit: str
    ticket: str
    started_utc: str
    clock_ok: bool
    language: str
    document: str
    kiosk_version: str
    model_sha256: str
    ended_utc: str = ""
    metric_revision: int = 1
    config_sha256: str = ""
    earlier_ticket: str = ""
    consent: Consent | None = None
    curves: bytes | None = None
    joints: bytes | None = None


@dataclass(frozen=True, slots=True)
class LegFigures:
    """A leg's primary figures. kpo: knee-plane offset at 60 degrees with its 95 % interval; kto:
    knee-toe offset there; inward positive. inside: squats with the knee inside, of `of`."""

    kpo_mm: float | None = None
    kpo_low_mm: float | None = None
    kpo_high_mm: float | None = None
    kto_mm: float | None = None
    flexion_deg: float | None = None
    band: str | None = None
    inside: int | None = None
    of: int | None = None


@dataclass(frozen=True, slots=True)
class VisitSummary:
    """A line of a list of visits: the columns of a VisitRecord, without its document."""

    visit: str
    ticket: str
    started_utc: str
    ended_utc: str
    clock_ok: bool
    language: str
    verdict: str
    reasons: tuple[str, ...]
    left: LegFigures
    right: LegFigures
    kiosk_version: str
    model_sha256: str
    metric_revision: int
    config_sha256: str
    earlier_ticket: str
    has_curves: bool
    has_joints: bool


@dataclass(frozen=True, slots=True)
class Stay:
    """Somebody was at the kiosk, also who left at once: nothing measured, no ticket, and a UUID of
    its own that leads to no visit.

    last_state: the visit state's name (kiosk.visit.naming) that it reached before it ended;
    'questions' for all that ask about health. outcome: of OUTCOMES. retries: a code of
    docs/assessment-schema.md for every set that was asked for again. printed: a slip came out.
    """

    stay: str
    started_utc: str
    ended_utc: str
    clock_ok: bool
    language: str
    last_state: str
    outcome: str
    retries: tuple[str, ...] = ()
    printed: bool = False
    kiosk_version: str = ""


@dataclass(frozen=True, slots=True)
class Erased:
    """What is left of an erased visit. digest: `digest(visit)`; nobody gets the UUID back."""

    digest: str
    erased_utc: str


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """What a replica has to hear, in the order of `sequence`, at least once: a visit or a stay to
    insert by its UUID, or to put in its place where a later sequence brings it again (a visit loses
    its earlier_ticket when that earlier visit is erased); or an erasure, which wins over both
    whatever the order. A visit that was erased meanwhile is no longer in here."""

    sequence: int
    kind: Literal["visit", "stay", "erased"]
    value: VisitRecord | Stay | Erased


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Some entries of an outbox. stream: which outbox; another one where its numbers may have begun
    anew (a database that was restored, or made anew after damage, or whose copying was switched on
    again), '' where nothing is put into it. after: what was asked for."""

    stream: str
    after: int
    entries: tuple[OutboxEntry, ...]


@dataclass(frozen=True, slots=True)
class Purged:
    """How many visits and stays were erased because their time was over."""

    visits: int = 0
    stays: int = 0


@dataclass(frozen=True, slots=True)
class BackupFacts:
    """A backup as its manifest tells it. format: of the database. sha256: of the database in it."""

    path: str
    made_utc: str
    kiosk_version: str
    format: str
    visits: int
    stays: int
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class StoreFacts:
    """How the database is. newest_utc: start of the latest visit, '' none. waiting: entries that
    no replica has acknowledged yet. writer_pid: who writes to it now, None nobody."""

    path: str
    format: str
    size_bytes: int
    visits: int
    stays: int
    newest_utc: str
    waiting: int
    writer_pid: int | None


Counts = tuple[tuple[str, int], ...]
"""Codes and how often, the commonest first."""
Week = tuple[tuple[int, ...], ...]
"""7 rows of 24: Monday to Sunday, hours of the day where the kiosk stands."""
NO_WEEK: Final[Week] = ((0,) * 24,) * 7


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts over a period; nothing in it belongs to one person, but small numbers may (whoever
    shows them suppresses cells under 11). visits, stays: how many began. *_by_hour: when.
    doubtful: visits whose clock was not synchronised. left_in: the last states of stays that
    were not measured. retries: reasons. printed: stays with a slip. linked: visits in which an
    earlier slip was scanned. days: local dates with at least one stay or visit."""

    since_utc: str
    until_utc: str
    visits: int = 0
    stays: int = 0
    doubtful: int = 0
    visits_by_hour: Week = NO_WEEK
    stays_by_hour: Week = NO_WEEK
    outcomes: Counts = ()
    left_in: Counts = ()
    retries: Counts = ()
    printed: int = 0
    verdicts: Counts = ()
    bands: Counts = ()
    languages: Counts = ()
    linked: int = 0
    days: int = 0


@dataclass(frozen=True, slots=True)
class Changed:
    """Of visits in which an earlier slip was scanned, and that one's visit is still kept. pairs:
    how many. comparable: measured by the same model and metric both times. outward, inward: of
    those, where a knee-plane offset went that way by more than was asked (a visit may be both)."""

    pairs: int = 0
    comparable: int = 0
    outward: int = 0
    inward: int = 0


def digest(visit: str) -> str:
    """What an erased visit is known by: SHA-256 of its UUID's 16 bytes, hexadecimal.

    122 random bits cannot be guessed back from it. Raises InputError for what is no UUID.
    """
    return sha256(uuid_bytes(visit)).hexdigest()


def uuid_bytes(text: str) -> bytes:
    """16 bytes. Raises InputError for what is no UUID."""
    try:
        return UUID(text).bytes
    except ValueError as error:
        raise InputError(
            f"{text!r} is not a UUID, 32 hexadecimal digits in groups of 8-4-4-4-12."
        ) from error
