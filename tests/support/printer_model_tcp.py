"""`printer_model` behind real devices: a TCP port on loopback, or one end of a pseudo-terminal."""

from __future__ import annotations

import os
import select
import socket
import threading
import tty
from time import monotonic
from types import TracebackType
from typing import Self

from tests.support.printer_model import Printer

LOOK_S = 0.02
MOST = 4096


class _Served:
    """A thread that carries bytes between a printer and a file descriptor. deaf: it reads nothing
    while set; mute: it answers nothing."""

    def __init__(self, printer: Printer) -> None:
        self.printer = printer
        self.deaf = self.mute = False
        self.received = bytearray()
        self.fault: BaseException | None = None
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._guarded, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ended.set()
        self._thread.join()
        self._tidy()
        assert self.fault is None, self.fault

    def _guarded(self) -> None:
        try:
            self._serve()
        except BaseException as error:  # noqa: BLE001  told where the test ends
            self.fault = error

    def _serve(self) -> None:
        raise NotImplementedError

    def _tidy(self) -> None:
        raise NotImplementedError

    def _turn(self, file: int) -> bool:
        """One look; False where the other end is gone."""
        room = 0 if self.deaf else min(self.printer.room, MOST)
        due = self.printer.next_at
        pause = LOOK_S if due is None else min(LOOK_S, max(0.0, due - monotonic()))
        if room and select.select([file], [], [], pause)[0]:
            data = os.read(file, room)
            if not data:
                return False
            self.received += data
            self.printer.run(monotonic())
            self.printer.feed(data)
        elif not room:
            self._ended.wait(pause)
        self.printer.run(monotonic())
        answers, self.printer.answers = bytes(self.printer.answers), bytearray()
        if answers and not self.mute:
            os.write(file, answers)
        return True


class TcpPrinter(_Served):
    """Takes one connection after the other."""

    def __init__(self, printer: Printer) -> None:
        super().__init__(printer)
        self._door = socket.create_server(("127.0.0.1", 0))
        self._door.settimeout(LOOK_S)
        self.port = int(self._door.getsockname()[1])
        self.connections = 0
        self.drop = False
        """Set it, and the next connection that is looked at is closed."""

    def _serve(self) -> None:
        while not self._ended.is_set():
            try:
                guest, _ = self._door.accept()
            except TimeoutError:
                continue
            self.connections += 1
            with guest:
                self._host(guest)

    def _host(self, guest: socket.socket) -> None:
        try:
            while not self._ended.is_set() and self._turn(guest.fileno()):
                if self.drop:
                    self.drop = False
                    return
        except ConnectionError:
            return

    def _tidy(self) -> None:
        self._door.close()


class SerialPrinter(_Served):
    """At the far end of a pseudo-terminal; `device` is the near one's path."""

    def __init__(self, printer: Printer) -> None:
        super().__init__(printer)
        self._far, self._near = os.openpty()
        tty.setraw(self._near)
        self.device = os.ttyname(self._near)

    def _serve(self) -> None:
        while not self._ended.is_set():
            self._turn(self._far)

    def _tidy(self) -> None:
        os.close(self._far)
        os.close(self._near)
