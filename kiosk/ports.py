"""What the program needs from the outside, as Protocols. May import kiosk.core only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

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

    def infer(
        self, body: NDArray[np.float32], feet: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Both patches of `posenet.Crop` in, both outputs of `posenet.decode` out."""
        ...
