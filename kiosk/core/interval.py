"""A value with its 95 % interval: the spread of the squats and the model's error. stdlib only.

The value is the median of the squats. Its interval adds two parts in quadrature (MEASUREMENT.md
section 7): what the squats scatter, and what the pose model is off by in a whole test.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value and its 95 % interval, in the unit of what was estimated (metres or degrees)."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ErrorModel:
    """What the pose model is off by in a whole test: one standard deviation each, and whose."""

    knee_plane_offset_at_60_sd_m: float
    knee_plane_offset_bottom_sd_m: float
    knee_toe_offset_at_60_sd_m: float
    knee_toe_offset_bottom_sd_m: float
    knee_flexion_sd_deg: float
    name: str
