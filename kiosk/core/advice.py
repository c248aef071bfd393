"""Which practice ideas follow from an assessment, and when to see a professional. stdlib only.

The ideas themselves are in kiosk.core.practices. Ideas follow from findings; seeing a professional
follows from the member's answers and never from an angle (MEASUREMENT.md sections 5 and 6).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Final

from kiosk.core.message import Message

FIRST: Final = "cued_squat"
MOST: Final = 3

_BY_CAUSE: Final = {
    "ankle_mobility": ("calf_stretch", "heel_down_lunge"),
    "heel_lift": ("calf_stretch", "heel_down_lunge"),
    "hip_strength": ("banded_clamshell", "banded_side_steps"),
    "possible_roll_in": ("short_foot",),
    "technique": ("step_down", "band_above_knees"),
    "structural": ("banded_side_steps",),
    "cannot_tell": ("banded_clamshell", "banded_side_steps"),
    "dynamic": ("banded_clamshell", "banded_side_steps"),
    "stance": ("step_down",),
}
"""Ideas for what was found, the best first; the order of the causes is the order of choice."""

_BY_BAND: Final = {
    "too_close": ("banded_side_steps",),
    "outside": ("single_leg_deadlift",),
    "in_line": ("single_leg_deadlift",),
}
"""The second idea for legs that do not move inside and of which nothing else was found."""


def choose(
    bands: Sequence[str | None], findings: Sequence[str], signs: Sequence[str]
) -> tuple[str, ...]:
    """Two or three codes of kiosk.core.practices, the cued squat always first.

    bands: of both legs. Each cause gives its best idea before any gives its second one.
    """
    told = {*findings, *signs}
    causes = [ideas for cause, ideas in _BY_CAUSE.items() if cause in told]
    if not causes:  # a leg that moves inside always has a cause, if only 'cannot_tell'
        causes = [ideas for band, ideas in _BY_BAND.items() if band in bands]
    firsts = [ideas[0] for ideas in causes]
    seconds = [code for ideas in causes for code in ideas[1:]]
    return tuple(dict.fromkeys([FIRST, *firsts, *seconds]))[:MOST]


@dataclass(frozen=True, slots=True)
class Answers:
    """What a member answered about the knees: True for yes. Nothing else leads to a referral.

    one_of_these: yes to the five as a list, and not to which of them: that is nobody's business.
    """

    pain_for_weeks: bool = False
    no_change_after_8_weeks: bool = False
    fixed_deformity: bool = False
    unstable_or_locking: bool = False
    acute_or_severe_pain: bool = False
    one_of_these: bool = False


SEE_A_PROFESSIONAL: Final = Message(
    "Please show your knees to a physiotherapist or a doctor; bring this slip along."
)

WHEN_TO_SEE_A_PROFESSIONAL: Final = {
    "pain_for_weeks": Message("Pain in the knee has lasted for weeks."),
    "no_change_after_8_weeks": Message("Nothing has changed after 8 weeks of regular practice."),
    "fixed_deformity": Message("The shape of the knee is visibly fixed, also at rest."),
    "unstable_or_locking": Message("The knee gives way or locks."),
    "acute_or_severe_pain": Message("The pain came suddenly or is severe."),
}


WHY_REFERRED: Final = {
    **WHEN_TO_SEE_A_PROFESSIONAL,
    "one_of_these": Message("You said that one of the signs for this applies to you."),
}


def referral(answers: Answers) -> tuple[str, ...]:
    """Codes of WHY_REFERRED that were answered with yes; empty: no referral."""
    return tuple(field.name for field in fields(answers) if getattr(answers, field.name))


EVERYDAY_CUE: Final = Message(
    "On stairs and when walking, let each knee travel over the second toe of its own foot."
)

FOOTWEAR: Final = Message(
    "Wear shoes that hold the foot well; if a foot rolls in a lot, ask a professional about "
    "supportive insoles or a wedge that is thicker on the inner edge, alongside practice and "
    "never instead of it."
)
