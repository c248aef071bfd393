"""A box on the mark: measured to millimetres, or refused with a reason, never a wrong number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from kiosk.core.averaging import average
from kiosk.core.boxcheck import BoxFound, measure_box
from kiosk.core.boxrefusals import Refused
from kiosk.core.boxview import BoxSize, Place, view_of
from kiosk.core.frame import DepthFrame
from kiosk.core.mount import upright
from kiosk.sensing import settle
from tests.boxes import LANDSCAPE, PORTRAIT, SIZE, box_frames
from tests.scenes import BENCH, TALL, Box, View, person

MARK = Place(0.0, 1.65)


def measured(
    frames: Sequence[DepthFrame], size: BoxSize = SIZE, mark: Place = MARK
) -> BoxFound | Refused:
    setting = settle(frames[:2], "auto")
    assert setting.floor is not None
    turned = [upright(frame, setting.mount) for frame in frames]
    seen, lens = average(turned), turned[0].intrinsics
    view = view_of(seen.depth_m, lens, setting.floor, baseline_down=setting.mount.portrait)
    return measure_box(view, size, mark, seen.restless)


def found(*args: Any, **more: Any) -> BoxFound:
    box = measured(*args, **more)
    assert isinstance(box, BoxFound), box
    return box


def why(*args: Any, **more: Any) -> str:
    refusal = measured(*args, **more)
    assert isinstance(refusal, Refused), refusal
    return refusal.code


@pytest.mark.parametrize(
    ("view", "right", "ahead", "turn"),
    [
        (PORTRAIT, 0.0, 1.65, 0.0),
        (PORTRAIT, 0.04, 1.60, 10.0),
        (View(TALL, 1.2, 12.0, -1.0), -0.03, 1.7, -8.0),
        (LANDSCAPE, 0.0, 1.65, 0.0),
        (LANDSCAPE, -0.05, 1.7, 6.0),
    ],
)
def test_a_box_is_measured(view: View, right: float, ahead: float, turn: float) -> None:
    box = found(box_frames(view, right=right, ahead=ahead, turn_deg=turn, count=6, seed=4))
    assert box.judged == "passed", box
    assert abs(box.height.error_mm) < 3.0
    assert abs(box.width.error_mm) < 9.0
    assert abs(box.depth.error_mm) < max(10.0, box.depth.sure_mm)
    assert box.right_m == pytest.approx(right, abs=0.006)
    assert box.ahead_m == pytest.approx(ahead - 1.65, abs=0.008)
    bearing = np.degrees(np.arctan2(right, ahead))
    assert abs(box.turned_deg) == pytest.approx(abs(turn + bearing), abs=5.0)


def test_without_noise_it_is_exact() -> None:
    box = found(box_frames(PORTRAIT, count=2, sigma_px=0.0))
    assert abs(box.height.error_mm) < 1.0
    assert abs(box.width.error_mm) < 3.0
    assert abs(box.ahead_m) < 0.002 and abs(box.right_m) < 0.002


@pytest.mark.parametrize("scale", [0.95, 1.05])
def test_a_camera_whose_depth_is_off_by_5_percent_fails(scale: float) -> None:
    box = found(box_frames(PORTRAIT, count=4, scale=scale, seed=2))
    assert box.judged == "failed"
    assert {"height", "width"} >= {one.name for one in box.beyond} - {"depth"}
    assert box.height.error_mm == pytest.approx(300.0 * (scale - 1.0), abs=4.0)


def test_no_box_is_said() -> None:
    away = box_frames(PORTRAIT, count=2, sigma_px=0.0, ahead=9.0)
    assert why(away) == "no_box"


def test_another_size_is_said_with_what_was_seen() -> None:
    frames = box_frames(PORTRAIT, BoxSize(0.4, 0.42, 0.3), count=2, sigma_px=0.0)
    refusal = measured(frames)
    assert isinstance(refusal, Refused) and refusal.code == "another_box"
    assert "420 mm high, not 300" in refusal.text
    wide = box_frames(PORTRAIT, BoxSize(0.5, 0.3, 0.3), count=2, sigma_px=0.0)
    assert why(wide) in ("another_box", "hidden")


def test_a_box_off_the_mark_is_said_with_where() -> None:
    refusal = measured(box_frames(PORTRAIT, right=0.25, count=2, sigma_px=0.0))
    assert isinstance(refusal, Refused) and refusal.code == "off_mark"
    assert "0.25 m to the right" in refusal.text


def test_a_turned_box_is_said() -> None:
    assert why(box_frames(PORTRAIT, turn_deg=35.0, count=2, sigma_px=0.0)) == "turned"


@pytest.mark.parametrize(
    "thing",
    [
        Box(BENCH, (-0.15, 0.0, 1.2), (0.1, 0.25, 1.25)),  # stands before it
        Box(BENCH, (-0.25, 0.0, 1.5), (-0.19, 1.4, 1.6)),  # a leg beside it
    ],
)
def test_what_hides_the_box_or_stands_at_it_gives_no_number(thing: Box) -> None:
    frames = box_frames(PORTRAIT, things=[thing], count=2, sigma_px=0.0)
    assert why(frames) in (
        "hidden",
        "clutter",
        "another_box",
        "no_front",
        "no_top",
        "turned",
        "off_mark",
    )


def test_a_person_beside_the_box_is_said() -> None:
    frames = box_frames(PORTRAIT, things=person(right=0.35, ahead=1.6), count=2, sigma_px=0.0)
    assert why(frames) in ("clutter", "hidden", "no_top")


def test_a_box_that_moves_is_said() -> None:
    assert why(box_frames(PORTRAIT, count=9, drift_m=0.12, seed=3)) == "moving"


def test_a_box_cut_off_by_the_picture_is_said() -> None:
    steep = View(TALL, 1.0, -12.0)
    frames = box_frames(steep, ahead=1.2, count=2, sigma_px=0.0)
    code = why(frames, mark=Place(0.0, 1.2))
    assert code in ("cut_off", "floor_hidden", "hidden", "no_top")


def test_a_dark_box_is_said() -> None:
    frames = []
    (empty,) = box_frames(LANDSCAPE, count=1, sigma_px=0.0, ahead=9.0)
    for frame in box_frames(LANDSCAPE, count=2, sigma_px=0.0):
        depth = frame.depth.copy()
        dark = np.random.default_rng(1).random(depth.shape) < 0.5
        depth[(depth != empty.depth) & dark] = 0
        frames.append(DepthFrame(depth, 0.001, frame.intrinsics, 0.0, 0, frame.gravity))
    assert why(frames) in ("no_depth", "no_front", "no_top")


def test_an_average_leaves_out_what_flies_and_marks_what_moves() -> None:
    frames = box_frames(PORTRAIT, count=6, seed=5, drift_m=0.2)
    still = box_frames(PORTRAIT, count=6, seed=5)
    moving, quiet = average(frames), average(still)
    assert moving.frames == 6
    assert moving.restless.sum() > 3 * quiet.restless.sum()
    one = average(still[:1])
    seen = quiet.depth_m > 0
    noise = np.std((one.depth_m - quiet.depth_m)[seen & (one.depth_m > 0)])
    assert 0.0 < noise < 0.5
