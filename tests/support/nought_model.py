"""A pose network that answers nought at once, for tests of what is around it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kiosk.core.interval import ErrorModel
from kiosk.core.posenet import FEET_JOINTS, JOINTS


class NoughtModel:
    name = "nought"
    sha256 = "00"
    errors = ErrorModel(0.01, 0.01, 0.01, 0.01, 1.0, "nobody")

    def infer(
        self, body: NDArray[np.float32], feet: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        return np.zeros((len(JOINTS), 5), np.float32), np.zeros((len(FEET_JOINTS), 5), np.float32)
