"""What the program needs from the outside, as Protocols. May import kiosk.core only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from kiosk.core.frame import DepthFrame, Intrinsics
from kiosk.core.inputs import Input
from kiosk.core.records import (
    BackupFacts,
    Changed,
    OutboxEntry,
    Purged,
    Stay,
    StoreFacts,
    Totals,
    VisitRecord,
    VisitSummary,
)
from kiosk.core.screen import Moment, Screen
from kiosk.core.senses import Sense
from kiosk.core.slip import Slip


class Camera(Protocol):
    """A source of depth frames: live, a recording, or generated."""

    @property
    def intrinsics(self) -> Intrinsics: ...

    def frames(self) -> Iterator[DepthFrame]:
        """Frames in order until the source ends. Raises CameraError or RecordingError."""
        ...

    def close(self) -> None:
        """Release the device; harmless when called twice."""
        ...


class PoseModel(Protocol):
    """The pose network: a batch of one crop in, joints in crop units out (core/posenet.py)."""

    def infer(
        self, body: NDArray[np.float32], feet: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Both patches of `posenet.Crop` in, both outputs of `posenet.decode` out."""
        ...


class Senses(Protocol):
    """The sensing process as the main loop sees it. No call blocks longer than a few ms."""

    def poll(self) -> Sequence[Sense]:
        """All that came since the last call, in order. A dead or silent process shows as
        CameraFault and is started anew behind the scenes; it never raises for that."""
        ...

    def cue(self, state: str) -> None:
        """Name of the visit's state, for a demo member who acts on it; others ignore it."""
        ...

    def renew(self) -> None:
        """End the process and start another one, as a precaution: it is no fault."""
        ...

    def close(self) -> None:
        """End the process, by force where it does not end by itself; harmless twice."""
        ...


class Display(Protocol):
    """The screen. Every call returns within 50 ms."""

    def show(self, screen: Screen, moment: Moment) -> None:
        """Draw one frame; a screen whose picture is not painted yet is shown as soon as it is."""
        ...

    @property
    def showing(self) -> Screen | None:
        """The screen that was drawn last; None before the first."""
        ...

    def inputs(self) -> Sequence[Input]:
        """Keys, touches and scans since the last call."""
        ...

    def forget(self) -> None:
        """A visit is over: keep nothing in memory of what was drawn but what is shown now, and
        that only until another screen has come."""
        ...

    def close(self) -> None: ...


class Buttons(Protocol):
    """Further buttons (GPIO)."""

    def inputs(self) -> Sequence[Input]: ...

    def close(self) -> None: ...


class Sounds(Protocol):
    """Tones and spoken prompts; silent where there is no sound device. Never blocks or raises."""

    def play(self, cue: str) -> None:
        """A short tone: 'hello', 'tick', 'squat', 'done', 'ask', 'oops'."""
        ...

    def say(self, prompt: str, language: str) -> None:
        """A spoken prompt, if it was rendered for this language."""
        ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class PrinterStatus:
    """ready: printing may be offered. reason: code of why not ('paper_out', 'cover_open', 'fault',
    'offline', 'unknown', 'disk_full', 'absent': none is set up), for the screen's sentence; text:
    for staff. low: the paper ends soon. tells: False for a printer that can never say whether a
    slip came out."""

    ready: bool
    reason: str | None = None
    text: str = ""
    low: bool = False
    tells: bool = True


@dataclass(frozen=True, slots=True)
class PrintJob:
    """One press of 'print'. job: its own UUID; the same job is never printed twice."""

    job: str
    slip: Slip


Outcome = Literal["printed", "failed", "unknown"]


class Printer(Protocol):
    """A slip printer. Calls may block for seconds: only a worker calls them."""

    def status(self) -> PrinterStatus: ...

    def print(self, job: PrintJob) -> Outcome:
        """Raises PrinterError where nothing was printed for sure. A job that was asked for before
        is not printed again: what became of it then is told."""
        ...

    def cancel(self) -> int:
        """Drop the jobs that wait and empty the printer of what one left; how many those were."""
        ...

    def new_roll(self) -> None:
        """Staff put in a whole roll: the count of paper begins anew."""
        ...

    def erase(self, job: str) -> bool:
        """Where slips are files: delete this job's; whether there was one."""
        ...

    def tidy(self, keep_days: int) -> int:
        """Where slips are files: delete those that are older; how many."""
        ...

    def close(self) -> None: ...


class Store(Protocol):
    """Where visits are kept, for the one that writes. Calls may block: only a worker calls them.
    Raises StoreError, also where another process is the writer now (its message names the pid)."""

    def save(self, record: VisitRecord) -> None:
        """Returns when the record is on the disk; saving the same visit again changes nothing.
        An erased visit is not saved again. Raises StoreError for another visit's ticket."""
        ...

    def log_stay(self, stay: Stay) -> None:
        """Keep that somebody was here; the same again changes nothing."""
        ...

    def erase(self, visit: str) -> bool:
        """Remove a visit with all that belongs to it, here and in the backups, and see to it that
        no byte is left; whether it was anywhere."""
        ...

    def erase_ticket(self, ticket: str) -> bool:
        """The same by the code on a slip, in any case and with spaces."""
        ...

    def purge(self, now_utc: str, clock_ok: bool) -> Purged:
        """Erase what has been kept for its time, here and in the backups. Nothing is erased by a
        clock that is not synchronised. Also the first call after the start: it checks the file."""
        ...

    def outbox(self, after: int, limit: int) -> Sequence[OutboxEntry]:
        """What a replica has not heard yet, from the next sequence after `after`."""
        ...

    def acknowledge(self, sequence: int, stream: str = "") -> None:
        """The replica has everything up to and including this sequence of the outbox that is called
        `stream`, '' whichever it is; of another one nothing is acknowledged."""
        ...

    def backup(self, path: str) -> BackupFacts:
        """One file that holds everything, whole or not there at all."""
        ...

    def restore(self, path: str) -> str:
        """Put a backup in the place of what is here, less what was erased since; where the file
        that was here has been set aside, '' where there was none."""
        ...

    def close(self) -> None:
        """Let go of file and lock; harmless when called twice."""
        ...


class Archive(Protocol):
    """What is kept, for readers: any number of them, in any process, also while one writes.

    Periods are [since, until) by the start of a visit, ISO 8601 with its offset. Every call reads
    the newest state; one on a file that is not there yet finds nothing. Raises StoreError.
    """

    def visit(self, key: str) -> VisitRecord | None:
        """By ticket (any case, spaces do not matter), UUID, or the first 6 or more hexadecimal
        digits of one. Raises InputError where several visits begin like that."""
        ...

    def visits(
        self, since: str, until: str, limit: int = 50, offset: int = 0
    ) -> Sequence[VisitSummary]:
        """The newest first."""
        ...

    def linked(self, ticket: str) -> Sequence[VisitSummary]:
        """The earlier visits of the same member as far as slips were scanned, the latest first;
        without the visit of this ticket itself."""
        ...

    def pairs(self, since: str, until: str) -> Iterator[tuple[VisitSummary, VisitSummary]]:
        """Visits of the period in which an earlier slip was scanned, each with that earlier one."""
        ...

    def changed(self, since: str, until: str, beyond_mm: float) -> Changed:
        """How many of `pairs` changed by more than this, such as the kiosk's own spread."""
        ...

    def totals(self, since: str, until: str) -> Totals:
        """Counts for reports."""
        ...

    def iterate(self, since: str, until: str) -> Iterator[VisitRecord]:
        """Whole records, the oldest first, a few at a time, so that writing goes on meanwhile."""
        ...

    def stays(self, since: str, until: str) -> Iterator[Stay]:
        """The oldest first."""
        ...

    def facts(self) -> StoreFacts:
        """How the database is."""
        ...

    def close(self) -> None: ...
