"""A report as one HTML page: no script, nothing loaded, readable on a phone and on A4 paper.

    text = page(Report("Title", "what and when", (Section("Heading", blocks, notes),)))

Every text is escaped; the page's own policy lets a browser load nothing whatever it holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import count
from typing import Final

from kiosk.reports.parts import Block, Figures, Note, Points, Report, Section, Table, Text
from kiosk.reports.svg import FAMILY, svg

WIDE: Final = 500.0
"""Wider drawings are not shrunk to a phone's width."""
POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"

CSS: Final = """
:root { color-scheme: light; --ink: #1a1a1a; --soft: #595959; --rule: #c9c9c9; }
* { box-sizing: border-box; }
body { margin: 0; background: #fff; color: var(--ink); font: 16px/1.45 FAMILY;
  -webkit-text-size-adjust: 100%; }
.sheet { max-width: 1080px; margin: 0 auto; padding: 24px 20px 40px; }
header { border-bottom: 3px solid var(--ink); padding-bottom: 14px; margin-bottom: 6px; }
.place { color: var(--soft); margin: 0; overflow-wrap: anywhere; }
h1 { font-size: 1.9rem; line-height: 1.15; margin: 2px 0 4px; overflow-wrap: anywhere; }
.subtitle { margin: 0 0 10px; font-size: 1.1rem; }
.facts { display: flex; flex-wrap: wrap; gap: 4px 28px; margin: 0; }
.facts div { display: flex; gap: 8px; }
.facts dt { color: var(--soft); }
.facts dd { margin: 0; overflow-wrap: anywhere; }
section { display: grid; grid-template-columns: minmax(0, 1fr) 236px; column-gap: 32px;
  padding: 18px 0 14px; border-bottom: 1px solid var(--rule); }
section.plain { grid-template-columns: minmax(0, 1fr); }
h2 { font-size: 1.25rem; margin: 0 0 8px; line-height: 1.25; }
p, ul { margin: 0 0 10px; max-width: 46em; }
ul { padding-left: 1.2em; }
.strong { font-size: 1.12rem; font-weight: 600; }
aside { font-size: 0.83rem; line-height: 1.4; color: #3c3c3c; border-left: 2px solid var(--rule);
  padding-left: 14px; }
aside h3 { font-size: inherit; margin: 0 0 1px; color: var(--ink); }
aside p { margin: 0 0 9px; }
figure { margin: 0 0 14px; }
.pair { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 14px 22px; }
svg { display: block; width: 100%; height: auto; max-width: 720px; }
.pair svg { max-width: 400px; }
figcaption, caption { color: var(--soft); font-size: 0.86rem; text-align: left; }
figcaption { margin-top: 4px; max-width: 50em; }
caption { padding: 0 0 4px; }
.scroll { overflow-x: auto; margin: 0 0 14px; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 0.93rem; }
th, td { padding: 4px 14px 4px 0; text-align: left; vertical-align: top; }
table:not(.numbers) td { overflow-wrap: anywhere; }
.numbers td, .numbers thead th + th { text-align: right; white-space: nowrap; }
thead th { border-bottom: 1.5px solid var(--ink); font-weight: 600; vertical-align: bottom; }
tbody th { font-weight: 400; min-width: 6.5em; }
tbody tr + tr > * { border-top: 1px solid #e3e3e3; }
footer { padding-top: 14px; color: var(--soft); font-size: 0.86rem; }
footer p { margin: 0 0 4px; overflow-wrap: anywhere; max-width: none; }
@media screen and (max-width: 720px) {
  .sheet { padding: 16px 14px 32px; }
  section { grid-template-columns: minmax(0, 1fr); }
  .pair { grid-template-columns: minmax(0, 1fr); }
  aside { border-left: 0; padding: 10px 12px; background: #f4f4f2; margin-top: 6px; }
  h1 { font-size: 1.5rem; }
  .wide { overflow-x: auto; }
  .wide svg { width: 620px; max-width: none; }
}
@page { size: A4; margin: 14mm 13mm 14mm; }
@media print {
  body { font-size: 9.5pt; line-height: 1.35; }
  .sheet { max-width: none; padding: 0; }
  section { grid-template-columns: minmax(0, 1fr) 41mm; column-gap: 6mm; padding: 4mm 0 2mm; }
  h1 { font-size: 17pt; } h2 { font-size: 12pt; } .subtitle { font-size: 11pt; }
  aside { font-size: 7.6pt; }
  figure, tr, li { break-inside: avoid; }
  h2, caption { break-after: avoid; }
  .scroll { overflow: visible; }
  table { font-size: 8.4pt; }
  th, td { padding: 2px 9px 2px 0; }
  .numbers td, .numbers thead th + th { white-space: normal; }
  tbody th { min-width: 5em; }
  .strong { font-size: 10.5pt; }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
"""


def page(report: Report) -> str:
    """The whole page; the same report gives the same text."""
    names = (f"f{number}" for number in count(1))
    return "".join(
        (
            f'<!DOCTYPE html>\n<html lang="{escape(report.language)}">\n<head>\n'
            '<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            '<meta name="referrer" content="no-referrer">\n'
            f"<title>{escape(report.title)}, {escape(report.subtitle)}</title>\n"
            f"<style>{CSS.replace('FAMILY', FAMILY)}</style>\n</head>\n<body>\n"
            '<div class="sheet">\n',
            _header(report),
            "<main>\n",
            *(_section(section, number, names) for number, section in enumerate(report.sections)),
            "</main>\n",
            _footer(report),
            "</div>\n</body>\n</html>\n",
        )
    )


def _header(report: Report) -> str:
    place = f'<p class="place">{escape(report.place)}</p>\n' if report.place else ""
    facts = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>"
        for name, value in report.facts
    )
    listed = f'<dl class="facts">{facts}</dl>\n' if facts else ""
    return (
        f"<header>\n{place}<h1>{escape(report.title)}</h1>\n"
        f'<p class="subtitle">{escape(report.subtitle)}</p>\n{listed}</header>\n'
    )


def _section(section: Section, number: int, names: Iterator[str]) -> str:
    blocks = "".join(_block(block, names) for block in section.blocks)
    notes = f"<aside>{''.join(map(_note, section.notes))}</aside>\n" if section.notes else ""
    plain = "" if section.notes else ' class="plain"'
    return (
        f'<section{plain} aria-labelledby="s{number}">\n<div>\n'
        f'<h2 id="s{number}">{escape(section.title)}</h2>\n{blocks}</div>\n{notes}</section>\n'
    )


def _note(note: Note) -> str:
    return f"<h3>{escape(note.title)}</h3><p>{escape(note.text)}</p>"


def _block(block: Block, names: Iterator[str]) -> str:
    match block:
        case Text():
            strong = ' class="strong"' if block.strong else ""
            return f"<p{strong}>{escape(block.text)}</p>\n"
        case Points():
            items = "".join(f"<li>{escape(item)}</li>" for item in block.items)
            return f"<ul>{items}</ul>\n"
        case Table():
            return _table(block)
        case Figures():
            return _figures(block, names)


def _figures(block: Figures, names: Iterator[str]) -> str:
    drawn = "".join(svg(drawing, next(names)) for drawing in block.drawings)
    if len(block.drawings) > 1:
        drawn = f'<div class="pair">{drawn}</div>'
    elif block.drawings and block.drawings[0].width > WIDE:
        # A phone scrolls it sideways: shrunk to a phone's width its words would be 6 px high.
        label = escape(block.drawings[0].title)
        drawn = f'<div class="wide" role="group" aria-label="{label}" tabindex="0">{drawn}</div>'
    caption = f"<figcaption>{escape(block.caption)}</figcaption>" if block.caption else ""
    return f"<figure>{drawn}{caption}</figure>\n"


def _table(table: Table) -> str:
    head = "".join(f'<th scope="col">{escape(word)}</th>' for word in table.head)
    rows = "".join(
        f'<tr><th scope="row">{escape(first)}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in rest)
        + "</tr>"
        for first, *rest in table.rows
    )
    caption = f"<caption>{escape(table.caption)}</caption>" if table.caption else ""
    kind = ' class="numbers"' if table.numbers else ""
    return (
        f'<div class="scroll"><table{kind}>{caption}<thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>\n"
    )


def _footer(report: Report) -> str:
    lines = "".join(f"<p>{escape(line)}</p>" for line in report.foot)
    return f"<footer>{lines}</footer>\n" if lines else ""
