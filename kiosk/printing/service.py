"""A printer with a memory: every job once, nothing of one before the next, paper counted.

May import kiosk.ports and its neighbours. One thread calls it; `fate` may be asked by others.

Rules, in the order in which they hold:
  1. A job that is known is answered from the journal and never printed again.
  2. The printer is asked first. One that is not ready, or does not answer, prints nothing.
  3. What an earlier job may have left in the printer is cleaned away first, or nothing is printed.
  4. The job is in the journal before its first byte, its outcome afterwards.

A journal that cannot be written (a full or read-only disk) stops nothing: the member's slip counts
for more than what is at risk. Jobs are remembered in memory, so that none is printed twice while
this process lives, and nobody ever sends a job a second time by himself; a process that starts on
such a journal takes the printer for unclean. What is lost is the outcome of a job that was under
way in a power cut, and staff is told so for as long as it lasts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final, Literal

from kiosk.errors import PrinterError
from kiosk.ports import Outcome, PrinterStatus, PrintJob
from kiosk.printing.backend import Backend, Receipt
from kiosk.printing.journal import Journal, JournalFile, job_name
from kiosk.printing.paper import Roll

Fate = Outcome | Literal["under way", "never"]
"""What became of a job. never: not one line of it was sent; it may be asked for anew."""

NOT_ANSWERED: Final = "The printer does not answer. See that it is switched on and plugged in."


class PrintService:
    """kiosk.ports.Printer over a backend. utc: now, as the journal writes it. at_close: called
    when the printer was let go of."""

    def __init__(
        self,
        backend: Backend,
        file: JournalFile,
        utc: Callable[[], str],
        roll: Roll | None = None,
        at_close: Callable[[], None] = lambda: None,
    ) -> None:
        self._backend, self._file, self._utc = backend, file, utc
        self._roll, self._at_close = roll or Roll(), at_close
        self._journal, self._damaged = file.load()
        self._unkept = ""
        self._keep(self._journal)
        self._reliable = not (self._damaged or self._unkept)
        self._journal = replace(self._journal, dirty=self._journal.dirty or not self._reliable)

    def status(self) -> PrinterStatus:
        """How the printer is; it is emptied on the way, if a job left something in it and it is
        back, so that half a slip does not wait for the next member."""
        try:
            found = self._backend.status()
        except PrinterError as error:
            found = PrinterStatus(False, "unknown", str(error) or NOT_ANSWERED)
        self._watch_paper(found)
        if self._unkept:
            self._keep(self._journal)
        if found.ready and self._journal.dirty:
            try:
                self._clean()
            except PrinterError as error:
                found = replace(found, ready=False, reason="fault", text=_unclean(error))
        low = found.low or self._roll.low(self._journal.paper_mm)
        told = filter(None, (found.text, self._damaged, self._unkept))
        return replace(found, low=low, text=" ".join(told))

    def print(self, job: PrintJob) -> Outcome:
        return self.carry_out(job).outcome

    def carry_out(self, job: PrintJob) -> Receipt:
        """`print`, with what is to be told to staff about it."""
        name = job_name(job.job)
        if name is None:
            raise PrinterError(f"{job.job!r} is no job's UUID; nothing was printed.")
        if self._journal.knows(name):
            return Receipt(
                self._journal.outcome(name) or "unknown", 0.0, "It was asked for before."
            )
        found = self.status()
        if not found.ready:
            raise PrinterError(found.text or NOT_ANSWERED)
        self._keep(self._journal.begun(name, self._utc()))
        try:
            receipt = self._backend.print(replace(job, job=name))
        except PrinterError:
            self._end(name, Receipt("failed"), dirty=False)
            raise
        except BaseException:
            self._end(name, Receipt("unknown"), dirty=True)
            raise
        # Of a printer that never tells, 'unknown' is all that there is to know of a whole job.
        whole = receipt.outcome == "printed" or (receipt.outcome == "unknown" and not found.tells)
        self._end(name, receipt, dirty=not whole)
        return receipt

    def fate(self, job: str) -> Fate:
        """What became of a job, as far as this memory can be relied on."""
        name, journal = job_name(job), self._journal
        if name is None or not journal.knows(name):
            return "never" if self._reliable else "unknown"
        return journal.outcome(name) or "under way"

    def knows(self, job: str) -> bool:
        """Whether asking for a job would only be answered, and print nothing."""
        return self._journal.knows(job_name(job) or "")

    def cancel(self) -> int:
        """Nothing waits here; a printer that a job may have left something in is emptied."""
        if not self._journal.dirty:
            return 0
        self._clean()
        return 1

    def new_roll(self) -> None:
        self._keep(self._journal.new_roll())

    @property
    def paper_mm(self) -> float:
        """Used since the last roll, as far as is known."""
        return self._journal.paper_mm

    def erase(self, job: str) -> bool:
        return self._backend.erase(job)

    def tidy(self, keep_days: int) -> int:
        return self._backend.tidy(keep_days)

    def close(self) -> None:
        self._backend.close()
        self._at_close()

    def _clean(self) -> None:
        self._backend.clean()
        self._keep(self._journal.cleaned(self._roll.clean_mm))

    def _end(self, name: str, receipt: Receipt, *, dirty: bool) -> None:
        ended = self._journal.ended(
            name, receipt.outcome, self._utc(), receipt.paper_mm, dirty=dirty
        )
        self._keep(ended)

    def _watch_paper(self, found: PrinterStatus) -> None:
        """Paper that was out and is back is a new roll."""
        out = self._journal.paper_out
        if found.reason == "paper_out" and not out:
            self._keep(replace(self._journal, paper_out=True))
        elif found.ready and out:
            self._keep(self._journal.new_roll())

    def _keep(self, journal: Journal) -> None:
        self._journal = journal
        try:
            self._file.save(journal)
        except PrinterError as error:
            self._unkept = str(error)
        else:
            self._unkept = ""


def _unclean(error: PrinterError) -> str:
    return (
        "Something of an earlier slip may be in the printer, and it could not be emptied: "
        f"{error} Switch it off and on."
    )
