"""Where places on the mark's floor lie in the camera's picture. numpy and kiosk.core only.

For the screen alone: it draws the mark under the member's own outline.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from kiosk.core.bodynow import Ground
from kiosk.core.frame import FloatArray, Intrinsics

LOWEST_M: Final = 0.1
"""A camera less high over the floor than this sees nothing of it; nor is its height known then."""


def floor_pixels(place: Ground, floor_m: float, lens: Intrinsics) -> FloatArray | None:
    """(3, 3) from (x_m, y_m, 1), as a FootPrint's, to homogeneous pixels of the upright picture.

    floor_m: the camera's height over the floor. None where it is not known.
    """
    if not floor_m >= LOWEST_M:
        return None
    towards, _, right = place.axes
    mark = -np.array([place.mark.ahead_m, floor_m, place.mark.right_m]) @ place.axes
    camera = np.array([[lens.fx, 0.0, lens.cx], [0.0, lens.fy, lens.cy], [0.0, 0.0, 1.0]])
    return np.asarray(camera @ np.stack([right, towards, mark], axis=1), np.float64)
