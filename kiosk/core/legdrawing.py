"""What is drawn of one leg, measured, as plain numbers: from above and from the front.

May import numpy and kiosk.core. Lengths are metres. From above: `ahead` runs from the ankle along
the toe line, `inside` across it towards the other leg. From the front: (to the member's right,
up) in the floor frame. No pixels, no rounding: that is the picture's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from kiosk.core.alignment import Side, dot, knee_plane_offset, unit
from kiosk.core.frame import FloatArray
from kiosk.core.knee import BodyCurves, LegCurves, LegStanding, Standing
from kiosk.core.skeleton import SIGN
from kiosk.core.squat import BOTTOM_S, Rep, mean_at_60

Point = tuple[float, float]

PATH_PLACES: Final = 40


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


def leg_drawing(
    curves: BodyCurves, standing: Standing, reps: Sequence[Rep], side: Side
) -> LegDrawing:
    """The drawing of one leg from the squats given (choose the valid uncued ones first)."""
    leg, still = curves.leg(side), standing.leg(side)
    places = np.column_stack(
        [
            dot(leg.knee_m - leg.ankle_m, still.foot),
            leg.knee_toe_offset_m,
            leg.knee_plane_offset_m,
        ]
    )
    time_s, flexion = curves.time_s, leg.knee_flexion_deg
    return LegDrawing(
        foot=_foot(still),
        at_60=_places([_at_60(time_s, flexion, places, rep) for rep in reps]),
        bottom=_places([_at_bottom(time_s, places, rep) for rep in reps]),
        path=_path(time_s, places, reps),
        front_at_60=_front(time_s, leg, still, reps, side),
    )


def _foot(still: LegStanding) -> FootPlace | None:
    vectors = (still.foot, still.ankle_m, still.heel_m, still.second_toe_m)
    if not all(np.isfinite(v).all() for v in vectors):
        return None
    return FootPlace(
        toe_line=(float(still.foot[0]), float(still.foot[2])),
        toe_out_deg=still.toe_out_deg,
        ankle_to_heel_m=float(dot(still.ankle_m - still.heel_m, still.foot)),
        ankle_to_second_toe_m=float(dot(still.second_toe_m - still.ankle_m, still.foot)),
        ankle=(float(still.ankle_m[0]), float(still.ankle_m[2])),
    )


def _at_60(time_s: FloatArray, flexion: FloatArray, values: FloatArray, rep: Rep) -> FloatArray:
    """Each column of values (T, C) at 60 degrees of one squat: (C,), NaN where not measured."""
    frames = (time_s >= rep.start_s - 1e-9) & (time_s <= rep.end_s + 1e-9)
    found = [
        mean_at_60(time_s[frames], flexion[frames], column, rep.bottom_s)
        for column in values[frames].T
    ]
    return np.array([np.nan if v is None else v for v in found])


def _at_bottom(time_s: FloatArray, values: FloatArray, rep: Rep) -> FloatArray:
    """Mean (C,) of values (T, C) over the lowest point +-50 ms; NaN where not measured."""
    near = values[np.abs(time_s - rep.bottom_s) <= BOTTOM_S + 1e-9]
    near = near[np.isfinite(near).all(axis=1)]
    return near.mean(axis=0) if len(near) else np.full(values.shape[1], np.nan)


def _places(rows: Sequence[FloatArray]) -> tuple[KneePlace, ...]:
    """Rows (3,) as places; those that were not measured are left out."""
    return tuple(KneePlace(*(float(v) for v in row)) for row in rows if np.isfinite(row).all())


def _path(time_s: FloatArray, places: FloatArray, reps: Sequence[Rep]) -> tuple[KneePlace, ...]:
    """Median over the squats of the knee's way from the start to the bottom, in even shares of it.

    Shares of the descent's time, so that quick and slow squats lie over one another.
    """
    ways = []
    for rep in reps:
        frames = (time_s >= rep.start_s - 1e-9) & (time_s <= rep.bottom_s + 1e-9)
        frames &= np.isfinite(places).all(axis=1)
        if frames.sum() >= 2:
            at = np.linspace(rep.start_s, rep.bottom_s, PATH_PLACES)
            ways.append([np.interp(at, time_s[frames], c) for c in places[frames].T])
    if not ways:
        return ()
    return _places(list(np.median(np.array(ways), axis=0).T))


def _front(
    time_s: FloatArray, leg: LegCurves, still: LegStanding, reps: Sequence[Rep], side: Side
) -> FrontPose | None:
    joints = np.concatenate([leg.hip_m, leg.knee_m, leg.ankle_m], axis=1)
    rows = [_at_60(time_s, leg.knee_flexion_deg, joints, rep) for rep in reps]
    rows = [row for row in rows if np.isfinite(row).all()]
    if not rows or not np.isfinite(still.foot).all():
        return None
    hip, knee, ankle = np.median(np.array(rows), axis=0).reshape(3, 3)
    plane = SIGN[side] * unit(np.cross(still.foot, hip - ankle))
    straight = knee + knee_plane_offset(hip, knee, ankle, still.foot, side) * plane
    if not np.isfinite(straight).all():
        return None
    return FrontPose(
        hip=_zy(hip),
        knee=_zy(knee),
        ankle=_zy(ankle),
        second_toe=_zy(still.second_toe_m),
        straight_knee=_zy(straight),
    )


def _zy(point: FloatArray) -> Point:
    return float(point[2]), float(point[1])
