"""`printer_model` as a device of pyusb: the bus below its own code, no libusb and no hardware."""

from __future__ import annotations

from collections.abc import Iterator
from time import monotonic, sleep
from types import SimpleNamespace
from typing import Any

from usb.backend import IBackend
from usb.core import USBError, USBTimeoutError

from tests.support.printer_model import Printer

OUT, IN = 0x03, 0x84
TURN_S = 0.002


def _with(**fields: int) -> Any:
    return SimpleNamespace(bLength=9, bDescriptorType=1, extra_descriptors=[], **fields)


class UsbBus(IBackend):
    """One printer, whose second interface is its own. gone: its plug was pulled."""

    def __init__(self, printer: Printer, vendor: int, product: int) -> None:
        self.printer = printer
        self.gone = False
        self._ids = vendor, product

    def enumerate_devices(self) -> Iterator[object]:
        return iter(() if self.gone else (self,))

    def get_device_descriptor(self, dev: object) -> Any:
        vendor, product = self._ids
        return _with(
            bcdUSB=0x200, bDeviceClass=0, bDeviceSubClass=0, bDeviceProtocol=0, bMaxPacketSize0=64,
            idVendor=vendor, idProduct=product, bcdDevice=1, iManufacturer=0, iProduct=0,
            iSerialNumber=0, bNumConfigurations=1, address=5, bus=1, port_number=1,
            port_numbers=(1,), speed=3,
        )  # fmt: skip

    def get_configuration_descriptor(self, dev: object, config: int) -> Any:
        if config:
            raise IndexError
        return _with(
            wTotalLength=0, bNumInterfaces=2, bConfigurationValue=1, iConfiguration=0,
            bmAttributes=0, bMaxPower=50,
        )  # fmt: skip

    def get_interface_descriptor(self, dev: object, intf: int, alt: int, config: int) -> Any:
        if intf > 1 or alt:
            raise IndexError
        return _with(
            bInterfaceNumber=intf, bAlternateSetting=0, bNumEndpoints=2,
            bInterfaceClass=(3, 7)[intf], bInterfaceSubClass=1, bInterfaceProtocol=2, iInterface=0,
        )  # fmt: skip

    def get_endpoint_descriptor(
        self, dev: object, ep: int, intf: int, alt: int, config: int
    ) -> Any:
        address = ((0x01, 0x81), (IN, OUT))[intf][ep]
        return _with(
            bEndpointAddress=address, bmAttributes=2, wMaxPacketSize=64, bInterval=0, bRefresh=0,
            bSynchAddress=0,
        )  # fmt: skip

    def open_device(self, dev: object) -> object:
        self._check()
        return self

    def close_device(self, dev_handle: object) -> None: ...

    def set_configuration(self, dev_handle: object, config_value: int) -> None:
        self._check()

    def get_configuration(self, dev_handle: object) -> int:
        return 1

    def claim_interface(self, dev_handle: object, intf: int) -> None:
        assert intf == 1, "the keyboard's interface is not ours"

    def release_interface(self, dev_handle: object, intf: int) -> None: ...

    def reset_device(self, dev_handle: object) -> None: ...

    def bulk_write(self, dev_handle: object, ep: int, intf: int, data: Any, timeout: int) -> int:
        assert (ep, timeout > 0) == (OUT, True)
        until, left, sent = monotonic() + timeout / 1000, data.tobytes(), 0
        while sent < len(left):
            self._check()
            self.printer.run(monotonic())
            part = left[sent : sent + self.printer.room]
            self.printer.feed(part)
            sent += len(part)
            if not part:
                if monotonic() > until:
                    if sent:
                        return sent
                    raise USBTimeoutError("Operation timed out", -7, 110)
                sleep(TURN_S)
        return sent

    def bulk_read(self, dev_handle: object, ep: int, intf: int, buff: Any, timeout: int) -> int:
        assert (ep, timeout > 0) == (IN, True)
        until = monotonic() + timeout / 1000
        while True:
            self._check()
            self.printer.run(monotonic())
            answers = bytes(self.printer.answers[: len(buff)])
            if answers:
                del self.printer.answers[: len(answers)]
                buff[: len(answers)] = type(buff)(buff.typecode, answers)
                return len(answers)
            if monotonic() > until:
                raise USBTimeoutError("Operation timed out", -7, 110)
            sleep(TURN_S)

    def _check(self) -> None:
        if self.gone:
            raise USBError("No such device (it may have been disconnected)", -4, 19)
