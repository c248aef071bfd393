"""The project's own thresholds as a value, and the band that one leg falls into. stdlib only.

The numbers live in kiosk/data/bands.toml, are read outside the core and passed in. How a band is
decided (MEASUREMENT.md section 3), on the median knee-plane offset at 60 degrees, its 95 %
interval (ends included) and each valid squat's own value, all in percent of the shank's length:

    fewer than 3 valid squats                                        no band
    the interval contains 5 %                                        too_close
    the interval contains 10 % and not 5 %                           inside
    the interval lies above 10 %, at least 60 % of the squats too    clearly_inside
    the interval lies above 10 %, fewer of the squats do             inside
    the interval lies between 5 and 10 %                             slightly_inside
    the interval lies below 5 %, the median is -10 % or more         in_line
    the interval lies below 5 %, the median is under -10 %           outside

At -10 % the median alone decides, also when the interval contains it: both neighbours say 'not
inside', and the specification asks for a repeat only where inside and in line cannot be told apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from math import isfinite

from kiosk.core.interval import Estimate, measured
from kiosk.errors import InputError


@dataclass(frozen=True, slots=True)
class Bands:
    """All thresholds of kiosk/data/bands.toml, where each is explained; `provenance` is printed."""

    name: str
    provenance: str
    outside_percent: float
    inside_percent: float
    clearly_inside_percent: float
    clearly_inside_share: float
    stance_percent: float
    least_valid_squats: int
    least_valid_cued_squats: int
    heel_lift_over_mm: float
    shallow_shank_per_flexion: float
    standing_flexion_over_deg: float
    ankles_apart_m: tuple[float, float]
    high_confidence_up_to_mm: float
    medium_confidence_up_to_mm: float
    smoothing_cutoff_hz: float

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            numbers = value if isinstance(value, tuple) else (value,)
            if any(isinstance(v, float) and not isfinite(v) for v in numbers):
                raise InputError(f"The threshold {field.name} is {value}; it must be a number.")
        rising = {
            "outside_percent, inside_percent, clearly_inside_percent": (
                self.outside_percent, self.inside_percent, self.clearly_inside_percent,
            ),
            "0, clearly_inside_share, 1": (0.0, self.clearly_inside_share, 1.0),
            "0, ankles_apart_m": (0.0, *self.ankles_apart_m),
            "0, high_confidence_up_to_mm, medium_confidence_up_to_mm": (
                0.0, self.high_confidence_up_to_mm, self.medium_confidence_up_to_mm,
            ),
            "2, least_valid_squats": (1.5, self.least_valid_squats),
            "1, least_valid_cued_squats": (0.5, self.least_valid_cued_squats),
        }  # fmt: skip
        for names, numbers in rising.items():
            if any(a > b for a, b in pairwise(numbers)):
                raise InputError(f"The thresholds {names} are {numbers}; they must rise.")

    def in_line_m(self, shank_m: float) -> tuple[float, float]:
        """Lowest and highest knee-plane offset that is in line, for a leg of this shank."""
        return 0.01 * self.outside_percent * shank_m, 0.01 * self.inside_percent * shank_m


@dataclass(frozen=True, slots=True)
class Counts:
    """In how many of `of` squats the knee was past each boundary."""

    inside: int
    clearly_inside: int
    outside: int
    of: int


def count(offsets_m: Sequence[float | None], shank_m: float, bands: Bands) -> Counts:
    """Squats past each boundary; a squat without a value is not in `of`."""
    percent = _percent(measured(offsets_m), shank_m)
    return Counts(
        inside=sum(p > bands.inside_percent for p in percent),
        clearly_inside=sum(p > bands.clearly_inside_percent for p in percent),
        outside=sum(p < bands.outside_percent for p in percent),
        of=len(percent),
    )


def band(
    offset: Estimate | None, squats_m: Sequence[float | None], shank_m: float, bands: Bands
) -> str | None:
    """Code of kiosk.core.codes.BANDS for one leg, None where it was not measured.

    offset: of the knee-plane offset at 60 degrees. squats_m: its value in each valid squat.
    """
    if offset is None or not (isfinite(shank_m) and shank_m > 0.0):
        return None
    value, low, high = _percent([offset.value, offset.low, offset.high], shank_m)
    likely = Estimate(value, low, high)
    if likely.holds(bands.inside_percent):
        return "too_close"
    if likely.holds(bands.clearly_inside_percent):
        return "inside"
    if value > bands.clearly_inside_percent:
        squats = count(squats_m, shank_m, bands)
        enough = squats.clearly_inside >= bands.clearly_inside_share * squats.of
        return "clearly_inside" if squats.of and enough else "inside"
    if value > bands.inside_percent:
        return "slightly_inside"
    return "outside" if value < bands.outside_percent else "in_line"


def confidence(offset: Estimate | None, bands: Bands) -> str | None:
    """Code of kiosk.core.codes.CONFIDENCE from the width of the interval."""
    if offset is None:
        return None
    half_mm = 1000.0 * offset.half_width
    if half_mm <= bands.high_confidence_up_to_mm:
        return "high"
    return "medium" if half_mm <= bands.medium_confidence_up_to_mm else "low"


def _percent(values_m: Sequence[float], shank_m: float) -> list[float]:
    """Lengths in percent of the shank, freed of the last digits that a division adds."""
    return [round(100.0 * v / shank_m, 9) for v in values_m]
