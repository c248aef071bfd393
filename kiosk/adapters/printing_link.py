"""The kiosk's printer: a `kiosk.ports.Printer` whose printing is done by the print worker.

May import kiosk.printing and its neighbours; stdlib only. One thread calls it, and no call takes
longer than its deadline, whatever becomes of the worker.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from kiosk.adapters.printing_line import LostError
from kiosk.adapters.printing_workers import PrintWorkers
from kiosk.errors import InputError, PrinterError
from kiosk.ports import Outcome, PrinterStatus, PrintJob
from kiosk.printing.protocol import Reply, Request
from kiosk.printing.service import Fate

ASK_S: Final = 2.0
PRINT_S: Final = 27.0
SETTLE_S: Final = 1.5
"""To find out what became of a job, beyond that: together less than kiosk.live.slips.HANGS_S."""
OTHER_S: Final = 10.0
CANCEL_S: Final = 25.0
"""A job that is being printed comes to its end first."""
AGAIN_S: Final = 0.1
SILENCES: Final = 3
"""Statuses in a row that were left unanswered: the worker is taken for lost."""
NOTHING: Final = "Nothing was printed."
LOST: Final = "The print worker does not answer."


class PrinterLink:
    """tell: takes sentences for staff that belong to no call."""

    def __init__(
        self,
        workers: PrintWorkers,
        tell: Callable[[str], None] = lambda _: None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._workers, self._tell = workers, tell
        self._clock, self._sleep = clock, sleep
        self._silences = 0
        self._said = ""

    def status(self) -> PrinterStatus:
        """As the worker heard it last, at once. Never raises: who does not answer is not ready."""
        until_s = self._clock() + ASK_S
        try:
            told = self._workers.line(until_s).told("status", until_s)
        except LostError as error:
            self._workers.lost()
            return PrinterStatus(False, "unknown", f"{LOST} {error}")
        except (TimeoutError, PrinterError) as error:
            self._silences += 1
            if self._silences >= SILENCES:
                self._silences = 0
                self._workers.lost()
            return PrinterStatus(False, "unknown", f"{LOST} {error}".strip())
        self._silences = 0
        status = told.status
        if status.ready and status.text != self._said:
            self._said = status.text
            if status.text:
                self._tell(status.text)
        return status

    def print(self, job: PrintJob) -> Outcome:
        """Sends it once, and never again: what is not answered is asked after. InputError, where
        the slip has something that cannot be sent, is a PrinterError here."""
        until_s = self._clock() + PRINT_S
        try:
            line = self._workers.line(until_s)
        except LostError as error:
            self._workers.lost()
            raise PrinterError(f"{NOTHING} {LOST} {error}") from error
        try:
            reply = line.ask(Request("print", job.job, job.slip), until_s)
        except InputError as error:
            raise PrinterError(f"{NOTHING} The slip cannot be sent: {error}") from error
        except LostError:
            self._workers.lost()
            return self._find_out(job.job, until_s + SETTLE_S)
        except TimeoutError:
            return self._find_out(job.job, until_s + SETTLE_S)
        if reply.fault:
            raise PrinterError(reply.text or NOTHING)
        if reply.text and reply.fate != "printed":
            self._tell(f"A slip is '{reply.fate}': {reply.text}")
        return _outcome(reply.fate) or "unknown"

    def cancel(self) -> int:
        return self._carried_out(Request("cancel"), CANCEL_S).count

    def new_roll(self) -> None:
        self._carried_out(Request("new_roll"), OTHER_S)

    def erase(self, job: str) -> bool:
        return self._carried_out(Request("erase", job), OTHER_S).count > 0

    def tidy(self, keep_days: int) -> int:
        return self._carried_out(Request("tidy", days=keep_days), OTHER_S).count

    def close(self) -> None:
        self._workers.close()

    def _find_out(self, job: str, until_s: float) -> Outcome:
        """Withdraw a job that may have begun; what became of it. Once it is withdrawn, 'never' is
        for good, and the member may press again."""
        while self._clock() < until_s:
            ask_until_s = min(until_s, self._clock() + ASK_S)
            try:
                reply = self._workers.line(ask_until_s).ask(Request("withdraw", job), until_s)
            except LostError:
                self._workers.lost()
            except TimeoutError:
                break
            else:
                if reply.fate == "never":
                    raise PrinterError(f"{NOTHING} {LOST}")
                if outcome := _outcome(reply.fate):
                    return outcome
            self._sleep(AGAIN_S)
        return "unknown"

    def _carried_out(self, request: Request, patience_s: float) -> Reply:
        until_s = self._clock() + patience_s
        try:
            reply = self._workers.line(until_s).ask(request, until_s)
        except LostError as error:
            self._workers.lost()
            raise PrinterError(f"{LOST} {error}") from error
        except TimeoutError as error:
            raise PrinterError(LOST) from error
        if reply.fault:
            raise PrinterError(reply.text or LOST)
        return reply


def _outcome(fate: Fate | None) -> Outcome | None:
    """None for a job that has not come to its end."""
    return fate if fate in ("printed", "failed", "unknown") else None
