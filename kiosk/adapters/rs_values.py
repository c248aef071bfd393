"""The RealSense SDK's values as ours. Imports numpy, pyrealsense2, kiosk.core.frame, kiosk.errors.

What the live camera and the recordings share: both hand out the SDK's sensors, stream profiles
and frames.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pyrealsense2 as rs

from kiosk.core.frame import DepthFrame, FloatArray, Intrinsics

LEAST_MS2: Final = 1e-3
MOST_MS2: Final = 100.0
"""The accelerometers of the D400 family read up to 4 g, 39 m/s2, on each axis."""


def intrinsics(profile: Any) -> Intrinsics:
    """The lens of a video stream profile."""
    lens = profile.as_video_stream_profile().get_intrinsics()
    return Intrinsics(
        width=lens.width,
        height=lens.height,
        fx=float32(lens.fx),
        fy=float32(lens.fy),
        cx=float32(lens.ppx),
        cy=float32(lens.ppy),
    )


def scale_m(sensor: Any) -> float | None:
    """Metres of one depth unit; None where the sensor does not say."""
    if not sensor.supports(rs.option.depth_units):
        return None
    return float32(sensor.get_option(rs.option.depth_units))


def depth_frame(
    frame: Any, lens: Intrinsics, unit_m: float, gravity: FloatArray | None
) -> DepthFrame:
    """The SDK's frame, copied: its buffer is one of a few that are used over and over."""
    depth = np.array(frame.get_data(), dtype=np.uint16)
    depth.flags.writeable = False
    return DepthFrame(
        depth=depth,
        scale_m=unit_m,
        intrinsics=lens,
        time_s=frame.get_timestamp() / 1e3,
        number=frame.get_frame_number(),
        gravity=gravity,
    )


def specific_force(frame: Any) -> tuple[float, float, float]:
    """An accelerometer's sample in m/s2, its own axes."""
    data = frame.as_motion_frame().get_motion_data()
    return data.x, data.y, data.z


def rotation(accel: Any, depth: Any) -> FloatArray:
    """(3, 3) from the accelerometer's axes to the depth stream's, given their profiles.

    D4xx samples are turned into axes parallel to the depth stream's by the SDK itself, so what is
    read here is the identity, and so is what stands in where nothing was recorded.
    """
    try:
        turn = accel.get_extrinsics_to(depth).rotation
    except RuntimeError:
        return np.eye(3)
    return np.array(turn, dtype=np.float64).reshape(3, 3, order="F")


def towards_earth(samples: FloatArray, turn: FloatArray) -> FloatArray | None:
    """Unit vector (3,) towards the earth in the depth optical frame, read-only.

    samples: (n, 3) m/s2 in the accelerometer's axes. At rest an accelerometer measures what holds
    it up, so a level D435i reads (0, -9.8, 0) with y down (librealsense, doc/d435i.md).
    None for a mean too small to have a direction, or that no accelerometer reads: a recording may
    be damaged.
    """
    mean = samples.mean(axis=0)
    if not (np.isfinite(mean).all() and np.isfinite(turn).all()):
        return None
    down: FloatArray = -turn @ mean
    length = float(np.linalg.norm(down))
    if not LEAST_MS2 < length < MOST_MS2:
        return None
    down /= length
    down.flags.writeable = False
    return down


def float32(value: float) -> float:
    """The shortest decimal of a 32-bit number: 0.001, not 0.0010000000474974513."""
    return float(str(np.float32(value)))


def known_options() -> frozenset[str]:
    """The settings that this SDK knows, as the topics of its recordings name them."""
    return frozenset(str(one).replace(" ", "_") for one in rs.option.__members__.values())
