"""Print workers for tests: in this process with a printer that can be held, or in one of their own
with a printer whose paper is a folder."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.adapters.memory import MemoryBackend
from kiosk.adapters.printing_line import Line
from kiosk.adapters.printing_server import PrintServer
from kiosk.adapters.printing_thread import PrintThread
from kiosk.adapters.unix_socket import call, listen
from kiosk.core.slip import Slip
from kiosk.core.slip_kinds import Text
from kiosk.errors import PrinterError
from kiosk.ports import PrinterStatus, PrintJob
from kiosk.printing.backend import Receipt
from kiosk.printing.journal import NoJournal
from kiosk.printing.service import PrintService

SLIP = Slip((Text("Right knee moved inside.", "headline"),))
NAME = "test-printer 80mm"
PATIENCE_S = 20.0
"""Only a defect waits this long."""
UTC = "2026-11-26T06:00:00Z"


@dataclass(slots=True)
class Held(MemoryBackend):
    """Prints when it is let go; with `bug` set a job ends in a defect."""

    began: threading.Event = field(default_factory=threading.Event)
    go: threading.Event = field(default_factory=threading.Event)
    bug: bool = False

    def print(self, job: PrintJob) -> Receipt:
        self.began.set()
        assert self.go.wait(PATIENCE_S)
        if self.bug:
            raise KeyError("pictogram")
        return MemoryBackend.print(self, job)


@dataclass
class Worker:
    """A server in a thread of this process, and lines to it."""

    server: PrintServer
    backend: Held
    parent: Line
    thread: threading.Thread
    place: Path
    lines: list[socket.socket] = field(default_factory=list)

    def raw(self) -> socket.socket:
        line = call(self.place, PATIENCE_S)
        self.lines.append(line)
        return line

    def line(self) -> Line:
        return Line(self.raw())


@contextmanager
def worker(place: Path, backend: Held | None = None, *, locked: bool = False) -> Iterator[Worker]:
    """place: of its socket."""
    backend = backend or Held()
    backend.go.set()

    def opened() -> PrintService:
        if locked:
            raise PrinterError("The printer is in the hands of another program (process 7).")
        return PrintService(backend, NoJournal(), lambda: UTC)

    ours, theirs = socket.socketpair()
    ear = listen(place)
    server = PrintServer(
        lambda wake: PrintThread(opened, wake, poll_s=0.05), NAME, listener=ear, parent=theirs
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    made = Worker(server, backend, Line(ours), thread, place)
    try:
        yield made
    finally:
        backend.go.set()
        for line in made.lines:
            line.close()
        made.parent.close()
        thread.join(PATIENCE_S)
        ear.close()
        assert not thread.is_alive(), "the worker did not end with its parent"


@dataclass(frozen=True, slots=True)
class Folder:
    """A printer for a worker in a process of its own: its paper is the file `paper` in a folder.

    A file `hold` stops it in the middle of a slip (it then makes `half`), a file `gone` takes it
    away, a file `mute` makes it hang.
    """

    folder: Path

    def status(self) -> PrinterStatus:
        if (self.folder / "gone").exists():
            return PrinterStatus(False, "offline", "It is not there.")
        return PrinterStatus(ready=True)

    def print(self, job: PrintJob) -> Receipt:
        if (self.folder / "gone").exists():
            raise PrinterError("It is not there.")
        self._put(f"[{job.job}")
        if (self.folder / "hold").exists():
            (self.folder / "half").touch()
            while (self.folder / "hold").exists():
                time.sleep(0.01)
        self._put("]\n")
        return Receipt("printed", 100.0)

    def clean(self) -> None:
        self._put(" cut\n")

    def erase(self, job: str) -> bool:
        return job in (self.folder / "paper").read_text()

    def tidy(self, keep_days: int) -> int:
        return keep_days

    def close(self) -> None: ...

    def _put(self, text: str) -> None:
        with (self.folder / "paper").open("a") as paper:
            paper.write(text)
            paper.flush()
            os.fsync(paper.fileno())


def main(text: str, parent: socket.socket) -> None:
    """For kiosk.adapters.printing_child: a worker whose printer is the folder of [printer] uri."""
    from kiosk.app.print_worker import run
    from kiosk.config import parse

    config = parse(text)
    folder = Path(config.printer.uri.removeprefix("file:"))
    run(config, lambda _: Folder(folder), parent=parent, poll_s=0.1)
