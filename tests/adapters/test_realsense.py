"""The live camera on the real SDK, with its software device where the USB cable would be."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyrealsense2 as rs
import pytest

from kiosk.adapters.capture import STARTING_FRAMES, record
from kiosk.adapters.realsense import DepthMode, RealSenseCamera, find_device
from kiosk.adapters.recording import Db3Recording
from kiosk.core.frame import DepthFrame
from kiosk.errors import CameraError, RecordingError
from kiosk.ports import Camera

SMALL = DepthMode(64, 48, 30)
ROOT = Path(__file__).parents[2]
Frames = Callable[..., list[DepthFrame]]
Send = Callable[..., None]
LEVEL = (0.0, -9.81, 0.0)


def open_camera(soft: Any, **options: Any) -> RealSenseCamera:
    return RealSenseCamera(SMALL, device=soft.device, **options)


def test_frames_come_as_they_are(soft_camera: Any, frames_of: Frames) -> None:
    soft = soft_camera()
    camera: Camera = open_camera(soft)
    got = camera.frames()
    for sent in frames_of(20):
        soft.send(sent)
        frame = next(got)
        np.testing.assert_array_equal(frame.depth, sent.depth)
        assert (frame.number, frame.scale_m, frame.intrinsics) == (
            sent.number,
            0.001,
            sent.intrinsics,
        )
        assert frame.time_s == pytest.approx(sent.time_s, abs=1e-6)
        assert frame.gravity is None
        assert not frame.depth.flags.writeable
    assert camera.intrinsics == sent.intrinsics
    camera.close()


def test_a_frame_is_a_copy(soft_camera: Any, frames_of: Frames) -> None:
    soft = soft_camera()
    camera = open_camera(soft)
    got, sent = camera.frames(), frames_of(40)
    kept = []
    for frame in sent:
        soft.send(frame)
        kept.append(next(got))
    for frame, original in zip(kept, sent, strict=True):
        np.testing.assert_array_equal(frame.depth, original.depth)
    camera.close()


def test_the_newest_win_and_the_gap_shows(soft_camera: Any, frames_of: Frames) -> None:
    soft = soft_camera()
    camera = open_camera(soft)
    for sent in frames_of(10):
        soft.send(sent)
    assert [frame.number for frame in islice(camera.frames(), 2)] == [13, 14]
    camera.close()


@pytest.mark.parametrize(
    ("force", "down"),
    [
        (LEVEL, (0, 1, 0)),  # level: librealsense, doc/d435i.md
        ((-9.81, 0, 0), (1, 0, 0)),  # on its side
        ((9.7, 0, 1.0), (-9.7, 0, -1.0)),
    ],
)
def test_gravity_points_to_the_earth_from_the_first_frame(
    soft_camera: Any,
    keep_sending: Send,
    force: tuple[float, float, float],
    down: tuple[float, float, float],
) -> None:
    soft = soft_camera(accel=True)
    keep_sending(soft, force)
    camera = open_camera(soft)
    gravity = next(camera.frames()).gravity
    assert gravity is not None
    np.testing.assert_allclose(gravity, np.array(down) / np.linalg.norm(down), atol=1e-6)
    assert camera.gravity_fault == ""
    camera.close()


def test_a_silent_accelerometer_is_told_and_depth_goes_on(
    soft_camera: Any, frames_of: Frames
) -> None:
    soft = soft_camera(accel=True)
    camera = open_camera(soft)
    assert "accelerometer is silent" in camera.gravity_fault
    soft.send(frames_of(1)[0])
    assert next(camera.frames()).gravity is None
    camera.close()


def test_only_depth_and_the_accelerometer_are_opened(soft_camera: Any) -> None:
    """With a colour sensor on the same device, nothing asks for it."""
    soft = soft_camera()
    colour = soft.device.add_sensor("RGB Camera")
    video = rs.video_stream()
    video.type, video.fmt, video.uid, video.bpp = rs.stream.color, rs.format.rgb8, 9, 3
    video.width, video.height, video.fps = 64, 48, 30
    colour.add_video_stream(video)
    camera = open_camera(soft)
    assert [len(s.get_active_streams()) for s in soft.device.query_sensors()] == [1, 0]
    camera.close()


def test_a_camera_that_falls_silent_is_lost(soft_camera: Any, frames_of: Frames) -> None:
    soft = soft_camera()
    camera = open_camera(soft, silence_s=0.2)
    got = camera.frames()
    soft.send(frames_of(1)[0])
    next(got)
    soft.complain()
    with pytest.raises(
        CameraError, match=r"no depth for 0\.2 s \(it reports: hardware error\).*USB 3"
    ) as caught:
        next(got)
    assert caught.value.exit_status == 2
    camera.close()


def test_a_mode_that_it_has_not(soft_camera: Any) -> None:
    with pytest.raises(CameraError, match="848x480 at 30 fps but 64x48@30"):
        RealSenseCamera(device=soft_camera().device)


def test_a_camera_without_a_scale(soft_camera: Any) -> None:
    with pytest.raises(CameraError, match="one unit of depth"):
        open_camera(soft_camera(with_scale=False))


def test_a_camera_that_is_busy(soft_camera: Any) -> None:
    soft = soft_camera()
    first = open_camera(soft)
    with pytest.raises(CameraError, match="does not start"):
        open_camera(soft)
    first.close()


def test_closing_ends_the_frames_of_another_thread(soft_camera: Any) -> None:
    camera = open_camera(soft_camera(), silence_s=60.0)
    seen: list[int] = []
    reader = threading.Thread(target=lambda: seen.append(len(list(camera.frames()))))
    reader.start()
    camera.close()
    camera.close()
    reader.join(30)
    assert seen == [0]


def test_a_program_may_end_while_the_camera_streams() -> None:
    # The sender ends after the camera was closed: both are undone at exit, the last made first.
    code = """
import atexit, threading
from tests.adapters.conftest import SoftCamera, make_frame
from kiosk.adapters.realsense import DepthMode, RealSenseCamera
soft, stop = SoftCamera(), threading.Event()
def send():
    number = 0
    while not stop.is_set():
        soft.send(make_frame(number := number + 1))
sender = threading.Thread(target=send, daemon=True)
atexit.register(lambda: (stop.set(), sender.join()))
camera = RealSenseCamera(DepthMode(64, 48, 30), device=soft.device)
sender.start()
next(camera.frames())
raise SystemExit(5)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False, timeout=120)
    assert done.returncode == 5


@pytest.mark.skipif(
    len(rs.context().query_devices()) > 0, reason="a RealSense camera is plugged in"
)
def test_no_camera_is_told_in_a_sentence() -> None:
    with pytest.raises(CameraError, match="no RealSense camera is here"):
        find_device()


# Recording what the camera sees


def test_a_recording_plays_back_what_came(
    tmp_path: Path, soft_camera: Any, keep_sending: Send, frames_of: Frames
) -> None:
    soft, told = soft_camera(accel=True), list[float]()
    keep_sending(soft, LEVEL)
    recorded = record(tmp_path / "a.db3", 2.0, told.append, mode=SMALL, device=soft.device)
    assert recorded.has_gravity
    assert recorded.gravity_fault == ""
    assert recorded.seen.duration_s >= 2.0
    assert told[-1] == 2.0
    back = list(Db3Recording(tmp_path / "a.db3").frames())
    assert recorded.seen.frames > 30
    # A busy machine drops some; and the SDK hands out the first before its recorder is ready.
    assert len(back) == recorded.frames >= recorded.seen.frames - STARTING_FRAMES
    sent = {frame.number: frame for frame in frames_of(1000, start_s=50.0)}
    assert [f.number for f in back] == list(range(back[0].number, back[-1].number + 1))
    for frame in back:
        np.testing.assert_array_equal(frame.depth, sent[frame.number].depth)
        np.testing.assert_allclose(np.asarray(frame.gravity), [0, 1, 0], atol=1e-6)
    assert [p.name for p in tmp_path.iterdir()] == ["a.db3"]


def test_a_camera_that_is_lost_leaves_the_earlier_file(tmp_path: Path, soft_camera: Any) -> None:
    (tmp_path / "a.db3").write_bytes(b"precious")
    soft = soft_camera()
    with pytest.raises(CameraError, match="no depth"):
        record(tmp_path / "a.db3", 2.0, mode=SMALL, force=True, device=soft.device)
    assert (tmp_path / "a.db3").read_bytes() == b"precious"
    assert [p.name for p in tmp_path.iterdir()] == ["a.db3"]


def test_an_earlier_recording_is_not_replaced_unasked(tmp_path: Path, soft_camera: Any) -> None:
    (tmp_path / "a.db3").write_bytes(b"precious")
    with pytest.raises(RecordingError, match="--force"):
        record(tmp_path / "a.db3", 1.0, mode=SMALL, device=soft_camera().device)
    assert (tmp_path / "a.db3").read_bytes() == b"precious"


@pytest.mark.parametrize("name", ["a.bag", "none/a.db3"])
def test_a_name_that_will_not_do(tmp_path: Path, soft_camera: Any, name: str) -> None:
    with pytest.raises(RecordingError):
        record(tmp_path / name, 1.0, mode=SMALL, device=soft_camera().device)


def test_ctrl_c_keeps_what_was_recorded(
    tmp_path: Path, soft_camera: Any, keep_sending: Send
) -> None:
    soft = soft_camera()
    keep_sending(soft)

    def stop(seconds: float) -> None:
        if seconds >= 0.5:
            raise KeyboardInterrupt

    recorded = record(tmp_path / "a.db3", 60.0, stop, mode=SMALL, device=soft.device)
    assert recorded.frames >= 15
    assert Db3Recording(tmp_path / "a.db3").frame_count == recorded.frames
