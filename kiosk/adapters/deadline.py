"""An end for talking to a server that answers a byte now and then. stdlib only."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Timer


@contextmanager
def deadline(seconds: float, sock: Callable[[], socket.socket | None]) -> Iterator[list[bool]]:
    """After so long the socket is shut, which ends whatever waits for it; the list then is not
    empty. A timeout of the socket's own begins anew with every byte."""
    past: list[bool] = []

    def end() -> None:
        past.append(True)
        if (one := sock()) is not None:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    timer = Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield past
    finally:
        timer.cancel()
