"""Codes that a reader reads, and a clear word where a text is too long."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.adapters.qr_segno import modules
from kiosk.core.earlier import Earlier, EarlierLeg
from kiosk.core.ticket import decode, encode
from kiosk.errors import InputError
from tests.support.slipkeys import OURS


@pytest.mark.parametrize(
    "text", ["K7 L 5 MM R 37 MM", "Knie über der zweiten Zehe – 37 mm", "A" * 900]
)
def test_a_reader_reads_it(text: str) -> None:
    cv2 = pytest.importorskip("cv2")
    dots = np.pad(np.array(modules(text)), 4)
    picture = np.kron(np.where(dots, 0, 255), np.ones((6, 6))).astype(np.uint8)
    # QRCodeDetector, OpenCV's other one, cannot read 7 of 400 clean codes; this one reads them all.
    assert cv2.QRCodeDetectorAruco().detectAndDecode(picture)[0] == text


FAR = EarlierLeg(-998, -999, -997, 88, 99)


@pytest.mark.parametrize(
    ("leg", "modules_a_side"), [(EarlierLeg(5, -7, 17, 0, 5), 53), (FAR, 53), (None, 49)]
)
def test_a_slip_s_code_is_small_and_a_reader_gives_it_back(
    leg: EarlierLeg | None, modules_a_side: int
) -> None:
    cv2 = pytest.importorskip("cv2")
    earlier = Earlier("K7B4F2", "2026-11-26", leg, leg, 99, "ab12cd34")
    rows = modules(encode(earlier, OURS))
    assert len(rows) == modules_a_side, "17 and 4 for every version: 9 or 8"
    picture = np.kron(np.where(np.pad(np.array(rows), 4), 0, 255), np.ones((3, 3))).astype(np.uint8)
    assert decode(cv2.QRCodeDetectorAruco().detectAndDecode(picture)[0], OURS) == earlier


def test_a_text_that_is_too_long_is_refused() -> None:
    with pytest.raises(InputError, match="9000 characters"):
        modules("a" * 9000)
