"""Plays a .db3 recording through the RealSense SDK: every frame, in order, not in real time.

Imports numpy, pyrealsense2, kiosk.adapters.db3file (which looks at the file before the SDK does)
and rs_values, kiosk.core.frame, kiosk.errors.

Why a Python callback and not `sensor.start(frame_queue)`: the SDK's blocking queue waits without
letting go of the interpreter's lock, and a reader slower than the file then hangs for ever
(pyrealsense2 2.59.1). Here the SDK's thread waits in `queue.put`, which lets go of it, so at most
a handful of frames exist at a time and none is lost.
"""

from __future__ import annotations

import atexit
import contextlib
import queue
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyrealsense2 as rs

from kiosk.adapters.db3file import Db3Contents, inspect_db3
from kiosk.adapters.rs_values import (
    depth_frame,
    intrinsics,
    known_options,
    rotation,
    scale_m,
    specific_force,
    towards_earth,
)
from kiosk.core.frame import DepthFrame, FloatArray, Intrinsics
from kiosk.errors import RecordingError

FRAMES_AHEAD = 2
SILENCE_S = 20.0  # a frame takes milliseconds; the SDK itself gives up waiting after 10 s
# A playback calls itself stopped also before its thread has begun, which on a busy machine takes
# over 0.2 s, and while its last frames are still on their way.
STOPPED_S = 2.0
GRAVITY_SAMPLES = 200  # 1 s or 2 s of a D4xx accelerometer


class Db3Recording:
    """A Camera over one recorded depth stream; `frames()` starts from the beginning each time.

    gravity: the mean of the first accelerometer samples as a unit vector towards the earth in the
    depth optical frame, the same for every frame; None where none was recorded.
    Raises RecordingError for everything that is not a whole .db3 recording with depth.
    """

    def __init__(self, path: Path) -> None:
        self._path = Path(path)
        self._contents: Db3Contents = inspect_db3(self._path, known_options())
        self._playing: _Playback | None = None
        with _Playback(self._path, rs.stream.depth) as depth:
            self._intrinsics = depth.intrinsics()
            self._scale_m = depth.scale_m()
        self._gravity = self._read_gravity() if self._contents.accel_samples else None

    @property
    def intrinsics(self) -> Intrinsics:
        return self._intrinsics

    @property
    def scale_m(self) -> float:
        return self._scale_m

    @property
    def gravity(self) -> FloatArray | None:
        return self._gravity

    @property
    def frame_count(self) -> int:
        """Depth frames in the file, counted without decoding them."""
        return self._contents.depth_frames

    def frames(self) -> Iterator[DepthFrame]:
        """Every frame once, in recorded order; raises RecordingError where one cannot be read."""
        with _Playback(self._path, rs.stream.depth) as depth:
            self._playing = depth
            yield from depth.play(self._to_frame, self.frame_count)
        self._playing = None

    def close(self) -> None:
        """End a playback that is under way; harmless when called twice."""
        if self._playing is not None:
            self._playing.close()
            self._playing = None

    def _to_frame(self, frame: Any) -> DepthFrame:
        return depth_frame(frame, self._intrinsics, self._scale_m, self._gravity)

    def _read_gravity(self) -> FloatArray | None:
        wanted = min(GRAVITY_SAMPLES, self._contents.accel_samples)
        with _Playback(self._path, rs.stream.accel) as accel:
            samples = np.array(list(accel.play(specific_force, wanted)))
            return towards_earth(samples, accel.rotation_to_depth())


class _Playback:
    """One stream of one recording, being played by the SDK."""

    def __init__(self, path: Path, stream: Any) -> None:
        self._path = path
        self._open = self._closing = False
        self._ready: queue.Queue[Any] = queue.Queue(FRAMES_AHEAD)
        try:
            self._device = rs.context().load_device(str(path))
            self._device.set_real_time(False)
            found = [
                (sensor, profile)
                for sensor in self._device.query_sensors()
                for profile in sensor.get_stream_profiles()
                if profile.stream_type() == stream
            ]
        except RuntimeError as error:
            raise RecordingError(f"{path} cannot be played by the SDK: {error}") from error
        if not found:
            raise RecordingError(f"{path} holds no {stream.name} stream that the SDK can play")
        self._sensor, self._profile = found[0]

    def __enter__(self) -> _Playback:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def intrinsics(self) -> Intrinsics:
        return intrinsics(self._profile)

    def scale_m(self) -> float:
        if (unit_m := scale_m(self._sensor)) is None:
            raise RecordingError(f"{self._path} does not say what one unit of depth is in metres")
        return unit_m

    def rotation_to_depth(self) -> FloatArray:
        for sensor in self._device.query_sensors():
            for profile in sensor.get_stream_profiles():
                if profile.stream_type() == rs.stream.depth:
                    return rotation(self._profile, profile)
        return np.eye(3)

    def play(self, read: Callable[[Any], Any], expected: int) -> Iterator[Any]:
        """`read(frame)` of the first `expected` frames; RecordingError when fewer come."""

        def take(frame: Any) -> None:
            if self._closing:
                return
            try:
                value: Any = read(frame)
            except (RuntimeError, ValueError) as error:  # raised again in the reader's thread below
                value = error
            while not self._closing:
                with contextlib.suppress(queue.Full):
                    self._ready.put(value, timeout=0.1)
                    break

        self._sensor.open(self._profile)
        self._sensor.start(take)
        self._open = True
        # A playback that is still running when Python ends calls back into nothing and crashes it.
        atexit.register(self.close)
        for count in range(expected):
            value = self._next(count, expected)
            if isinstance(value, Exception):
                raise RecordingError(f"{self._path}: frame {count + 1} is unusable") from value
            yield value

    def _next(self, count: int, expected: int) -> Any:
        began = stopped_at = time.monotonic()
        while (now := time.monotonic()) < began + SILENCE_S:
            if self._device.current_status() != rs.playback_status.stopped:
                stopped_at = now
            try:
                return self._ready.get(timeout=0.2)
            except queue.Empty:
                if now - stopped_at > STOPPED_S and self._ready.empty():
                    break
        raise RecordingError(
            f"{self._path} is damaged: the SDK could read {count} of its {expected} frames"
        )

    def close(self) -> None:
        self._closing = True
        if self._open:
            self._open = False
            atexit.unregister(self.close)
            self._sensor.stop()
            self._sensor.close()
            # `stop` leaves work for the SDK's reading thread, which crashed the process in one
            # of 15 runs when the device went first; `pause` waits until that thread is idle.
            self._device.pause()
