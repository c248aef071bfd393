"""When a live camera looks anew at where it stands, on the demonstration's room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

import numpy as np
import pytest

from kiosk import analysis
from kiosk.adapters.demo_member import DemoMember
from kiosk.core.frame import DepthFrame, Intrinsics
from kiosk.core.mount import Mount
from kiosk.live import settling
from kiosk.live.settling import Patience, Settling
from kiosk.sensing import settle

SHORT = Patience(empty_s=1.0, every_s=4.0, floorless_s=2.0)


@pytest.fixture(scope="module")
def standing() -> DepthFrame:
    """The member on the mark, at half the camera's resolution."""
    frame = next(islice(DemoMember().frames(), 3, None))
    lens = frame.intrinsics
    half = Intrinsics(
        lens.width // 2, lens.height // 2, lens.fx / 2, lens.fy / 2, lens.cx / 2, lens.cy / 2
    )
    return replace(frame, depth=np.ascontiguousarray(frame.depth[::2, ::2]), intrinsics=half)


def turned(frame: DepthFrame, degrees: float) -> DepthFrame:
    """The camera rolled by so much, as its accelerometer sees it; the picture stays."""
    assert frame.gravity is not None
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    roll = np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])
    return replace(frame, gravity=roll @ frame.gravity)


class Stream:
    """Feeds a Settling frame after frame, 30 a second."""

    def __init__(self, looking: Settling) -> None:
        self.looking, self.number, self.now_s = looking, 0, 50.0

    def feed(
        self, frame: DepthFrame, count: int, *, somebody: bool = False, fps: float = 30.0
    ) -> list[int]:
        """Numbers (from 0 in this call) of the frames after which the setting was a new one."""
        new = []
        for i in range(count):
            self.number += 1
            self.now_s += 1.0 / fps
            next_ = replace(frame, number=self.number, time_s=self.now_s)
            if self.looking.step(next_, somebody=somebody):
                new.append(i)
        return new


def down(looking: Settling) -> Sequence[float]:
    assert looking.setting is not None
    return list(looking.setting.down)


def test_it_looks_as_long_and_as_often_as_a_recordings_analysis_does() -> None:
    assert (settling.SETTLE_FRAMES, settling.SETTLE_EVERY, settling.NO_DEPTH_SHARE) == (
        analysis.SETTLE_FRAMES,
        analysis.SETTLE_EVERY,
        analysis.NO_DEPTH_SHARE,
    )


def test_a_second_settles_it_with_a_person_standing_there(standing: DepthFrame) -> None:
    looking = Settling()
    assert Stream(looking).feed(standing, 60, somebody=True) == [29]
    assert looking.setting is not None
    assert looking.setting.down_from == "floor"
    assert looking.setting.mount is Mount.PORTRAIT_LEFT
    assert down(looking) == list(settle([standing] * 6, "auto").down)
    assert looking.told == ""


@pytest.mark.parametrize(("fps", "last"), [(60.0, 29), (15.0, 15), (6.0, 6), (1.0, 2)])
def test_a_slow_stream_takes_no_longer(standing: DepthFrame, fps: float, last: int) -> None:
    (after,) = Stream(Settling()).feed(standing, 40, fps=fps)
    assert abs(after - last) <= 1


@pytest.mark.parametrize(("gravity", "source"), [(True, "imu"), (False, "mount")])
def test_without_a_floor_it_settles_all_the_same(
    standing: DepthFrame, gravity: bool, source: str
) -> None:
    wall = np.full_like(standing.depth, 2500)
    bare = replace(standing, depth=wall, gravity=standing.gravity if gravity else None)
    looking = Settling()
    assert Stream(looking).feed(bare, 40) == [29]
    assert looking.setting is not None
    assert looking.setting.floor is None
    assert looking.setting.down_from == source


def test_a_covered_lens_is_waited_out_and_told(standing: DepthFrame) -> None:
    looking = Settling()
    stream = Stream(looking)
    few = np.zeros_like(standing.depth)
    few[:8, :8] = 1000
    assert stream.feed(replace(standing, depth=few), 100) == []
    assert "covered" in looking.told
    assert stream.feed(standing, 40) == [29]
    assert looking.told == ""


def test_a_camera_that_is_being_aimed_settles_when_it_rests(standing: DepthFrame) -> None:
    looking = Settling()
    stream = Stream(looking)
    for i in range(40):
        assert stream.feed(turned(standing, 3.0 * (i % 9)), 4) == []
    assert "being moved" in looking.told
    assert stream.feed(turned(standing, 1.0), 40) in ([29], [28])


def test_a_moved_camera_is_not_believed_until_it_settles(standing: DepthFrame) -> None:
    looking = Settling()
    stream = Stream(looking)
    stream.feed(standing, 40, somebody=True)
    before = down(looking)
    assert stream.feed(turned(standing, 1.5), 90, somebody=True) == []
    assert stream.feed(turned(standing, 4.0), 20, somebody=True) == []
    assert stream.feed(standing, 60, somebody=True) == [], "a knock is not a move"
    assert down(looking) == before
    (after,) = stream.feed(turned(standing, 4.0), 90, somebody=True)
    assert 55 <= after <= 65
    stream.feed(turned(standing, 95.0), 31, somebody=True)
    assert looking.setting is None
    assert len(stream.feed(turned(standing, 95.0), 40, somebody=True)) == 1
    assert looking.setting is not None
    assert looking.setting.mount is not Mount.PORTRAIT_LEFT


def test_it_looks_again_only_while_nobody_is_there(standing: DepthFrame) -> None:
    looking = Settling(patience=SHORT)
    stream = Stream(looking)
    stream.feed(standing, 30)
    assert stream.feed(standing, 300, somebody=True) == []
    assert looking.setting is not None, "the old one holds"
    (after,) = stream.feed(standing, 90)
    assert 55 <= after <= 65, "a second of nobody, and a second of looking"
    (again,) = stream.feed(standing, 160)
    assert again > 115


def test_somebody_who_steps_in_ends_the_look(standing: DepthFrame) -> None:
    looking = Settling(patience=SHORT)
    stream = Stream(looking)
    stream.feed(standing, 30 + 4 * 30 + 10)
    assert stream.feed(standing, 60, somebody=True) == []
    assert looking.setting is not None
    assert stream.feed(standing, 30) == []
    assert len(stream.feed(standing, 40)) == 1


def test_a_floor_that_is_hidden_for_a_while_stays_known(standing: DepthFrame) -> None:
    looking = Settling(patience=SHORT)
    stream = Stream(looking)
    stream.feed(standing, 30)
    before = down(looking)
    wall = replace(standing, depth=np.full_like(standing.depth, 2500))
    assert stream.feed(wall, 300) == []
    assert down(looking) == before


def test_an_unknown_floor_is_looked_for_more_often(standing: DepthFrame) -> None:
    looking = Settling(patience=SHORT)
    stream = Stream(looking)
    wall = replace(standing, depth=np.full_like(standing.depth, 2500))
    assert stream.feed(wall, 30) == [29]
    assert stream.feed(wall, 300) == [], "nothing new is no news"
    (after,) = stream.feed(standing, 100)
    assert after < 100
    assert looking.setting is not None
    assert looking.setting.floor is not None


def test_straight_down_is_refused(standing: DepthFrame) -> None:
    looking = Settling()
    assert standing.gravity is not None
    lying = replace(standing, depth=np.full_like(standing.depth, 900),
                    gravity=np.array([0.0, 0.0, 1.0]))  # fmt: skip
    assert Stream(looking).feed(lying, 100) == []
    assert "straight down" in looking.told
    assert looking.setting is None


def test_a_clock_that_jumps_counts_for_little(standing: DepthFrame) -> None:
    looking = Settling(patience=SHORT)
    stream = Stream(looking)
    stream.feed(standing, 30)
    assert not looking.step(replace(standing, time_s=1e6), somebody=False)
    assert not looking.step(replace(standing, time_s=1.0), somebody=False)
    assert stream.feed(standing, 60) == []
