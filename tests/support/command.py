"""A command line run in this process, and a kiosk behind a socket that answers as it is told."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kiosk.adapters.control_socket import ControlServer
from kiosk.adapters.run_lock import RunLock
from kiosk.cli.main import main
from kiosk.core.control import Reply, Request


@dataclass(frozen=True)
class Said:
    """How a command ended and what it said."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Command:
    """`kiosk` with words, in this process. state: its state folder."""

    def __init__(
        self,
        state: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        self.state = state
        self._monkeypatch, self._capsys = monkeypatch, capsys
        monkeypatch.setenv("STATE_DIRECTORY", str(state))
        monkeypatch.setenv("COLUMNS", "80")
        for name in ("KIOSK_CONFIG", "RUNTIME_DIRECTORY", "VISUAL", "EDITOR"):
            monkeypatch.delenv(name, raising=False)

    def __call__(self, *words: object) -> Said:
        self._monkeypatch.setattr(sys, "argv", ["kiosk", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = self._capsys.readouterr()
        for line in out.splitlines():
            whole = len(line) <= 80 or max(map(len, line.split())) > 50  # a path is never cut
            assert whole or "--json" in words, f"wider than a terminal: {line}"
        return Said(int(ended.value.code or 0), out, err)


@contextmanager
def kiosk_behind_a_socket(
    state: Path, answer: Callable[[Request], Reply]
) -> Iterator[list[Request]]:
    """A loop that does nothing but answer; what it was asked."""
    lock = RunLock(state / "kiosk.lock")
    server = ControlServer(state / "control.socket")
    ended, asked = threading.Event(), list[Request]()

    def loop() -> None:
        while not ended.is_set():
            for key, request in server.poll():
                asked.append(request)
                server.answer(key, answer(request))
            time.sleep(0.002)

    thread = threading.Thread(target=loop)
    thread.start()
    try:
        yield asked
    finally:
        ended.set()
        thread.join()
        server.close()
        lock.close()
