"""A report as a PDF on A4. May import fpdf2, which sets our own type and draws our own lines.

No clock: the same report makes the same bytes. Fonts are embedded as far as they are used; a
letter that the chosen family lacks is taken from one of its fallbacks.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kiosk.adapters.typefaces import FAMILIES, FOLDERS, Typeface, find_typeface
from kiosk.errors import InstallationError
from kiosk.reports.drawing import Dot, Item, Shape, Stroke, Words
from kiosk.reports.parts import Report
from kiosk.reports.sheets import sheets

if TYPE_CHECKING:
    from fpdf import FPDF

POINT: Final = 0.75
"""Points in a unit of a Drawing (1/96 inch)."""
FAMILY: Final = "report"
NO_DATE: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""Whatever day a copy is made on, it is the same file."""


def pdf(report: Report, typeface: Typeface | None = None) -> bytes:
    """The whole document. Raises InstallationError where no open font is installed."""
    document = _document(report, typeface or embeddable())

    @cache
    def measure(text: str, size: float, bold: bool) -> float:
        document.set_font(FAMILY, "B" if bold else "", size * POINT)
        width: float = document.get_string_width(text)
        return width / POINT

    pages = sheets(report, measure)
    for items in pages:
        document.add_page()
        # Square ends, which are fpdf2's own, would close the gaps of a dashed line.
        with document.local_context(stroke_cap_style="butt", stroke_join_style="round"):
            for item in items:
                _paint(document, item)
    return bytes(document.output())


def embeddable(folders: Sequence[Path] = FOLDERS) -> Typeface:
    """The first known family with TrueType outlines.

    fpdf2 2.8.9 embeds PostScript outlines (Inter's .otf) as if they were TrueType, which poppler
    warns of and other readers may refuse. Raises InstallationError where there is no such family.
    """
    for family in FAMILIES:
        try:
            found = find_typeface(folders, (family,))
        except InstallationError:
            continue
        if all(path.suffix == ".ttf" for path in found.files.values()):
            return found
    raise InstallationError(
        "No font was found that a PDF can hold (TrueType). Install one, for example: sudo apt "
        "install fonts-dejavu-core. --html needs none."
    )


def _document(report: Report, typeface: Typeface) -> FPDF:
    from fpdf import FPDF

    document = FPDF(orientation="portrait", unit="pt", format="A4")
    document.set_auto_page_break(auto=False)
    document.set_margin(0)
    document.c_margin = 0
    document.set_creation_date(NO_DATE)
    document.set_title(f"{report.title}, {report.subtitle}")
    document.set_lang(report.language)
    document.set_producer("knee-kiosk")
    document.add_font(FAMILY, "", typeface.files["regular"])
    document.add_font(FAMILY, "B", typeface.files["semibold"])
    fallbacks = [one for one in typeface.fallbacks if one.suffix == ".ttf"]
    names = [f"fallback{number}" for number in range(len(fallbacks))]
    for name, path in zip(names, fallbacks, strict=True):
        document.add_font(name, "", path)
        document.add_font(name, "B", path)
    document.set_fallback_fonts(names, exact_match=False)
    return document


def _paint(document: FPDF, item: Item) -> None:
    match item:
        case Words():
            _words(document, item)
        case Shape():
            _shape(document, item)
        case Dot():
            x, y = (POINT * v for v in item.centre)
            radius = POINT * item.radius
            style = _prepared(document, item.stroke, item.fill)
            document.circle(x, y, radius, style=style)


def _words(document: FPDF, words: Words) -> None:
    document.set_font(FAMILY, "B" if words.bold else "", POINT * words.size)
    document.set_text_color(words.colour)
    x, y = (POINT * v for v in words.at)
    if words.anchor != "start":
        share = 0.5 if words.anchor == "middle" else 1.0
        x -= share * document.get_string_width(words.text)
    document.text(x, y, words.text)


def _shape(document: FPDF, shape: Shape) -> None:
    points = [(POINT * x, POINT * y) for x, y in shape.points]
    style = _prepared(document, shape.stroke, shape.fill)
    if shape.opacity < 1.0:
        with document.local_context(fill_opacity=shape.opacity):
            document.polyline(points, polygon=shape.closed, style=style)
        return
    document.polyline(points, polygon=shape.closed, style=style)


def _prepared(document: FPDF, stroke: Stroke | None, fill: str | None) -> str:
    """Set pens and inks; gives fpdf2's letters for what is to be drawn."""
    if fill is not None:
        document.set_fill_color(fill)
    if stroke is not None:
        document.set_draw_color(stroke.colour)
        document.set_line_width(POINT * stroke.width)
        dash, gap = (stroke.dash + (0.0, 0.0))[:2]
        document.set_dash_pattern(POINT * dash, POINT * gap)
    return ("D" if stroke is not None else "") + ("F" if fill is not None else "")
