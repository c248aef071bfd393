"""Numbers as a report writes them: rounded to what was measured, with a real minus. Pure."""

from __future__ import annotations

from typing import Final

from kiosk.core.interval import Estimate

NONE: Final = "–"
"""In a table: not measured."""


def plain(value: float | None, digits: int = 0) -> str:
    """'12', '−3', '1.25'; never a minus zero."""
    if value is None:
        return NONE
    return f"{round(value, digits) + 0.0:.{digits}f}".replace("-", "−")


def signed(value: float | None, digits: int = 0) -> str:
    """'+12', '−3', '0'."""
    text = plain(value, digits)
    is_zero = text == NONE or not float(text.replace("−", "-"))
    return text if is_zero or text.startswith("−") else f"+{text}"


def ranged(estimate: Estimate | None, digits: int = 0) -> str:
    """'+37 (+24 to +50)'."""
    if estimate is None:
        return NONE
    low, high = signed(estimate.low, digits), signed(estimate.high, digits)
    return f"{signed(estimate.value, digits)} ({low} to {high})"


def count(number: int, one: str, many: str = "") -> str:
    """'1 squat', '2 squats'."""
    return f"{number} {one if number == 1 else many or one + 's'}"
