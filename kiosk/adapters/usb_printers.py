"""USB devices that say they are printers. Uses pyusb."""

from __future__ import annotations

from typing import Any, Final

import usb.core  # type: ignore[import-untyped]
import usb.util  # type: ignore[import-untyped]

from kiosk.core.printable import printable
from kiosk.errors import InstallationError
from kiosk.printing.connected import Connected

PRINTER_CLASS: Final = 7
MOST_NAME: Final = 60


def usb_printers() -> list[Connected]:
    """Raises InstallationError where libusb is missing."""
    try:
        found = list(usb.core.find(find_all=True, custom_match=_is_printer))
    except usb.core.NoBackendError as error:
        raise InstallationError(
            "USB cannot be looked through: libusb is missing. Install it: "
            "sudo apt-get install libusb-1.0-0"
        ) from error
    return [
        Connected(f"escpos+usb://{one.idVendor:04x}:{one.idProduct:04x}", _name(one))
        for one in found
    ]


def _is_printer(device: Any) -> bool:
    if device.bDeviceClass == PRINTER_CLASS:
        return True
    try:
        return any(
            interface.bInterfaceClass == PRINTER_CLASS
            for configuration in device
            for interface in configuration
        )
    except usb.core.USBError:
        return False


def _name(device: Any) -> str:
    """Asking for it needs the right to open the device, which printing needs too."""
    try:
        told = (device.manufacturer, device.product)
    except (usb.core.USBError, ValueError, NotImplementedError):
        return "a USB printer that this user may not open (group lp?)"
    return printable(" ".join(filter(None, told)), MOST_NAME) or "a USB printer"
