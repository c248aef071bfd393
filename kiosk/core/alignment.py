"""Every knee metric of MEASUREMENT.md section 2 as a free function of joint centres. numpy only.

Points are (..., 3) metres in the floor frame (X the member's forward, Y up, Z the member's right);
leading axes broadcast, so one foot direction (3,) serves a whole path (T, 3). `side` is the
member's own. Inward (medial) is positive on both sides for offsets; NaN in, NaN out. Angles are
degrees. f is the horizontal unit vector heel -> second toe, b the horizontal unit vector along
the ankle line, lateral positive; n = s (f x Y), lateral positive, with s = +1 right, -1 left.
"""

from __future__ import annotations

from typing import Final, Literal

import numpy as np

from kiosk.core.frame import BoolArray, FloatArray
from kiosk.core.skeleton import SIGN

Side = Literal["left", "right"]

UP: Final[FloatArray] = np.array([0.0, 1.0, 0.0])
UP.setflags(write=False)
PRONATION_SHIFT_M: Final = 0.008
PRONATION_TURN_DEG: Final = 3.0


def dot(a: FloatArray, b: FloatArray) -> FloatArray:
    """Scalar product over the last axis."""
    product: FloatArray = (a * b).sum(axis=-1)
    return product


def unit(v: FloatArray) -> FloatArray:
    """v / |v| over the last axis; NaN where |v| is 0."""
    length = np.sqrt(dot(v, v))
    scaled: FloatArray = v / np.where(length > 0.0, length, np.nan)[..., None]
    return scaled


def horizontal(v: FloatArray) -> FloatArray:
    """Unit vector of v's horizontal part; NaN where v is vertical."""
    return unit(v * (1.0 - UP))


def second_toe(big_toe: FloatArray, small_toe: FloatArray) -> FloatArray:
    """Second metatarsal head: 1/3 of the way from the big-toe to the small-toe joint."""
    return big_toe + (small_toe - big_toe) / 3.0


def foot_direction(heel: FloatArray, toe: FloatArray) -> FloatArray:
    """f: horizontal unit vector from the heel to the second toe."""
    return horizontal(toe - heel)


def toe_normal(foot: FloatArray, side: Side) -> FloatArray:
    """n = s (f x Y): horizontal, across the toe line, lateral positive."""
    normal: FloatArray = SIGN[side] * np.cross(foot, UP)
    return normal


def ankle_line(ankle_left: FloatArray, ankle_right: FloatArray, side: Side) -> FloatArray:
    """b: horizontal unit vector along the ankle line, lateral positive for `side`."""
    return SIGN[side] * horizontal(ankle_right - ankle_left)


def knee_plane_offset(
    hip: FloatArray, knee: FloatArray, ankle: FloatArray, foot: FloatArray, side: Side
) -> FloatArray:
    """KPO, the primary metric: how far the knee has left its own leg's plane inward, metres.

    -(K-A)·N with N = s unit(f x (H-A)): 0 for a leg that bends straight, whatever the stance.
    """
    plane = SIGN[side] * unit(np.cross(foot, hip - ankle))
    return -dot(knee - ankle, plane)


def knee_toe_offset(
    knee: FloatArray, ankle: FloatArray, foot: FloatArray, side: Side
) -> FloatArray:
    """KTO: how far the knee is inside the vertical plane of its toe line, metres: -(K-A)·n."""
    return -dot(knee - ankle, toe_normal(foot, side))


def knee_toe_offset_planar(
    hip: FloatArray, knee: FloatArray, ankle: FloatArray, foot: FloatArray, side: Side
) -> FloatArray:
    """The KTO that this stance gives a leg that bends straight, metres.

    -((K-A)·Y) ((H-A)·n) / ((H-A)·Y): the height of the knee on a leg whose plane leans from the
    ankle to the hip. NaN where the hip is no higher than the ankle.
    """
    leg = hip - ankle
    rise = dot(leg, UP)
    lean = dot(leg, toe_normal(foot, side)) / np.where(rise > 0.0, rise, np.nan)
    return -dot(knee - ankle, UP) * lean


def knee_flexion(
    hip: FloatArray, knee: FloatArray, ankle: FloatArray, medio_lateral: FloatArray
) -> FloatArray:
    """Knee flexion (Grood & Suntay 1983, Wu et al. 2002), degrees: atan2(-e2·yF, e2·xF).

    medio_lateral: m, rightward, the same for thigh and shank (f x Y for the foot line).
    """
    x_thigh, y_thigh, _ = _segment(hip - knee, medio_lateral)
    e2 = _floating_axis(hip, knee, ankle, medio_lateral)
    return np.degrees(np.arctan2(-dot(e2, y_thigh), dot(e2, x_thigh)))


def pseudo_valgus(
    hip: FloatArray, knee: FloatArray, ankle: FloatArray, foot: FloatArray, side: Side
) -> FloatArray:
    """Foot-referenced Grood-Suntay abduction, degrees: -s asin(zF·yT) with m = f x Y.

    Joint centres and a foot direction cannot identify true abduction: never call it that.
    """
    m = np.cross(foot, UP)
    _, _, z_thigh = _segment(hip - knee, m)
    y_shank = unit(knee - ankle)
    return -SIGN[side] * np.degrees(np.arcsin(np.clip(dot(z_thigh, y_shank), -1.0, 1.0)))


def _segment(axis: FloatArray, medio_lateral: FloatArray) -> tuple[FloatArray, ...]:
    """x anterior, y proximal, z rightward of a segment with long axis `axis` (Wu et al. 2002)."""
    y = unit(axis)
    z = unit(medio_lateral - dot(medio_lateral, y)[..., None] * y)
    return np.cross(y, z), y, z


def _floating_axis(
    hip: FloatArray, knee: FloatArray, ankle: FloatArray, medio_lateral: FloatArray
) -> FloatArray:
    """e2 = unit(yT x zF) of the knee's joint coordinate system."""
    _, _, z_thigh = _segment(hip - knee, medio_lateral)
    e2: FloatArray = unit(np.cross(unit(knee - ankle), z_thigh))
    return e2


def fppa_3d(hip: FloatArray, knee: FloatArray, ankle: FloatArray, b: FloatArray) -> FloatArray:
    """Frontal-plane projection angle in the body's own frontal plane, degrees, inward positive.

    atan2((H-K)·b, (H-K)·Y) - atan2((K-A)·b, (K-A)·Y).
    """
    thigh, shank = hip - knee, knee - ankle
    angle = np.arctan2(dot(thigh, b), dot(thigh, UP)) - np.arctan2(dot(shank, b), dot(shank, UP))
    degrees: FloatArray = np.degrees(angle)
    return degrees


def fppa_expected(
    hip: FloatArray,
    knee: FloatArray,
    ankle: FloatArray,
    foot: FloatArray,
    b: FloatArray,
    side: Side,
) -> FloatArray:
    """fppa_3d with the knee moved onto its toe line (K + KTO n): what this stance gives."""
    offset = knee_toe_offset(knee, ankle, foot, side)
    return fppa_3d(hip, knee + offset[..., None] * toe_normal(foot, side), ankle, b)


def fppa_2d(
    hip_px: FloatArray, knee_px: FloatArray, ankle_px: FloatArray, other_ankle_px: FloatArray
) -> FloatArray:
    """fppa_3d in the image plane, degrees; only for comparison with the 2D literature.

    Pixels (..., 2), u right, v down, of one leg and of the other leg's ankle, which says where
    the middle is.
    """
    out = np.sign(ankle_px[..., 0] - other_ankle_px[..., 0])
    thigh, shank = hip_px - knee_px, knee_px - ankle_px
    angle = np.arctan2(out * thigh[..., 0], -thigh[..., 1]) - np.arctan2(
        out * shank[..., 0], -shank[..., 1]
    )
    degrees: FloatArray = np.degrees(angle)
    return degrees


def kasr(
    knee_left: FloatArray, knee_right: FloatArray, ankle_left: FloatArray, ankle_right: FloatArray
) -> FloatArray:
    """Knee separation over ankle separation along the ankle line, a ratio."""
    b = ankle_line(ankle_left, ankle_right, "right")
    return dot(knee_right - knee_left, b) / dot(ankle_right - ankle_left, b)


def kasr_expected(
    shank_m: tuple[float, float],
    shank_inclination_deg: tuple[FloatArray, FloatArray],
    toe_out_deg: tuple[float, float],
    ankle_separation_m: FloatArray,
) -> FloatArray:
    """KASR with each knee exactly over its toe line; the pairs are (left, right).

    1 + (S_R sin beta_R sin tau_R + S_L sin beta_L sin tau_L) / ankle separation, with beta the
    shank's forward lean and tau the toe-out.
    """
    out = sum(
        s * np.sin(np.radians(beta)) * np.sin(np.radians(tau))
        for s, beta, tau in zip(shank_m, shank_inclination_deg, toe_out_deg, strict=True)
    )
    ratio: FloatArray = 1.0 + out / ankle_separation_m
    return ratio


def nksd(
    hip_left: FloatArray,
    hip_right: FloatArray,
    knee_left: FloatArray,
    knee_right: FloatArray,
    b_right: FloatArray,
) -> FloatArray:
    """Knee separation over hip separation along the ankle line, a ratio."""
    return dot(knee_right - knee_left, b_right) / dot(hip_right - hip_left, b_right)


def medial_knee_displacement(
    knee: FloatArray, knee_standing: FloatArray, b: FloatArray
) -> FloatArray:
    """Medial travel of the knee along the ankle line since quiet standing, metres."""
    return -dot(knee - knee_standing, b)


def shank_inclination(knee: FloatArray, ankle: FloatArray, foot: FloatArray) -> FloatArray:
    """Forward lean of the shank in the f-Y plane, degrees: the dorsiflexion proxy."""
    shank = knee - ankle
    return np.degrees(np.arctan2(dot(shank, foot), dot(shank, UP)))


def heel_lift(heel: FloatArray, heel_standing: FloatArray) -> FloatArray:
    """Heel height above its standing height, metres."""
    return dot(heel - heel_standing, UP)


def toe_out(foot: FloatArray, side: Side) -> FloatArray:
    """Foot direction against the member's forward X, degrees, outward positive."""
    return np.degrees(np.arctan2(SIGN[side] * foot[..., 2], foot[..., 0]))


def pronation_sign(medial_ankle_shift_m: FloatArray, toe_out_change_deg: FloatArray) -> BoolArray:
    """A possible sign of the foot rolling in, never a finding of its own.

    The ankle has moved inward against the heel-toe line and the toes have turned out since quiet
    standing; both thresholds are this project's own. False where not measured.
    """
    both: BoolArray = (medial_ankle_shift_m > PRONATION_SHIFT_M) & (
        toe_out_change_deg > PRONATION_TURN_DEG
    )
    return both


def thigh_horizontal(hip: FloatArray, knee: FloatArray) -> FloatArray:
    """Depth: thigh against the horizontal, degrees: 90 standing, 0 parallel, below that deeper."""
    return np.degrees(np.arcsin(dot(unit(hip - knee), UP)))
