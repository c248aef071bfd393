"""How much of each pixel a polygon covers, exactly, without sampling. numpy only.

Every edge is cut where it enters another pixel. A piece adds its height to the winding of all
pixels at its right, and of its own pixel the share that lies at its right: summed along a row that
is the covered area. The work grows with the outline's length and not with the area.
"""

from __future__ import annotations

from math import ceil, floor

import numpy as np

from kiosk.adapters.coverage import Coverage, FloatArray


def polygon(points: FloatArray) -> Coverage:
    """A filled polygon with corners (N, 2); turns that overlap the same way round stay filled."""
    low, high = points.min(axis=0), points.max(axis=0)
    left, top = floor(low[0]), floor(low[1])
    columns, rows = max(ceil(high[0]) - left, 1), max(ceil(high[1]) - top, 1)
    x, y = _cut(points - (left, top))
    rise, middle_x = np.diff(y, axis=0)[0], x.mean(axis=0)
    column = np.clip(np.floor(middle_x), 0, columns - 1).astype(np.intp)
    row = np.clip(np.floor(y.mean(axis=0)), 0, rows - 1).astype(np.intp)
    share = np.clip(middle_x - column, 0.0, 1.0)
    at = row * (columns + 1) + column
    size = rows * (columns + 1)
    step = np.bincount(at, rise * (1.0 - share), size) + np.bincount(at + 1, rise * share, size)
    winding = np.cumsum(step.reshape(rows, columns + 1)[:, :columns], axis=1)
    return Coverage(np.minimum(np.abs(winding), 1.0), left, top)


def _cut(points: FloatArray) -> tuple[FloatArray, FloatArray]:
    """x and y (2, M) of both ends of every piece of the outline, none across a pixel's border."""
    ends = np.roll(points, -1, axis=0)
    every = np.arange(len(points))
    edges, shares = [every, every], [np.zeros(len(points)), np.ones(len(points))]
    for axis in (0, 1):
        a, b = points[:, axis], ends[:, axis]
        first = np.floor(np.minimum(a, b)).astype(np.intp) + 1
        count = np.maximum(np.ceil(np.maximum(a, b)).astype(np.intp) - first, 0)
        edge = np.repeat(every, count)
        border = np.arange(len(edge)) + np.repeat(first - np.cumsum(count) + count, count)
        edges.append(edge)
        shares.append((border - a[edge]) / (b - a)[edge])
    edge, share = np.concatenate(edges), np.concatenate(shares)
    order = np.lexsort((share, edge))
    edge, share = edge[order], share[order][:, None]
    way = points[edge] * (1.0 - share) + ends[edge] * share
    piece = edge[:-1] == edge[1:]
    begin, end = way[:-1][piece], way[1:][piece]
    return np.stack([begin[:, 0], end[:, 0]]), np.stack([begin[:, 1], end[:, 1]])
