"""What a report is made of, as values: kiosk.reports.page writes it as HTML, an adapter as PDF."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.reports.drawing import Drawing


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; strong: said first and larger."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Points:
    """A list of short sentences."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """head: a word a column. The first column names its row and stands left; the others right,
    unless numbers is False. caption: what it shows."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    numbers: bool = True


@dataclass(frozen=True, slots=True)
class Figures:
    """Drawings beside each other where there is room: one, or two of half the width."""

    drawings: tuple[Drawing, ...]
    caption: str = ""


Block = Text | Points | Table | Figures


@dataclass(frozen=True, slots=True)
class Note:
    """Beside a section: what a word means, how sure a figure is."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    blocks: tuple[Block, ...]
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report. place: whose it is (a gym's name, '' unknown). subtitle: what and when.
    facts: pairs of words under the title. foot: the last lines, on every page of paper where
    that can be. language: of the words, BCP 47."""

    title: str
    subtitle: str
    sections: tuple[Section, ...]
    facts: tuple[tuple[str, str], ...] = ()
    foot: tuple[str, ...] = ()
    place: str = ""
    language: str = "en"
