"""Which function paints which kind of screen. Imports the modules that paint them.

A module of painters is one line in PAINTERS and, if it moves anything, one in OVERLAYS. A painter
draws what stands still, title, note and answer bar included (`furniture.paint_title`,
`answer_bar.paint`), on a sheet that has its ground already. An overlay draws one frame's moving
part in a few milliseconds; the ring of the answer bar is drawn for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from kiosk.adapters.screen.live_screens import draw_position, draw_squat, draw_stand, paint_live
from kiosk.adapters.screen.pen import Pen
from kiosk.adapters.screen.sheet import Sheet
from kiosk.adapters.screen.stage import Stage
from kiosk.core.screen import Kind, Moment, Screen

Paint = Callable[[Sheet, Stage, Screen], None]
Overlay = Callable[[Pen, Stage, Screen, Moment], None]

PAINTERS: Final[Mapping[Kind, Paint]] = MappingProxyType(
    {
        "position": paint_live,
        "stand": paint_live,
        "squat": paint_live,
        "cued": paint_live,
    }
)
OVERLAYS: Final[Mapping[Kind, Overlay]] = MappingProxyType(
    {
        "position": draw_position,
        "stand": draw_stand,
        "squat": draw_squat,
        "cued": draw_squat,
    }
)
