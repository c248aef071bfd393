"""Where the parts of the live screens stand, in design units. Imports our stage only.

In portrait the member's figure stands in the middle under the title, the hint and the answers
below; in landscape all words keep to the left half and the figure has the right one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kiosk.adapters.coverage import Box, Point
from kiosk.adapters.screen.stage import Stage
from kiosk.core.screen import Kind

NOWHERE: Final[Box] = (0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class LiveLayout:
    """title, hint: words. body: the member's figure, standing in a view of 2.15 m. ring: centre and
    radius around it. count: the big number; dots: one a squat, from their first centre, a step
    apart. gauge: how deep. knees: both from above."""

    title: Box
    hint: Box
    body: Box
    ring: tuple[Point, float] = ((0.0, 0.0), 0.0)
    count: Box = NOWHERE
    dots: tuple[Point, Point] = ((0.0, 0.0), (0.0, 0.0))
    gauge: Box = NOWHERE
    knees: Box = NOWHERE


PORTRAIT: Final[dict[Kind, LiveLayout]] = {
    "position": LiveLayout(
        title=(64, 84, 952, 180), hint=(64, 1436, 952, 190), body=(40, 270, 1000, 1150)
    ),
    "stand": LiveLayout(
        title=(64, 84, 952, 180), hint=(64, 1436, 952, 190), body=(140, 413, 800, 950),
        ring=((540, 850), 476),
    ),
    "squat": LiveLayout(
        title=(64, 84, 952, 180), hint=(64, 1436, 952, 190), body=(250, 290, 640, 1130),
        count=(64, 330, 300, 330), dots=((96, 720), (0, 74)), gauge=(920, 420, 72, 900),
    ),
    "cued": LiveLayout(
        title=(64, 84, 952, 180), hint=(64, 1456, 952, 170), body=(330, 250, 480, 540),
        count=(64, 290, 240, 250), dots=((88, 590), (74, 0)), gauge=(936, 300, 56, 460),
        knees=(64, 800, 952, 640),
    ),
}  # fmt: skip
LANDSCAPE: Final[dict[Kind, LiveLayout]] = {
    "position": LiveLayout(
        title=(72, 64, 800, 270), hint=(72, 420, 800, 260), body=(940, 30, 900, 1020)
    ),
    "stand": LiveLayout(
        title=(72, 64, 800, 270), hint=(72, 420, 800, 260), body=(1040, 118, 700, 920),
        ring=((1390, 540), 456),
    ),
    "squat": LiveLayout(
        title=(72, 64, 800, 170), hint=(72, 658, 800, 176), body=(900, 30, 780, 1020),
        count=(72, 264, 320, 290), dots=((98, 606), (66, 0)), gauge=(1752, 130, 64, 820),
    ),
    "cued": LiveLayout(
        title=(72, 64, 640, 200), hint=(72, 650, 640, 180), body=(690, 60, 380, 960),
        count=(72, 290, 220, 240), dots=((98, 590), (66, 0)), gauge=(1084, 200, 52, 680),
        knees=(1180, 170, 668, 740),
    ),
}  # fmt: skip


def live_layout(stage: Stage, kind: Kind) -> LiveLayout:
    """The layout of 'position', 'stand', 'squat' or 'cued'."""
    return (PORTRAIT if stage.portrait else LANDSCAPE)[kind]
