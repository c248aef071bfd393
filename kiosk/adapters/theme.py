"""Colours, type, spacing and signs of every picture. Imports kiosk.adapters.typefaces only.

Sizes are pixels of a picture 1920 high; a picture of another height scales them all. Main text is
at least 1/40 of the height (48) and notes 1/60 (32), so that both read from where one squats.

Four meanings have a colour each, chosen apart in lightness as well as in hue, so that they differ
under red-green blindness too: blue-green, amber, periwinkle, sand. No colour carries a meaning
alone: every use has its sign (tick, arrow, wave) and its words beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from kiosk.adapters.typefaces import Weight

Colour = tuple[int, int, int]
Sign = Literal["tick", "arrow_in", "arrow_out", "wave", "none"]

HEIGHT: Final = 1920
MAIN_MIN: Final = HEIGHT / 40
NOTE_MIN: Final = HEIGHT / 60


@dataclass(frozen=True, slots=True)
class Style:
    """How a piece of text is set: size in px (em), weight, distance of baselines in em."""

    size: float
    weight: Weight = "regular"
    leading: float = 1.28
    floor: float = NOTE_MIN


@dataclass(frozen=True, slots=True)
class Tone:
    """What a band looks like: its colour and its sign."""

    colour: Colour
    sign: Sign


@dataclass(frozen=True, slots=True)
class Palette:
    """Every colour of the screen."""

    ground_top: Colour = (17, 24, 28)
    ground_bottom: Colour = (9, 13, 16)
    panel: Colour = (25, 33, 38)
    panel_edge: Colour = (42, 54, 61)
    inset: Colour = (18, 25, 29)
    text: Colour = (244, 248, 247)
    muted: Colour = (173, 188, 193)
    faint: Colour = (98, 115, 123)
    body: Colour = (58, 74, 82)
    body_edge: Colour = (92, 113, 122)
    shoe: Colour = (35, 47, 53)
    accent: Colour = (98, 214, 184)


@dataclass(frozen=True, slots=True)
class Type:
    """The type scale of the screen."""

    headline: Style = Style(78, "display", 1.14, 54)
    title: Style = Style(38, "semibold", 1.2)
    band: Style = Style(54, "bold", 1.1, MAIN_MIN)
    figure: Style = Style(68, "display", 1.1, MAIN_MIN)
    main: Style = Style(48, "semibold", 1.2, MAIN_MIN)
    caption: Style = Style(34, "medium", 1.3)
    tip_large: Style = Style(56, "semibold", 1.22, MAIN_MIN)
    tip: Style = Style(40, "medium", 1.22)
    support: Style = Style(36, "regular", 1.3)
    note: Style = Style(32, "regular", 1.3)
    note_strong: Style = Style(32, "semibold", 1.3)


@dataclass(frozen=True, slots=True)
class Space:
    """Distances of the screen's grid."""

    margin: float = 44
    gap: float = 26
    inset: float = 40
    radius: float = 36


@dataclass(frozen=True, slots=True)
class Paper:
    """The slip's type and distances, in dots of a 203 dpi head (8 a millimetre).

    22 dots of em are type of 8 points, what till receipts are printed in, and nothing is smaller.
    The headline's capitals are 4 mm high or more, to be read at arm's length.
    """

    gym: Style = Style(40, "bold", 1.15, 26)
    date: Style = Style(24, "medium", 1.25, 22)
    headline: Style = Style(46, "display", 1.05, 45)
    band: Style = Style(31, "bold", 1.12, 23)
    heading: Style = Style(27, "bold", 1.15, 24)
    title: Style = Style(24, "bold", 1.12, 22)
    strong: Style = Style(23, "bold", 1.14, 22)
    body: Style = Style(22, "medium", 1.13, 22)
    note: Style = Style(22, "medium", 1.12, 22)
    margin: float = 10


NARROW: Final = 480.0
"""Dots; on narrower paper what stands side by side is set one under the other."""

BLACK: Final[Colour] = (0, 0, 0)
WHITE: Final[Colour] = (255, 255, 255)
PAPER: Final = Paper()
PALETTE: Final = Palette()
TYPE: Final = Type()
SPACE: Final = Space()

IN_LINE: Final = Tone((98, 214, 184), "tick")
INSIDE: Final = Tone((255, 164, 92), "arrow_in")
OUTSIDE: Final = Tone((160, 180, 255), "arrow_out")
TOO_CLOSE: Final = Tone((232, 219, 170), "wave")
NOT_MEASURED: Final = Tone((150, 166, 172), "none")

BAND_TONES: Final[dict[str | None, Tone]] = {
    "in_line": IN_LINE,
    "slightly_inside": INSIDE,
    "inside": INSIDE,
    "clearly_inside": INSIDE,
    "outside": OUTSIDE,
    "too_close": TOO_CLOSE,
    None: NOT_MEASURED,
}
