"""The running kiosk's socket for staff's commands, and those commands' line to it. stdlib only.

A thread of its own talks to whoever opens the socket, checks every line and keeps what is asked for
the main loop, which fetches it without waiting. Who may ask is who may open the file: its owner
and its group. Nothing that comes in ends the thread or holds the loop up.
"""

from __future__ import annotations

import grp
import os
import socket
import time
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Final

from kiosk.adapters.printing_clients import Clients
from kiosk.adapters.unix_socket import GROUP_MAY, WAITING, call, reachable
from kiosk.core.control import (
    MOST_BYTES,
    Reply,
    Request,
    VersionError,
    number_of,
    read_reply,
    read_request,
    reply_line,
    request_line,
)
from kiosk.errors import ConfigError, InputError, NotRunningError

STAFF_GROUP: Final = "kiosk-staff"
"""May ask, where the system has such a group."""
TURN_S: Final = 0.5
MOST_WAITING: Final = 8
"""Requests that were not answered yet."""
AT_ONCE: Final = 1 << 16
BUSY: Final = "Too much is being asked of the kiosk already. Try again in a minute."
CONNECT_S: Final = 2.0


class ControlServer:
    """kiosk.live.staff.Line: listens from its making to `close`. Whoever makes it holds the
    kiosk's lock, so a socket that lies there is a dead one's. Raises ConfigError where none can be
    made."""

    def __init__(self, path: Path, group: str = STAFF_GROUP) -> None:
        self._path = path
        self._asked: deque[tuple[int, Request]] = deque()
        self._answers: deque[tuple[int, Reply]] = deque()
        self._waiting: dict[int, tuple[int, int]] = {}
        self._count = 0
        self._closed = False
        self._bug, self._told = "", False
        self._ear = _listen(path, group)
        self._clients = Clients(self._ear, self._heard, self._gone)
        self._thread = Thread(target=self._serve, name="control", daemon=True)
        self._thread.start()

    def poll(self) -> Sequence[tuple[int, Request]]:
        """What was asked since the last call, each with a key for its answer; never waits."""
        asked: list[tuple[int, Request]] = []
        while self._asked:
            asked.append(self._asked.popleft())
        return asked

    def answer(self, key: int, reply: Reply) -> None:
        """Never waits; who hung up meanwhile is not told."""
        self._answers.append((key, reply))
        if not self._closed and not self._bug:
            self._clients.wake()

    def fault(self) -> str:
        """Once, why the socket is not served any more; '' while it is."""
        if not self._bug or self._told:
            return ""
        self._told = True
        return self._bug

    def close(self) -> None:
        """Hang up, and take the socket away; harmless when called twice."""
        if self._closed:
            return
        self._closed = True
        if not self._bug:
            self._clients.wake()
        self._thread.join(2.0)
        with suppress(OSError):
            self._path.unlink()

    # In the thread

    def _serve(self) -> None:
        try:
            while not self._closed:
                self._clients.turn(TURN_S)
                self._send()
            self._send()
        # A bug here must not take the kiosk from its members; the loop tells staff of it.
        except Exception as error:  # noqa: BLE001
            self._bug = f"The kiosk does not hear commands any more ({error!r}). Restart it."
        finally:
            self._clients.close()
            self._ear.close()

    def _send(self) -> None:
        while self._answers:
            key, reply = self._answers.popleft()
            client, number = self._waiting.pop(key, (0, 0))
            self._clients.send(client, _bytes(reply, number))

    def _heard(self, client: int, line: bytes) -> None:
        try:
            number, request = read_request(line)
        except VersionError as error:
            self._refuse(client, number_of(line), Reply("version", str(error)))
        except InputError as error:
            self._refuse(client, number_of(line), Reply("request", str(error)))
        else:
            if len(self._waiting) >= MOST_WAITING:
                self._refuse(client, number, Reply("busy", BUSY))
                return
            self._count += 1
            self._waiting[self._count] = (client, number)
            self._asked.append((self._count, request))

    def _refuse(self, client: int, number: int, reply: Reply) -> None:
        self._clients.send(client, _bytes(reply, number))

    def _gone(self, client: int) -> None:
        """What is under way for it is done all the same; its place is free once it is answered."""


def ask(paths: Sequence[Path], request: Request, patience_s: float) -> Reply:
    """The running kiosk's answer, by the first of the sockets that somebody listens at.

    Raises NotRunningError where nobody does, InputError where the answer makes no sense or the
    kiosk does not answer in time.
    """
    data = request_line(request, 1)
    line = _called(paths)
    until_s = time.monotonic() + patience_s
    came = b""
    try:
        line.settimeout(patience_s)
        line.sendall(data)
        while b"\n" not in came:
            line.settimeout(max(until_s - time.monotonic(), 0.001))
            more = line.recv(AT_ONCE)
            if not more or len(came) > MOST_BYTES:
                raise NotRunningError("The kiosk ended before it answered. See: kiosk status.")
            came += more
    except TimeoutError as error:
        raise InputError(
            f"The kiosk did not answer within {patience_s:g} s; nobody knows what became of it. "
            "See: kiosk status, kiosk service logs."
        ) from error
    except OSError as error:
        if isinstance(error, NotRunningError):
            raise
        raise NotRunningError(
            f"The kiosk ended before it answered ({error.strerror or error}). See: kiosk status."
        ) from error
    finally:
        line.close()
    return read_reply(came.partition(b"\n")[0])[1]


def _called(paths: Sequence[Path]) -> socket.socket:
    for path in paths:
        try:
            return call(path, CONNECT_S)
        except PermissionError as error:
            raise ConfigError(
                f"You may not talk to the running kiosk ({path}): be in the group {STAFF_GROUP}, "
                "or run this as the kiosk's user."
            ) from error
        except OSError:
            continue
    raise NotRunningError(f"No kiosk is running here (nobody listens at {paths[0]}).")


def _listen(path: Path, group: str) -> socket.socket:
    ear = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o777 & ~GROUP_MAY)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
        path.unlink(missing_ok=True)
        with reachable(path) as place:
            ear.bind(place)
        ear.listen(WAITING)
    except OSError as error:
        ear.close()
        raise ConfigError(
            f"No socket for commands can be made at {path}: {error.strerror or error}."
        ) from error
    finally:
        os.umask(before)
    # Where there is such a group and this user is in it.
    with suppress(KeyError, OSError):
        os.chown(path, -1, grp.getgrnam(group).gr_gid)
    return ear


def _bytes(reply: Reply, number: int) -> bytes:
    try:
        return reply_line(reply, number)
    except InputError as error:
        return reply_line(Reply("bug", f"The answer cannot be sent: {str(error)[:200]}"), number)
