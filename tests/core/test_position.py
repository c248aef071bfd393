"""What a member is asked to correct: what matters, in their own left and right, without flicker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.core import coach
from kiosk.core.coach import Mark
from kiosk.core.scene import ADVICE
from kiosk.core.sight import Sight
from kiosk.core.skeleton import INDEX, Motion
from tests import analytic
from tests.analytic import Body
from tests.support.posing import (
    LENS,
    MARK,
    SETTING,
    joined,
    moved,
    nobody,
    sights,
    stands,
    turned,
    watch,
)


def advised(m: Motion, mark: Mark = MARK) -> list[str | None]:
    return watch(sights(m), mark=mark).advice


@pytest.mark.parametrize(
    ("towards_m", "right_m", "expected"),
    [
        (0.0, 0.0, None),
        (0.22, 0.0, None),
        (-0.22, 0.17, None),
        (0.0, -0.17, None),
        (0.30, 0.0, "step_back"),
        (-0.30, 0.0, "step_closer"),
        (0.0, 0.25, "step_left"),
        (0.0, -0.25, "step_right"),
        (0.30, 0.30, "step_back"),
    ],
)
def test_a_step_is_asked_for_only_when_it_matters_in_the_members_own_left_and_right(
    towards_m: float, right_m: float, expected: str | None
) -> None:
    m = moved(stands(1.5), towards_m, right_m)
    assert advised(m) == ([None, expected] if expected else [None])


def test_the_members_left_is_at_the_pictures_right() -> None:
    """Who stands too far to their own right is seen too far left, and steps left."""
    seen = sights(moved(stands(1.5), right_m=0.3))
    assert seen[0].place_m[0] < -0.25
    assert watch(seen).advice == [None, "step_left"]
    only_seen = [replace(s, skeleton=None) for s in seen]
    assert watch(only_seen).advice == [None, "step_left"]


def test_a_mark_aside_moves_what_is_asked() -> None:
    assert advised(stands(1.5), Mark(right_m=0.3)) == [None, "step_left"]
    assert advised(moved(stands(1.5), right_m=-0.3), Mark(right_m=0.3)) == [None]


@pytest.mark.parametrize(
    ("degrees", "expected"), [(0.0, None), (14.0, None), (-14.0, None), (28.0, "face_me"),
                              (-28.0, "face_me"), (90.0, "face_me"), (180.0, "face_me")]
)  # fmt: skip
def test_turned_away_is_told(degrees: float, expected: str | None) -> None:
    m = stands(1.5)
    m = replace(m, points_m=m.points_m)
    assert advised(turned(m, degrees)) == ([None, expected] if expected else [None])


def test_feet_that_turn_out_both_alike_are_fine_and_shoulders_alone_are_told() -> None:
    assert advised(stands(1.5, body=Body(toe_out_deg=(35.0, 35.0)))) == [None]
    m = stands(1.5)
    shoulders = [INDEX["LShoulder"], INDEX["RShoulder"]]
    m.points_m[:, shoulders] = turned(m, 45.0).points_m[:, shoulders]
    assert advised(m) == [None, "face_me"]


@pytest.mark.parametrize(
    ("apart_m", "expected"), [(0.10, "feet_wider"), (0.15, None), (0.43, None),
                              (0.50, "feet_closer")]
)  # fmt: skip
def test_feet_too_close_or_too_wide(apart_m: float, expected: str | None) -> None:
    m = stands(1.5, body=Body(ankles_m=apart_m))
    assert advised(m) == ([None, expected] if expected else [None])


def test_hidden_hips_are_told_after_a_second_and_not_where_all_is_doubtful() -> None:
    m = stands(2.0)
    m.sigma_m[:, [INDEX["LHip"], INDEX["RHip"]]] = 0.07
    seen = watch(sights(m))
    assert seen.advice == [None, "hips_hidden"]
    first = next(i for i, s in enumerate(seen.scenes) if s.advice)
    assert first / 30.0 == pytest.approx(1.0, abs=0.05)
    assert advised(replace(m, sigma_m=np.full_like(m.sigma_m, 0.07))) == [None]


def test_what_the_picture_lacks_comes_first() -> None:
    wrong = sights(moved(stands(1.5), 0.3))
    cut = [replace(s, skeleton=None, legs_cut=True) for s in wrong]
    assert watch(cut).advice == [None, "legs_not_visible"]
    holes = [replace(s, skeleton=None, holes=True) for s in sights(stands(1.5))]
    assert watch(holes).advice == [None, "depth_missing"]
    m = stands(1.5)
    m.sigma_m[:, [INDEX["LAnkle"], INDEX["RAnkle"]]] = 0.3
    assert advised(m) == [None, "legs_not_visible"]


def test_bent_knees_are_told_when_they_stay_bent_and_fidgeting_when_it_goes_on() -> None:
    stooped = analytic.motion(Body(lean_deg=0.0), np.full(90, 60.0))
    bent = watch(sights(joined(stands(2.0), stooped)))
    assert [a for a in bent.advice if a] == []  # might still be a squat
    t = np.arange(150) / 30.0
    fidgety = joined(stands(1.0), moved(stands(5.0), 0.0, 0.0))
    fidgety.points_m[30:, :, 2] += 0.04 * np.sin(2 * np.pi * 1.2 * t)[:, None]
    assert advised(fidgety) == [None, "stand_still"]


def test_swaying_a_little_is_standing_still() -> None:
    m = stands(5.0, noise_m=0.004)
    m.points_m[..., 0] += 0.010 * np.sin(2 * np.pi * 0.3 * m.time_s)[:, None]
    seen = watch(sights(m))
    assert seen.advice == [None]
    assert seen.scenes[-1].still_s > 4.5


def test_standing_still_counts_from_when_the_member_stands_as_asked() -> None:
    m = joined(moved(stands(3.0), 0.3), stands(2.0))
    seen = watch(sights(m))
    assert seen.scenes[85].still_s == 0.0
    assert 0.9 < seen.scenes[-1].still_s < 2.0


def test_a_squat_is_nothing_to_correct() -> None:
    m = analytic.noisy(analytic.motion(Body(lean_deg=50.0), analytic.squats(3)), 0.008, seed=2)
    assert advised(m) == [None]


def test_on_the_way_to_the_mark_nobody_is_sent_about() -> None:
    walk = stands(2.0)
    walk.points_m[:, :, 2] += np.linspace(1.2, 0.0, 60)[:, None]
    assert advised(joined(walk, stands(1.0))) == [None]


def test_nobody_is_advised_when_nobody_is_there() -> None:
    seen = watch([*sights(moved(stands(1.5), 0.4)), *(nobody(1.5 + i / 30) for i in range(30))])
    assert seen.advice == [None, "step_back", None]
    assert seen.scenes[-1].present is False


def spells(advice: Sequence[str | None]) -> list[int]:
    """Lengths in frames of the stretches in which one thing was advised."""
    lengths: list[int] = []
    for i, code in enumerate(advice):
        if code is not None:
            if i and advice[i - 1] == code:
                lengths[-1] += 1
            else:
                lengths.append(1)
    return lengths


@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), edge=st.sampled_from(["ahead", "right", "turn", "apart"]))
def test_at_the_edge_of_what_is_fine_the_hint_does_not_flicker(seed: int, edge: str) -> None:
    """4 s exactly at the limit under noise and lost frames: at most two hints."""
    rng = np.random.default_rng(seed)
    body = Body(ankles_m=0.15) if edge == "apart" else Body()
    m = stands(4.0, body=body)
    m = {
        "ahead": lambda: moved(m, 0.25),
        "right": lambda: moved(m, 0.0, 0.20),
        "turn": lambda: turned(m, 20.0),
        "apart": lambda: m,
    }[edge]()
    m = replace(m, points_m=m.points_m + rng.normal(0.0, 0.006, m.points_m.shape))
    seen = [s for s in sights(m) if rng.random() > 0.1]
    advice = [scene.advice for scene in watch(seen).scenes]
    assert all(code in ADVICE for code in advice if code)
    assert len(spells(advice)) <= 2


def test_feet_lie_around_the_mark_in_the_members_own_right() -> None:
    seen = watch(sights(moved(stands(0.2), towards_m=0.1, right_m=0.05)))
    left, right = seen.views[-1].feet
    assert (left.side, right.side) == ("left", "right")
    assert right.x_m == pytest.approx(0.05 + 0.15, abs=0.03)
    assert left.x_m == pytest.approx(0.05 - 0.15, abs=0.03)
    assert right.y_m == pytest.approx(0.1 + 0.035, abs=0.02)
    assert left.heading_deg == pytest.approx(10.0, abs=2.0)
    assert right.heading_deg == pytest.approx(10.0, abs=2.0)


def scaled(m: Motion, factor: float) -> Motion:
    return replace(m, points_m=m.points_m * factor)


def seated(seconds: float) -> Motion:
    """Thighs level on a chair, feet in front."""
    m = stands(seconds)
    for p in "LR":
        knee = m.joint(p + "Ankle") + np.array([0.0, 0.395, 0.0])
        hip = knee + np.array([-0.42, 0.02, 0.0])
        m.points_m[:, INDEX[p + "Knee"]], m.points_m[:, INDEX[p + "Hip"]] = knee, hip
    down = m.joint("Hip") - 0.5 * (m.joint("LHip") + m.joint("RHip"))
    for name in ("Hip", "Neck", "Head", "LShoulder", "RShoulder"):
        m.points_m[:, INDEX[name]] -= down
    return m


def kinds(m: Motion) -> list[str]:
    out: list[str] = []
    for scene in watch(sights(m)).scenes:
        if not out or out[-1] != scene.body:
            out.append(scene.body)
    return out


def test_grown_people_children_and_people_who_sit_are_told_apart() -> None:
    assert kinds(stands(2.0)) == ["unknown", "adult"]
    assert kinds(scaled(stands(2.0), 0.65)) == ["unknown", "child"]
    assert kinds(seated(3.0)) == ["unknown", "seated"]
    assert [a for a in advised(seated(6.0)) if a] == []  # nobody is told to stand up who cannot


def test_nothing_changes_in_a_squat_and_a_squat_is_no_chair() -> None:
    assert kinds(analytic.motion(Body(), analytic.squats(2, still_s=1.5))) == ["unknown", "adult"]
    small = scaled(analytic.motion(Body(), analytic.squats(1, still_s=1.5, pause_s=3.0)), 0.70)
    assert kinds(small) == ["unknown", "child"]


def test_who_stands_up_from_a_chair_is_measured_again() -> None:
    assert kinds(joined(seated(3.0), stands(2.0))) == ["unknown", "seated", "adult"]


def test_without_a_floor_the_members_lowest_part_is_it() -> None:
    bare = coach.start(replace(SETTING, floor=None), LENS, MARK)
    seen: list[Sight] = sights(stands(2.0))
    assert watch(seen, bare).scenes[-1].body == "adult"
