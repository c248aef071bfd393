"""Asks the printer behind a queue whether it is there, and how it is. stdlib and cups_ipp only.

The print server says 'idle' of a printer that is switched off, and learns of an empty tray with
the next job. So the printer itself is asked: in IPP where it speaks that, else by connecting.
"""

from __future__ import annotations

import socket
import threading
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from kiosk.adapters.cups_ipp import (
    GET_PRINTER,
    NotIppError,
    Question,
    Server,
    Value,
    ask,
    server_of,
)

ASKED: Final = (
    "printer-state",
    "printer-state-reasons",
    "printer-is-accepting-jobs",
    "printer-input-tray",
)
STOPPED: Final = 5
"""printer-state: no job goes on before somebody has come (RFC 8011, section 5.4.11)."""
PORTS: Final = {"socket": 9100, "lpd": 515}
AT_LEAST_ONE: Final = -3
"""A tray's level: there is paper, how much is not known (RFC 3805, prtInputCurrentLevel)."""


@dataclass(frozen=True, slots=True)
class Device:
    """there: None where it cannot be asked from here. reasons: printer-state-reasons; None where
    it did not tell. stopped: it needs somebody. paper: some tray says that it has some."""

    there: bool | None
    reasons: tuple[str, ...] | None = None
    stopped: bool = False
    paper: bool = False
    text: str = ""


def ask_device(uri: str, timeout_s: float) -> Device:
    """Of ipp, ipps, http, https, socket and lpd. Never raises, and ends in time even where the
    printer's name leads nowhere."""
    found: list[Device] = []
    thread = threading.Thread(
        target=_put, args=(found, uri, timeout_s), name="printer-asked", daemon=True
    )
    thread.start()
    thread.join(timeout_s)
    return found[0] if found else Device(False, text=f"{_shown(uri)} did not answer")


def tells(uri: str) -> bool:
    """Whether a job that is over was printed, or else only handed over."""
    scheme = uri.partition(":")[0]
    in_ipp = scheme in ("ipp", "ipps", "http", "https") or "._ipp" in uri
    return in_ipp and "waitjob=false" not in uri


def _put(found: list[Device], uri: str, timeout_s: float) -> None:
    found.append(_asked(uri, timeout_s))


def _asked(uri: str, timeout_s: float) -> Device:
    server = server_of(uri)
    try:
        if server is not None:
            return _asked_in_ipp(server, uri, timeout_s)
        parts = urlsplit(uri)
        if parts.scheme not in PORTS or not parts.hostname:
            return Device(None)
        place = parts.hostname, parts.port or PORTS[parts.scheme]
        socket.create_connection(place, timeout_s).close()
    except OSError as error:
        return Device(False, text=f"{_shown(uri)}: {error.strerror or error}")
    except ValueError:
        return Device(None)
    return Device(True)


def _asked_in_ipp(server: Server, uri: str, timeout_s: float) -> Device:
    path = urlsplit(uri).path or "/"
    try:
        answer = ask(server, path, Question(GET_PRINTER, _shown(uri), ASKED), timeout_s)
    except NotIppError:
        # Somebody is there; the print server may get on with it better.
        return Device(True)
    if not answer.ok or not answer.groups:
        return Device(True)
    told = answer.groups[0]
    state = told.get("printer-state", (0,))[0]
    takes = told.get("printer-is-accepting-jobs", (True,))[0]
    reasons = told.get("printer-state-reasons")
    trays = told.get("printer-input-tray", ())
    return Device(
        there=True,
        reasons=None if reasons is None else tuple(map(str, reasons)),
        stopped=state == STOPPED or takes is False,
        paper=any(map(_filled, trays)),
    )


def _filled(tray: Value) -> bool:
    """PWG 5100.13, section 5.6.12: 'type=…;level=250;status=0;name=main'."""
    pairs = (part.partition("=") for part in str(tray).split(";"))
    told = {name.strip(): value.strip() for name, _, value in pairs}
    try:
        level = int(told.get("level", ""))
    except ValueError:
        return False
    return level > 0 or level == AT_LEAST_ONE


def _shown(uri: str) -> str:
    """Without options, and without the name and password that some addresses hold."""
    scheme, _, place = uri.partition("?")[0].partition("://")
    return f"{scheme}://{place.rpartition('@')[2]}"
