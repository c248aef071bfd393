"""How a camera stands, and what to change about it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.core.boxview import Place
from kiosk.core.floor import find_floor
from kiosk.core.mountcheck import Mounted, Mounting, mounting, moved, picture
from kiosk.core.zone import Zone
from tests.scenes import TALL, View, person, render


def look(view: View, things: object = (), zeros: float = 0.05, mark_m: float = 1.65) -> Mounting:
    depth = render(things, view, sigma_px=0.02).depth_m  # type: ignore[arg-type]
    floor = find_floor(depth, view.lens, view.gravity)
    mark = Place(0.0, mark_m)
    return mounting(
        depth, view.lens, floor, "portrait", Zone(), mark, off_level_deg=0.1, zeros=zeros
    )


def test_a_camera_that_stands_right_has_nothing_to_do() -> None:
    now = look(View(TALL, 1.0, 3.0))
    assert now.todo == ()
    assert now.free
    assert now.height_m == pytest.approx(1.0, abs=0.01)
    assert now.tilt_deg == pytest.approx(3.0, abs=0.3)
    assert now.roll_deg == pytest.approx(0.0, abs=0.3)


@pytest.mark.parametrize(
    ("view", "says"),
    [
        (View(TALL, 1.0, 26.0), "degrees up"),
        (View(TALL, 1.0, -16.0), "degrees down"),
        (View(TALL, 1.0, 3.0, 5.0), "Turn the camera 5 degrees"),
        (View(TALL, 2.2, 20.0), "between 0.5 and 1.8 m"),
    ],
)
def test_what_to_do_is_said(view: View, says: str) -> None:
    assert any(says in one for one in look(view).todo), look(view).todo


def test_the_advice_to_tilt_ends_it() -> None:
    """Following it once leaves nothing to tilt."""
    now = look(View(TALL, 1.0, 26.0))
    (told,) = (one for one in now.todo if one.startswith("Tilt"))
    degrees = float(told.split()[3])
    after = look(View(TALL, 1.0, 26.0 - degrees))
    assert not any(one.startswith("Tilt") for one in after.todo)


def test_the_roll_s_advice_ends_it() -> None:
    (told,) = (one for one in look(View(TALL, 1.0, 3.0, 5.0)).todo if one.startswith("Turn"))
    way = -1.0 if look(View(TALL, 1.0, 3.0, 5.0)).roll_deg > 0 else 1.0
    assert ("counter" in told) == (way > 0)


def test_somebody_in_the_zone_zeros_and_a_near_mark_are_said() -> None:
    view = View(TALL, 1.0, 3.0)
    assert not look(view, person()).free
    assert "clear it" in look(view, person()).todo[-1]
    assert any("no depth" in one for one in look(view, zeros=0.4).todo)
    assert any("too near" in one for one in look(view, mark_m=0.7).todo)
    blind = mounting(
        render([], view).depth_m * 0, TALL, None, "portrait", Zone(), Place(0.0, 1.65),
        off_level_deg=None, zeros=1.0,
    )  # fmt: skip
    assert not blind.floor and "No floor" in blind.todo[0]


def test_the_picture_fits_and_shows_floor_and_person() -> None:
    view = View(TALL, 1.0, 6.0)
    depth = render(person(), view).depth_m
    floor = find_floor(depth, TALL, view.gravity)
    lines = picture(depth, TALL, floor, 38, 19)
    assert len(lines) <= 19 and max(map(len, lines)) <= 38
    assert "." in lines[-1] and any("▒" in line or "▓" in line for line in lines)
    assert len(picture(depth, TALL, None, 10, 5)) <= 5


def test_a_moved_camera_is_told() -> None:
    now = look(View(TALL, 1.0, 3.0))
    then = Mounted("", "portrait", now.height_m, now.tilt_deg, now.roll_deg)
    assert moved(now, then) == ""
    assert "m high" in moved(now, replace(then, height_m=then.height_m + 0.05))
    assert "tilted" in moved(now, replace(then, tilt_deg=0.0))
