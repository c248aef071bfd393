"""Live counting agrees with the analysis, says why not, and takes nothing else for a squat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from kiosk.core import coach, knee
from kiosk.core.skeleton import INDEX, Motion
from kiosk.core.squat import Rep, find_reps
from kiosk.core.standing import stand
from kiosk.core.tracking import track
from tests import analytic
from tests.analytic import Body
from tests.support.posing import joined, moved, sights, stands, watch

COUNTS = (True, None)


def squats(count: int = 1, body: Body | None = None, **plan: float) -> Motion:
    return analytic.motion(body or Body(), analytic.squats(count, **plan))  # type: ignore[arg-type]


def lost(m: Motion, start_s: float, end_s: float) -> Motion:
    gone = (m.time_s >= start_s) & (m.time_s < end_s)
    return replace(m, points_m=np.where(gone[:, None, None], np.nan, m.points_m))


def test_five_squats_count_five_each_when_the_member_is_nearly_up() -> None:
    flexion = analytic.squats(5)
    seen = watch(sights(analytic.motion(Body(), flexion)))
    assert seen.squats == [COUNTS] * 5
    when = [i for i, scene in enumerate(seen.scenes) if scene.squats]
    assert all(20.0 < flexion[i] < 45.0 for i in when)  # of 90: the pelvis is 80 % up at 40


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        ({"peak_deg": 62.0}, [COUNTS]),
        ({"peak_deg": 50.0}, [(False, "too_shallow")]),
        ({"peak_deg": 35.0}, [(False, "too_shallow")]),
        ({"peak_deg": 20.0}, []),
        ({"down_s": 0.7, "up_s": 0.6, "pause_s": 0.1}, [(False, "too_fast")]),
        ({"down_s": 4.0, "up_s": 5.5, "pause_s": 1.0}, [(False, "too_slow")]),
        ({"down_s": 3.0, "up_s": 3.0, "pause_s": 1.0}, [COUNTS]),
        ({"down_s": 1.2, "up_s": 1.1, "pause_s": 0.1}, [COUNTS]),
        ({"pause_s": 20.0}, []),  # sat down
    ],
)
def test_why_a_squat_does_not_count(
    plan: dict[str, float], expected: list[tuple[bool, str | None]]
) -> None:
    assert watch(sights(squats(**plan))).squats == expected


def test_one_leg_that_bends_too_little_is_too_shallow() -> None:
    """The hip of the other leg drops less: the pelvis tilts."""
    m = squats(1, peak_deg=70.0)
    other = squats(1, peak_deg=50.0)
    for name in ("LHip", "LKnee"):
        m.points_m[:, INDEX[name]] = other.points_m[:, INDEX[name]]
    m.points_m[:, INDEX["Hip"]] = 0.5 * (m.joint("LHip") + m.joint("RHip"))
    assert watch(sights(m)).squats == [(False, "too_shallow")]


def test_a_foot_that_slips_is_told() -> None:
    m = squats(1)
    slip = 0.04 * np.clip((m.time_s - 4.0) / 0.5, 0.0, 1.0)
    for name in ("Ankle", "Heel", "BigToe", "SmallToe"):
        m.points_m[:, INDEX["R" + name], 2] += slip
    assert watch(sights(m)).squats == [(False, "foot_moved")]


def test_a_squat_that_was_half_seen_is_not_seen() -> None:
    assert watch(sights(lost(squats(1), 4.6, 6.0))).squats == [(False, "not_seen")]
    assert watch(sights(lost(squats(1), 5.0, 5.15))).squats == [COUNTS]


def test_frames_that_never_came_count_as_unseen() -> None:
    seen = [s for i, s in enumerate(sights(squats(1))) if not 4.6 < s.time_s < 5.7 or i % 3 == 0]
    assert watch(seen).squats == [(False, "not_seen")]


def test_squats_that_do_not_come_all_the_way_up_are_still_two() -> None:
    """From 90 degrees to 50 and down again: the pelvis has risen by two thirds of its drop."""
    down = analytic.squats(1, rest_s=0.0)[:165]
    between = 90.0 - 20.0 * (1.0 - np.cos(np.linspace(0.0, 2.0 * np.pi, 75)))
    up = analytic.squats(1, still_s=0.0, down_s=0.1)[3:]
    seen = watch(sights(analytic.motion(Body(), np.concatenate([down, between, up]))))
    assert seen.squats == [COUNTS, COUNTS]


def test_walking_stepping_and_lunging_are_no_squats() -> None:
    still = stands(2.0)
    walk = squats(1, still_s=0.0, peak_deg=60.0, down_s=0.3, up_s=0.3, rest_s=0.1)
    steps = [moved(walk, 0.3 * k) for k in range(4)]
    for k, step in enumerate(steps):
        swing = "LR"[k % 2]
        ahead = np.linspace(0.0, 0.3, len(step.time_s))
        for name in ("Knee", "Ankle", "Heel", "BigToe", "SmallToe"):
            step.points_m[:, INDEX[swing + name], 0] += ahead
    assert watch(sights(joined(still, *steps))).squats == []
    lunge = squats(1)
    forward = 0.6 * np.clip((lunge.time_s - 3.5) / 1.0, 0.0, 1.0)
    for name in ("Knee", "Ankle", "Heel", "BigToe", "SmallToe"):
        lunge.points_m[:, INDEX["L" + name], 0] += forward
    assert watch(sights(lunge)).squats == []


def test_a_half_done_squat_is_forgotten_when_a_set_begins() -> None:
    seen = sights(squats(2))
    first = watch(seen[:170])
    assert first.scenes[-1].upright is False
    rest = watch(seen[170:], coach.new_set(first.state))
    assert rest.squats == [COUNTS]


def test_phases_follow_the_squat() -> None:
    seen = watch(sights(squats(1, pause_s=0.8)))
    phases = [view.phase for view in seen.views]
    order = [p for i, p in enumerate(phases) if i == 0 or phases[i - 1] != p]
    assert order == ["top", "down", "bottom", "up", "top"]
    in_down = [view.phase_s for view in seen.views if view.phase == "down"]
    assert in_down == sorted(in_down)
    assert in_down[-1] == pytest.approx(1.6, abs=0.4)
    assert max(view.bend_deg for view in seen.views) == pytest.approx(90.0, abs=1.5)


def offline(m: Motion) -> Sequence[Rep]:
    camera, up, offset = analytic.in_camera(m, 1.65)
    tracked = track(camera, up)
    found = stand(tracked.motion, up, offset)
    assert found is not None
    frame, standing = found
    curves = knee.curves(frame.motion(tracked.motion), standing, frame.motion(tracked.measured))
    return find_reps(curves, standing)


def test_the_live_count_agrees_with_the_analysis() -> None:
    """Random stances, depths, tempos and 7 mm of noise in every axis of every joint."""
    rng = np.random.default_rng(11)
    agree = total = 0
    for k in range(6):
        body = Body(
            ankles_m=rng.uniform(0.18, 0.36),
            toe_out_deg=(rng.uniform(0, 25), rng.uniform(0, 25)),
            inward_m=(rng.uniform(-0.03, 0.06), rng.uniform(-0.03, 0.06)),
        )
        plans = [
            analytic.squats(
                still_s=3.5 if j == 0 else 0.1,
                peak_deg=rng.uniform(45, 115),
                down_s=rng.uniform(0.8, 4.0),
                pause_s=rng.uniform(0.1, 1.2),
                up_s=rng.uniform(0.7, 3.0),
                rest_s=rng.uniform(0.4, 1.2),
            )
            for j in range(4)
        ]
        m = analytic.noisy(analytic.motion(body, np.concatenate(plans)), 0.007, seed=k)
        scenes = watch(sights(m)).scenes
        live = [(s.time_s - 100.0, q) for s in scenes for q in s.squats]
        for rep in offline(m):
            near = [q for at, q in live if rep.bottom_s < at <= rep.end_s + 0.3]
            total += 1
            agree += len(near) == 1 and near[0].counts == rep.valid
        assert len(live) == len(plans)
    assert total >= 20
    assert agree / total >= 0.95
