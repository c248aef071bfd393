"""Where a box's faces end in the picture. numpy and kiosk.core only.

A stereo camera draws a near thing too wide along its baseline, by about half of the window that it
compares: EDGE_PX a side, sure to EDGE_SURE_PX. What ends at another visible face of the box (a
crease) is not drawn wider, for there depth does not jump.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from kiosk.core.boxview import BoxSize, Face, View
from kiosk.core.frame import FloatArray

EDGE_PX: Final = 1.5
EDGE_SURE_PX: Final = 1.0
ACROSS_SURE_PX: Final = 0.5
BACK_ALONG_PX: Final = 1.5
BACK_ACROSS_PX: Final = 1.0
"""How sure the top's far edge is, where the baseline is upright and where it is level. A pixel
there is a centimetre: the top is seen at a grazing angle."""
_CREASE_PX: Final = 3.0
_LEAST_LINES: Final = 8


@dataclass(frozen=True, slots=True)
class Dimension:
    """What it is and was measured as, metres. sure_m: how far the edges of the picture alone may
    put it off."""

    name: str
    told_m: float
    measured_m: float
    sure_m: float

    @property
    def error_mm(self) -> float:
        return 1000.0 * (self.measured_m - self.told_m)

    @property
    def sure_mm(self) -> float:
        return 1000.0 * self.sure_m

    @property
    def told(self) -> str:
        there = f"{1000.0 * self.measured_m:.0f} mm, not {1000.0 * self.told_m:.0f}"
        return f"its {self.name} is about {there}"


def width_of(view: View, front: Face, height: FloatArray, size: BoxSize) -> Dimension | None:
    """Across the front, row by row; None where too few rows show it."""
    near = np.abs(view.plan_offset(front.middle) @ front.side) < 0.5 * size.width_m + 0.08
    on = view.on(front) & near
    on &= (height > 0.2 * size.height_m) & (height < 0.85 * size.height_m)
    rows = np.nonzero(on.sum(axis=1) >= 8)[0]
    if len(rows) < _LEAST_LINES:
        return None
    first = on[rows].argmax(axis=1)
    last = on.shape[1] - 1 - on[rows, ::-1].argmax(axis=1)
    silhouettes = [not _crease(view, front, size, way) for way in (-1.0, 1.0)]
    ends, unsure = [], 0.0
    grow, sure = (0.0, ACROSS_SURE_PX) if view.baseline_down else (EDGE_PX, EDGE_SURE_PX)
    for columns, way, open_ in zip((first, last), (-1.0, 1.0), silhouettes, strict=True):
        edge = columns + way * (0.5 - (grow if open_ else 0.0))
        rays = _rays(view, edge, rows.astype(np.float64))
        ends.append(view.hits(front.plane, rays) @ view.axes.T @ front.side)
        unsure += sure if open_ else ACROSS_SURE_PX
    across = float(np.median(ends[1] - ends[0]))
    distance = float(np.linalg.norm(front.middle))
    return Dimension("width", size.width_m, across, unsure * distance / view.lens.fx)


def depth_of(view: View, top: Face, front: Face, size: BoxSize) -> Dimension | None:
    """From the front's plane back along the top, column by column."""
    at = view.plan_offset(front.middle)
    behind = -(at @ front.out)
    middle = np.abs(at @ front.side) < 0.2 * size.width_m
    on = view.on(top) & middle & (behind > 0.0) & (behind < size.depth_m + 0.15)
    columns = np.nonzero(on.sum(axis=0) >= 4)[0]
    if len(columns) < _LEAST_LINES:
        return None
    back = on[:, columns].argmax(axis=0)
    sure = BACK_ALONG_PX if view.baseline_down else BACK_ACROSS_PX
    reach = _behind(view, top, front, columns, back - 0.5)
    further = _behind(view, top, front, columns, back - 0.5 - sure)
    deep = float(np.median(reach))
    return Dimension("depth", size.depth_m, deep, float(np.median(further)) - deep)


def _behind(
    view: View, top: Face, front: Face, columns: np.ndarray, rows: FloatArray
) -> FloatArray:
    """(n,) metres from the front's plane to where rays meet the top's."""
    points = view.hits(top.plane, _rays(view, columns.astype(np.float64), rows))
    # The front may lean a little: its plane is asked at the top's height.
    plane = front.plane
    normal = plane / np.linalg.norm(plane)
    away: FloatArray = (
        (points @ plane - 1.0)
        / np.linalg.norm(plane)
        / abs(float((view.axes @ normal) @ front.out))
    )
    return away


def _crease(view: View, front: Face, size: BoxSize, way: float) -> bool:
    """Whether the side beyond this end of the front is seen, a few pixels wide at least."""
    corner = front.middle + way * 0.5 * size.width_m * front.side
    far = corner - size.depth_m * front.out
    bearing = [float(np.arctan2(spot[0], spot[1])) for spot in (corner, far)]
    return way * (bearing[1] - bearing[0]) * view.lens.fx > _CREASE_PX


def _rays(view: View, u: FloatArray, v: FloatArray) -> FloatArray:
    lens = view.lens
    ray = [(u - lens.cx) / lens.fx, (v - lens.cy) / lens.fy, np.ones_like(u)]
    return np.stack(ray, axis=-1)
