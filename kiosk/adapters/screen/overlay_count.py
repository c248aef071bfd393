"""Counter, depth gauge with its pace, and the hint of the live screens. Our drawing only."""

from __future__ import annotations

from math import isnan
from typing import Final

from kiosk.adapters.coverage import Box, Point
from kiosk.adapters.pygame_canvas import Align
from kiosk.adapters.screen.live_layout import LiveLayout
from kiosk.adapters.screen.pen import Pen
from kiosk.adapters.screen.sheet import Sheet
from kiosk.adapters.screen.stage import LANDSCAPE_FLOOR, Stage
from kiosk.adapters.signs import STROKES
from kiosk.adapters.theme import MAIN_MIN, PALETTE, TOO_CLOSE, Colour, Sign, Style
from kiosk.core.scene import LiveView
from kiosk.core.screen import Moment, Screen

ENOUGH_DEG: Final = 60.0
"""Knee flexion of a squat that counts (MEASUREMENT.md section 4)."""
DEEPEST_DEG: Final = 105.0
GUIDE_DEG: Final = 80.0
"""How deep the guide goes: comfortably past what counts."""
DOWN_S: Final = 2.5
UP_S: Final = 1.5
HINT: Final = Style(68, "bold", 1.14, MAIN_MIN)
HINT_LANDSCAPE: Final = Style(60, "bold", 1.14, MAIN_MIN * LANDSCAPE_FLOOR)
PULSE_S: Final = 0.5


def draw_hint(pen: Pen, stage: Stage, screen: Screen, moment: Moment, box: Box) -> None:
    """The one sentence: with a tick where it confirms."""
    style = HINT if stage.portrait else HINT_LANDSCAPE
    words = moment.hint or "\n".join(screen.lines)
    align: Align = "centre" if stage.portrait else "left"
    colour = PALETTE.text if moment.hint else PALETTE.muted
    if not (moment.good and moment.hint):
        pen.text(words, box, style, colour, align, middle=True)
        return
    radius = 38.0 if stage.portrait else 34.0
    room = 2 * radius + 26
    left, top, wide, high = box
    inner = (left + room, top, wide - room, high)
    set_in = pen.text(words, inner, style, colour, align, middle=True)
    badge(pen, "tick", "left", (set_in[0] - 26 - radius, top + high / 2), radius, PALETTE.accent)


def badge(pen: Pen, sign: Sign, side: str, centre: Point, radius: float, colour: Colour) -> None:
    """A disc with a sign in it; arrows point inward or outward for their side."""
    pen.disc(centre, radius, colour)
    inward = 1.0 if side == "left" else -1.0
    flip = {"arrow_in": inward, "arrow_out": -inward}.get(sign, 1.0) * 0.92 * radius
    for stroke in STROKES[sign]:
        points = [(centre[0] + flip * x, centre[1] + 0.92 * radius * y) for x, y in stroke]
        pen.line(points, radius * 0.25, PALETTE.ground_bottom)


def draw_count(pen: Pen, moment: Moment, layout: LiveLayout) -> None:
    """Squats done as a huge number, and of how many as dots."""
    if moment.counter is None:
        return
    done, wanted = moment.counter
    left, top, wide, high = layout.count
    size = Style(high, "display", 1.0, MAIN_MIN)
    number = pen.text(str(done), (left, top, wide * 2, high * 1.02), size, PALETTE.text)
    of = Style(high * 0.26, "semibold", 1.0, MAIN_MIN)
    # The figure's baseline: 0.80 em below its top, as both stand on the same one.
    below = (number[0] + number[2] + high * 0.06, top + high * 0.80 - high * 0.26 * 0.80)
    pen.text(f"/ {wanted}", (*below, wide, high * 0.4), of, PALETTE.muted)
    (x, y), (across, down) = layout.dots
    for i in range(wanted):
        at = (x + across * i, y + down * i)
        if i < done:
            badge(pen, "tick", "left", at, 24, PALETTE.accent)
        else:
            pen.circle(at, 21, 5, PALETTE.faint)
    _pulse(pen, moment, (x + across * (done - 1), y + down * (done - 1)), done)


def _pulse(pen: Pen, moment: Moment, at: Point, done: int) -> None:
    """A squat that has just been counted: its dot sends out one ring."""
    before, since_s = pen.memory.get("count", (done, float("-inf")))
    if done != before:
        since_s = moment.time_s
    pen.memory["count"] = (done, since_s)
    share = (moment.time_s - since_s) / PULSE_S
    if not moment.reduced and done > 0 and 0 <= share < 1:
        pen.circle(at, 26 + 30 * share, 5, PALETTE.accent, 1 - share)


def paint_gauge(sheet: Sheet, box: Box) -> None:
    """The depth gauge's track; from its mark down a squat counts."""
    left, top, wide, high = box
    sheet.panel(box, wide / 2, PALETTE.panel, PALETTE.panel_edge)
    y = _depth_y(box, ENOUGH_DEG)
    zone = (left + 2, y, wide - 4, top + high - y - 2)
    with sheet.clip(zone):
        sheet.panel((left + 2, top, wide - 4, high - 2), wide / 2, PALETTE.accent, alpha=0.22)
    sheet.line([(left - wide * 0.30, y), (left + wide * 1.30, y)], 6, PALETTE.accent)


def draw_gauge(pen: Pen, live: LiveView, box: Box) -> None:
    """How deep the knees are bent now, and the pace: a ring that goes down and up calmly."""
    left, _, wide, _ = box
    x, radius = left + wide / 2, wide * 0.40
    if not isnan(live.bend_deg):
        y = _depth_y(box, live.bend_deg)
        pen.line([(x, _depth_y(box, 0.0)), (x, y)], wide * 0.16, PALETTE.muted)
        if live.bend_deg >= ENOUGH_DEG:
            badge(pen, "tick", "left", (x, y), radius, PALETTE.accent)
        else:
            pen.disc((x, y), radius, PALETTE.text)
    pen.circle((x, _depth_y(box, GUIDE_DEG * guide(live))), wide * 0.66, 7, TOO_CLOSE.colour)


def guide(live: LiveView) -> float:
    """Where a calm squat would be now: 0 standing, 1 at its lowest."""
    if live.phase == "down":
        return _ease(live.phase_s / DOWN_S)
    if live.phase == "up":
        return 1.0 - _ease(live.phase_s / UP_S)
    return 1.0 if live.phase == "bottom" else 0.0


def _ease(share: float) -> float:
    share = min(max(share, 0.0), 1.0)
    return share * share * (3 - 2 * share)


def _depth_y(box: Box, bend_deg: float) -> float:
    _, top, wide, high = box
    share = min(max(bend_deg, 0.0), DEEPEST_DEG) / DEEPEST_DEG
    return top + wide / 2 + share * (high - wide)
