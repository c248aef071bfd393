"""Finds the standing baseline of a test and the floor frame that goes with it. numpy only.

Quiet standing (MEASUREMENT.md section 4, step 1) is 3 s with the pelvis high, the knees nearly
straight and nothing moving; where a recording holds none, all upright frames serve, and say so.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final, Literal

import numpy as np

from kiosk.core import alignment
from kiosk.core.alignment import Side
from kiosk.core.filtering import runs
from kiosk.core.floorframe import FloorFrame, floor_frame
from kiosk.core.frame import BoolArray, FloatArray
from kiosk.core.knee import LegStanding, Standing
from kiosk.core.skeleton import PREFIX, Motion

QUIET_S: Final = 3.0
MAX_DROP_M: Final = 0.08
STRAIGHT_DEG: Final = 25.0
SLACK_DEG: Final = 10.0
NEVER_STRAIGHT_DEG: Final = 40.0
"""'Nearly straight' (own): the bend between thigh and shank, under 25 degrees or within 10 of the
straightest that this knee gets, as joint centres may be offset; never 40 and more."""
MAX_SPEED_M_S: Final = 0.05
SPEED_BASE_S: Final = 0.5
MIN_UPRIGHT_FRAMES: Final = 5


def stand(motion: Motion, up: FloatArray, offset_m: float) -> tuple[FloorFrame, Standing] | None:
    """Floor frame and standing baseline of a (smoothed) camera-frame motion.

    up: (3,) unit normal of the floor, camera frame; a point's height is up·p + offset_m. None
    where nobody stands upright with both legs in view for at least 5 frames.
    """
    upright = upright_frames(motion, up)
    frames, from_ = quiet_frames(motion, upright), "quiet"
    if frames is None:
        frames, from_ = upright, "upright"
    if np.count_nonzero(frames) < MIN_UPRIGHT_FRAMES:
        return None
    still = _only(motion, frames)
    frame = floor_frame(still, up, offset_m)
    if frame is None:
        return None
    return frame, baseline(frame.motion(still), "quiet" if from_ == "quiet" else "upright")


def upright_frames(motion: Motion, up: FloatArray) -> BoolArray:
    """(T,) frames with the pelvis within 8 cm of its highest and both knees nearly straight.

    The highest is the 95th percentile, so that a jump or a bad frame does not lift it.
    """
    hips = 0.5 * (motion.joint("LHip") + motion.joint("RHip"))
    height = hips @ up
    upright = np.isfinite(height)
    if not upright.any():
        return upright
    upright &= np.nan_to_num(np.nanpercentile(height, 95.0) - height, nan=np.inf) < MAX_DROP_M
    for p in PREFIX.values():
        knee = motion.joint(p + "Knee")
        thigh, shank = motion.joint(p + "Hip") - knee, knee - motion.joint(p + "Ankle")
        cosine = alignment.dot(alignment.unit(thigh), alignment.unit(shank))
        bend = np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0)))
        if not np.isfinite(bend).any():
            return np.zeros_like(upright)
        straight = np.clip(np.nanmin(bend) + SLACK_DEG, STRAIGHT_DEG, NEVER_STRAIGHT_DEG)
        upright &= np.nan_to_num(bend, nan=np.inf) < straight
    return upright


def quiet_frames(motion: Motion, upright: BoolArray) -> BoolArray | None:
    """The longest run of upright frames, at least 3 s, in which hips and ankles hardly move."""
    slow = upright.copy()
    for name in ("LHip", "RHip", "LAnkle", "RAnkle"):
        slow &= _speed(motion.time_s, motion.joint(name)) < MAX_SPEED_M_S
    half_frame = 0.5 * float(np.median(np.diff(motion.time_s))) if len(motion.time_s) > 1 else 0.0
    best: BoolArray | None = None
    longest = QUIET_S - 2.0 * half_frame - 1e-6
    for run in runs(motion.time_s, slow):
        lasted = float(motion.time_s[run[-1]] - motion.time_s[run[0]])
        if lasted >= longest:
            best, longest = np.zeros(len(slow), np.bool_), lasted
            best[run] = True
    return best


def baseline(still: Motion, from_: Literal["quiet", "upright"]) -> Standing:
    """Standing values from standing frames only, floor frame: medians over the frames."""
    left, right = (_leg(still, side) for side in ("left", "right"))
    height = 0.5 * (still.joint("LHip") + still.joint("RHip"))[:, 1]
    return Standing(
        from_=from_,
        start_s=float(still.time_s[0]),
        end_s=float(still.time_s[-1]),
        pelvis_height_m=_median(height),
        left=left,
        right=right,
    )


def _leg(still: Motion, side: Side) -> LegStanding:
    p = PREFIX[side]
    hip, knee, ankle, heel = (still.joint(p + n) for n in ("Hip", "Knee", "Ankle", "Heel"))
    toe = alignment.second_toe(still.joint(p + "BigToe"), still.joint(p + "SmallToe"))
    other = still.joint(PREFIX["left" if side == "right" else "right"] + "Ankle")
    f = alignment.horizontal(_middle(alignment.foot_direction(heel, toe)))
    b = alignment.horizontal(_middle(ankle) - _middle(other))
    m = np.cross(f, alignment.UP)
    return LegStanding(
        foot=f,
        hip_m=_middle(hip),
        knee_m=_middle(knee),
        ankle_m=_middle(ankle),
        heel_m=_middle(heel),
        second_toe_m=_middle(toe),
        shank_m=_median(np.sqrt(alignment.dot(knee - ankle, knee - ankle))),
        thigh_m=_median(np.sqrt(alignment.dot(hip - knee, hip - knee))),
        hka_deg=_median(alignment.fppa_3d(hip, knee, ankle, b)),
        knee_plane_offset_m=_median(alignment.knee_plane_offset(hip, knee, ankle, f, side)),
        knee_flexion_deg=_median(alignment.knee_flexion(hip, knee, ankle, m)),
        toe_out_deg=float(alignment.toe_out(f, side)),
    )


def _speed(time_s: FloatArray, path: FloatArray) -> FloatArray:
    """Mean speed (T,) over half a second around each frame: jitter averages out. NaN: not known."""
    if len(time_s) < 2:
        return np.full(len(time_s), np.nan)
    half = 0.5 * SPEED_BASE_S
    before = np.searchsorted(time_s, time_s - half)
    after = np.minimum(np.searchsorted(time_s, time_s + half), len(time_s) - 1)
    went = np.sqrt(alignment.dot(path[after] - path[before], path[after] - path[before]))
    speed: FloatArray = went / np.maximum(time_s[after] - time_s[before], 1e-9)
    return speed


def _only(motion: Motion, frames: BoolArray) -> Motion:
    return replace(
        motion,
        time_s=motion.time_s[frames],
        points_m=motion.points_m[frames],
        sigma_m=motion.sigma_m[frames],
    )


def _middle(path: FloatArray) -> FloatArray:
    """Median (3,) over the frames that have it."""
    path = path[np.isfinite(path).all(axis=-1)]
    middle: FloatArray = np.median(path, axis=0) if len(path) else np.full(3, np.nan)
    return middle


def _median(values: FloatArray) -> float:
    values = values[np.isfinite(values)]
    return float(np.median(values)) if len(values) else float("nan")
