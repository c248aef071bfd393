"""The list of the demonstration's clips: standing, answering, squatting, walking. numpy only."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from models.training.actor_poses import (
    Actor,
    ClipPlan,
    Shot,
    between_arms,
    calm,
    ease,
    half_raised,
    overhead,
    passing,
    placed,
)
from models.training.pose import ArmPose
from models.training.sampler import DEG
from models.training.sequence import Squat

RAISE_S = 0.8
ASIDE_M = 0.5
SIDES = {"right": -1.0, "left": 1.0}
FULL, HALF = 30.0, 15.0


def still(actor: Actor, name: str, length_s: float, x: float = 0.0) -> ClipPlan:
    """A loop of quiet standing."""
    place = "mark" if x == 0.0 else "aside"

    def shot(t: float) -> Shot:
        return Shot(actor.standing(t, calm(t, length_s)), 0.07, placed(x))

    return ClipPlan(name, length_s, HALF, place, place, True, shot)


def hands(actor: Actor, side: str, *, low: bool = False) -> list[ClipPlan]:
    """Raise, hold and lower one hand."""
    sign, up = SIDES[side], side + ("_low" if low else "")
    rest = actor.arm(sign)
    top = half_raised(sign) if low else overhead(sign)
    keys = (rest, top) if low else (rest, passing(sign), top)

    def at(t: float, share: float, unrest: float) -> Shot:
        pose = actor.standing(t, unrest)
        arm = between_arms(keys, share)
        sway = 0.04 * unrest * float(np.sin(4.0 * t))
        arm = ArmPose(arm.upper, (arm.fore[0] + sway, *arm.fore[1:]), arm.twist_rad)
        # Who lifts an arm leans a little to the other side.
        pose = replace(pose, spine_bend=pose.spine_bend - sign * 0.03 * ease(share))
        pose = replace(pose, **{f"{side}_arm": arm})
        return Shot(pose, 0.07, placed())

    return [
        ClipPlan(f"raise_{up}", RAISE_S, FULL, "mark", f"{up}_up", False,
                 lambda t: at(0.0, ease(t / RAISE_S), 0.0)),
        ClipPlan(f"hold_{up}", 2.0, HALF, f"{up}_up", f"{up}_up", True,
                 lambda t: at(t, 1.0, calm(t, 2.0))),
        ClipPlan(f"lower_{up}", RAISE_S, FULL, f"{up}_up", "mark", False,
                 lambda t: at(0.0, ease(1.0 - t / RAISE_S), 0.0)),
    ]  # fmt: skip


def squat(
    actor: Actor,
    name: str,
    peak: float,
    turn: tuple[float, float],
    times: tuple[float, float],
    *,
    hand: bool = False,
) -> ClipPlan:
    """One squat. peak, turn (left and right, inward): degrees; times: seconds down and up.

    hand: the right hand goes above the head at the bottom.
    """  # fmt: skip
    one = Squat(0.1, times[0], 0.1, times[1], peak * DEG, (turn[0] * DEG, turn[1] * DEG))
    length_s = one.end_s + 0.2
    top = overhead(-1.0, 0.3)

    def shot(t: float) -> Shot:
        pose, flexion = actor.squatting(one, t, length_s)
        bottom_s = 0.1 + times[0]
        raised = ease((t - bottom_s + 0.7) / 0.6) * ease((bottom_s + 0.9 - t) / 0.6)
        if hand and raised > 0:
            pose = replace(pose, right_arm=between_arms((pose.right_arm, top), raised))
        return Shot(pose, flexion, placed())

    return ClipPlan(name, length_s, FULL, "mark", "mark", False, shot)


def walk(actor: Actor, name: str, *, inward: bool) -> ClipPlan:
    """From outside of the picture on the member's left to the mark, or on to the right and out."""
    walk_s, turn_s, far_m = 1.5, 0.7, 1.5

    def shot(t: float) -> Shot:
        s = (t if inward else walk_s + turn_s - t) / (walk_s + turn_s)
        t_in = s * (walk_s + turn_s)
        share = min(1.0, t_in / (walk_s + 0.3))
        gone = 1.0 - share * (2.0 - share)  # slows down towards the mark
        side = 1.0 if inward else -1.0
        x = side * far_m * gone
        turned = ease((t_in - walk_s + 0.15) / (turn_s + 0.1))
        if s >= 1.0:
            turned = 1.0
        amount = ease((1.0 - s) / 0.35)
        phase = np.pi * (far_m - abs(x)) / 0.5 + (0.5 * np.pi * turned)
        heading = -90.0 * DEG * (1.0 - turned)  # both ways: it faces where it goes
        pose = actor.walking(phase if inward else -phase, amount, t, 0.0)
        return Shot(pose, 0.2 * amount + 0.07, placed(x, 0.15 * gone, heading))

    ends = ("away", "mark") if inward else ("mark", "away")
    return ClipPlan(name, walk_s + turn_s, FULL, *ends, False, shot)


def sidestep(actor: Actor, name: str, *, away: bool) -> ClipPlan:
    """Two steps to the member's left, or back."""
    length_s = 1.2

    def shot(t: float) -> Shot:
        share = t / length_s if away else 1.0 - t / length_s
        pose = actor.standing(t, 0.0)
        legs = []
        for leg, begin in ((pose.left, 0.0), (pose.right, 0.45)):
            own = ease((share - begin) / 0.55)
            lift = 0.06 * 4.0 * own * (1.0 - own)
            ahead = ASIDE_M * (own - ease(share))
            legs.append(
                replace(leg, ankle_xy=(leg.ankle_xy[0] + ahead, leg.ankle_xy[1]), lift_m=lift)
            )
        pose = actor.within_reach(replace(pose, left=legs[0], right=legs[1]))
        return Shot(pose, 0.1, placed(ASIDE_M * ease(share)))

    ends = ("mark", "aside") if away else ("aside", "mark")
    return ClipPlan(name, length_s, HALF, *ends, False, shot)


def looking(actor: Actor) -> ClipPlan:
    """Looks about, left and right, for help."""
    length_s = 3.0

    def shot(t: float) -> Shot:
        turn = 32.0 * DEG * float(np.sin(2 * np.pi * t / length_s)) * calm(t, length_s)
        pose = actor.standing(t, calm(t, length_s))
        return Shot(replace(pose, spine_turn=pose.spine_turn + turn), 0.07, placed())

    return ClipPlan("look_around", length_s, HALF, "mark", "mark", False, shot)


def stroll(actor: Actor) -> ClipPlan:
    """Walking past in profile, on the spot: for the people behind, who are moved as they play."""
    length_s = 16 / HALF

    def shot(t: float) -> Shot:
        pose = actor.walking(2 * np.pi * t / length_s, 1.0, 0.0, 0.0)
        return Shot(pose, 0.25, placed(0.0, 0.0, -90.0 * DEG))

    return ClipPlan("stroll", length_s, HALF, "passing", "passing", True, shot)


def all_clips(actor: Actor) -> list[ClipPlan]:
    """Every clip but the seated ones."""
    uncued = ((1.5, 19.0), (1.0, 20.0), (2.0, 18.0))
    clips = [still(actor, "stand", 4.0)]
    for side in SIDES:
        clips += hands(actor, side)
    clips += hands(actor, "right", low=True)
    for i, turn in enumerate(uncued, 1):
        clips.append(squat(actor, f"squat_{i}", 87.0 + i, turn, (1.45 + 0.04 * i, 1.1)))
    for i, turn in enumerate(((1.0, 4.0), (0.5, 3.0)), 1):
        clips.append(squat(actor, f"cued_{i}", 87.0 + i, turn, (1.5, 1.12)))
    return [
        *clips,
        squat(actor, "shallow", 40.0, (0.5, 6.0), (1.3, 1.0)),
        squat(actor, "fast", 86.0, (1.5, 18.0), (0.75, 0.65)),
        squat(actor, "arms_up_squat", 88.0, (1.5, 19.0), (1.5, 1.1), hand=True),
        walk(actor, "walk_in", inward=True),
        walk(actor, "walk_out", inward=False),
        sidestep(actor, "step_aside", away=True),
        still(actor, "stand_aside", 2.0, ASIDE_M),
        sidestep(actor, "step_back", away=False),
        looking(actor),
        stroll(actor),
    ]
