"""A line between a kiosk and PostgreSQL that can be cut at a chosen place.

Every connection takes the next plan; without one it is a plain line. Not encrypted, so that a
COMMIT is seen as it goes by.
"""

from __future__ import annotations

import socket
import threading
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

Where = Literal["refused", "up", "down", "before_commit", "after_commit"]


@dataclass(frozen=True)
class Plan:
    """up, down: after so many bytes to the server, or back. *_commit: at the so-manieth COMMIT,
    which does not arrive, or arrives and is carried out while its answer does not."""

    where: Where
    count: int = 0


class CutLine:
    """Heard on `port` of the loopback until `close`. cuts: how often it was cut so far."""

    def __init__(self, server_port: int) -> None:
        self._server_port = server_port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.plans: deque[Plan] = deque()
        self.cuts = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                plan = self.plans.popleft() if self.plans else None
                if plan is not None and plan.where == "refused":
                    self.cuts += 1
                    client.close()
                    continue
                server = socket.create_connection(("127.0.0.1", self._server_port))
                for one in (client, server):  # else small packets wait 40 ms for each other
                    one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                line = _Line(self, client, server, plan)
                for work in (line.up, line.down):
                    threading.Thread(target=work, daemon=True).start()


class _Line:
    def __init__(
        self, of: CutLine, client: socket.socket, server: socket.socket, plan: Plan | None
    ) -> None:
        self._of, self._client, self._server, self._plan = of, client, server, plan
        self._commits = 0
        self._answer_is_lost = False
        self._lock = threading.Lock()
        self._over = False

    def up(self) -> None:
        passed = 0
        with suppress(OSError):
            while data := self._client.recv(65536):
                if self._is("up") and passed + len(data) > self._count:
                    self._server.sendall(data[: self._count - passed])
                    self._cut()
                    return
                if b"COMMIT" in data:
                    self._commits += 1
                    if self._is("before_commit") and self._commits > self._count:
                        self._server.sendall(data[: data.index(b"COMMIT")])
                        self._cut()
                        return
                    if self._is("after_commit") and self._commits > self._count:
                        self._answer_is_lost = True
                self._server.sendall(data)
                passed += len(data)
        self._end()

    def down(self) -> None:
        passed = 0
        with suppress(OSError):
            while data := self._server.recv(65536):
                if self._answer_is_lost:
                    self._cut()
                    return
                if self._is("down") and passed + len(data) > self._count:
                    self._client.sendall(data[: self._count - passed])
                    self._cut()
                    return
                self._client.sendall(data)
                passed += len(data)
        self._end()

    def _is(self, where: Where) -> bool:
        return self._plan is not None and self._plan.where == where

    @property
    def _count(self) -> int:
        return 0 if self._plan is None else self._plan.count

    def _cut(self) -> None:
        self._of.cuts += 1
        self._end()

    def _end(self) -> None:
        with self._lock:
            if self._over:
                return
            self._over = True
        for one in (self._client, self._server):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
