"""Carries out what a visit wants done, with workers that may be slow, and brings back what came
of it as events. May import kiosk.core, ports, visit, report, live.

Nothing here waits: assessing, saving and printing each have a thread of their own, and what they
raise on purpose becomes an event that the visit understands.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final, Protocol, cast
from uuid import uuid4

from kiosk.core.assessment import Assessment
from kiosk.core.bands import Bands
from kiosk.core.measuring import Measured
from kiosk.core.message import Message
from kiosk.core.senses import ModelReady
from kiosk.core.sight import Setting
from kiosk.core.slip import Slip
from kiosk.core.ticket import earlier_of, encode, new_ticket
from kiosk.errors import InputError, PrinterError
from kiosk.live.takes import MAIN, Take, Takes, answer, measure_take
from kiosk.live.worker import Finished, Worker
from kiosk.ports import Outcome, Printer, PrinterStatus, PrintJob, Store, VisitRecord
from kiosk.report import ModelFacts, RecordingFacts, report
from kiosk.visit.effects import (
    Assess,
    Check,
    Effect,
    EndRecord,
    Erase,
    Forget,
    Mark,
    PaperChanged,
    Print,
    Record,
    Save,
    ShowToday,
)
from kiosk.visit.events import (
    Assessed,
    EraseEnded,
    Event,
    PrintEnded,
    PrinterSaid,
    SaveEnded,
    SetChecked,
    TodaySaid,
)

STATUS_EVERY_S: Final = 4.0
HANGS_S: Final = 12.0
MOST_ROWS: Final = 40
"""Of today's visits on the staff's page: what a screen holds."""
TAIL_PATIENCE_S: Final = 0.7
"""A take's tail is waited for no longer: the camera may have stopped meanwhile."""


class Clock(Protocol):
    """The kiosk's clocks. A step of the wall clock never touches the monotonic one."""

    def now_s(self) -> float:
        """Monotonic, for everything that is measured or waited for."""
        ...

    def utc(self) -> str:
        """ISO 8601, to the second."""
        ...

    def local_date(self) -> str:
        """YYYY-MM-DD where the kiosk stands."""
        ...

    def local_time(self, utc: str) -> str:
        """HH:MM here of a time as `utc` writes it."""
        ...

    def midnight_utc(self) -> str:
        """When today began here, as `utc` writes it."""
        ...

    def days_ago_utc(self, days: int) -> str:
        """So many days before now, as `utc` writes it."""
        ...

    def synchronised(self) -> bool:
        """Whether the wall clock can be believed."""
        ...


class Press(Protocol):
    """Makes slips: kiosk.live.press does, in the member's language. model: which one measured."""

    def slip(
        self,
        answer: Assessment,
        language: str,
        model: str,
        ticket: str,
        code: str,
        compared: Sequence[Message] = (),
    ) -> Slip: ...

    def copied(self, original: Slip, language: str) -> Slip: ...

    def card(self, language: str, model: str) -> Slip: ...


@dataclass(frozen=True, slots=True, eq=False)
class Tools:
    """What a desk works with. compare: an assessment, the text of a scanned code, the model's
    SHA-256 and the member's language to sentences. random: so many random bytes, for tickets.
    keep_days: what is older is erased once a day, while the clock can be believed.
    notices: what the store has to tell staff."""

    store: Store
    printer: Printer
    clock: Clock
    press: Press
    bands: Bands
    compare: Callable[[Assessment, str, str, str], tuple[Message, ...]]
    random: Callable[[int], bytes]
    version: str
    keep_days: int = 90
    notices: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Visit:
    """All that is kept of the visit under way."""

    visit: str = field(default_factory=lambda: str(uuid4()))
    ticket: str = ""
    code: str = ""
    main: Measured | None = None
    take: Take | None = None
    answer: Assessment | None = None
    compared: tuple[Message, ...] = ()
    jobs: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, eq=False)
class Printed:
    """What became of a print job, and what was or was to be printed."""

    outcome: Outcome
    slip: Slip
    fault: str = ""


Tag = tuple[str, int, int]
"""What a job is for, the number of its request or visit, and the generation it belongs to."""


class Desk:
    """One per running kiosk; every method is the main thread's and returns at once."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self.takes = Takes()
        self.setting: Setting | None = None
        self.model: ModelReady | None = None
        self._faults: list[str] = []
        self.earlier = ""
        self.language = "en"
        self._visit = _Visit()
        self._generation = 0
        self._waiting: list[tuple[Check | Assess, float]] = []
        self._analyst: Worker[Tag] = Worker("analyst")
        self._archive: Worker[Tag] = Worker("archive")
        self._printing: Worker[Tag] = Worker("printing")
        self._kept: dict[int, str] = {}
        self._language = "en"
        self._last_slip: tuple[Slip, str] | None = None
        self._copyable: int | None = None
        """For staff's copy alone; the next slip takes its place, and deleting the result does."""
        self._asked_status_s = float("-inf")
        self._tidied = ""
        self._printing_since_s = tools.clock.now_s()
        self._hangs = False
        self._refused: list[Event] = []

    def do(self, effect: Effect, language: str) -> None:
        """Carry out one effect; those for ears and screen are the loop's."""
        match effect:
            case Record(set_):
                self.takes.record(set_)
                if set_ == MAIN:
                    self._visit.main = self._visit.take = None
            case Mark(set_):
                self.takes.mark(set_)
            case EndRecord():
                self.takes.end()
            case Check() | Assess():
                self._waiting.append((effect, self._tools.clock.now_s()))
            case Save(visit):
                self._language = language
                self._save(visit, language)
            case Erase(visit):
                self._erase(visit)
            case Print(number, what):
                self._print(number, what, language)
            case ShowToday():
                since = self._tools.clock.midnight_utc()
                store, local = self._tools.store, self._tools.clock.local_time
                self._archive.submit(lambda: _rows(store.since(since), local), ("today", 0, 0))
            case PaperChanged():
                self._asked_status_s = float("-inf")
            case Forget():
                self._forget()

    def poll(self) -> list[Event]:
        """What has come of it since the last call."""
        now = self._tools.clock.now_s()
        self._start_waiting(now)
        if now - self._asked_status_s >= STATUS_EVERY_S and not self._printing.busy:
            self._asked_status_s = now
            self._printing.submit(self._tools.printer.status, ("status", 0, 0))
        self._tidy()
        self._watch_printer(now)
        events, self._refused = self._refused, []
        for worker in (self._analyst, self._archive, self._printing):
            for done in worker.poll():
                if done.error is not None:
                    self._faults.append(str(done.error))
                events += self._said(done, now)
        return events

    def faults(self) -> list[str]:
        """What staff should know, since the last call."""
        said, self._faults = self._faults, []
        notices = self._tools.notices
        while notices:
            said.append(notices.pop(0))
        return said

    def close(self) -> None:
        """Let what was begun come to an end, but not for ever."""
        for worker in (self._analyst, self._archive, self._printing):
            worker.close()
        if not self._archive.busy:
            self._tools.store.close()
        if not self._printing.busy:
            self._tools.printer.close()

    def _watch_printer(self, now: float) -> None:
        """A printer that does not come back from a job is not offered any longer."""
        if not self._printing.busy:
            self._printing_since_s = now
        elif now - self._printing_since_s > HANGS_S and not self._hangs:
            self._hangs = True
            self._faults.append("The printer has not answered for a while.")
            self._refused.append(PrinterSaid(now, ready=False, reason="unknown"))
        self._hangs = self._hangs and self._printing.busy

    def _tidy(self) -> None:
        """Once a day, erase what has been kept for its time; never by a clock that may be wrong."""
        clock, today = self._tools.clock, self._tools.clock.local_date()
        if today == self._tidied or not clock.synchronised():
            return
        self._tidied = today
        before = clock.days_ago_utc(self._tools.keep_days)
        self._archive.submit(lambda: self._tools.store.erase_before(before), ("tidy", 0, 0))
        printer, days = self._tools.printer, self._tools.keep_days
        self._printing.submit(lambda: printer.tidy(days), ("tidy", 0, 0))

    def _forget(self) -> None:
        self.takes.forget()
        self._visit, self.earlier = _Visit(), ""
        self._kept.clear()
        self._waiting.clear()
        self._generation += 1

    # Assessing

    def _start_waiting(self, now: float) -> None:
        """Begin what was asked as soon as the takes have their tails."""
        for one in list(self._waiting):
            effect, since = one
            names = (MAIN,) if isinstance(effect, Check) else self.takes.names()
            if all(map(self.takes.whole, names)) or now - since > TAIL_PATIENCE_S:
                self._waiting.remove(one)
                self._assess(effect)

    def _assess(self, effect: Check | Assess) -> None:
        setting, model, visit = self.setting, self.model, self._visit
        main = self.takes.take(MAIN)
        kind = "check" if isinstance(effect, Check) else "assess"
        tag = (kind, effect.number, self._generation)
        if setting is None or model is None or main is None:
            return
        others = () if kind == "check" else self._others()
        known = visit.main if visit.take is not None else None
        bands = self._tools.bands

        def job() -> tuple[Take, Measured, Assessment]:
            found = known if known is not None else measure_take(main, setting)
            further = [measure_take(take, setting) for take in others]
            return main, found, answer(main, found, further, setting, model.errors, bands)

        self._analyst.submit(job, tag)

    def _others(self) -> tuple[Take, ...]:
        takes = (self.takes.take(name) for name in self.takes.names() if name != MAIN)
        return tuple(take for take in takes if take is not None)

    def _judged(self, done: Finished[Tag], now: float) -> list[Event]:
        kind, number, generation = done.tag
        if generation != self._generation or not isinstance(done.value, tuple):
            return []
        take, main, assessment = done.value
        measured = assessment.verdict == "measured"
        if kind == "check":
            self._visit.take, self._visit.main = take, main
            return [SetChecked(now, number, measured, assessment.reasons)]
        self._visit.answer = assessment
        self._visit.compared = self._compared(assessment)
        code = self._ticket(assessment) if measured else ""
        return [Assessed(now, number, assessment, self._visit.ticket, code)]

    def _ticket(self, assessment: Assessment) -> str:
        """The visit's own ticket, made once, and the code that carries the result."""
        visit, tools = self._visit, self._tools
        if not visit.ticket:
            visit.ticket = new_ticket(tools.random(16))
        sha256 = "0" * 64 if self.model is None else self.model.sha256
        earlier = earlier_of(assessment, visit.ticket, tools.clock.local_date(), sha256)
        try:
            visit.code = encode(earlier)
        except InputError as error:
            # A clock that is decades off has no place in a code; the result has its slip.
            self._faults.append(f"No code for this result: {error}")
            visit.code = ""
        return visit.code

    def _compared(self, assessment: Assessment) -> tuple[Message, ...]:
        """Beside the slip that was scanned, if one was."""
        sha256 = "" if self.model is None else self.model.sha256
        if not self.earlier:
            return ()
        return self._tools.compare(assessment, self.earlier, sha256, self.language)

    @property
    def compared(self) -> tuple[Message, ...]:
        """What changed since the earlier visit whose slip was scanned, in sentences."""
        return self._visit.compared

    # Keeping

    def _save(self, number: int, language: str) -> None:
        visit, tools, model = self._visit, self._tools, self.model
        if visit.answer is None or model is None:
            return
        answer_, take = visit.answer, self.takes.take(MAIN)
        started, clock_ok = tools.clock.utc(), tools.clock.synchronised()
        identity, ticket = visit.visit, visit.ticket
        self._kept[number] = identity
        version = tools.version

        def job() -> None:
            document = report(answer_, _facts(take), ModelFacts(model.name, model.sha256))
            text = json.dumps(document, ensure_ascii=False, allow_nan=False)
            record = VisitRecord(
                identity, ticket, started, clock_ok, language, text, version, model.sha256
            )
            tools.store.save(record)

        if not self._archive.submit(job, ("save", number, 0)):
            self._refuse(
                "The result could not be kept", SaveEnded(tools.clock.now_s(), number, False)
            )

    def _erase(self, number: int) -> None:
        """Comes after the save in the same worker, so that it finds what there is."""
        identity = self._kept.pop(number, None)
        self._last_slip = self._copyable = None
        for job in self._visit.jobs:
            self._printing.submit(partial(self._tools.printer.erase, job), ("tidy", 0, 0))
        now = self._tools.clock.now_s()
        if identity is None:  # nothing was ever asked to be kept
            self._refused.append(EraseEnded(now, number, True))
        elif not self._archive.submit(
            lambda: self._tools.store.erase(identity), ("erase", number, 0)
        ):
            self._refuse("The result could not be erased", EraseEnded(now, number, False))

    # Printing

    def _print(self, number: int, what: str, language: str) -> None:
        """A press is a job with an identity of its own; only staff's copy prints again."""
        make, printer, job = self._maker(what, language), self._tools.printer, str(uuid4())
        failed = PrintEnded(self._tools.clock.now_s(), number, "failed")
        if what != "copy":
            # Whatever becomes of this one, an earlier member's slip is never staff's copy again.
            self._last_slip, self._copyable = None, number
        if make is None:
            self._refused.append(failed)
            return

        if what == "slip":
            self._visit.jobs.append(job)

        def run() -> Printed:
            made = make()
            try:
                return Printed(printer.print(PrintJob(job, made)), made)
            except PrinterError as error:
                return Printed("failed", made, str(error))

        if self._hangs or not self._printing.submit(run, ("print", number, 0)):
            self._refuse("The slip could not be printed", failed)

    def _refuse(self, what: str, event: Event) -> None:
        """A worker that hangs takes nothing more on: say so instead of waiting."""
        self._faults.append(f"{what}: too much is waiting already.")
        self._refused.append(event)

    def _maker(self, what: str, language: str) -> Callable[[], Slip] | None:
        """What draws up the slip, in the printing thread; None where there is none to print."""
        press, visit = self._tools.press, self._visit
        model = "" if self.model is None else f"{self.model.name} {self.model.sha256[:8]}"
        if what == "card":
            return partial(press.card, language, model)
        if what == "copy":
            if self._last_slip is None:
                return None
            last, spoken = self._last_slip
            return partial(press.copied, last, spoken)
        if visit.answer is None:
            return None
        self._language = language
        return partial(
            press.slip, visit.answer, language, model, visit.ticket, visit.code, visit.compared
        )

    # What the workers say

    def _said(self, done: Finished[Tag], now: float) -> Sequence[Event]:
        kind, number, _ = done.tag
        fine = done.error is None
        match kind:
            case "check" | "assess":
                return self._judged(done, now)
            case "save":
                return [SaveEnded(now, number, fine)]
            case "erase":
                return [EraseEnded(now, number, fine)]
            case "print":
                return [PrintEnded(now, number, self._outcome(done))]
            case "status":
                status = done.value
                if isinstance(status, PrinterStatus):
                    return [PrinterSaid(now, status.ready, status.reason)]
                return [PrinterSaid(now, False, "unknown")]
            case "tidy":
                return []
            case _:
                rows = cast("tuple[tuple[str, ...], ...]", done.value) if fine else ()
                return [TodaySaid(now, rows)]

    def _outcome(self, done: Finished[Tag]) -> Outcome:
        """What the printer said. The slip is kept for staff, also one that did not come out; not
        one whose result was deleted meanwhile."""
        printed = done.value
        if not isinstance(printed, Printed):
            return "failed"
        if printed.fault:
            self._faults.append(printed.fault)
        if done.tag[1] == self._copyable:
            self._last_slip = (printed.slip, self._language)
        return printed.outcome


def _facts(take: Take | None) -> RecordingFacts:
    """A visit's main take as the recording that it would have been."""
    if take is None or not take.sights:
        return RecordingFacts(0, 0.0, 0)
    first, last = take.sights[0].time_s, take.sights[-1].time_s
    return RecordingFacts(len(take.sights), last - first, 0, first)


def _rows(
    records: Sequence[VisitRecord], local: Callable[[str], str]
) -> tuple[tuple[str, ...], ...]:
    """Time of day here, ticket and both bands, the newest first; in the archive's thread."""
    rows: list[tuple[str, ...]] = []
    for record in records[:MOST_ROWS]:
        sides = json.loads(record.document).get("sides", {})
        bands = (str(sides.get(side, {}).get("band") or "–") for side in ("left", "right"))
        rows.append((local(record.started_utc), record.ticket, *bands))
    return tuple(rows)
