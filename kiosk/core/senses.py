"""What the sensing process tells the main one. Plain frozen values that can be pickled."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.core.frame import Intrinsics
from kiosk.core.interval import ErrorModel
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
    """The camera is lost or delivers nonsense; for staff, in a sentence. The process goes on
    trying or ends; `CameraReady` says that it is back. final: nothing but a person can mend it."""

    text: str
    final: bool = False


@dataclass(frozen=True, slots=True)
class SourceEnded:
    """A recording is over."""


Sense = ModelReady | CameraReady | Seen | CameraFault | SourceEnded
