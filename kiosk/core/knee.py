"""What is known of a member's legs over time and in standing, as values. numpy only.

`curves` turns a motion in the floor frame and its standing baseline into every metric of
MEASUREMENT.md section 2; the formulas live in kiosk.core.alignment and kiosk.core.posture and are
handed out here too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from kiosk.core import alignment
from kiosk.core.alignment import (
    Side,
    ankle_line,
    fppa_2d,
    fppa_3d,
    fppa_expected,
    heel_lift,
    kasr,
    kasr_expected,
    knee_flexion,
    knee_plane_offset,
    knee_toe_offset,
    knee_toe_offset_planar,
    medial_knee_displacement,
    nksd,
    pronation_sign,
    pseudo_valgus,
    second_toe,
    shank_inclination,
    thigh_horizontal,
    toe_out,
)
from kiosk.core.frame import FloatArray
from kiosk.core.posture import (
    asymmetry,
    hip_adduction,
    hip_flexion,
    pelvic_obliquity,
    relative_asymmetry,
    trunk_lean_lateral,
    trunk_lean_sagittal,
    weight_shift,
)
from kiosk.core.skeleton import PREFIX, Motion

__all__ = [
    "BodyCurves",
    "LegCurves",
    "LegStanding",
    "Side",
    "Standing",
    "ankle_line",
    "asymmetry",
    "curves",
    "fppa_2d",
    "fppa_3d",
    "fppa_expected",
    "heel_lift",
    "hip_adduction",
    "hip_flexion",
    "kasr",
    "kasr_expected",
    "knee_flexion",
    "knee_plane_offset",
    "knee_toe_offset",
    "knee_toe_offset_planar",
    "leg_curves",
    "medial_knee_displacement",
    "nksd",
    "pelvic_obliquity",
    "pronation_sign",
    "pseudo_valgus",
    "relative_asymmetry",
    "second_toe",
    "shank_inclination",
    "thigh_horizontal",
    "toe_out",
    "trunk_lean_lateral",
    "trunk_lean_sagittal",
    "weight_shift",
]


SIDES: Final[tuple[Side, Side]] = ("left", "right")
LEG: Final = ("Hip", "Knee", "Ankle")


@dataclass(frozen=True, slots=True, eq=False)
class LegStanding:
    """One leg in standing: medians over the standing frames, floor frame, metres and degrees.

    foot: f, horizontal unit vector heel -> second toe, locked for the whole test. knee_flexion_deg
    over 5 makes hka_deg doubtful. NaN where not measured.
    """

    foot: FloatArray
    hip_m: FloatArray
    knee_m: FloatArray
    ankle_m: FloatArray
    heel_m: FloatArray
    second_toe_m: FloatArray
    shank_m: float
    thigh_m: float
    hka_deg: float
    knee_plane_offset_m: float
    knee_flexion_deg: float
    toe_out_deg: float


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """The baseline of one test.

    from_: 'quiet' where at least 3 s of quiet standing were found (start_s to end_s), otherwise
    'upright': from all frames with the pelvis high and the knees nearly straight, the first and
    last of which are start_s and end_s.
    """

    from_: Literal["quiet", "upright"]
    start_s: float
    end_s: float
    pelvis_height_m: float
    left: LegStanding
    right: LegStanding

    def leg(self, side: Side) -> LegStanding:
        return self.left if side == "left" else self.right


@dataclass(frozen=True, slots=True, eq=False)
class LegCurves:
    """One leg over time: (T,) metrics, (T, 3) floor-frame paths; NaN where not measured.

    heel_m, second_toe_m, heel_lift_m, toe_out_deg, thigh_m, shank_m, foot_shift_m and
    medial_ankle_shift_m come from the per-frame measurement, not from the solution with constant
    lengths and planted feet: they show heel lift, turning, drift and changed lengths. toe_out_deg:
    the frame's own foot direction against X. foot_shift_m: (T, 2) horizontal (X, Z) shift since
    standing of ankle, heel and second toe (mean). medial_ankle_shift_m: against the standing
    heel-toe line. Paths, hip_flexion_deg and thigh_horizontal_deg also cover filled-in frames.
    """

    knee_plane_offset_m: FloatArray
    knee_toe_offset_m: FloatArray
    knee_toe_offset_planar_m: FloatArray
    knee_flexion_deg: FloatArray
    pseudo_valgus_deg: FloatArray
    fppa_3d_deg: FloatArray
    fppa_expected_deg: FloatArray
    shank_inclination_deg: FloatArray
    heel_lift_m: FloatArray
    toe_out_deg: FloatArray
    medial_knee_displacement_m: FloatArray
    knee_m: FloatArray
    hip_m: FloatArray
    ankle_m: FloatArray
    heel_m: FloatArray
    second_toe_m: FloatArray
    hip_flexion_deg: FloatArray
    hip_adduction_deg: FloatArray
    thigh_horizontal_deg: FloatArray
    thigh_m: FloatArray
    shank_m: FloatArray
    foot_shift_m: FloatArray
    medial_ankle_shift_m: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class BodyCurves:
    """Both legs and the body between them over time: (T,) each, NaN where not measured."""

    time_s: FloatArray
    kasr: FloatArray
    kasr_expected: FloatArray
    nksd: FloatArray
    pelvis_height_m: FloatArray
    trunk_lean_sagittal_deg: FloatArray
    trunk_lean_lateral_deg: FloatArray
    pelvic_obliquity_deg: FloatArray
    weight_shift: FloatArray
    left: LegCurves
    right: LegCurves

    def leg(self, side: Side) -> LegCurves:
        return self.left if side == "left" else self.right


def curves(motion: Motion, standing: Standing, measured: Motion | None = None) -> BodyCurves:
    """All metrics over time of a (smoothed) motion in the floor frame.

    measured: the same frames before constant lengths and planted feet were enforced (floor frame,
    smoothed likewise), for what is told from the raw estimates; `motion` itself where None. A frame
    whose hip, knee or ankle is NaN there was not measured: it has no metrics, but for those that
    tell a squat from other movements (paths, pelvis height, hip flexion).
    Locked from standing: f, b and S. b is the standing ankle line, not each frame's.
    """
    raw = measured if measured is not None else motion
    left = leg_curves(motion, raw, standing, "left")
    right = leg_curves(motion, raw, standing, "right")
    legs = {side: _measured_leg(motion, raw, side) for side in SIDES}
    hips, knees, ankles = ({side: legs[side][i] for side in SIDES} for i in range(3))
    middle = 0.5 * (left.hip_m + right.hip_m)
    neck = motion.joint("Neck")
    b = ankle_line(standing.left.ankle_m, standing.right.ankle_m, "right")
    return BodyCurves(
        time_s=motion.time_s,
        kasr=kasr(knees["left"], knees["right"], ankles["left"], ankles["right"]),
        kasr_expected=kasr_expected(
            (standing.left.shank_m, standing.right.shank_m),
            (left.shank_inclination_deg, right.shank_inclination_deg),
            (standing.left.toe_out_deg, standing.right.toe_out_deg),
            alignment.dot(ankles["right"] - ankles["left"], b),
        ),
        nksd=nksd(hips["left"], hips["right"], knees["left"], knees["right"], b),
        pelvis_height_m=middle[:, 1],
        trunk_lean_sagittal_deg=trunk_lean_sagittal(middle, neck),
        trunk_lean_lateral_deg=trunk_lean_lateral(middle, neck),
        pelvic_obliquity_deg=pelvic_obliquity(hips["left"], hips["right"]),
        weight_shift=weight_shift(middle, ankles["left"], ankles["right"]),
        left=left,
        right=right,
    )


def leg_curves(motion: Motion, raw: Motion, standing: Standing, side: Side) -> LegCurves:
    """One leg's metrics over time; see `curves`."""
    still, p = standing.leg(side), PREFIX[side]
    other: Side = "left" if side == "right" else "right"
    whole_hip, whole_knee, whole_ankle = (motion.joint(p + name) for name in LEG)
    hip, knee, ankle = _measured_leg(motion, raw, side)
    other_hip = motion.joint(PREFIX[other] + "Hip")
    raw_hip, raw_knee, raw_ankle = (raw.joint(p + name) for name in LEG)
    heel = raw.joint(p + "Heel")
    toe = second_toe(raw.joint(p + "BigToe"), raw.joint(p + "SmallToe"))
    b = ankle_line(standing.left.ankle_m, standing.right.ankle_m, side)
    f = still.foot
    shift = (raw_ankle - still.ankle_m + heel - still.heel_m + toe - still.second_toe_m) / 3.0
    ankle_off_line = knee_toe_offset(raw_ankle, heel, f, side)
    return LegCurves(
        knee_plane_offset_m=knee_plane_offset(hip, knee, ankle, f, side),
        knee_toe_offset_m=knee_toe_offset(knee, ankle, f, side),
        knee_toe_offset_planar_m=knee_toe_offset_planar(hip, knee, ankle, f, side),
        knee_flexion_deg=knee_flexion(hip, knee, ankle, np.cross(f, alignment.UP)),
        pseudo_valgus_deg=pseudo_valgus(hip, knee, ankle, f, side),
        fppa_3d_deg=fppa_3d(hip, knee, ankle, b),
        fppa_expected_deg=fppa_expected(hip, knee, ankle, f, b, side),
        shank_inclination_deg=shank_inclination(knee, ankle, f),
        heel_lift_m=heel_lift(heel, still.heel_m),
        toe_out_deg=toe_out(alignment.foot_direction(heel, toe), side),
        medial_knee_displacement_m=medial_knee_displacement(knee, still.knee_m, b),
        knee_m=whole_knee,
        hip_m=whole_hip,
        ankle_m=whole_ankle,
        heel_m=heel,
        second_toe_m=toe,
        hip_flexion_deg=hip_flexion(
            whole_hip, whole_knee, 0.5 * (whole_hip + other_hip), motion.joint("Neck")
        ),
        hip_adduction_deg=hip_adduction(hip, knee, other_hip),
        thigh_horizontal_deg=thigh_horizontal(whole_hip, whole_knee),
        thigh_m=_length(raw_hip - raw_knee),
        shank_m=_length(raw_knee - raw_ankle),
        foot_shift_m=shift[:, [0, 2]],
        medial_ankle_shift_m=ankle_off_line - knee_toe_offset(still.ankle_m, still.heel_m, f, side),
    )


def _measured_leg(motion: Motion, raw: Motion, side: Side) -> tuple[FloatArray, ...]:
    """Solved hip, knee and ankle (T, 3), NaN where the frame did not measure all three."""
    names = [PREFIX[side] + name for name in LEG]
    lost = np.isnan(sum(raw.joint(name).sum(axis=-1) for name in names))
    hip, knee, ankle = (np.where(lost[:, None], np.nan, motion.joint(name)) for name in names)
    return hip, knee, ankle


def _length(v: FloatArray) -> FloatArray:
    length: FloatArray = np.sqrt(alignment.dot(v, v))
    return length
