"""Driveable fakes of the ports, for faults that a real part cannot be made to show. No packages.

Each does what the real one does and can be told to fail; each remembers what it was asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kiosk.core.figures import summary
from kiosk.core.inputs import Input
from kiosk.core.records import Purged, Stay, VisitRecord, VisitSummary
from kiosk.core.screen import Moment, Screen
from kiosk.core.senses import Sense
from kiosk.errors import PrinterError, StoreError
from kiosk.ports import Outcome, PrinterStatus, PrintJob
from kiosk.printing.backend import Receipt


@dataclass(slots=True)
class MemoryClock:
    """kiosk.live.desk.Clock that stands still until it is told. utc_text may jump as it likes."""

    time_s: float = 0.0
    utc_text: str = "2026-11-24T17:05:00Z"
    date_text: str = "2026-11-24"
    believed: bool = True

    def now_s(self) -> float:
        return self.time_s

    def utc(self) -> str:
        return self.utc_text

    def local_date(self) -> str:
        return self.date_text

    def local_time(self, utc: str) -> str:
        return utc[11:16]

    def midnight_utc(self) -> str:
        return "2026-11-23T23:00:00Z"

    def days_ago_utc(self, days: int) -> str:
        return "2026-08-26T17:05:00Z" if days else self.utc_text

    def synchronised(self) -> bool:
        return self.believed


@dataclass(slots=True)
class MemorySenses:
    """kiosk.ports.Senses: hands out what was put into `coming`."""

    coming: list[Sense] = field(default_factory=list)
    cues: list[str] = field(default_factory=list)
    closed: bool = False

    def poll(self) -> Sequence[Sense]:
        came, self.coming = self.coming, []
        return came

    def cue(self, state: str) -> None:
        self.cues.append(state)

    def close(self) -> None:
        self.closed = True


@dataclass(slots=True)
class MemoryDisplay:
    """kiosk.ports.Display: keeps the names of the screens and the last of each."""

    given: list[Input] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    screens: dict[str, Screen] = field(default_factory=dict)
    moment: Moment | None = None
    hints: list[str] = field(default_factory=list)
    forgotten: int = 0
    closed: bool = False

    def show(self, screen: Screen, moment: Moment) -> None:
        if not self.names or self.names[-1] != screen.name:
            self.names.append(screen.name)
        self.screens[screen.name] = screen
        self.moment = moment
        if moment.hint and (not self.hints or self.hints[-1] != moment.hint):
            self.hints.append(moment.hint)

    @property
    def showing(self) -> Screen | None:
        return self.screens[self.names[-1]] if self.names else None

    def inputs(self) -> Sequence[Input]:
        given, self.given = self.given, []
        return given

    def forget(self) -> None:
        self.forgotten += 1

    def close(self) -> None:
        self.closed = True


@dataclass(slots=True)
class MemorySounds:
    """kiosk.ports.Sounds that writes down what would be heard."""

    played: list[str] = field(default_factory=list)
    said: list[tuple[str, str]] = field(default_factory=list)

    def play(self, cue: str) -> None:
        self.played.append(cue)

    def say(self, prompt: str, language: str) -> None:
        self.said.append((prompt, language))

    def close(self) -> None: ...


@dataclass(slots=True)
class MemoryStore:
    """What a desk uses of kiosk.ports.Store and Archive. fault: raised by every call while it is
    set. purged: the times by which it was told to."""

    records: dict[str, VisitRecord] = field(default_factory=dict)
    noted: dict[str, Stay] = field(default_factory=dict)
    purged: list[tuple[str, bool]] = field(default_factory=list)
    fault: str = ""

    def save(self, record: VisitRecord) -> None:
        self._fail()
        self.records[record.visit] = record

    def erase(self, visit: str) -> bool:
        self._fail()
        return self.records.pop(visit, None) is not None

    def erase_ticket(self, ticket: str) -> bool:
        self._fail()
        found = [one.visit for one in self.records.values() if one.ticket == ticket]
        return any(self.erase(visit) for visit in found)

    def log_stay(self, stay: Stay) -> None:
        self._fail()
        self.noted[stay.stay] = stay

    def purge(self, now_utc: str, clock_ok: bool) -> Purged:
        self._fail()
        self.purged.append((now_utc, clock_ok))
        return Purged()

    def visits(
        self, since: str, until: str, limit: int = 50, offset: int = 0
    ) -> Sequence[VisitSummary]:
        self._fail()
        found = [one for one in self.records.values() if since <= one.started_utc < until]
        found.sort(key=lambda record: record.started_utc, reverse=True)
        return [summary(one) for one in found[offset : offset + limit]]

    def close(self) -> None: ...

    def _fail(self) -> None:
        if self.fault:
            raise StoreError(self.fault)


@dataclass(slots=True)
class MemoryPrinter:
    """kiosk.ports.Printer. fault: print raises; outcome: what it says otherwise."""

    jobs: list[PrintJob] = field(default_factory=list)
    ready: bool = True
    reason: str | None = None
    fault: str = ""
    outcome: Outcome = "printed"
    erased: list[str] = field(default_factory=list)
    tidied: list[int] = field(default_factory=list)
    cancelled: int = 0
    rolls: int = 0

    def status(self) -> PrinterStatus:
        return PrinterStatus(self.ready, None if self.ready else self.reason or "unknown")

    def print(self, job: PrintJob) -> Outcome:
        if self.fault:
            raise PrinterError(self.fault)
        if all(done.job != job.job for done in self.jobs):
            self.jobs.append(job)
        return self.outcome

    def cancel(self) -> int:
        self.cancelled += 1
        return 0

    def new_roll(self) -> None:
        self.rolls += 1

    def erase(self, job: str) -> bool:
        self.erased.append(job)
        return any(done.job == job for done in self.jobs)

    def tidy(self, keep_days: int) -> int:
        self.tidied.append(keep_days)
        return 0

    def close(self) -> None: ...


@dataclass(slots=True)
class MemoryBackend:
    """kiosk.printing.Backend: a printer whose paper is a list. came: jobs of which something came
    out, in order. said: what status tells; fault: print and clean raise it; receipt: what becomes
    of a job otherwise."""

    came: list[str] = field(default_factory=list)
    said: PrinterStatus = field(default_factory=lambda: PrinterStatus(ready=True))
    fault: str = ""
    receipt: Receipt = field(default_factory=lambda: Receipt("printed", 150.0))
    cleaned: int = 0
    asked: int = 0
    erased: list[str] = field(default_factory=list)
    tidied: list[int] = field(default_factory=list)
    closed: bool = False

    def status(self) -> PrinterStatus:
        self.asked += 1
        return self.said

    def print(self, job: PrintJob) -> Receipt:
        if self.fault:
            raise PrinterError(self.fault)
        self.came.append(job.job)
        return self.receipt

    def clean(self) -> None:
        if self.fault:
            raise PrinterError(self.fault)
        self.cleaned += 1

    def erase(self, job: str) -> bool:
        self.erased.append(job)
        return job in self.came

    def tidy(self, keep_days: int) -> int:
        self.tidied.append(keep_days)
        return 0

    def close(self) -> None:
        self.closed = True
