"""A live RealSense D4xx: depth and, where there is one, the accelerometer. Never colour.

Imports numpy, pyrealsense2, kiosk.adapters.rs_device and rs_values, kiosk.core.frame, kiosk.errors.

NOT RUN ON HARDWARE: tests/adapters/test_realsense.py runs all of this on the real SDK with its
software device in the camera's place; docs/hardware.md lists what only a camera can show.
"""

from __future__ import annotations

import atexit
import contextlib
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Condition
from typing import Any

import numpy as np
import pyrealsense2 as rs

from kiosk.adapters.rs_device import find_device
from kiosk.adapters.rs_values import (
    depth_frame,
    intrinsics,
    rotation,
    scale_m,
    specific_force,
    towards_earth,
)
from kiosk.core.frame import DepthFrame, FloatArray, Intrinsics
from kiosk.errors import CameraError

GRAVITY_SAMPLES = 200  # 1 to 2 s
GRAVITY_ENOUGH = 50
GRAVITY_PATIENCE_S = 1.5
FRAMES_WAITING = 2  # the newest wins; what was pushed out shows as a gap in the numbers


@dataclass(frozen=True, slots=True)
class DepthMode:
    """What is asked of the depth stream; 848x480 is the D4xx's own resolution for depth."""

    width: int = 848
    height: int = 480
    fps: int = 30


class RealSenseCamera:
    """A Camera; streams from its making until `close`.

    device: the SDK's; without it the only camera plugged in. record_to: a .db3 that gets all that
    the camera sends, written by the SDK. silence_s: without a frame for so long the camera is
    lost; first_s: without the first one. Raises CameraError, with what staff can do about it.
    """

    def __init__(
        self,
        mode: DepthMode | None = None,
        *,
        device: Any = None,
        record_to: Path | None = None,
        silence_s: float = 5.0,
        first_s: float = 5.0,
    ) -> None:
        self._mode, self._silence_s, self._first_s = mode or DepthMode(), silence_s, first_s
        self._came = False
        self._device = find_device() if device is None else device
        self._news = Condition()
        self._waiting: deque[DepthFrame] = deque(maxlen=FRAMES_WAITING)
        self._forces: deque[tuple[float, float, float]] = deque(maxlen=GRAVITY_SAMPLES)
        self._fault, self._said, self._gravity_fault, self._closed = "", "", "", False
        self._recorder = self._start_recorder(record_to)
        self._sensor, self._profile = self._find_depth()
        self._intrinsics = intrinsics(self._profile)
        self._scale_m = self._find_scale()
        self._turn = np.eye(3)
        self._open: list[Any] = []
        try:
            self._start()
        except RuntimeError as error:
            self.close()
            raise CameraError(
                f"The camera does not start: {error}. Is another program using it? Unplug it, "
                f"plug it into a USB 3 port and try again.",
                "busy",
            ) from error

    @property
    def intrinsics(self) -> Intrinsics:
        return self._intrinsics

    @property
    def device(self) -> str:
        """Its model and how it is connected, for staff; not its serial number."""
        usb = self.usb
        return f"{self._info(rs.camera_info.name)}{f' on USB {usb}' if usb else ''}"

    @property
    def usb(self) -> str:
        """Of its link, '3.2' or '2.1'; '' where it does not tell."""
        return self._info(rs.camera_info.usb_type_descriptor)

    @property
    def serial(self) -> str:
        """Its serial number, for the log of its checks; '' where it tells none."""
        return self._info(rs.camera_info.serial_number)

    @property
    def temperature_c(self) -> float | None:
        """Of its own chip; None where it does not tell."""
        return self._option(rs.option.asic_temperature)

    @property
    def projector_c(self) -> float | None:
        """Of what projects the pattern; None where it does not tell."""
        return self._option(rs.option.projector_temperature)

    def _option(self, what: Any) -> float | None:
        sensor = self._sensor
        try:
            if sensor is None or not sensor.supports(what):
                return None
            return float(sensor.get_option(what))
        except RuntimeError:
            return None

    @property
    def scale_m(self) -> float:
        return self._scale_m

    @property
    def gravity_fault(self) -> str:
        """Why frames have no gravity; empty where they have or the camera has no accelerometer."""
        return self._gravity_fault

    def gravity(self) -> FloatArray | None:
        """(3,) towards the earth in the depth optical frame, from the last 1 to 2 s."""
        forces = list(self._forces)
        if len(forces) < GRAVITY_ENOUGH:
            return None
        return towards_earth(np.array(forces), self._turn)

    def frames(self) -> Iterator[DepthFrame]:
        """Frames as they come until `close`; when read too slowly the older ones are dropped."""
        while (frame := self._next()) is not None:
            yield frame

    def close(self) -> None:
        """Stop and let go of the camera; harmless when called twice. The SDK may hang in here."""
        atexit.unregister(self.close)
        with self._news:
            self._closed = True
            self._news.notify_all()
        if self._recorder is not None and self._open:
            self._recorder.pause()  # returns when all that came is in the file
        for sensor in self._open:
            with contextlib.suppress(RuntimeError):  # a lost camera cannot be stopped
                sensor.stop()
                sensor.close()
        self._open.clear()
        # The recording is finished by the recorder's destructor; there is no other way to say it.
        self._recorder = self._sensor = self._profile = self._device = None

    def _next(self) -> DepthFrame | None:
        with self._news:
            patience_s = self._silence_s if self._came else self._first_s
            if not self._news.wait_for(
                lambda: self._waiting or self._closed or self._fault, patience_s
            ):
                raise self._silence(patience_s)
            if self._closed:
                return None
            if self._waiting:
                self._came = True
                return self._waiting.popleft()
            raise CameraError(
                f"The camera sent {self._fault}. Unplug it and plug it in again.", "unusable"
            )

    def _silence(self, patience_s: float) -> CameraError:
        try:
            here = self._device.is_connected()
        except RuntimeError:
            here = False
        if not here:
            return CameraError(
                "The camera was unplugged or lost its power: plug it into a USB 3 port again.",
                "absent",
            )
        return CameraError(
            f"The camera has sent no depth for {patience_s:g} s{self._said}. If this stays: unplug "
            "it, plug it into a USB 3 port, and check its cable.",
            "no_frames",
        )

    def _start_recorder(self, path: Path | None) -> Any:
        if path is None:
            return None
        try:
            return rs.recorder(str(path), self._device, True)
        except RuntimeError as error:
            raise CameraError(f"the SDK cannot record to {path}: {error}") from error

    def _profiles(self, stream: Any) -> Iterator[tuple[Any, Any]]:
        source = self._device if self._recorder is None else self._recorder
        for sensor in source.query_sensors():
            for profile in sensor.get_stream_profiles():
                if profile.stream_type() == stream:
                    yield sensor, profile

    def _find_depth(self) -> tuple[Any, Any]:
        wanted, offered = self._mode, []
        for sensor, profile in self._profiles(rs.stream.depth):
            video = profile.as_video_stream_profile()
            mode = DepthMode(video.width(), video.height(), profile.fps())
            if mode == wanted and profile.format() == rs.format.z16:
                return sensor, profile
            offered.append(f"{mode.width}x{mode.height}@{mode.fps}")
        port = self.usb
        raise CameraError(
            f"The camera offers no depth of {wanted.width}x{wanted.height} at {wanted.fps} fps "
            f"but {', '.join(sorted(set(offered))) or 'none at all'} (USB {port or 'unknown'}). "
            f"On a USB 2 port or cable it offers less: use USB 3, and the camera's own cable.",
            "usb2" if port.startswith(("1", "2")) else "other",
        )

    def _info(self, what: Any) -> str:
        return str(self._device.get_info(what)) if self._device.supports(what) else ""

    def _find_scale(self) -> float:
        if (unit_m := scale_m(self._sensor)) is None:
            raise CameraError(
                "The camera does not say what one unit of depth is in metres: unplug it and plug "
                "it in again.",
                "unusable",
            )
        return unit_m

    def _start(self) -> None:
        # A camera that still streams when Python ends calls back into nothing and crashes it.
        atexit.register(self.close)
        if self._sensor.supports(rs.option.global_time_enabled):
            # The camera's own clock, not the SDK's guess at ours, whose rate it keeps adjusting.
            self._sensor.set_option(rs.option.global_time_enabled, 0)
        self._sensor.set_notifications_callback(self._noticed)
        self._start_accel()
        self._sensor.open(self._profile)
        self._open.append(self._sensor)
        self._sensor.start(self._depth_came)

    def _start_accel(self) -> None:
        """Before depth, so that already the first frame knows which way is down."""
        found = sorted(self._profiles(rs.stream.accel), key=lambda pair: int(pair[1].fps()))
        if not found:
            return
        sensor, profile = found[0]
        try:
            sensor.open(profile)
            self._open.append(sensor)
            sensor.start(lambda frame: self._forces.append(specific_force(frame)))
        except RuntimeError as error:
            # Depth is worth having without: the floor or the configured mount stand in, and say so.
            self._gravity_fault = f"the camera's accelerometer does not start: {error}"
            return
        self._turn = rotation(profile, self._profile)
        deadline = time.monotonic() + GRAVITY_PATIENCE_S
        while len(self._forces) < GRAVITY_ENOUGH:
            if time.monotonic() > deadline:
                self._gravity_fault = "the camera's accelerometer is silent"
                return
            time.sleep(0.01)

    def _depth_came(self, frame: Any) -> None:
        """In the SDK's thread."""
        try:
            copied: DepthFrame | None = depth_frame(
                frame, self._intrinsics, self._scale_m, self.gravity()
            )
        except (RuntimeError, ValueError) as error:
            copied, self._fault = None, f"a frame that cannot be read ({error})"
        with self._news:
            if copied is not None:
                self._waiting.append(copied)
            self._news.notify_all()

    def _noticed(self, note: Any) -> None:
        """In the SDK's thread. A camera's complaint is no fault while frames come, but explains."""
        if note.get_severity() in (rs.log_severity.error, rs.log_severity.fatal):
            # Not its description: the binding of 2.59.1 hands out a string already freed.
            self._said = f" (it reports: {note.get_category().name.replace('_', ' ')})"
