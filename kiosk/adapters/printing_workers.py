"""Finds the print worker, or starts one. May import its neighbours; stdlib only.

The worker of the system's service is used where it listens and has the right printer; otherwise a
child is started, and again, ever later, where it died. Linux.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from kiosk.adapters.printing_child import PrintingChild
from kiosk.adapters.printing_line import Line, LostError
from kiosk.adapters.unix_socket import call
from kiosk.errors import PrinterError

RETRY_S: Final = (0.0, 0.5, 2.0, 5.0, 15.0)
"""Waits before the next child, the last one for ever; from the first again after a steady one."""
STEADY_S: Final = 30.0
LOOK_S: Final = 15.0
"""How often a kiosk with a child looks whether the service is there."""
RESTART_S: Final = 20.0
"""A service that was there is being started again: no child meanwhile."""
HELLO_S: Final = 2.0


class PrintWorkers:
    """printer: the name that a worker must have. service: its socket, None for no such; start: a
    child, None for no such. tell: takes sentences for staff, each once."""

    def __init__(
        self,
        printer: str,
        service: Path | None,
        start: Callable[[], PrintingChild] | None,
        tell: Callable[[str], None] = lambda _: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._printer, self._service, self._start = printer, service, start
        self._tell, self._clock = tell, clock
        self._line: Line | None = None
        self._child: PrintingChild | None = None
        self._failures = 0
        self._next_start_s = self._next_look_s = self._served_s = float("-inf")
        self._began_s = clock()
        self._said = ""

    @property
    def pid(self) -> int | None:
        """The child's process number; None where the service prints, or nobody."""
        return None if self._child is None else self._child.pid

    def line(self, until_s: float) -> Line:
        """To a worker with the right printer. Raises LostError where there is none just now."""
        if self._line is not None and (self._child is None or self._clock() < self._next_look_s):
            return self._line
        served = self._served(until_s)
        if served is not None:
            self._let_go()
            self._line, self._served_s = served, self._clock()
        elif self._line is None:
            self._line = self._started()
        return self._line

    def lost(self) -> None:
        """The line that was handed out is of no use any more. A child that has not ended by itself
        makes no sense, or none in time: it is killed."""
        if self._line is not None:
            self._line.close()
            self._line = None
        now_s = self._clock()
        if self._child is None:
            self._served_s = now_s if self._served_s > float("-inf") else self._served_s
            return
        self._child.kill()
        self._child = None
        if now_s - self._began_s >= STEADY_S:
            self._failures = 0
        self._next_start_s = now_s + RETRY_S[min(self._failures, len(RETRY_S) - 1)]
        self._failures += 1

    def close(self) -> None:
        self._let_go()

    def _let_go(self) -> None:
        if self._line is not None:
            self._line.close()
        if self._child is not None:
            self._child.let_go()
        self._line = self._child = None

    def _served(self, until_s: float) -> Line | None:
        """A line to the service's worker; None where it is not there or has another printer."""
        self._next_look_s = self._clock() + LOOK_S
        if self._service is None or not self._service.exists():
            return None
        until_s = min(until_s, self._clock() + HELLO_S)
        try:
            line = Line(call(self._service, HELLO_S), self._clock)
        except OSError as error:
            self._say(f"The print service cannot be reached: {error.strerror or error}.")
            return None
        try:
            told = line.told("status", until_s)
        except (LostError, TimeoutError, PrinterError) as error:
            line.close()
            self._say(f"The print service does not answer as expected. {error}")
            return None
        if told.printer != self._printer:
            line.close()
            self._say(
                f"The print service has the printer '{told.printer}', this kiosk is set up for "
                f"'{self._printer}'. Restart the service after a change of [printer]."
            )
            return None
        return line

    def _started(self) -> Line:
        now_s = self._clock()
        if now_s - self._served_s < RESTART_S:
            raise LostError("The print service is being started again.")
        if self._start is None:
            raise LostError("The print service is not there.")
        if now_s < self._next_start_s:
            raise LostError("The print worker is being started again.")
        self._began_s = now_s
        try:
            self._child = self._start()
        except OSError as error:
            self._next_start_s = now_s + RETRY_S[-1]
            raise LostError(f"It does not start: {error.strerror or error}.") from error
        return Line(self._child.line, self._clock)

    def _say(self, text: str) -> None:
        if text != self._said:
            self._said = text
            self._tell(text)
