"""Makes of a measured visit what its member agreed to have kept. May import kiosk.core, visit.

For the archive's thread: it takes milliseconds that the screen's loop does not have.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kiosk.core.keeping import kept_curves, kept_joints
from kiosk.core.keeping_codec import encode_curves, encode_joints
from kiosk.core.measuring import Measured
from kiosk.errors import InputError
from kiosk.visit.effects import Keeps

CONSENTED: Final[Mapping[Keeps, tuple[str, ...]]] = {
    "nothing": ("result",),
    "curves": ("result", "curves"),
    "joints": ("result", "curves", "joints"),
}
"""Of kiosk.core.records.PURPOSES: what was agreed to with the result."""


@dataclass(frozen=True, slots=True)
class Movement:
    """As kiosk.core.records.VisitRecord has them."""

    curves: bytes | None = None
    joints: bytes | None = None


def movement(measured: Sequence[Measured], keeps: Keeps, tell: Callable[[str], None]) -> Movement:
    """measured: the main take and the further ones. tell: hears why something cannot be kept, which
    costs the member no result."""
    what = CONSENTED[keeps]
    if not measured:
        return Movement()
    main, *others = measured
    curves = joints = None
    try:
        if "curves" in what:
            curves = encode_curves(kept_curves(main, others))
        kept = kept_joints(main) if "joints" in what else None
        if kept is not None:
            joints = encode_joints(kept)
    except InputError as error:
        tell(f"How a member moved is not kept, only the result: {error}")
    return Movement(curves, joints)
