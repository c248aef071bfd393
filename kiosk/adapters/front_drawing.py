"""Draws both legs from the front, as in a mirror. Our own drawing only."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.adapters.coverage import Box, Point
from kiosk.adapters.pygame_canvas import Canvas
from kiosk.adapters.signs import draw_badge
from kiosk.adapters.theme import BAND_TONES, PALETTE
from kiosk.adapters.top_drawing import Scale
from kiosk.core.resultview import FrontLeg

# Widths of a clothed leg, m.
THIGH, SHANK, FOOT = 0.150, 0.110, 0.080
KNEE_AT = 0.60
"""Share of the box's height at which the knees are: the thighs run out of the picture."""


def draw_front(canvas: Canvas, legs: Sequence[FrontLeg], box: Box) -> None:
    """The legs standing on the box's lower edge; hips above it are cut by whoever clips."""
    xs = [p[0] for leg in legs for p in (leg.pose.knee, leg.pose.ankle, leg.pose.second_toe)]
    ground = min(leg.pose.ankle[1] for leg in legs) - FOOT
    knees = max(leg.pose.knee[1] for leg in legs) - ground
    factor = min(box[2] / (max(xs) - min(xs) + 1.3 * SHANK), box[3] * KNEE_AT / knees)
    floor_y = box[1] + box[3]
    middle = box[0] + box[2] / 2 - factor * (max(xs) + min(xs)) / 2
    at = Scale((middle, floor_y + factor * ground), factor)
    canvas.line([(box[0], floor_y), (box[0] + box[2], floor_y)], 4, PALETTE.body_edge, 0.7)
    hips = [at(leg.pose.hip) for leg in legs]
    canvas.line(hips, THIGH * factor * 1.2, PALETTE.body)
    for leg in legs:
        _limb(canvas, leg, at)
    for leg in legs:
        _knee(canvas, leg, at)


def _limb(canvas: Canvas, leg: FrontLeg, at: Scale) -> None:
    pose = leg.pose
    _shoe(canvas, leg, at)
    canvas.polygon(_taper(at(pose.knee), at(pose.ankle), SHANK, FOOT, at), PALETTE.body)
    canvas.polygon(_taper(at(pose.hip), at(pose.knee), THIGH, SHANK, at), PALETTE.body)
    for point, width in ((pose.hip, THIGH), (pose.knee, SHANK), (pose.ankle, FOOT)):
        canvas.disc(at(point), width * at.factor / 2, PALETTE.body)


def _shoe(canvas: Canvas, leg: FrontLeg, at: Scale) -> None:
    """A shoe from the front: flat below, round above, as wide as it is turned out."""
    ankle, toe = at(leg.pose.ankle), at(leg.pose.second_toe)
    half, floor = 0.055 * at.factor, ankle[1] + FOOT * at.factor
    left, right = min(ankle[0], toe[0]) - half, max(ankle[0], toe[0]) + half
    box = (left, floor - 0.085 * at.factor, right - left, 0.085 * at.factor)
    canvas.panel(box, 0.042 * at.factor, PALETTE.body)
    canvas.panel((left, floor - 0.04 * at.factor, right - left, 0.04 * at.factor), 5, PALETTE.body)


def _knee(canvas: Canvas, leg: FrontLeg, at: Scale) -> None:
    tone, pose = BAND_TONES[leg.band], leg.pose
    canvas.line([at(pose.hip), at(pose.knee), at(pose.ankle)], 8, tone.colour)
    straight = [at(pose.hip), at(pose.straight_knee), at(pose.ankle)]
    canvas.line(straight, 4, PALETTE.text, 0.9, dash=(12, 15))
    canvas.disc(at(pose.knee), 29, PALETTE.panel)
    draw_badge(canvas, tone, leg.side, at(pose.knee), 24, PALETTE.ground_bottom)


def _taper(a: Point, b: Point, wide_a: float, wide_b: float, at: Scale) -> list[Point]:
    """A segment that is wide_a metres wide at a and wide_b at b."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = max((dx * dx + dy * dy) ** 0.5, 1e-6)
    nx, ny = -dy / length * at.factor / 2, dx / length * at.factor / 2
    return [
        (a[0] + nx * wide_a, a[1] + ny * wide_a),
        (b[0] + nx * wide_b, b[1] + ny * wide_b),
        (b[0] - nx * wide_b, b[1] - ny * wide_b),
        (a[0] - nx * wide_a, a[1] - ny * wide_a),
    ]
