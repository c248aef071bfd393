"""Asks a print server or a printer one question in IPP. stdlib only.

After RFC 8010 (encoding, section 3) and RFC 8011 (operations and attributes). `lpstat` cannot tell
a job that was printed from one that was aborted: CUPS 2.4.2 says "processing-to-stop-point" of both
(scheduler/job.c, cupsdSetJobState). The server knows it, and is asked over the same socket.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Final
from urllib.parse import urlsplit

Value = int | str | bool

CANCEL_JOB: Final = 0x0008
GET_JOB: Final = 0x0009
GET_JOBS: Final = 0x000A
GET_PRINTER: Final = 0x000B

OK_BELOW: Final = 0x0100
NOT_FOUND: Final = 0x0406
GONE: Final = 0x0407

PORT: Final = 631
MOST_BYTES: Final = 1_000_000
"""An answer is some kilobytes; more is not listened to."""

OPERATION, END = 0x01, 0x03
FIRST_VALUE: Final = 0x10
"""Tags below it begin a group of attributes."""
INTEGER, BOOLEAN, ENUM = 0x21, 0x22, 0x23
OCTETS, TEXT_LANGUAGE, NAME_LANGUAGE = 0x30, 0x35, 0x36
NAME, KEYWORD, URI, CHARSET, LANGUAGE = 0x42, 0x44, 0x45, 0x47, 0x48
TEXTS: Final = range(0x41, 0x4A)


class NotIppError(ValueError):
    """Whoever answered speaks something else."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where to ask: a socket file, or a host and a port; tls: encrypted."""

    host: str = ""
    port: int = PORT
    socket_path: str = ""
    tls: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """status: as RFC 8011 numbers them (appendix B). groups: what was told of each job or printer,
    without what the server says about the answer itself."""

    status: int
    groups: tuple[dict[str, tuple[Value, ...]], ...]

    @property
    def ok(self) -> bool:
        return self.status < OK_BELOW


@dataclass(frozen=True, slots=True)
class Question:
    """operation on the job or printer `uri`; wanted: the attributes to be told.

    user: who asks. flags: further operation attributes that are true. which: of GET_JOBS.
    """

    operation: int
    uri: str
    wanted: Sequence[str] = ()
    user: str = ""
    flags: Sequence[str] = ()
    which: str = ""

    def encoded(self) -> bytes:
        target = "job-uri" if self.operation in (GET_JOB, CANCEL_JOB) else "printer-uri"
        parts = [
            struct.pack(">BBHIB", 1, 1, self.operation, 1, OPERATION),
            _attribute(CHARSET, "attributes-charset", "utf-8"),
            _attribute(LANGUAGE, "attributes-natural-language", "en"),
            _attribute(URI, target, self.uri),
        ]
        if self.user:
            parts.append(_attribute(NAME, "requesting-user-name", self.user))
        parts += [_attribute(BOOLEAN, flag, b"\x01") for flag in self.flags]
        if self.which:
            parts.append(_attribute(KEYWORD, "which-jobs", self.which))
        for number, name in enumerate(self.wanted):
            parts.append(_attribute(KEYWORD, "" if number else "requested-attributes", name))
        return b"".join((*parts, bytes([END])))


def server_of(uri: str) -> Server | None:
    """Who is asked about the printer at ipp:, ipps:, http: or https:; None for another address."""
    try:
        parts = urlsplit(uri)
        port = parts.port
    except ValueError:
        return None
    known = {"ipp": PORT, "ipps": PORT, "http": 80, "https": 443}
    if parts.scheme not in known or not parts.hostname:
        return None
    tls = parts.scheme in ("ipps", "https")
    return Server(parts.hostname, port or known[parts.scheme], tls=tls)


def ask(server: Server, path: str, question: Question, timeout_s: float) -> Answer:
    """Raises OSError where nobody answers in time, NotIppError for what is no answer."""
    until = monotonic() + timeout_s
    line = _connection(server, timeout_s)
    try:
        line.request("POST", path, question.encoded(), {"Content-Type": "application/ipp"})
        reply = line.getresponse()
        body = bytearray()
        while piece := reply.read1(65536):
            body += piece
            if monotonic() > until:
                raise TimeoutError("the answer did not end in time")
            if len(body) > MOST_BYTES:
                raise NotIppError("the answer does not end")
    except http.client.HTTPException as error:
        raise NotIppError(f"answered no HTTP ({error!r})") from error
    finally:
        line.close()
    if reply.status != http.HTTPStatus.OK:
        raise NotIppError(f"answered HTTP {reply.status}")
    return decoded(bytes(body))


def decoded(body: bytes) -> Answer:
    """Raises NotIppError for what ends too early or makes no sense."""
    try:
        return _decoded(body)
    except (struct.error, IndexError) as error:
        raise NotIppError("the answer ends too early") from error


def _decoded(body: bytes) -> Answer:
    _, status, _ = struct.unpack_from(">HHI", body)
    groups: list[tuple[int, dict[str, list[Value]]]] = []
    at, name = 8, ""
    while (tag := body[at]) != END:
        at += 1
        if tag < FIRST_VALUE:
            groups.append((tag, {}))
            continue
        said, at = _counted(body, at)
        value, at = _counted(body, at)
        name = said.decode("utf-8", "replace") or name
        if not groups:
            raise NotIppError("a value belongs to nothing")
        groups[-1][1].setdefault(name, []).append(_value(tag, value))
    told = (found for tag, found in groups if tag != OPERATION)
    return Answer(status, tuple({k: tuple(v) for k, v in one.items()} for one in told))


def _counted(body: bytes, at: int) -> tuple[bytes, int]:
    """A length and so many bytes; they and where the next begin."""
    (length,) = struct.unpack_from(">H", body, at)
    end = at + 2 + length
    if end > len(body):
        raise NotIppError("the answer ends too early")
    return body[at + 2 : end], end


def _value(tag: int, value: bytes) -> Value:
    """What is neither a number nor a text is ''."""
    if tag in (INTEGER, ENUM):
        return int(struct.unpack(">i", value)[0])
    if tag == BOOLEAN:
        return value != b"\x00"
    if tag in (TEXT_LANGUAGE, NAME_LANGUAGE):
        _, at = _counted(value, 0)
        value, _ = _counted(value, at)
        return value.decode("utf-8", "replace")
    return value.decode("utf-8", "replace") if tag == OCTETS or tag in TEXTS else ""


def _attribute(tag: int, name: str, value: str | bytes) -> bytes:
    key = name.encode()
    data = value.encode() if isinstance(value, str) else value
    return struct.pack(">BH", tag, len(key)) + key + struct.pack(">H", len(data)) + data


class _SocketFile(http.client.HTTPConnection):
    """HTTP over a socket in the file system."""

    def __init__(self, path: str, timeout_s: float) -> None:
        super().__init__("localhost", timeout=timeout_s)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


def _connection(server: Server, timeout_s: float) -> http.client.HTTPConnection:
    if server.socket_path:
        return _SocketFile(server.socket_path, timeout_s)
    if not server.tls:
        return http.client.HTTPConnection(server.host, server.port, timeout=timeout_s)
    # A printer signs its own certificate; it is asked how it is, and told nothing.
    trusting = ssl.create_default_context()
    trusting.check_hostname = False
    trusting.verify_mode = ssl.CERT_NONE
    return http.client.HTTPSConnection(
        server.host, server.port, timeout=timeout_s, context=trusting
    )
