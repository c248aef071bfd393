"""Short words: the direction is said and never a sign, and the further knee comes first."""

from __future__ import annotations

import pytest

from kiosk.core import screenwords
from kiosk.core.codes import BANDS
from tests.cases import estimate, leg


@pytest.mark.parametrize(
    ("left", "right", "said"),
    [
        ("in_line", "in_line", ["Both knees stayed in line."]),
        ("in_line", "inside", ["Right knee moved inside.", "Left knee stayed in line."]),
        (
            "slightly_inside",
            "clearly_inside",
            ["Right knee moved clearly inside.", "Left knee moved slightly inside."],
        ),
        ("too_close", "in_line", ["Left knee: too close to call.", "Right knee stayed in line."]),
        ("too_close", "too_close", ["Both knees are too close to call."]),
        (None, "outside", ["Right knee moved outside.", "Left knee: not measured."]),
        (None, "in_line", ["Right knee stayed in line.", "Left knee: not measured."]),
    ],
)
def test_the_headline(left: str | None, right: str | None, said: list[str]) -> None:
    assert [str(m) for m in screenwords.headline(left, right)] == said


def test_every_pair_of_bands_has_a_headline() -> None:
    for left in (*BANDS, None):
        for right in (*BANDS, None):
            if left is not None or right is not None:
                assert 1 <= len(screenwords.headline(left, right)) <= 2


@pytest.mark.parametrize(
    ("band", "inside_mm", "said"),
    [
        ("in_line", (6, 7, 5), "6 mm inside"),
        ("in_line", (-6, -7, -5), "6 mm outside"),
        ("in_line", (0.2, -0.3, 0.1), "on its line"),
        ("inside", (37, 46, 16, 29, 41), "37 mm inside, 4 of 5 squats"),
        ("outside", (-62, -55, -20), "55 mm outside, 2 of 3 squats"),
        ("too_close", (19, 25, 12), "19 mm inside"),
    ],
)
def test_the_figure(band: str, inside_mm: tuple[float, ...], said: str) -> None:
    side = leg("left", band, inside_mm)
    assert side.knee_plane_offset_at_60 is not None
    assert str(screenwords.figure(side, side.knee_plane_offset_at_60)) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (37, "likely 25–49 mm"),
        (-60, "likely 48–72 mm"),
        (6, "likely 6 mm out to 18 mm in"),
        (12, "likely 0–24 mm"),
        (-12, "likely 0–24 mm"),
    ],
)
def test_the_likely_range(value: float, said: str) -> None:
    assert str(screenwords.likely(estimate(value))) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (37, "likely 25–49 mm inside"),
        (-60, "likely 48–72 mm outside"),
        (6, "likely 6 mm out to 18 mm in"),
    ],
)
def test_the_likely_range_alone_says_where(value: float, said: str) -> None:
    assert str(screenwords.likely_where(estimate(value))) == said


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (37, 14, "37 → 14 mm"),
        (37, -5, "37 in → 5 out"),
        (-6, 4, "6 out → 4 in"),
        (-62, -44, "62 → 44 mm out"),
    ],
)
def test_the_change(before: float, after: float, said: str) -> None:
    assert str(screenwords.change(estimate(before), estimate(after))) == said
