"""Kills the real SDK's playback child again and again: it comes back, and nothing is left.

    python -m tests.support.playback_kills COUNT [RECORDING.db3]

The child is the whole chain as shipped but for the network: pyrealsense2 plays the recording. It is
killed at any moment: while it starts, while the SDK opens the file, while frames come. The waits
before another are short, for there would be 8 s before each of them. Ends with 1 where it did not
come back within a minute, or something was left.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

from kiosk.adapters.sensing_process import SensingProcess
from kiosk.core.ladder import Ladder, Rules
from kiosk.core.senses import Seen
from tests.support.camera_schedules import left_behind

if TYPE_CHECKING:
    from kiosk.adapters.sensing_link import Link

LONGEST_S: Final = 60.0
SHARE_EARLY: Final = 0.25
"""Killed before it has given a sight."""


def play(recording: str, link: Link) -> None:
    """What the child runs."""
    from kiosk.adapters.recording import Db3Recording
    from kiosk.adapters.segment_cv import Segmenter
    from kiosk.live.sensing_loop import run
    from kiosk.live.watcher import Options
    from tests.support.nought_model import NoughtModel

    options = Options(speed=1.0, loop=True)
    run(lambda: Db3Recording(Path(recording)), NoughtModel, Segmenter, link.send,
        link.receive_cue, options)  # fmt: skip


def record(path: Path, frames: int = 90) -> None:
    """A standing member, written by the SDK."""
    from kiosk.adapters.demo_member import DemoMember
    from kiosk.adapters.recorder import Db3Recorder

    member = DemoMember()
    with Db3Recorder(path, member.intrinsics, 0.001, 30, compress=False) as recorder:
        for frame in islice(member.frames(), frames):
            recorder.write(frame)


def kill_often(count: int, recording: Path, seed: int = 1) -> tuple[list[float], list[str]]:
    """How long each coming back took, from the kill to the next sight; and what was wrong."""
    rng, before = random.Random(seed), left_behind()
    ladder = Ladder(Rules(died_s=(0.2, 0.5)))
    process = SensingProcess(play, (str(recording),), camera=False, ladder=ladder)
    took: list[float] = []
    wrong: list[str] = []
    pids: set[int] = set()
    try:
        if _sight_s(process, None) is None:
            return took, ["it never began"]
        for number in range(count):
            early = rng.random() < SHARE_EARLY
            pid = process.pid
            if pid is None:
                wrong.append(f"kill {number}: there is no process")
                break
            pids.add(pid)
            os.kill(pid, signal.SIGKILL)
            killed_s = time.monotonic()
            if early and (again := _next_pid(process, pid)) is not None:
                time.sleep(rng.uniform(0.0, 1.0))
                pids.add(again)
                os.kill(again, signal.SIGKILL)
                pid, killed_s = again, time.monotonic()
            back_s = _sight_s(process, pid)
            if back_s is None:
                wrong.append(f"kill {number}: it did not come back")
                break
            took.append(back_s - killed_s)
            _linger(process, rng.uniform(0.0, 0.5))
    finally:
        process.close()
    wrong += [f"process {pid} is left" for pid in pids if Path(f"/proc/{pid}").exists()]
    if left_behind() != before:
        wrong.append(f"left behind: {left_behind()}, before {before}")
    return took, wrong


def _sight_s(process: SensingProcess, killed: int | None) -> float | None:
    """When the next sight comes of another process."""
    until_s = time.monotonic() + LONGEST_S
    while (now_s := time.monotonic()) < until_s:
        seen = any(isinstance(sense, Seen) for sense in process.poll())
        if seen and process.pid not in (None, killed):
            return now_s
        time.sleep(0.01)
    return None


def _next_pid(process: SensingProcess, pid: int) -> int | None:
    until_s = time.monotonic() + LONGEST_S
    while time.monotonic() < until_s:
        process.poll()
        if process.pid not in (None, pid):
            return process.pid
        time.sleep(0.01)
    return None


def _linger(process: SensingProcess, seconds: float) -> None:
    until_s = time.monotonic() + seconds
    while time.monotonic() < until_s:
        process.poll()
        time.sleep(0.01)


def main(given: list[str]) -> int:
    """Of the command line."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(given[1]) if len(given) > 1 else Path(place) / "member.db3"
        if len(given) < 2:
            record(path)
        left_behind()
        took, wrong = kill_often(int(given[0]), path)
    took.sort()
    if took:
        p95 = took[min(len(took) - 1, int(0.95 * len(took)))]
        print(  # noqa: T201
            f"killed {len(took)} times, back after {median(took):.1f} s, p95 {p95:.1f} s, at most "
            f"{took[-1]:.1f} s; wrong: {len(wrong)}"
        )
    print("\n".join(wrong))  # noqa: T201
    return 1 if wrong else 0


if __name__ == "__main__":
    # By its name: the child looks for `play` there, and knows no other's __main__.
    from tests.support import playback_kills

    sys.exit(playback_kills.main(sys.argv[1:]))
