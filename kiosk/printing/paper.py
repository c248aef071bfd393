"""How much paper is left, counted. stdlib only.

The count begins anew with a new roll, and is an estimate: what a sensor says always goes first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

CLEAN_MM: Final = 40.0
"""What emptying a receipt printer feeds at most: past the knife and a little more."""


@dataclass(frozen=True, slots=True)
class Roll:
    """length_m: of a whole roll, 0 where paper is not counted. low_at_m: what is left when staff
    is told. clean_mm: used by each cleaning."""

    length_m: float = 0.0
    low_at_m: float = 0.0
    clean_mm: float = 0.0

    def left_m(self, used_mm: float) -> float | None:
        """None where it is not counted; never negative, for the count may be wrong."""
        return max(self.length_m - used_mm / 1000.0, 0.0) if self.length_m else None

    def low(self, used_mm: float) -> bool:
        left_m = self.left_m(used_mm)
        return left_m is not None and left_m <= self.low_at_m

    def told(self, used_mm: float) -> str:
        """For staff."""
        left_m = self.left_m(used_mm)
        used = f"{used_mm / 1000.0:.1f} m of paper used"
        if left_m is None:
            return f"{used}; what is left is not counted" if used_mm else "not counted"
        return f"{used} of a roll of {self.length_m:g} m, about {left_m:.1f} m left"
