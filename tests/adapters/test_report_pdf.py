"""A report on paper: A4, every word of it, the same bytes each time, fonts that readers take."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from kiosk.adapters.report_pdf import embeddable, pdf
from kiosk.errors import InstallationError
from kiosk.reports.chart import LEFT, RIGHT, Line, LineChart, axis
from kiosk.reports.parts import Figures, Note, Points, Report, Section, Table, Text
from kiosk.reports.visit_facts import VisitFacts
from kiosk.reports.visit_report import visit_report
from tests.support.assessed import BANDS
from tests.support.visits import analytic_visit, record_of


def report() -> Report:
    chart = LineChart(
        "Knee-plane offset, left leg", "d", axis("°", (0, 90)), axis("mm", (-20, 40)),
        (Line((0.0, 90.0), (-20.0, 40.0), LEFT, "left"), Line((0.0, 90.0), (3.0, 4.0), RIGHT)),
    ).drawing()  # fmt: skip
    blocks = (
        Text("The left knee: −3 mm ± 11, 60° → in line.", strong=True),
        Points(("One.", "Two.")),
        Table(("Figure", "Left"), (("Offset", "−3"), ("f" * 200, "1")), "A caption"),
        Figures((chart, chart), "Two of them"),
    )
    notes = (Note("Word", "What it means. " * 60),)
    sections = tuple(Section(f"Section {i}", blocks, notes) for i in range(4))
    return Report("Title", "Visit K7B4F2", sections, (("Ticket", "K7B4F2"),), ("Foot.",), "A gym")


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pdf") / "report.pdf"
    path.write_bytes(pdf(report()))
    return path


def poppler(*words: object) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(list(map(str, words)), capture_output=True, text=True, check=True)
    except FileNotFoundError:
        pytest.skip("no Poppler here (package poppler-utils)")


def test_it_is_a4_with_its_title_and_language_and_no_date_of_today(document: Path) -> None:
    told = poppler("pdfinfo", document)
    assert told.stderr == ""
    assert re.search(r"Title: +Title, Visit K7B4F2", told.stdout)
    assert re.search(r"Page size: +595\S* x 841\S* pts \(A4\)", told.stdout)
    assert "2000" in told.stdout
    assert b"/Lang (en)" in document.read_bytes()


def test_every_word_is_there_as_text(document: Path) -> None:
    said = poppler("pdftotext", "-layout", document, "-").stdout
    for words in ("The left knee: −3 mm ± 11, 60° → in line.", "A caption", "Two of them", "A gym",
                  "Knee-plane offset, left leg", "Visit K7B4F2", "Foot."):  # fmt: skip
        assert words in said
    assert said.count("Section ") == 4
    assert said.replace("\n", "").replace(" ", "").count("f" * 20) >= 4, "a long word is cut"
    pages = said.count("\f")
    said = said.replace(" ", "")
    assert f"1/{pages}" in said
    assert f"{pages}/{pages}" in said


def test_readers_take_the_fonts_and_nothing_is_left_out(document: Path) -> None:
    fonts = poppler("pdffonts", document)
    assert "Mismatch" not in fonts.stderr
    assert "CID TrueType" in fonts.stdout
    drawn = poppler("pdftoppm", "-r", "40", "-png", document, document.with_suffix(""))
    assert drawn.stderr == ""


def test_the_same_report_makes_the_same_bytes(document: Path) -> None:
    assert pdf(report()) == document.read_bytes()


def test_a_visits_report_has_its_figures_on_paper(tmp_path: Path) -> None:
    record = record_of(analytic_visit(inward_m=(0.0, 0.06)), kiosk_version="膝 1.2")
    path = tmp_path / "visit.pdf"
    path.write_bytes(pdf(visit_report(VisitFacts(record, "2026-11-26", bands=BANDS))))
    said = poppler("pdftotext", "-layout", path, "-").stdout
    assert "Squat: where the knees go" in said
    assert "not a medical assessment" in said


def test_without_a_font_it_says_which_to_install(tmp_path: Path) -> None:
    with pytest.raises(InstallationError, match="apt install fonts-dejavu-core"):
        embeddable((tmp_path,))
