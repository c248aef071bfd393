"""Turns each sight into what the visit and the screen understand. numpy and kiosk.core only.

One frozen state, one step a frame; nothing is looked up elsewhere and nothing looks ahead. What is
known of a member goes with them: when nobody was seen for a while, or when the visit says so.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from kiosk.core import bodykind, gesture, livesquat, livestanding, livetracking, position
from kiosk.core.alignment import dot, knee_plane_offset, knee_toe_offset
from kiosk.core.bodykind import Kind
from kiosk.core.bodynow import (
    ANKLES,
    HIPS,
    KNEES,
    BodyNow,
    Ground,
    Mark,
    believed,
    body_now,
    ground,
)
from kiosk.core.floorpixels import floor_pixels
from kiosk.core.frame import Intrinsics, project
from kiosk.core.gesture import Hands
from kiosk.core.knee import SIDES
from kiosk.core.lasting import Lasting, lasting
from kiosk.core.livesquat import LiveSquat
from kiosk.core.livestanding import Baseline, LiveStanding
from kiosk.core.livetracking import LiveTrack
from kiosk.core.position import Pose, Position
from kiosk.core.scene import KneeAbove, LiveView, Scene, SquatSeen
from kiosk.core.sight import Setting, Sight
from kiosk.core.skeleton import INDEX, SIGN, Skeleton

__all__ = ["Coach", "Mark", "forget", "new_set", "start", "step"]

PRESENT_S: Final = (0.0, 0.25)
OTHERS_S: Final = (0.3, 0.3)
"""A person is believed at once and missed after a moment; somebody else must stay a moment."""
GONE_S: Final = 2.0
"""After so long without anybody whoever comes is somebody else."""
LOWEST_FRAMES: Final = 60
NEAR_RIGHT_M: Final = 0.55
NEAR_AHEAD_M: Final = 0.75
"""So far from the mark somebody is taken for a member who comes; guidance does the rest."""
_BOTH: Final = np.array([SIGN[side] for side in SIDES])


@dataclass(frozen=True, slots=True, eq=False)
class Coach:
    """All that is remembered between two sights. floor_m: the camera's height where a floor was
    seen, else NaN and told by lowest_m, the members' lowest parts. placed_s: since when the member
    stands as asked. seen_s: of the last person. camera_s: of the last sight."""

    place: Ground
    lens: Intrinsics
    floor_m: float
    lowest_m: tuple[float, ...] = ()
    track: LiveTrack = field(default_factory=livetracking.start)
    hands: Hands = field(default_factory=Hands)
    standing: LiveStanding = field(default_factory=livestanding.start)
    kind: Kind = field(default_factory=Kind)
    position: Position = field(default_factory=Position)
    squat: LiveSquat = field(default_factory=livesquat.start)
    present: Lasting = field(default_factory=Lasting)
    others: Lasting = field(default_factory=Lasting)
    placed_s: float | None = None
    seen_s: float = -np.inf
    camera_s: float = -np.inf


def start(setting: Setting, lens: Intrinsics, mark: Mark) -> Coach:
    """Before the first sight. lens: of the upright picture."""
    floor_m = float("nan") if setting.floor is None else setting.floor.offset_m
    return Coach(ground(setting.down, mark), lens, floor_m)


def forget(state: Coach) -> Coach:
    """Somebody new: nothing of the one before stays."""
    return Coach(state.place, state.lens, state.floor_m, camera_s=state.camera_s)


def new_set(state: Coach) -> Coach:
    """A set begins: half-done squats are forgotten, and the member stands anew."""
    return replace(
        state, standing=livestanding.anew(state.standing), squat=livesquat.start(), placed_s=None
    )


def step(state: Coach, sight: Sight, now_s: float) -> tuple[Coach, Scene, LiveView]:
    """One sight: (next state, for the visit, for the screen).

    now_s: the kiosk's clock, for the scene alone; all durations are the camera's. A camera clock
    that goes back, after a fault, is a fresh start.
    """
    if sight.time_s < state.camera_s or (not sight.person and _gone(state, sight.time_s)):
        state = forget(state)
    state = replace(state, camera_s=sight.time_s)
    state, tracked, body = _look(state, sight)
    state, squat = _follow(state, sight, body)
    hands, hand = gesture.step(state.hands, body, state.standing.upright, sight.time_s)
    state = replace(state, hands=hands)
    scene = Scene(
        time_s=now_s,
        present=state.present.on,
        on_mark=state.present.on and _on_mark(sight, state.place.mark),
        others=max(sight.others, 1) if state.others.on else 0,
        measured=body is not None and body.measured,
        advice=state.position.advice if state.present.on else None,
        still_s=_still_s(state),
        upright=state.standing.upright,
        body=state.kind.body,
        hand=hand,
        squats=() if squat is None else (squat,),
    )
    return state, scene, _view(state, sight, tracked, body)


def _on_mark(sight: Sight, mark: Mark) -> bool:
    """Who walks by behind or beside the mark does not mean to be measured."""
    aside, ahead = sight.place_m[0] - mark.right_m, sight.place_m[1] - mark.ahead_m
    return abs(aside) <= NEAR_RIGHT_M and abs(ahead) <= NEAR_AHEAD_M


def _gone(state: Coach, time_s: float) -> bool:
    return state.seen_s > -np.inf and time_s - state.seen_s > GONE_S


def _look(state: Coach, sight: Sight) -> tuple[Coach, Skeleton | None, BodyNow | None]:
    """The tracked skeleton, and the body on the mark's floor."""
    time_s = sight.time_s
    state = replace(
        state,
        present=lasting(state.present, sight.person, time_s, *PRESENT_S),
        others=lasting(state.others, sight.others > 0, time_s, *OTHERS_S),
        seen_s=time_s if sight.person else state.seen_s,
    )
    if np.isfinite(sight.lowest_m) and np.isnan(state.floor_m):
        lowest = (*state.lowest_m[1 - LOWEST_FRAMES :], sight.lowest_m)
        state = replace(state, lowest_m=lowest)
    if sight.skeleton is None:
        return state, None, None
    raw = believed(sight.skeleton)
    track, tracked = livetracking.step(state.track, raw)
    body = body_now(state.place, _floor_m(state), raw, tracked)
    return replace(state, track=track), tracked, body


def _floor_m(state: Coach) -> float:
    if np.isfinite(state.floor_m) or not state.lowest_m:
        return 0.0 if np.isnan(state.floor_m) else state.floor_m
    return -float(np.median(state.lowest_m))


def _follow(state: Coach, sight: Sight, body: BodyNow | None) -> tuple[Coach, SquatSeen | None]:
    """Standing, squatting, kind and place."""
    time_s = sight.time_s
    standing = livestanding.step(state.standing, body, time_s)
    squat, seen = livesquat.step(
        state.squat, body, standing.baseline, standing.still_since_s, time_s
    )
    kind = bodykind.step(state.kind, body, standing.upright)
    place = state.position
    if sight.person:
        sitting = kind.sat_s is not None
        pose = Pose(standing.upright, standing.calm.on, squat.phase != "top", sitting)
        place = position.step(place, sight, body, state.place.mark, pose, time_s)
    placed_s = state.placed_s if state.placed_s is not None else time_s
    nxt = replace(
        state, standing=standing, squat=squat, kind=kind, position=place,
        placed_s=placed_s if place.placed else None,
    )  # fmt: skip
    return nxt, seen


def _still_s(state: Coach) -> float:
    """Of the time since the member stands as asked."""
    if state.placed_s is None:
        return 0.0
    return max(0.0, min(state.standing.still_s, state.standing.last_s - state.placed_s))


def _view(state: Coach, sight: Sight, tracked: Skeleton | None, body: BodyNow | None) -> LiveView:
    joints = np.full((len(INDEX), 2), np.nan)
    squat = state.squat
    floor_px = floor_pixels(state.place, _floor_m(state), state.lens)
    if tracked is None or body is None:
        return LiveView(
            sight.silhouette, joints, phase=squat.phase, phase_s=squat.phase_s, floor_px=floor_px
        )
    bends = [bend for bend in body.bend_deg if np.isfinite(bend)]
    return LiveView(
        silhouette=sight.silhouette,
        joints_px=project(tracked.points_m, state.lens),
        feet=position.foot_prints(body),
        bend_deg=max(bends, default=float("nan")),
        legs_deg=body.bend_deg,
        phase=squat.phase,
        phase_s=squat.phase_s,
        floor_px=floor_px,
        knees=knees_above(body, state.standing.baseline),
    )


def knees_above(body: BodyNow, known: Baseline | None) -> tuple[KneeAbove, ...]:
    """Both knees in their own feet's frames, the foot lines locked from standing."""
    if known is None:
        return ()
    hips, knees, ankles, foot = (*(body.tracked[i] for i in (HIPS, KNEES, ANKLES)), known.foot)
    # Both legs at once with the right one's sign, which the left one's is the opposite of.
    toe = _BOTH * knee_toe_offset(knees, ankles, foot, "right")
    plane = _BOTH * knee_plane_offset(hips, knees, ankles, foot, "right")
    ahead = dot(knees - ankles, foot)
    return tuple(
        KneeAbove(side, float(ahead[i]), float(toe[i]), float(plane[i]))
        for i, side in enumerate(SIDES)
    )
