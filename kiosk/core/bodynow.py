"""One frame's joints as coaching needs them: on the mark's own floor, legs in angles. numpy only.

Mark frame: origin on the floor at the mark, X from the mark towards the camera, Y up, Z to the
right of a member who faces the camera. So the formulas of kiosk.core.alignment hold in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import acos, atan2, degrees, hypot
from typing import Final

import numpy as np

from kiosk.core.frame import BoolArray, FloatArray
from kiosk.core.skeleton import INDEX, Skeleton
from kiosk.core.zone import ground_axes

DOUBT_M: Final = 0.15
"""A joint that the network itself puts no nearer than this is not measured (as in analysis)."""
HIPS: Final = [INDEX["LHip"], INDEX["RHip"]]
KNEES: Final = [INDEX["LKnee"], INDEX["RKnee"]]
ANKLES: Final = [INDEX["LAnkle"], INDEX["RAnkle"]]
HEELS: Final = [INDEX["LHeel"], INDEX["RHeel"]]
BIG_TOES: Final = [INDEX["LBigToe"], INDEX["RBigToe"]]
SMALL_TOES: Final = [INDEX["LSmallToe"], INDEX["RSmallToe"]]
LEG_JOINTS: Final = HIPS + KNEES + ANKLES
NECK: Final = INDEX["Neck"]


@dataclass(frozen=True, slots=True)
class Mark:
    """Where the member should stand, on the floor from the camera's foot point.

    ahead_m, right_m: along and to the right of its line of sight (1.65 m fills the picture of a
    camera in portrait). fine_ahead_m, fine_right_m: how far off matters neither for the view nor
    for the measurement.
    """

    ahead_m: float = 1.65
    right_m: float = 0.0
    fine_ahead_m: float = 0.25
    fine_right_m: float = 0.20


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """The mark frame in the camera's optical frame: axes (3, 3) rows X, Y, Z; mark of its origin.

    The origin's height is the floor's and comes with each point: see `on_ground`.
    """

    axes: FloatArray
    mark: Mark


@dataclass(frozen=True, slots=True, eq=False)
class BodyNow:
    """One frame's body in the mark frame, metres and degrees; NaN where not measured.

    raw, tracked: (26, 3) as the network saw it, and after kiosk.core.livetracking. sigma_m: (26,).
    feet: (2, 3, 3) left and right, ankle, heel and second toe of the raw joints. bend_deg: (left,
    right) between thigh and shank. leg_m: mean length of thigh plus shank. pelvis_m: height of
    the hips' middle. lean_deg: of the trunk from the vertical. measured: hips, knees and ankles
    of both legs.
    """

    time_s: float
    raw: FloatArray
    tracked: FloatArray
    sigma_m: FloatArray
    feet: FloatArray
    bend_deg: tuple[float, float]
    leg_m: float
    pelvis_m: float
    neck_m: float
    lean_deg: float
    measured: bool


def ground(down: FloatArray, mark: Mark) -> Ground:
    """Raises ValueError where the camera looks along gravity."""
    right, ahead = ground_axes(down)
    return Ground(np.stack([-ahead, -down, -right]), mark)


def on_ground(place: Ground, points_m: FloatArray, floor_m: float) -> FloatArray:
    """Camera-frame points (..., 3) to the mark frame; floor_m: the camera's height over it."""
    moved: FloatArray = points_m @ place.axes.T
    return moved + (place.mark.ahead_m, floor_m, place.mark.right_m)


def believed(skeleton: Skeleton) -> Skeleton:
    """The same with the joints that the network doubts as NaN."""
    doubt: BoolArray = ~(skeleton.sigma_m <= DOUBT_M)
    if not doubt.any():
        return skeleton
    points = np.where(doubt[:, None], np.nan, skeleton.points_m)
    return Skeleton(points, np.where(doubt, np.nan, skeleton.sigma_m), skeleton.time_s)


def body_now(place: Ground, floor_m: float, raw: Skeleton, tracked: Skeleton) -> BodyNow:
    """raw: what `believed` left; tracked: the same frame from kiosk.core.livetracking."""
    seen = on_ground(place, raw.points_m, floor_m)
    solved = on_ground(place, tracked.points_m, floor_m)
    thigh, shank = solved[HIPS] - solved[KNEES], solved[KNEES] - solved[ANKLES]
    long = np.sqrt((thigh * thigh).sum(axis=1)), np.sqrt((shank * shank).sum(axis=1))
    cosine = (thigh * shank).sum(axis=1) / np.maximum(long[0] * long[1], 1e-9)
    pelvis = 0.5 * (solved[HIPS[0]] + solved[HIPS[1]])
    trunk = seen[NECK] - pelvis
    toes = seen[BIG_TOES] + (seen[SMALL_TOES] - seen[BIG_TOES]) / 3.0
    legs = solved[LEG_JOINTS]
    return BodyNow(
        time_s=raw.time_s,
        raw=seen,
        tracked=solved,
        sigma_m=tracked.sigma_m,
        feet=np.stack([seen[ANKLES], seen[HEELS], toes], axis=1),
        bend_deg=(_angle(float(cosine[0])), _angle(float(cosine[1]))),
        leg_m=float(0.5 * (long[0] + long[1]).sum()),
        pelvis_m=float(pelvis[1]),
        neck_m=float(seen[NECK, 1]),
        lean_deg=degrees(atan2(hypot(float(trunk[0]), float(trunk[2])), float(trunk[1]))),
        measured=not np.isnan(legs.sum() + seen[LEG_JOINTS].sum()),
    )


def _angle(cosine: float) -> float:
    """Degrees; NaN stays NaN."""
    return degrees(acos(min(max(cosine, -1.0), 1.0))) if cosine == cosine else cosine
