"""Plays recordings through librealsense's C functions, where its Python module cannot be imported.

The wheel of pyrealsense2 is one library: librealsense with its C functions (librealsense2/h/*.h)
and, around it, a Python module that loads in one version of CPython only. `Binding` has, of what
that module offers, all that kiosk.adapters.recording and rs_values use, under the same names.
tests/adapters/test_realsense_c.py holds it against the module itself.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable
from ctypes import POINTER, byref, c_char_p, c_double, c_float, c_int, c_ulonglong, c_void_p
from enum import IntEnum
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

OnFrame = ctypes.CFUNCTYPE(None, c_void_p, c_void_p)


class Stream(IntEnum):
    """rs2_stream, rs_sensor.h."""

    any, depth, color, infrared, fisheye, gyro, accel = range(7)


class PlaybackStatus(IntEnum):
    """rs2_playback_status, rs_record_playback.h."""

    unknown, playing, paused, stopped = range(4)


class Lens(ctypes.Structure):
    """rs2_intrinsics, rs_types.h."""

    _fields_ = (
        ("width", c_int), ("height", c_int), ("ppx", c_float), ("ppy", c_float),
        ("fx", c_float), ("fy", c_float), ("model", c_int), ("coeffs", c_float * 5),
    )  # fmt: skip


class Extrinsics(ctypes.Structure):
    """rs2_extrinsics, rs_sensor.h: the rotation column by column."""

    _fields_ = (("rotation", c_float * 9), ("translation", c_float * 3))


class Binding:
    """Stands in for the module `pyrealsense2`, over the library at `path`."""

    stream = Stream
    playback_status = PlaybackStatus

    def __init__(self, path: Path) -> None:
        self._calls = _Calls(path)
        names: list[str] = []
        while "UNKNOWN" not in names:  # what follows the last; the module has it, too
            code = len(names)
            name = self._calls("rs2_option_to_string", code, result=c_char_p, fails=False)
            names.append(name.decode())
        options = {name: _Option(code, name) for code, name in enumerate(names)}
        short = {name.lower().replace(" ", "_"): one for name, one in options.items()}
        self.option = SimpleNamespace(__members__=options, **short)

    def context(self) -> _Context:
        return _Context(self._calls)


class _Option(int):
    """One of rs2_option, whose text is its name."""

    def __new__(cls, code: int, name: str) -> _Option:
        self = super().__new__(cls, code)
        self._name = name
        return self

    def __str__(self) -> str:
        return self._name


class _Calls:
    """The library's functions. One that fails raises RuntimeError, as the module's own do."""

    def __init__(self, path: Path) -> None:
        # Functions of another CPython may be missing here: they are looked up when they are called,
        # which they never are. ctypes itself would ask for all of them at once.
        opens = ctypes.CDLL(None).dlopen
        opens.restype, opens.argtypes = c_void_p, (c_char_p, c_int)
        handle = opens(str(path).encode(), os.RTLD_LAZY)
        if not handle:
            why = ctypes.CDLL(None).dlerror
            why.restype = c_char_p
            raise OSError(why().decode())
        self._library = ctypes.CDLL(str(path), handle=handle)

    def __call__(self, name: str, *values: Any, result: Any = c_void_p, fails: bool = True) -> Any:
        function = self._library[name]
        function.restype = result
        if not fails:
            return function(*values)
        error = c_void_p()
        given = function(*values, byref(error))
        if error:
            text = self("rs2_get_error_message", error, result=c_char_p, fails=False).decode()
            self("rs2_free_error", error, result=None, fails=False)
            raise RuntimeError(text)
        return given


class _Context:
    def __init__(self, call: _Calls) -> None:
        self._call = call
        version = call("rs2_get_api_version", result=c_int)
        self._self = c_void_p(call("rs2_create_context", version))

    def load_device(self, path: str) -> _Device:
        device = self._call("rs2_context_add_device", self._self, path.encode())
        return _Device(self._call, c_void_p(device))


class _Device:
    def __init__(self, call: _Calls, device: c_void_p) -> None:
        self._call, self._self = call, device

    def set_real_time(self, wanted: bool) -> None:
        self._call("rs2_playback_device_set_real_time", self._self, c_int(wanted), result=None)

    def query_sensors(self) -> list[_Sensor]:
        call = self._call
        listed = c_void_p(call("rs2_query_sensors", self._self))
        count = call("rs2_get_sensors_count", listed, result=c_int)
        return [_Sensor(call, c_void_p(call("rs2_create_sensor", listed, i))) for i in range(count)]

    def current_status(self) -> int:
        return self._call("rs2_playback_device_get_current_status", self._self, result=c_int)  # type: ignore[no-any-return]

    def pause(self) -> None:
        self._call("rs2_playback_device_pause", self._self, result=None)


class _Sensor:
    def __init__(self, call: _Calls, sensor: c_void_p) -> None:
        self._call, self._self = call, sensor
        self._callback: Any = None

    def get_stream_profiles(self) -> list[_Profile]:
        call = self._call
        listed = c_void_p(call("rs2_get_stream_profiles", self._self))
        count = call("rs2_get_stream_profiles_count", listed, result=c_int)
        return [
            _Profile(call, c_void_p(call("rs2_get_stream_profile", listed, i)))
            for i in range(count)
        ]

    def supports(self, option: int) -> bool:
        return bool(self._call("rs2_supports_option", self._self, c_int(option), result=c_int))

    def get_option(self, option: int) -> float:
        return self._call("rs2_get_option", self._self, c_int(option), result=c_float)  # type: ignore[no-any-return]

    def open(self, profile: _Profile) -> None:
        self._call("rs2_open", self._self, profile.pointer, result=None)

    def start(self, take: Callable[[_Frame], None]) -> None:
        def on_frame(frame: int, _: object) -> None:
            take(_Frame(self._call, c_void_p(frame)))

        self._callback = OnFrame(on_frame)
        self._call("rs2_start", self._self, self._callback, None, result=None)

    def stop(self) -> None:
        self._call("rs2_stop", self._self, result=None)

    def close(self) -> None:
        self._call("rs2_close", self._self, result=None)


class _Profile:
    def __init__(self, call: _Calls, pointer: c_void_p) -> None:
        self._call, self.pointer = call, pointer

    def stream_type(self) -> int:
        kind, *rest = (c_int() for _ in range(5))
        self._call(
            "rs2_get_stream_profile_data",
            self.pointer, byref(kind), *(byref(one) for one in rest), result=None,
        )  # fmt: skip
        return kind.value

    def as_video_stream_profile(self) -> _Profile:
        return self

    def get_intrinsics(self) -> Lens:
        lens = Lens()
        self._call("rs2_get_video_stream_intrinsics", self.pointer, byref(lens), result=None)
        return lens

    def get_extrinsics_to(self, other: _Profile) -> Extrinsics:
        turn = Extrinsics()
        self._call("rs2_get_extrinsics", self.pointer, other.pointer, byref(turn), result=None)
        return turn


class _Frame:
    """Gives the SDK its buffer back when nobody holds it any more."""

    def __init__(self, call: _Calls, frame: c_void_p) -> None:
        self._call, self._self = call, frame

    def __del__(self) -> None:
        self._call("rs2_release_frame", self._self, result=None, fails=False)

    def get_timestamp(self) -> float:
        return self._call("rs2_get_frame_timestamp", self._self, result=c_double)  # type: ignore[no-any-return]

    def get_frame_number(self) -> int:
        return self._call("rs2_get_frame_number", self._self, result=c_ulonglong)  # type: ignore[no-any-return]

    def get_data(self) -> NDArray[np.uint16]:
        """(H, W), depth units."""
        height, width = (
            self._call(f"rs2_get_frame_{side}", self._self, result=c_int)
            for side in ("height", "width")
        )
        data = self._call("rs2_get_frame_data", self._self, result=POINTER(ctypes.c_uint16))
        return np.ctypeslib.as_array(data, (height, width))

    def as_motion_frame(self) -> _Frame:
        return self

    def get_motion_data(self) -> SimpleNamespace:
        data = self._call("rs2_get_frame_data", self._self, result=POINTER(c_float))
        return SimpleNamespace(x=data[0], y=data[1], z=data[2])
