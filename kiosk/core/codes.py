"""Every code that an assessment can carry. Imports nothing.

docs/assessment-schema.md says what each means, kiosk/data/assessment-1.schema.json lists them for
machines, kiosk.core.notices and kiosk.core.wording have the sentences; tests hold all four
together. A repetition's own codes are kiosk.core.squat.REASONS.
"""

from __future__ import annotations

from typing import Final

VERDICTS: Final = ("measured", "retry", "not_visible")

BANDS: Final = (
    "in_line", "slightly_inside", "inside", "clearly_inside", "outside", "too_close",
)  # fmt: skip
INWARD: Final = ("slightly_inside", "inside", "clearly_inside")

CONFIDENCE: Final = ("high", "medium", "low")

NOT_VISIBLE: Final = ("nobody", "legs_not_visible", "depth_missing")
"""Reasons for the verdict 'not_visible'."""

RETRY: Final = (
    "no_standing", "no_squat", "too_few_valid", "knees_not_measured", "left_the_view",
    "someone_else",
)  # fmt: skip
"""Reasons for the verdict 'retry'; codes of the repetitions that did not count may follow them."""

NOTES: Final = (
    "left_not_measured", "right_not_measured", "standing_knees_bent", "feet_close_together",
    "feet_far_apart", "floor_from_imu", "floor_from_mount", "frames_dropped",
)  # fmt: skip
"""Said beside a verdict without changing it."""

FINDINGS: Final = (
    "stance", "heel_lift", "dynamic", "structural", "technique", "ankle_mobility", "hip_strength",
    "cannot_tell",
)  # fmt: skip

SIGNS: Final = ("possible_roll_in",)
"""Possible signs, told beside a finding and never as one (MEASUREMENT.md: pronation_sign)."""
