"""The stereo camera on walls, boxes and a limb whose depth is known: noise, bias, shadow, turns."""

from __future__ import annotations

import shutil
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from kiosk.core.frame import Intrinsics

pytest.importorskip("cv2", reason="OpenCV is not installed")
if shutil.which("cc") is None and shutil.which("gcc") is None:
    pytest.skip("no C compiler: nothing can be rendered", allow_module_level=True)

from models.training.scene import View, box, look
from models.training.stereo import Mesh, StereoLook, match, random_look, sense_stereo

Floats = NDArray[np.float32]

FOCAL_PX = 425.0
LENS = Intrinsics(320, 240, FOCAL_PX, FOCAL_PX, 160.0, 120.0)
PORTRAIT = Intrinsics(240, 320, FOCAL_PX, FOCAL_PX, 120.0, 160.0)
INNER = (slice(16, -16), slice(48, -16))
D435, D455 = 0.050, 0.095


def facing(portrait: bool = False) -> View:
    """A camera at 1.2 m height that looks level along the world's y, from y = -2."""
    place, at = np.array([0.0, -2.0, 1.2]), np.array([0.0, 0.0, 1.2])
    return look(PORTRAIT if portrait else LENS, place, at, 0.0, portrait)


def wall(z_m: float, slant: float = 0.0, portrait: bool = False) -> Floats:
    """Clean depth of a wall, nearer towards one side where it is slanted."""
    lens = PORTRAIT if portrait else LENS
    x = (np.arange(lens.width) - lens.cx) / lens.fx
    depth = np.broadcast_to(z_m / (1.0 + slant * x), (lens.height, lens.width))
    return np.ascontiguousarray(depth, np.float32)


def plate(label: int = 2, size_m: float = 0.24, aside_m: float = 0.0) -> Mesh:
    """A thin square plate 0.6 m before a wall at 2 m, its face 1.4 m from the camera."""
    centre = np.array([aside_m, -0.595, 1.2 - aside_m])
    points, faces = box(centre, np.array([size_m, 0.01, size_m]), 0.0)
    return points, faces, label


def plate_sides(size_m: float = 0.24, aside_m: float = 0.0) -> tuple[int, int]:
    """First and last pixel of the plate's face along the longer side of the picture."""
    half, middle = FOCAL_PX * size_m / 2 / 1.4, 160 + FOCAL_PX * aside_m / 1.4
    return int(np.ceil(middle - half)), int(np.floor(middle + half))


def upright_cylinder(radius_m: float) -> Mesh:
    """A limb 1.5 m from the camera at its nearest line."""
    angle = np.linspace(0, 2 * np.pi, 97)[:-1]
    ring = np.stack([radius_m * np.sin(angle), -0.5 + radius_m * (1 - np.cos(angle))], axis=1)
    ends = [np.column_stack([ring, np.full(len(ring), z)]) for z in (0.9, 1.5)]
    k, n = np.arange(len(ring)), (np.arange(len(ring)) + 1) % len(ring)
    faces = np.concatenate([np.stack([k, n, k + 96], 1), np.stack([n, n + 96, k + 96], 1)])
    return np.concatenate(ends).astype(np.float32), faces.astype(np.int32), 1


@pytest.fixture(scope="module")
def looks() -> list[StereoLook]:
    return [random_look(np.random.default_rng(seed)) for seed in range(3)]


def errors_px(sensed: Floats, true: Floats, baseline_m: float) -> Floats:
    """Disparity errors where something was reported, pixels."""
    there = sensed > 0
    return np.asarray(FOCAL_PX * baseline_m * (1 / sensed[there] - 1 / true[there]), np.float32)


@pytest.mark.parametrize("baseline_m", [D435, D455])
@pytest.mark.parametrize("z_m", [1.5, 2.0, 2.5])
def test_a_wall_is_noisy_as_a_d4_sees_it_and_unbiased(
    looks: list[StereoLook], z_m: float, baseline_m: float
) -> None:
    rms, true = [], wall(z_m)
    for seed, drawn in enumerate(looks):
        rng = np.random.default_rng(seed)
        sensed = sense_stereo(facing(), (), true, baseline_m, rng, drawn)[INNER]
        assert (sensed > 0).mean() > 0.98
        error = errors_px(sensed, true[INNER], baseline_m)
        assert abs(float(error.mean())) < 0.03
        rms.append(float(error.std()))
    assert 0.04 < np.median(rms) < 0.11
    assert max(rms) < 0.16


def test_no_disparity_between_whole_pixels_is_preferred(looks: list[StereoLook]) -> None:
    true = wall(1.8, slant=0.6)
    shares = []
    for seed, drawn in enumerate(looks):
        sensed = sense_stereo(facing(), (), true, D455, np.random.default_rng(seed), drawn)[INNER]
        disparity = FOCAL_PX * D455 / true[INNER]
        there = (sensed > 0) & (np.abs(FOCAL_PX * D455 / np.maximum(sensed, 0.1) - disparity) < 1)
        assert there.mean() > 0.95
        error = FOCAL_PX * D455 / sensed[there] - disparity[there]
        part = np.floor((disparity[there] % 1.0) * 8).astype(int)
        shares.append([error[part == k].mean() for k in range(8)])
    assert np.abs(np.mean(shares, axis=0)).max() < 0.035


def test_depth_comes_in_the_chips_steps(looks: list[StereoLook]) -> None:
    sensed = sense_stereo(facing(), (), wall(2.0), D435, np.random.default_rng(0), looks[0])
    steps = FOCAL_PX * D435 / sensed[sensed > 0] * 32
    # Millimetre rounding moves a step by up to 32 fB / z^2 * 0.5 mm = 0.085 at 2 m.
    assert np.abs(steps - np.round(steps)).max() < 0.12


@pytest.mark.parametrize("portrait", [False, True])
@pytest.mark.parametrize("turned", [False, True])
def test_the_shadow_lies_where_the_second_imager_cannot_see(
    looks: list[StereoLook], portrait: bool, turned: bool
) -> None:
    true = wall(2.0, portrait=portrait)
    baseline_m = -D455 if turned else D455
    rng = np.random.default_rng(5)
    mesh = plate(aside_m=0.08)
    sensed = sense_stereo(facing(portrait), (mesh,), true, baseline_m, rng, looks[0])
    along = sensed.T if portrait else sensed  # the baseline along the rows
    first, last = plate_sides(aside_m=0.08)
    if turned:  # the second imager to the right
        along, first, last = along[:, ::-1], 319 - last, 319 - first
    middle = along[125:165]
    assert np.abs(np.median(middle[:, first + 12 : last - 12]) - 1.4) < 0.02
    width = FOCAL_PX * D455 * (1 / 1.4 - 1 / 2.0)
    shadow = (middle[:, first - 20 : first + 4] == 0).sum(axis=1)
    assert width - 7 < np.median(shadow) <= width + 3
    assert (middle[:, last + 7 : last + 20] == 0).mean() < 0.02


def test_edges_grow_but_less_than_the_matching_window(looks: list[StereoLook]) -> None:
    first, last = plate_sides()
    grown = []
    for seed, drawn in enumerate(looks):
        rng = np.random.default_rng(seed)
        sensed = sense_stereo(facing(), (plate(),), wall(2.0), D435, rng, drawn)
        near = (sensed > 1.2) & (sensed < 1.6)
        grown.append(near[100:140].sum(axis=1).mean() - (last - first + 1))
    assert 0.5 < np.mean(grown) < 12


def test_the_front_of_a_limb_is_where_it_is(looks: list[StereoLook]) -> None:
    limb = upright_cylinder(0.06)
    found = []
    for seed, drawn in enumerate(looks):
        rng = np.random.default_rng(seed)
        sensed = sense_stereo(facing(), (limb,), wall(2.5), D455, rng, drawn)
        front = sensed[60:180, 157:164]
        assert (front > 0).mean() > 0.95
        found.append(float(np.median(front[front > 0])))
    assert abs(np.mean(found) - 1.5) < 0.005


def test_a_surface_that_sends_nothing_back_is_a_hole(looks: list[StereoLook]) -> None:
    reflectance = looks[0].reflectance.copy()
    reflectance[2] = 0.0
    black = replace(looks[0], reflectance=reflectance)
    first, last = plate_sides()
    inside = (slice(100, 140), slice(first + 12, last - 12))
    shown = []
    for drawn in (looks[0], black):
        rng = np.random.default_rng(1)
        sensed = sense_stereo(facing(), (plate(),), wall(2.0), D435, rng, drawn)
        shown.append(float((sensed[inside] > 0).mean()))
    assert shown[0] > 0.95
    assert shown[1] < 0.3


def speckled(shape: tuple[int, int], seed: int) -> NDArray[np.uint8]:
    return np.random.default_rng(seed).integers(0, 255, shape).astype(np.uint8)


def test_a_shifted_picture_is_found_and_a_foreign_one_is_not() -> None:
    picture = speckled((60, 200), 0)
    found = match(np.roll(picture, 11, axis=1), picture, 32)
    assert np.abs(found[:, 30:-10] - 11.0).max() < 0.05
    assert (match(speckled((60, 200), 1), picture, 32) == 0).all()


def test_what_the_right_picture_gives_to_another_place_is_not_believed() -> None:
    right = speckled((60, 260), 0)
    left = np.roll(right, 10, axis=1)
    left[:, 160:190] = right[:, 120:150]  # seen again 40 pixels on; 130 to 160 shows it as well
    found = match(left, right, 64)
    assert np.abs(found[:, 140:150] - 10.0).max() < 0.05
    assert (found[:, 168:182] == 0.0).all()


def test_part_of_the_noise_stays_while_nothing_moves(looks: list[StereoLook]) -> None:
    true = wall(1.6)
    frames = [(looks[0], 1), (looks[0], 1), (looks[0], 2), (looks[1], 2)]
    one, again, later, other = (
        sense_stereo(facing(), (), true, D435, np.random.default_rng(seed), drawn)[INNER]
        for drawn, seed in frames
    )
    assert np.array_equal(one, again)
    everywhere = (one > 0) & (later > 0) & (other > 0)
    errors = [1 / f[everywhere] - 1 / 1.6 for f in (one, later, other)]
    assert 0.1 < np.corrcoef(errors[0], errors[1])[0, 1] < 0.95
    assert abs(np.corrcoef(errors[0], errors[2])[0, 1]) < 0.1


def test_outside_of_the_window_stands_the_empty_room(looks: list[StereoLook]) -> None:
    mesh, room = (plate(size_m=0.1),), np.full((240, 320), 7.0, np.float32)
    for given, rest in ((room, 7.0), (None, 0.0)):
        rng = np.random.default_rng(1)
        sensed = sense_stereo(facing(), mesh, wall(2.0), D435, rng, looks[0], given)
        assert (sensed[:60] == rest).all()
        assert (sensed[:, :100] == rest).all()
        assert abs(np.median(sensed[112:128, 152:168]) - 1.4) < 0.03
    assert (room == 7.0).all()


def test_a_frame_without_a_look_draws_one() -> None:
    sensed = sense_stereo(facing(), (), wall(1.5), D435, np.random.default_rng(3))
    assert (sensed[INNER] > 0).mean() > 0.9
