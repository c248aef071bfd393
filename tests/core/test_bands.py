"""The bands, boundary by boundary, and the file that holds their thresholds."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from itertools import pairwise
from math import nan
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.adapters.bands_file import bands_path, load_bands
from kiosk.core import codes, filtering
from kiosk.core.bands import Bands, band, confidence, count
from kiosk.core.interval import Estimate, estimate
from kiosk.errors import InputError, InstallationError
from tests.support.assessed import BANDS, SHANK_M


def percent(value: float) -> float:
    """Percent of the shank to metres."""
    return value * SHANK_M / 100.0


def decide(low: float, value: float, high: float, squats: tuple[float, ...] = ()) -> str | None:
    """Band of an estimate in percent; without squats of their own all lie at the value."""
    likely = Estimate(percent(value), percent(low), percent(high))
    offsets = [percent(squat) for squat in squats or (value,) * 5]
    return band(likely, offsets, SHANK_M, BANDS)


@pytest.mark.parametrize(
    ("low", "value", "high", "expected"),
    [
        (-4.0, 0.0, 4.0, "in_line"),
        (-4.0, 0.0, 4.99, "in_line"),
        (-4.0, 0.0, 5.0, "too_close"),
        (4.0, 6.0, 8.0, "too_close"),
        (5.0, 7.0, 9.0, "too_close"),
        (5.01, 7.0, 9.0, "slightly_inside"),
        (5.01, 7.0, 9.99, "slightly_inside"),
        (5.01, 7.0, 10.0, "inside"),
        (8.0, 11.0, 14.0, "inside"),
        (10.0, 12.0, 14.0, "inside"),
        (10.01, 12.0, 14.0, "clearly_inside"),
        (4.0, 9.0, 14.0, "too_close"),
        (4.9, 12.0, 19.1, "too_close"),
        (-12.0, -10.0, -8.0, "in_line"),
        (-12.0, -9.99, -8.0, "in_line"),
        (-12.0, -10.01, -8.0, "outside"),
        (-22.0, -12.0, -2.0, "outside"),
        (-22.0, -12.0, 4.9, "outside"),
        (-22.0, -12.0, 5.0, "too_close"),
        (-20.0, -5.0, 10.0, "too_close"),
    ],
)
def test_each_boundary(low: float, value: float, high: float, expected: str) -> None:
    assert decide(low, value, high) == expected


@pytest.mark.parametrize(
    ("squats", "expected"),
    [
        ((11.0, 12.0, 13.0, 9.0, 8.0), "clearly_inside"),  # 3 of 5: just 60 %
        ((11.0, 12.0, 9.0, 8.0), "inside"),  # 2 of 4
        ((11.0, 12.0, 9.0), "clearly_inside"),
        ((11.0, 12.0, 13.0, 14.0, 9.0, 9.0, 9.0), "inside"),  # 4 of 7: 57 %
        ((10.0, 10.0, 10.0, 12.0, 12.0), "inside"),  # 10 % itself is not over 10 %
    ],
)
def test_clearly_inside_needs_60_percent_of_the_squats(
    squats: tuple[float, ...], expected: str
) -> None:
    assert decide(10.5, 11.0, 12.0, squats) == expected


def test_sixty_percent_is_exact_for_any_number_of_squats() -> None:
    for total in range(3, 41):
        for over in range(total + 1):
            squats = (12.0,) * over + (8.0,) * (total - over)
            expected = "clearly_inside" if 5 * over >= 3 * total else "inside"
            assert decide(10.5, 11.0, 12.0, squats) == expected


@pytest.mark.parametrize("shank_m", [nan, 0.0, -0.4])
def test_without_a_shank_or_an_offset_there_is_no_band(shank_m: float) -> None:
    assert band(Estimate(0.0, -0.01, 0.01), [0.0] * 3, shank_m, BANDS) is None
    assert band(None, [0.0] * 3, SHANK_M, BANDS) is None


def test_boundaries_follow_the_shank() -> None:
    likely = Estimate(0.030, 0.026, 0.034)
    assert band(likely, [0.030] * 3, 0.50, BANDS) == "slightly_inside"
    assert band(likely, [0.030] * 3, 0.35, BANDS) == "slightly_inside"
    assert band(likely, [0.030] * 3, 0.31, BANDS) == "inside"
    assert band(likely, [0.030] * 3, 0.25, BANDS) == "clearly_inside"
    assert band(likely, [0.030] * 3, 0.60, BANDS) == "too_close"


@given(st.lists(st.floats(-0.1, 0.1), min_size=3, max_size=7), st.floats(0.0, 0.02))
def test_a_called_side_is_never_in_doubt(offsets: list[float], model_sd: float) -> None:
    """Inside is only said with all of the interval beyond 5 %, in line with all of it below."""
    likely = estimate(offsets, model_sd, least=3)
    assert likely is not None
    called = band(likely, offsets, SHANK_M, BANDS)
    assert called in codes.BANDS
    boundary = percent(5.0)
    if called in codes.INWARD:
        assert likely.low > boundary - 1e-9
    elif called in ("in_line", "outside"):
        assert likely.high < boundary + 1e-9
    else:
        assert likely.low <= boundary + 1e-9
        assert likely.high >= boundary - 1e-9


@given(st.floats(-0.1, 0.1), st.floats(-0.1, 0.1))
def test_further_inside_never_sounds_less_inside(one: float, other: float) -> None:
    order = ("outside", "in_line", "slightly_inside", "clearly_inside")
    sharp = [band(Estimate(v, v, v), [v] * 3, SHANK_M, BANDS) for v in sorted((one, other))]
    ranks = [order.index(b) for b in sharp if b in order]
    assert ranks == sorted(ranks)


def test_counts_leave_out_what_was_not_measured() -> None:
    found = count([0.03, None, 0.05, nan, -0.05, 0.0], SHANK_M, BANDS)
    assert (found.inside, found.clearly_inside, found.outside, found.of) == (2, 1, 1, 4)


def test_a_squat_on_a_boundary_is_not_past_it() -> None:
    found = count([percent(5.0), percent(10.0), percent(-10.0)], SHANK_M, BANDS)
    assert (found.inside, found.clearly_inside, found.outside, found.of) == (1, 0, 0, 3)


@pytest.mark.parametrize(
    ("half_mm", "expected"),
    [(0.0, "high"), (12.0, "high"), (12.1, "medium"), (22.0, "medium"), (22.1, "low")],
)
def test_the_word_for_confidence_follows_the_width(half_mm: float, expected: str) -> None:
    half = half_mm / 1000.0
    assert confidence(Estimate(0.0, -half, half), BANDS) == expected
    assert confidence(None, BANDS) is None


def test_the_file_holds_the_specification_s_numbers() -> None:
    assert (BANDS.outside_percent, BANDS.inside_percent, BANDS.clearly_inside_percent) == (
        -10.0,
        5.0,
        10.0,
    )
    assert (BANDS.clearly_inside_share, BANDS.stance_percent) == (0.6, 10.0)
    assert (BANDS.least_valid_squats, BANDS.heel_lift_over_mm) == (3, 15.0)
    assert BANDS.ankles_apart_m == (0.20, 0.30)
    assert BANDS.standing_flexion_over_deg == 5.0
    assert BANDS.provenance == "own"


def test_the_smoothing_in_the_file_is_the_one_that_is_done() -> None:
    assert BANDS.smoothing_cutoff_hz == filtering.CUTOFF_HZ


WRONG = [
    ("inside_percent = 5.0", "", "'inside_percent' is missing"),
    ("inside_percent = 5.0", "inside_percent = 5", "must be float"),
    ("inside_percent = 5.0", 'inside_percent = "5"', "must be float"),
    ("inside_percent = 5.0", "inside_percent = nan", "must be a number"),
    ("inside_percent = 5.0", "inside_percent = 50.0", "must rise"),
    ("inside_percent = 5.0", "inside_percent =", "cannot be read"),
    ("least_valid_squats = 3", "least_valid_squats = true", "must be int"),
    ("least_valid_squats = 3", "least_valid_squats = 1", "must rise"),
    ("ankles_apart_m = [0.20, 0.30]", "ankles_apart_m = [0.20]", "'ankles_apart_m' is"),
    ("ankles_apart_m = [0.20, 0.30]", "ankles_apart_m = [0.30, 0.20]", "must rise"),
    ("stance_percent", "stanze_percent", "'stanze_percent' is unknown"),
    ('provenance = "own"', 'provenance = ""', "must be str"),
]


@pytest.mark.parametrize(("old", "new", "told"), WRONG)
def test_a_wrong_file_is_told(tmp_path: Path, old: str, new: str, told: str) -> None:
    text = bands_path().read_text(encoding="utf-8")
    assert text.count(f"\n{old}") == 1
    path = tmp_path / "bands.toml"
    path.write_text(text.replace(f"\n{old}", f"\n{new}"), encoding="utf-8")
    with pytest.raises(InstallationError, match=r"bands\.toml") as caught:
        load_bands(path)
    assert told in str(caught.value)


def test_no_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(InstallationError, match="Install the program again"):
        load_bands(tmp_path / "none.toml")


def test_every_threshold_is_explained_in_the_file() -> None:
    """A comment on the line or above it: whoever changes a number reads what it does."""
    lines = bands_path().read_text(encoding="utf-8").splitlines()
    for before, line in pairwise(lines):
        if line.split("=")[0].strip() in tomllib.loads(line if "=" in line else ""):
            assert "#" in line or before.startswith("#") or "=" in before, line


def test_thresholds_are_checked_wherever_they_come_from() -> None:
    with pytest.raises(InputError, match="clearly_inside_share"):
        replace(BANDS, clearly_inside_share=1.2)
    assert isinstance(replace(BANDS, name="own-2"), Bands)
