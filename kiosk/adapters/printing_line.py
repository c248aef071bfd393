"""One line to a print worker: questions and answers, each with a deadline. stdlib only."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from kiosk.errors import InputError, PrinterError
from kiosk.printing.protocol import (
    MOST_BYTES,
    Reply,
    Request,
    Told,
    read_reply,
    request_line,
)

AT_ONCE: Final = 1 << 16
LEAST_S: Final = 0.01


class LostError(Exception):
    """The line is gone, or what comes over it makes no sense; nobody knows what the worker did."""


class Line:
    """Not for two threads at once. A question that was given up does not spoil the next one."""

    def __init__(self, line: socket.socket, clock: Callable[[], float] = time.monotonic) -> None:
        self._line, self._clock = line, clock
        self._came = b""
        self._number = 0

    def ask(self, request: Request, until_s: float) -> Reply:
        """The answer, whatever it is. Raises TimeoutError where none came in time, LostError where
        the line is gone or the other side is none of ours, InputError for a slip that cannot be
        sent."""
        self._number += 1
        data = request_line(request, self._number)
        try:
            self._line.settimeout(max(until_s - self._clock(), LEAST_S))
            self._line.sendall(data)
        except OSError as error:  # also where there was no time: half a line makes no sense
            self.close()
            raise LostError(_why(error)) from error
        while True:
            reply = self._next(until_s)
            if reply.fault == "version":
                self.close()
                raise LostError(reply.text)
            if reply.number == self._number:
                return reply

    def told(self, do: str, until_s: float) -> Told:
        """How printer and worker are. do: 'status' or 'look'. Raises as `ask`, and PrinterError
        where the worker cannot say."""
        reply = self.ask(Request(do), until_s)  # type: ignore[arg-type]
        if reply.told is None:
            raise PrinterError(reply.text or "The print worker does not say how the printer is.")
        return reply.told

    def close(self) -> None:
        with suppress(OSError):
            self._line.close()

    def _next(self, until_s: float) -> Reply:
        while b"\n" not in self._came:
            left_s = until_s - self._clock()
            if left_s <= 0:
                raise TimeoutError
            try:
                self._line.settimeout(left_s)
                data = self._line.recv(AT_ONCE)
            except TimeoutError:
                raise
            except OSError as error:
                self.close()
                raise LostError(_why(error)) from error
            if not data or len(self._came) > MOST_BYTES:
                self.close()
                raise LostError("It hung up." if not data else "It says too much.")
            self._came += data
        line, _, self._came = self._came.partition(b"\n")
        try:
            return read_reply(line)
        except InputError as error:
            self.close()
            raise LostError(str(error)) from error


def _why(error: OSError) -> str:
    return f"{error.strerror or str(error) or type(error).__name__}."
