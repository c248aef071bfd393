"""Every movement by its code. Imports kiosk.core's movement modules."""

from __future__ import annotations

from typing import Final

from kiosk.core import (
    movements_foot,
    movements_gestures,
    movements_lying,
    movements_squat,
    movements_standing,
)
from kiosk.core.movement import Moving

_ALL: Final[dict[str, Moving]] = {
    one.code: one
    for one in (
        *movements_squat.MOVEMENTS,
        *movements_gestures.MOVEMENTS,
        *movements_standing.MOVEMENTS,
        *movements_lying.MOVEMENTS,
        movements_foot.ShortFoot(),
    )
}

CODES: Final = tuple(sorted(_ALL))


def movement(code: str) -> Moving:
    """The movement of a code. Raises KeyError for an unknown one."""
    return _ALL[code]
