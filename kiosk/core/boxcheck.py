"""A box of known size on the mark, measured in an averaged depth picture. numpy, kiosk.core only.

Flat print cannot be seen in depth, a box can. Its top and its front are planes, fitted robustly in
inverse depth (core/plane.py). The height is the distance of two planes and as good as they are; the
width and the depth end at edges of the picture, which a stereo camera draws a pixel or two too
far out along its baseline (kiosk.core.boxedges), and are as good as a pixel.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from kiosk.core.boxedges import Dimension, depth_of, width_of
from kiosk.core.boxfaces import find_front, find_top, heights_above, local_floor
from kiosk.core.boxrefusals import Code, Refused, refused
from kiosk.core.boxview import BoxSize, Faces, Place, View
from kiosk.core.frame import BoolArray

LOCK_MM: Final = 10.0
"""A kiosk whose box is off by more than this measures nobody until it is set right."""
_SEEN: Final = 0.6
_CLUTTER: Final = 0.2
_MOVING: Final = 0.1
_LEVEL_DEG: Final = 3.0
_FACING_DEG: Final = 15.0
_ANOTHER_M: Final = 0.06
_OFF_MARK_M: Final = 0.15

Judged = Literal["passed", "failed"]


@dataclass(frozen=True, slots=True)
class BoxFound:
    """A box as measured. right_m, ahead_m: of its middle to that of the mark. turned_deg: of its
    front against the line of sight, positive: its front looks to the camera's right. camera_m: the
    camera's height over the floor around the box."""

    width: Dimension
    height: Dimension
    depth: Dimension
    right_m: float
    ahead_m: float
    turned_deg: float
    camera_m: float

    @property
    def dimensions(self) -> tuple[Dimension, Dimension, Dimension]:
        return self.width, self.height, self.depth

    @property
    def worst(self) -> Dimension:
        """The one that is off most, beyond what an edge is sure to."""
        return max(self.dimensions, key=lambda one: abs(one.error_mm) - one.sure_mm)

    @property
    def beyond(self) -> tuple[Dimension, ...]:
        """Those that lock the kiosk."""
        return tuple(
            one for one in self.dimensions if abs(one.error_mm) > max(LOCK_MM, one.sure_mm)
        )

    @property
    def judged(self) -> Judged:
        return "failed" if self.beyond else "passed"


def measure_box(
    view: View, size: BoxSize, mark: Place, restless: BoolArray | None = None
) -> BoxFound | Refused:
    """The box of this size whose middle is near the mark, or why there is no number.

    view: an upright picture with its floor. restless: (H, W) pixels that do not stand still.
    """
    near = view.around(mark, 0.35 + 0.5 * float(np.hypot(size.width_m, size.depth_m)))
    plane = local_floor(view, near)
    if plane is None:
        return refused("floor_hidden")
    height = heights_above(view, plane)
    raised = near & (height > 0.03) & (height < size.height_m + 0.5)
    if restless is not None and _share(restless & raised, raised) > _MOVING:
        return refused("moving")
    faces = _faces(view, raised, height, size)
    if isinstance(faces, Refused):
        return faces
    top, front = faces.top, faces.front
    middle = front.middle - 0.5 * size.depth_m * front.out
    place = Place(float(middle[0]) - mark.right_m, float(middle[1]) - mark.ahead_m)
    wrong = _placed(view, faces, place, size, height, raised)
    if wrong is not None:
        return wrong
    width = width_of(view, front, height, size)
    depth = depth_of(view, top, front, size)
    if width is None or depth is None:
        return refused("hidden")
    up = Dimension("height", size.height_m, top.height_m, faces.sure_m)
    found = BoxFound(
        width, up, depth, place.right_m, place.ahead_m, front.turned_deg, 1.0 / _length(plane)
    )
    far = [one for one in found.dimensions if abs(one.error_mm) > 60.0 + one.sure_mm]
    return refused("another_box", far[0].told) if far else found


def _faces(view: View, raised: BoolArray, height: np.ndarray, size: BoxSize) -> Faces | Refused:
    if raised.sum() < 200:
        return refused("no_box")
    top = find_top(view, raised, height)
    if top is None:
        return refused("no_top")
    if abs(top.height_m - size.height_m) > _ANOTHER_M:
        seen, told = 1000.0 * top.height_m, 1000.0 * size.height_m
        return refused("another_box", f"it is about {seen:.0f} mm high, not {told:.0f}")
    if top.tilt_deg > _LEVEL_DEG:
        return refused("tilted", f"{top.tilt_deg:.1f}")
    front = find_front(view, raised, height, size)
    if front is None:
        return refused("no_front")
    if abs(front.turned_deg) > _FACING_DEG:
        return refused("turned", f"{abs(front.turned_deg):.0f}")
    if front.lean_deg > _LEVEL_DEG:
        return refused("leaning", f"{front.lean_deg:.1f}")
    return Faces(top, front)


def _placed(
    view: View, faces: Faces, place: Place, size: BoxSize, height: np.ndarray, raised: BoolArray
) -> Refused | None:
    """Why what was found is not to be measured."""
    away = float(np.hypot(place.right_m, place.ahead_m))
    if away > _OFF_MARK_M:
        return refused("off_mark", _where(place))
    if _cut_off(view, faces, size):
        return refused("cut_off")
    for face, name in ((faces.front, "front"), (faces.top, "top")):
        inside = view.inside(face, faces.front, size)
        if inside.sum() < 100:
            return refused("hidden")
        if _share(view.on(face) & inside, inside) < _SEEN:
            nothing = _share((view.inverse == 0) & inside, inside)
            code: Code = "no_depth" if nothing > 0.5 * (1.0 - _SEEN) else "hidden"
            return refused(code, name)
    front = faces.front
    behind = -view.plan_offset(front.middle) @ front.out
    aside = np.abs(view.plan_offset(front.middle) @ front.side)
    outside = (
        (aside > 0.5 * size.width_m + 0.05) | (behind > size.depth_m + 0.06) | (behind < -0.04)
    )
    outside |= height > size.height_m + 0.05
    close = (aside < 0.5 * size.width_m + 0.25) & (behind > -0.3) & (behind < size.depth_m + 0.25)
    on_box = (view.on(front) & view.inside(front, front, size)).sum()
    if (raised & outside & close).sum() > _CLUTTER * on_box:
        return refused("clutter")
    return None


def _cut_off(view: View, faces: Faces, size: BoxSize) -> bool:
    corners = view.corners_px(faces, size)
    low, high = corners.min(axis=0), corners.max(axis=0)
    lens = view.lens
    return bool(min(low) < 1 or high[0] > lens.width - 2 or high[1] > lens.height - 2)


def _where(place: Place) -> str:
    aside = f"{abs(place.right_m):.2f} m to the {'right' if place.right_m > 0 else 'left'}"
    along = f"{abs(place.ahead_m):.2f} m {'behind' if place.ahead_m > 0 else 'before'} it"
    return f"{aside} and {along}"


def _share(some: BoolArray, of: BoolArray) -> float:
    return float(some.sum()) / max(1.0, float(of.sum()))


def _length(plane: np.ndarray) -> float:
    return float(np.linalg.norm(plane))
