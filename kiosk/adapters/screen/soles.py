"""The outline of a foot from above, its corners rounded. Imports kiosk.core.topview only.

Units as there: along from the heel in lengths of heel to second toe joint, across to the little
toe's side.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from kiosk.adapters.coverage import Point
from kiosk.core.topview import PRINT, SOLE


def rounded(points: Sequence[Point], times: int = 2) -> tuple[Point, ...]:
    """A closed outline with its corners cut (Chaikin 1974)."""
    path = tuple(points)
    for _ in range(times):
        path = tuple(
            (a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t)
            for a, b in zip(path, (*path[1:], path[0]), strict=True)
            for t in (0.25, 0.75)
        )
    return path


SMOOTH_SOLE: Final = rounded(SOLE, 1)
SMOOTH_PRINT: Final = rounded(PRINT)
