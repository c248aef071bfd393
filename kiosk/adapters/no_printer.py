"""The printer of a kiosk without one: never ready, prints nothing. kiosk.ports and errors only."""

from __future__ import annotations

from typing import NoReturn

from kiosk.errors import PrinterError
from kiosk.ports import PrinterStatus, PrintJob


class NoPrinter:
    """Port and backend where [printer] uri is empty: the code on the screen takes its place."""

    def status(self) -> PrinterStatus:
        return PrinterStatus(False, "absent", "no printer is configured ([printer] uri)")

    def print(self, job: PrintJob) -> NoReturn:
        raise PrinterError(f"Job {job.job} was not printed: no printer is configured.")

    def clean(self) -> None: ...

    def cancel(self) -> int:
        return 0

    def new_roll(self) -> None: ...

    def erase(self, job: str) -> bool:  # noqa: ARG002
        return False

    def tidy(self, keep_days: int) -> int:  # noqa: ARG002
        return 0

    def close(self) -> None: ...
