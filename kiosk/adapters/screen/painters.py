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

from kiosk.adapters.screen import result_page, result_practice, result_why
from kiosk.adapters.screen.live_screens import draw_position, draw_squat, draw_stand, paint_live
from kiosk.adapters.screen.pen import Pen
from kiosk.adapters.screen.sheet import Sheet
from kiosk.adapters.screen.stage import Stage
from kiosk.adapters.screen.still_attract import draw_attract, paint_attract
from kiosk.adapters.screen.still_code import paint_code
from kiosk.adapters.screen.still_intro import draw_intro, draw_working, paint_intro, paint_working
from kiosk.adapters.screen.still_notice import draw_notice, paint_notice
from kiosk.adapters.screen.still_question import draw_question, paint_question
from kiosk.adapters.screen.still_staff import paint_staff
from kiosk.core.screen import Kind, Moment, Screen

Paint = Callable[[Sheet, Stage, Screen], None]
Overlay = Callable[[Pen, Stage, Screen, Moment], None]

PAINTERS: Final[Mapping[Kind, Paint]] = MappingProxyType(
    {
        "attract": paint_attract,
        "question": paint_question,
        "intro": paint_intro,
        "working": paint_working,
        "result": result_page.paint,
        "practice": result_practice.paint,
        "why": result_why.paint,
        "notice": paint_notice,
        "code": paint_code,
        "staff": paint_staff,
        "position": paint_live,
        "stand": paint_live,
        "squat": paint_live,
        "cued": paint_live,
    }
)
OVERLAYS: Final[Mapping[Kind, Overlay]] = MappingProxyType(
    {
        "attract": draw_attract,
        "question": draw_question,
        "intro": draw_intro,
        "working": draw_working,
        "result": result_page.overlay,
        "practice": result_practice.overlay,
        "why": result_why.overlay,
        "notice": draw_notice,
        "position": draw_position,
        "stand": draw_stand,
        "squat": draw_squat,
        "cued": draw_squat,
    }
)
