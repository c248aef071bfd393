"""What test children run: the real chain on a recording, and processes that misbehave.

Imported by name in a fresh interpreter, so nothing heavy is loaded on top.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.core.senses import Busy, CameraFault, CameraReady, Seen
from kiosk.core.sight import Setting, Sight
from kiosk.errors import CameraError

if TYPE_CHECKING:
    from kiosk.adapters.sensing_link import Link

MODEL = Path(__file__).parents[2] / "models" / "pose.onnx"


def real(recording: Path, options: dict[str, Any], link: Link) -> None:
    """The whole chain, as the kiosk puts it together."""
    from kiosk.adapters.onnx_pose import OnnxPose
    from kiosk.adapters.recording import Db3Recording
    from kiosk.adapters.segment_cv import Segmenter
    from kiosk.live.sensing_loop import Options, run

    run(
        lambda: Db3Recording(recording),
        lambda: OnnxPose(MODEL),
        Segmenter,
        link.send,
        link.receive_cue,
        Options(**options),
    )


def real_then_tells(recording: Path, options: dict[str, Any], told: Path, link: Link) -> None:
    """As `real`; when it is told to end it writes down what was loaded and how it was set."""
    real(recording, options, link)
    import cv2

    heavy = sorted({"pygame", "cv2", "onnxruntime", "pyrealsense2"} & set(sys.modules))
    told.write_text(f"{','.join(heavy)} {cv2.getNumThreads()} {os.environ['OPENBLAS_NUM_THREADS']}")


def seen(number: int) -> Seen:
    return Seen(Sight(number / 30, None, False, 0, False, False, 0.0), number, 0.0)


def ready(link: Link) -> None:
    import numpy as np

    from kiosk.core.frame import Intrinsics
    from kiosk.core.mount import Mount

    setting = Setting(Mount.LANDSCAPE, "given", None, np.array([0.0, 1.0, 0.0]), "mount")
    link.send(CameraReady(setting, Intrinsics(4, 4, 1.0, 1.0, 2.0, 2.0)))


def stream(link: Link) -> None:
    """Ready, then sights for ever; their number counts on."""
    ready(link)
    for number in range(10**9):
        link.send(seen(number))
        try:
            link.receive_cue(0.002)
        except EOFError:
            return


def stream_then_end(status: int, count: int, link: Link) -> None:
    """Some sights, then an end with this status."""
    ready(link)
    for number in range(count):
        link.send(seen(number))
        link.receive_cue(0.002)
    raise SystemExit(status)


def flood(count: int, link: Link) -> None:
    """More sights than the pipe holds, each counted; then alive and silent."""
    ready(link)
    for number in range(count):
        link.send(seen(number))
    quiet(link)


def quiet(link: Link) -> None:
    """Alive and without a word."""
    while True:
        try:
            link.receive_cue(0.05)
        except EOFError:
            return


def echo(link: Link) -> None:
    """Each cue comes back as the text of a fault."""
    ready(link)
    while True:
        try:
            if (cue := link.receive_cue(1.0)) is not None:
                link.send(CameraFault(cue))
        except EOFError:
            return


def fault(final: bool, link: Link) -> None:
    """Tells its fault and leaves in order."""
    link.send(CameraFault("the camera was unplugged", final=final))


def hang(link: Link) -> None:
    """Ready, then never again back to its link; SIGTERM does not help."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    ready(link)
    while True:
        time.sleep(3600)


def grow(link: Link) -> None:
    """Ready, then asks for ever more memory; tells a fault that is final should it get 2 GB."""
    import numpy as np

    ready(link)
    taken = [np.empty(1 << 26, np.uint8) for _ in range(32)]
    link.send(CameraFault(f"got {len(taken)} times 64 MB", final=True))


def hang_at_start(link: Link) -> None:
    threading.Event().wait()


class LostCamera:
    """Lost as soon as it is read, and then its SDK never returns from stopping it."""

    intrinsics: Any = None

    def frames(self) -> Any:
        raise CameraError("the camera was unplugged")

    def close(self) -> None:
        threading.Event().wait()


def hang_in_closing(link: Link) -> None:
    from kiosk.live.sensing_loop import run
    from tests.support.nought_model import NoughtModel

    segments: Any = object
    run(LostCamera, NoughtModel, segments, link.send, link.receive_cue)


def talk_nonsense(link: Link) -> None:
    """A message that is one, whose fields are of no sense."""
    link.send(Busy(5, "long"))  # type: ignore[arg-type]
    link.receive_cue(30.0)
