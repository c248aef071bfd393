"""The zone on the floor and the choice of the member in it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from kiosk.core.zone import Blob, Zone, choose_member, count_others, ground_axes, is_person_like
from tests.scenes import HALF, View

ZONE = Zone()
MEMBER = Blob(0.1, 2.2, 0.0, 1.7, 0.35, 0.5, 5000)


def test_the_box_has_its_edges() -> None:
    assert ZONE.holds(0.75, 1.0)
    assert ZONE.holds(-0.75, 3.5)
    assert not ZONE.holds(0.76, 2.0)
    assert not ZONE.holds(0.0, 0.99)
    assert not ZONE.holds(0.0, 3.51)
    assert ZONE.holds(1.0, 3.7, margin_m=0.3)
    assert replace(ZONE, right_m=1.0).holds(1.7, 2.0)
    assert not replace(ZONE, right_m=1.0).holds(0.0, 2.0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"top_m": 0.5},  # a bench
        {"top_m": 2.5},  # a wall, a machine
        {"width_m": 1.3},
        {"chest_m": 0.08},  # a post
        {"flat": True},
    ],
)
def test_what_is_no_person_is_not_chosen(wrong: dict[str, float]) -> None:
    assert is_person_like(MEMBER, ZONE)
    assert choose_member([MEMBER], ZONE) == 0
    assert not is_person_like(replace(MEMBER, **wrong), ZONE)
    assert choose_member([replace(MEMBER, **wrong)], ZONE) is None


def test_the_one_on_the_mark_is_the_member() -> None:
    beside = replace(MEMBER, right_m=0.6)
    behind = replace(MEMBER, right_m=0.0, ahead_m=3.4)
    trainer = replace(MEMBER, right_m=-0.65, ahead_m=1.6)
    outside = replace(MEMBER, right_m=0.0, ahead_m=4.0)
    people = [outside, beside, trainer, MEMBER, behind]
    assert choose_member(people, ZONE) == 3
    assert count_others(people, ZONE, 3) == 2
    assert choose_member([outside], ZONE) is None
    assert choose_member([], ZONE) is None


def test_the_member_is_followed_past_a_nearer_one_and_over_the_line() -> None:
    swayed = replace(MEMBER, right_m=0.9)
    newcomer = replace(MEMBER, right_m=0.0, ahead_m=1.4)
    assert choose_member([newcomer, swayed], ZONE) == 0
    assert choose_member([newcomer, swayed], ZONE, previous=(0.8, 2.2)) == 1
    assert choose_member([swayed], ZONE) is None


def test_noise_that_feigns_a_plane_does_not_lose_who_is_followed() -> None:
    flat = replace(MEMBER, flat=True)
    assert choose_member([flat], ZONE, previous=(0.1, 2.1)) == 0
    assert choose_member([flat], ZONE) is None


def test_a_far_jump_is_somebody_else() -> None:
    far = replace(MEMBER, right_m=-0.6, ahead_m=3.2)
    near = replace(MEMBER, right_m=0.5, ahead_m=1.2)
    assert choose_member([far], ZONE, previous=(0.6, 1.1)) == 0
    assert choose_member([far, near], ZONE, previous=(0.6, 1.1)) == 1


@pytest.mark.parametrize(
    "thing",
    [
        {"chest_m": 0.15},
        {"flat": True},
        {"bottom_m": 0.6},  # a poster, a coat on a rack
        {"top_m": 0.8},
        {"top_m": 2.2},
        {"ahead_m": 3.3},  # far behind the member
    ],
)
def test_furniture_is_not_somebody_else(thing: dict[str, float]) -> None:
    other = replace(MEMBER, right_m=0.8)
    assert count_others([MEMBER, other], ZONE, 0) == 1
    assert count_others([MEMBER, replace(other, **thing)], ZONE, 0) == 0


def test_ground_axes_are_level_and_right_handed() -> None:
    for view in (View(HALF), View(HALF, 1.0, -20.0, 7.0), View(HALF, 1.0, 35.0, -12.0)):
        down = view.gravity
        right, ahead = ground_axes(down)
        np.testing.assert_allclose(
            np.stack([right, ahead, down]) @ np.stack([right, ahead, down]).T, np.eye(3), atol=1e-12
        )
        assert right[0] > 0.9
        assert ahead[2] > 0.7
    with pytest.raises(ValueError, match="along gravity"):
        ground_axes(np.array([0.0, 0.0, 1.0]))
