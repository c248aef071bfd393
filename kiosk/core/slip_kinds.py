"""Kinds of lines that a slip is made of: what each says, not its looks. kiosk.core only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kiosk.core.resultview import CueRow, SideView

Role = Literal["copy", "gym", "date", "headline", "heading", "strong", "body", "note"]


@dataclass(frozen=True, slots=True)
class Text:
    """Words; the role says how large and strong."""

    words: str
    role: Role


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of pure black and white in the paper's middle: the gym's own sign.

    width: dots. rows: packed, the left dot in the highest bit, 1 is black.
    """

    width: int
    rows: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across."""


@dataclass(frozen=True, slots=True)
class Legs:
    """The picture: both legs from above with their words, and the legend."""

    sides: tuple[SideView, ...]
    legend: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """One leg's knee without and with the cue, on one scale."""

    row: CueRow


@dataclass(frozen=True, slots=True)
class BarsHead:
    """A heading, and which mark of the bars below is without and which with the cue."""

    words: str
    without: str
    with_: str


@dataclass(frozen=True, slots=True)
class BoxesHead:
    """A heading, and what the tick boxes below it are for."""

    words: str
    boxes_words: str


@dataclass(frozen=True, slots=True)
class Practice:
    """One idea: pictogram, title, dose, what to think of, and boxes to tick."""

    picture: str
    title: str
    dose: str
    cue: str
    boxes: int


@dataclass(frozen=True, slots=True)
class Code:
    """A code to scan, and what it is good for.

    modules: rows of the QR code of `content`, True where dark, without the quiet zone; without
    them its room is kept free. title: in large type beside it (the ticket).
    """

    content: str
    words: str
    modules: tuple[tuple[bool, ...], ...] = ()
    title: str = ""


Line = Text | Picture | Rule | Legs | Bar | BarsHead | BoxesHead | Practice | Code
