"""Where a printer is, as one text: file:FOLDER, escpos+tcp://HOST:9100, cups://QUEUE. stdlib only.

file:FOLDER                         each slip as a picture into a folder
escpos+usb://VID:PID                hexadecimal, as lsusb shows them
escpos+serial:/dev/ttyUSB0?baud=…   a serial port
escpos+tcp://HOST:9100              the network; 9100 is the default
escpos+file:/dev/usb/lp0            a device that is only written to, and so cannot tell
cups://QUEUE                        a queue of the system's print service
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from kiosk.errors import ConfigError

SCHEMES: Final = ("file", "escpos+usb", "escpos+serial", "escpos+tcp", "escpos+file", "cups")
EXAMPLES: Final = {
    "file": "file:out/slips",
    "escpos+usb": "escpos+usb://04b8:0e28",
    "escpos+serial": "escpos+serial:/dev/ttyUSB0?baud=115200",
    "escpos+tcp": "escpos+tcp://192.168.1.50:9100",
    "escpos+file": "escpos+file:/dev/usb/lp0",
    "cups": "cups://slips",
}
BAUDS: Final = (9600, 19200, 38400, 57600, 115200, 230400)
ESCPOS_PORT: Final = 9100


@dataclass(frozen=True, slots=True)
class FolderUri:
    """file:FOLDER"""

    folder: str


@dataclass(frozen=True, slots=True)
class UsbUri:
    """escpos+usb://VID:PID"""

    vendor: int
    product: int


@dataclass(frozen=True, slots=True)
class SerialUri:
    """escpos+serial:DEVICE?baud=…"""

    device: str
    baud: int = 115200


@dataclass(frozen=True, slots=True)
class TcpUri:
    """escpos+tcp://HOST:PORT"""

    host: str
    port: int = ESCPOS_PORT


@dataclass(frozen=True, slots=True)
class DeviceUri:
    """escpos+file:DEVICE"""

    device: str


@dataclass(frozen=True, slots=True)
class CupsUri:
    """cups://QUEUE"""

    queue: str


PrinterUri = FolderUri | UsbUri | SerialUri | TcpUri | DeviceUri | CupsUri


def printer_uri(text: str) -> PrinterUri:
    """The parts of an address. Raises ConfigError that reads on after the key's name."""
    scheme, colon, place = text.partition(":")
    if not colon:
        raise _wrong(text, "has no scheme", "file")
    if scheme not in SCHEMES:
        raise ConfigError(f"is {text!r}: '{scheme}:' is none of {', '.join(SCHEMES)}.")
    if scheme == "file":
        return FolderUri(_path(text, scheme, place))
    if scheme == "escpos+file":
        return DeviceUri(_path(text, scheme, place))
    if scheme == "escpos+serial":
        return _serial(text, place)
    if scheme == "escpos+usb":
        found = re.fullmatch(r"//([0-9a-fA-F]{1,4}):([0-9a-fA-F]{1,4})/?", place)
        if found is None:
            raise _wrong(text, "names no VID:PID in hexadecimal", scheme)
        return UsbUri(int(found[1], 16), int(found[2], 16))
    if scheme == "escpos+tcp":
        return _tcp(text, place)
    found = re.fullmatch(r"//([A-Za-z0-9_][A-Za-z0-9_.-]{0,126})/?", place)
    if found is None:
        raise _wrong(text, "names no queue", scheme)
    return CupsUri(found[1])


def _path(text: str, scheme: str, place: str) -> str:
    """The path of file:PATH or file:///PATH, with %20 for a space in the latter."""
    path = unquote(place[2:]) if place.startswith("///") else place
    if not path.strip("/ ") or path.startswith("//") or "\0" in path:
        what = "names another machine" if path.startswith("//") else "names no place"
        raise _wrong(text, what, scheme)
    return path


def _serial(text: str, place: str) -> SerialUri:
    path, asks, query = place.partition("?")
    device = _path(text, "escpos+serial", path)
    if not asks:
        return SerialUri(device)
    found = re.fullmatch(r"baud=(\d{1,7})", query)
    if found is None or int(found[1]) not in BAUDS:
        known = ", ".join(map(str, BAUDS))
        raise _wrong(text, f"has {query!r} instead of baud= one of {known}", "escpos+serial")
    return SerialUri(device, int(found[1]))


def _tcp(text: str, place: str) -> TcpUri:
    found = re.fullmatch(r"//(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(?::(\d{1,5}))?/?", place)
    if found is None:
        raise _wrong(text, "names no host", "escpos+tcp")
    port = int(found[2] or ESCPOS_PORT)
    if not 0 < port < 65536:
        raise _wrong(text, f"has port {port}, which is none", "escpos+tcp")
    return TcpUri(found[1].strip("[]"), port)


def _wrong(text: str, what: str, scheme: str) -> ConfigError:
    shown = repr(text) if len(text) <= 60 else f"{text[:57]!r}…"
    return ConfigError(f"is {shown}, which {what}; for example '{EXAMPLES[scheme]}'.")
