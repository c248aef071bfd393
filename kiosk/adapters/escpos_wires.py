"""Lines to ESC/POS printers: TCP, serial and device files; USB is in escpos_usb. Uses escpos.

python-escpos opens, holds and closes each; its writes and reads have no deadline, so those go to
the device that it holds.
"""

from __future__ import annotations

import os
import select
import socket
import stat
import struct
import threading
from time import monotonic
from typing import Any, Final

from kiosk.adapters.escpos_library import escpos_printers
from kiosk.adapters.escpos_usb import UsbWire
from kiosk.adapters.escpos_wire import AT_ONCE_S, EscposWire
from kiosk.core.printeruri import DeviceUri, SerialUri, TcpUri, UsbUri

CONNECT_S: Final = 2.0
RESOLVE_S: Final = 2.0
SEND_BUFFER: Final = 16_384
"""So that no more than this lies unsent in the kernel when a line breaks."""
ABANDON: Final = struct.pack("ii", 1, 0)
"""SO_LINGER: what is unsent when we close, or are killed, is not to be sent later."""


class TcpWire(EscposWire):
    """Port 9100. Connecting, which python-escpos does for IPv4 alone, is done here."""

    def __init__(self, uri: TcpUri) -> None:
        super().__init__(f"{uri.host}:{uri.port}")
        self._uri = uri

    def _opened(self) -> Any:
        printer = escpos_printers().Network(self._uri.host, self._uri.port, timeout=CONNECT_S)
        printer.device = self._connected()
        return printer

    def _connected(self) -> socket.socket:
        addresses = _addresses(self._uri)
        until, failed = monotonic() + CONNECT_S, OSError("it has no address")
        for family, kind, protocol, _, address in addresses:
            place = socket.socket(family, kind, protocol)
            try:
                place.settimeout(max(until - monotonic(), AT_ONCE_S))
                place.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                place.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
                place.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, ABANDON)
                place.connect(address)
            except OSError as error:
                place.close()
                failed = error
            else:
                return place
        raise failed

    def _write(self, data: memoryview, timeout_s: float) -> int:
        self._printer.device.settimeout(timeout_s)
        try:
            sent: int = self._printer.device.send(data)
        except TimeoutError:
            return 0
        return sent

    def _read(self, most: int, timeout_s: float) -> bytes:
        self._printer.device.settimeout(timeout_s)
        try:
            data: bytes = self._printer.device.recv(most)
        except TimeoutError:
            return b""
        if not data:
            raise ConnectionError("it closed the connection")
        return data


class SerialWire(EscposWire):
    """8 bits, no parity. No hardware handshake: kiosk.printing.pace needs none, and with a cable
    that has no wires for it nothing would ever be sent. XON/XOFF is obeyed."""

    def __init__(self, uri: SerialUri) -> None:
        super().__init__(uri.device)
        self._uri = uri

    def _opened(self) -> Any:
        printer = escpos_printers().Serial(
            self._uri.device, self._uri.baud, timeout=AT_ONCE_S, xonxoff=True, dsrdtr=False
        )
        printer.open()
        return printer

    def _write(self, data: memoryview, timeout_s: float) -> int:
        self._printer.device.write_timeout = timeout_s
        sent: int = self._printer.device.write(data)
        return sent

    def _read(self, most: int, timeout_s: float) -> bytes:
        self._printer.device.timeout = timeout_s
        first: bytes = self._printer.device.read(1)
        if not first or most == 1:
            return first
        waiting = min(self._printer.device.in_waiting, most - 1)
        return first + bytes(self._printer.device.read(waiting)) if waiting else first

    def _let_go(self, printer: Any) -> None:
        # Its own close() waits until all is sent, be it forever, and so would the system's.
        try:
            printer.device.reset_output_buffer()
        finally:
            printer.device.close()


class DeviceWire(EscposWire):
    """A device file; never answers. python-escpos would make a file where there is no device, and
    write without an end while a printer has no paper, so it is given the open file."""

    def __init__(self, uri: DeviceUri) -> None:
        super().__init__(uri.device)
        self._uri = uri

    def _opened(self) -> Any:
        file = os.open(self._uri.device, os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_APPEND)
        if stat.S_ISDIR(os.fstat(file).st_mode):
            os.close(file)
            raise IsADirectoryError("it is a folder")
        printer = escpos_printers().File(self._uri.device)
        printer.device = os.fdopen(file, "wb", buffering=0)
        return printer

    def _write(self, data: memoryview, timeout_s: float) -> int:
        """Returns when the device took it: a line printer forgets at closing what it did not."""
        until, file = monotonic() + timeout_s, self._printer.device.fileno()
        self._wait(file, until)
        try:
            sent = os.write(file, data)
        except BlockingIOError:
            return 0
        self._wait(file, until)
        return sent

    def _wait(self, file: int, until: float) -> None:
        if not select.select([], [file], [], max(until - monotonic(), AT_ONCE_S))[1]:
            raise TimeoutError("it takes no more bytes; look for its paper and cover")

    def _read(self, most: int, timeout_s: float) -> bytes:  # noqa: ARG002
        return b""


def wire_of(uri: UsbUri | SerialUri | TcpUri | DeviceUri) -> EscposWire:
    """The line that an address names; nothing is opened yet."""
    match uri:
        case TcpUri():
            return TcpWire(uri)
        case SerialUri():
            return SerialWire(uri)
        case DeviceUri():
            return DeviceWire(uri)
        case UsbUri():
            return UsbWire(uri)


def _addresses(uri: TcpUri) -> list[Any]:
    """What a host's name stands for. A name server that is away would hold us for half a minute,
    and Python cannot be told to wait less: so another thread waits."""
    found: list[Any] = []

    def ask() -> None:
        try:
            found.append(socket.getaddrinfo(uri.host, uri.port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            found.append(error)

    asking = threading.Thread(target=ask, name="resolve-printer", daemon=True)
    asking.start()
    asking.join(RESOLVE_S)
    if not found:
        raise TimeoutError("no name server tells its address; use its number")
    if isinstance(found[0], Exception):
        raise found[0]
    return list(found[0])
