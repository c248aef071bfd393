"""A line drawing as a value: shapes and words, to be written as SVG or drawn into a PDF.

Imports nothing of the program. x runs right and y down, in units of 1/96 inch when drawn at its
own size. Colours are Okabe and Ito's, which colour-blind readers tell apart; whoever draws never
tells two things apart by colour alone, because reports are printed in black and white.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Point = tuple[float, float]
Anchor = Literal["start", "middle", "end"]

INK: Final = "#1a1a1a"
SOFT: Final = "#595959"
RULE: Final = "#b8b8b8"
GRID: Final = "#e3e3e3"
ZONE: Final = "#e9eef0"
WHITE: Final = "#ffffff"
BLUE: Final = "#0072b2"
ORANGE: Final = "#d55e00"
GREEN: Final = "#00785a"

TEXT: Final = 12.5
"""Size of words in a drawing; SMALL of its ticks."""
SMALL: Final = 11.5

_NARROW: Final = frozenset("iljtfrI.,:;'|!()[] -·")
_WIDE: Final = frozenset("mwMW%@—→±")


@dataclass(frozen=True, slots=True)
class Stroke:
    """dash: lengths of line and gap in turn; () for a line without gaps."""

    colour: str = INK
    width: float = 1.0
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Shape:
    """A line through the points, closed or not; filled where fill is a colour."""

    points: tuple[Point, ...]
    stroke: Stroke | None = None
    fill: str | None = None
    closed: bool = False
    opacity: float = 1.0


@dataclass(frozen=True, slots=True)
class Dot:
    """A circle."""

    centre: Point
    radius: float
    stroke: Stroke | None = None
    fill: str | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text; `at` is on its base line."""

    at: Point
    text: str
    size: float = TEXT
    anchor: Anchor = "start"
    colour: str = INK
    bold: bool = False


Item = Shape | Dot | Words


@dataclass(frozen=True, slots=True)
class Drawing:
    """title and description: what a reader who does not see it is told, in plain sentences."""

    width: float
    height: float
    items: tuple[Item, ...]
    title: str
    description: str


def box(left: float, top: float, right: float, bottom: float) -> tuple[Point, ...]:
    """The corners of an upright rectangle."""
    return (left, top), (right, top), (right, bottom), (left, bottom)


def width_of(text: str, size: float = TEXT) -> float:
    """How wide a line of text will be at the most, whatever plain sans the reader has."""
    return size * sum(
        0.36 if letter in _NARROW else 0.92 if letter in _WIDE else 0.66
        if letter.isupper() or letter.isdigit() else 0.59
        for letter in text
    )  # fmt: skip


def wrapped(text: str, width: float, size: float = TEXT) -> list[str]:
    """Lines no wider than asked, broken at spaces; a longer word stands alone."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
