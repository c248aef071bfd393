"""The mark on the floor and the member's feet on it, as the mirror shows them. Our drawing only.

The mark's place in the picture comes with the live view; without it, it is worked out from the
measured feet, so that the feet meet the mark exactly when the member does.
"""

from __future__ import annotations

from math import cos, hypot, radians, sin
from typing import Final

import numpy as np

from kiosk.adapters.coverage import Box, Point
from kiosk.adapters.screen.overlay_body import BELOW, TALL_M, View
from kiosk.adapters.screen.pen import Pen
from kiosk.adapters.screen.soles import SMOOTH_SOLE
from kiosk.adapters.theme import PALETTE, TOO_CLOSE, Colour
from kiosk.core.frame import FloatArray
from kiosk.core.scene import FootPrint, LiveView
from kiosk.core.skeleton import INDEX, PREFIX, SIGN

FOOT_M: Final = 0.19
"""Heel to second toe joint of the drawn feet."""
HEEL_M: Final = FOOT_M / 2
"""A footprint's place is the middle between heel and toe joint."""
STANCE_M: Final = 0.25
TOE_OUT_DEG: Final = 10.0
TARGET: Final[Colour] = (33, 66, 62)
LIGHT: Final[Colour] = (18, 37, 37)
LIGHT_NEAR: Final[Colour] = (25, 49, 46)
"""The accent over the ground. Opaque, because pygame fills those many times faster."""
MARK_M: Final = 0.36
NEAR_M: Final = 0.12
"""Feet this close to the mark stand on it."""
CHEVRON_M: Final = 0.14
FIRST_M: Final = 0.32
FLAT: Final = 0.42
"""Height over width of the floor where the camera's own view of it is not known."""
SOLE_M: Final = np.array(SMOOTH_SOLE).T * FOOT_M - [[HEEL_M], [0.0]]
"""Ahead of the ankle and outward, a row each."""
RIM_M: Final = MARK_M * np.stack(
    [f(np.linspace(0, 2 * np.pi, 56, endpoint=False)) for f in (np.cos, np.sin)]
)
CHEVRON: Final = np.array(
    [(0.0, 0.0), (-0.10, 0.13), (-0.18, 0.13), (-0.08, 0.0), (-0.18, -0.13), (-0.10, -0.13)]
).T
"""Along the way from its tip and across it, metres, a row each."""
TARGETS: Final = (
    FootPrint("left", -STANCE_M / 2, 0.0, TOE_OUT_DEG),
    FootPrint("right", STANCE_M / 2, 0.0, TOE_OUT_DEG),
)


def draw_mark(pen: Pen, live: LiveView, view: View, box: Box, time_s: float) -> None:
    """A disc of light with two footprints, and the way from the feet to it."""
    floor = live.floor_px if live.floor_px is not None else guessed(live, view, box)
    near = on_mark(live.feet)
    ink = PALETTE.accent if near else PALETTE.text
    rim = _seen(floor, view, *RIM_M)
    pen.polygon(rim, LIGHT_NEAR if near else LIGHT)
    pen.outline(rim, 4, ink if near else PALETTE.faint)
    if len(live.feet) == 2 and not near:
        _way(pen, _middle(live.feet), floor, view, time_s)
    for foot in TARGETS:
        sole = _sole(foot, floor, view)
        pen.polygon(sole, TARGET)
        pen.outline(sole, 3, PALETTE.accent)


def draw_feet(pen: Pen, live: LiveView, view: View, box: Box) -> None:
    """The measured feet, over the figure's own."""
    floor = live.floor_px if live.floor_px is not None else guessed(live, view, box)
    ink = PALETTE.accent if on_mark(live.feet) else PALETTE.text
    for foot in live.feet:
        sole = _sole(foot, floor, view)
        pen.polygon(sole, ink, 0.35)
        pen.outline(sole, 4, ink)


def on_mark(feet: tuple[FootPrint, ...]) -> bool:
    """Whether both feet are measured and stand on the mark."""
    return len(feet) == 2 and hypot(*_middle(feet)) <= NEAR_M


def guessed(live: LiveView, view: View, box: Box) -> FloatArray:
    """(3, 3) floor to picture from the feet: level, as seen from hip height."""
    metre = box[3] / TALL_M / view.scale
    left, top = box[0] + box[2] / 2, box[1] + box[3] * (1 - BELOW)
    x = view.picture[0] - (left - view.place[0]) / view.scale
    y = view.picture[1] + (top - view.place[1]) / view.scale
    places = [
        (foot, live.joints_px[[INDEX[PREFIX[foot.side] + n] for n in ("Heel", "BigToe")]].mean(0))
        for foot in live.feet
    ]
    if len(places) == 2 and all(np.isfinite(px).all() for _, px in places):
        x, y = np.mean([px for _, px in places], axis=0)
        apart = abs(places[0][0].x_m - places[1][0].x_m)
        if apart > 0.1:
            metre = abs(places[0][1][0] - places[1][1][0]) / apart
        right, towards = _middle(live.feet)
        x, y = x + right * metre, y - towards * metre * FLAT
    return np.array([[-metre, 0.0, x], [0.0, metre * FLAT, y], [0.0, 0.0, 1.0]])


def _middle(feet: tuple[FootPrint, ...]) -> Point:
    return sum(f.x_m for f in feet) / len(feet), sum(f.y_m for f in feet) / len(feet)


def _sole(foot: FootPrint, floor: FloatArray, view: View) -> list[Point]:
    """Outline of a sole on the floor, in design units."""
    turn, sign = radians(foot.heading_deg), SIGN[foot.side]
    ahead, out = SOLE_M
    x = foot.x_m + sign * (ahead * sin(turn) + out * cos(turn))
    y = foot.y_m + ahead * cos(turn) - out * sin(turn)
    return _seen(floor, view, x, y)


def _seen(floor: FloatArray, view: View, x: FloatArray, y: FloatArray) -> list[Point]:
    """Places on the floor, (N,) each, in design units."""
    u, v, w = floor @ np.stack([x, y, np.ones_like(x)])
    across, down = view.at(u / w, v / w)
    return list(zip(across.tolist(), down.tolist(), strict=True))


def _way(pen: Pen, feet: Point, floor: FloatArray, view: View, time_s: float) -> None:
    """Chevrons on the floor from the feet to the mark, lighting up one after the other."""
    away = hypot(*feet)
    ux, uy = -feet[0] / away, -feet[1] / away
    count = max(round((away - FIRST_M) / CHEVRON_M) + 1, 1)
    lit = int(time_s * 3) % (count + 1)
    for i in range(count):
        tip = away + 0.03 - (count - 1 - i) * CHEVRON_M
        along, across = CHEVRON + [[tip], [0.0]]
        x, y = feet[0] + ux * along - uy * across, feet[1] + uy * along + ux * across
        places = _seen(floor, view, x, y)
        pen.polygon(places, TOO_CLOSE.colour, 1.0 if lit in (i, count) else 0.5)
