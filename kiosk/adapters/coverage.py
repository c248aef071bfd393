"""How much of each pixel a shape covers: the antialiasing of every picture. numpy only.

Shapes are given in pixels, x right, y down; the centre of pixel (row i, column j) is
(j + 0.5, i + 0.5). A result is a Coverage: values 0..1 and where its top left pixel lies.
Distances to the outline are exact for discs, rings, rounded boxes and round-capped strokes;
polygons are exact along x and sampled eightfold along y, with the non-zero winding rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor
from typing import Final

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
Point = tuple[float, float]
Box = tuple[float, float, float, float]  # left, top, width, height

ROWS_PER_PIXEL: Final = 8


@dataclass(frozen=True, slots=True, eq=False)
class Coverage:
    """values (H, W) in 0..1; left, top: the pixel that values[0, 0] belongs to."""

    values: FloatArray
    left: int
    top: int


def disc(centre: Point, radius: float) -> Coverage:
    """A filled circle."""
    x, y, left, top = _grid(
        centre[0] - radius, centre[1] - radius, centre[0] + radius, centre[1] + radius
    )
    return Coverage(_inside(np.hypot(x - centre[0], y - centre[1]) - radius), left, top)


def ring(centre: Point, radius: float, width: float) -> Coverage:
    """A circle's line of the given width, centred on the radius."""
    reach = radius + width / 2
    x, y, left, top = _grid(
        centre[0] - reach, centre[1] - reach, centre[0] + reach, centre[1] + reach
    )
    away = np.abs(np.hypot(x - centre[0], y - centre[1]) - radius)
    return Coverage(_inside(away - width / 2), left, top)


def rounded_box(box: Box, radius: float, line: float | None = None) -> Coverage:
    """A box with round corners, filled, or as a line of the given width inside its edge."""
    left_x, top_y, width, height = box
    x, y, left, top = _grid(left_x, top_y, left_x + width, top_y + height)
    radius = min(radius, width / 2, height / 2)
    qx = np.abs(x - (left_x + width / 2)) - (width / 2 - radius)
    qy = np.abs(y - (top_y + height / 2)) - (height / 2 - radius)
    signed = np.hypot(np.maximum(qx, 0), np.maximum(qy, 0)) + np.minimum(np.maximum(qx, qy), 0)
    signed = signed - radius
    if line is not None:
        signed = np.abs(signed + line / 2) - line / 2
    return Coverage(_inside(signed), left, top)


def stroke(points: FloatArray, width: float) -> Coverage:
    """A line of the given width with round caps and joins through points (N, 2)."""
    reach = width / 2 + 1
    low, high = points.min(axis=0) - reach, points.max(axis=0) + reach
    x, y, left, top = _grid(low[0], low[1], high[0], high[1])
    away = np.full((len(y), x.shape[1]), np.inf)
    starts, ends = (points, points) if len(points) == 1 else (points[:-1], points[1:])
    first = np.floor(np.minimum(starts, ends) - reach).astype(int) - (left, top)
    last = np.ceil(np.maximum(starts, ends) + reach).astype(int) - (left, top) + 1
    along = ends - starts
    spans = np.einsum("ij,ij->i", along, along)
    for start, (ax, ay), span, (c0, r0), (c1, r1) in zip(
        starts, along, spans, first, last, strict=True
    ):
        dx, dy = x[:, c0:c1] - start[0], y[r0:r1] - start[1]
        if span > 0:
            t = (dx * ax + dy * ay) / span
            np.minimum(np.maximum(t, 0.0, out=t), 1.0, out=t)
            distance = np.hypot(dx - t * ax, dy - t * ay)
        else:
            distance = np.hypot(dx, dy)
        window = away[r0:r1, c0:c1]
        np.minimum(window, distance, out=window)
    return Coverage(_inside(away - width / 2), left, top)


def polygon(points: FloatArray) -> Coverage:
    """A filled polygon with corners (N, 2); overlapping turns stay filled."""
    low, high = points.min(axis=0), points.max(axis=0)
    left, top = floor(low[0]), floor(low[1])
    columns, rows = max(ceil(high[0]) - left, 1), max(ceil(high[1]) - top, 1)
    winding = np.zeros((rows * ROWS_PER_PIXEL, columns))
    sample_y = top + (np.arange(rows * ROWS_PER_PIXEL) + 0.5) / ROWS_PER_PIXEL
    right_edges = left + np.arange(columns) + 1.0
    for (x0, y0), (x1, y1) in zip(points, np.roll(points, -1, axis=0), strict=True):
        if y0 == y1:
            continue
        hit = np.nonzero((sample_y >= min(y0, y1)) & (sample_y < max(y0, y1)))[0]
        crossing = x0 + (sample_y[hit] - y0) * (x1 - x0) / (y1 - y0)
        covered = np.clip(right_edges[None, :] - crossing[:, None], 0, 1)
        winding[hit] += covered if y1 > y0 else -covered
    filled = np.minimum(np.abs(winding), 1)
    return Coverage(filled.reshape(rows, ROWS_PER_PIXEL, columns).mean(axis=1), left, top)


def dashes(points: FloatArray, on: float, off: float) -> list[FloatArray]:
    """The path (N, 2) cut into pieces of length `on` with gaps of `off` between them."""
    steps = np.hypot(*np.diff(points, axis=0).T)
    travelled = np.concatenate([[0.0], np.cumsum(steps)])
    pieces = []
    for start in np.arange(0.0, travelled[-1], on + off):
        stop = min(start + on, travelled[-1])
        inner = points[(travelled > start) & (travelled < stop)]
        ends = [
            [np.interp(s, travelled, points[:, 0]), np.interp(s, travelled, points[:, 1])]
            for s in (start, stop)
        ]
        pieces.append(np.vstack([ends[0], inner, ends[1]]))
    return pieces


def ellipse(centre: Point, rx: float, ry: float, turn_deg: float = 0.0) -> FloatArray:
    """(72, 2) outline of an ellipse, turned clockwise on the picture by turn_deg."""
    t = np.linspace(0, 2 * np.pi, 72, endpoint=False)
    turn = np.radians(turn_deg)
    x, y = rx * np.cos(t), ry * np.sin(t)
    return np.stack(
        [
            centre[0] + x * np.cos(turn) - y * np.sin(turn),
            centre[1] + x * np.sin(turn) + y * np.cos(turn),
        ],
        axis=1,
    )


def arc(centre: Point, radius: float, start_deg: float, sweep_deg: float) -> FloatArray:
    """Points along an arc; 0 degrees is up, positive is clockwise."""
    steps = max(int(abs(sweep_deg) / 3), 2)
    t = np.radians(start_deg + np.linspace(0, sweep_deg, steps))
    return np.stack([centre[0] + radius * np.sin(t), centre[1] - radius * np.cos(t)], axis=1)


def _grid(x0: float, y0: float, x1: float, y1: float) -> tuple[FloatArray, FloatArray, int, int]:
    """Pixel centres x (1, W) and y (H, 1) over a range with a margin, and its top left pixel."""
    left, top = floor(x0) - 1, floor(y0) - 1
    x: FloatArray = np.arange(left, ceil(x1) + 1, dtype=np.float64)[None, :] + 0.5
    y: FloatArray = np.arange(top, ceil(y1) + 1, dtype=np.float64)[:, None] + 0.5
    return x, y, left, top


def _inside(signed: FloatArray) -> FloatArray:
    """Signed distance to an outline in pixels (negative inside) to coverage."""
    covered: FloatArray = np.minimum(np.maximum(0.5 - signed, 0), 1)
    return covered
