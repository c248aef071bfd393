"""Pages as a PDF: exactly as large, the same pixels, and nobody's name or time in it."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import cv2
import numpy as np
import pytest

from kiosk.adapters.pdf_pages import pdf
from kiosk.adapters.slip_pages import Page, pages
from tests import cases, pictures

POINTS_MM = 72 / 25.4


def blank(width_mm: int, height_mm: int, dots_mm: int = 24) -> Page:
    """With a mark in one corner."""
    black = np.zeros((height_mm * dots_mm, width_mm * dots_mm), np.bool_)
    black[: 10 * dots_mm, : 20 * dots_mm] = True
    return Page(black, dots_mm * 25.4)


@pytest.mark.parametrize("size", [(105, 148), (210, 297)])
def test_a_page_has_its_papers_size(size: tuple[int, int]) -> None:
    document = pdf([blank(*size), blank(*size)])
    boxes = re.findall(rb"/MediaBox \[ ([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+) \]", document)
    assert len(boxes) == 2
    for box in boxes:
        want = (0, 0, size[0] * POINTS_MM, size[1] * POINTS_MM)
        assert [float(v) for v in box] == pytest.approx(want, abs=0.001)


def test_it_tells_nobody_and_no_time_and_is_the_same_each_time() -> None:
    document = pdf([blank(105, 148)])
    assert document == pdf([blank(105, 148)])
    for word in (b"Date", b"/Title", b"/Author", b"/Producer", b"/Creator", b"/ID"):
        assert word not in document


def test_it_is_small_enough_for_any_spooler() -> None:
    assert len(pdf(pages(pictures.paper(cases.one_inside()), "a4"))) < 100_000


def test_others_read_the_same_pixels_from_it(tmp_path: Path) -> None:
    """Poppler, which most print systems draw PDFs with."""
    poppler = shutil.which("pdftoppm")
    if poppler is None:
        pytest.skip("pdftoppm is not installed (apt-get install poppler-utils)")
    (page,) = pages(pictures.paper(cases.retry()), "a6")
    (tmp_path / "slip.pdf").write_bytes(pdf([page]))
    subprocess.run(
        [poppler, "-r", str(page.dpi), "-gray", "-singlefile", "slip.pdf", "slip"],
        check=True,
        cwd=tmp_path,
        timeout=60,
    )
    seen = cv2.imread(str(tmp_path / "slip.pgm"), cv2.IMREAD_GRAYSCALE)
    assert seen is not None
    assert np.array_equal(seen < 128, page.black)
