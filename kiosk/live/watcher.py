"""One opened camera, from its first frame to its last: to sights, and what is wrong with them.

May import kiosk.core, kiosk.ports, kiosk.sensing and its neighbours. In the sensing process.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, Protocol, runtime_checkable

from kiosk.core.camerafaults import OF_FRAMES, SEEN, CameraCode, lens_told
from kiosk.core.frame import DepthFrame, Intrinsics
from kiosk.core.framehealth import FaultCode, FrameFault, FrameWatch
from kiosk.core.mount import upright_lens
from kiosk.core.senses import CameraFault, CameraNotes, CameraReady, Seen
from kiosk.core.sight import Setting
from kiosk.errors import CameraError, RecordingError
from kiosk.live.camera_link import CameraLink
from kiosk.live.camera_notes import Notes
from kiosk.live.pacing import in_time
from kiosk.live.settling import Patience, Settling
from kiosk.ports import Camera, PoseModel
from kiosk.sensing import Segments, Sensing


@runtime_checkable
class Named(Protocol):
    """A camera that says what it is: kiosk.adapters.realsense.RealSenseCamera."""

    @property
    def device(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Options:
    """How the source is played, and what is expected of it.

    speed: None for a camera, whose frames come by themselves; recorded time runs that many times
    faster. skip_late: leave out frames that there is no time for. loop: a recording that is over
    begins again. patience_s: without a usable frame for so long, the camera is at fault.
    lens: of a camera, with which its mounting was accepted; None unknown.
    """

    mount: Literal["auto", "portrait", "landscape"] = "auto"
    speed: float | None = None
    skip_late: bool = True
    loop: bool = False
    patience_s: float = 2.0
    settling: Patience = field(default_factory=Patience)
    lens: Intrinsics | None = None


class Watcher:
    """Tells faults and goes on looking; whoever hears of them decides what is done."""

    def __init__(
        self, model: PoseModel, segments: Segments, link: CameraLink, options: Options
    ) -> None:
        self._model, self._segments = model, segments
        self._link, self._options = link, options
        self._settling = Settling(options.mount, options.settling)
        self._sensing: Sensing | None = None
        self._somebody = self._faulty = False
        self._health = FrameWatch()
        self._good_s = link.clock()
        self._device = ""
        self._notes: Notes | None = None

    def watch(self, camera: Camera) -> None:
        """Sense what the camera gives until its source ends. Raises CameraError, RecordingError,
        and Ordered where the main process wants it closed."""
        accepted = self._options.lens
        if accepted is not None and (told := lens_told(camera.intrinsics, accepted)):
            raise CameraError(told, "lens")
        self._good_s = self._link.clock()
        self._device = camera.device if isinstance(camera, Named) else ""
        self._notes = Notes(camera, self._link.clock)
        self._link.send(CameraNotes(self._notes.held))
        self._link.hand_on(camera, anew=True)
        while True:
            self._play(camera)
            if not self._options.loop:
                return
            # A new pass is a new stream, whose time starts again; who listens starts again too.
            self._health, self._sensing, self._somebody = FrameWatch(), None, False

    def _play(self, camera: Camera) -> None:
        """One pass over the source. Raises RecordingError where it holds nothing."""
        frames: Iterable[DepthFrame] = camera.frames()
        if self._options.speed is not None:
            frames = in_time(frames, self._options.speed, skip_late=self._options.skip_late)
        came = False
        for frame in frames:
            arrived_s = self._link.clock()
            came = True
            self._link.hand_on(camera)
            self._take(frame, arrived_s)
        if not came:
            raise RecordingError("The source ended without a single depth frame.")

    def _take(self, frame: DepthFrame, arrived_s: float) -> None:
        self._health, faults = self._health.step(frame)
        bad = [fault for fault in faults if self._unusable(fault, faults)]
        if bad:
            code = bad[0].code
            detail = SEEN.get(code, bad[0].detail)
            self._blame(
                f"The camera's pictures cannot be used: {detail}. If this stays, unplug it and "
                "plug it in again.",
                OF_FRAMES.get(code, "unusable"),
            )
            return
        new = self._settling.step(frame, somebody=self._somebody)
        setting = self._settling.setting
        if setting is None:
            self._sensing, self._somebody = None, False
            self._blame(self._settling.told, self._settling.code)
            return
        if new or self._faulty or self._sensing is None:
            sensing = self._start(setting, frame)
        else:
            sensing = self._sensing
        sight = sensing.step(frame)
        self._somebody = sight.person
        self._good_s = self._link.clock()
        self._link.send(Seen(sight, frame.number, self._good_s - arrived_s))
        if self._notes is not None and self._notes.step(frame, somebody=sight.person):
            self._link.send(CameraNotes(self._notes.held))

    def _unusable(self, fault: FrameFault, all_of_it: tuple[FrameFault, ...]) -> bool:
        """A drawn figure may stand still to the pixel, what a camera sees never does, unless it
        sees next to nothing: that is a covered lens."""
        if fault.code is not FaultCode.FROZEN or self._options.speed is not None:
            return fault.unusable
        return all(one.code is not FaultCode.MOSTLY_ZERO for one in all_of_it)

    def _start(self, setting: Setting, frame: DepthFrame) -> Sensing:
        self._sensing = Sensing(setting, self._segments, self._model, outlines=True)
        self._faulty = False
        lens = upright_lens(frame.intrinsics, setting.mount)
        self._link.send(CameraReady(setting, lens, self._device))
        return self._sensing

    def _blame(self, why: str, code: CameraCode) -> None:
        """Tell once that there is nothing to see for too long, and what the matter is; without a
        reason it is only being looked where the camera stands."""
        silent_s = self._link.clock() - self._good_s
        if why and not self._faulty and silent_s > self._options.patience_s:
            self._faulty = True
            self._link.send(CameraFault(why, code=code))
