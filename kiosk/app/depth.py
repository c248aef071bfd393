"""Depth for commands that look at the floor themselves: from the camera, which only one process
has at a time, a recording or a made-up room. May import all below.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from kiosk.app.places import run_lock
from kiosk.app.recordings import check_recording, installed
from kiosk.app.sensing import Source
from kiosk.app.service import manage
from kiosk.config import Config
from kiosk.core.boxview import BoxSize
from kiosk.core.frame import DepthFrame
from kiosk.errors import CameraError, ConfigError, InstallationError

if TYPE_CHECKING:
    from kiosk.ports import Camera

WARM_UP: Final = 20
"""Frames of a live camera until its exposure has settled."""


@dataclass(frozen=True, slots=True)
class Depth:
    """camera: open. live: a camera and no file. name, serial, temperature_c: as it tells them."""

    camera: Camera
    live: bool
    name: str = ""
    serial: str = ""
    temperature_c: Callable[[], float | None] = lambda: None

    def some(self, count: int) -> Sequence[DepthFrame]:
        """So many frames, of a live camera once it has settled. Raises CameraError where there are
        none, RecordingError."""
        frames = self.camera.frames()
        first = WARM_UP if self.live else 0
        found = list(islice(frames, first, first + count))
        if not found:
            raise CameraError(f"{self.name} sent no depth; try again.")
        return found


@contextmanager
def depth_from(source: Source, config: Config, box: BoxSize | None = None) -> Iterator[Depth]:
    """Open it, and let go of it afterwards. box: what stands in the made-up room. Raises
    CameraError, RecordingError."""
    opened = _open(source, config, box)
    try:
        yield opened
    finally:
        opened.camera.close()


def _open(source: Source, config: Config, box: BoxSize | None) -> Depth:
    with installed():
        if source.kind == "demo":
            from kiosk.adapters.demo_box import DemoBox

            scales = {"WILLING": 1.0, "BOX": 1.0, "OFF": 1.06}
            if source.script not in (*scales, "EMPTY"):
                raise ConfigError("Made-up rooms are demo:box, demo:off and demo:empty.")
            shown = None if source.script == "EMPTY" else box
            return Depth(DemoBox(shown, scales.get(source.script, 1.0)), False, "a made-up room")
        if source.kind == "recording" and source.path is not None:
            check_recording(source.path)
            from kiosk.adapters.recording import Db3Recording

            return Depth(Db3Recording(source.path), False, str(source.path))
        from kiosk.adapters.realsense import DepthMode, RealSenseCamera

        mode = DepthMode(config.camera.width_px, config.camera.height_px, config.camera.fps)
        camera = RealSenseCamera(mode)
        return Depth(camera, True, camera.device, camera.serial, lambda: camera.temperature_c)


@contextmanager
def camera_free(source: Source, may_stop: Callable[[], bool]) -> Iterator[bool]:
    """The camera, taken from the kiosk that runs as the service meanwhile; whether it was. Raises
    ConfigError where somebody else has it, or it may not be stopped."""
    pid = _holder() if source.kind == "realsense" else None
    if pid is None:
        yield False
        return
    if not _is_service(pid):
        raise ConfigError(
            f"A kiosk runs (process {pid}) and has the camera. It is not the service of this "
            "machine: end it where it was started (Ctrl-C), then do this again."
        )
    if not may_stop():
        raise ConfigError(
            f"The kiosk runs (process {pid}) and has the camera. Allow to stop it for a minute "
            "(--yes), or stop it yourself: kiosk service stop."
        )
    manage("stop")
    try:
        yield True
    finally:
        manage("start")


def _holder() -> int | None:
    with installed():
        from kiosk.adapters.run_lock import running_pid
    return running_pid(run_lock())


def _is_service(pid: int) -> bool:
    with installed():
        from kiosk.adapters.systemd import unit_of
    try:
        unit = unit_of()
    except InstallationError:
        return False
    return unit.active == "active" and unit.pid == pid
