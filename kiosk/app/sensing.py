"""What the sensing process runs: which camera, which network. Imported by its name in the child.

May import all below; heavy packages inside the functions only, so that the main process, which
knows this module for its name, loads none of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from kiosk.app.recordings import installed, model_path, zone
from kiosk.config import Config

if TYPE_CHECKING:
    from kiosk.adapters.onnx_pose import OnnxPose
    from kiosk.adapters.segment_cv import Segmenter
    from kiosk.adapters.sensing_link import Link
    from kiosk.ports import Camera

Kind = Literal["realsense", "demo", "recording"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where depth comes from. path: of a recording. speed: of a recording or the demo. script:
    name of a demo member's script. loop: a recording begins again."""

    kind: Kind
    path: Path | None = None
    speed: float = 1.0
    script: str = "WILLING"
    loop: bool = False


def sense(source: Source, config: Config, link: Link) -> None:
    """The child's whole work; returns when it is told to end."""
    from kiosk.app.accepted import accepted_lens
    from kiosk.live.sensing_loop import run
    from kiosk.live.watcher import Options

    camera = source.kind == "realsense"
    options = Options(
        mount=config.mount.orientation,  # type: ignore[arg-type]  # checked by the configuration
        speed=None if camera else source.speed,
        # Faster than life, time runs as fast as every frame can be sensed: squats need them all.
        skip_late=source.speed <= 1.0,
        loop=source.loop,
        lens=accepted_lens() if camera else None,
    )
    run(
        lambda: _camera(source, config),
        lambda: _model(config),
        lambda: _segments(config),
        link.send,
        link.receive_cue,
        options,
        reset_camera=_reset if camera else None,
    )


def _reset(wait: Callable[[float], None]) -> None:
    with installed():
        from kiosk.adapters.rs_device import reset
    reset(wait)


def _camera(source: Source, config: Config) -> Camera:
    with installed():
        if source.kind == "demo":
            from kiosk.adapters import demo_actor

            return demo_actor.DemoActor(demo_actor.script(source.script))
        if source.kind == "recording" and source.path is not None:
            from kiosk.adapters.recording import Db3Recording

            return Db3Recording(source.path)
        from kiosk.adapters.realsense import DepthMode, RealSenseCamera

        camera = config.camera
        mode = DepthMode(camera.width_px, camera.height_px, camera.fps)
        # Sooner than the main process gives a silent child up, so that the reason is told.
        return RealSenseCamera(mode, silence_s=2.0, first_s=2.5)


def _model(config: Config) -> OnnxPose:
    with installed():
        from kiosk.adapters.onnx_pose import OnnxPose
    return OnnxPose(model_path(config))


def _segments(config: Config) -> Segmenter:
    with installed():
        from kiosk.adapters.segment_cv import Segmenter
    return Segmenter(zone(config))
