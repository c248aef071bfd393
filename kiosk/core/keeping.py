"""What is kept of a consenting member's movement: curves a squat, and faceless joints. numpy only.

Nothing here can be turned into a picture: angles, offsets, and 26 points a frame of which those of
the face are never set. The joints are in the floor frame (MEASUREMENT.md section 1: X the member's
forward, Y up, Z the member's right, origin between the ankles in quiet standing), so that they say
nothing of where the kiosk stands. kiosk.core.keeping_codec makes bytes of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Final

import numpy as np

from kiosk.core import knee
from kiosk.core.frame import FloatArray
from kiosk.core.knee import BodyCurves
from kiosk.core.measuring import Measured
from kiosk.core.resampling import read_at
from kiosk.core.skeleton import INDEX
from kiosk.core.squat import Rep

POINTS: Final = 101
"""Of a curve: a squat from its start (0 %) to its end (100 %), linearly resampled in time."""
JOINT_RATE_HZ: Final = 30.0
FACE: Final = ("Nose", "LEye", "REye", "LEar", "REar")
"""Never kept, whatever a pose model may one day estimate."""
FURTHEST_M: Final = 3.2767
"""A point beyond this along an axis is kept as not measured: nobody squats so far from the mark."""
MOST_FRAMES: Final = 8000
"""Of kept joints: over four minutes. What comes later is not kept."""


@dataclass(frozen=True, slots=True, eq=False)
class LegCurves:
    """(101,) each, NaN where not measured; degrees and millimetres, inward positive."""

    knee_flexion_deg: FloatArray
    knee_plane_offset_mm: FloatArray
    knee_toe_offset_mm: FloatArray
    fppa_3d_deg: FloatArray
    fppa_expected_deg: FloatArray


CURVES: Final = tuple(field.name for field in fields(LegCurves))
"""Names of a leg's curves, in the order in which they are stored and exported."""


@dataclass(frozen=True, slots=True, eq=False)
class RepCurves:
    """One squat. set: 'practice', 'uncued', 'cued' or 'heels'. start_s: from the main take's first
    frame, as in the document; negative only where the camera's clock began anew in between."""

    set: str
    valid: bool
    start_s: float
    duration_s: float
    left: LegCurves
    right: LegCurves


@dataclass(frozen=True, slots=True, eq=False)
class KeptJoints:
    """time_s: (n,) from the main take's first frame, even at JOINT_RATE_HZ. points_m: (n, 26, 3) in
    the floor frame, joints in the order of kiosk.core.skeleton, NaN where not measured."""

    time_s: FloatArray
    points_m: FloatArray


def kept_curves(main: Measured, others: Sequence[Measured] = ()) -> tuple[RepCurves, ...]:
    """The curves of every squat of a visit, in the order of the document's `reps`.

    main and others: as for kiosk.live.takes.answer. No squat, or nobody measured: ().
    """
    times = main.motion.time_s
    zero_s = float(times[0]) if len(times) else 0.0
    return tuple(
        _rep(rep, one.curves, zero_s)
        for one in (main, *others)
        if one.curves is not None
        for rep in one.reps
    )


def kept_joints(main: Measured) -> KeptJoints | None:
    """The main take's joints at 30 Hz; None where nobody stood, because there is no floor frame.

    Hips, knees and ankles as solved under constant lengths, which is what the curves are made of,
    the others as smoothed; NaN where the network did not measure them, and for the face.
    """
    tracked, frame = main.tracked, main.frame
    if tracked is None or frame is None:
        return None
    time_s = tracked.motion.time_s
    count = int(np.floor((time_s[-1] - time_s[0]) * JOINT_RATE_HZ + 1e-6)) + 1
    even_s = np.arange(min(count, MOST_FRAMES)) / JOINT_RATE_HZ
    points = frame.to_floor(tracked.motion.points_m)
    far = ~(np.abs(points) <= FURTHEST_M).all(axis=-1)
    lost = np.logical_or(far, ~np.isfinite(tracked.measured.points_m).all(axis=-1))
    lost[:, [INDEX[name] for name in FACE]] = True
    points = np.where(lost[..., None], np.nan, points)
    return KeptJoints(even_s, read_at(time_s - time_s[0], points, even_s))


def _rep(rep: Rep, curves: BodyCurves, zero_s: float) -> RepCurves:
    return RepCurves(
        set=rep.set,
        valid=rep.valid,
        start_s=rep.start_s - zero_s,
        duration_s=rep.end_s - rep.start_s,
        left=_leg(rep, curves.time_s, curves.left),
        right=_leg(rep, curves.time_s, curves.right),
    )


def _leg(rep: Rep, time_s: FloatArray, leg: knee.LegCurves) -> LegCurves:
    inside = (time_s >= rep.start_s) & (time_s <= rep.end_s)
    wanted_s = np.linspace(rep.start_s, rep.end_s, POINTS)

    def read(values: FloatArray) -> FloatArray:
        return read_at(time_s[inside], values[inside], wanted_s)

    return LegCurves(
        knee_flexion_deg=read(leg.knee_flexion_deg),
        knee_plane_offset_mm=1000.0 * read(leg.knee_plane_offset_m),
        knee_toe_offset_mm=1000.0 * read(leg.knee_toe_offset_m),
        fppa_3d_deg=read(leg.fppa_3d_deg),
        fppa_expected_deg=read(leg.fppa_expected_deg),
    )
