"""A mail server on loopback that takes letters, or misbehaves as it is told."""

from __future__ import annotations

import base64
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any


@dataclass
class Ways:
    """tls: from the first byte on; starttls: offered. users: who may log in. refuse: recipients
    that are not taken. hang, drop: at 'hello' (before the greeting) or 'data' (in the letter's
    middle); drop_after: once the letter was taken, before it is said. drip: a byte now and then."""

    tls: ssl.SSLContext | None = None
    starttls: ssl.SSLContext | None = None
    users: dict[str, str] = field(default_factory=dict)
    refuse: tuple[str, ...] = ()
    hang: str = ""
    drop: str = ""
    drip: bool = False
    full: bool = False


class MailServer(socketserver.ThreadingTCPServer):
    """letters: what it took. said: what it was told, line by line."""

    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False

    def __init__(self, ways: Ways) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.ways = ways
        self.letters: list[bytes] = []
        self.said: list[str] = []
        self.ended = threading.Event()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def messages(self) -> list[EmailMessage]:
        return [message_from_bytes(one, policy=default) for one in self.letters]  # type: ignore[misc]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is no news."""


@contextmanager
def mail_server(**ways: Any) -> Iterator[MailServer]:
    """Runs until the block ends."""
    with MailServer(Ways(**ways)) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield server
        finally:
            server.ended.set()
            server.shutdown()
            thread.join()


class _Talk(socketserver.BaseRequestHandler):
    server: MailServer

    def handle(self) -> None:
        with suppress(OSError):
            self._talk()

    def finish(self) -> None:
        with suppress(OSError):
            self.request.close()

    def _talk(self) -> None:
        ways = self.server.ways
        if ways.tls is not None:
            self._wrap(ways.tls)
        if ways.hang == "hello":
            self.server.ended.wait()
            return
        if ways.drop == "hello":
            return
        self._say("220 mail.example ready")
        while line := self._line():
            word = line.split(" ")[0].upper()
            if word == "QUIT":
                self._say("221 bye")
                return
            if not getattr(self, f"_{word.lower()}", self._unknown)(line):
                return

    # Commands; each says whether the talk goes on

    def _unknown(self, _: str) -> bool:
        self._say("502 not known")
        return True

    def _ehlo(self, _: str) -> bool:
        ways = self.server.ways
        offers = ["mail.example", "8BITMIME"]
        offers += (
            ["STARTTLS"] if ways.starttls and not isinstance(self.request, ssl.SSLSocket) else []
        )
        offers += ["AUTH PLAIN"] if ways.users else []
        for one in offers[:-1]:
            self._say(f"250-{one}")
        self._say(f"250 {offers[-1]}")
        return True

    def _starttls(self, _: str) -> bool:
        self._say("220 go")
        assert self.server.ways.starttls is not None
        self._wrap(self.server.ways.starttls)
        return True

    def _auth(self, line: str) -> bool:
        _, _, given = line.split(" ", 2)
        _, user, password = base64.b64decode(given).decode().split("\0")
        right = self.server.ways.users.get(user) == password
        self._say("235 welcome" if right else "535 5.7.8 credentials invalid")
        return True

    def _mail(self, _: str) -> bool:
        self._say("250 ok")
        return True

    def _rset(self, _: str) -> bool:
        self._say("250 ok")
        return True

    def _rcpt(self, line: str) -> bool:
        refused = any(one in line for one in self.server.ways.refuse)
        self._say("550 5.1.1 no such user" if refused else "250 ok")
        return True

    def _data(self, _: str) -> bool:
        ways = self.server.ways
        self._say("354 go on")
        lines: list[bytes] = []
        while (line := self._raw()) != b".\r\n":
            lines.append(line[1:] if line.startswith(b".") else line)
            if len(lines) == 5 and ways.hang == "data":
                self.server.ended.wait()
            if not line or (len(lines) == 5 and ways.drop == "data"):
                return False
        if ways.full:
            self._say("452 4.3.1 no room")
            return True
        self.server.letters.append(b"".join(lines))
        if ways.drop == "after":
            return False
        if ways.drip:
            while not self.server.ended.wait(0.05):
                self.request.sendall(b"2")
            return False
        self._say("250 taken")
        return ways.drop != "quit"

    # The line

    def _wrap(self, context: ssl.SSLContext) -> None:
        self.request = context.wrap_socket(self.request, server_side=True)

    def _say(self, text: str) -> None:
        self.request.sendall(f"{text}\r\n".encode())

    def _line(self) -> str:
        text = self._raw().decode("utf-8", "replace").strip()
        self.server.said.append(text)
        return text

    def _raw(self) -> bytes:
        line = b""
        while not line.endswith(b"\n"):
            one = self.request.recv(1)
            if not one:
                return b""
            line += one
        return line
