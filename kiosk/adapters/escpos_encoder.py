"""Pictures as ESC/POS commands, as python-escpos makes them. Uses escpos by escpos_library."""

from __future__ import annotations

from io import BytesIO
from typing import Final

from kiosk.adapters.escpos_library import escpos_printers
from kiosk.adapters.png import one_bit_png
from kiosk.errors import PrinterError
from kiosk.printing.wire import Bits

WIDTHS: Final = (576, 384)
"""Dots of 80 mm and of 58 mm paper at 203 dpi."""
MOST_FEED_DOTS: Final = 255


class EscposEncoder:
    """For paper of one width. Raises PrinterError for another than WIDTHS."""

    def __init__(self, width_dots: int) -> None:
        if width_dots not in WIDTHS:
            raise PrinterError(
                f"Paper of {width_dots} dots is not known; expected 576 (80 mm) or 384 (58 mm). "
                "Correct the width in [printer]."
            )
        self._width_dots = width_dots
        self._dummy = escpos_printers().Dummy()

    def begin(self) -> bytes:
        """ESC @"""
        self._dummy.hw("INIT")
        return self._taken()

    def band(self, bits: Bits) -> bytes:
        """GS v 0. python-escpos checks the width of a known printer only, so it is checked here:
        a line that is too long would be taken for text from its end on."""
        if bits.ndim != 2 or bits.shape[1] != self._width_dots:
            raise PrinterError(
                f"A picture of {bits.shape} rows and dots was to be printed on paper of "
                f"{self._width_dots} dots. Correct the width in [printer]."
            )
        self._dummy.image(
            BytesIO(one_bit_png(bits)), impl="bitImageRaster", fragment_height=len(bits)
        )
        return self._taken()

    def cut(self, feed_dots: int) -> bytes:
        """ESC J, which python-escpos has no name for, and GS V 66: on past the knife, and cut."""
        self._dummy.cut(feed=False)
        return b"\x1bJ" + bytes((min(feed_dots, MOST_FEED_DOTS),)) + self._taken()

    def _taken(self) -> bytes:
        data: bytes = self._dummy.output
        self._dummy.clear()
        return data
