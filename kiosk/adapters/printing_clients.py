"""Whoever talks to the print worker: sockets and their lines, none of which can hold it up.

stdlib only. Lines end with a newline; who sends a longer one than agreed or reads no answers is
hung up on, and where there are too many, the one that was silent longest.
"""

from __future__ import annotations

import os
import selectors
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from kiosk.printing.protocol import MOST_BYTES

MOST_CLIENTS: Final = 16
MOST_UNREAD: Final = 1_000_000
AT_ONCE: Final = 1 << 16
READ: Final = selectors.EVENT_READ
WRITE: Final = selectors.EVENT_WRITE


@dataclass(slots=True, eq=False)
class _Client:
    number: int
    line: socket.socket
    heard_s: float
    stays: bool
    came: bytes = b""
    going: bytearray = field(default_factory=bytearray)


class Clients:
    """on_line: a client's number and a line without its end. on_gone: a client has hung up or was
    hung up on."""

    def __init__(
        self,
        listener: socket.socket | None,
        on_line: Callable[[int, bytes], None],
        on_gone: Callable[[int], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._on_line, self._on_gone, self._clock = on_line, on_gone, clock
        self._clients: dict[int, _Client] = {}
        self._count = 0
        self._selector = selectors.DefaultSelector()
        self._wake_out, self._wake_in = os.pipe()
        for end in (self._wake_out, self._wake_in):
            os.set_blocking(end, False)
        self._selector.register(self._wake_out, READ, self._woken)
        self._listener = listener
        if listener is not None:
            listener.setblocking(False)
            self._selector.register(listener, READ, self._accept)

    def wake(self) -> None:
        """End a `turn` early; safe from every thread and from a signal's handler."""
        with suppress(OSError):
            os.write(self._wake_in, b"\0")

    def turn(self, patience_s: float) -> None:
        """Serve whoever wants something, or wait so long for it."""
        for key, what in self._selector.select(patience_s):
            key.data(what)

    def join(self, line: socket.socket, *, stays: bool = False) -> int:
        """Take a connected socket on; stays: it is never hung up on for others."""
        line.setblocking(False)
        self._count += 1
        client = _Client(self._count, line, self._clock(), stays)
        self._clients[client.number] = client
        self._selector.register(line, READ, lambda what: self._serve(client, what))
        return client.number

    def send(self, number: int, data: bytes) -> None:
        """As soon as there is room for it; nothing where the client is gone."""
        client = self._clients.get(number)
        if client is not None:
            client.going += data
            self._flush(client)

    def deaf(self) -> None:
        """Let nobody in any more."""
        if self._listener is not None:
            self._selector.unregister(self._listener)
            self._listener = None

    def close(self) -> None:
        self.deaf()
        for client in list(self._clients.values()):
            self._leave(client)
        self._selector.close()
        os.close(self._wake_out)
        os.close(self._wake_in)

    def _woken(self, _: int) -> None:
        with suppress(BlockingIOError):
            while os.read(self._wake_out, 4096):
                pass

    def _accept(self, _: int) -> None:
        try:
            line = self._listener.accept()[0] if self._listener is not None else None
        except OSError:
            return  # it is gone again, or no descriptor is left: the next turn tries anew
        if line is None:
            return
        if len(self._clients) >= MOST_CLIENTS:
            others = [one for one in self._clients.values() if not one.stays]
            self._leave(min(others, key=lambda one: one.heard_s))
        self.join(line)

    def _leave(self, client: _Client) -> None:
        if self._clients.pop(client.number, None) is not None:
            self._selector.unregister(client.line)
            client.line.close()
            self._on_gone(client.number)

    def _serve(self, client: _Client, what: int) -> None:
        if what & WRITE:
            self._flush(client)
        if what & READ and client.number in self._clients:
            self._hear(client)

    def _hear(self, client: _Client) -> None:
        try:
            data = client.line.recv(AT_ONCE)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._leave(client)
            return
        client.heard_s = self._clock()
        *lines, client.came = (client.came + data).split(b"\n")
        for line in lines:
            if client.number in self._clients:
                self._on_line(client.number, line)
        if len(client.came) > MOST_BYTES:
            self._leave(client)

    def _flush(self, client: _Client) -> None:
        try:
            sent = client.line.send(client.going) if client.going else 0
        except BlockingIOError:
            sent = 0
        except OSError:
            self._leave(client)
            return
        del client.going[:sent]
        if len(client.going) > MOST_UNREAD:
            self._leave(client)
            return
        wanted = READ | (WRITE if client.going else 0)
        self._selector.modify(client.line, wanted, lambda what: self._serve(client, what))
