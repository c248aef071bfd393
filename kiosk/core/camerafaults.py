"""What can be wrong with the camera, by name: for journal, screen, `status` and the ladder. stdlib
and kiosk.core only.

A fault stops the measuring; a note does not, and staff should see to it.
"""

from __future__ import annotations

from typing import Final, Literal

from kiosk.core.frame import Intrinsics
from kiosk.core.framehealth import FaultCode
from kiosk.core.running import StaffNote

CameraCode = Literal[
    "absent",  # none is on USB: unplugged, without power, or without rights
    "several",  # more than one
    "busy",  # it does not start: another program has it, or it hangs
    "no_frames",  # it is there and sends nothing
    "frozen",  # new numbers, the picture of before
    "repeated",  # the same number or time again
    "wrong_size",  # another size or lens than the stream began with
    "unusable",  # pictures that cannot be read
    "empty",  # not one pixel with depth
    "covered",  # hardly any pixel with depth
    "aim",  # it looks straight down or up, or is being moved
    "usb2",  # a link too slow for the pictures that are wanted
    "lens",  # another lens than the mounting was accepted with
    "ended",  # its process crashed
    "hung",  # its process said nothing
    "other",
]

OF_FRAMES: Final[dict[FaultCode, CameraCode]] = {
    FaultCode.FROZEN: "frozen",
    FaultCode.REPEATED: "repeated",
    FaultCode.WRONG_SIZE: "wrong_size",
    FaultCode.EMPTY: "empty",
}
"""Of a frame's fault; any other is 'unusable'."""

SEEN: Final[dict[FaultCode, str]] = {
    FaultCode.FROZEN: "it sends the same picture again and again, to the pixel",
    FaultCode.REPEATED: "it sends the same frame again and again",
    FaultCode.EMPTY: "not one pixel has depth, as if its lens were covered",
}

ZEROS_MANY: Final = 0.5
ZEROS_FEW: Final = 0.4
"""Shares of pixels without depth, nobody in view: from the one on it is told, below the other no
more. An empty room in reach of a D4xx has 0.1 to 0.3."""
PROJECTOR_HOT_C: Final = 60.0
"""From here on the firmware halves the laser, then switches it off (librealsense, issue 12542)."""
CHIP_HOT_C: Final = 75.0
"""Ours: a D4xx in a warm box has 60 (librealsense, issue 1529); beyond the datasheet's air."""
COOLER_C: Final = 5.0
"""So much below a limit it is no more told."""
LENS_SHARE: Final = 0.01
"""Of the focal length, and of the picture's width for its centre: more is another camera or a
camera that was calibrated anew. A focal length off by 0.01 makes sideways lengths off by as much,
0.5 mm of a knee 50 mm out."""


def zeros_note(share: float) -> StaffNote:
    """share: of pixels without depth while nobody was in view."""
    return StaffNote(
        "zeros",
        f"{100.0 * share:.0f} % of the empty picture has no depth, usual are 10 to 30 %: clean the "
        "lens, take away what is before it, shade the sun, cover mirrors and glass.",
    )


def usb2_note(usb: str) -> StaffNote:
    """usb: as the camera tells its link, '2.1'."""
    return StaffNote(
        "usb2",
        f"The camera is on USB {usb}, wanted is USB 3: use a blue port and the camera's own cable.",
    )


def chip_note(degrees: float) -> StaffNote:
    return StaffNote(
        "camera_hot",
        f"The camera's chip has {degrees:.0f} °C, {CHIP_HOT_C:.0f} °C are the most: give it air, "
        "and shade it from sun and heaters.",
    )


def projector_note(degrees: float) -> StaffNote:
    return StaffNote(
        "projector_hot",
        f"The camera's projector has {degrees:.0f} °C; from {PROJECTOR_HOT_C:.0f} °C on it dims "
        "itself, and depth gets worse: give it air, and shade it from sun and heaters.",
    )


def lens_told(now: Intrinsics, accepted: Intrinsics) -> str:
    """How the camera's lens differs from the one with which its mounting was accepted; '' where it
    does not. Pictures of another size are of another setting, and not compared."""
    if (now.width, now.height) != (accepted.width, accepted.height):
        return ""
    share = max(
        abs(now.fx / accepted.fx - 1.0),
        abs(now.fy / accepted.fy - 1.0),
        abs(now.cx - accepted.cx) / accepted.width,
        abs(now.cy - accepted.cy) / accepted.width,
    )
    if share <= LENS_SHARE:
        return ""
    return (
        "The camera's lens is another than its mounting was accepted with: focal length "
        f"{now.fx:.1f} px, centre {now.cx:.0f} {now.cy:.0f}, accepted {accepted.fx:.1f} px, "
        f"{accepted.cx:.0f} {accepted.cy:.0f}. Nothing is measured. Was it exchanged? Measure "
        "the box (kiosk self-check), then accept it (kiosk calibrate)."
    )
