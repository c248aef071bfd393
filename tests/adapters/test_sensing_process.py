"""The sensing process, with real children: the whole chain on a recording, and misbehaving ones.

Nothing here depends on how quick the machine is: where something is waited for, it is waited for
until it comes, or until far beyond any reason.
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kiosk.adapters.demo_member import DemoMember
from kiosk.adapters.onnx_pose import OnnxPose
from kiosk.adapters.recorder import Db3Recorder
from kiosk.adapters.recording import Db3Recording
from kiosk.adapters.segment_cv import Segmenter
from kiosk.adapters.sensing_child import Limits
from kiosk.adapters.sensing_process import SensingProcess
from kiosk.core.frame import DepthFrame
from kiosk.core.ladder import Ladder, Rules
from kiosk.core.senses import (
    CameraCare,
    CameraFault,
    CameraNotes,
    CameraReady,
    ModelReady,
    Seen,
    Sense,
    SourceEnded,
)
from kiosk.ports import Senses
from kiosk.sensing import Sensing, settle
from tests.support import sensing_targets as targets

FRAMES = 60
SETTLED = 29
FAR_BEYOND_S = 120.0
QUICK = Rules(died_s=(0.01, 0.02))
EVERY_FRAME = {"speed": 1000.0, "skip_late": False}


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds of the standing member as a recording by the SDK."""
    path = tmp_path_factory.mktemp("clip") / "member.db3"
    member = DemoMember()
    with Db3Recorder(path, member.intrinsics, 0.001, 30, compress=False) as recorder:
        for frame in islice(member.frames(), FRAMES):
            recorder.write(frame)
    return path


@contextmanager
def running(target: Callable[..., None], *args: Any, **limits: Any) -> Iterator[SensingProcess]:
    """A process with quick retries, closed at the end."""
    process = SensingProcess(target, args, limits=Limits(**limits), ladder=Ladder(QUICK))
    try:
        yield process
    finally:
        process.close()


def until(process: Senses, enough: Callable[[list[Sense]], bool]) -> list[Sense]:
    """All that comes until it is enough."""
    got: list[Sense] = []
    end_s = time.monotonic() + FAR_BEYOND_S
    while not enough(got):
        got += process.poll()
        assert time.monotonic() < end_s, got
        time.sleep(0.005)
    return got


def has(*kinds: type[Sense], least: int = 1) -> Callable[[list[Sense]], bool]:
    return lambda got: all(sum(isinstance(s, kind) for s in got) >= least for kind in kinds)


def sights(got: list[Sense]) -> list[Seen]:
    return [sense for sense in got if isinstance(sense, Seen)]


def faults(got: list[Sense]) -> list[CameraFault]:
    return [sense for sense in got if isinstance(sense, CameraFault)]


def pid_of(process: SensingProcess) -> int:
    assert process.pid is not None
    return process.pid


def is_gone(pid: int) -> bool:
    """Neither running nor waiting to be collected."""
    return not Path(f"/proc/{pid}").exists()


def test_one_that_grows_without_end_is_ended_and_started_anew() -> None:
    with running(targets.grow) as process:
        got = until(process, has(CameraFault, CameraReady, least=2))
    assert not any(fault.final for fault in faults(got))


# The real chain in a real child


def test_its_sights_are_those_of_the_pipeline(clip: Path) -> None:
    with running(targets.real, clip, EVERY_FRAME) as process:
        got = until(process, has(SourceEnded))
    kinds = [type(sense) for sense in got if not isinstance(sense, CameraNotes)]
    assert kinds == [ModelReady, CameraReady, *[Seen] * (FRAMES - SETTLED), SourceEnded]
    model = OnnxPose(targets.MODEL)
    assert got[0] == ModelReady(model.name, model.sha256, model.errors)
    frames: list[DepthFrame] = list(Db3Recording(clip).frames())
    setting = settle(frames[:30:5], "auto")
    sensing = Sensing(setting, Segmenter(), model, outlines=True)
    for seen, frame in zip(sights(got), frames[SETTLED:], strict=True):
        wanted = sensing.step(frame)
        assert (seen.number, seen.sight.time_s, seen.lost) == (frame.number, frame.time_s, 0)
        assert seen.sight.skeleton is not None
        assert wanted.skeleton is not None
        np.testing.assert_allclose(
            seen.sight.skeleton.points_m, wanted.skeleton.points_m, rtol=1e-6
        )
        assert seen.sight.silhouette is not None
        assert wanted.silhouette is not None
        np.testing.assert_array_equal(seen.sight.silhouette.mask, wanted.silhouette.mask)
        assert not seen.sight.silhouette.mask.flags.writeable
        assert seen.sight.place_m == wanted.place_m


def test_a_child_whose_message_makes_no_sense_is_replaced() -> None:
    with running(targets.talk_nonsense) as process:
        got = until(process, has(CameraFault, least=1))
    assert faults(got)[0].text == "The sensing process sent nonsense (TypeError). It is replaced."


def test_a_child_killed_in_the_middle_is_replaced(clip: Path) -> None:
    with running(targets.real, clip, {"speed": 1.0, "loop": True}) as process:
        until(process, has(Seen, least=3))
        first = pid_of(process)
        os.kill(first, signal.SIGKILL)
        got = until(process, has(CameraFault, ModelReady, CameraReady, Seen))
        assert process.pid != first
        assert is_gone(first)
    after = [type(sense) for sense in got if not isinstance(sense, Seen | CameraNotes)]
    assert after == [CameraFault, CameraCare, ModelReady, CameraReady]
    (fault,) = faults(got)
    assert "SIGKILL" in fault.text
    assert not fault.final


def test_a_child_loads_no_pygame_and_works_on_one_core(clip: Path, tmp_path: Path) -> None:
    told = tmp_path / "told"
    with running(targets.real_then_tells, clip, EVERY_FRAME, told, grace_s=60.0) as process:
        until(process, has(SourceEnded))
    assert told.read_text() == "cv2,onnxruntime,pyrealsense2 1 1"


def test_a_recording_that_is_none_is_told_and_not_tried_again(tmp_path: Path) -> None:
    path = tmp_path / "a.db3"
    path.write_bytes(b"no recording")
    with running(targets.real, path, EVERY_FRAME) as process:
        first = pid_of(process)
        got = until(process, has(CameraFault))
        assert faults(got)[0].final
        for _ in range(50):
            assert process.poll() == []
            time.sleep(0.002)
        assert process.pid is None
    assert is_gone(first)


# Children that end or hang


def test_an_end_is_told_with_its_status() -> None:
    with running(targets.stream_then_end, 3, 20) as process:
        got = until(process, has(CameraFault, least=2))
    assert faults(got)[0].text == "The sensing process ended (exit status 3). It is replaced."
    first = got[: got.index(faults(got)[0])]
    assert [seen.number for seen in sights(first)] == list(range(20)), "nothing it said is missed"


def test_one_that_is_renewed_is_replaced_without_a_fault() -> None:
    with running(targets.stream) as process:
        until(process, has(CameraReady, Seen))
        first = pid_of(process)
        process.renew()
        got = until(process, has(CameraReady))
        assert pid_of(process) != first
        until(process, lambda _: is_gone(first))
        process.renew()
        process.renew()  # between two children there is nothing to end
        got += until(process, has(CameraReady))
    assert faults(got) == []


def test_a_stopped_child_is_killed_and_replaced() -> None:
    with running(targets.stream, silent_s=0.3, grace_s=0.1) as process:
        until(process, has(Seen))
        first = pid_of(process)
        os.kill(first, signal.SIGSTOP)
        got = until(process, has(CameraFault, CameraReady))
        assert is_gone(first)
        assert process.pid != first
    assert faults(got)[0].text == (
        "The sensing process has said nothing for 0.3 s (sensing). It is replaced."
    )


def test_a_child_that_hangs_and_heeds_no_signal_is_replaced() -> None:
    with running(targets.hang, silent_s=0.2, grace_s=0.1) as process:
        first = pid_of(process)
        until(process, has(CameraFault, CameraReady, least=2))
    assert is_gone(first)


def test_a_child_that_does_not_get_ready_is_replaced() -> None:
    with running(targets.hang_at_start, starting_s=0.3, silent_s=0.1, grace_s=0.1) as process:
        got = until(process, has(CameraFault, least=2))
    assert faults(got)[0].text == (
        "The sensing process has said nothing for 0.3 s (starting). It is replaced."
    )


class Clock:
    def __init__(self) -> None:
        self.now_s = 10.0

    def __call__(self) -> float:
        return self.now_s


def silence_until_blamed(process: SensingProcess, clock: Clock, most: int) -> int:
    """Readings a second apart until the child is at fault; how many there were."""
    for count in range(1, most + 1):
        clock.now_s += 1.0
        if faults(list(process.poll())):
            return count
    pytest.fail(f"a child that is silent in {most} readings is not blamed")


def test_an_sdk_that_hangs_in_stopping_its_camera_is_replaced() -> None:
    clock = Clock()
    process = SensingProcess(targets.hang_in_closing, limits=Limits(grace_s=1e6), clock=clock)
    first = pid_of(process)
    got = until(process, has(ModelReady, CameraFault))
    assert faults(got)[0].text == "the camera was unplugged", "told before it is stopped"
    time.sleep(0.2)  # until it says that it stops it
    assert silence_until_blamed(process, clock, 20) == 3, "a stop that hangs costs 2.5 s"
    while process.pid is None:
        clock.now_s += 0.25
        process.poll()
        time.sleep(0.005)
    assert is_gone(first)
    until(process, has(ModelReady))
    os.kill(pid_of(process), signal.SIGKILL)
    process.close()


def test_signs_of_life_are_enough() -> None:
    clock = Clock()
    limits = Limits(starting_s=2.5, silent_s=0.2)
    process = SensingProcess(targets.quiet, limits=limits, clock=clock)
    child = process._child
    assert child is not None
    for _ in range(20):
        assert select.select([child._sights], [], [], FAR_BEYOND_S)[0]
        clock.now_s += 1.0
        assert process.poll() == []
    os.kill(pid_of(process), signal.SIGSTOP)
    assert silence_until_blamed(process, clock, 20) >= 3
    process.close()


def test_a_kiosk_that_slept_does_not_blame_its_child() -> None:
    clock = Clock()
    process = SensingProcess(targets.hang_at_start, limits=Limits(grace_s=0.1), clock=clock)
    for _ in range(15):
        clock.now_s += 100.0
        assert process.poll() == []
    assert silence_until_blamed(process, clock, 1) == 1
    process.close()


def test_waits_grow_and_shrink_again_after_a_steady_child() -> None:
    clock = Clock()
    ladder = Ladder(Rules(died_s=(1.0, 2.0, 4.0), healthy_s=30.0))
    process = SensingProcess(targets.stream, ladder=ladder, clock=clock)

    def killed() -> float:
        """Kill the child; how long until there is another."""
        until(process, has(Seen))
        os.kill(pid_of(process), signal.SIGKILL)
        until(process, has(CameraFault))
        began_s = clock.now_s
        while process.pid is None:
            clock.now_s += 0.25
            process.poll()
            time.sleep(0.001)
        return clock.now_s - began_s

    try:
        assert [killed() for _ in range(4)] == [1.0, 2.0, 4.0, 4.0]
        until(process, has(Seen))
        for _ in range(31):
            clock.now_s += 1.0
            until(process, has(Seen))
        assert killed() == 1.0
    finally:
        process.close()


def test_a_process_that_cannot_be_made_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    descriptors = open_descriptors()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "executable", "/nowhere/python")
        process = SensingProcess(targets.stream, ladder=Ladder(QUICK))
        got = until(process, has(CameraFault, least=2))
    assert "does not start: No such file or directory" in faults(got)[0].text
    until(process, has(Seen))
    process.close()
    assert open_descriptors() == descriptors


# The pipe


def test_a_slow_reader_loses_only_old_sights() -> None:
    count = 20000
    with running(targets.flood, count) as process:
        first = until(process, has(CameraReady))  # and what of the flood came with it
        time.sleep(0.2)  # let it flood: the pipe fills long before all are sent
        last = until(process, lambda got: bool(sights(got)) and number(got) == count - 1)
    got = sights([*first, *last])
    numbers = [seen.number for seen in got]
    assert numbers == sorted(set(numbers))
    assert sum(seen.lost for seen in got) + len(got) == count, "none is missing without a word"
    for before, seen in zip(numbers, got[1:], strict=False):
        assert seen.lost == seen.number - before - 1


def number(got: list[Sense]) -> int:
    return sights(got)[-1].number


def test_cues_arrive_once_each_and_again_in_the_next_child() -> None:
    with running(targets.echo) as process:
        until(process, has(CameraReady))
        for state in ("attract", "attract", "consent", "attract"):
            process.cue(state)
        got = until(process, has(CameraFault, least=3))
        assert [fault.text for fault in faults(got)] == ["attract", "consent", "attract"]
        process.cue("héllo")
        until(process, has(CameraFault))
        os.kill(pid_of(process), signal.SIGKILL)
        got = until(process, has(CameraFault, least=2))
        assert faults(got)[1].text == "héllo"


def test_cues_to_a_hanging_child_do_not_block() -> None:
    with running(targets.hang, grace_s=0.05) as process:
        until(process, has(CameraReady))
        for i in range(20000):
            process.cue(f"state {i}")


# What is left behind


def open_descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def children() -> list[int]:
    """Processes whose parent is this one, dead ones too."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == os.getpid():
            found.append(int(path.parent.name))
    return found


@pytest.mark.parametrize(
    "target", [targets.stream, targets.quiet, targets.hang, targets.hang_at_start]
)
def test_closing_leaves_nothing_behind(target: Callable[..., None]) -> None:
    before = (open_descriptors(), children(), threading.active_count())
    process = SensingProcess(target, limits=Limits(grace_s=0.1))
    if target in (targets.stream, targets.hang):
        until(process, has(CameraReady))
    process.close()
    process.close()
    assert (open_descriptors(), children(), threading.active_count()) == before
    process.cue("attract")
    assert process.poll() == []
    assert process.pid is None


def test_closing_while_an_old_child_is_still_being_ended() -> None:
    before = (open_descriptors(), children())
    process = SensingProcess(targets.hang, limits=Limits(silent_s=0.1, grace_s=0.3))
    until(process, has(CameraFault))
    assert len(children()) == len(before[1]) + 1
    process.close()
    assert (open_descriptors(), children()) == before


def test_many_restarts_leave_nothing_behind() -> None:
    before = (open_descriptors(), children())
    with running(targets.stream_then_end, 1, 1) as process:
        until(process, has(CameraFault, least=5))
    assert (open_descriptors(), children()) == before


def test_a_child_does_not_outlive_a_killed_kiosk(tmp_path: Path) -> None:
    code = """
import os, signal, sys, time
from pathlib import Path
from kiosk.adapters.sensing_process import SensingProcess
from tests.support import sensing_targets as targets
process = SensingProcess(targets.stream)
while not process.poll():
    time.sleep(0.005)
Path(sys.argv[1]).write_text(str(process.pid))
os.kill(os.getpid(), signal.SIGKILL)
"""
    told = tmp_path / "pid"
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", code, str(told)], cwd=root, check=False)
    pid, end_s = int(told.read_text()), time.monotonic() + FAR_BEYOND_S
    while not is_gone_or_zombie(pid):
        assert time.monotonic() < end_s
        time.sleep(0.01)


def is_gone_or_zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def test_the_kiosks_side_loads_no_camera_network_or_picture_package() -> None:
    code = """
import sys
from kiosk.adapters.sensing_process import SensingProcess
from tests.support import sensing_targets as targets
process = SensingProcess(targets.stream)
while not process.poll():
    pass
process.close()
print(sorted({"cv2", "onnxruntime", "pyrealsense2", "pygame", "multiprocessing", "kiosk.live"}
             & set(sys.modules)))
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")
