"""Recordings and a camera made with the real SDK: small pictures, few frames."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyrealsense2 as rs
import pytest
from numpy.typing import NDArray

from kiosk.adapters.recorder import Db3Recorder
from kiosk.core.frame import DepthFrame, FloatArray, Intrinsics

LENS = Intrinsics(width=64, height=48, fx=60.25, fy=60.5, cx=31.5, cy=23.75)
GRAVITY_MS2 = 9.80665


def make_frame(
    index: int,
    lens: Intrinsics = LENS,
    gravity: FloatArray | None = None,
    start_s: float = 1000.0,
) -> DepthFrame:
    """Numbered from 5 at 30 fps, with every kind of depth value: 0, 1, 65535, noise."""
    noise = np.random.default_rng(index).integers(0, 40, (lens.height, lens.width))
    depth = (2000 + index % 1000 + noise).astype(np.uint16)
    depth[:, : lens.width // 4] = 0
    depth[0, :3] = 1, 65535, index
    depth.flags.writeable = False
    return DepthFrame(depth, 0.001, lens, start_s + index / 30, 5 + index, gravity)


def make_frames(count: int, *args: Any, **options: Any) -> list[DepthFrame]:
    return [make_frame(index, *args, **options) for index in range(count)]


def write(path: Path, frames: list[DepthFrame], **options: Any) -> Path:
    with Db3Recorder(path, frames[0].intrinsics, frames[0].scale_m, **options) as recorder:
        for frame in frames:
            recorder.write(frame)
    return path


@pytest.fixture
def frames_of() -> Callable[..., list[DepthFrame]]:
    return make_frames


@pytest.fixture
def write_frames() -> Callable[..., Path]:
    return write


@pytest.fixture(scope="session")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve frames without an accelerometer; not to be changed."""
    return write(tmp_path_factory.mktemp("recording") / "clip.db3", make_frames(12))


@pytest.fixture(scope="session")
def colour_recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recording by the SDK that holds colour and nothing else."""
    path = tmp_path_factory.mktemp("colour") / "colour.db3"
    camera = SoftCamera(stream=rs.stream.color, pixel_format=rs.format.rgb8, bytes_per_pixel=3)
    recorder = rs.recorder(str(path), camera.device, True)
    (sensor,) = recorder.query_sensors()
    sensor.open(sensor.get_stream_profiles())
    sensor.start(rs.frame_queue(1))
    for frame in make_frames(3):
        colours = np.repeat(frame.depth.astype(np.uint8)[:, :, None], 3, axis=2)
        camera.send_pixels(frame, colours)
    recorder.pause()
    sensor.stop()
    sensor.close()
    return path


class SoftCamera:
    """The SDK's software device, which a test can feed and question. Not a camera's noises."""

    def __init__(
        self,
        *,
        stream: Any = rs.stream.depth,
        pixel_format: Any = rs.format.z16,
        bytes_per_pixel: int = 2,
        accel: bool = False,
        with_scale: bool = True,
    ) -> None:
        self.device = rs.software_device()
        self._bytes = bytes_per_pixel
        self._sensor = self.device.add_sensor("Stereo Module")
        video = rs.video_stream()
        video.type, video.fmt, video.uid, video.bpp = stream, pixel_format, 1, bytes_per_pixel
        video.width, video.height, video.fps = LENS.width, LENS.height, 30
        video.intrinsics = _sdk_lens()
        self._profile = self._sensor.add_video_stream(video).as_video_stream_profile()
        if with_scale:
            self._sensor.add_read_only_option(rs.option.depth_units, 0.001)
        self._motion: Any = None
        if accel:
            self._motion = self.device.add_sensor("Motion Module")
            motion = rs.motion_stream()
            motion.type, motion.fmt, motion.uid = rs.stream.accel, rs.format.motion_xyz32f, 2
            motion.fps, motion.intrinsics = 100, rs.motion_device_intrinsic()
            self._accel = self._motion.add_motion_stream(motion).as_motion_stream_profile()

    def send(self, frame: DepthFrame) -> None:
        self.send_pixels(frame, frame.depth)

    def send_pixels(self, frame: DepthFrame, pixels: NDArray[Any]) -> None:
        """These pixels with the frame's number and time."""
        video = rs.software_video_frame()
        video.stride, video.bpp = pixels.shape[1] * self._bytes, self._bytes
        video.timestamp, video.frame_number = frame.time_s * 1e3, frame.number
        video.domain, video.profile = rs.timestamp_domain.hardware_clock, self._profile
        video.pixels = pixels
        self._sensor.on_video_frame(video)

    def shake(self, force: tuple[float, float, float], number: int) -> None:
        """One accelerometer sample, m/s2."""
        data = rs.vector()
        data.x, data.y, data.z = force
        motion = rs.software_motion_frame()
        motion.data, motion.timestamp, motion.frame_number = data, number * 10.0, number
        motion.domain, motion.profile = rs.timestamp_domain.hardware_clock, self._accel
        self._motion.on_motion_frame(motion)

    def complain(self) -> None:
        note = rs.software_notification()
        note.category = rs.notification_category.hardware_error
        note.severity, note.type = rs.log_severity.error, 1
        note.description = note.serialized_data = ""
        self._sensor.on_notification(note)


def _sdk_lens() -> Any:
    lens = rs.intrinsics()
    lens.width, lens.height, lens.fx, lens.fy = LENS.width, LENS.height, LENS.fx, LENS.fy
    lens.ppx, lens.ppy = LENS.cx, LENS.cy
    lens.model, lens.coeffs = rs.distortion.none, [0.0] * 5
    return lens


@pytest.fixture
def soft_camera() -> type[SoftCamera]:
    return SoftCamera


@pytest.fixture
def keep_sending() -> Iterator[Callable[..., None]]:
    """`keep_sending(camera, force=…)`: frames (and samples) in a thread until the test ends."""
    stop, threads = threading.Event(), []

    def run(camera: SoftCamera, force: tuple[float, float, float] | None) -> None:
        for number in itertools.count():
            frame = make_frame(number, start_s=50.0)
            if stop.is_set():
                return
            if force is not None:
                camera.shake(force, frame.number)
            camera.send(frame)
            time.sleep(0.001)

    def begin(camera: SoftCamera, force: tuple[float, float, float] | None = None) -> None:
        threads.append(threading.Thread(target=run, args=(camera, force)))
        threads[-1].start()

    yield begin
    stop.set()
    for thread in threads:
        thread.join()
