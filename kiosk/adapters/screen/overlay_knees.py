"""Both knees from above while squatting with the cue. Our drawing only.

Each foot stands still; the knee's dot moves over it where the knee is. As on the result, the lane
is where a leg that bends straight takes its knee: beside the toe line by what this stance gives,
which is the difference of the two measured offsets. Left stays on the left, as in a mirror, toes
up. In the lane is a tick in blue-green, inside of it an arrow in amber, and before the knees bend
neither.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, exp, isfinite, radians, sin
from typing import Final

from kiosk.adapters.coverage import Box, Point
from kiosk.adapters.screen.overlay_count import badge
from kiosk.adapters.screen.pen import Pen
from kiosk.adapters.screen.sheet import Sheet
from kiosk.adapters.screen.soles import SMOOTH_PRINT, SMOOTH_SOLE, rounded
from kiosk.adapters.theme import IN_LINE, INSIDE, OUTSIDE, PALETTE, SPACE, Sign, Tone
from kiosk.core.scene import KneeAbove
from kiosk.core.screen import Moment
from kiosk.core.skeleton import SIDES, SIGN
from kiosk.core.topview import TOES

IN_LINE_M: Final = (-0.040, 0.020)
"""-10 to 5 % of a shank of 0.4 m (MEASUREMENT.md section 3); near enough to coach by."""
CALM_M: Final = 0.004
"""A knee must cross the lane's edge by this much before its sign changes."""
BENT_DEG: Final = 25.0
FOOT_M: Final = 0.20
HEEL_M: Final = 0.052
TOE_OUT_DEG: Final = 10.0
BACK_M: Final = 0.085
FRONT_M: Final = 0.335
SETTLE_S: Final = 0.4
SECOND_TOE: Final = 1
DOT: Final = 34.0
BACK: Final[dict[Sign, Sign]] = {"arrow_in": "arrow_out", "arrow_out": "arrow_in"}


@dataclass(frozen=True, slots=True)
class FootFrame:
    """Where one foot is drawn: its ankle, units a metre, and which way is out."""

    ankle: Point
    scale: float
    sign: float

    def at(self, ahead_m: float, inside_m: float) -> Point:
        turn = radians(TOE_OUT_DEG)
        x = self.sign * (ahead_m * sin(turn) - inside_m * cos(turn))
        y = ahead_m * cos(turn) + inside_m * sin(turn)
        return self.ankle[0] + x * self.scale, self.ankle[1] - y * self.scale

    def sole(self, along: float, across: float) -> Point:
        """A point of the drawn sole (topview's units)."""
        return self.at(along * FOOT_M - HEEL_M, -across * FOOT_M)


def frames(box: Box) -> dict[str, FootFrame]:
    """Both feet's places in the panel."""
    left, top, wide, high = box
    scale = min((high - 60) / (BACK_M + FRONT_M), wide / 0.53)
    y = top + (high + (FRONT_M - BACK_M) * scale) / 2
    return {
        side: FootFrame((left + wide * (0.5 + SIGN[side] * 0.22), y), scale, SIGN[side])
        for side in SIDES
    }


def paint_feet(sheet: Sheet, box: Box) -> None:
    """The panel with both feet and their toe lines."""
    sheet.panel(box, SPACE.radius, PALETTE.panel, PALETTE.panel_edge)
    for frame in frames(box).values():
        sole = rounded([frame.sole(*point) for point in SMOOTH_SOLE], 1)
        sheet.polygon(sole, PALETTE.body, 0.45)
        sheet.line(sole, 3, PALETTE.body_edge, closed=True)
        sheet.polygon([frame.sole(*point) for point in SMOOTH_PRINT], PALETTE.body, 0.8)
        for i, (along, across, half_long, half_wide) in enumerate(TOES):
            toe = [
                frame.sole(along + half_long * cos(t * 0.35), across + half_wide * sin(t * 0.35))
                for t in range(18)
            ]
            second = i == SECOND_TOE
            sheet.polygon(toe, PALETTE.text if second else PALETTE.body, 0.8)


def draw_knees(
    pen: Pen, knees: tuple[KneeAbove, ...], bend_deg: float, moment: Moment, box: Box
) -> None:
    """Lane, line and the knee's dot of each measured leg."""
    places = frames(box)
    before_s = pen.memory.get("knees_s", moment.time_s)
    pen.memory["knees_s"] = moment.time_s
    share = 1.0 - exp(-max(moment.time_s - before_s, 0.0) / SETTLE_S)
    for side, frame in places.items():
        knee = next((one for one in knees if one.side == side), None)
        shift = _shift(pen, side, knee, share)
        _lane(pen, frame, shift)
        if knee is not None and all(map(isfinite, (knee.ahead_m, knee.inside_toe_line_m))):
            _dot(pen, side, frame, knee, shift, bent=bend_deg >= BENT_DEG)


def _shift(pen: Pen, side: str, knee: KneeAbove | None, share: float) -> float:
    """How far inside the toe line the lane lies: settles calmly."""
    name = f"shift {side}"
    now = float("nan") if knee is None else knee.inside_toe_line_m - knee.inside_plane_m
    kept: float = pen.memory.get(name, now if isfinite(now) else 0.0)
    if isfinite(now):
        kept += share * (now - kept)
    pen.memory[name] = kept
    return kept


def _lane(pen: Pen, frame: FootFrame, shift: float) -> None:
    start, end = -HEEL_M - 0.015, FRONT_M - 0.01
    low, high = shift + IN_LINE_M[0], shift + IN_LINE_M[1]
    corners = [frame.at(start, low), frame.at(end, low), frame.at(end, high), frame.at(start, high)]
    pen.polygon(corners, IN_LINE.colour, 0.14)
    for edge in (low, high):
        pen.line([frame.at(start, edge), frame.at(end, edge)], 2, IN_LINE.colour, 0.5)
    dash, gap, at = 0.022, 0.016, start
    while at < end:
        pen.line([frame.at(at, shift), frame.at(min(at + dash, end), shift)], 4, PALETTE.text)
        at += dash + gap


def _dot(
    pen: Pen, side: str, frame: FootFrame, knee: KneeAbove, shift: float, *, bent: bool
) -> None:
    at = frame.at(knee.ahead_m, knee.inside_toe_line_m)
    tone = _tone(pen, side, knee.inside_plane_m) if bent else None
    if tone is None:
        pen.disc(at, DOT, PALETTE.ground_bottom)
        pen.disc(at, DOT - 5, PALETTE.text)
        return
    if tone is not IN_LINE:
        pen.line([at, frame.at(knee.ahead_m, shift)], 9, tone.colour)
    pen.disc(at, DOT + 5, PALETTE.ground_bottom)
    # An arrow shows the way back to the line, so it points away from where the knee went.
    sign = BACK.get(tone.sign, tone.sign)
    badge(pen, sign, side, at, DOT, tone.colour)


def _tone(pen: Pen, side: str, inside_m: float) -> Tone | None:
    """In line, inside or outside; where it was while the knee is at an edge."""
    if not isfinite(inside_m):
        return None
    name = f"tone {side}"
    before: Tone = pen.memory.get(name, IN_LINE)
    low, high = IN_LINE_M
    slack = CALM_M if before is IN_LINE else -CALM_M
    tone = IN_LINE
    if inside_m > high + slack:
        tone = INSIDE
    elif inside_m < low - slack:
        tone = OUTSIDE
    pen.memory[name] = tone
    return tone
