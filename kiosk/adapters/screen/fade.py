"""Lets a figure fade out where the camera's picture ends, so that it reads as out of view. numpy.

A figure cut off straight looks broken. How strongly it fades grows with how much of an edge it
touches: a hand that comes to the edge fades bit by bit, and nothing flickers between two frames.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

REACH: Final = 0.07
"""How far into the picture a figure fades, as a share of the picture's height."""
WHOLE: Final = 0.03
"""A figure that touches so much of an edge, as a share of the picture's height, fades wholly."""
SEEN: Final = 128
"""From this opacity on a pixel is the figure's."""


@dataclass(frozen=True, slots=True)
class Edges:
    """Where what can be seen ends, in pixels of the figure's picture; may lie outside of it.

    The figure ends at `left` and `top` with the first pixel that is seen, at `right` with the first
    that is not. There is none below: feet out of the picture are refused long before.
    """

    left: int
    top: int
    right: int


def fade_out(opacity: NDArray[np.uint8], edges: Edges, high: float, inside: int) -> None:
    """Fade a figure's (w, h) opacity in place at each edge that it touches.

    high: of the camera's whole picture, pixels. inside: how far within an edge is looked whether
    the figure touches it, for a smoothed outline ends softly at the edge too.
    """
    reach = max(round(REACH * high), 1)
    for figure, edge in (
        (opacity.T, edges.top),
        (opacity, edges.left),
        (opacity[::-1], len(opacity) - edges.right),
    ):
        line = max(edge, 0) + inside
        if edge + reach <= 0 or line >= len(figure):
            continue
        touched = np.count_nonzero(figure[line] >= SEEN)
        strength = round(255 * min(touched / (WHOLE * high), 1.0))
        if strength:
            _fade(figure, edge, _ramp(reach), strength)


def _fade(figure: NDArray[np.uint8], edge: int, ramp: NDArray[np.uint16], strength: int) -> None:
    """Fade the first rows of a figure: gone before the edge, whole again where the ramp ends.

    strength: of 255, so that all fits 16 bits.
    """
    first, last = max(edge, 0), min(edge + len(ramp), len(figure))
    kept = 256 - (strength * (256 - ramp[first - edge : last - edge]) >> 8)
    figure[first:last] = figure[first:last] * kept[:, None] >> 8
    figure[:first] = figure[:first] * np.uint16(256 - strength) >> 8


@lru_cache(maxsize=8)
def _ramp(reach: int) -> NDArray[np.uint16]:
    """What is kept from an edge on, of 256: little at first, then soon all."""
    share = (np.arange(reach) + 0.5) / reach
    ramp = np.round(256 * share * share * (3 - 2 * share)).astype(np.uint16)
    ramp.flags.writeable = False
    return ramp
