"""Who stands there: a grown person, a child, or somebody who sits, as in a wheelchair. Pure.

The kiosk measures standing adults only; this tells early, so that the others are told kindly.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from statistics import median
from typing import Final

import numpy as np

from kiosk.core.bodynow import ANKLES, HIPS, KNEES, BodyNow
from kiosk.core.scene import Body

CHILD_HIPS_M: Final = 0.65
SLACK_M: Final = 0.03
"""Once called one or the other, the standing hip height must pass the limit by this."""
STOOD_S: Final = 1.0
LEAST: Final = 10
MEMORY: Final = 90
SAT_S: Final = 2.0
LOW_HIPS: Final = 0.72
"""Hips over the ankles in lengths of thigh and shank: about 1 in standing, 0.5 on a chair."""
LEVEL_THIGH: Final = 0.60
"""Sine of the thighs' rise: under 37 degrees they lie, rather than stand."""
GAP_S: Final = 0.5


@dataclass(frozen=True, slots=True)
class Kind:
    """heights_m: hips over the floor in the last upright frames, from the first at stood_s on.
    sat_s: since when the member sits, last_s: last frame that showed it."""

    body: Body = "unknown"
    heights_m: tuple[float, ...] = ()
    stood_s: float = 0.0
    sat_s: float | None = None
    last_s: float = 0.0


def step(state: Kind, body: BodyNow | None, upright: bool) -> Kind:
    """One frame. Only standing tells child from adult, so that no squat changes anything."""
    if body is None or not body.measured:
        return state
    if upright:
        return _stands(state, body)
    if len(state.heights_m) >= LEAST:
        return state  # who has stood is squatting or bending
    return _may_sit(state, body)


def _stands(state: Kind, body: BodyNow) -> Kind:
    first = body.time_s if not state.heights_m else state.stood_s
    heights = (*state.heights_m[1 - MEMORY :], body.pelvis_m)
    nxt = replace(state, heights_m=heights, stood_s=first, sat_s=None)
    if body.time_s - first < STOOD_S - 1e-6 or len(heights) < LEAST:
        return nxt
    limit = CHILD_HIPS_M + {"child": SLACK_M, "adult": -SLACK_M}.get(state.body, 0.0)
    return replace(nxt, body="child" if median(heights) < limit else "adult")


def _may_sit(state: Kind, body: BodyNow) -> Kind:
    if not sits(body):
        return replace(state, sat_s=None)
    broken = state.sat_s is None or body.time_s - state.last_s > GAP_S
    since = body.time_s if broken or state.sat_s is None else state.sat_s
    over = body.time_s - since > SAT_S
    return replace(state, body="seated" if over else state.body, sat_s=since, last_s=body.time_s)


def sits(body: BodyNow) -> bool:
    """Hips low for these legs, or thighs that lie level."""
    hips, knees, ankles = (body.tracked[i] for i in (HIPS, KNEES, ANKLES))
    rise = float((hips - ankles)[:, 1].mean()) / max(body.leg_m, 1e-6)
    thigh = hips - knees
    level = float((thigh[:, 1] / np.sqrt((thigh * thigh).sum(axis=1))).mean())
    return rise < LOW_HIPS or level < LEVEL_THIGH
