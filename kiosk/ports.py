"""What the program needs from the outside, as Protocols. May import kiosk.core only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from numpy.typing import NDArray
import numpy as np

from kiosk.core.frame import DepthFrame, Intrinsics


class Camera(Protocol):
    """A source of depth frames: live, a recording, or generated."""

    @property
    def intrinsics(self) -> Intrinsics: ...

    def frames(self) -> Iterator[DepthFrame]:
        """Frames in order until the source ends. Raises CameraError or RecordingError."""
        ...

    def close(self) -> None:
        """Release the device; harmless when called twice."""
        ...


class PoseModel(Protocol):
    """The pose network: a batch of one crop in, joints in crop units out (core/posenet.py)."""

    def infer(self, patch: NDArray[np.float32]) -> NDArray[np.float32]:
        """patch (C, H, W) -> (J, 5): u px, v px, z m relative to the crop, log-sigma xy, log-sigma z."""
        ...
