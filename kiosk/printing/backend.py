"""What a printer has to do for `kiosk.printing`. kiosk.ports only.

A backend has no memory between starts: which jobs there were, and whether the last one is whole,
is the service's to know (kiosk.printing.service).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from kiosk.ports import Outcome, PrinterStatus, PrintJob


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a job. paper_mm: how much was used, as far as is known. text: for staff."""

    outcome: Outcome
    paper_mm: float = 0.0
    text: str = ""


class Backend(Protocol):
    """One printer. Every call ends by itself within seconds and raises nothing but PrinterError."""

    def status(self) -> PrinterStatus:
        """Asked now, nothing remembered. A printer that does not answer is 'unknown', not ready."""
        ...

    def print(self, job: PrintJob) -> Receipt:
        """Raises PrinterError where not one line of it can have come out."""
        ...

    def clean(self) -> None:
        """After a job that is not known to be whole: empty the printer, feed and cut, or cancel,
        so that nothing of it remains. Raises PrinterError where that cannot be known."""
        ...

    def erase(self, job: str) -> bool:
        """Where slips are files: delete this job's; whether there was one."""
        ...

    def tidy(self, keep_days: int) -> int:
        """Where slips are files: delete those that are older; how many."""
        ...

    def close(self) -> None: ...
