"""How closely the parts of the result are set: roomy where it is wide, closely upright.

Imports kiosk.adapters.theme only. Upright everything stands below one another and what the words
take is taken from the legs, which are the heart of it: so the words are set as closely there as
can still be read from where one squats (kiosk.adapters.theme), and the ideas beside one another.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from kiosk.adapters.theme import SPACE, TYPE, Style

SENTENCE: Final = replace(TYPE.caption, size=TYPE.caption.floor)
ROOMY_SENTENCE: Final = replace(TYPE.caption, size=40)


@dataclass(frozen=True, slots=True)
class Setting:
    """Type and distances of the parts, design units.

    gap: between parts. title, band, air, foot: heights of the line above the legs, of the band's
    line below them, the room above and below the legs, and below their words. roomy_sentence: of a
    leg's words where they are wide. legs_aside: how far outward the legs may be moved to have the
    legend between them, the least first. ideas_across: what to practise stands beside one another.
    """

    headline: Style = TYPE.headline
    gap: float = SPACE.gap
    title: float = 74.0
    band: float = 66.0
    air: float = 16.0
    foot: float = 18.0
    sentence: Style = SENTENCE
    roomy_sentence: Style = ROOMY_SENTENCE
    likely: Style = TYPE.note
    cue_top: float = 24.0
    cue_row: float = 68.0
    cue_sentence: Style = TYPE.support
    cue_foot: float = 34.0
    legs_aside: tuple[float, ...] = (0.0,)
    ideas_across: bool = False


ROOMY: Final = Setting()
CLOSE: Final = Setting(
    headline=replace(TYPE.headline, size=64),
    gap=20.0,
    title=68.0,
    band=60.0,
    air=12.0,
    foot=14.0,
    sentence=replace(SENTENCE, leading=1.2),
    roomy_sentence=replace(ROOMY_SENTENCE, leading=1.2),
    likely=replace(TYPE.note, leading=1.2),
    cue_top=20.0,
    cue_row=56.0,
    cue_sentence=replace(TYPE.note, leading=1.25),
    cue_foot=28.0,
    legs_aside=(0.0, 15.0, 30.0, 45.0, 60.0),
    ideas_across=True,
)
