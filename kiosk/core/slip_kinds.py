"""Kinds of lines that a slip is made of: what each says, not its looks. kiosk.core only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kiosk.core.resultview import CueRow, SideView

Role = Literal["copy", "gym", "date", "headline", "heading", "strong", "body", "note"]


@dataclass(frozen=True, slots=True)
class Text:
    """Words; the role says how large and strong.

    spare: 0 for what is never left out; where the paper is too short the highest goes first.
    """

    words: str
    role: Role
    spare: int = 0


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of pure black and white: the gym's own sign.

    width: dots. rows: packed, the left dot in the highest bit, 1 is black. beside: stands at its
    right where the paper is wide enough, else under it.
    """

    width: int
    rows: tuple[bytes, ...]
    beside: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across."""


@dataclass(frozen=True, slots=True)
class Legs:
    """The picture: both legs from above with their words, and the legend.

    sure: a side each, how sharply it was measured; "" where it was not.
    """

    sides: tuple[SideView, ...]
    legend: tuple[tuple[str, str], ...]
    sure: tuple[str, ...] = ("", "")


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
    them its room is kept free. title: in large type beside it (the ticket). small: further
    words under those.
    """

    content: str
    words: str
    modules: tuple[tuple[bool, ...], ...] = ()
    title: str = ""
    small: tuple[Text, ...] = ()


Line = Text | Picture | Rule | Legs | Bar | BarsHead | BoxesHead | Practice | Code
