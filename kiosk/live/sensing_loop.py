"""The sensing process's own loop: a camera's frames to sights, for as long as it is wanted.

May import kiosk.core, kiosk.ports, kiosk.sensing and its neighbours; what camera, which network
and how messages travel is given to it. One thread: the newest frame is sensed, those that came
meanwhile are not.

What is done about a camera that fails is decided in the main process (kiosk.core.ladder): here its
fault is told, and done what is ordered.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final, Protocol

from kiosk.core.interval import ErrorModel
from kiosk.core.senses import RESET, CameraFault, ModelReady, Sense, SourceEnded
from kiosk.errors import CameraError, KioskError
from kiosk.live.camera_link import CameraLink, Ordered
from kiosk.live.watcher import Options, Watcher
from kiosk.ports import Camera, PoseModel
from kiosk.sensing import Segments

OPENING_S: Final = 8.0
"""Finding, opening and the accelerometer's second and a half; a frame is not waited for here."""
FRAMES_S: Final = 5.0
"""More than a camera waits for a frame before it says that none comes."""
CLOSING_S: Final = 2.5
"""The SDK's stop() takes a tenth of that, or for ever."""
RESETTING_S: Final = 5.0
"""Between two signs of life while a reset camera is waited for."""
ORDERS_S: Final = 5.0

Wait = Callable[[float], None]


class LoadedModel(PoseModel, Protocol):
    """A pose model that says which one it is; kiosk.adapters.onnx_pose.OnnxPose does."""

    @property
    def name(self) -> str: ...

    @property
    def sha256(self) -> str: ...

    @property
    def errors(self) -> ErrorModel: ...


def run(
    open_camera: Callable[[], Camera],
    open_model: Callable[[], LoadedModel],
    open_segments: Callable[[], Segments],
    send: Callable[[Sense], None],
    receive_cue: Callable[[float], str | None],
    options: Options | None = None,
    clock: Callable[[], float] = time.monotonic,
    reset_camera: Callable[[Wait], None] | None = None,
) -> None:
    """Sense until `receive_cue` raises EOFError, or until only somebody else can help.

    send: must not block. receive_cue: the next cue or order, waiting for it up to so many seconds,
    or None; it is called at least once a second and after every frame, which shows that the loop is
    alive. reset_camera: resets its hardware and waits for it with the function that it is given;
    raises CameraError where it does not come back. Returns after a final CameraFault.
    """
    with suppress(EOFError):
        try:
            model = open_model()
            send(ModelReady(model.name, model.sha256, model.errors))
            segments = open_segments()
        except KioskError as error:
            send(CameraFault(str(error), final=True))
            return
        link = CameraLink(send, receive_cue, clock)
        options = options or Options()
        link.look()
        order = link.order()
        while True:
            if order == RESET and reset_camera is not None:
                _reset(reset_camera, link)
            watcher = Watcher(model, segments, link, options)
            if not _watch(open_camera, watcher, link):
                return
            order = link.wait_for_order()


def _reset(reset_camera: Callable[[Wait], None], link: CameraLink) -> None:
    """One that does not come back shows when it is opened."""
    link.busy("resetting the camera", RESETTING_S)
    with suppress(CameraError):
        reset_camera(link.wait)


def _watch(open_camera: Callable[[], Camera], watcher: Watcher, link: CameraLink) -> bool:
    """One camera from its opening to its closing; False where nothing can be done any more."""
    try:
        link.busy("opening the camera", OPENING_S)
        camera = open_camera()
        try:
            link.busy("waiting for the camera's pictures", FRAMES_S)
            watcher.watch(camera)
        except CameraError as error:
            # Before it is closed, which may hang: then the main process ends this one.
            link.send(CameraFault(str(error), code=error.code))  # type: ignore[arg-type]
        except Ordered:
            pass
        else:
            link.send(SourceEnded())
            link.wait_for_the_end()
        finally:
            with suppress(EOFError):
                link.busy("stopping the camera", CLOSING_S)
            camera.close()
        link.busy("waiting for what to do", ORDERS_S)
    except CameraError as error:
        link.send(CameraFault(str(error), code=error.code))  # type: ignore[arg-type]
    except KioskError as error:
        link.send(CameraFault(str(error), final=True))
        return False
    return True
