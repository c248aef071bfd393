"""What is drawn of one leg, measured, as plain numbers: from above and from the front.

May import numpy and kiosk.core. Lengths are metres. From above: `ahead` runs from the ankle along
the toe line, `inside` across it towards the other leg. From the front: (to the member's right,
up) in the floor frame. No pixels, no rounding: that is the picture's own.
"""

from __future__ import annotations

from dataclasses import dataclass

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class KneePlace:
    """Where the knee is, seen from above, in one squat (or in the median of several).

    ahead_m: in front of the ankle along the toe line. inside_toe_line_m: the knee-toe offset.
    inside_plane_m: the knee-plane offset. Inward is positive.
    """

    ahead_m: float
    inside_toe_line_m: float
    inside_plane_m: float


@dataclass(frozen=True, slots=True)
class FootPlace:
    """Where the foot stood: toe_line is the horizontal unit vector (forward, to the right)."""

    toe_line: Point
    toe_out_deg: float
    ankle_to_heel_m: float
    ankle_to_second_toe_m: float
    ankle: Point
    """(forward, to the right) on the floor, floor frame."""


@dataclass(frozen=True, slots=True)
class FrontPose:
    """One leg from the front at 60 degrees, the median over the squats: (to the right, up).

    straight_knee: where the knee would be had this leg bent straight, in its own plane.
    """

    hip: Point
    knee: Point
    ankle: Point
    second_toe: Point
    straight_knee: Point


@dataclass(frozen=True, slots=True)
class LegDrawing:
    """All that the pictures need of one leg; valid uncued squats only, in their order.

    path: the knee's way down in the median squat, from standing to the bottom, at most 40 places.
    A part that was not measured is empty or None.
    """

    foot: FootPlace | None
    at_60: tuple[KneePlace, ...]
    bottom: tuple[KneePlace, ...]
    path: tuple[KneePlace, ...]
    front_at_60: FrontPose | None
