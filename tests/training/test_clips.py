"""The demonstration's clips: poses that join, and packing that loses nothing."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

pytest.importorskip("cv2", reason="OpenCV is not installed")

from kiosk.adapters.demo_clips import Clip
from models.training.actor_poses import between_arms, calm, ease, overhead, passing, slerp
from models.training.make_clips import pack
from models.training.pose import ArmPose


@pytest.mark.parametrize("moving", [True, False])
def test_a_packed_clip_comes_back_as_it_was(moving: bool) -> None:
    rng = np.random.default_rng(3)
    frames = np.zeros((5, 40, 30), np.uint16)
    for i, frame in enumerate(frames):
        at = 3 * i if moving else 0
        frame[5 + at : 20 + at, 6:25] = 400 + rng.integers(0, 3, (15, 19))
        frame[8, 8] = 2000
    code, data = pack(frames)
    clip = Clip("x", "mark", "mark", True, frames.shape, 2, 0, 0, code, data)
    assert np.array_equal(np.stack(list(clip.stored())), frames)
    assert clip.frame_count == 10


def test_an_arm_goes_from_its_first_key_to_its_last_and_never_stands_still() -> None:
    down = ArmPose((0.1, 0.0, -1.0), (0.1, -0.2, -1.0))
    keys = (down, passing(1.0), overhead(1.0))
    way = [np.array(between_arms(keys, share).fore) for share in np.linspace(0, 1, 21)]
    assert way[0] @ np.array(down.fore) > 0
    assert way[-1][2] > 0.95
    turns = [float(np.arccos(np.clip(a @ b, -1, 1))) for a, b in pairwise(way)]
    assert min(turns) > 0.01


def test_directions_turn_evenly() -> None:
    half = slerp((1.0, 0.0, 0.0), (0.0, 0.0, 1.0), 0.5)
    assert half == pytest.approx((0.5**0.5, 0.0, 0.5**0.5))


def test_nothing_is_restless_at_a_clips_ends() -> None:
    assert calm(0.0, 4.0) == calm(4.0, 4.0) == 0.0
    assert calm(2.0, 4.0) == 1.0
    assert [ease(x) for x in (-1.0, 0.0, 0.5, 1.0, 2.0)] == [0.0, 0.0, 0.5, 1.0, 1.0]
