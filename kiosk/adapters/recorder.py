"""Writes depth frames to a .db3 recording through the RealSense SDK, without a camera.

Imports pyrealsense2 and the standard library's sqlite3, kiosk.core.frame, kiosk.errors.

A `software_device` stands in for the camera and the SDK's own `recorder` writes the file, so that
what comes out is what a real camera's recording is: `Db3Recording` reads both the same way.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyrealsense2 as rs

from kiosk.core.frame import DepthFrame, FloatArray, Intrinsics
from kiosk.errors import InputError, RecordingError

# The SDK writes in a thread of its own behind an unbounded queue and gives up after 10 s when it
# is closed: 600 queued 848x480 frames were 560 MB and 2.7 s. So the queue is emptied this often.
FLUSH_EVERY = 16
GRAVITY_MS2 = 9.80665


class Db3Recorder:
    """Context manager: `write` every frame in order; the file is complete when the block ends.

    scale_m: metres of one depth unit. fps: what the header says, timestamps are the frames' own.
    An accelerometer stream is written when the first frame has gravity. With `compress` depth is
    stored as PNG, still exactly, in less than half the room and a third of the speed.
    Raises RecordingError when the file cannot be written or is not complete afterwards.
    """

    def __init__(
        self,
        path: Path,
        intrinsics: Intrinsics,
        scale_m: float,
        fps: int = 30,
        *,
        compress: bool = True,
        force: bool = False,
    ) -> None:
        self._path = Path(path)
        if self._path.suffix != ".db3":
            raise RecordingError(f"{self._path} must end in .db3: the SDK writes nothing else")
        if self._path.exists() and not force:
            raise RecordingError(f"{self._path} exists already; choose another name or --force")
        if not self._path.parent.is_dir():
            raise RecordingError(f"{self._path.parent} is no folder; make it first")
        if not scale_m > 0 or abs(scale_m * 1e6 - round(scale_m * 1e6)) > 1e-6:
            raise InputError(f"one depth unit is {scale_m} m: the SDK stores whole micrometres")
        self._lens, self._scale_m = intrinsics, scale_m
        self._depth = _DepthSettings(intrinsics, scale_m, fps, compress)
        self._times_s: list[float] = []
        self._sdk: _Sdk | None = None

    @property
    def frames_written(self) -> int:
        return len(self._times_s)

    def __enter__(self) -> Self:
        return self

    def write(self, frame: DepthFrame) -> None:
        """Append one frame; its picture is copied. Raises InputError where it does not fit."""
        shape = (self._lens.height, self._lens.width)
        if frame.depth.shape != shape or frame.intrinsics != self._lens:
            raise InputError(
                f"frame {frame.number} is {frame.depth.shape} with {frame.intrinsics}; "
                f"this recording holds {shape} with {self._lens}"
            )
        if frame.scale_m != self._scale_m:
            raise InputError(
                f"frame {frame.number} counts in {frame.scale_m} m, the recording in "
                f"{self._scale_m} m"
            )
        if self._times_s and frame.time_s <= self._times_s[-1]:
            raise InputError(
                f"frame {frame.number} at {frame.time_s} s is not later than the one before it "
                f"({self._times_s[-1]} s)"
            )
        if self._sdk is None:
            self._path.unlink(missing_ok=True)
            self._sdk = _Sdk(self._depth, self._path, imu=frame.gravity is not None)
        self._sdk.send(frame)
        self._times_s.append(frame.time_s)
        if len(self._times_s) % FLUSH_EVERY == 0:
            self._sdk.flush()

    def close(self) -> None:
        """Finish the file and check that it holds every frame; harmless when called twice."""
        if self._sdk is None:
            return
        self._sdk.close()
        self._sdk = None
        _retime(self._path, self._times_s)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
        if error is None and not self._times_s:
            raise RecordingError(f"nothing was recorded: no frame came, {self._path} not written")


@dataclass(frozen=True, slots=True)
class _DepthSettings:
    lens: Intrinsics
    scale_m: float
    fps: int
    compress: bool


class _Sdk:
    """The software camera and the SDK's recorder behind it."""

    def __init__(self, settings: _DepthSettings, path: Path, *, imu: bool) -> None:
        self._scale_m = settings.scale_m
        self._device = rs.software_device()
        self._device.register_info(rs.camera_info.name, "Knee kiosk software camera")
        self._depth = self._device.add_sensor("Stereo Module")
        self._depth_profile = self._depth.add_video_stream(
            _depth_stream(settings.lens, settings.fps)
        ).as_video_stream_profile()
        self._depth.add_read_only_option(rs.option.depth_units, settings.scale_m)
        self._accel: Any = None
        if imu:
            self._accel = self._device.add_sensor("Motion Module")
            self._accel_profile = self._accel.add_motion_stream(
                _accel_stream()
            ).as_motion_stream_profile()
        try:
            self._recorder = rs.recorder(str(path), self._device, settings.compress)
        except RuntimeError as error:
            raise RecordingError(f"the SDK cannot write {path}: {error}") from error
        # A queue of one that nobody reads: the SDK needs a receiver before it records, and drops
        # the oldest of these copies itself.
        self._sink = rs.frame_queue(1)
        self._open = self._recorder.query_sensors()
        for sensor in self._open:
            sensor.open(sensor.get_stream_profiles())
            sensor.start(self._sink)

    def send(self, frame: DepthFrame) -> None:
        if self._accel is not None and frame.gravity is not None:
            self._accel.on_motion_frame(self._motion(frame, frame.gravity))
        video = rs.software_video_frame()
        video.stride, video.bpp = frame.depth.shape[1] * 2, 2
        video.timestamp = frame.time_s * 1e3
        video.domain = rs.timestamp_domain.hardware_clock
        video.frame_number = frame.number
        video.profile = self._depth_profile
        video.depth_units = self._scale_m
        video.pixels = frame.depth
        self._depth.on_video_frame(video)

    def _motion(self, frame: DepthFrame, gravity: FloatArray) -> Any:
        motion = rs.software_motion_frame()
        data = rs.vector()
        # An accelerometer at rest measures what holds it up: the opposite of gravity.
        data.x, data.y, data.z = (-GRAVITY_MS2 * float(g) for g in gravity)
        motion.data = data
        motion.timestamp = frame.time_s * 1e3
        motion.domain = rs.timestamp_domain.hardware_clock
        motion.frame_number = frame.number
        motion.profile = self._accel_profile
        return motion

    def flush(self) -> None:
        """Wait until all that was sent is in the file: `pause` returns only then."""
        self._recorder.pause()
        self._recorder.resume()

    def close(self) -> None:
        self._recorder.pause()
        for sensor in self._open:
            sensor.stop()
            sensor.close()
        # The file is closed by the destructors; there is no other way to say it.
        del self._open, self._recorder, self._depth, self._accel, self._device


def _depth_stream(lens: Intrinsics, fps: int) -> Any:
    intrinsics = rs.intrinsics()
    intrinsics.width, intrinsics.height = lens.width, lens.height
    intrinsics.fx, intrinsics.fy = lens.fx, lens.fy
    intrinsics.ppx, intrinsics.ppy = lens.cx, lens.cy
    intrinsics.model, intrinsics.coeffs = rs.distortion.none, [0.0] * 5
    stream = rs.video_stream()
    stream.type, stream.fmt, stream.index, stream.uid = rs.stream.depth, rs.format.z16, 0, 0
    stream.width, stream.height, stream.fps, stream.bpp = lens.width, lens.height, fps, 2
    stream.intrinsics = intrinsics
    return stream


def _accel_stream() -> Any:
    stream = rs.motion_stream()
    stream.type, stream.fmt = rs.stream.accel, rs.format.motion_xyz32f
    stream.index, stream.uid, stream.fps = 0, 1, 100
    stream.intrinsics = rs.motion_device_intrinsic()
    return stream


def _retime(path: Path, times_s: list[float]) -> None:
    """Give each message the time of its frame, and check that every frame is there.

    The SDK stamps messages with the time of writing. Playback is in the order of the stamps, and
    a viewer plays at their speed: with the camera's times it plays as it was, in sure order.
    """
    try:
        with closing(sqlite3.connect(path)) as file, file:
            file.execute("PRAGMA journal_mode = OFF")
            file.execute("PRAGMA synchronous = OFF")
            topics = file.execute("SELECT id, name FROM topics WHERE name LIKE '%/image/%'"
                                  " OR name LIKE '%/imu/%'").fetchall()  # fmt: skip
            for topic, name in topics:
                rows = file.execute(
                    "SELECT id, timestamp FROM messages WHERE topic_id = ? ORDER BY id", (topic,)
                ).fetchall()
                if len(rows) != len(times_s):
                    raise RecordingError(
                        f"{path} holds {len(rows)} of {len(times_s)} frames ({name}): "
                        "is the disk full or too slow?"
                    )
                start = rows[0][1]
                file.executemany(
                    "UPDATE messages SET timestamp = ? WHERE id = ?",
                    [(start + round((t - times_s[0]) * 1e9), row)
                     for t, (row, _) in zip(times_s, rows, strict=True)],
                )  # fmt: skip
    except sqlite3.Error as error:
        raise RecordingError(f"{path} was not written properly: {error}") from error
