"""Follows one job of the print service to its end, or ends it. May import the cups_* beside it.

What is said of a job that was not printed rests on evidence from after its end: 'failed' where the
service never began with it, or where the printer could not be reached at any look; else 'unknown'.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, Protocol

from kiosk.adapters.cups_commands import Job, Queue
from kiosk.adapters.cups_device import Device, ask_device, tells
from kiosk.adapters.cups_reasons import ADVICE, CONNECTING, SENT, meaning
from kiosk.errors import PrinterError
from kiosk.ports import Outcome
from kiosk.printing.backend import Receipt

WAITING, HELD, STOPPED, CANCELLED, ABORTED, COMPLETED = 3, 4, 6, 7, 8, 9
ENDED: Final = {
    0: "The print service no longer knows the job; is PreserveJobHistory off in cupsd.conf?",
    CANCELLED: "The job was cancelled.",
    ABORTED: "The print service gave the job up.",
}


class Service(Protocol):
    """What `CupsCommands` does; every call raises PrinterError and nothing else."""

    def queue(self) -> Queue: ...
    def submit(self, title: str, document: bytes, options: tuple[str, ...]) -> int: ...
    def job(self, number: int) -> Job: ...
    def cancel(self, number: int) -> None: ...
    def forget(self, number: int) -> None: ...
    def ours(self, which: str = "not-completed") -> tuple[int, ...]: ...


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds. waits: until the printer must have the whole job. prints: until it must be printed
    then; a laser printer that slept takes half a minute. dead: how long the printer may be out of
    reach before the job is given up, half that a look. connects: how long the service may try to
    connect. ends: to cancel a job. look: from one look to the next."""

    waits: float = 20.0
    prints: float = 90.0
    dead: float = 3.0
    connects: float = 6.0
    ends: float = 5.0
    look: float = 0.25


@dataclass(frozen=True, slots=True)
class Senses:
    """How a printer and the time are asked; tests have their own."""

    ask: Callable[[str, float], Device] = ask_device
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


class Watch:
    """number: the job's. device: the address of the printer behind the queue."""

    def __init__(
        self, service: Service, number: int, device: str, patience: Patience, senses: Senses
    ) -> None:
        self._service, self._number, self._device = service, number, device
        self._patience, self._senses = patience, senses
        self._began_s = self._there_s = self._got_on_s = senses.clock()
        self._reached = self._sent = False

    def followed(self) -> Receipt:
        """To its end; nothing of it is left in the service, or the receipt says so."""
        while True:
            try:
                job = self._service.job(self._number)
            except PrinterError as error:
                return self._ended_by_us(str(error))
            self._look(job)
            if job.over:
                return self._receipt(job)
            why = self._hopeless(job)
            if why:
                return self._ended_by_us(why)
            self._senses.sleep(self._patience.look)

    def _look(self, job: Job) -> None:
        self._sent = self._sent or SENT in job.reasons
        if job.over:
            return
        there = self._senses.ask(self._device, self._patience.dead / 2).there
        now = self._senses.clock()
        if there is not False:
            self._reached, self._there_s = True, now
        if CONNECTING not in job.reasons:
            self._got_on_s = now

    def _hopeless(self, job: Job) -> str:
        """Why the job is not waited for any longer; '' while it is."""
        now, patience = self._senses.clock(), self._patience
        if now - self._there_s > patience.dead * (3 if self._sent else 1):
            return ADVICE["offline"]
        if now - self._got_on_s > patience.connects:
            return ADVICE["offline"]
        if job.state in (HELD, STOPPED) or (job.state == WAITING and job.began):
            return f"The print service could not print it: {job.message or 'no reason given'}."
        if now - self._began_s > (patience.prints if self._sent else patience.waits):
            if not job.began:
                return "The queue never came to it: it is stopped, or another job takes long."
            told = meaning(job.reasons).why
            return ADVICE[told] if told else "The printer took too long."
        return ""

    def _ended_by_us(self, why: str) -> Receipt:
        """Cancel it, and see that it is gone."""
        until = self._senses.clock() + self._patience.ends
        while True:
            try:
                self._service.cancel(self._number)
            except PrinterError as error:
                why = f"{why} {error}"
            with suppress(PrinterError):
                job = self._service.job(self._number)
                if job.over:
                    return self._receipt(job, why)
            if self._senses.clock() > until:
                return Receipt("unknown", text=f"{why} The job could not be cancelled.")
            self._senses.sleep(self._patience.look)

    def _receipt(self, job: Job, why: str = "") -> Receipt:
        outcome = self._outcome(job)
        told = [] if outcome == "printed" else [why or ENDED.get(job.state, ""), job.message]
        try:
            self._service.forget(self._number)
        except PrinterError as error:
            told.append(str(error))
        return Receipt(outcome, text=" ".join(filter(None, told)))

    def _outcome(self, job: Job) -> Outcome:
        if job.state == COMPLETED:
            return "printed" if tells(self._device) else "unknown"
        if job.state in (CANCELLED, ABORTED):
            if not job.began:
                return "failed"
            if not (self._sent or SENT in job.reasons or self._reached):
                after = self._senses.ask(self._device, self._patience.dead / 2)
                return "failed" if after.there is False else "unknown"
        return "unknown"
