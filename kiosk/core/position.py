"""What a member is asked to correct before standing still, and where their feet are. numpy only.

Each correction has a limit beyond which it matters and a smaller one within which it is done; it
must last before it is said, and be done for a moment before it goes. What is fine is never said.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import atan2, degrees, hypot
from typing import Final

import numpy as np

from kiosk.core.alignment import toe_out
from kiosk.core.bodynow import ANKLES, HIPS, BodyNow, Mark
from kiosk.core.frame import FloatArray
from kiosk.core.knee import SIDES
from kiosk.core.lasting import Lasting, lasting
from kiosk.core.scene import ADVICE, FootPrint
from kiosk.core.sight import Sight
from kiosk.core.skeleton import INDEX

SHOW_S: Final = 0.4
HIDE_S: Final = 0.3
SLOW_TO_SAY: Final = {"hips_hidden": 1.0, "stand_upright": 1.5, "stand_still": 2.0}
"""These change while a member moves as asked; they are said only when that lasts."""
WALK_S: Final = 0.5
WALK_M: Final = 0.10
"""Who goes that far in half a second is on the way."""
IN_ANY_CASE: Final = {"legs_not_visible", "depth_missing"}
STEP_SLACK_M: Final = 0.06
TURNED_DEG: Final = 20.0
TURN_SLACK_DEG: Final = 5.0
SHOULDERS_TURNED_DEG: Final = 30.0
"""Shoulders sway more than feet, and the network sees them less well."""
HIPS_SIGMA_M: Final = 0.045
HIPS_RATIO: Final = 2.0
"""Hips are hidden when their doubt is that, and so many times the knees' and ankles'. Standing
members in simulated clothes, long tops among them, had up to 0.023."""
_BELOW: Final = [INDEX[p + n] for p in "LR" for n in ("Knee", "Ankle")]
ANKLES_APART_M: Final = (0.12, 0.45)
APART_SLACK_M: Final = 0.02


@dataclass(frozen=True, slots=True)
class Position:
    """state: of each code of ADVICE. raw: codes seen in the last frame that could tell. places:
    time, behind and right of the mark over the last moments."""

    state: dict[str, Lasting] = field(default_factory=lambda: dict.fromkeys(ADVICE, Lasting()))
    raw: frozenset[str] = frozenset()
    places: tuple[tuple[float, float, float], ...] = ()

    @property
    def advice(self) -> str | None:
        """The most pressing correction."""
        return next((code for code in ADVICE if self.state[code].on), None)

    @property
    def placed(self) -> bool:
        """Nothing but standing still is asked."""
        return self.advice in (None, "stand_still")


@dataclass(frozen=True, slots=True)
class Pose:
    """upright: knees and trunk straight. calm: hardly moving. squatting: a squat is going on.
    sitting: it looks as if the member sat and has not stood yet."""

    upright: bool
    calm: bool
    squatting: bool
    sitting: bool


def step(
    state: Position, sight: Sight, body: BodyNow | None, mark: Mark, pose: Pose, now_s: float
) -> Position:
    """One frame with a person in it."""
    here = place(sight, body, mark)
    places = (*(p for p in state.places if now_s - p[0] < WALK_S), (now_s, *here))
    raw = _picture(sight, body) | _steps(state.raw, here, mark)
    if body is not None and body.measured and pose.upright:
        raw |= _stance(state.raw, body)
    else:  # bent legs tell nothing about how somebody stands: what was seen last holds
        raw |= state.raw & {"face_me", "hips_hidden", "feet_wider", "feet_closer"}
    raw |= _pose(body, pose)
    if _walks(places):  # on the way nobody needs to be told where to go
        raw &= {code for code, was in state.state.items() if was.on} | IN_ANY_CASE
    nxt = {
        code: lasting(was, code in raw, now_s, SLOW_TO_SAY.get(code, SHOW_S), HIDE_S)
        for code, was in state.state.items()
    }
    return Position(nxt, frozenset(raw), places)


def _walks(places: tuple[tuple[float, float, float], ...]) -> bool:
    """Whether the member has gone some way in the last moments."""
    (_, ahead_m, right_m), (_, was_ahead_m, was_right_m) = places[-1], places[0]
    return hypot(ahead_m - was_ahead_m, right_m - was_right_m) > WALK_M


def _picture(sight: Sight, body: BodyNow | None) -> set[str]:
    if sight.holes:
        return {"depth_missing"}
    if sight.legs_cut or (body is not None and np.isnan(body.raw[ANKLES]).all()):
        return {"legs_not_visible"}
    return set()


def _steps(was: frozenset[str], here: tuple[float, float], mark: Mark) -> set[str]:
    ahead_m, right_m = here
    fine = mark.fine_ahead_m, mark.fine_right_m
    seen = {
        "step_back": -ahead_m - fine[0],
        "step_closer": ahead_m - fine[0],
        "step_left": right_m - fine[1],
        "step_right": -right_m - fine[1],
    }
    return {c for c, beyond in seen.items() if beyond > (-STEP_SLACK_M if c in was else 0.0)}


def place(sight: Sight, body: BodyNow | None, mark: Mark) -> tuple[float, float]:
    """(behind the mark as the camera sees it, to the member's right of it), metres.

    Midway between the ankles, or the middle of what is seen of the member.
    """
    if body is not None:
        x, _, z = body.raw[ANKLES].mean(axis=0)
        if np.isfinite(x):
            return -float(x), float(z)
    right_m, ahead_m = sight.place_m
    return ahead_m - mark.ahead_m, mark.right_m - right_m


def _stance(was: frozenset[str], body: BodyNow) -> set[str]:
    apart = float(np.hypot(*(body.raw[ANKLES[1]] - body.raw[ANKLES[0]])[[0, 2]]))
    seen = {
        "face_me": _turned(body, TURN_SLACK_DEG if "face_me" in was else 0.0),
        "hips_hidden": _hips_hidden(body, 0.85 if "hips_hidden" in was else 1.0),
        "feet_wider": apart < ANKLES_APART_M[0] + (APART_SLACK_M if "feet_wider" in was else 0.0),
        "feet_closer": apart > ANKLES_APART_M[1] - (APART_SLACK_M if "feet_closer" in was else 0.0),
    }
    return {code for code, holds in seen.items() if holds}


def _turned(body: BodyNow, slack_deg: float) -> bool:
    """Whether the feet's middle direction or the shoulder line is turned away from the camera."""
    x, _, z = (body.feet[:, 2] - body.feet[:, 1]).sum(axis=0)
    line = body.raw[INDEX["RShoulder"]] - body.raw[INDEX["LShoulder"]]
    feet = abs(degrees(atan2(z, x)))
    shoulders = abs(degrees(atan2(-line[0], line[2])))
    return feet > TURNED_DEG - slack_deg or shoulders > SHOULDERS_TURNED_DEG - slack_deg


def _hips_hidden(body: BodyNow, share: float) -> bool:
    hips = float(body.sigma_m[HIPS].max())
    below = float(body.sigma_m[_BELOW].max())
    return hips > share * HIPS_SIGMA_M and hips > share * HIPS_RATIO * below


def _pose(body: BodyNow | None, pose: Pose) -> set[str]:
    if body is None or not body.measured:
        return set()
    if pose.upright:
        return set() if pose.calm else {"stand_still"}
    return set() if pose.squatting or pose.sitting else {"stand_upright"}


def foot_prints(body: BodyNow) -> tuple[FootPrint, ...]:
    """The measured feet on the floor around the mark: their middle and where they point."""
    prints = []
    for i, side in enumerate(SIDES):
        heel, toe = body.feet[i, 1:]
        if np.isfinite(heel.sum() + toe.sum()):
            middle: FloatArray = 0.5 * (heel + toe)
            heading = float(toe_out(toe - heel, side))
            prints.append(FootPrint(side, float(middle[2]), float(middle[0]), heading))
    return tuple(prints)
