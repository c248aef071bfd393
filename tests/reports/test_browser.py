"""The page in a real browser without a network, and on the browser's own paper."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import numpy as np
import pytest

from kiosk.reports.page import page
from kiosk.reports.visit_facts import VisitFacts
from kiosk.reports.visit_report import visit_report
from tests.support.assessed import BANDS
from tests.support.browser import open_page, printed
from tests.support.visits import analytic_visit, record_of


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    record = record_of(analytic_visit(count=10, sets=(2, 5, 3), inward_m=(0.004, 0.06)))
    facts = VisitFacts(record, "Thursday 26 November 2026, 02:22", bands=BANDS)
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(page(visit_report(facts)), encoding="utf-8")
    return path


@pytest.mark.parametrize("width", [1280, 390])
def test_a_browser_without_a_network_shows_it_and_complains_of_nothing(
    report: Path, width: int
) -> None:
    opened = open_page(report, width, 900)
    assert opened.complaints == ()
    assert opened.asked == ()
    grey = opened.picture.mean(axis=2)
    assert (grey < 100).mean() > 0.005, "words and lines"
    assert (np.ptp(opened.picture.astype(int), axis=2) > 60).mean() > 0.001, "colours"
    assert (grey[:, -4:] > 240).all(), "nothing runs out of the window"


def test_the_check_sees_a_page_that_loads_something(tmp_path: Path) -> None:
    path = tmp_path / "bad.html"
    loads = '<meta charset="utf-8"><script src="http://example.invalid/a.js"></script>'
    path.write_text(f"<!DOCTYPE html><title>x</title>{loads}", encoding="utf-8")
    assert open_page(path, 400, 300).asked == ("http://example.invalid/a.js",)


def test_it_prints_on_a4_without_cutting_a_picture(report: Path) -> None:
    sheet = printed(report)
    try:
        told = subprocess.run(["pdfinfo", sheet], capture_output=True, text=True, check=True).stdout
    except FileNotFoundError:
        pytest.skip("no Poppler here (package poppler-utils)")
    assert re.search(r"Page size: +59[45]\S* x 84[12]", told)
    pages = re.search(r"Pages: +(\d+)", told)
    assert pages is not None
    assert 4 <= int(pages[1]) <= 8
