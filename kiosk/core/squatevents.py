"""Finds squats in the legs' curves and the moments that divide each one. numpy only.

A squat here is: the pelvis goes down and comes up again while both knees and both hips flex, with
both feet on the floor side by side. Kicks, steps, lunges, bows and sitting down are none.
Lengths are judged against the leg's own, so that the rules hold for small and tall people.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kiosk.core.alignment import dot
from kiosk.core.filtering import velocity, zero_lag
from kiosk.core.frame import BoolArray, FloatArray
from kiosk.core.knee import BodyCurves, LegCurves, LegStanding, Standing

MIN_DROP: Final = 0.08
"""Least drop of the pelvis in leg lengths (own): what 45 degrees at both knees gives."""
MIN_KNEE_BEND_DEG: Final = 45.0
MIN_HIP_BEND_DEG: Final = 20.0
SAME_SQUAT: Final = 0.5
"""Two low points are one squat unless the pelvis rises by this share of the drop in between."""
MOST_OF_IT: Final = 0.6
SOME_OF_IT: Final = 0.3
"""A squat cut off by the recording counts with these shares of its drop on its two sides."""
SPLIT_STANCE: Final = 0.35
ONE_FOOT_UP: Final = 0.18
"""Ankles this many leg lengths apart fore and aft, or in height: a lunge, or one foot off."""
EVENT_SPEED: Final = 0.05
"""Start and end: the pelvis slower than this share of the rep's own peak velocity (5-10 %)."""
SPEED_CUTOFF_HZ: Final = 2.0
"""A pelvis moves slower than that; 5 % of a slow squat's speed is less than 4 Hz of jitter."""
NEAR_TOP: Final = 0.25
"""... and within this share of the drop from the top, so that a halt half-way ends nothing."""
AROUND_S: Final = 0.1


@dataclass(frozen=True, slots=True)
class Events:
    """Frame numbers of one squat; cut_off: the recording begins or ends inside it."""

    start: int
    descent_end: int
    bottom: int
    ascent_start: int
    end: int
    cut_off: bool


def find_squats(curves: BodyCurves, standing: Standing) -> tuple[Events, ...]:
    """All squats of a recording in time order."""
    frames = np.flatnonzero(np.isfinite(curves.pelvis_height_m))
    if len(frames) < 3:
        return ()
    time_s = curves.time_s[frames]
    leg_m = 0.5 * sum(leg.thigh_m + leg.shank_m for leg in (standing.left, standing.right))
    drop = standing.pelvis_height_m - curves.pelvis_height_m[frames]
    speed = velocity(time_s, zero_lag(time_s, drop, SPEED_CUTOFF_HZ))
    found = []
    for before, low, after in _low_points(drop, MIN_DROP * leg_m):
        whole = _enough(drop, before, low, after)
        if whole and _is_squat(curves, standing, float(time_s[low]), leg_m):
            found.append(_events(frames, drop, speed, (before, low, after)))
    return tuple(found)


def _low_points(drop: FloatArray, least_m: float) -> list[tuple[int, int, int]]:
    """(highest before, lowest, highest after) of every dip of at least `least_m`.

    Turning points with that hysteresis first; then dips with too little rise between are merged.
    """
    turns = _turning_points(drop, least_m)
    dips: list[tuple[int, int, int]] = []
    for k, (turn, is_low) in enumerate(turns):
        if not is_low:
            continue
        low = turn
        before = turns[k - 1][0] if k > 0 else int(np.argmin(drop[: low + 1]))
        after = turns[k + 1][0] if k + 1 < len(turns) else low + int(np.argmin(drop[low:]))
        if dips and drop[before] > SAME_SQUAT * min(drop[low], drop[dips[-1][1]]):
            first, last_low, _ = dips.pop()
            before, low = first, low if drop[low] > drop[last_low] else last_low
        dips.append((before, low, after))
    return dips


def _turning_points(drop: FloatArray, least_m: float) -> list[tuple[int, bool]]:
    """Alternating (index, is_low) extremes, each at least `least_m` from the next."""
    turns: list[tuple[int, bool]] = []
    low = high = 0
    seek_low = seek_high = True  # until the first turn either may come
    for i in range(1, len(drop)):
        if drop[i] > drop[low]:
            low = i
        if drop[i] < drop[high]:
            high = i
        if seek_low and drop[low] - drop[i] >= least_m:
            turns.append((low, True))
            seek_low, seek_high, high = False, True, i
        elif seek_high and drop[i] - drop[high] >= least_m:
            turns.append((high, False))
            seek_low, seek_high, low = True, False, i
    return turns


def _enough(drop: FloatArray, before: int, low: int, after: int) -> bool:
    """Most of the squat on one side of its lowest point, and some of it on the other."""
    depth = max(float(drop[low]), 1e-9)
    down = (drop[low] - drop[before]) / depth
    up = (drop[low] - drop[after]) / depth
    return bool(max(down, up) >= MOST_OF_IT and min(down, up) >= SOME_OF_IT)


def bend_deg(leg: LegCurves, still: LegStanding) -> FloatArray:
    """(T,) knee flexion that the hip-to-ankle distance means for this leg's lengths, degrees.

    The law of cosines: it needs no knee, the point that poor input gets wrong first.
    """
    reach = leg.hip_m - leg.ankle_m
    thigh, shank = still.thigh_m, still.shank_m
    cosine = (dot(reach, reach) - thigh**2 - shank**2) / (2.0 * thigh * shank)
    return np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0)))


def _is_squat(curves: BodyCurves, standing: Standing, bottom_s: float, leg_m: float) -> bool:
    """Both knees and hips flexed at the lowest point, both feet down and side by side."""
    near = np.abs(curves.time_s - bottom_s) <= AROUND_S
    for side in ("left", "right"):
        leg = curves.leg(side)
        hip_bend = leg.hip_flexion_deg[near]
        if not np.isfinite(hip_bend).any():  # no neck in view: a bowed trunk only adds to it
            hip_bend = 90.0 - leg.thigh_horizontal_deg[near]
        if not (
            _middle(bend_deg(leg, standing.leg(side))[near]) >= MIN_KNEE_BEND_DEG
            and _middle(hip_bend) >= MIN_HIP_BEND_DEG
        ):
            return False
    apart = curves.right.ankle_m[near] - curves.left.ankle_m[near]
    return bool(
        abs(_middle(apart[:, 0])) < SPLIT_STANCE * leg_m
        and abs(_middle(apart[:, 1])) < ONE_FOOT_UP * leg_m
    )


def _events(
    frames: NDArray[np.intp], drop: FloatArray, speed: FloatArray, dip: tuple[int, int, int]
) -> Events:
    """Start, end and the pause at the bottom from the rep's own peak velocities."""
    before, low, after = dip
    down = EVENT_SPEED * float(speed[before : low + 1].max())
    up = EVENT_SPEED * float((-speed[low : after + 1]).max())
    top = NEAR_TOP * float(drop[low])
    fastest_down = before + int(np.argmax(speed[before : low + 1]))
    fastest_up = low + int(np.argmax(-speed[low : after + 1]))
    resting: BoolArray = (speed < down) & (drop < top)
    start = _last(resting[before : fastest_down + 1], before)
    resting = (-speed < up) & (drop < top)
    end = _first(resting[fastest_up : after + 1], fastest_up)
    moving_down, moving_up = speed >= down, -speed >= up
    descent_end = _last(moving_down[fastest_down : low + 1], fastest_down)
    ascent_start = _first(moving_up[low : fastest_up + 1], low)
    starts_inside = start is None and before == 0
    ends_inside = end is None and after == len(drop) - 1
    return Events(
        start=int(frames[before if start is None else start]),
        descent_end=int(frames[low if descent_end is None else descent_end]),
        bottom=int(frames[low]),
        ascent_start=int(frames[low if ascent_start is None else ascent_start]),
        end=int(frames[after if end is None else end]),
        cut_off=starts_inside or ends_inside,
    )


def _last(flags: BoolArray, offset: int) -> int | None:
    where = np.flatnonzero(flags)
    return offset + int(where[-1]) if len(where) else None


def _first(flags: BoolArray, offset: int) -> int | None:
    where = np.flatnonzero(flags)
    return offset + int(where[0]) if len(where) else None


def _middle(values: FloatArray) -> float:
    values = values[np.isfinite(values)]
    return float(np.median(values)) if len(values) else float("nan")
