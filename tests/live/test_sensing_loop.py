"""The sensing loop against scripted cameras, a network that answers nought, and a turned clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

import numpy as np
import pytest

from kiosk.adapters.demo_member import DemoMember
from kiosk.adapters.segment_cv import Segmenter
from kiosk.core.frame import DepthFrame, Intrinsics
from kiosk.core.mount import upright_lens
from kiosk.core.senses import (
    RESET,
    RESTART,
    Busy,
    CameraFault,
    CameraNotes,
    CameraReady,
    ModelReady,
    Seen,
    Sense,
    SourceEnded,
)
from kiosk.core.sight import Sight
from kiosk.errors import CameraError, KioskError, ModelError, RecordingError
from kiosk.live.sensing_loop import run
from kiosk.live.watcher import Options
from kiosk.sensing import Sensing, settle
from tests.support.nought_model import NoughtModel

SETTLED = 29
"""The frame with which the place is known."""
PERIOD_S = 1 / 30


@dataclass
class Play:
    """A camera that gives frames and raises errors as scripted; each opening takes the next.

    Counts how often it was closed; each frame takes PERIOD_S of the clock.
    """

    frames_: Sequence[DepthFrame | KioskError]
    world: World
    opened_times: int = 0
    closed: int = 0

    @property
    def intrinsics(self) -> Intrinsics:
        return DemoMember().intrinsics

    def frames(self) -> Iterator[DepthFrame]:
        for one in self.frames_:
            if isinstance(one, KioskError):
                raise one
            self.world.now_s += PERIOD_S
            yield one

    def close(self) -> None:
        self.closed += 1


@dataclass
class Actor(Play):
    cues: list[str] = field(default_factory=list)

    def cue(self, state: str) -> None:
        self.cues.append(state)


@dataclass
class World:
    """The main process's end, and the clock. cues: by the number of the call that receives them.

    ends_at_s: when the kiosk wants no more. orders: what it says to each fault, one after another,
    a second later; the last one for ever.
    """

    orders: Sequence[str] = (RESTART,)
    resets: int = 0
    busy: list[str] = field(default_factory=list)
    cues: dict[int, str] = field(default_factory=dict)
    ends_at_s: float = 1000.0
    now_s: float = 0.0
    calls: int = 0
    longest_s: float = 0.0
    ordered: list[tuple[float, str]] = field(default_factory=list)
    sent: list[Sense] = field(default_factory=list)
    sent_at_s: list[float] = field(default_factory=list)

    def send(self, sense: Sense) -> None:
        if isinstance(sense, Busy):
            self.busy.append(sense.what)
            return
        if isinstance(sense, CameraFault) and not sense.final and self.orders:
            at = min(len(self.faults()), len(self.orders) - 1)
            self.ordered.append((self.now_s + 1.0, self.orders[at]))
        if isinstance(sense, CameraNotes) and not sense.notes:
            return
        self.sent.append(sense)
        self.sent_at_s.append(self.now_s)

    def receive(self, timeout_s: float) -> str | None:
        self.calls += 1
        self.longest_s = max(self.longest_s, timeout_s)
        if self.calls in self.cues:
            return self.cues[self.calls]
        self.now_s += timeout_s
        if self.now_s >= self.ends_at_s:
            raise EOFError
        if self.ordered and self.now_s >= self.ordered[0][0]:
            return self.ordered.pop(0)[1]
        return None

    def reset(self, wait: Callable[[float], None]) -> None:
        self.resets += 1
        wait(3.0)

    def clock(self) -> float:
        return self.now_s

    def run(
        self,
        *scripts: Sequence[DepthFrame | KioskError] | KioskError,
        kind: type[Play] = Play,
        model: Callable[[], Any] = NoughtModel,
        options: Options | None = None,
    ) -> list[Any]:
        """The cameras that were opened, one for each script; an error is one of the opening."""
        left, cameras = list(scripts), []

        def open_camera() -> Play:
            script = left.pop(0)
            if isinstance(script, KioskError):
                raise script
            cameras.append(kind(script, self))
            return cameras[-1]

        send, receive = self.send, self.receive
        run(open_camera, model, Segmenter, send, receive, options, self.clock, self.reset)
        return cameras

    def kinds(self) -> list[type[Sense]]:
        """What was sent, runs of the same taken together."""
        kinds = [type(sense) for sense in self.sent]
        return [kind for i, kind in enumerate(kinds) if i == 0 or kind is not kinds[i - 1]]

    def seen(self) -> list[Seen]:
        return [sense for sense in self.sent if isinstance(sense, Seen)]

    def faults(self) -> list[CameraFault]:
        return [sense for sense in self.sent if isinstance(sense, CameraFault)]


@pytest.fixture(scope="module")
def member() -> list[DepthFrame]:
    """45 frames of the standing member, at half the camera's resolution."""
    halves = []
    for frame in islice(DemoMember().frames(), 45):
        lens = frame.intrinsics
        half = Intrinsics(
            lens.width // 2, lens.height // 2, lens.fx / 2, lens.fy / 2, lens.cx / 2, lens.cy / 2
        )
        depth = np.ascontiguousarray(frame.depth[::2, ::2])
        depth.flags.writeable = False
        halves.append(replace(frame, depth=depth, intrinsics=half))
    return halves


def empty(frame: DepthFrame) -> DepthFrame:
    return replace(frame, depth=np.zeros_like(frame.depth))


def later(frames: Sequence[DepthFrame], by: int) -> list[DepthFrame]:
    return [replace(f, number=f.number + by, time_s=f.time_s + by * PERIOD_S) for f in frames]


def assert_same(a: Sight, b: Sight) -> None:
    assert a.skeleton is not None
    assert b.skeleton is not None
    np.testing.assert_array_equal(a.skeleton.points_m, b.skeleton.points_m)
    assert a.silhouette is not None
    assert b.silhouette is not None
    np.testing.assert_array_equal(a.silhouette.mask, b.silhouette.mask)
    assert (a.time_s, a.place_m, a.tall_m) == (b.time_s, b.place_m, b.tall_m)


# What it tells, in order


def test_model_then_camera_then_a_sight_a_frame_then_the_end(member: list[DepthFrame]) -> None:
    world = World()
    (camera,) = world.run(member)
    assert world.kinds() == [ModelReady, CameraReady, Seen, SourceEnded]
    assert world.sent[0] == ModelReady("nought", "00", NoughtModel.errors)
    setting = settle(member[:30:5], "auto")
    ready = world.sent[1]
    assert isinstance(ready, CameraReady)
    assert ready.lens == upright_lens(member[0].intrinsics, setting.mount)
    assert ready.lens.height > ready.lens.width
    assert [seen.number for seen in world.seen()] == [f.number for f in member[SETTLED:]]
    sensing = Sensing(setting, Segmenter(), NoughtModel(), outlines=True)
    for seen, frame in zip(world.seen(), member[SETTLED:], strict=True):
        assert_same(seen.sight, sensing.step(frame))
        assert seen.lost == 0
    assert camera.closed == 1
    assert world.longest_s <= 1.0
    assert world.now_s >= world.ends_at_s, "alive and silent until it is closed"


def test_a_lag_is_from_the_frames_coming(member: list[DepthFrame]) -> None:
    class SlowModel(NoughtModel):
        def infer(self, body: Any, feet: Any) -> Any:
            world.now_s += 0.025
            return super().infer(body, feet)

    world = World()
    world.run(member, model=SlowModel)
    assert [seen.lag_s for seen in world.seen()] == pytest.approx([0.025] * 16)


def test_recorded_time_is_the_recordings_own(member: list[DepthFrame]) -> None:
    world = World()
    world.run(member, options=Options(speed=50.0, skip_late=False))
    assert [seen.sight.time_s for seen in world.seen()] == [f.time_s for f in member[SETTLED:]]


def test_a_loop_begins_again_and_says_so(member: list[DepthFrame]) -> None:
    world = World(ends_at_s=6.0)
    (camera,) = world.run(member, options=Options(loop=True))
    assert camera.closed == 1
    assert world.kinds()[:7] == [ModelReady, *[CameraReady, Seen] * 3]
    assert SourceEnded not in world.kinds()
    numbers = [seen.number for seen in world.seen()]
    assert numbers[:16] == [f.number for f in member[SETTLED:]]
    assert numbers[16:61] == [f.number for f in member], "the place is known from the first pass"


# What must not be sensed


def test_unusable_frames_are_left_out(member: list[DepthFrame]) -> None:
    frames = list(member)
    frames[35] = empty(frames[35])
    frames[38] = replace(frames[38], time_s=float("nan"))
    world = World()
    world.run(frames)
    assert world.kinds() == [ModelReady, CameraReady, Seen, SourceEnded]
    wanted = [f.number for f in member[SETTLED:] if f.number not in (35, 38)]
    assert [seen.number for seen in world.seen()] == wanted


def test_nothing_but_nonsense_is_a_fault_until_it_is_over(member: list[DepthFrame]) -> None:
    dark = later([empty(member[0])] * 100, 45)
    dark = [replace(f, number=f.number + i, time_s=f.time_s + i * PERIOD_S)
            for i, f in enumerate(dark)]  # fmt: skip
    world = World(orders=())
    world.run([*member, *dark, *later(member, 145)])
    assert world.kinds() == [
        ModelReady, CameraReady, Seen, CameraFault, CameraReady, Seen, SourceEnded,
    ]  # fmt: skip
    (fault,) = world.faults()
    assert "not one pixel has depth" in fault.text
    assert not fault.final
    assert len(world.seen()) == 16 + 45, "the place is known already"


def test_a_lens_that_is_covered_from_the_start(member: list[DepthFrame]) -> None:
    few = np.zeros_like(member[0].depth)
    few[:12, :12] = 1500
    covered = [replace(member[0], depth=few, number=i, time_s=i * PERIOD_S) for i in range(120)]
    world = World(orders=())
    world.run([*covered, *later(member, 120)])
    assert world.kinds() == [ModelReady, CameraFault, CameraReady, Seen, SourceEnded]
    assert "covered" in world.faults()[0].text


def test_looking_slowly_is_no_fault(member: list[DepthFrame]) -> None:
    world = World()
    world.run(member, options=Options(patience_s=0.1))
    assert world.faults() == []


def test_a_turned_camera_gives_no_sight_until_it_has_settled(member: list[DepthFrame]) -> None:
    frames = (member * 5)[:200]
    tilted = np.array([-0.9, 0.0, 0.4]) / np.hypot(0.9, 0.4)
    frames = [
        replace(f, number=i, time_s=i * PERIOD_S, gravity=f.gravity if i < 60 else tilted)
        for i, f in enumerate(frames)
    ]
    world = World()
    world.run(frames)
    assert world.kinds() == [ModelReady, CameraReady, Seen, CameraReady, Seen, SourceEnded]
    numbers = np.array([seen.number for seen in world.seen()])
    gaps = np.nonzero(np.diff(numbers) > 1)[0]
    assert len(gaps) == 1
    before, after = numbers[gaps[0]], numbers[gaps[0] + 1]
    assert 85 <= before <= 95
    assert 28 <= after - before <= 32


# Faults


def test_a_lost_camera_is_opened_again_as_often_as_is_ordered(member: list[DepthFrame]) -> None:
    lost = CameraError("the camera was unplugged", "absent")
    world = World()
    cameras = world.run([*member, lost], lost, lost, [*member, lost], lost, member)
    assert world.kinds() == [
        ModelReady, CameraReady, Seen, CameraFault, CameraReady, Seen, CameraFault, CameraReady,
        Seen, SourceEnded,
    ]  # fmt: skip
    assert [camera.closed for camera in cameras] == [1, 1, 1]
    assert {(fault.text, fault.code) for fault in world.faults()} == {
        ("the camera was unplugged", "absent")
    }
    assert not any(fault.final for fault in world.faults())
    assert world.resets == 0


def test_a_fault_is_told_before_the_camera_is_stopped_which_may_hang(
    member: list[DepthFrame],
) -> None:
    world = World()

    class Slow(Play):
        def close(self) -> None:
            super().close()
            self.world.now_s += 60.0

    world.run([*member[:5], CameraError("gone")], member, kind=Slow)
    at_s = world.sent_at_s[[type(s) for s in world.sent].index(CameraFault)]
    assert at_s == pytest.approx(5 * PERIOD_S)
    assert world.busy[:4] == [
        "opening the camera", "waiting for the camera's pictures", "stopping the camera",
        "waiting for what to do",
    ]  # fmt: skip


def test_its_hardware_is_reset_where_that_is_ordered(member: list[DepthFrame]) -> None:
    world = World(orders=(RESTART, RESET))
    lost = CameraError("no frames", "no_frames")
    world.run(lost, lost, member)
    assert world.resets == 1
    assert world.now_s >= 5.0
    assert world.kinds()[-1] is SourceEnded


def test_a_reset_that_fails_shows_in_opening(member: list[DepthFrame]) -> None:
    class Stubborn(World):
        def reset(self, wait: Callable[[float], None]) -> None:
            super().reset(wait)
            raise CameraError("it did not come back", "absent")

    world = Stubborn(orders=(RESET,))
    world.run(CameraError("no frames"), member)
    assert world.resets == 1
    assert [fault.text for fault in world.faults()] == ["no frames"]


def test_a_fresh_process_may_find_an_order_before_it_opens_the_camera(
    member: list[DepthFrame],
) -> None:
    world = World(cues={1: "consent", 2: RESET})
    (camera,) = world.run(member, kind=Actor)
    assert world.resets == 1
    assert camera.cues == ["consent"]


def test_an_order_closes_a_camera_that_is_at_fault_and_open(member: list[DepthFrame]) -> None:
    stuck = [replace(member[0], number=i, time_s=i * PERIOD_S) for i in range(1, 400)]
    world = World()
    first, _ = world.run(stuck, member)
    (fault,) = world.faults()
    assert fault.code == "frozen"
    assert world.kinds() == [ModelReady, CameraFault, CameraReady, Seen, SourceEnded]
    assert first.closed == 1
    assert len(world.seen()) == len(member) - SETTLED, "of the frozen picture nothing was sensed"


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda f, i: replace(f, number=7, time_s=7.0), "repeated"),
        (lambda f, i: replace(f, depth=f.depth[:-8]), "wrong_size"),
        (lambda f, i: replace(f, scale_m=float("nan")), "unusable"),
        (lambda f, i: replace(f, depth=np.zeros_like(f.depth)), "empty"),
    ],
)
def test_each_fault_of_frames_has_its_name(
    member: list[DepthFrame], spoil: Callable[[DepthFrame, int], DepthFrame], code: str
) -> None:
    good = [replace(member[i % 45], number=i, time_s=i * PERIOD_S) for i in range(45)]
    bad = [spoil(replace(member[i % 45], number=i, time_s=i * PERIOD_S), i) for i in range(45, 200)]
    world = World()
    world.run([*good, *bad], member)
    assert [fault.code for fault in world.faults()] == [code]
    assert len(world.seen()) <= len(good) - SETTLED + 1 + len(member) - SETTLED
    assert all(seen.number <= 45 for seen in world.seen())


def test_a_recording_that_stands_still_is_a_drawn_figure_and_no_fault(
    member: list[DepthFrame],
) -> None:
    still = [replace(member[0], number=i, time_s=i * PERIOD_S) for i in range(150)]
    world = World()
    world.run(still, options=Options(speed=1000.0, skip_late=False))
    assert world.faults() == []


def test_another_lens_than_was_accepted_is_not_measured_with(member: list[DepthFrame]) -> None:
    lens = DemoMember().intrinsics
    world = World(ends_at_s=1.5)
    world.run(member, member, member, options=Options(lens=replace(lens, fx=lens.fx * 1.03)))
    assert {fault.code for fault in world.faults()} == {"lens"}
    assert world.seen() == []
    same = World()
    same.run(member, options=Options(lens=replace(lens, fx=lens.fx * 1.003)))
    assert same.faults() == []


def test_it_ends_while_it_waits() -> None:
    world = World(ends_at_s=0.5)
    world.run(CameraError("no camera"))
    assert world.now_s == 1.0, "in the midst of waiting for an order"


@pytest.mark.parametrize("error", [ModelError("exchanged"), KioskError("does not load")])
def test_without_a_model_no_camera_is_opened(error: KioskError) -> None:
    def fail() -> Any:
        raise error

    world = World()
    assert world.run(model=fail) == []
    assert world.sent == [CameraFault(str(error), final=True)]


def test_a_damaged_recording_is_for_somebody_else(member: list[DepthFrame]) -> None:
    world = World()
    (camera,) = world.run([*member, RecordingError("damaged")])
    assert world.sent[-1] == CameraFault("damaged", final=True)
    assert camera.closed == 1


@pytest.mark.parametrize("loop", [False, True])
def test_a_source_without_frames_is_no_source(loop: bool) -> None:
    world = World()
    world.run([], options=Options(loop=loop))
    (fault,) = world.faults()
    assert fault.final
    assert "without a single depth frame" in fault.text


def test_the_camera_is_closed_whatever_happens(member: list[DepthFrame]) -> None:
    world = World(ends_at_s=1.0)
    (camera,) = world.run(member)
    assert camera.closed == 1
    assert CameraReady in world.kinds() or SETTLED * PERIOD_S > 1.0


# Cues


def test_cues_reach_the_member_in_order_and_a_new_camera_too(member: list[DepthFrame]) -> None:
    lost = CameraError("gone")
    world = World(cues={3: "attract", 12: "consent", 13: "safety", 45: "ready"})
    first, second = world.run([*member[:20], lost], member, kind=Actor)
    assert first.cues == ["attract", "consent", "safety"]
    assert second.cues == ["safety", "ready"]


def test_a_camera_without_a_member_is_not_told(member: list[DepthFrame]) -> None:
    world = World(cues={1: "attract", 10: "consent"})
    world.run(member)
    assert world.kinds() == [ModelReady, CameraReady, Seen, SourceEnded]


def test_a_cue_that_comes_during_a_wait_is_kept(member: list[DepthFrame]) -> None:
    world = World(cues={2: "consent"})
    (camera,) = world.run(CameraError("gone"), member, kind=Actor)
    assert camera.cues == ["consent"]
