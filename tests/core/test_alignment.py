"""The formulas against worked figures of the specification and against invariants."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from kiosk.core import alignment as al
from kiosk.core.alignment import Side
from kiosk.core.frame import FloatArray
from kiosk.core.skeleton import SIGN
from tests import analytic
from tests.analytic import Body

SIDES: tuple[Side, Side] = ("left", "right")
MEMBER = Body()  # hips 180 mm, ankles 300 mm, 10 degrees toe-out, shank 395 mm
AT_60 = np.array([60.0])


def leg(
    body: Body, side: Side, flexion: float = 60.0, inward_m: float = 0.0
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Hip, knee, ankle and foot direction of one pose."""
    bend = np.array([flexion])
    knee = analytic.knee(body, side, bend, np.array([inward_m]))[0]
    hip = analytic.hip(body, side, bend)[0]
    return hip, knee, analytic.ankle(body, side), analytic.foot_direction(body, side)


def over_the_toe_line(body: Body, side: Side) -> tuple[FloatArray, ...]:
    """The pose of section 3: the knee exactly over its toe line, shank lean 23 degrees."""
    hip, _, ankle, foot = leg(body, side)
    knee = ankle + body.shank_m * (
        np.sin(np.radians(23.0)) * foot + np.cos(np.radians(23.0)) * al.UP
    )
    out = hip - knee
    out[1] = np.sqrt(body.thigh_m**2 - out[0] ** 2 - out[2] ** 2)
    return knee + out, knee, ankle, foot


def moved_inward(knee: FloatArray, foot: FloatArray, side: Side, by_m: float) -> FloatArray:
    return np.asarray(knee - by_m * al.toe_normal(foot, side), np.float64)


@pytest.mark.parametrize("side", SIDES)
def test_a_knee_over_its_toe_line_reads_19_degrees_outward_in_the_body_frontal_plane(
    side: Side,
) -> None:
    hip, knee, ankle, foot = over_the_toe_line(MEMBER, side)
    b = np.array([0.0, 0.0, SIGN[side]])
    assert al.knee_toe_offset(knee, ankle, foot, side) == pytest.approx(0.0, abs=1e-12)
    assert al.fppa_3d(hip, knee, ankle, b) == pytest.approx(-19.0, abs=0.5)
    assert al.fppa_expected(hip, knee, ankle, foot, b, side) == pytest.approx(
        float(al.fppa_3d(hip, knee, ankle, b))
    )
    inward = moved_inward(knee, foot, side, 0.040)
    assert al.knee_toe_offset(inward, ankle, foot, side) == pytest.approx(0.040)
    assert al.fppa_3d(hip, inward, ankle, b) == pytest.approx(-6.0, abs=0.5)
    assert al.fppa_expected(hip, inward, ankle, foot, b, side) == pytest.approx(-19.0, abs=0.5)


def test_kasr_of_the_worked_stance_is_118_and_091_with_40_mm_inward_travel() -> None:
    legs = {side: over_the_toe_line(MEMBER, side) for side in SIDES}
    ankles = legs["left"][2], legs["right"][2]
    straight = al.kasr(legs["left"][1], legs["right"][1], *ankles)
    assert straight == pytest.approx(1.18, abs=0.005)
    in_left, in_right = (moved_inward(legs[s][1], legs[s][3], s, 0.040) for s in SIDES)
    assert al.kasr(in_left, in_right, *ankles) == pytest.approx(0.91, abs=0.008)
    lean = np.array(23.0)
    expected = al.kasr_expected((0.395, 0.395), (lean, lean), (10.0, 10.0), np.array(0.30))
    assert expected == pytest.approx(float(straight), abs=1e-9)


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize(("ankles_m", "kto_mm"), [(0.20, -4.0), (0.30, 23.0), (0.40, 49.0)])
def test_a_leg_that_bends_straight_has_the_toe_offset_of_its_stance_and_no_plane_offset(
    side: Side, ankles_m: float, kto_mm: float
) -> None:
    body = replace(MEMBER, ankles_m=ankles_m)
    hip, knee, ankle, foot = leg(body, side)
    offset = float(al.knee_toe_offset(knee, ankle, foot, side))
    assert offset * 1000.0 == pytest.approx(kto_mm, abs=1.0)
    assert al.knee_toe_offset_planar(hip, knee, ankle, foot, side) == pytest.approx(offset)
    assert al.knee_plane_offset(hip, knee, ankle, foot, side) == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize("side", SIDES)
def test_the_error_budget_at_60_degrees(side: Side) -> None:
    hip, knee, ankle, foot = leg(MEMBER, side)
    sideways = np.array([0.0, 0.0, 0.005])

    def moved(h: FloatArray, k: FloatArray, a: FloatArray, f: FloatArray) -> float:
        return abs(float(al.knee_plane_offset(h, k, a, f, side))) * 1000.0

    turned = Rotation.from_euler("y", 2.0, degrees=True).apply(foot)
    parts = [
        moved(hip + sideways, knee, ankle, foot),
        moved(hip, knee + sideways, ankle, foot),
        moved(hip, knee, ankle + sideways, foot),
        moved(hip, knee, ankle, turned),
    ]
    assert parts == pytest.approx([2.6, 4.9, 2.3, 7.2], abs=0.15)
    assert np.sqrt(np.sum(np.square(parts))) == pytest.approx(9.4, abs=0.15)


@pytest.mark.parametrize("side", SIDES)
def test_one_degree_of_roll_moves_the_toe_offset_six_millimetres_and_the_plane_offset_hardly(
    side: Side,
) -> None:
    """Opposite on the two sides; the plane offset leans along with the leg, so it hardly cares."""
    roll = Rotation.from_euler("x", 1.0, degrees=True)
    hip, knee, ankle, foot = leg(MEMBER, side)
    h, k, a = roll.apply(hip), roll.apply(knee), roll.apply(ankle)
    moved = al.knee_toe_offset(k, a, foot, side) - al.knee_toe_offset(knee, ankle, foot, side)
    assert float(moved) * 1000.0 == pytest.approx(-6.3 * SIGN[side], abs=0.1)
    assert abs(float(al.knee_plane_offset(h, k, a, foot, side))) < 0.0002


bodies = st.builds(
    Body,
    thigh_m=st.floats(0.34, 0.50),
    shank_m=st.floats(0.32, 0.46),
    hips_m=st.floats(0.14, 0.22),
    ankles_m=st.floats(0.12, 0.55),
    toe_out_deg=st.tuples(st.floats(-10.0, 40.0), st.floats(-10.0, 40.0)),
    back_m=st.floats(0.0, 0.15),
)
poses = st.tuples(st.floats(30.0, 110.0), st.floats(-0.05, 0.08))


def all_metrics(
    hip: FloatArray,
    knee: FloatArray,
    ankle: FloatArray,
    foot: FloatArray,
    b: FloatArray,
    side: Side,
) -> tuple[FloatArray, FloatArray]:
    """One leg's lengths (metres) and angles (degrees)."""
    lengths = [
        al.knee_plane_offset(hip, knee, ankle, foot, side),
        al.knee_toe_offset(knee, ankle, foot, side),
        al.knee_toe_offset_planar(hip, knee, ankle, foot, side),
        al.medial_knee_displacement(knee, ankle, b),
    ]
    angles = [
        al.knee_flexion(hip, knee, ankle, np.cross(foot, al.UP)),
        al.pseudo_valgus(hip, knee, ankle, foot, side),
        al.fppa_3d(hip, knee, ankle, b),
        al.fppa_expected(hip, knee, ankle, foot, b, side),
        al.shank_inclination(knee, ankle, foot),
        al.thigh_horizontal(hip, knee),
    ]
    return np.array(lengths), np.array(angles)


@given(body=bodies, pose=poses)
def test_the_plane_offset_is_what_the_knee_was_turned_out_by(
    body: Body, pose: tuple[float, float]
) -> None:
    for side in SIDES:
        hip, knee, ankle, foot = leg(body, side, *pose)
        offset = float(al.knee_plane_offset(hip, knee, ankle, foot, side))
        straight = leg(body, side, pose[0])[1]
        radius = float(np.linalg.norm(np.cross(straight - ankle, hip - ankle))) / float(
            np.linalg.norm(hip - ankle)
        )
        assert offset == pytest.approx(np.clip(pose[1], -0.95 * radius, 0.95 * radius), abs=1e-9)


@given(body=bodies, pose=poses)
def test_left_and_right_of_mirrored_bodies_read_the_same(
    body: Body, pose: tuple[float, float]
) -> None:
    turned = replace(body, toe_out_deg=body.toe_out_deg[::-1])
    b = np.array([0.0, 0.0, 1.0])
    of_right = all_metrics(*leg(body, "right", *pose), b, "right")
    of_left = all_metrics(*leg(turned, "left", *pose), -b, "left")
    np.testing.assert_allclose(of_left[0], of_right[0], atol=1e-9)
    np.testing.assert_allclose(of_left[1], of_right[1], atol=1e-6)


@given(
    body=bodies,
    pose=poses,
    yaw=st.floats(-180.0, 180.0),
    at=st.tuples(*[st.floats(-3.0, 3.0)] * 3),
    scale=st.floats(0.5, 2.0),
)
def test_where_a_body_stands_and_looks_does_not_matter_and_lengths_grow_with_it(
    body: Body,
    pose: tuple[float, float],
    yaw: float,
    at: tuple[float, float, float],
    scale: float,
) -> None:
    turn = Rotation.from_euler("y", yaw, degrees=True)
    for side in SIDES:
        hip, knee, ankle, foot = leg(body, side, *pose)
        b = np.array([0.0, 0.0, SIGN[side]])
        here = all_metrics(hip, knee, ankle, foot, b, side)
        h, k, a = (turn.apply(p) * scale + np.array(at) for p in (hip, knee, ankle))
        there = all_metrics(h, k, a, turn.apply(foot), turn.apply(b), side)
        np.testing.assert_allclose(there[0], here[0] * scale, atol=1e-9)
        np.testing.assert_allclose(there[1], here[1], atol=1e-6)


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("flexion", [0.0, 30.0, 60.0, 100.0])
@pytest.mark.parametrize("valgus", [-8.0, 0.0, 12.0])
def test_the_joint_coordinate_system_gives_back_flexion_and_valgus(
    side: Side, flexion: float, valgus: float
) -> None:
    """A shank flexed about the thigh's z, then abducted about the floating axis."""
    lean = Rotation.from_euler(
        "z", 20.0, degrees=True
    )  # the thigh leans back, m stays square to it
    x, y, z = lean.apply(np.eye(3))
    theta, phi = np.radians([flexion, valgus])
    shank = np.cos(phi) * (np.cos(theta) * y + np.sin(theta) * x) - SIGN[side] * np.sin(phi) * z
    knee = np.array([0.3, 0.5, 0.1])
    hip, ankle, foot = knee + 0.42 * y, knee - 0.40 * shank, np.array([1.0, 0.0, 0.0])
    assert al.knee_flexion(hip, knee, ankle, np.cross(foot, al.UP)) == pytest.approx(flexion)
    assert al.pseudo_valgus(hip, knee, ankle, foot, side) == pytest.approx(valgus)


def test_a_wrong_horizontal_axis_reads_as_false_valgus() -> None:
    """Why it is called foot-referenced: 10 degrees about Y give 5-7 at 30-60 degrees' bend."""
    hip, knee, ankle, foot = leg(replace(MEMBER, ankles_m=0.18, toe_out_deg=(0.0, 0.0)), "right")
    wrong = Rotation.from_euler("y", 10.0, degrees=True).apply(foot)
    false = al.pseudo_valgus(hip, knee, ankle, wrong, "right") - al.pseudo_valgus(
        hip, knee, ankle, foot, "right"
    )
    assert 5.0 < abs(float(false)) < 10.0


def test_the_image_plane_angle_is_the_frontal_one_for_a_member_who_faces_the_camera() -> None:
    hip, knee, ankle, foot = leg(MEMBER, "right", 60.0, 0.03)
    h, k, a = (np.array([-p[2], -p[1]]) * 400.0 for p in (hip, knee, ankle))  # from far away
    other = np.array([0.15, -0.08]) * 400.0
    b = np.array([0.0, 0.0, 1.0])
    assert al.fppa_2d(h, k, a, other) == pytest.approx(float(al.fppa_3d(hip, knee, ankle, b)))
    assert foot[2] > 0.0


def test_heel_lift_toe_out_and_separations_have_their_signs() -> None:
    left_hip, right_hip = np.array([0.0, 0.8, -0.1]), np.array([0.0, 0.82, 0.1])
    assert al.heel_lift(np.array([0.0, 0.05, 0.0]), np.array([0.1, 0.03, 0.0])) == pytest.approx(
        0.02
    )
    assert al.nksd(left_hip, right_hip, left_hip * 2, right_hip * 2, al.UP[[0, 2, 1]]) == (
        pytest.approx(2.0)
    )
    assert al.toe_out(analytic.foot_direction(MEMBER, "left"), "left") == pytest.approx(10.0)


def test_a_foot_that_rolls_in_shows_only_with_shift_and_turn_together() -> None:
    shift, turn = np.array([0.012, 0.012, 0.002, np.nan]), np.array([5.0, 1.0, 5.0, 5.0])
    assert al.pronation_sign(shift, turn).tolist() == [True, False, False, False]


def test_the_second_toe_lies_a_third_of_the_way_from_the_big_to_the_small_toe() -> None:
    np.testing.assert_allclose(al.second_toe(np.zeros(3), np.array([0.0, 0.0, 0.06])), [0, 0, 0.02])


def test_what_was_not_measured_stays_nan_and_is_never_zero() -> None:
    hip, knee, ankle, foot = leg(MEMBER, "left")
    lost = np.full(3, np.nan)
    assert np.isnan(al.knee_plane_offset(lost, knee, ankle, foot, "left"))
    assert np.isnan(al.knee_toe_offset(knee, lost, foot, "left"))
    assert np.isnan(al.knee_flexion(hip, lost, ankle, np.cross(foot, al.UP)))
    assert np.isnan(al.unit(np.zeros(3))).all()
    below = ankle - [0.0, 0.1, 0.0]
    assert np.isnan(al.knee_toe_offset_planar(below, knee, ankle, foot, "left"))
