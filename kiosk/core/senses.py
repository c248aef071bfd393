"""What the sensing process tells the main one, and what it is told. Plain frozen values that can be
pickled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kiosk.core.camerafaults import CameraCode
from kiosk.core.frame import Intrinsics
from kiosk.core.interval import ErrorModel
from kiosk.core.ladder import Step
from kiosk.core.running import StaffNote
from kiosk.core.sight import Setting, Sight


@dataclass(frozen=True, slots=True)
class ModelReady:
    """The network is loaded: its name, its file's SHA-256, its calibrated errors."""

    name: str
    sha256: str
    errors: ErrorModel


@dataclass(frozen=True, slots=True, eq=False)
class CameraReady:
    """Frames come, and where the camera stands is known. lens: of the upright picture.
    device: the camera's own name, for staff; '' where it has none."""

    setting: Setting
    lens: Intrinsics
    device: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """One frame's sight. number: the camera's own counter. lag_s: from the frame's arrival to this
    message. lost: sights that were made but not sent since the last one, the reader being slow."""

    sight: Sight
    number: int
    lag_s: float
    lost: int = 0


@dataclass(frozen=True, slots=True)
class CameraFault:
    """The camera is lost or delivers nonsense; for staff, in a sentence. The process waits for what
    to do about it; `CameraReady` says that it is back. final: nothing but a person can mend it, and
    then by starting the kiosk anew."""

    text: str
    final: bool = False
    code: CameraCode = "other"


@dataclass(frozen=True, slots=True)
class CameraNotes:
    """What staff should see to although it works; all of it, empty for nothing any more."""

    notes: tuple[StaffNote, ...]


@dataclass(frozen=True, slots=True)
class CameraCare:
    """A step of the ladder was taken."""

    step: Step


@dataclass(frozen=True, slots=True)
class Busy:
    """The process does something that may hang in the SDK, and has at most so long for it."""

    what: str
    at_most_s: float


@dataclass(frozen=True, slots=True)
class SourceEnded:
    """A recording is over."""


Sense = (
    ModelReady | CameraReady | Seen | CameraFault | CameraNotes | CameraCare | Busy | SourceEnded
)

RESTART: Final = "camera:restart"
RESET: Final = "camera:reset"
ORDERS: Final = (RESTART, RESET)
"""Lines to the sensing process that are no visit's state: close the camera and open it again,
after a reset of its hardware or without."""
