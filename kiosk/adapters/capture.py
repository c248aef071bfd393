"""Records what the live camera sees into a .db3, written by the SDK itself.

Imports kiosk.adapters (realsense, rs_values, db3file), kiosk.core.framehealth, kiosk.errors.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.adapters.db3file import inspect_db3
from kiosk.adapters.realsense import DepthMode, RealSenseCamera
from kiosk.adapters.rs_values import known_options
from kiosk.core.framehealth import FrameWatch, StreamSummary
from kiosk.errors import RecordingError


@dataclass(frozen=True, slots=True)
class Recorded:
    """seen: what came from the camera. frames: what is in the file. has_gravity: so has it."""

    seen: StreamSummary
    frames: int
    has_gravity: bool
    gravity_fault: str


STARTING_FRAMES = 5
"""The SDK hands out frames before its recorder is ready: one in a fifth of the starts, more of
them on a busy machine (2 of 61 seen). That those are the first ones too is assumed, not checked."""


def record(
    out: Path,
    seconds: float,
    progress: Callable[[float], None] = lambda _: None,
    *,
    force: bool = False,
    mode: DepthMode | None = None,
    device: Any = None,
) -> Recorded:
    """Record `seconds` by the camera's clock, or until Ctrl-C; progress is told the seconds so far.

    The file appears under its name when it is whole; until then, and when anything goes wrong, an
    earlier one stays as it is. Raises RecordingError for a name that will not do, CameraError.
    """
    part = _part_of(out, force=force)
    try:
        camera = RealSenseCamera(mode, device=device, record_to=part)
        try:
            seen = _watch(camera, seconds, progress)
            gravity_fault = camera.gravity_fault
        finally:
            camera.close()
        contents = inspect_db3(part, known_options())
        if contents.depth_frames < seen.frames - STARTING_FRAMES:
            raise RecordingError(
                f"only {contents.depth_frames} of {seen.frames} frames were written to {out}: "
                f"is the disk full or too slow?"
            )
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
    return Recorded(seen, contents.depth_frames, contents.accel_samples > 0, gravity_fault)


def _watch(
    camera: RealSenseCamera, seconds: float, progress: Callable[[float], None]
) -> StreamSummary:
    watch = FrameWatch()
    try:
        for frame in camera.frames():
            watch, _ = watch.step(frame)
            progress(min(seconds, watch.duration_s))
            if watch.duration_s >= seconds:
                break
    except KeyboardInterrupt:
        if not watch.frames:
            raise
    return watch.summary()


def _part_of(out: Path, *, force: bool) -> Path:
    """Where to record until it is whole, beside `out` so that renaming it is one step."""
    if out.suffix != ".db3":
        raise RecordingError(f"{out} must end in .db3: the SDK writes nothing else")
    if out.is_dir() or not out.parent.is_dir():
        raise RecordingError(f"{out} cannot be a file: {out.parent} must be a folder that exists")
    if out.exists() and not force:
        raise RecordingError(f"{out} exists already; choose another name or say --force")
    part = out.with_name(f".{out.stem}.part.db3")
    part.unlink(missing_ok=True)
    return part
