"""A fake SDK behind the camera's port, in the sensing process itself: it fails by a schedule.

The hardware's state outlives the process in a folder, so that what is cured by a restart, a reset
or a new process is cured by nothing else. Frames are small; a picture says in its first pixel which
frame it is, and what a member did then is made by tests.live.puppet. All else is as shipped: the
loop, the watch over frames, the settling, the link.
"""

from __future__ import annotations

import json
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from kiosk.core.frame import DepthFrame, Intrinsics
from kiosk.core.senses import CameraReady, Seen, Sense
from kiosk.errors import CameraError
from tests.support.nought_model import NoughtModel

if TYPE_CHECKING:
    from kiosk.adapters.sensing_link import Link

LENS: Final = Intrinsics(32, 24, 28.0, 28.0, 15.5, 11.5)
SILENCE_S: Final = 2.0
FIRST_S: Final = 2.5
"""As kiosk.app.sensing gives them to the camera."""

Kind = Literal[
    "no_frames", "busy", "stop_hangs", "segfault", "frozen", "repeated", "wrong_size", "hang",
    "unplugged", "reset_crashes",
]  # fmt: skip
Cure = Literal["restart", "reset", "kill", "time"]


@dataclass(frozen=True)
class Fault:
    """onset_s: on the schedule's clock. until_s: of those that end by themselves. cure: what ends
    the others."""

    kind: Kind
    onset_s: float
    cure: Cure
    until_s: float = 0.0


@dataclass(frozen=True)
class Schedule:
    """Its clock begins with the first sight. drops: share of the frames that never come. member:
    whether one is before the camera, who answers and squats."""

    seed: int
    faults: tuple[Fault, ...]
    drops: float = 0.0
    fps: float = 30.0
    member: bool = False


CURES: Final[dict[Kind, tuple[Cure, ...]]] = {
    "no_frames": ("restart", "reset", "kill", "time"),
    "busy": ("reset", "kill", "time"),
    "stop_hangs": ("kill",),
    "segfault": ("kill",),
    "frozen": ("restart", "reset", "kill"),
    "repeated": ("restart", "reset", "kill"),
    "wrong_size": ("restart", "reset"),
    "hang": ("kill",),
    "unplugged": ("time",),
    "reset_crashes": ("kill",),
}
"""What may end each; drawn with equal chances."""


def schedule(seed: int, *, member: bool) -> Schedule:
    """One or two faults, the second after the first may be over; 5 to 30 % of the frames are
    dropped in every third."""
    rng = random.Random(seed)
    first_s = rng.uniform(8.0, 40.0) if member else rng.uniform(2.0, 5.0)
    faults, at_s = [], first_s
    for _ in range(1 if rng.random() < 0.75 else 2):
        kind = rng.choice(list(CURES))
        cure = rng.choice(CURES[kind])
        lasts_s = rng.uniform(0.5, 20.0)
        faults.append(Fault(kind, at_s, cure, at_s + lasts_s if cure == "time" else 0.0))
        at_s += rng.uniform(3.0, 25.0)
    drops = rng.uniform(0.05, 0.30) if rng.random() < 1 / 3 else 0.0
    return Schedule(seed, tuple(faults), drops, 15.0 if member else 30.0, member)


class Hardware:
    """What is on the other end of the USB cable; every process looks at the same folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        tree = json.loads((folder / "schedule.json").read_text())
        faults = tuple(Fault(**one) for one in tree.pop("faults"))
        self.schedule = Schedule(faults=faults, **tree)
        self._began_s: float | None = None

    @staticmethod
    def write(folder: Path, schedule: Schedule) -> None:
        (folder / "schedule.json").write_text(json.dumps(asdict(schedule)))

    def now_s(self) -> float:
        """On the schedule's clock; negative before it has begun."""
        if self._began_s is None:
            self._began_s = next((at_s for at_s, what in self._lines() if what == "sees"), None)
        return -1.0 if self._began_s is None else time.monotonic() - self._began_s

    def note(self, what: str) -> None:
        """A line of its log, written at once: 'opened', 'reset', 'began', 'wrong …'."""
        line = f"{time.monotonic():.4f} {os.getpid()} {what}\n".encode()
        file = os.open(self._folder / "log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.write(file, line)
        os.close(file)

    def log(self) -> list[tuple[float, str]]:
        """On the schedule's clock."""
        began_s = self._began_s or 0.0
        return [(at_s - began_s, what) for at_s, what in self._lines()]

    def _lines(self) -> list[tuple[float, str]]:
        try:
            lines = (self._folder / "log").read_text().splitlines()
        except OSError:
            return []
        return [(float(at), what) for at, _, what in (one.split(" ", 2) for one in lines)]

    def active(self) -> Fault | None:
        """The fault that holds now."""
        now_s, log = self.now_s(), self.log()
        if now_s < 0.0:
            return None
        for fault in self.schedule.faults:
            if fault.onset_s <= now_s and self.cured_s(fault, log) is None:
                if fault.cure == "time" and now_s >= fault.until_s:
                    continue
                return fault
        return None

    @staticmethod
    def cured_s(fault: Fault, log: list[tuple[float, str]]) -> float | None:
        """When what cures it was done after it had been seen."""
        struck = [at_s for at_s, what in log if what == f"struck {fault.onset_s}"]
        wanted = {"restart": "opening", "reset": "reset", "kill": "began", "time": ""}[fault.cure]
        if not struck or not wanted:
            return None
        return next((at_s for at_s, what in log if what == wanted and at_s > struck[0]), None)

    def strike(self, fault: Fault) -> None:
        if not any(what == f"struck {fault.onset_s}" for _, what in self.log()):
            self.note(f"struck {fault.onset_s}")


class FaultyCamera:
    """kiosk.ports.Camera over the hardware."""

    intrinsics = LENS
    device = "a camera that fails"

    def __init__(self, hardware: Hardware, member: Any = None) -> None:
        self._hardware, self._member = hardware, member
        self._rng = np.random.default_rng()
        self._drop = random.Random(hardware.schedule.seed)
        self.sights: dict[int, Any] = {}
        hardware.note("opening")
        hardware.now_s()
        fault = hardware.active()
        if fault is not None:
            hardware.strike(fault)
            if fault.kind == "unplugged":
                raise CameraError("no camera is here", "absent")
            if fault.kind == "busy":
                raise CameraError("The camera does not start: EBUSY.", "busy")
        time.sleep(0.3)  # as the real one takes for it

    def cue(self, state: str) -> None:
        if self._member is not None:
            self._member.cue(state)

    def frames(self) -> Iterator[DepthFrame]:
        hardware, fps = self._hardware, self._hardware.schedule.fps
        due_s = came_s = looked_s = time.monotonic()
        patience_s, last, fault = FIRST_S, None, None
        while True:
            due_s = max(due_s + 1.0 / fps, time.monotonic() - 0.2)
            time.sleep(max(0.0, due_s - time.monotonic()))
            now_s = time.monotonic()
            if now_s - looked_s > 0.1:
                fault, looked_s = hardware.active(), now_s
                if fault is not None:
                    hardware.strike(fault)
            if fault is None and self._drop.random() < hardware.schedule.drops:
                continue
            frame = self._frame(int(now_s * fps) % 60000, now_s)
            if fault is not None:
                spoilt = self._spoilt(fault, frame, last)
                if spoilt is None:
                    if now_s - came_s > patience_s:
                        raise self._silent(fault)
                    continue
                frame = spoilt
            else:
                last = frame
            came_s, patience_s = now_s, SILENCE_S
            yield frame

    def _frame(self, number: int, now_s: float) -> DepthFrame:
        depth = (2000 + self._rng.integers(-4, 5, (LENS.height, LENS.width))).astype(np.uint16)
        depth[0, 0] = number
        depth.flags.writeable = False
        if self._member is not None:
            self._member.frame = number
            self.sights[number] = self._member._sight()
            self.sights.pop(number - 300, None)
        return DepthFrame(depth, 0.001, LENS, now_s, number)

    def _spoilt(
        self, fault: Fault, frame: DepthFrame, last: DepthFrame | None
    ) -> DepthFrame | None:
        """What comes of it; None for nothing."""
        if fault.kind == "segfault":
            os.kill(os.getpid(), signal.SIGSEGV)
        if fault.kind == "hang":
            time.sleep(3600.0)
        if fault.kind == "wrong_size":
            return replace(frame, depth=frame.depth[:12])
        if last is None or fault.kind not in ("frozen", "repeated"):
            return None
        return last if fault.kind == "repeated" else replace(frame, depth=last.depth)

    def _silent(self, fault: Fault) -> CameraError:
        if fault.kind == "unplugged":
            return CameraError("The camera was unplugged.", "absent")
        return CameraError("The camera has sent no depth.", "no_frames")

    def close(self) -> None:
        fault = self._hardware.active()
        if fault is not None and fault.kind == "stop_hangs":
            time.sleep(3600.0)


class Pixels:
    """kiosk.sensing.Segments that only reads which frame a picture is."""

    def __init__(self) -> None:
        self.number = 0

    def segment(self, depth_m: Any, *_: object) -> None:
        self.number = round(float(depth_m[0, 0]) * 1000.0)


def sense(folder: str, link: Link) -> None:
    """What the child runs."""
    from kiosk.live.sensing_loop import run
    from kiosk.live.watcher import Options

    hardware, pixels = Hardware(Path(folder)), Pixels()
    hardware.note("began")
    camera: FaultyCamera | None = None
    member = _member(hardware.schedule.seed) if hardware.schedule.member else None

    def opened() -> FaultyCamera:
        nonlocal camera
        camera = FaultyCamera(hardware, member)
        return camera

    def send(sense: Sense) -> None:
        if isinstance(sense, Seen):
            if hardware.now_s() < 0.0:
                hardware.note("sees")
            taken = int(sense.sight.time_s * hardware.schedule.fps) % 60000
            if pixels.number != sense.number or abs(taken - sense.number) > 1:
                hardware.note(f"wrong picture {pixels.number} for {sense.number} at {taken}")
            if camera is not None and member is not None:
                sight, time_s = camera.sights[pixels.number], sense.sight.time_s
                if sight.skeleton is not None:
                    sight = replace(sight, skeleton=replace(sight.skeleton, time_s=time_s))
                sense = replace(sense, sight=replace(sight, time_s=time_s))
        if isinstance(sense, CameraReady) and member is not None:
            from tests.live import puppet

            sense = CameraReady(puppet.SETTING, puppet.LENS, sense.device)
        link.send(sense)

    def reset(wait: Callable[[float], None]) -> None:
        fault = hardware.active()
        if fault is not None and fault.kind == "reset_crashes":
            os.kill(os.getpid(), signal.SIGSEGV)
        hardware.note("reset")
        wait(random.Random(hardware.schedule.seed).uniform(2.0, 4.0))  # until it is back on USB

    options = Options(mount="landscape")
    run(opened, NoughtModel, lambda: pixels, send, link.receive_cue, options, reset_camera=reset)


def _member(seed: int) -> Any:
    """Somebody who answers by hand and squats, in real time. Their noise is another in each
    process: with one for all, visits without a fault are more alike than they can be."""
    from kiosk.adapters.memory import MemoryClock
    from tests.live.puppet import Puppet

    class RealClock(MemoryClock):
        @property
        def time_s(self) -> float:  # type: ignore[override]
            return time.monotonic()

        @time_s.setter
        def time_s(self, _: float) -> None: ...

    member = Puppet(clock=RealClock())
    member._rng = np.random.default_rng([seed, os.getpid()])
    return member
