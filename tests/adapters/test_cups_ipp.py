"""IPP by its bytes, and asking printers that are there, away, silent, or something else."""

from __future__ import annotations

import contextlib
import re
import socket
import struct
import threading
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kiosk.adapters.cups_device import Device, ask_device, tells
from kiosk.adapters.cups_ipp import (
    GET_JOB,
    GET_PRINTER,
    NotIppError,
    Question,
    Server,
    ask,
    decoded,
    server_of,
)

HEAD = struct.pack(">HHI", 0x0101, 0, 1)


def value(tag: int, name: str, data: bytes) -> bytes:
    key = name.encode()
    return struct.pack(">BH", tag, len(key)) + key + struct.pack(">H", len(data)) + data


ANSWER = b"".join(
    (
        HEAD,
        b"\x01",
        value(0x47, "attributes-charset", b"utf-8"),
        b"\x04",
        value(0x23, "printer-state", struct.pack(">i", 3)),
        value(0x44, "printer-state-reasons", b"media-low-report"),
        value(0x44, "", b"door-open-error"),
        value(0x22, "printer-is-accepting-jobs", b"\x01"),
        value(0x36, "printer-name", b"\x00\x02en\x00\x05Slips"),
        value(0x30, "printer-input-tray", b"type=other;level=0;name=a"),
        value(0x30, "", b"type=other;level=-3;name=b"),
        value(0x31, "printer-time", b"\x07\xea"),
        b"\x03",
    )
)


def test_an_answer_is_read() -> None:
    answer = decoded(ANSWER)
    assert answer.ok
    assert answer.groups == (
        {
            "printer-state": (3,),
            "printer-state-reasons": ("media-low-report", "door-open-error"),
            "printer-is-accepting-jobs": (True,),
            "printer-name": ("Slips",),
            "printer-input-tray": ("type=other;level=0;name=a", "type=other;level=-3;name=b"),
            "printer-time": ("",),
        },
    )


def test_a_question_is_as_the_standard_has_it() -> None:
    """RFC 8010, appendix A.1: version, operation, number, then attributes in their order."""
    asked = Question(GET_JOB, "ipp://localhost/jobs/4", ("job-state", "job-name"), "me").encoded()
    assert asked[:9] == bytes.fromhex("0101 0009 00000001 01")
    names = ("attributes-charset", "attributes-natural-language", "job-uri",
             "requesting-user-name", "requested-attributes", "job-state", "job-name")  # fmt: skip
    places = [asked.index(name.encode()) for name in names]
    assert places == sorted(places)
    assert asked.endswith(value(0x44, "", b"job-name") + b"\x03")


@given(st.binary(max_size=200) | st.binary(max_size=60).map(lambda tail: ANSWER[:90] + tail))
@example(ANSWER[:-1])
@example(HEAD + value(0x44, "lost", b"") + b"\x03")
@example(HEAD + b"\x04" + value(0x21, "short", b"\x01") + b"\x03")
def test_nonsense_is_told_from_an_answer(data: bytes) -> None:
    with contextlib.suppress(NotIppError):
        decoded(data)


@pytest.mark.parametrize(
    ("uri", "server"),
    [
        ("ipp://printer/ipp/print", Server("printer", 631)),
        ("ipps://printer:8443/ipp", Server("printer", 8443, tls=True)),
        ("http://[fe80::1]:631/ipp", Server("fe80::1", 631)),
        ("dnssd://Slips._ipp._tcp.local/", None),
        ("ipp://printer:port/", None),
        ("usb://Brother/HL", None),
        ("", None),
    ],
)
def test_whom_to_ask(uri: str, server: Server | None) -> None:
    assert server_of(uri) == server


@pytest.mark.parametrize(
    ("uri", "can"),
    [
        ("ipp://printer/ipp", True),
        ("ipps://printer/ipp", True),
        ("dnssd://Slips._ipp._tcp.local/?uuid=1", True),
        ("dnssd://Slips._pdl-datastream._tcp.local/", False),
        ("ipp://printer/ipp?waitjob=false", False),
        ("socket://printer", False),
        ("lpd://printer/queue", False),
        ("usb://Brother/HL", False),
        ("", False),
    ],
)
def test_who_can_tell_whether_a_page_came_out(uri: str, can: bool) -> None:
    assert tells(uri) is can


def hear(line: socket.socket) -> None:
    """The whole question: what is closed with words unread is reset."""
    heard = b""
    while b"\r\n\r\n" not in heard and (piece := line.recv(65536)):
        heard += piece
    head, _, body = heard.partition(b"\r\n\r\n")
    told = re.search(rb"Content-Length: (\d+)", head)
    while told and len(body) < int(told[1]) and (piece := line.recv(65536)):
        body += piece


@contextlib.contextmanager
def answering(reply: bytes | None) -> Iterator[int]:
    """A port where somebody answers everything with the same bytes, or with nothing at all."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(20)
    lines: list[socket.socket] = []

    def serve() -> None:
        with contextlib.suppress(OSError):
            line, _ = listener.accept()
            lines.append(line)
            if reply is not None:
                hear(line)
                line.sendall(reply)
                line.close()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        with contextlib.suppress(OSError):
            socket.create_connection(listener.getsockname(), 1).close()
        thread.join()
        for line in (listener, *lines):
            line.close()


def http(body: bytes, status: str = "200 OK") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


def test_a_printer_says_how_it_is() -> None:
    with answering(http(ANSWER)) as port:
        found = ask_device(f"ipp://127.0.0.1:{port}/ipp/print", 5)
    assert found == Device(True, ("media-low-report", "door-open-error"), paper=True)


@pytest.mark.parametrize(
    "reply", [b"220 mail\r\n", http(b"<html>", "404 Not Found"), http(b"<html>"), http(ANSWER[:60])]
)
def test_somebody_who_speaks_otherwise_is_there(reply: bytes) -> None:
    with answering(reply) as port:
        assert ask_device(f"ipp://127.0.0.1:{port}/", 5) == Device(True)


def test_a_printer_that_is_silent_or_switched_off_is_away() -> None:
    with answering(None) as port:
        assert ask_device(f"ipp://127.0.0.1:{port}/", 0.3).there is False
        assert ask_device(f"socket://127.0.0.1:{port}", 0.3).there is True
    login = "user:secret"
    for scheme in ("ipp", "socket", "lpd"):
        off = ask_device(f"{scheme}://{login}@127.0.0.1:{port}/", 2)
        assert off.there is False
        assert "refused" in off.text
        assert "secret" not in off.text


@pytest.mark.parametrize("uri", ["usb://Brother/HL", "dnssd://x._ipp._tcp.local/", "", "/dev/lp0"])
def test_what_cannot_be_asked_is_not_called_away(uri: str) -> None:
    assert ask_device(uri, 1) == Device(None)


def test_an_answer_without_an_end_is_not_listened_to() -> None:
    endless = b"HTTP/1.1 200 OK\r\n\r\n" + bytes(2_000_000)
    with answering(endless) as port, pytest.raises(NotIppError, match="does not end"):
        ask(Server("127.0.0.1", port), "/", Question(GET_PRINTER, "ipp://x/"), 10)
