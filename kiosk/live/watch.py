"""What is known of the running kiosk for staff: camera, printer, model, faults. May import
kiosk.core, ports, visit, live.

What is told of a visit under way is that there is one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from kiosk.core.ladder import RUNGS
from kiosk.core.printable import printable
from kiosk.core.running import (
    CameraNow,
    CareCount,
    FaultTold,
    Live,
    Maintenance,
    Point,
    PrinterNow,
    Running,
    Where,
)
from kiosk.core.senses import (
    CameraCare,
    CameraFault,
    CameraNotes,
    CameraReady,
    ModelReady,
    Seen,
    Sense,
)
from kiosk.live.rates import FrameRate
from kiosk.live.stats import LoopStats
from kiosk.live.tools import Clock
from kiosk.ports import PrinterStatus
from kiosk.visit.states import Attract, Kiosk, OutOfService, StaffPage, Starting

KEPT: Final = 50
LONGEST: Final = 500
LOGGED: Final = 12
"""Of the latest faults, for a monitor."""
LIVE_S: Final = 1.0
"""What was seen longer ago is not what is seen now."""


@dataclass(frozen=True, slots=True)
class Known:
    """What does not change while the kiosk runs. source: of kiosk.core.running.CameraNow.
    maintenance: it was taken out of service before it started."""

    version: str
    pid: int
    started_utc: str
    source: str
    maintenance: Maintenance | None = None


class Watch:
    """Every method is the main thread's and returns at once. real_s: monotonic."""

    def __init__(self, known: Known, clock: Clock, real_s: Callable[[], float]) -> None:
        self._known, self._clock, self._real_s = known, clock, real_s
        self._began_s = real_s()
        self._faults: deque[FaultTold] = deque(maxlen=KEPT)
        self._rate = FrameRate()
        self._camera = CameraNow(known.source)
        self._model: ModelReady | None = None
        self._seen: tuple[Seen, float] | None = None

    def told(self, text: str) -> None:
        """Keep what staff should know; the same again counts."""
        text = printable(text, LONGEST)
        same = bool(self._faults) and self._faults[-1].text == text
        times = self._faults.pop().times + 1 if same else 1
        self._faults.append(FaultTold(self._clock.utc(), text, times))

    def sensed(self, sense: Sense) -> None:
        """What the sensing process said."""
        now_s, camera = self._real_s(), self._camera
        match sense:
            case ModelReady():
                self._model = sense
            case CameraReady(_, lens, device):
                camera = replace(camera, works=True, text="", code="", helpless=False)
                camera = replace(camera, device=printable(device, LONGEST))
                self._camera = replace(camera, width_px=lens.width, height_px=lens.height)
            case CameraFault(text, final, code):
                # What is tried in vain is one failure and no more.
                faults = camera.faults + (camera.works or not camera.code)
                helpless, told = camera.helpless or final, printable(text, LONGEST)
                camera = replace(camera, works=False, text=told, faults=faults)
                self._camera = replace(camera, code=printable(code, LONGEST), helpless=helpless)
            case CameraCare(step):
                care = {one.rung: one.times for one in camera.care} | {step.rung: step.count}
                counts = tuple(CareCount(one, care[one]) for one in RUNGS if one in care)
                helpless = camera.helpless or step.helpless
                self._camera = replace(camera, care=counts, helpless=helpless)
            case CameraNotes(notes):
                told_notes = tuple(replace(n, text=printable(n.text, LONGEST)) for n in notes)
                self._camera = replace(camera, notes=told_notes)
            case Seen(_, number):
                self._rate.saw(number, now_s)
                self._seen = sense, now_s

    def running(
        self,
        kiosk: Kiosk,
        stats: LoopStats,
        printer: PrinterStatus,
        maintenance: Maintenance | None,
    ) -> Running:
        """How it is."""
        known, model, rate, now_s = self._known, self._model, self._rate, self._real_s()
        fps = _rounded(rate.fps(now_s))
        return Running(
            version=known.version,
            pid=known.pid,
            started_utc=known.started_utc,
            up_s=round(now_s - self._began_s, 1),
            where=where(kiosk),
            maintenance=maintenance,
            camera=replace(self._camera, fps=fps, seen=rate.seen, dropped=rate.dropped),
            printer=_printer(printer),
            model="" if model is None else model.name,
            model_sha256="" if model is None else model.sha256,
            visits=kiosk.house.visits,
            late_share=round(stats.late / max(stats.frames, 1), 4),
            clock_ok=self._clock.synchronised(),
            faults=tuple(self._faults),
        )

    def live(self, kiosk: Kiosk) -> Live:
        """What it sees."""
        now_s = self._real_s()
        fps, log = _rounded(self._rate.fps(now_s)), tuple(self._faults)[-LOGGED:]
        if self._seen is None or now_s - self._seen[1] > LIVE_S:
            return Live(where(kiosk), fps, 0, person=False, others=0, log=log)
        seen = self._seen[0]
        sight, skeleton = seen.sight, seen.sight.skeleton
        points = () if skeleton is None else tuple(map(_point, skeleton.points_m.tolist()))
        return Live(where(kiosk), fps, seen.number, sight.person, sight.others, points, log)


def where(kiosk: Kiosk) -> Where:
    """What it does, without anything of a member."""
    match kiosk.at:
        case Starting():
            return "starting"
        case Attract():
            return "idle"
        case OutOfService():
            return "out_of_service"
        case StaffPage():
            return "staff_page"
    return "visit"


def _printer(status: PrinterStatus) -> PrinterNow:
    text = printable(status.text, LONGEST)
    return PrinterNow(status.ready, status.reason, text, status.low, status.tells)


def _point(xyz: list[float]) -> Point | None:
    x, y, z = xyz
    return None if x != x or y != y or z != z else (round(x, 3), round(y, 3), round(z, 3))


def _rounded(fps: float | None) -> float | None:
    return None if fps is None else round(fps, 1)
