"""Serial ports with something behind them, as far as can be told. Uses pyserial."""

from __future__ import annotations

from typing import Final

from serial.tools import list_ports  # type: ignore[import-untyped]

from kiosk.core.printable import printable
from kiosk.printing.connected import Connected

MOST_NAME: Final = 60


def serial_ports() -> list[Connected]:
    """What is at their other end cannot be asked: each may be a printer."""
    return [
        Connected(f"escpos+serial:{port.device}", _name(port.description))
        for port in sorted(list_ports.comports(), key=lambda port: str(port.device))
    ]


def _name(told: str | None) -> str:
    name = printable(told or "", MOST_NAME)
    return f"a serial port ({name})" if name and name != "n/a" else "a serial port"
