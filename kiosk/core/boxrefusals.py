"""Why a box on the mark gives no number, in sentences for staff. stdlib only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Code = Literal[
    "no_floor", "floor_tilted", "floor_uneven", "floor_hidden", "no_box", "no_top", "no_front",
    "another_box", "tilted", "leaning", "turned", "off_mark", "cut_off", "hidden", "no_depth",
    "clutter", "moving",
]  # fmt: skip

_TEXTS: Final[dict[Code, str]] = {
    "no_floor": "No floor is seen: nothing can be measured over it. See: kiosk calibrate.",
    "floor_tilted": "The floor that is seen lies {} degrees off level by the camera's own sense of "
    "gravity. The floor slopes, or what was taken for it is something else (a ramp, a bench): "
    "clear the view, then kiosk calibrate.",
    "floor_uneven": "The floor that is seen is uneven by {} mm: take mats and cables away.",
    "floor_hidden": "Too little floor is seen around the mark. Clear it within half a metre.",
    "no_box": "No box stands on the mark. Put it in the middle of it, its front to the camera.",
    "no_top": "No level top is seen where the box should stand. Is it lower than the camera? "
    "Nothing may lie on it.",
    "no_front": "The box's front is not seen. Turn a whole side to the camera and clear the way.",
    "another_box": "What stands on the mark is no box of this size: {}. Give its size with "
    "--box WIDTHxHEIGHTxDEPTH, in mm as the camera sees it.",
    "tilted": "The box's top is not level: {} degrees off. Put it flat on the floor, closed.",
    "leaning": "The box's front is not upright: {} degrees off. Put it flat on the floor, closed.",
    "turned": "The box is turned by {} degrees. Turn its front to the camera.",
    "off_mark": "The box does not stand on the mark: {}, as the camera sees it. Put it there; or, "
    "where it does, the mark's place in the settings is wrong, or the camera was moved: kiosk "
    "calibrate.",
    "cut_off": "The box is cut off by the picture's edge. See: kiosk calibrate.",
    "hidden": "The box is partly hidden. Take away what stands before it or lies on it.",
    "no_depth": "The camera measures too little of the box's {}: it is dark, shiny or lies in the "
    "sun. Cover it with plain paper.",
    "clutter": "Something else stands at the box. Clear the place within half a metre of it.",
    "moving": "Something moves on the mark. Step away, and do it again.",
}


@dataclass(frozen=True, slots=True)
class Refused:
    """No number, and why."""

    code: Code
    text: str


def refused(code: Code, told: str = "") -> Refused:
    """told: what the sentence has a place for."""
    return Refused(code, _TEXTS[code].format(told))
