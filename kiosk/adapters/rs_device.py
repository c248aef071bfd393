"""Finding the one RealSense camera, its hardware reset, and waiting until it is back on USB.

Imports pyrealsense2, kiosk.adapters.usb_tree, kiosk.errors.

A reset is NOT RUN ON HARDWARE: the SDK's software device has none. It is known to crash the SDK's
process now and then, which is why the kiosk's sensing is one of its own.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Final

import pyrealsense2 as rs

from kiosk.adapters.usb_tree import cameras
from kiosk.errors import CameraError

AWAY_S: Final = 3.0
"""After it a camera that was never seen to go is taken for back."""
BACK_S: Final = 10.0
LOOK_S: Final = 0.1
BOOTED_S: Final = 0.7
"""From being listed until its firmware answers and udev has given it to the kiosk's group."""


def find_device() -> Any:
    """The one RealSense camera that is plugged in; CameraError for none or several."""
    try:
        found = list(rs.context().query_devices())
    except RuntimeError as error:
        raise CameraError(f"The SDK cannot look for cameras: {error}.", "busy") from error
    if not found:
        raise CameraError(
            "no RealSense camera is here. Plug one into a USB 3 port; where one is plugged in, "
            "check that its udev rule is installed and that `lsusb` lists it (8086:…)",
            "absent",
        )
    if len(found) > 1:
        raise CameraError(
            f"{len(found)} RealSense cameras are plugged in: leave only one.", "several"
        )
    return found[0]


def on_usb() -> bool:
    """Whether the kernel lists one; the SDK is not asked, which would talk to one that boots."""
    return bool(cameras())


def reset(
    wait: Callable[[float], None],
    *,
    find: Callable[[], Any] = find_device,
    present: Callable[[], bool] = on_usb,
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Reset the one camera that is plugged in. wait: lets so many seconds pass. Raises CameraError
    where there is none, or it does not come back."""
    device = find()
    try:
        device.hardware_reset()
    except RuntimeError as error:
        raise CameraError(f"The camera cannot be reset: {error}.", "busy") from error
    finally:
        del device
    began_s = clock()
    while present() and clock() - began_s < AWAY_S:
        wait(LOOK_S)
    while not present():
        if clock() - began_s >= BACK_S:
            raise CameraError(
                f"The camera did not come back on USB within {BACK_S:.0f} s of its reset. Unplug "
                "it, wait a moment, and plug it into a USB 3 port.",
                "absent",
            )
        wait(LOOK_S)
    wait(BOOTED_S)
