"""What was kept of box checks, and how the error drifts. stdlib and kiosk.core only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, sqrt
from typing import Final

from kiosk.core.interval import t_975

MONTH_DAYS: Final = 30.4375
LEAST: Final = 4
"""Checks for a trend: two parameters and something left over for its interval."""
BARS: Final = "▁▂▃▄▅▆▇█"


@dataclass(frozen=True, slots=True)
class BoxEntry:
    """A line of the log. *_mm: errors, measured less true. worst_mm: of these the one that was
    judged. right_mm, ahead_mm: of the box to the mark. camera, serial: of the camera as it names
    itself, '' unknown. temperature_c: the camera's own, or else the computer's. model_sha256: of
    the pose model. camera_mm, tilt_deg: how the camera stood."""

    utc: str
    judged: str
    box_mm: tuple[float, float, float]
    width_mm: float
    height_mm: float
    depth_mm: float
    worst_mm: float
    right_mm: float
    ahead_mm: float
    camera_mm: float
    tilt_deg: float
    camera: str
    serial: str
    temperature_c: float | None
    model_sha256: str
    frames: int
    kiosk_version: str


@dataclass(frozen=True, slots=True)
class Trend:
    """A straight line through the errors of one camera: mm a month with its 95 % interval."""

    per_month_mm: float
    low_mm: float
    high_mm: float
    checks: int
    days: float

    @property
    def told(self) -> bool:
        """Whether there is a drift that chance does not explain."""
        return self.low_mm > 0.0 or self.high_mm < 0.0


def trend(days: Sequence[float], errors_mm: Sequence[float]) -> Trend | None:
    """days: when, from any beginning. None for fewer than LEAST checks, or all within a day."""
    n = len(days)
    if n < LEAST or max(days) - min(days) < 1.0:
        return None
    mean_x, mean_y = fsum(days) / n, fsum(errors_mm) / n
    xx = fsum((x - mean_x) ** 2 for x in days)
    xy = fsum((x - mean_x) * (y - mean_y) for x, y in zip(days, errors_mm, strict=True))
    slope = xy / xx
    left = fsum(
        (y - mean_y - slope * (x - mean_x)) ** 2 for x, y in zip(days, errors_mm, strict=True)
    )
    half = t_975(n - 2) * sqrt(left / (n - 2) / xx)
    return Trend(
        slope * MONTH_DAYS,
        (slope - half) * MONTH_DAYS,
        (slope + half) * MONTH_DAYS,
        n,
        max(days) - min(days),
    )


def sparkline(values: Sequence[float], reach: float) -> str:
    """One block a value, from -reach to reach."""
    top = len(BARS) - 1
    return "".join(
        BARS[max(0, min(top, round((value + reach) / (2.0 * reach) * top)))] for value in values
    )
