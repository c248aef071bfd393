"""Which pieces make one body."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from kiosk.core.body import (
    belongs,
    bodies,
    column_heights,
    is_flat,
    measure,
    valley,
)
from kiosk.core.touching import Contact
from kiosk.core.zone import Blob

TRUNK = Blob(0.0, 2.2, 0.0, 1.7, 0.35, 0.5, 5000)
LOWER = replace(TRUNK, top_m=0.95, n_px=3000)
UPPER = replace(TRUNK, bottom_m=0.9, ahead_m=2.0, n_px=2500)
HAND = Blob(0.15, 1.6, 1.2, 1.35, 0.1, 0.1, 150)
SHIN = Blob(-0.15, 1.9, 0.0, 0.45, 0.12, 0.12, 600)
LAP = replace(TRUNK, bottom_m=0.4, top_m=1.2, ahead_m=2.3, n_px=2500)


def nearer(gap_m: float, n: int = 20) -> Contact:
    return Contact(gap_m, n)


@pytest.mark.parametrize(
    ("piece", "trunk", "contact"),
    [
        (UPPER, LOWER, nearer(0.35)),  # arms forward part the upper body from the lower one
        (UPPER, LOWER, nearer(-0.3)),
        (HAND, TRUNK, nearer(0.5)),
        (SHIN, LAP, nearer(0.3)),  # the knees of a deep squat hide the lap
        (replace(HAND, ahead_m=2.2), TRUNK, nearer(-0.5)),  # a head behind its raised arm
    ],
)
def test_limbs_belong(piece: Blob, trunk: Blob, contact: Contact) -> None:
    assert belongs(piece, trunk, contact)


@pytest.mark.parametrize(
    ("piece", "contact"),
    [
        (replace(TRUNK, ahead_m=2.9, bottom_m=0.1), nearer(-0.6)),  # somebody behind
        (replace(HAND, ahead_m=2.8), nearer(-0.6)),  # somebody's head over the shoulder
        (replace(HAND, ahead_m=3.2), nearer(-1.0)),  # the wall between arm and trunk
        (replace(SHIN, ahead_m=1.7), nearer(0.4)),  # a box before the feet
        (replace(HAND, width_m=1.2), nearer(0.4)),  # a bar on its rack
        (replace(HAND, right_m=0.9), nearer(0.4)),
        (HAND, nearer(0.5, n=2)),  # two pixels that happen to touch
    ],
)
def test_other_things_do_not(piece: Blob, contact: Contact) -> None:
    assert not belongs(piece, TRUNK, contact)


def test_a_limb_is_reached_through_another() -> None:
    arm = replace(HAND, ahead_m=1.8, n_px=200)
    blobs = [HAND, TRUNK, arm, replace(TRUNK, right_m=1.5)]
    touching = {}
    for a, b, gap in ((2, 1, 0.3), (0, 2, 0.2)):
        touching[a + 1, b + 1] = nearer(gap)
        touching[b + 1, a + 1] = nearer(-gap)
    assert bodies(blobs, touching, 120, 1.1) == [[1, 2, 0], [3]]
    assert bodies(blobs, {}, 120, 1.1) == [[1], [3], [2], [0]]
    assert bodies(blobs, {}, 1000, 1.1) == [[1], [3]]


def test_a_wall_takes_nobody_s_hand() -> None:
    wall = replace(TRUNK, flat=True, n_px=9000)
    touching = {(2, 1): nearer(0.4), (1, 2): nearer(-0.4)}
    assert bodies([wall, HAND], touching, 120, 1.1) == [[0], [1]]
    wide = replace(TRUNK, width_m=2.0, n_px=9000)
    assert bodies([wide, HAND], touching, 120, 1.1) == [[0], [1]]
    assert bodies([replace(wall, flat=False), HAND], touching, 120, 1.1) == [[0, 1]]


def test_a_leg_behind_an_arm_stays_the_member_s_and_a_box_is_never_theirs() -> None:
    leg = replace(SHIN, ahead_m=2.2, top_m=0.57)
    touching = {(2, 1): nearer(-0.56), (1, 2): nearer(0.56)}
    together, apart = [[0, 1]], [[0], [1]]
    assert bodies([TRUNK, leg], touching, 120, 1.1) == apart
    assert bodies([TRUNK, leg], touching, 120, 1.1, [0.9, 0.9]) == together
    assert bodies([TRUNK, leg], touching, 120, 1.1, [0.9, 0.1]) == apart
    assert bodies([TRUNK, leg], touching, 120, 1.1, [0.1, 0.9]) == apart
    assert bodies([TRUNK, leg], {}, 120, 1.1, [0.9, 0.9]) == apart
    for other in (
        replace(leg, width_m=0.5),  # a bench
        replace(leg, top_m=1.2),  # somebody
        replace(leg, right_m=0.6),
        replace(leg, ahead_m=1.6),
    ):
        assert bodies([TRUNK, other], touching, 120, 1.1, [0.9, 0.9]) == apart


def test_measures_of_a_box() -> None:
    pixels = np.zeros((40, 30), dtype=bool)
    pixels[:, 5:25] = True
    pixels[:10, :] = True
    height = np.broadcast_to(np.linspace(1.6, 0.0, 40)[:, None], (40, 30)).astype(np.float32)
    right = np.broadcast_to(np.linspace(-0.3, 0.5, 30), (40, 30)).astype(np.float32)
    ahead = np.full((40, 30), 2.0, np.float32)
    blob = measure(pixels, height, right, ahead, metres_px=0.01)
    assert blob.n_px == pixels.sum()
    assert (blob.right_m, blob.ahead_m) == (pytest.approx(0.1, abs=0.04), 2.0)
    assert (blob.bottom_m, blob.top_m) == (
        pytest.approx(0.0, abs=0.06),
        pytest.approx(1.6, abs=0.06),
    )
    assert blob.width_m == pytest.approx(0.4)
    assert blob.chest_m == pytest.approx(0.6)


def test_two_people_side_by_side_have_a_valley_and_one_has_none() -> None:
    one = [0.3, 0.9, 1.2, 1.0, 0.95, 1.0, 1.2, 0.9, 0.3]
    two = np.array([*one, *one])
    assert valley(two) == pytest.approx(9 * 0.05, abs=0.06)
    assert valley(np.array(one)) is None
    arms_out = np.array([0.1] * 10 + one + [0.1] * 10)
    assert valley(arms_out) is None
    with_bench = np.array([*one, *[0.45] * 12])
    assert valley(with_bench) is None


def test_columns_hold_the_area() -> None:
    right = np.repeat(np.linspace(0.0, 0.999, 400), 10)
    tall = column_heights(right, np.full(4000, 1.7 / 4000))
    np.testing.assert_allclose(tall[1:-1], 1.7, rtol=0.06)


@pytest.mark.parametrize("noise", [0.0005, 0.002, 0.0038])
def test_a_wall_is_flat_and_a_person_is_not(noise: float) -> None:
    rng = np.random.default_rng(4)
    x, y = rng.uniform(-0.25, 0.25, 150), rng.uniform(-0.6, 0.4, 150)
    slope = 2.4 + 0.4 * x - 0.1 * y
    seen = rng.normal(0.0, 0.43 / 0.6745 * noise * 0.9, 150)
    wall = 1.0 / (1.0 / slope + seen)
    body = 1.0 / (1.0 / (slope + rng.choice([-0.06, 0.0, 0.06], 150)) + seen)
    assert is_flat(x, y, wall, noise)
    assert not is_flat(x, y, body, noise)
