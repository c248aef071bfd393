"""What is kept of a consenting member's movement: curves a squat, and faceless joints. numpy only.

Nothing here can be turned into a picture: angles, offsets, and 26 points a frame. The joints are
in the floor frame (MEASUREMENT.md section 1: X the member's forward, Y up, Z the member's right,
origin between the ankles in quiet standing), so that they say nothing of where the kiosk stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kiosk.core.frame import FloatArray

POINTS: Final = 101
"""Of a curve: a squat from its start (0 %) to its end (100 %), linearly resampled in time."""
JOINT_RATE_HZ: Final = 30.0


@dataclass(frozen=True, slots=True, eq=False)
class LegCurves:
    """(101,) each, NaN where not measured; degrees and millimetres, inward positive."""

    knee_flexion_deg: FloatArray
    knee_plane_offset_mm: FloatArray
    knee_toe_offset_mm: FloatArray
    fppa_3d_deg: FloatArray
    fppa_expected_deg: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class RepCurves:
    """One squat. set: 'practice', 'uncued', 'cued' or 'heels'. start_s: from the take's start."""

    set: str
    valid: bool
    start_s: float
    duration_s: float
    left: LegCurves
    right: LegCurves


@dataclass(frozen=True, slots=True, eq=False)
class KeptJoints:
    """time_s: (n,) from the take's start, even at JOINT_RATE_HZ. points_m: (n, 26, 3) in the floor
    frame, joints in the order of kiosk.core.skeleton, NaN where not measured."""

    time_s: FloatArray
    points_m: FloatArray
