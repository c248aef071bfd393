"""Codes that a reader reads, and a clear word where a text is too long."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.adapters.qr_segno import modules
from kiosk.errors import InputError


@pytest.mark.parametrize(
    "text", ["K7 L 5 MM R 37 MM", "Knie über der zweiten Zehe – 37 mm", "A" * 900]
)
def test_a_reader_reads_it(text: str) -> None:
    cv2 = pytest.importorskip("cv2")
    dots = np.pad(np.array(modules(text)), 4)
    picture = np.kron(np.where(dots, 0, 255), np.ones((6, 6))).astype(np.uint8)
    assert cv2.QRCodeDetector().detectAndDecode(picture)[0] == text


def test_a_text_that_is_too_long_is_refused() -> None:
    with pytest.raises(InputError, match="9000 characters"):
        modules("a" * 9000)
