"""The print worker's one thread that talks to the printer. May import kiosk.printing; stdlib only.

Tasks run one at a time in the order in which they came; between them the printer is asked how it
is. A task that has not begun can be withdrawn, and then never begins.
"""

from __future__ import annotations

import sys
import time
import traceback
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from threading import Condition, Thread
from typing import Final

from kiosk.errors import PrinterError
from kiosk.ports import PrinterStatus, PrintJob
from kiosk.printing.protocol import Reply, Request
from kiosk.printing.service import Fate, PrintService

MOST_WAITING: Final = 32
POLL_S: Final = 3.0
MOST_WITHDRAWN: Final = 200
WITHDRAWN: Final = "It was withdrawn before it began; nothing was printed."
FULL: Final = "Too much waits for the printer already; nothing was printed."
BUG: Final = "The print worker has a defect, see its log; nothing was printed for sure."
NOT_YET: Final = PrinterStatus(False, "unknown", "The printer has not been asked yet.")


@dataclass(frozen=True, slots=True)
class Task:
    """A request and who asked (the server's own number for a client)."""

    client: int
    request: Request


@dataclass(frozen=True, slots=True)
class Snapshot:
    """status: as of asked_s, None before the first answer. doing: what is under way ('poll', a
    request's word or ''), since when."""

    status: PrinterStatus
    asked_s: float | None
    doing: str
    since_s: float
    paper_mm: float


class PrintThread:
    """open_service: the printer with its memory; raises PrinterError while another program has it,
    and is then called again. warm: once, when nothing else is to be done. wake: called whenever
    something has finished, in this thread."""

    def __init__(
        self,
        open_service: Callable[[], PrintService],
        wake: Callable[[], None],
        *,
        warm: Callable[[], None] = lambda: None,
        poll_s: float = POLL_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._open, self._wake, self._warm = open_service, wake, warm
        self._poll_s, self._clock = poll_s, clock
        self._service: PrintService | None = None
        self._change = Condition()
        self._tasks: deque[Task] = deque()
        self._over: deque[tuple[Task, Reply]] = deque()
        self._withdrawn: deque[str] = deque(maxlen=MOST_WITHDRAWN)
        self._doing: Task | None = None
        self._snapshot = Snapshot(NOT_YET, None, "poll", clock(), 0.0)
        self._closed = False
        self._thread = Thread(target=self._work, name="printing", daemon=True)
        self._thread.start()

    @property
    def snapshot(self) -> Snapshot:
        return self._snapshot

    def submit(self, task: Task) -> str:
        """Take a task on, or say why not."""
        with self._change:
            if self._closed or len(self._tasks) >= MOST_WAITING:
                return FULL
            if task.request.do == "print" and self._is_withdrawn(task.request.job):
                return WITHDRAWN
            self._tasks.append(task)
            self._change.notify_all()
            return ""

    def finished(self) -> list[tuple[Task, Reply]]:
        """What has ended since the last call."""
        with self._change:
            found = list(self._over)
            self._over.clear()
            return found

    def withdraw(self, job: str) -> None:
        """This job shall not begin from now on, whenever it may be asked for."""
        with self._change:
            self._withdrawn.append(job)
            self._drop(lambda task: task.request.do == "print" and task.request.job == job)

    def drop_waiting(self, client: int | None = None) -> int:
        """Jobs that wait, of one client or all, shall not begin; how many those were."""
        with self._change:
            return self._drop(
                lambda task: task.request.do == "print" and client in (None, task.client)
            )

    def fate(self, job: str) -> Fate:
        """What became of a job. 'under way' from the moment it is taken on: its journal begins
        later."""
        with self._change:
            tasks = [*self._tasks, *filter(None, [self._doing])]
            if any(task.request.do == "print" and task.request.job == job for task in tasks):
                return "under way"
            service = self._service
        return "unknown" if service is None else service.fate(job)

    def close(self, patience_s: float) -> bool:
        """Begin nothing more; whether what was under way ended in time."""
        with self._change:
            self._closed = True
            self._drop(lambda _: True)
            self._change.notify_all()
        self._thread.join(patience_s)
        return not self._thread.is_alive()

    def _is_withdrawn(self, job: str) -> bool:
        known = self._service is not None and self._service.knows(job)
        return job in self._withdrawn and not known

    def _drop(self, which: Callable[[Task], bool]) -> int:
        dropped = [task for task in self._tasks if which(task)]
        for task in dropped:
            self._tasks.remove(task)
            self._over.append((task, Reply(task.request.number, "printer", WITHDRAWN)))
        return len(dropped)

    def _work(self) -> None:
        warm = False
        self._poll()
        while True:
            with self._change:
                if not self._tasks and not self._closed and warm:
                    self._change.wait(self._poll_s)
                if self._closed:
                    break
                task = self._doing = self._tasks.popleft() if self._tasks else None
            if task is not None:
                self._carry_out(task)
            elif warm:
                self._poll()
            else:
                warm = True
                self._guarded("warm", self._warm)
        if self._service is not None:
            with suppress(PrinterError):
                self._service.close()

    def _carry_out(self, task: Task) -> None:
        reply = self._reply(task.request)
        with self._change:
            self._doing = None
            self._over.append((task, reply))
            waiting = bool(self._tasks)
        self._wake()
        # What printing changed is asked at once, but no member waits for that.
        if not waiting and task.request.do != "look":
            self._poll()

    def _reply(self, request: Request) -> Reply:
        said: list[Reply] = []

        def run() -> None:
            try:
                said.append(self._answer(request))
            except PrinterError as error:
                said.append(Reply(request.number, "printer", str(error)))

        self._guarded(request.do, run)
        if said:
            return said[0]
        service = self._service
        fate = service.fate(request.job) if service and request.do == "print" else None
        return Reply(request.number, "" if fate == "unknown" else "bug", BUG, fate)

    def _answer(self, request: Request) -> Reply:
        service, number = self._ready(), request.number
        match request.do:
            case "print" if request.slip is not None:
                receipt = service.carry_out(PrintJob(request.job, request.slip))
                return Reply(number, "", receipt.text, receipt.outcome)
            case "cancel":
                return Reply(number, count=service.cancel())
            case "new_roll":
                service.new_roll()
                return Reply(number)
            case "erase":
                return Reply(number, count=int(service.erase(request.job)))
            case "tidy":
                return Reply(number, count=service.tidy(request.days))
            case _:
                self._ask(service)
                return Reply(number)

    def _ready(self) -> PrintService:
        if self._service is None:
            self._service = self._open()
        return self._service

    def _poll(self) -> None:
        def run() -> None:
            try:
                self._ask(self._ready())
            except PrinterError as error:
                self._note(PrinterStatus(False, "fault", str(error)))

        if not self._guarded("poll", run):
            self._note(PrinterStatus(False, "fault", BUG))
        self._wake()

    def _ask(self, service: PrintService) -> None:
        status = service.status()
        self._note(status, service.paper_mm)

    def _note(self, status: PrinterStatus, paper_mm: float = 0.0) -> None:
        now = self._clock()
        self._snapshot = replace(self._snapshot, status=status, asked_s=now, paper_mm=paper_mm)

    def _guarded(self, doing: str, run: Callable[[], None]) -> bool:
        """Do something, and show since when. One slip that cannot be drawn, or one answer of a
        printer that nobody thought of, must not take printing from everybody after: what nobody
        caught is logged whole, and the service has taken down that the outcome is unknown."""
        self._snapshot = replace(self._snapshot, doing=doing, since_s=self._clock())
        try:
            run()
        except Exception:  # noqa: BLE001
            traceback.print_exc(file=sys.stderr)
            return False
        finally:
            self._snapshot = replace(self._snapshot, doing="", since_s=self._clock())
        return True
