"""Prints slips and watches the printer, in a thread of its own. May import kiosk.core, ports,
visit, live.

A press is a job with an identity of its own, which the visit's leads to (kiosk.core.slipjob); only
staff's copy prints a slip again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final
from uuid import uuid4

from kiosk.core.senses import ModelReady
from kiosk.core.slip import Slip
from kiosk.core.slipjob import MOST_COPIES, slip_job, slip_jobs
from kiosk.errors import PrinterError
from kiosk.live.analyst import Found
from kiosk.live.tools import Tag, Tools
from kiosk.live.worker import Finished, Worker
from kiosk.ports import Outcome, PrinterStatus, PrintJob
from kiosk.visit.events import Event, PrintEnded, PrinterSaid

STATUS_EVERY_S: Final = 4.0
HANGS_S: Final = 29.0
"""Longer than a slip over a serial line of 57600 baud (25 s) and than the print worker's own
deadline, which says 'unknown' first (kiosk.adapters.printing_link); shorter than the state
'printing' of a visit lasts."""
ENOUGH_S: Final = 600.0
"""A sensor at the end of a roll comes and goes: told again only after so long without a word."""


@dataclass(frozen=True, slots=True, eq=False)
class Printed:
    """What became of a print job, and what was or was to be printed."""

    outcome: Outcome
    slip: Slip
    fault: str = ""


class Slips:
    """The printing desk; every method is the main thread's and returns at once."""

    def __init__(self, tools: Tools, faults: list[str]) -> None:
        self._tools, self._faults = tools, faults
        self._slip_of = ""
        """The visit of the slip that is or will be staff's to copy; '' for a card."""
        self._copies = 0
        self._language = "en"
        self._last_slip: tuple[Slip, str] | None = None
        """For staff's copy alone; the next slip takes its place, and deleting the result does."""
        self._copyable: int | None = None
        self._ticket = ""
        """Of the slip that is or will be staff's to copy; '' for a card."""
        self._asked_status_s = self._low_s = float("-inf")
        self._status = PrinterStatus(ready=True)
        self._busy_since_s = tools.clock.now_s()
        self._hangs = False
        self._refused: list[Event] = []
        self.worker: Worker[Tag] = Worker("printing")

    def press(
        self,
        number: int,
        what: str,
        language: str,
        found: Found,
        model: ModelReady | None,
        visit: str = "",
    ) -> None:
        """Print the result's slip, the card, or staff's copy of the last slip. visit: the UUID
        that the slip's result is kept under."""
        make, printer = self._maker(what, language, found, model), self._tools.printer
        failed = PrintEnded(self._tools.clock.now_s(), number, "failed")
        if what != "copy":
            # Whatever becomes of this one, an earlier member's slip is never staff's copy again.
            self._last_slip, self._copyable = None, number
            self._ticket = found.ticket if what == "slip" else ""
            self._slip_of, self._copies = visit if what == "slip" else "", 0
        if make is None:
            self._refused.append(failed)
            return
        job = self._job(what)

        def run() -> Printed:
            made = make()
            try:
                return Printed(printer.print(PrintJob(job, made)), made)
            except PrinterError as error:
                return Printed("failed", made, str(error))

        if self._hangs or not self.worker.submit(run, ("print", number, 0)):
            self._faults.append("The slip could not be printed: too much is waiting already.")
            self._refused.append(failed)

    @property
    def status(self) -> PrinterStatus:
        """As the printer was heard last."""
        return self._status

    def copy(self, number: int, ticket: str) -> str:
        """Print staff's copy of the last slip, if it is this ticket's ('': whichever); why not, or
        ''. Its end comes as PrintEnded with this number."""
        if self._last_slip is None:
            return "There is no slip to copy: none was printed since the kiosk started."
        if self._copies >= MOST_COPIES:
            return f"The last slip was copied {MOST_COPIES} times already."
        if ticket and ticket != self._ticket:
            return (
                f"The last slip is not that of {ticket}, and only the last one can be printed "
                "again. kiosk results show tells what was measured."
            )
        self.press(number, "copy", self._language, Found(), None)
        return ""

    def drop_copy(self, ticket: str) -> None:
        """The visit is erased: its slip is not copied any more."""
        if ticket == self._ticket:
            self._last_slip = self._copyable = None

    def erase(self, visit: str) -> None:
        """A visit is deleted: where slips are files, none of it stays. Any thread may ask."""
        printer = self._tools.printer

        def job() -> None:
            for one in slip_jobs(visit):
                printer.erase(one)

        self.worker.submit(job, ("tidy", 0, 0))

    def drop(self) -> None:
        """The visit's result is deleted: its slip is not copied."""
        self._last_slip = self._copyable = None

    def tidy(self) -> None:
        """Erase slips that have been kept for their time."""
        printer, days = self._tools.printer, self._tools.keep_days
        self.worker.submit(lambda: printer.tidy(days), ("tidy", 0, 0))

    def new_paper(self) -> None:
        """Staff put in a new roll: count it from here, and ask the printer at once."""
        self.worker.submit(self._tools.printer.new_roll, ("tidy", 0, 0))
        self._asked_status_s = self._low_s = float("-inf")

    def poll(self, now: float) -> list[Event]:
        """Ask how the printer is, now and then, and say what became of all since the last call."""
        if now - self._asked_status_s >= STATUS_EVERY_S and not self.worker.busy:
            self._asked_status_s = now
            self.worker.submit(self._tools.printer.status, ("status", 0, 0))
        self._watch(now)
        events, self._refused = self._refused, []
        for done in self.worker.poll():
            if done.error is not None and done.tag[0] != "status":
                self._faults.append(str(done.error))
            events += self._said(done, now)
        return events

    def _watch(self, now: float) -> None:
        """A printer that does not come back from a job is not offered any longer."""
        if not self.worker.busy:
            self._busy_since_s = now
        elif now - self._busy_since_s > HANGS_S and not self._hangs:
            self._hangs = True
            self._faults.append("The printer has not answered for a while.")
            self._refused.append(
                self._told(replace(self._status, ready=False, reason="unknown"), now)
            )
        self._hangs = self._hangs and self.worker.busy

    def _job(self, what: str) -> str:
        """The identity of what is printed next."""
        if what == "copy":
            self._copies += 1
        return slip_job(self._slip_of, self._copies) if self._slip_of else str(uuid4())

    def _maker(
        self, what: str, language: str, found: Found, model: ModelReady | None
    ) -> Callable[[], Slip] | None:
        """What draws up the slip, in the printing thread; None where there is none to print."""
        press = self._tools.press
        named = "" if model is None else f"{model.name} {model.sha256[:8]}"
        if what == "card":
            return partial(press.card, language, named)
        if what == "copy":
            if self._last_slip is None or self._copies >= MOST_COPIES:
                return None
            return partial(press.copied, *self._last_slip)
        if found.answer is None:
            return None
        self._language = language
        return partial(
            press.slip, found.answer, language, named, found.ticket, found.code, found.compared,
            found.answers,
        )  # fmt: skip

    def _said(self, done: Finished[Tag], now: float) -> Sequence[Event]:
        kind, number, _ = done.tag
        match kind:
            case "print":
                return [PrintEnded(now, number, self._outcome(done))]
            case "status":
                status = done.value
                if not isinstance(status, PrinterStatus):
                    text = str(done.error or "")
                    status = replace(self._status, ready=False, reason="unknown", text=text)
                self._notice(status, now)
                return [self._told(status, now)]
        return ()

    def _told(self, status: PrinterStatus, now: float) -> PrinterSaid:
        return PrinterSaid(now, status.ready, status.reason, status.low, status.tells)

    def _notice(self, status: PrinterStatus, now: float) -> None:
        """Tell staff once when something begins, not every time that it is so."""
        before, self._status = self._status, status
        if status.low:
            if now - self._low_s > ENOUGH_S:
                self._faults.append("The printer's paper ends soon: have a new roll at hand.")
            self._low_s = now
        off = not status.ready and status.reason != "absent"
        if off and (before.ready or before.reason != status.reason):
            why = f"{status.reason or 'unknown'}" + (f": {status.text}" if status.text else "")
            self._faults.append(f"The printer is not ready ({why}).")

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
