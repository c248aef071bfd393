"""The member's mask in simulated gyms, and on real people who are already cut out."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pytest

from kiosk.adapters.segment_cv import PersonMask, Segmenter
from kiosk.core.floor import find_floor
from kiosk.core.frame import Intrinsics
from kiosk.core.zone import Zone
from tests.scenes import (
    HALF,
    MEMBER,
    MIRROR,
    OTHER,
    TALL,
    WIDE,
    Box,
    Capsule,
    Picture,
    View,
    bench,
    mat,
    person,
    rack,
    render,
    wall,
)

UTD = Path(__file__).parents[2].parent / "shared" / "data" / "utd_mhad"
KINECT = Intrinsics(320, 240, 285.63, 285.63, 159.0, 120.0)
DOWN = np.array([0.0, 1.0, 0.0])

LANDSCAPE, PORTRAIT, SMALL = View(WIDE), View(TALL), View(HALF, 1.0, 6.0, 2.0)
SQUAT = person(squat=1.0, arms="forward")
CLUTTER: list[Capsule | Box] = [wall(3.4), bench(), *rack()]


def segment(
    things: list[Capsule | Box] | list[Capsule] | list[Box],
    view: View = LANDSCAPE,
    previous: PersonMask | None = None,
    seed: int = 0,
    zone: Zone | None = None,
    sigma_px: float = 0.08,
) -> tuple[Picture, PersonMask | None]:
    picture = render(things, view, seed=seed, sigma_px=sigma_px)
    floor = find_floor(picture.depth_m, view.lens, view.gravity)
    assert floor is not None
    segmenter = Segmenter() if zone is None else Segmenter(zone)
    return picture, segmenter.segment(
        picture.depth_m, view.lens, floor, view.gravity, previous=previous
    )


def kept(picture: Picture, found: PersonMask | None) -> float:
    """Share of the member's pixels with depth that are in the mask."""
    assert found is not None
    true = picture.of(MEMBER) & (picture.depth_m > 0)
    return float((found.mask & true).sum() / true.sum())


def foreign(picture: Picture, found: PersonMask | None) -> float:
    """Mask pixels more than three pixels away from the member, as a share of the member's: nearer
    ones are the fattened edge that a stereo camera gives everything."""
    assert found is not None
    around = cv2.dilate(picture.of(MEMBER).astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
    return float((found.mask & ~around).sum() / picture.of(MEMBER).sum())


@cache
def in_a_plain_room() -> tuple[Picture, PersonMask]:
    picture, found = segment(person())
    assert found is not None
    return picture, found


@pytest.mark.parametrize(
    ("things", "view"),
    [
        (person(), LANDSCAPE),
        (SQUAT, LANDSCAPE),
        (SQUAT, View(WIDE, 0.55, 0.0)),
        (person(ahead=1.7), PORTRAIT),
        (person(ahead=1.7, squat=0.7, arms="forward"), PORTRAIT),
        (SQUAT, SMALL),
        (person(arms="side"), LANDSCAPE),
        (person(ahead=1.8, arms="up"), PORTRAIT),
        (person(ahead=3.3, squat=0.6), LANDSCAPE),
    ],
)
@pytest.mark.parametrize("gym", [[], CLUTTER])
def test_the_whole_member_and_nothing_else(
    things: list[Capsule], view: View, gym: list[Capsule | Box]
) -> None:
    if gym and things[0].a[2] > 3.0:
        gym = [bench()]
    picture, found = segment([*things, *gym], view, seed=3)
    assert kept(picture, found) > 0.97
    assert foreign(picture, found) < 0.03
    assert found is not None
    assert (found.others, found.cut_off) == (0, frozenset())


def test_the_mask_holds_only_depth_and_its_measures_are_its_own() -> None:
    picture, found = in_a_plain_room()
    assert found.mask.shape == picture.depth_m.shape
    assert not (found.mask & (picture.depth_m == 0)).any()
    assert found.n_px == found.mask.sum()
    left, top, right, low = found.box
    rows, cols = np.nonzero(found.mask)
    assert (left, top, right, low) == (cols.min(), rows.min(), cols.max() + 1, rows.max() + 1)
    z = picture.depth_m[found.mask]
    x = (cols - WIDE.cx) / WIDE.fx * z
    y = (rows - WIDE.cy) / WIDE.fy * z
    np.testing.assert_allclose(found.centroid_m, [x.mean(), y.mean(), z.mean()], atol=0.03)
    assert found.place_m == (pytest.approx(0.0, abs=0.05), pytest.approx(2.1, abs=0.1))
    assert found.tall_m == pytest.approx(1.65, abs=0.1)


def test_the_feet_keep_their_soles() -> None:
    """The toe line hangs on them: of the lowest 10 cm, nine tenths stay."""
    for things, view in ((person(), LANDSCAPE), (person(ahead=1.7), PORTRAIT)):
        picture, found = segment(things, view)
        assert found is not None
        rows = np.nonzero(picture.of(MEMBER).any(axis=1))[0]
        feet = picture.of(MEMBER) & (picture.depth_m > 0)
        feet[: rows[-1] - round(0.10 * view.lens.fy / things[0].a[2])] = False
        assert (found.mask & feet).sum() > 0.9 * feet.sum()


@pytest.mark.parametrize("thick", [0.015, 0.03])
def test_a_mat_under_the_feet_stays_out(thick: float) -> None:
    picture, found = segment([*person(squat=0.4), mat(thick=thick), wall()])
    assert found is not None
    assert kept(picture, found) > 0.97
    assert foreign(picture, found) < 0.01


def test_a_wall_just_behind_stays_out() -> None:
    for gap in (0.5, 0.15):
        picture, found = segment([*person(squat=0.3), wall(2.45 + gap)])
        assert kept(picture, found) > 0.95
        assert foreign(picture, found) < 0.04


def test_people_beside_and_behind_stay_out_and_are_counted() -> None:
    for right, ahead in ((0.85, 2.4), (0.52, 2.25), (-0.55, 2.2), (0.45, 3.0)):
        others = person(OTHER, right=right, ahead=ahead)
        picture, found = segment([*person(squat=0.3), *others, wall()], seed=2)
        assert found is not None
        assert kept(picture, found) > 0.97
        assert foreign(picture, found) < 0.02
        assert found.others == 1


def test_a_second_person_close_behind_stays_out() -> None:
    picture, found = segment([*person(), *person(OTHER, right=0.15, ahead=2.7), wall()])
    assert found is not None
    assert kept(picture, found) > 0.97
    assert foreign(picture, found) < 0.02


def test_the_member_is_followed_among_two() -> None:
    pair = [*person(right=-0.4), *person(OTHER, right=0.4, ahead=2.0)]
    picture, alone = segment(person(right=-0.4))
    assert kept(picture, alone) > 0.97
    picture, found = segment(pair, previous=alone)
    assert kept(picture, found) > 0.97
    _, other = segment(person(right=0.4, ahead=2.0))
    picture, found = segment(pair, previous=other)
    assert kept(picture, found) < 0.03


def test_nobody_is_found_where_nobody_is() -> None:
    empty: list[list[Capsule | Box]] = [
        [],
        [wall(2.5)],
        CLUTTER,
        [bench(0.0, 2.0)],
        [Box(MIRROR, (-1.0, 0.3, 3.9), (1.0, 2.2, 3.95)), wall(4.0)],
        list(person(ahead=4.5)),
        list(person(right=1.5)),
    ]
    for things in empty:
        for view in (LANDSCAPE, PORTRAIT):
            assert segment(things, view)[1] is None


def test_an_empty_picture_holds_nobody() -> None:
    assert Segmenter().segment(np.zeros((480, 848), np.float32), WIDE, None) is None


def test_a_mirror_behind_changes_nothing() -> None:
    hole = Box(MIRROR, (-1.0, 0.3, 3.9), (1.0, 2.2, 3.95))
    picture, found = segment([*person(squat=0.3), hole, wall(4.0)])
    assert kept(picture, found) > 0.97
    assert foreign(picture, found) < 0.01


@pytest.mark.parametrize(
    ("things", "view", "edges"),
    [
        (person(ahead=1.2), View(WIDE, 1.3, 0.0), {"bottom"}),
        (person(ahead=1.4, tall=1.95), View(WIDE, 0.5, 0.0), {"top"}),
        (person(right=-0.7, ahead=1.5, arms="side"), View(TALL, 1.0, 5.0), {"left"}),
        (person(right=0.7, ahead=1.5, arms="side"), View(TALL, 1.0, 5.0), {"right"}),
    ],
)
def test_edges_that_cut_the_member_are_named(
    things: list[Capsule], view: View, edges: set[str]
) -> None:
    _, found = segment([*things, wall()], view)
    assert found is not None
    assert found.cut_off == edges


def test_a_band_without_depth_is_an_edge() -> None:
    view = View(WIDE, 1.2, 0.0)
    picture = render([*person(ahead=1.25), wall()], view)
    depth = picture.depth_m.copy()
    depth[-16:] = 0.0
    floor = find_floor(depth, view.lens, view.gravity)
    found = Segmenter().segment(depth, view.lens, floor, view.gravity)
    assert found is not None
    assert found.cut_off == {"bottom"}


def test_noise_hardly_moves_the_mask() -> None:
    """Inside the member's outline, where both pictures have depth, fewer than 1 in 200 pixels
    come and go."""
    things: list[Capsule | Box] = [*person(squat=0.5, arms="forward"), *CLUTTER]
    pictures, masks, previous = [], [], None
    for seed in range(4):
        picture, previous = segment(things, seed=seed, previous=previous)
        assert previous is not None
        pictures.append(picture)
        masks.append(previous.mask)
    inside = cv2.erode(pictures[0].of(MEMBER).astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    for i in range(3):
        seen = inside & (pictures[i].depth_m > 0) & (pictures[i + 1].depth_m > 0)
        assert ((masks[i] ^ masks[i + 1]) & seen).sum() < 0.005 * seen.sum()


def test_the_same_picture_gives_the_same_mask() -> None:
    picture, found = in_a_plain_room()
    again = segment(person())[1]
    assert again is not None
    np.testing.assert_array_equal(found.mask, again.mask)
    assert found.centroid_m.tolist() == again.centroid_m.tolist()
    assert picture.depth_m.dtype == np.float32


def test_the_zone_is_the_caller_s() -> None:
    things = person(right=0.9)
    assert segment(things)[1] is None
    picture, found = segment(things, zone=replace(Zone(), right_m=0.9))
    assert kept(picture, found) > 0.97


def test_without_a_floor_a_cut_out_person_is_whole() -> None:
    view = View(HALF, 1.0, 0.0)
    for things in (person(), SQUAT, person(arms="side")):
        picture = render(things, view, floor=False)
        for down in (None, DOWN):
            found = Segmenter().segment(picture.depth_m, HALF, None, down)
            assert kept(picture, found) > 0.97
            assert found is not None
            assert found.others == 0


@pytest.mark.skipif(not UTD.is_dir(), reason="the UTD-MHAD recordings are not on this machine")
@pytest.mark.parametrize("subject", [1, 3, 4, 6])
def test_real_squatting_people_stay_whole(subject: int) -> None:
    """Everything with depth is the person there: nothing of it may be lost, in no frame."""
    depth_mm = np.load(UTD / f"a27_s{subject}_t3.npz")["depth_mm"][:, :, ::-1]
    segmenter, previous = Segmenter(), None
    for frame in depth_mm[::2]:
        depth_m = frame.astype(np.float32) / np.float32(1000.0)
        assert find_floor(depth_m, KINECT, None) is None
        previous = segmenter.segment(depth_m, KINECT, None, DOWN, previous)
        assert previous is not None
        assert previous.others == 0
        assert (previous.mask & (frame > 0)).sum() > 0.985 * (frame > 0).sum()


def without_knees(picture: Picture, columns: slice) -> Picture:
    """Dark cloth over the knees: 10 cm of the member that return nothing."""
    depth_m = picture.depth_m.copy()
    rows = np.nonzero(picture.of(MEMBER).any(axis=1))[0]
    knee = int(rows[0] + 0.72 * (rows[-1] - rows[0]))
    half = round(0.05 * WIDE.fy / 2.1)
    band = (slice(knee - half, knee + half), columns)
    depth_m[band] = np.where(picture.of(MEMBER)[band], 0.0, depth_m[band])
    return replace(picture, depth_m=depth_m)


@pytest.mark.parametrize("previous", [False, True])
def test_shanks_under_dark_knees_are_the_member_s(previous: bool) -> None:
    whole, found = in_a_plain_room()
    middle = round(WIDE.cx)
    sides = (slice(None),) if not previous else (slice(None, middle), slice(middle, None))
    for columns in sides:
        picture = without_knees(whole, columns)
        floor = find_floor(picture.depth_m, WIDE, LANDSCAPE.gravity)
        again = Segmenter().segment(
            picture.depth_m,
            WIDE,
            floor,
            LANDSCAPE.gravity,
            previous=found if previous else None,
        )
        assert kept(picture, again) > 0.95
        assert foreign(picture, again) < 0.03
