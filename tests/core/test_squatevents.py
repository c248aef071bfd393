"""What is a squat and what is none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from kiosk.core import knee
from kiosk.core.filtering import smooth
from kiosk.core.frame import FloatArray
from kiosk.core.skeleton import INDEX, PREFIX, SIGN, Motion
from kiosk.core.squatevents import Events, bend_deg, find_squats
from kiosk.core.standing import stand
from tests import analytic
from tests.analytic import Body
from tests.support import utd_kinect

STILL = analytic.motion(Body(), np.full(240, 2.0))
WAVE = np.where(STILL.time_s > 3.5, np.sin(2.0 * np.pi * 0.6 * (STILL.time_s - 3.5)), 0.0)
LEGS = ("Hip", "Knee", "Ankle", "Heel", "BigToe", "SmallToe")


def squats_in(motion: Motion) -> tuple[Events, ...]:
    camera, up, offset = analytic.in_camera(motion)
    found = stand(smooth(camera), up, offset)
    assert found is not None
    frame, standing = found
    return find_squats(knee.curves(frame.motion(smooth(camera)), standing), standing)


def moved(paths: dict[str, tuple[int, FloatArray]]) -> Motion:
    """Standing still but for some joints that move along an axis."""
    points = STILL.points_m.copy()
    for name, (axis, by) in paths.items():
        points[:, INDEX[name], axis] += by
    return replace(STILL, points_m=points)


def bow() -> Motion:
    """Touching the floor with straight knees: the trunk goes to the horizontal, the hips back."""
    lean = np.radians(100.0) * np.abs(WAVE)
    points = STILL.points_m.copy()
    back = -0.12 * np.sin(lean)
    for p in PREFIX.values():
        foot = points[:, INDEX[p + "Ankle"]]
        leg = points[:, INDEX[p + "Hip"]] - foot
        length = np.linalg.norm(leg, axis=-1)
        hip = foot + np.stack([back, np.sqrt(length**2 - back**2 - leg[:, 2] ** 2), leg[:, 2]], -1)
        points[:, INDEX[p + "Hip"]] = hip
        points[:, INDEX[p + "Knee"]] = foot + (hip - foot) * 0.395 / 0.815
    middle = 0.5 * (points[:, INDEX["LHip"]] + points[:, INDEX["RHip"]])
    trunk = np.stack([np.sin(lean), np.cos(lean), np.zeros_like(lean)], axis=-1)
    points[:, INDEX["Neck"]] = middle + 0.5 * trunk
    return replace(STILL, points_m=points)


def lifted_knee() -> Motion:
    """The right foot off the floor, thigh to the horizontal and down again."""
    lift = np.abs(WAVE)
    return moved(
        {
            "RKnee": (1, 0.38 * lift),
            "RAnkle": (1, 0.38 * lift),
            "RHeel": (1, 0.38 * lift),
            "RBigToe": (1, 0.38 * lift),
            "RSmallToe": (1, 0.38 * lift),
            "LHip": (1, -0.02 * lift),
        }
    )


def kick() -> Motion:
    swing = np.abs(WAVE)
    return moved({f"R{name}": (0, 0.6 * swing) for name in ("Ankle", "Heel", "BigToe", "SmallToe")})


def walk() -> Motion:
    """Two steps a second at 1 m/s, knees bending up to 55 degrees one after the other."""
    phase = 2.0 * np.pi * STILL.time_s
    points = STILL.points_m.copy()
    points[..., 0] += np.where(STILL.time_s > 3.5, STILL.time_s - 3.5, 0.0)[:, None]
    points[:, [INDEX["LHip"], INDEX["RHip"], INDEX["Neck"]], 1] -= (
        0.03 * np.abs(np.sin(phase))[:, None]
    )
    for side, p in PREFIX.items():
        swing = np.maximum(SIGN[side] * np.sin(phase), 0.0) * (STILL.time_s > 3.5)
        points[:, INDEX[p + "Knee"], 0] += 0.2 * swing
        for name in ("Ankle", "Heel", "BigToe", "SmallToe"):
            points[:, INDEX[p + name], 1] += 0.12 * swing
            points[:, INDEX[p + name], 0] -= 0.1 * swing
    return replace(STILL, points_m=points)


def arms() -> Motion:
    m = moved({})
    for side, p in PREFIX.items():
        m.points_m[:, INDEX[p + "Wrist"]] = m.points_m[:, INDEX[p + "Shoulder"]]
        m.points_m[:, INDEX[p + "Wrist"], 1] += 0.6 * WAVE
        m.points_m[:, INDEX[p + "Wrist"], 2] += SIGN[side] * 0.3
    return m


def jumping_jacks() -> Motion:
    """Small hops with the feet going out and in."""
    hop, apart = 0.06 * np.abs(WAVE), 0.2 * np.abs(WAVE)
    m = arms()
    for side, p in PREFIX.items():
        for name in LEGS:
            m.points_m[:, INDEX[p + name], 1] += hop
        for name in LEGS[2:]:
            m.points_m[:, INDEX[p + name], 2] += SIGN[side] * apart
        m.points_m[:, INDEX[p + "Knee"], 2] += SIGN[side] * 0.5 * apart
    return m


def lunge() -> Motion:
    """A deep bend with the right foot 70 cm before the left one."""
    m = analytic.motion(Body(), analytic.squats(1))
    step = 0.7 * np.clip((m.time_s - 3.2) / 0.3, 0.0, 1.0) * np.clip((8.0 - m.time_s) / 0.3, 0, 1)
    for name in ("RAnkle", "RHeel", "RBigToe", "RSmallToe"):
        m.points_m[:, INDEX[name], 0] += 0.5 * step
    for name in ("LAnkle", "LHeel", "LBigToe", "LSmallToe"):
        m.points_m[:, INDEX[name], 0] -= 0.5 * step
    return m


def half_way_down_to_a_seat() -> Motion:
    """Down to 80 degrees and no way up again."""
    profile = analytic.squats(1)
    bottom = int(np.argmax(profile))
    return analytic.motion(Body(), np.r_[profile[: bottom + 1], np.full(120, profile[bottom])])


def shallow_dip() -> Motion:
    return analytic.motion(Body(), analytic.squats(1, peak_deg=36.0))


@pytest.mark.parametrize(
    "make",
    [
        arms,
        jumping_jacks,
        walk,
        bow,
        kick,
        lifted_knee,
        lunge,
        half_way_down_to_a_seat,
        shallow_dip,
        lambda: STILL,
    ],
)
def test_this_is_no_squat(make: Callable[[], Motion]) -> None:
    assert squats_in(make()) == ()


def test_a_squat_is_one_even_without_a_neck_in_view() -> None:
    m = analytic.motion(Body(), analytic.squats(2))
    m.points_m[:, INDEX["Neck"]] = np.nan
    assert len(squats_in(m)) == 2


def test_a_halt_half_way_and_a_bounce_at_the_bottom_make_no_second_squat() -> None:
    one = analytic.squats(1, peak_deg=95.0)
    half = int(np.argmax(one > 50.0))
    halted = np.r_[one[:half], np.full(20, one[half]), one[half:]]
    assert len(squats_in(analytic.motion(Body(), halted))) == 1
    bottom = int(np.argmax(one))
    bounce = 95.0 - 20.0 * np.sin(np.linspace(0.0, np.pi, 30))
    bounced = np.r_[one[:bottom], bounce, one[bottom:]]
    assert len(squats_in(analytic.motion(Body(), bounced))) == 1


def test_the_events_lie_in_order_around_the_lowest_pelvis() -> None:
    profile = analytic.squats(1, pause_s=0.6)
    (e,) = squats_in(analytic.motion(Body(), profile))
    assert e.start < e.descent_end <= e.bottom <= e.ascent_start < e.end
    assert not e.cut_off
    assert profile[e.bottom] == pytest.approx(90.0, abs=0.5)
    assert e.start == pytest.approx(3.5 * 30, abs=9)
    assert (e.ascent_start - e.descent_end) / 30.0 == pytest.approx(0.6, abs=0.45)


def test_a_step_of_noise_is_no_event() -> None:
    """Start and end do not come loose in the jitter of a network."""
    clean = analytic.motion(Body(), analytic.squats(3))
    quiet, shaken = squats_in(clean), squats_in(analytic.noisy(clean, 0.008, 5))
    assert [abs(a.start - b.start) < 12 for a, b in zip(quiet, shaken, strict=True)] == [True] * 3
    assert [abs(a.end - b.end) < 12 for a, b in zip(quiet, shaken, strict=True)] == [True] * 3


def test_the_bend_needs_no_knee() -> None:
    camera, up, offset = analytic.in_camera(analytic.motion(Body(), analytic.squats(1)))
    found = stand(camera, up, offset)
    assert found is not None
    camera.points_m[:, INDEX["LKnee"]] = 7.0
    curves = knee.curves(found[0].motion(camera), found[1])
    np.testing.assert_allclose(bend_deg(curves.left, found[1].left), analytic.squats(1), atol=0.1)


def real(clip: str) -> int:
    motion, offset = utd_kinect.read(clip)
    motion = smooth(motion)
    found = stand(motion, utd_kinect.UP, offset)
    if found is None:
        return 0
    frame, standing = found
    return len(find_squats(knee.curves(frame.motion(motion), standing), standing))


NO_SQUAT = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16, 17, 18, 19, 20, 22, 23]


@pytest.mark.skipif(not utd_kinect.DATA.exists(), reason="real recordings are not here")
@pytest.mark.parametrize("action", NO_SQUAT)
def test_other_actions_of_real_people_are_no_squat(action: int) -> None:
    assert real(f"a{action:02d}_s1_t1") == 0


@pytest.mark.skipif(not utd_kinect.DATA.exists(), reason="real recordings are not here")
@pytest.mark.parametrize("subject", [1, 3, 4, 6])
@pytest.mark.parametrize("trial", [1, 2, 3, 4])
def test_a_squat_of_real_people_is_one_even_from_a_poor_skeleton(subject: int, trial: int) -> None:
    assert real(f"a27_s{subject}_t{trial}") == 1
