"""Prints slips through a queue of the system's print service. May import the cups_* beside it.

`lp` succeeds while the printer is switched off, and the slip would come out for whoever stands
there when it is switched on again. So every job is watched to its end, and one that cannot be
printed now is cancelled. Nothing of a slip stays: its pages go through a pipe, the job's name is
a number that says nothing, and the service is told to delete what it keeps.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Final
from uuid import UUID

from kiosk.adapters.cups_commands import CupsCommands, LateError, Queue
from kiosk.adapters.cups_device import Device, tells
from kiosk.adapters.cups_reasons import ADVICE, meaning
from kiosk.adapters.cups_watch import Patience, Senses, Service, Watch
from kiosk.core.slip import Slip
from kiosk.errors import PrinterError
from kiosk.ports import PrinterStatus, PrintJob
from kiosk.printing.backend import Receipt

DEVICE_S: Final = 2.5
MEDIA: Final = {"a6": "iso_a6_105x148mm", "a4": "iso_a4_210x297mm"}
"""Self-describing names (PWG 5101.1) by [printer] paper."""


def owner() -> str:
    """Whose our jobs are. Kiosks that share a print service do not cancel one another's."""
    return "knee-kiosk-" + re.sub(r"[^A-Za-z0-9.-]", "", socket.gethostname())[:40]


class CupsPrinter:
    """A `kiosk.printing.backend.Backend`.

    page: a slip as the document that the queue is given. paper: 'a6' or 'a4'; of another, the
    queue's own is taken.
    """

    def __init__(
        self,
        queue: str,
        page: Callable[[Slip], bytes],
        paper: str,
        *,
        service: Service | None = None,
        patience: Patience | None = None,
        senses: Senses | None = None,
    ) -> None:
        self._queue, self._page = queue, page
        self._service = service or CupsCommands(queue, owner())
        self._options = (f"media={MEDIA[paper]}",) if paper in MEDIA else ()
        self._patience, self._senses = patience or Patience(), senses or Senses()

    def status(self) -> PrinterStatus:
        """Of the queue, and of the printer behind it; within 4 s unless the service hangs."""
        try:
            queue = self._service.queue()
        except PrinterError as error:
            return PrinterStatus(False, "offline", str(error))
        return self._judged(queue)

    def print(self, job: PrintJob) -> Receipt:
        """'printed' where the printer said so; of one that cannot, 'unknown' is a whole job."""
        try:
            title = str(UUID(job.job))
        except ValueError as error:
            raise PrinterError(f"{job.job!r} is no job's UUID; nothing was printed.") from error
        queue = self._service.queue()
        found = self._judged(queue)
        if not found.ready:
            raise PrinterError(f"Nothing was printed. {found.text}")
        document = self._page(job.slip)
        try:
            number = self._service.submit(title, document, self._options)
        except LateError as error:
            with suppress(PrinterError):
                self.clean()
            return Receipt("unknown", text=str(error))
        return Watch(self._service, number, queue.device, self._patience, self._senses).followed()

    def clean(self) -> None:
        """Cancel our jobs that wait, and have all of ours deleted with their pages."""
        until = self._senses.clock() + self._patience.ends
        while waiting := self._service.ours():
            for number in waiting:
                with suppress(PrinterError):  # it may have ended by itself meanwhile
                    self._service.cancel(number)
            if self._senses.clock() > until:
                raise PrinterError(
                    f"Jobs {', '.join(map(str, waiting))} of queue {self._queue!r} could not be "
                    f"cancelled. Try: sudo cancel -a -x {self._queue}"
                )
            self._senses.sleep(self._patience.look)
        for number in self._service.ours("completed"):
            self._service.forget(number)

    def erase(self, job: str) -> bool:  # noqa: ARG002 (nothing of a slip is kept)
        return False

    def tidy(self, keep_days: int) -> int:  # noqa: ARG002
        return 0

    def close(self) -> None:
        """Nothing to let go of."""

    def _judged(self, queue: Queue) -> PrinterStatus:
        can_tell = tells(queue.device)
        if not (queue.enabled and queue.accepting):
            do = "cupsaccept" if queue.enabled else "cupsenable"
            text = f"Queue {self._queue!r} is stopped: {queue.message or 'no reason given'}."
            text += f" When that is mended: sudo {do} {self._queue}"
            return PrinterStatus(False, "fault", text, tells=can_tell)
        device = self._senses.ask(queue.device, DEVICE_S)
        if device.there is False:
            text = f"{ADVICE['offline']} {device.text}"
            return PrinterStatus(False, "offline", text, tells=can_tell)
        return _as_told(queue, device, can_tell=can_tell)


def _as_told(queue: Queue, device: Device, *, can_tell: bool) -> PrinterStatus:
    """The printer's own word goes before what the service remembers of it."""
    reasons = queue.reasons if device.reasons is None else device.reasons
    told = meaning(reasons, stopped=device.stopped, paper=device.paper)
    if told.why is None:
        return PrinterStatus(True, low=told.low, tells=can_tell)
    text = f"{ADVICE[told.why]} It says: {', '.join(reasons)}."
    return PrinterStatus(False, told.why, text, low=told.low, tells=can_tell)
