"""The floor in the picture: the same pixel as the same place projected."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.core.bodynow import Mark, ground, on_ground
from kiosk.core.floorpixels import floor_pixels
from kiosk.core.frame import Intrinsics, project

LENS = Intrinsics(480, 848, 425.0, 430.0, 238.0, 420.0)


@pytest.mark.parametrize("tilt_deg", [-12.0, 0.0, 20.0])
@pytest.mark.parametrize("roll_deg", [0.0, 4.0])
def test_a_place_lies_where_its_point_is_projected(tilt_deg: float, roll_deg: float) -> None:
    tilt, roll = np.radians([tilt_deg, roll_deg])
    down = np.array([np.sin(roll), np.cos(roll) * np.cos(tilt), np.sin(tilt) * np.cos(roll)])
    place = ground(down / np.linalg.norm(down), Mark(1.7, 0.1))
    floor = floor_pixels(place, 0.9, LENS)
    assert floor is not None
    for x_m, y_m in ((0.0, 0.0), (0.4, -0.3), (-0.2, 0.5)):
        shift = np.array([1.7, 0.9, 0.1])
        point = (np.array([y_m, 0.0, x_m]) - shift) @ place.axes
        assert on_ground(place, point, 0.9) == pytest.approx([y_m, 0.0, x_m], abs=1e-12)
        u, v, w = floor @ [x_m, y_m, 1.0]
        assert (u / w, v / w) == pytest.approx(project(point, LENS))


@pytest.mark.parametrize("floor_m", [0.0, -1.0, float("nan")])
def test_without_a_height_there_is_no_floor(floor_m: float) -> None:
    assert floor_pixels(ground(np.array([0.0, 1.0, 0.0]), Mark()), floor_m, LENS) is None
