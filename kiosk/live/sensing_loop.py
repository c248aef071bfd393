"""The sensing process's own loop: a camera's frames to sights, for as long as it is wanted.

May import kiosk.core, kiosk.ports, kiosk.sensing and its neighbours; what camera, which network
and how messages travel is given to it. One thread: the newest frame is sensed, those that came
meanwhile are not.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Literal, Protocol, runtime_checkable

from kiosk.core.frame import DepthFrame
from kiosk.core.framehealth import FrameWatch
from kiosk.core.interval import ErrorModel
from kiosk.core.mount import upright_lens
from kiosk.core.senses import CameraFault, CameraReady, ModelReady, Seen, Sense, SourceEnded
from kiosk.core.sight import Setting
from kiosk.errors import CameraError, KioskError, RecordingError
from kiosk.live.pacing import in_time
from kiosk.live.settling import Patience, Settling
from kiosk.ports import Camera, PoseModel
from kiosk.sensing import Segments, Sensing


class LoadedModel(PoseModel, Protocol):
    """A pose model that says which one it is; kiosk.adapters.onnx_pose.OnnxPose does."""

    @property
    def name(self) -> str: ...

    @property
    def sha256(self) -> str: ...

    @property
    def errors(self) -> ErrorModel: ...


@runtime_checkable
class Cued(Protocol):
    """A camera whose member acts on the visit's state."""

    def cue(self, state: str) -> None: ...


@runtime_checkable
class Named(Protocol):
    """A camera that says what it is: kiosk.adapters.realsense.RealSenseCamera."""

    @property
    def device(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Options:
    """How the source is played, and when to try again.

    speed: None for a camera, whose frames come by themselves; recorded time runs that many times
    faster. skip_late: leave out frames that there is no time for. loop: a recording that is over
    begins again. patience_s: without a usable frame for so long, the camera is at fault.
    retry_s: waits between a fault and the next try; after the last of them `run` returns, so that
    a fresh process can try with a fresh SDK. A camera that gave a sight starts the list anew.
    """

    mount: Literal["auto", "portrait", "landscape"] = "auto"
    speed: float | None = None
    skip_late: bool = True
    loop: bool = False
    patience_s: float = 3.0
    retry_s: tuple[float, ...] = (1.0, 2.0, 4.0, 8.0, 15.0)
    settling: Patience = field(default_factory=Patience)


def run(
    open_camera: Callable[[], Camera],
    open_model: Callable[[], LoadedModel],
    open_segments: Callable[[], Segments],
    send: Callable[[Sense], None],
    receive_cue: Callable[[float], str | None],
    options: Options | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Sense until `receive_cue` raises EOFError, or until only somebody else can help.

    send: must not block. receive_cue: the next cue, waiting for it up to so many seconds, or None;
    it is called at least once a second and after every frame, which shows that the loop is alive.
    Returns after a final CameraFault, and after the last of `options.retry_s`.
    """
    with suppress(EOFError):
        try:
            model = open_model()
            send(ModelReady(model.name, model.sha256, model.errors))
            segments = open_segments()
        except KioskError as error:
            send(CameraFault(str(error), final=True))
            return
        link = _Link(send, receive_cue, clock)
        _try_again_and_again(open_camera, model, segments, link, options or Options())


class _Link:
    """Both directions to the main process; the last cue is kept for a camera opened later."""

    def __init__(
        self,
        send: Callable[[Sense], None],
        receive_cue: Callable[[float], str | None],
        clock: Callable[[], float],
    ) -> None:
        self.send, self.clock = send, clock
        self._receive = receive_cue
        self._last_cue: str | None = None

    def hand_on(self, camera: Camera, *, anew: bool = False) -> None:
        """Give a camera the cues that came; the last one again to a camera that is new."""
        cues = [self._last_cue] if anew and self._last_cue is not None else []
        while (cue := self._receive(0.0)) is not None:
            cues.append(cue)
        if cues:
            self._last_cue = cues[-1]
        if isinstance(camera, Cued):
            for cue in cues:
                camera.cue(cue)

    def wait(self, seconds: float) -> None:
        """Let time pass, as a living process does. Raises EOFError when it is time to end."""
        until_s = self.clock() + seconds
        while (left_s := until_s - self.clock()) > 0.0:
            self._last_cue = self._receive(min(left_s, 1.0)) or self._last_cue

    def wait_for_the_end(self) -> None:
        while True:
            self.wait(1.0)


def _try_again_and_again(
    open_camera: Callable[[], Camera],
    model: LoadedModel,
    segments: Segments,
    link: _Link,
    options: Options,
) -> None:
    failures = 0
    while True:
        watcher = _Watcher(model, segments, link, options)
        try:
            camera = open_camera()
            try:
                watcher.watch(camera)
            finally:
                camera.close()  # may hang: the main process ends a silent one
        except CameraError as error:
            link.send(CameraFault(str(error)))
            failures = 0 if watcher.gave else failures
            if failures == len(options.retry_s):
                return
            link.wait(options.retry_s[failures])
            failures += 1
        except KioskError as error:
            link.send(CameraFault(str(error), final=True))
            return
        else:
            link.send(SourceEnded())
            link.wait_for_the_end()


class _Watcher:
    """One opened camera. gave: whether it has given a sight."""

    def __init__(self, model: PoseModel, segments: Segments, link: _Link, options: Options) -> None:
        self._model, self._segments = model, segments
        self._link, self._options = link, options
        self._settling = Settling(options.mount, options.settling)
        self._sensing: Sensing | None = None
        self._somebody = self._faulty = self.gave = False
        self._health = FrameWatch()
        self._good_s = link.clock()
        self._device = ""

    def watch(self, camera: Camera) -> None:
        """Sense what the camera gives until its source ends."""
        self._good_s = self._link.clock()
        self._device = camera.device if isinstance(camera, Named) else ""
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
        bad = [fault for fault in faults if fault.unusable]
        if bad:
            self._blame(f"the camera's pictures cannot be used: {bad[0].detail}")
            return
        new = self._settling.step(frame, somebody=self._somebody)
        setting = self._settling.setting
        if setting is None:
            self._sensing, self._somebody = None, False
            self._blame(self._settling.told)
            return
        if new or self._faulty or self._sensing is None:
            sensing = self._start(setting, frame)
        else:
            sensing = self._sensing
        sight = sensing.step(frame)
        self._somebody, self.gave = sight.person, True
        self._good_s = self._link.clock()
        self._link.send(Seen(sight, frame.number, self._good_s - arrived_s))

    def _start(self, setting: Setting, frame: DepthFrame) -> Sensing:
        self._sensing = Sensing(setting, self._segments, self._model, outlines=True)
        self._faulty = False
        lens = upright_lens(frame.intrinsics, setting.mount)
        self._link.send(CameraReady(setting, lens, self._device))
        return self._sensing

    def _blame(self, why: str) -> None:
        """Tell once that there is nothing to see for too long, and what the matter is; without a
        reason it is only being looked where the camera stands."""
        silent_s = self._link.clock() - self._good_s
        if why and not self._faulty and silent_s > self._options.patience_s:
            self._faulty = True
            self._link.send(CameraFault(why))
