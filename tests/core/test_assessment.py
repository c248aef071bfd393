"""From squats to an answer."""

from __future__ import annotations

from dataclasses import fields, replace
from math import nan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.core import codes
from kiosk.core.assessment import OBSERVABLE, Assessment, assess
from kiosk.core.interval import Estimate
from kiosk.core.legresult import UNMEASURED, SideResult
from kiosk.core.squat import REASONS, Rep
from kiosk.errors import InputError
from tests import analytic
from tests.support.assessed import (
    BANDS,
    SHARP,
    USUAL,
    assessed,
    leg,
    leg_standing,
    measured,
    rep,
    reps,
    standing,
    swapped,
)


def near(value: float) -> object:
    return pytest.approx(value, abs=1e-9)


def test_medians_of_the_valid_uncued_squats() -> None:
    outliers = [
        rep(leg(0.2), leg(0.2), "practice"),
        rep(leg(0.2), leg(0.2), reasons=["foot_moved"]),
    ]
    got = assessed([0.01, 0.03, 0.02], [-0.05, -0.06, -0.07], *outliers)
    assert got.verdict == "measured"
    assert got.left.knee_plane_offset_at_60 is not None
    assert got.right.knee_toe_offset_bottom is not None
    assert got.left.knee_plane_offset_at_60.value == near(0.02)
    assert got.right.knee_toe_offset_bottom.value == near(-0.06)
    assert got.asymmetry is not None
    assert got.asymmetry.value == near(-0.08)
    assert (got.squats_found, got.valid_uncued) == (4, 3)
    assert len(got.reps) == 5


def test_each_figure_has_its_own_error() -> None:
    errors = replace(
        SHARP,
        knee_plane_offset_at_60_sd_m=0.001,
        knee_plane_offset_bottom_sd_m=0.002,
        knee_toe_offset_at_60_sd_m=0.003,
        knee_toe_offset_bottom_sd_m=0.004,
        knee_flexion_sd_deg=5.0,
    )
    got = assessed([0.0] * 3, [0.0] * 3, errors=errors).right
    halves = [
        0.0 if e is None else e.half_width
        for e in (
            got.knee_plane_offset_at_60,
            got.knee_plane_offset_bottom,
            got.knee_toe_offset_at_60,
            got.knee_toe_offset_bottom,
            got.knee_flexion_peak_deg,
        )
    ]
    assert halves == pytest.approx([1.96e-3, 3.92e-3, 5.88e-3, 7.84e-3, 9.8], rel=1e-3)


def test_each_figure_is_its_own() -> None:
    figures = {
        "knee_plane_offset_m_at_60": 0.01,
        "knee_plane_offset_m_bottom": 0.02,
        "knee_toe_offset_m_at_60": 0.03,
        "knee_toe_offset_m_bottom": 0.04,
        "knee_flexion_peak_deg": 80.0,
    }
    got = assess(standing(), [rep(leg(), leg(None, **figures))] * 3, None, SHARP, BANDS).right
    values = [
        None if e is None else e.value
        for e in (
            got.knee_plane_offset_at_60,
            got.knee_plane_offset_bottom,
            got.knee_toe_offset_at_60,
            got.knee_toe_offset_bottom,
            got.knee_flexion_peak_deg,
        )
    ]
    assert values == [0.01, 0.02, 0.03, 0.04, 80.0]


def test_left_is_left() -> None:
    """Only the member's left knee moves inside, through the whole way from a camera's motion on."""
    got = measured(analytic.Body(inward_m=(0.06, 0.0)), errors=SHARP)
    assert got.left.band in codes.INWARD
    assert got.right.band == "in_line"
    assert got.left.knee_plane_offset_bottom is not None
    assert got.left.knee_plane_offset_bottom.value == pytest.approx(0.06, abs=0.003)
    assert got.asymmetry is not None
    assert got.asymmetry.value < -0.02
    assert "dynamic" in got.left.findings
    assert got.right.findings == ()


def test_a_straight_leg_is_in_line_at_any_stance() -> None:
    for apart_m in (0.2, 0.3, 0.4):
        got = measured(analytic.Body(ankles_m=apart_m))
        assert (got.left.band, got.right.band) == ("in_line", "in_line")


def test_straight_legs_with_toes_too_straight_are_a_matter_of_stance() -> None:
    got = measured(analytic.Body(ankles_m=0.4, toe_out_deg=(2.0, 2.0)))
    assert (got.left.band, got.right.band) == ("in_line", "in_line")
    assert "stance" in got.findings
    assert "feet_far_apart" in got.reasons


def test_a_mirrored_member_gets_the_mirrored_answer() -> None:
    body = analytic.Body(inward_m=(0.05, -0.01), toe_out_deg=(14.0, 6.0))
    one, other = measured(body), measured(body, mirror=True)
    assert other.asymmetry is not None
    assert one.asymmetry is not None
    assert other.asymmetry.value == pytest.approx(-one.asymmetry.value, abs=1e-6)
    assert (one.verdict, one.findings, one.practice) == (
        other.verdict,
        other.findings,
        other.practice,
    )
    same_leg(one.left, other.right)
    same_leg(one.right, other.left)


def same_leg(one: SideResult, other: SideResult) -> None:
    """All figures of two results alike, mirrored across the drawings' middle."""
    for field in fields(SideResult):
        a, b = getattr(one, field.name), getattr(other, field.name)
        if isinstance(a, Estimate):
            assert isinstance(b, Estimate)
            assert (a.value, a.low, a.high) == pytest.approx((b.value, b.low, b.high), abs=1e-6)
        elif field.name == "in_line_m":
            assert a == pytest.approx(b, abs=1e-6)
        elif field.name != "drawing":
            assert a == b
    assert one.drawing is not None
    assert other.drawing is not None
    assert one.drawing.front_at_60 is not None
    assert other.drawing.front_at_60 is not None
    knee, mirrored = one.drawing.front_at_60.knee, other.drawing.front_at_60.knee
    assert mirrored == pytest.approx((-knee[0], knee[1]), abs=1e-6)
    for a, b in zip(one.drawing.at_60, other.drawing.at_60, strict=True):
        assert a.inside_plane_m == pytest.approx(b.inside_plane_m, abs=1e-6)
        assert a.ahead_m == pytest.approx(b.ahead_m, abs=1e-6)


offset = st.none() | st.just(nan) | st.floats(-0.1, 0.1)
squats = st.lists(
    st.builds(
        rep,
        st.builds(leg, offset),
        st.builds(leg, offset),
        st.sampled_from(["practice", "uncued", "uncued", "uncued", "cued", "heels"]),
        st.lists(st.sampled_from(REASONS), max_size=1),
    ),
    max_size=12,
)


@given(squats)
@settings(max_examples=200)
def test_exchanged_legs_give_the_exchanged_answer(found: list[Rep]) -> None:
    one = assess(standing(), found, None, USUAL, BANDS)
    other = assess(standing(), [swapped(r) for r in found], None, USUAL, BANDS)
    assert (other.left, other.right) == (one.right, one.left)
    assert (other.findings, other.practice) == (one.findings, one.practice)
    exchange = {
        "left_not_measured": "right_not_measured",
        "right_not_measured": "left_not_measured",
    }
    assert set(other.reasons) == {exchange.get(code, code) for code in one.reasons}
    if one.asymmetry is None:
        assert other.asymmetry is None
    else:
        assert other.asymmetry is not None
        assert other.asymmetry.value == -one.asymmetry.value


@given(squats)
@settings(max_examples=200)
def test_what_was_not_measured_never_becomes_a_number(found: list[Rep]) -> None:
    """Every estimate stands on at least 3 measured values of valid uncued squats, none else."""
    got = assess(standing(), found, None, USUAL, BANDS)
    counted = [r for r in found if r.valid and r.set == "uncued"]
    for side, result in (("left", got.left), ("right", got.right)):
        values = [getattr(r, side).knee_plane_offset_m_at_60 for r in counted]
        known = [v for v in values if v is not None and not np.isnan(v)]
        answer = result.knee_plane_offset_at_60
        if len(known) < 3 or got.verdict != "measured":
            assert answer is None
            assert result.band is None
            assert result.of == 0
        else:
            assert answer is not None
            assert answer.value == np.median(known)
            assert answer.low < answer.value < answer.high
            assert result.of == len(known)
            assert result.band in codes.BANDS
    assert got.verdict in codes.VERDICTS
    assert set(got.reasons) <= {*OBSERVABLE, *REASONS}
    assert (got.verdict == "measured") is (2 <= len(got.practice) <= 3)
    assert (got.verdict != "measured") is bool(set(got.reasons) - set(codes.NOTES))


def nothing_said(got: Assessment) -> bool:
    return (
        got.left == got.right == UNMEASURED
        and got.asymmetry is None
        and got.findings == got.practice == ()
    )


def test_two_valid_squats_are_a_retry_that_keeps_what_was_measured() -> None:
    slow = rep(leg(0.01), leg(0.01), reasons=["too_slow"])
    quick = rep(leg(0.01), leg(0.01), reasons=["too_fast", "foot_moved"])
    got = assessed([0.01, 0.02], [0.0, 0.0], slow, quick, quick)
    assert got.verdict == "retry"
    assert got.reasons == ("too_few_valid", "too_fast", "foot_moved", "too_slow")
    assert nothing_said(got)
    assert len(got.reps) == 5
    assert got.standing is not None
    assert (got.squats_found, got.valid_uncued) == (5, 2)


def test_cued_squats_do_not_stand_in_for_uncued_ones() -> None:
    got = assessed([0.01, 0.02], [0.0, 0.0], *reps([0.0] * 3, [0.0] * 3, "cued"))
    assert (got.verdict, got.reasons) == ("retry", ("too_few_valid",))
    only_cued = assess(standing(), reps([0.0] * 3, [0.0] * 3, "cued"), None, SHARP, BANDS)
    assert (only_cued.verdict, only_cued.reasons) == ("retry", ("no_squat",))


def test_nobody_stood() -> None:
    got = assess(None, (), None, SHARP, BANDS)
    assert (got.verdict, got.reasons) == ("retry", ("no_standing",))
    assert nothing_said(got)


def test_one_leg_missing_is_measured_and_says_so() -> None:
    got = assessed([0.0, None, None, 0.0], [0.0] * 4)
    assert got.verdict == "measured"
    assert got.reasons == ("left_not_measured",)
    assert got.left.band is None
    assert got.right.band == "in_line"
    assert got.asymmetry is None


def test_both_legs_missing_is_a_retry() -> None:
    got = assessed([None] * 3, [nan] * 3)
    assert (got.verdict, got.reasons) == ("retry", ("knees_not_measured",))
    assert nothing_said(got)


@pytest.mark.parametrize("code", codes.NOT_VISIBLE)
def test_what_was_not_visible_has_no_number(code: str) -> None:
    got = assessed([0.0] * 5, [0.0] * 5, observed=["frames_dropped", code])
    assert (got.verdict, got.reasons) == ("not_visible", (code, "frames_dropped"))
    assert nothing_said(got)
    assert got.standing is None
    assert got.reps == ()


@pytest.mark.parametrize("code", codes.RETRY)
def test_a_disturbed_test_is_a_retry_whatever_was_measured(code: str) -> None:
    got = assessed([0.0] * 5, [0.0] * 5, observed=[code])
    assert (got.verdict, got.reasons) == ("retry", (code,))
    assert nothing_said(got)
    assert len(got.reps) == 5


@pytest.mark.parametrize("code", codes.NOTES)
def test_notes_change_nothing(code: str) -> None:
    got = assessed([0.0] * 5, [0.0] * 5, observed=[code])
    assert (got.verdict, got.reasons) == ("measured", (code,))


def test_an_unknown_observation_is_refused() -> None:
    with pytest.raises(InputError, match="no_body"):
        assessed([0.0] * 5, [0.0] * 5, observed=["no_body"])


@pytest.mark.parametrize(("apart_m", "note"), [(0.19, "close_together"), (0.31, "far_apart")])
def test_how_the_feet_stood_is_noted(apart_m: float, note: str) -> None:
    def at(side: str, z: float) -> object:
        return leg_standing("left" if side == "left" else "right", ankle_m=np.array([0.0, 0.1, z]))

    wide = standing(at("left", -apart_m / 2), at("right", apart_m / 2))  # type: ignore[arg-type]
    assert assessed([0.0] * 5, [0.0] * 5, baseline=wide).reasons == (f"feet_{note}",)
    usual = standing(at("left", -0.125), at("right", 0.125))  # type: ignore[arg-type]
    assert assessed([0.0] * 5, [0.0] * 5, baseline=usual).reasons == ()


def test_bent_knees_in_standing_are_noted_and_decide_nothing() -> None:
    figures = {"knee_plane_offset_m": 0.03, "hka_deg": 8.0}
    cued = reps([0.03] * 3, [0.0] * 3, "cued")
    straight = standing(leg_standing("left", **figures))
    bent = standing(leg_standing("left", knee_flexion_deg=5.1, **figures))
    assert assessed([0.03] * 5, [0.0] * 5, *cued, baseline=straight).findings == ("structural",)
    got = assessed([0.03] * 5, [0.0] * 5, *cued, baseline=bent)
    assert got.findings == ("cannot_tell",)
    assert got.reasons == ("standing_knees_bent",)


def test_what_the_cue_changed() -> None:
    cued = reps([0.01, 0.011, 0.009], [0.03] * 3, "cued")
    got = assessed([0.03, 0.031, 0.029, 0.03, 0.03], [0.03] * 5, *cued, errors=USUAL)
    change = got.left.cue
    assert change is not None
    assert (change.before.value, change.after.value) == (near(0.03), near(0.01))
    assert change.change.value == near(-0.02)
    assert change.beyond_error
    assert change.band_after == "too_close"
    assert got.right.cue is not None
    assert not got.right.cue.beyond_error
    assert got.left.heels is None


@pytest.mark.parametrize(
    ("cued", "told", "band"), [(1, False, None), (2, True, None), (3, True, 1)]
)
def test_how_many_cued_squats_a_comparison_needs(cued: int, told: bool, band: int | None) -> None:
    got = assessed([0.03] * 3, [0.0] * 3, *reps([0.0] * cued, [0.0] * cued, "cued")).left.cue
    assert (got is not None) is told
    if got is not None:
        assert (got.band_after is not None) is (band is not None)


def test_raised_heels_are_compared_like_the_cue() -> None:
    heels = reps([0.0] * 3, [0.0] * 3, "heels")
    got = assessed([0.03] * 5, [0.0] * 5, *heels)
    assert got.left.heels is not None
    assert got.left.heels.corrects
    assert "ankle_mobility" in got.left.findings


def test_signs_of_the_ankle_are_the_squats_medians() -> None:
    def test_of(lifts: list[float], shank: float = 27.0, roll: float = 0.0) -> Assessment:
        figures = {"shank_inclination_deg_bottom": shank, "medial_ankle_shift_m": roll}
        legs = [leg(0.03, heel_lift_m=v, toe_out_change_deg=5.0, **figures) for v in lifts]
        return assess(standing(), [rep(one, leg()) for one in legs], None, SHARP, BANDS)

    assert "heel_lift" in test_of([0.001, 0.016, 0.017]).left.findings
    assert "heel_lift" not in test_of([0.001, 0.002, 0.06]).left.findings
    assert "ankle_mobility" in test_of([0.0] * 3, shank=17.0).left.findings
    assert test_of([0.0] * 3, roll=0.02).left.signs == ("possible_roll_in",)
    assert test_of([0.0] * 3).left.signs == ()


def test_a_band_is_rarely_on_the_wrong_side() -> None:
    """People with truths of their own, measured with the error that the model declares."""
    rng = np.random.default_rng(3)
    wrong = 0
    for truth in rng.uniform(-0.02, 0.06, 300):
        model = rng.normal(0.0, USUAL.knee_plane_offset_at_60_sd_m)
        offsets = list(truth + model + rng.normal(0.0, 0.006, 5))
        got = assessed(offsets, offsets, errors=USUAL).left
        inside = got.band in codes.INWARD
        wrong += (inside and truth < 0.02) or (got.band == "in_line" and truth > 0.02)
    assert wrong <= 300 * 0.025
