"""A run of sights to squats: believe, track, stand, curves, squats. Pure; may import kiosk.core.

Serves a whole recording (kiosk.analysis) and the takes of a running visit (kiosk.live.takes).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from kiosk.core.bands import Bands
from kiosk.core.floorframe import FloorFrame
from kiosk.core.knee import BodyCurves, Standing, curves
from kiosk.core.sight import Setting, Sight
from kiosk.core.skeleton import Motion
from kiosk.core.squat import Rep
from kiosk.core.standing import stand
from kiosk.core.tracking import Tracked, track

LEAST_PERSON_S: Final = 1.0
MOSTLY: Final = 0.5
OTHERS_SHARE: Final = 0.25
GONE_S: Final = 1.5
DOUBT_M: Final = 0.15
"""A joint that the network itself puts no nearer than this is not measured."""

FindReps = Callable[[BodyCurves, Standing], tuple[Rep, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """What a run of sights gave. motion: believed, upright optical frame, one row a sight.

    unseen: a code of codes.NOT_VISIBLE for which nothing was measured, or nothing. frame: the
    floor frame that standing and curves are in.
    """

    motion: Motion
    tracked: Tracked | None
    standing: Standing | None
    curves: BodyCurves | None
    reps: tuple[Rep, ...]
    unseen: tuple[str, ...]
    frame: FloorFrame | None = None


def measure(sights: Sequence[Sight], setting: Setting, find: FindReps) -> Measured:
    """All squats of a run of sights; find tells them and which set each belongs to."""
    motion = believed(_motion(sights))
    unseen = _not_visible(sights)
    if unseen or not len(motion.time_s):
        return Measured(motion, None, None, None, (), tuple(unseen))
    up = -setting.down
    tracked = track(motion, up)
    stood = stand(tracked.motion, up, _floor_offset(setting, sights))
    if stood is None:
        return Measured(motion, tracked, None, None, (), ())
    frame, standing = stood
    body = curves(frame.motion(tracked.motion), standing, frame.motion(tracked.measured))
    return Measured(motion, tracked, standing, body, find(body, standing), (), frame)


def disturbed(sights: Sequence[Sight], reps: Sequence[Rep], bands: Bands) -> list[str]:
    """Somebody else in the way, or the member gone before enough was measured."""
    if not sights:
        return []
    until = reps[-1].end_s if reps else sights[-1].time_s
    persons = [s for s in sights if s.person and s.time_s <= until]
    if persons and np.mean([s.others > 0 for s in persons]) > OTHERS_SHARE:
        return ["someone_else"]
    valid = sum(rep.valid for rep in reps if rep.set == "uncued")
    last = max((s.time_s for s in sights if s.person), default=sights[0].time_s)
    if valid < bands.least_valid_squats and sights[-1].time_s - last > GONE_S:
        return ["left_the_view"]
    return []


def _motion(sights: Sequence[Sight]) -> Motion:
    """Every frame's skeleton, NaN rows where none was measured."""
    motion = Motion(
        np.array([s.time_s for s in sights]),
        np.full((len(sights), 26, 3), np.nan),
        np.full((len(sights), 26), np.nan),
    )
    for i, sight in enumerate(sights):
        if sight.skeleton is not None:
            motion.points_m[i], motion.sigma_m[i] = sight.skeleton.points_m, sight.skeleton.sigma_m
    return motion


def believed(motion: Motion) -> Motion:
    """Joints that the network doubts, as not measured."""
    doubt = ~(motion.sigma_m <= DOUBT_M)
    return replace(
        motion,
        points_m=np.where(doubt[..., None], np.nan, motion.points_m),
        sigma_m=np.where(doubt, np.nan, motion.sigma_m),
    )


def _floor_offset(setting: Setting, sights: Sequence[Sight]) -> float:
    """Height of the camera over the floor; without a floor, over the person's lowest part."""
    if setting.floor is not None:
        return setting.floor.offset_m
    lowest = [s.lowest_m for s in sights if np.isfinite(s.lowest_m)]
    return -float(np.median(lowest)) if lowest else 0.0


def _span_s(sights: Sequence[Sight]) -> float:
    return sights[-1].time_s - sights[0].time_s if len(sights) > 1 else 0.0


def _not_visible(sights: Sequence[Sight]) -> list[str]:
    """The reason for which nothing is measured, or nothing."""
    persons = [s for s in sights if s.person]
    rate = len(sights) / max(_span_s(sights), 1e-6)
    if not persons or len(persons) < LEAST_PERSON_S * rate:
        return ["nobody"]
    if np.mean([s.legs_cut for s in persons]) > MOSTLY:
        return ["legs_not_visible"]
    if np.mean([s.holes for s in persons]) > MOSTLY:
        return ["depth_missing"]
    return []
