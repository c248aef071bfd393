"""What all lines to ESC/POS printers share: errors in our words, and no call without an end.

Uses escpos by escpos_library. Whatever it, the system or a library below it raises becomes a
PrinterError that says what was seen and what to do.
"""

from __future__ import annotations

import termios
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from time import monotonic
from typing import Any, Final

from kiosk.adapters.escpos_library import escpos_error
from kiosk.errors import PrinterError

AT_ONCE_S: Final = 0.001
"""The least that a library is told to wait: 0 is forever to some."""
CHECK: Final = "Check its power and cable, and [printer] uri."


class EscposWire(ABC):
    """What all share: one python-escpos printer that is there while the line is open."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._printer: Any = None

    def open(self) -> None:
        if self._printer is None:
            with self._telling("cannot be opened"):
                self._printer = self._opened()

    def write(self, data: bytes, timeout_s: float) -> None:
        if self._printer is None:
            raise PrinterError(f"The printer at {self._name} is not open.")
        until, left = monotonic() + timeout_s, memoryview(data)
        with self._telling("cannot be written to"):
            while left:
                left = left[self._write(left, max(until - monotonic(), AT_ONCE_S)) :]
                if left and monotonic() >= until:
                    raise TimeoutError(
                        f"it took {len(data) - len(left)} of {len(data)} bytes in {timeout_s:.1f} s"
                    )

    def read(self, most: int, timeout_s: float) -> bytes:
        if self._printer is None:
            raise PrinterError(f"The printer at {self._name} is not open.")
        with self._telling("cannot be read"):
            return self._read(most, max(timeout_s, AT_ONCE_S))

    def close(self) -> None:
        printer, self._printer = self._printer, None
        if printer is not None:
            with suppress(*_errors()):
                self._let_go(printer)

    @abstractmethod
    def _opened(self) -> Any:
        """A python-escpos printer whose device is open."""

    @abstractmethod
    def _write(self, data: memoryview, timeout_s: float) -> int:
        """As much as goes at once."""

    @abstractmethod
    def _read(self, most: int, timeout_s: float) -> bytes: ...

    def _let_go(self, printer: Any) -> None:
        printer.close()

    @contextmanager
    def _telling(self, what: str) -> Iterator[None]:
        try:
            yield
        except PrinterError:
            raise
        except _errors() as error:
            seen = (str(error).strip() or type(error).__name__).splitlines()[-1]
            raise PrinterError(f"The printer at {self._name} {what}: {seen}. {CHECK}") from error


def _errors() -> tuple[type[Exception], ...]:
    """USBError, SerialException, TimeoutError and what sockets raise are OSErrors; pyusb says with
    a ValueError that libusb-1.0 is missing, and a port without its plug is a termios.error."""
    return OSError, ValueError, termios.error, escpos_error()
