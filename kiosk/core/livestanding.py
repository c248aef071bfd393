"""Live: does the member stand upright and still, who is it, and how do they stand? numpy only.

The causal twin of kiosk.core.standing: the baseline is the median over the first still frames of a
set and then stays, as the analysis takes one quiet standing for the whole of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from kiosk.core.alignment import dot, horizontal
from kiosk.core.bodynow import ANKLES, HIPS, BodyNow
from kiosk.core.frame import FloatArray
from kiosk.core.lasting import Lasting, lasting
from kiosk.core.standing import MAX_SPEED_M_S, SLACK_DEG, SPEED_BASE_S

STRAIGHT_DEG: Final = 25.0
UNKNOWN_BEND_DEG: Final = 35.0
NEVER_UPRIGHT_DEG: Final = 45.0
"""Knees bent less than 25 degrees are straight. Up to 35 they may be, joint centres being offset,
and once this member's standing is known within 1.5 SLACK_DEG of it, unless the pelvis is low."""
MAX_DROP_M: Final = 0.06
MAX_LEAN_DEG: Final = 35.0
STAYS: Final = 1.3
"""Who is upright or still may leave the limits by this factor before it ends."""
LEGS_LAST_S: Final = 1.0
"""For so long after the legs were last seen bent, the trunk alone makes nobody upright."""
PATH_S: Final = 0.9
MEAN_S: Final = 0.17
CALM_S: Final = 0.15
"""A movement or a rest shorter than this is a bad frame, or the turning point of fidgeting."""
GAP_S: Final = 0.25
FULL: Final = 90
ENOUGH: Final = 10
FEW: Final = 5
ELSEWHERE_M: Final = 0.04
ELSEWHERE_S: Final = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Baseline:
    """How this member stands, mark frame. foot: (2, 3) heel -> second toe, horizontal, locked.
    feet: (2, 3, 3) ankle, heel, second toe. bend_deg: (2,). sigma_m: (26,) usual doubt of the
    network. quiet: from still frames, else from upright ones only."""

    foot: FloatArray
    feet: FloatArray
    bend_deg: FloatArray
    sigma_m: FloatArray
    pelvis_m: float
    neck_m: float
    leg_m: float
    quiet: bool


@dataclass(frozen=True, slots=True, eq=False)
class LiveStanding:
    """path: (n, 13) time and hips and ankles of the last second. bent_s: when the legs were last
    seen bent. calm: hips and ankles hardly move. still_since_s: since when. last_s: last measured
    frame. samples: of the baseline to be, quiet ones or not. away_s: since when the feet
    stand elsewhere."""

    path: FloatArray
    upright: bool = False
    bent_s: float = -np.inf
    calm: Lasting = field(default_factory=Lasting)
    still_since_s: float | None = None
    last_s: float = -np.inf
    samples: tuple[BodyNow, ...] = ()
    quiet: bool = False
    baseline: Baseline | None = None
    away_s: float | None = None

    @property
    def still_s(self) -> float:
        """How long the member has stood upright and quiet, up to the last measured frame."""
        return 0.0 if self.still_since_s is None else self.last_s - self.still_since_s


def start() -> LiveStanding:
    """Nobody is known."""
    return LiveStanding(np.empty((0, 13)))


def anew(state: LiveStanding) -> LiveStanding:
    """The same member stands anew; the old baseline serves until the new one is known."""
    known = state.baseline
    old = None if known is None else replace(known, quiet=False)
    return replace(start(), path=state.path, upright=state.upright, baseline=old)


def step(state: LiveStanding, body: BodyNow | None, now_s: float) -> LiveStanding:
    """One frame; body None: nothing was measured."""
    if body is None:
        gone = now_s - state.last_s > GAP_S
        return replace(state, still_since_s=None, upright=False) if gone else state
    upright = is_upright(state, body)
    state = replace(state, upright=upright)
    if not body.measured:
        gone = now_s - state.last_s > GAP_S
        return replace(state, still_since_s=None) if gone else state
    if not upright:
        return replace(
            state, bent_s=now_s, still_since_s=None, last_s=now_s, path=state.path[:0],
            calm=Lasting(),
        )  # fmt: skip
    return _learn(_stillness(state, body, now_s), body, now_s)


def is_upright(state: LiveStanding, body: BodyNow) -> bool:
    """Knees nearly straight, pelvis high, trunk up; by the trunk alone where legs are missing."""
    slack = STAYS if state.upright else 1.0
    known = state.baseline
    if body.lean_deg > MAX_LEAN_DEG * slack:  # NaN: the trunk was not measured
        return False
    if body.measured:
        bend, limit, low = max(body.bend_deg), UNKNOWN_BEND_DEG, False
        if known is not None:
            low = not known.pelvis_m - body.pelvis_m < MAX_DROP_M * slack
            usual = float(known.bend_deg.max()) + 1.5 * SLACK_DEG
            limit = min(max(usual, STRAIGHT_DEG), NEVER_UPRIGHT_DEG)
        return bend < STRAIGHT_DEG or (not low and bend < limit * slack)
    recently_bent = body.time_s - state.bent_s < LEGS_LAST_S
    low = known is not None and known.neck_m - body.neck_m > 2.0 * MAX_DROP_M
    return not recently_bent and not low and not np.isnan(body.neck_m)


def _stillness(state: LiveStanding, body: BodyNow, now_s: float) -> LiveStanding:
    row = np.concatenate([[now_s], body.tracked[HIPS + ANKLES].ravel()])
    after = now_s - (PATH_S if now_s - state.last_s <= GAP_S else 0.0)
    path = np.concatenate([state.path[state.path[:, 0] > after], row[None]])
    limit = MAX_SPEED_M_S * (STAYS if state.calm.on else 1.0)
    calm = lasting(state.calm, _speed(path) < limit, now_s, CALM_S, CALM_S)
    broken = not calm.on or now_s - state.last_s > GAP_S
    since = None if broken else state.still_since_s
    if calm.on and since is None:  # the speed is that of the half second before
        since = max(float(path[0, 0]), now_s - CALM_S - SPEED_BASE_S)
    return replace(state, path=path, calm=calm, still_since_s=since, last_s=now_s)


def _speed(path: FloatArray) -> float:
    """Fastest of hips and ankles over half a second, between two short means; NaN too early."""
    time_s = path[:, 0]
    end = float(time_s[-1])
    if end - float(time_s[0]) < SPEED_BASE_S - 1e-6:
        return float("nan")
    now = path[time_s >= end - MEAN_S].mean(axis=0)
    before = path[(time_s <= end - SPEED_BASE_S + 1e-6)][-6:].mean(axis=0)
    went = (now - before)[1:].reshape(4, 3)
    return float(np.sqrt((went * went).sum(axis=1).max()) / max(now[0] - before[0], 1e-6))


def _learn(state: LiveStanding, body: BodyNow, now_s: float) -> LiveStanding:
    """The baseline: from upright frames until there are still ones, then from these."""
    quiet = state.still_since_s is not None
    if not quiet and (state.quiet or (state.baseline is not None and state.baseline.quiet)):
        return replace(state, away_s=None)
    if quiet and not state.quiet:
        state = replace(state, samples=(), quiet=True)
    if len(state.samples) >= FULL:
        return _moved_elsewhere(state, body, now_s) if quiet else state
    samples = (*state.samples, body)
    due = len(samples) >= (ENOUGH if quiet else FEW) and len(samples) % FEW == 0
    baseline = _baseline(samples, quiet) if due else state.baseline
    return replace(state, samples=samples, baseline=baseline)


def _moved_elsewhere(state: LiveStanding, body: BodyNow, now_s: float) -> LiveStanding:
    """Feet that stand still at another place than the baseline's are stood anew."""
    known = state.baseline
    if known is None or not _shift_m(known, body) > ELSEWHERE_M:
        return replace(state, away_s=None) if state.away_s is not None else state
    since = now_s if state.away_s is None else state.away_s
    if now_s - since < ELSEWHERE_S:
        return replace(state, away_s=since)
    return replace(state, samples=(body,), away_s=None)


def foot_shift_m(known: Baseline, body: BodyNow) -> FloatArray:
    """(2, 2) how far each foot (ankle, heel, second toe together) has moved on the floor, X, Z."""
    shift: FloatArray = (body.feet - known.feet).mean(axis=1)[:, [0, 2]]
    return shift


def _shift_m(known: Baseline, body: BodyNow) -> float:
    shift = foot_shift_m(known, body)
    return float(np.sqrt(dot(shift, shift)).max())


def _baseline(samples: tuple[BodyNow, ...], quiet: bool) -> Baseline:
    feet = _median([s.feet for s in samples])
    return Baseline(
        foot=horizontal(feet[:, 2] - feet[:, 1]),
        feet=feet,
        bend_deg=_median([np.asarray(s.bend_deg) for s in samples]),
        sigma_m=_median([np.asarray(s.sigma_m) for s in samples]),
        pelvis_m=float(np.median([s.pelvis_m for s in samples])),
        neck_m=float(np.median([s.neck_m for s in samples])),
        leg_m=float(np.median([s.leg_m for s in samples])),
        quiet=quiet,
    )


def _median(samples: list[FloatArray]) -> FloatArray:
    """Of each value over the samples that have it; NaN where none has."""
    ranked = np.sort(np.stack(samples), axis=0)
    middle = np.maximum(np.isfinite(ranked).sum(axis=0) - 1, 0) // 2
    median: FloatArray = np.take_along_axis(ranked, middle[None], axis=0)[0]
    return median
