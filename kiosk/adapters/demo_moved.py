"""A stored person at another place or of another size. May import kiosk.core and numpy.

Their pixels are taken into space, moved, and drawn again; what the camera did not see of them
stays unseen. Nearer or larger than stored would leave gaps.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kiosk.adapters.demo_room import Floats, Stage

FEWEST_PX: Final = 50
Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Move:
    """scale: of all lengths, about the mark. right_m, behind_m: where to, in the camera's view.
    mirrored: left and right exchanged."""

    scale: float = 1.0
    right_m: float = 0.0
    behind_m: float = 0.0
    mirrored: bool = False


def in_space(small: Floats, stage: Stage, top: int, left: int) -> Floats:
    """(n, 3) metres, optical frame: the person's pixels.

    small: (h, w) disparity at half resolution, 0 = not the person; top, left: full resolution.
    """
    lens = stage.lens
    v, u = np.nonzero(small)
    z = np.float32(stage.focal_baseline) / small[v, u]
    x = ((2.0 * u + (0.5 + left - lens.cx)) / lens.fx).astype(np.float32)
    y = ((2.0 * v + (0.5 + top - lens.cy)) / lens.fy).astype(np.float32)
    return np.stack([x * z, y * z, z], axis=1)


def drawn(points: Floats, stage: Stage, move: Move) -> tuple[Floats, int, int] | None:
    """A person (n, 3) after a move: disparity at half resolution, 0 = not the person, and its top
    and left at full resolution; None where nothing of them is in view."""
    u, v, z = _pixels(points, stage, move)
    lens = stage.lens
    inside = (u >= 0) & (v >= 0) & (u < lens.width // 2) & (v < lens.height // 2)
    if np.count_nonzero(inside) < FEWEST_PX:
        return None
    u, v, z = u[inside], v[inside], z[inside]
    u0, v0 = int(u.min()), int(v.min())
    out = np.zeros((int(v.max()) - v0 + 1, int(u.max()) - u0 + 1), np.float32)
    order = np.argsort(-z)  # the nearest is drawn last
    out[v[order] - v0, u[order] - u0] = np.float32(stage.focal_baseline) / z[order]
    return _without_gaps(out), 2 * v0, 2 * u0


def _pixels(points: Floats, stage: Stage, move: Move) -> tuple[Ints, Ints, Floats]:
    """Columns and rows at half resolution, and depth, after the move."""
    ahead = np.array([0.0, 0.0, 1.0]) - stage.down[2] * stage.down
    ahead = ahead / np.linalg.norm(ahead)
    right = np.cross(stage.down, ahead)
    mark = stage.distance_m * ahead + stage.camera_height_m * stage.down
    turn = move.scale * (np.eye(3) - (2.0 if move.mirrored else 0.0) * np.outer(right, right))
    shift = mark - turn @ mark + move.right_m * right + move.behind_m * ahead
    x, y, z = turn.astype(np.float32) @ points.T + shift.astype(np.float32)[:, None]
    lens = stage.lens
    u = np.rint((x / z * lens.fx + (lens.cx - 0.5)) / 2.0).astype(np.int32)
    v = np.rint((y / z * lens.fy + (lens.cy - 0.5)) / 2.0).astype(np.int32)
    return u, v, z


def _without_gaps(out: Floats) -> Floats:
    """Single pixels that nothing fell on, between two that something did, are filled."""
    for part in (out, out.T):
        before, here, after = part[:-2], part[1:-1], part[2:]
        gap = (here == 0) & (before > 0) & (after > 0)
        np.copyto(here, 0.5 * (before + after), where=gap)
    return out
