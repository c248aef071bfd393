"""The print worker: answers at once, whatever its printer does. May import kiosk.printing; stdlib.

One thread serves all sockets and never waits for the printer, which has a thread of its own.
Nothing that comes in over a socket ends it: what is no request is answered with why.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from kiosk.adapters.printing_clients import Clients
from kiosk.adapters.printing_thread import PrintThread, Snapshot, Task
from kiosk.errors import InputError
from kiosk.ports import PrinterStatus
from kiosk.printing.protocol import (
    Reply,
    Request,
    Told,
    VersionError,
    number_of,
    read_request,
    reply_line,
)

TURN_S: Final = 0.5
FIRST_S: Final = 1.5
"""A worker that has just started keeps whoever asks waiting so long for its printer's answer."""
MEMORY_S: Final = 4.0
"""And so long for its memory of jobs."""
LATE_S: Final = 12.0
"""A printer that was not heard for so long between jobs is not called ready any longer."""
JOB_S: Final = 28.0
"""Nor one that does not come to the end of a job (kiosk.live.slips.HANGS_S)."""
STUCK_S: Final = 300.0
"""No call to a printer takes so long by what is agreed: the thread hangs, start anew."""
ENDING_S: Final = 12.0
"""To finish a job when told to end; less than TimeoutStopSec of the unit."""
ENDING: Final = "The print worker is ending; nothing was printed."


class StuckError(Exception):
    """The printing thread hangs; only a new process helps."""


class PrintServer:
    """thread: starts the printing thread, given what wakes this one. printer: its name. listener:
    for anybody who may open its path; parent: a line to the process that started this one, which
    ends with it. beat: called at least every second, for a watchdog."""

    def __init__(
        self,
        thread: Callable[[Callable[[], None]], PrintThread],
        printer: str,
        *,
        listener: socket.socket | None = None,
        parent: socket.socket | None = None,
        beat: Callable[[], None] = lambda: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._printer, self._clock, self._beat = printer, clock, beat
        self._ending = False
        self._early: list[tuple[int, Request, float]] = []
        self._dropped: dict[tuple[int, int], int] = {}
        self._clients = Clients(listener, self._heard, self._gone, clock)
        self._parent = None if parent is None else self._clients.join(parent, stays=True)
        self._thread = thread(self._clients.wake)

    def end(self) -> None:
        """Finish what is under way and leave; for a signal's handler."""
        self._ending = True
        self._clients.wake()

    def run(self) -> None:
        """Serve until told to end. Raises StuckError where the printing thread hangs."""
        while not self._ending:
            self.turn()
        self._clients.deaf()
        self._thread.drop_waiting()
        until_s = self._clock() + ENDING_S
        while self._thread.snapshot.doing and self._clock() < until_s:
            self.turn(0.1)
        self._thread.close(0.5)
        self.turn(0.0)
        self._clients.close()

    def turn(self, patience_s: float = TURN_S) -> None:
        """Serve whatever is there, or wait a moment for it."""
        self._clients.turn(patience_s)
        self._beat()
        for task, reply in self._thread.finished():
            self._finished(task, reply)
        self._answer_early()
        snapshot = self._thread.snapshot
        if snapshot.doing and self._clock() - snapshot.since_s > STUCK_S:
            raise StuckError(f"'{snapshot.doing}' has hung for {STUCK_S:g} s")

    def _gone(self, client: int) -> None:
        """What waits for a client that is gone shall not begin: nobody could be told of it."""
        self._thread.drop_waiting(client)
        if client == self._parent:
            self._ending = True

    def _finished(self, task: Task, reply: Reply) -> None:
        dropped = self._dropped.pop((task.client, task.request.number), 0)
        told = self._told() if task.request.do == "look" and not reply.fault else None
        self._answer(task.client, replace(reply, count=reply.count + dropped, told=told))

    def _heard(self, client: int, line: bytes) -> None:
        try:
            request = read_request(line)
        except VersionError as error:
            self._answer(client, Reply(number_of(line), "version", str(error)))
        except InputError as error:
            self._answer(client, Reply(number_of(line), "request", str(error)))
        else:
            self._do(client, request)

    def _do(self, client: int, request: Request) -> None:
        match request.do:
            case "status" | "outcome" | "withdraw":
                if request.do == "withdraw":
                    self._thread.withdraw(request.job)
                self._early.append((client, request, self._clock()))
                self._answer_early()
            case _:
                self._take_on(Task(client, request))

    def _take_on(self, task: Task) -> None:
        number = task.request.number
        dropped = self._thread.drop_waiting() if task.request.do == "cancel" else 0
        refused = ENDING if self._ending else self._thread.submit(task)
        if refused:
            self._answer(task.client, Reply(number, "printer", refused, count=dropped))
        elif dropped:
            self._dropped[task.client, number] = dropped

    def _answer(self, client: int, reply: Reply) -> None:
        self._clients.send(client, reply_line(reply))

    def _answer_early(self) -> None:
        """What is answered at once, or as soon as the worker knows anything."""
        now = self._clock()
        known = self._thread.snapshot.asked_s is not None
        waiting, self._early = self._early, []
        for client, request, since_s in waiting:
            asks_status = request.do == "status"
            if not known and now - since_s < (FIRST_S if asks_status else MEMORY_S):
                self._early.append((client, request, since_s))
            elif asks_status:
                self._answer(client, Reply(request.number, told=self._told()))
            else:
                fate = self._thread.fate(request.job)
                self._answer(client, Reply(request.number, fate=fate))

    def _told(self) -> Told:
        snapshot = self._thread.snapshot
        status = as_of(snapshot, self._clock())
        return Told(status, snapshot.doing == "print", snapshot.paper_mm, self._printer)


def as_of(snapshot: Snapshot, now_s: float) -> PrinterStatus:
    """What was last heard of the printer, unless that is too long ago to be believed."""
    doing_s = now_s - snapshot.since_s if snapshot.doing else 0.0
    late = doing_s > (JOB_S if snapshot.doing == "print" else LATE_S)
    if not late:
        return snapshot.status
    text = f"The printer has not answered for {doing_s:.0f} s."
    return replace(snapshot.status, ready=False, reason="unknown", text=text)
