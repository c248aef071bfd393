"""Keeps results and erases them, in a thread of its own. May import kiosk.core, ports, visit,
document, live.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Final, cast
from uuid import uuid4

from kiosk.core.earlier import REVISION
from kiosk.core.records import Consent, Stay, VisitRecord, VisitSummary
from kiosk.core.senses import ModelReady
from kiosk.document import ModelFacts, RecordingFacts, report
from kiosk.live.analyst import Found
from kiosk.live.movement import CONSENTED, movement
from kiosk.live.takes import Take
from kiosk.live.tools import Tag, Tools
from kiosk.live.worker import Finished, Worker
from kiosk.ports import Store
from kiosk.visit.effects import Keeps
from kiosk.visit.events import EraseEnded, Event, SaveEnded, TodaySaid
from kiosk.visit.words import CONSENT_WORDING

MOST_ROWS: Final = 40
"""Of today's visits on the staff's page: what a screen holds."""
EVER: Final = "9999-12-31T00:00:00Z"
"""A visit whose clock was ahead is today's as well."""


class Archive:
    """The archive's desk; every method is the main thread's and returns at once."""

    def __init__(self, tools: Tools, faults: list[str]) -> None:
        self._tools, self._faults = tools, faults
        self._visit = str(uuid4())
        self._began = ("", False)
        self._agreed = ""
        self._kept: dict[int, str] = {}
        self._refused: list[Event] = []
        self.ordered: list[Finished[Tag]] = []
        """Staff's orders that are done."""
        self.worker: Worker[Tag] = Worker("archive")

    @property
    def identity(self) -> str:
        """The UUID under which the visit under way is kept."""
        return self._visit

    def begin(self) -> None:
        """A member stepped up. The wall clock may be set before the result is kept: what it said
        then counts, and whether it was to be believed then."""
        self._began = self._tools.clock.utc(), self._tools.clock.synchronised()

    def agree(self) -> None:
        """The member said yes to something that is kept."""
        self._agreed = self._tools.clock.utc()

    def save(
        self,
        number: int,
        language: str,
        keeps: Keeps,
        found: Found,
        take: Take | None,
        model: ModelReady | None,
    ) -> None:
        """Keep a visit's result, and of the movement what the member agreed to; nothing where
        there is none."""
        tools, answer = self._tools, found.answer
        if answer is None or model is None:
            return
        started, clock_ok = self._began
        over = tools.clock.utc()
        identity = self._kept[number] = self._visit
        consent = Consent(CONSENT_WORDING, self._agreed or started, CONSENTED[keeps])
        measured = found.measured if keeps != "nothing" else ()

        def job() -> None:
            document = report(answer, _facts(take), ModelFacts(model.name, model.sha256))
            text = json.dumps(document, ensure_ascii=False, allow_nan=False)
            moved = movement(measured, keeps, tools.notices.append)
            record = VisitRecord(
                identity, found.ticket, started, clock_ok, language, text, tools.version,
                model.sha256, over, REVISION, tools.config_sha256, found.earlier_ticket, consent,
                moved.curves, moved.joints,
            )  # fmt: skip
            tools.store.save(record)

        if not self.worker.submit(job, ("save", number, 0)):
            ended = SaveEnded(tools.clock.now_s(), number, False)
            self._refuse("The result could not be kept", ended)

    def erase(self, number: int) -> None:
        """Comes after the save in the same worker, so that it finds what there is."""
        identity, store = self._kept.pop(number, None), self._tools.store
        now = self._tools.clock.now_s()
        if identity is None:  # nothing was ever asked to be kept
            self._refused.append(EraseEnded(now, number, True))
        elif not self.worker.submit(lambda: store.erase(identity), ("erase", number, 0)):
            self._refuse("The result could not be erased", EraseEnded(now, number, False))

    def note(self, stay: Stay) -> None:
        """Keep that somebody was here; the kiosk goes on where it cannot."""
        store = self._tools.store
        self.worker.submit(lambda: store.log_stay(stay), ("stay", 0, 0))

    def show_today(self) -> None:
        """Read today's visits for the staff's page."""
        since, local = self._tools.clock.midnight_utc(), self._tools.clock.local_time
        visits = self._tools.archive.visits
        self.worker.submit(lambda: _rows(visits(since, EVER, MOST_ROWS), local), ("today", 0, 0))

    def tidy(self, sure: bool) -> None:
        """Check what is kept; by a clock that is right, erase what has been kept for its time."""
        store, now = self._tools.store, self._tools.clock.utc()
        self.worker.submit(lambda: store.purge(now, sure), ("tidy", 0, 0))

    def order(self, job: Callable[[Store], object], number: int) -> bool:
        """Do something for staff in this thread; whether it is taken on."""
        store = self._tools.store
        return self.worker.submit(lambda: job(store), ("order", number, 0))

    def forget(self) -> None:
        """The member is gone: the next visit has an identity of its own."""
        self._visit, self._agreed = str(uuid4()), ""
        self._kept.clear()

    def poll(self, now: float) -> list[Event]:
        """What became of it since the last call."""
        events, self._refused = self._refused, []
        for done in self.worker.poll():
            if done.error is not None:
                self._faults.append(str(done.error))
            if done.tag[0] == "order":
                self.ordered.append(done)
            events += _said(done, now)
        return events

    def _refuse(self, what: str, event: Event) -> None:
        """A worker that hangs takes nothing more on: say so instead of waiting."""
        self._faults.append(f"{what}: too much is waiting already.")
        self._refused.append(event)


def _said(done: Finished[Tag], now: float) -> Sequence[Event]:
    kind, number, _ = done.tag
    fine = done.error is None
    match kind:
        case "save":
            return [SaveEnded(now, number, fine)]
        case "erase":
            return [EraseEnded(now, number, fine)]
        case "today":
            rows = cast("tuple[tuple[str, ...], ...]", done.value) if fine else ()
            return [TodaySaid(now, rows)]
    return ()


def _facts(take: Take | None) -> RecordingFacts:
    """A visit's main take as the recording that it would have been."""
    if take is None or not take.sights:
        return RecordingFacts(0, 0.0, 0)
    first, last = take.sights[0].time_s, take.sights[-1].time_s
    return RecordingFacts(len(take.sights), last - first, 0, first)


def _rows(
    visits: Sequence[VisitSummary], local: Callable[[str], str]
) -> tuple[tuple[str, ...], ...]:
    """Time of day here, ticket and both bands, the newest first; in the archive's thread."""
    return tuple(
        (local(one.started_utc), one.ticket, one.left.band or "–", one.right.band or "–")
        for one in visits
    )
