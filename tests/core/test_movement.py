"""Every movement keeps a person's limbs, stays on the floor and in its square, and closes."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from kiosk.core.figure import FOREARM, SHANK, THIGH, TRUNK, UPPER_ARM, UPRIGHT, limb
from kiosk.core.movement import Movement, eased, swing
from kiosk.core.movements import CODES, movement
from kiosk.core.practices import PRACTICES

ASKED = {
    "squat", "squat_cued", "chair_squat", "heels_raised", "raise_right", "raise_left", "step_on",
    "stand", "wave",
}  # fmt: skip
LIMBS = (
    ("hip", "knee", THIGH), ("knee", "ankle", SHANK),
    ("shoulder", "elbow", UPPER_ARM), ("elbow", "wrist", FOREARM),
)  # fmt: skip
JOINTED = tuple(code for code in CODES if isinstance(movement(code), Movement))


def _times(code: str) -> list[float]:
    return list(np.arange(0.0, movement(code).period_s, 0.2))


def _jointed(code: str) -> Movement:
    found = movement(code)
    assert isinstance(found, Movement)
    return found


def test_every_practice_and_every_step_of_the_test_moves() -> None:
    assert {practice.picture for practice in PRACTICES} | ASKED == set(CODES)


def test_an_unknown_code_is_refused() -> None:
    with pytest.raises(KeyError):
        movement("juggling")


@pytest.mark.parametrize("code", JOINTED)
def test_limbs_keep_their_lengths(code: str) -> None:
    for time in _times(code):
        now = _jointed(code).joints(time)
        assert np.linalg.norm(now["neck"] - now["pelvis"]) == pytest.approx(TRUNK)
        for side in ("left", "right"):
            for upper, lower, length in LIMBS:
                between = now[f"{side}_{upper}"] - now[f"{side}_{lower}"]
                assert np.linalg.norm(between) == pytest.approx(length, abs=2e-3)


@pytest.mark.parametrize("code", JOINTED)
def test_feet_reach_their_places_and_nothing_sinks_into_the_floor(code: str) -> None:
    one = _jointed(code)
    for time in _times(code):
        now, rows = one.joints(time), one.targets(time)
        for i, side in enumerate(("left", "right")):
            assert np.linalg.norm(now[f"{side}_ankle"] - rows[6 + i]) < 0.02, (side, time)
            for name in ("heel", "toe", "knee", "elbow", "hand", "hip"):
                assert now[f"{side}_{name}"][1] > -0.02, (side, name, time)


@pytest.mark.parametrize("code", JOINTED)
def test_knees_bend_as_knees_do(code: str) -> None:
    """Seen along the hips' axis the shank never swings forward of the thigh's line."""
    for time in _times(code):
        now = _jointed(code).joints(time)
        for side in ("left", "right"):
            thigh = now[f"{side}_knee"] - now[f"{side}_hip"]
            shank = now[f"{side}_ankle"] - now[f"{side}_knee"]
            foot = now[f"{side}_toe"] - now[f"{side}_heel"]
            assert (thigh - shank) @ foot > -0.05, (side, time)


@pytest.mark.parametrize("code", CODES)
def test_the_picture_stays_in_its_square_and_closes(code: str) -> None:
    one = movement(code)
    for time in _times(code):
        for piece in one.pose(time):
            points = piece.discs[:, :2] if piece.outline is None else piece.outline
            assert (points > -0.005).all(), (piece.tone, time)
            assert (points < 1.005).all(), (piece.tone, time)
    first, last = one.pose(0.0), one.pose(one.period_s)
    assert [piece.tone for piece in first] == [piece.tone for piece in last]
    for a, b in zip(first, last, strict=True):
        assert a.discs == pytest.approx(b.discs)


@pytest.mark.parametrize("code", JOINTED)
def test_nothing_jumps(code: str) -> None:
    one = _jointed(code)
    if one.fades_s:
        return
    times = np.arange(0.0, one.period_s * 1.05, 1 / 15)
    for before, after in pairwise(times):
        a, b = one.joints(before), one.joints(after)
        assert max(np.linalg.norm(a[name] - b[name]) for name in a if name != "face") < 0.25


def test_a_raised_hand_is_on_its_own_side_of_the_mirror() -> None:
    for side, sign in (("right", 1.0), ("left", -1.0)):
        one = _jointed(f"raise_{side}")
        now = one.joints(one.telling_s)
        hand = one.view.project(now[f"{side}_hand"][None, :])[0]
        head = one.view.project(now["head"][None, :])[0]
        assert sign * (hand[0] - head[0]) > 0.05
        assert hand[1] < head[1]


def test_the_squat_takes_the_time_the_test_asks_for() -> None:
    one = _jointed("squat")
    heights = [one.joints(time)["pelvis"][1] for time in (0.5, 3.0, 3.35, 4.85)]
    assert heights[0] == heights[3] == pytest.approx(UPRIGHT)
    assert heights[1] == heights[2] < 0.65


def test_cued_knees_stay_over_their_toe_lines() -> None:
    now = _jointed("squat_cued").joints(3.1)
    for side in ("left", "right"):
        line = now[f"{side}_toe"] - now[f"{side}_heel"]
        line = line / np.linalg.norm(line)
        away = now[f"{side}_knee"] - now[f"{side}_ankle"]
        across = away - (away @ line) * line
        assert abs(across[2]) < 0.03


def test_a_limb_out_of_reach_is_straight() -> None:
    middle, end = limb(np.zeros(3), np.array([3.0, 0.0, 0.0]), np.array([0.0, 1.0, 0.0]), 0.4, 0.3)
    assert middle == pytest.approx([0.4, 0.0, 0.0], abs=0.01)
    assert end == pytest.approx([0.7, 0.0, 0.0], abs=1e-3)


def test_swing_rests_at_both_ends() -> None:
    assert [swing(t, 1.0, 2.0, 3.0, 4.0) for t in (0.5, 1.5, 2.5, 3.5, 5.0)] == pytest.approx(
        [0.0, 0.5, 1.0, 0.5, 0.0]
    )
    assert eased(-1.0) == 0.0
    assert eased(2.0) == 1.0
