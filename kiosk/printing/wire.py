"""A two-way line to an ESC/POS printer, and what puts pictures into its language. numpy only."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Bits = NDArray[np.bool_]


class Wire(Protocol):
    """USB, serial, network or a device file; kiosk.adapters.escpos_wires has them."""

    def open(self) -> None:
        """Raises PrinterError where nothing is there. Harmless when open already."""
        ...

    def write(self, data: bytes, timeout_s: float) -> None:
        """All of it, or PrinterError: then nobody knows how much of it arrived."""
        ...

    def read(self, most: int, timeout_s: float) -> bytes:
        """What has come, at least one byte; b'' when nothing came in time. Raises PrinterError
        where the line is gone."""
        ...

    def close(self) -> None:
        """Never raises."""
        ...


class Encoder(Protocol):
    """Pictures and paper as ESC/POS bytes; kiosk.adapters.escpos_encoder asks python-escpos."""

    def begin(self) -> bytes:
        """Back to the printer's own settings."""
        ...

    def band(self, bits: Bits) -> bytes:
        """(rows, dots) True where black, as one raster command."""
        ...

    def cut(self, feed_dots: int) -> bytes:
        """Feed past the knife and cut."""
        ...
