"""The line to an ESC/POS printer over USB: pyusb's device, held by python-escpos. Uses escpos.

python-escpos has to be told the endpoints; they are looked up here, in the device's own
description. It resets the printer at opening, so a line stays open for as long as it works.
"""

from __future__ import annotations

import errno
from typing import Any, Final

from kiosk.adapters.escpos_library import escpos_printers
from kiosk.adapters.escpos_wire import EscposWire
from kiosk.core.printeruri import UsbUri

PRINTER_CLASS: Final = 7
IN: Final = 0x80
BULK: Final = 2
PIECE: Final = 4096
"""Bytes a transfer: no long one is under way when the time is over."""
LEAST_MS: Final = 1
"""0 would be forever."""
TIMED_OUT: Final = (errno.ETIMEDOUT, 10060)


class UsbWire(EscposWire):
    """options: for usb.core.find, as python-escpos passes them on (a test's own bus)."""

    def __init__(self, uri: UsbUri, options: dict[str, Any] | None = None) -> None:
        super().__init__(f"USB {uri.vendor:04x}:{uri.product:04x}")
        self._uri, self._options = uri, options or {}

    def _opened(self) -> Any:
        printer = escpos_printers().Usb(
            self._uri.vendor, self._uri.product, usb_args=dict(self._options)
        )
        printer.open()
        printer.out_ep, printer.in_ep = _endpoints(printer.device)
        return printer

    def _write(self, data: memoryview, timeout_s: float) -> int:
        try:
            sent: int = self._printer.device.write(
                self._printer.out_ep, bytes(data[:PIECE]), _ms(timeout_s)
            )
        except OSError as error:
            if error.errno in TIMED_OUT:
                return 0
            raise
        return sent

    def _read(self, most: int, timeout_s: float) -> bytes:
        try:
            return bytes(self._printer.device.read(self._printer.in_ep, most, _ms(timeout_s)))
        except OSError as error:
            if error.errno in TIMED_OUT:
                return b""
            raise


def _endpoints(device: Any) -> tuple[int, int]:
    """Out and in, of the interface that says it is a printer's, or of the first with both."""
    interfaces = sorted(
        device.get_active_configuration(), key=lambda one: one.bInterfaceClass != PRINTER_CLASS
    )
    for interface in interfaces:
        bulk = [one for one in interface if one.bmAttributes & 3 == BULK]
        out = [one.bEndpointAddress for one in bulk if not one.bEndpointAddress & IN]
        back = [one.bEndpointAddress for one in bulk if one.bEndpointAddress & IN]
        if out and back and interface.bAlternateSetting == 0:
            return out[0], back[0]
    raise OSError("it has no pair of lines to and from a printer")


def _ms(timeout_s: float) -> int:
    return max(LEAST_MS, round(timeout_s * 1000))
