"""The hints, each by its own rule and never by what was not measured."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core import codes
from kiosk.core.findings import Change, Evidence, findings, signs
from kiosk.core.interval import Estimate
from tests.support.assessed import BANDS, SHANK_M


def around(value: float, half: float = 0.005) -> Estimate:
    return Estimate(value, value - half, value + half)


def change(by_m: float, half: float = 0.005) -> Change:
    """A change of a knee that was 30 mm inside."""
    moved = around(by_m, half)
    return Change(around(0.03), around(0.03 + by_m), moved, not moved.holds(0.0), None)


DYNAMIC = Evidence(
    band="slightly_inside",
    offset=around(0.03),
    toe_offset_bottom=around(0.03),
    shank_m=SHANK_M,
    standing_offset_m=0.002,
    standing_angle_deg=0.5,
    heel_lift_m=0.002,
    shank_per_flexion=0.3,
    rolls_in=False,
    cue=None,
    heels=None,
)
"""30 mm (7.5 %) inside in the squat, +-5 mm; straight in standing; only uncued squats."""

BUILT = replace(DYNAMIC, standing_offset_m=0.028, standing_angle_deg=8.0, cue=change(0.001))
"""As far inside in standing, and the cue changes nothing."""


def test_inside_in_the_squat_only_is_dynamic_and_no_cause_is_known() -> None:
    assert findings(DYNAMIC, BANDS) == ("dynamic", "cannot_tell")


@pytest.mark.parametrize("band", [*codes.BANDS, None])
def test_hints_are_for_legs_that_move_inside(band: str | None) -> None:
    found = findings(replace(DYNAMIC, band=band), BANDS)
    assert found == (("dynamic", "cannot_tell") if band in codes.INWARD else ())


@pytest.mark.parametrize(
    ("standing_m", "dynamic"),
    [
        (0.0, True),
        (0.020, True),  # 5 % itself is in line
        (0.0201, False),  # inside in standing already
        (-0.02, True),
        (None, False),
    ],
)
def test_dynamic_needs_a_straight_leg_in_standing(standing_m: float | None, dynamic: bool) -> None:
    found = findings(replace(DYNAMIC, standing_offset_m=standing_m), BANDS)
    assert ("dynamic" in found) is dynamic


def test_dynamic_needs_more_than_the_error() -> None:
    close = replace(DYNAMIC, standing_offset_m=0.018, offset=around(0.027, 0.0095))
    assert findings(close, BANDS) == ("cannot_tell",)
    assert "dynamic" in findings(replace(close, offset=around(0.027, 0.0085)), BANDS)


def test_the_same_in_standing_and_nothing_changes_it_is_structural() -> None:
    assert findings(BUILT, BANDS) == ("structural",)
    assert findings(replace(BUILT, heels=change(-0.002)), BANDS) == ("structural",)


@pytest.mark.parametrize(
    "without",
    [
        {"cue": None},
        {"standing_offset_m": None},
        {"standing_angle_deg": None},
        {"standing_angle_deg": -1.0},
        {"standing_offset_m": 0.019, "offset": around(0.023)},
        {"standing_offset_m": 0.040},
        {"cue": change(0.02)},
        {"heels": change(0.02)},
    ],
)
def test_structural_is_not_said_without_all_of_its_grounds(without: dict[str, object]) -> None:
    found = findings(replace(BUILT, **without), BANDS)  # type: ignore[arg-type]
    assert found[-1] == "cannot_tell"
    assert "structural" not in found


def test_structural_is_never_read_from_the_knee_toe_offset() -> None:
    far = replace(BUILT, toe_offset_bottom=around(0.2))
    assert findings(far, BANDS) == findings(BUILT, BANDS)


def test_what_the_cue_corrects_is_technique() -> None:
    assert findings(replace(DYNAMIC, cue=change(-0.02)), BANDS) == ("dynamic", "technique")


def test_a_change_within_the_error_corrects_nothing() -> None:
    assert "technique" not in findings(replace(DYNAMIC, cue=change(-0.004)), BANDS)
    assert "technique" not in findings(replace(DYNAMIC, cue=change(+0.02)), BANDS)


@pytest.mark.parametrize(
    "sign",
    [{"heels": change(-0.02)}, {"heel_lift_m": 0.0151}, {"shank_per_flexion": 0.19}],
)
def test_each_sign_of_the_ankle_suffices(sign: dict[str, object]) -> None:
    found = findings(replace(DYNAMIC, **sign), BANDS)  # type: ignore[arg-type]
    assert "ankle_mobility" in found
    assert "cannot_tell" not in found
    both = findings(replace(DYNAMIC, cue=change(-0.02), **sign), BANDS)  # type: ignore[arg-type]
    assert {"technique", "ankle_mobility"} <= set(both)


def test_heel_lift_counts_beyond_15_mm_and_is_told_for_any_band() -> None:
    for lift_m, told in ((0.015, False), (0.0151, True), (None, False)):
        leg = replace(DYNAMIC, band="in_line", heel_lift_m=lift_m)
        assert findings(leg, BANDS) == (("heel_lift",) if told else ())


def test_neither_cue_nor_ankle_is_hip_strength() -> None:
    tried = replace(DYNAMIC, cue=change(-0.001))
    assert findings(tried, BANDS) == ("dynamic", "hip_strength")
    assert findings(replace(tried, heels=change(0.001)), BANDS) == ("dynamic", "hip_strength")
    worse = replace(DYNAMIC, cue=change(0.02))
    assert findings(worse, BANDS) == ("dynamic", "hip_strength")


@pytest.mark.parametrize(
    "unknown",
    [
        {"cue": None},
        {"heel_lift_m": None},
        {"shank_per_flexion": None},
        {"standing_offset_m": None},
    ],
)
def test_hip_strength_is_not_said_of_what_was_not_looked_at(unknown: dict[str, object]) -> None:
    tried = replace(DYNAMIC, cue=change(-0.001))
    found = findings(replace(tried, **unknown), BANDS)  # type: ignore[arg-type]
    assert found[-1] == "cannot_tell"


@pytest.mark.parametrize(
    ("band", "toe_m", "told"),
    [
        ("in_line", 0.041, True),
        ("in_line", 0.040, False),
        ("in_line", -0.2, False),
        ("outside", 0.2, False),
        ("too_close", 0.2, False),
        ("slightly_inside", 0.2, False),
    ],
)
def test_stance_is_a_finding_of_a_leg_in_line(band: str, toe_m: float, told: bool) -> None:
    leg = replace(DYNAMIC, band=band, toe_offset_bottom=around(toe_m))
    assert ("stance" in findings(leg, BANDS)) is told


def test_stance_without_its_figure_is_not_told() -> None:
    assert findings(replace(DYNAMIC, band="in_line", toe_offset_bottom=None), BANDS) == ()


@pytest.mark.parametrize("band", [*codes.BANDS, None])
def test_a_foot_that_may_roll_in_is_never_a_finding_of_its_own(band: str | None) -> None:
    leg = replace(DYNAMIC, band=band, rolls_in=True)
    assert findings(leg, BANDS) == findings(replace(leg, rolls_in=False), BANDS)
    assert signs(leg) == (("possible_roll_in",) if band in codes.INWARD else ())
    assert signs(replace(leg, rolls_in=False)) == ()


maybe_m = st.none() | st.floats(-0.1, 0.1)
maybe_change = st.none() | st.builds(change, st.floats(-0.05, 0.05), st.floats(0.0, 0.02))


@given(
    st.sampled_from(codes.INWARD), st.floats(0.02, 0.1), st.floats(0.001, 0.03), maybe_m,
    st.none() | st.floats(-10.0, 10.0), maybe_m, st.none() | st.floats(0.0, 0.6), maybe_change,
    maybe_change,
)  # fmt: skip
def test_hints_never_contradict_each_other(
    band: str, offset_m: float, half_m: float, standing_m: float | None, angle: float | None,
    lift_m: float | None, shank: float | None, cue: Change | None, heels: Change | None,
) -> None:  # fmt: skip
    leg = Evidence(
        band, around(offset_m, half_m), None, SHANK_M, standing_m, angle, lift_m, shank, False,
        cue, heels,
    )  # fmt: skip
    found = findings(leg, BANDS)
    causes = {"structural", "technique", "ankle_mobility", "hip_strength"} & set(found)
    assert ("cannot_tell" in found) is not bool(causes)
    assert not {"dynamic", "structural"} <= set(found)
    assert not {"technique", "structural"} <= set(found)
    assert not {"technique", "hip_strength"} <= set(found)
    assert not {"ankle_mobility", "hip_strength"} <= set(found)
    assert not {"structural", "hip_strength"} <= set(found)
    assert list(found) == [code for code in codes.FINDINGS if code in found]
    if cue is None:
        assert not {"structural", "technique", "hip_strength"} & set(found)
