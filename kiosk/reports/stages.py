"""Words of the owner's report for the codes in a kiosk's totals. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from kiosk.core.records import Counts

OUTCOMES: Final[Mapping[str, str]] = {
    "measured": "measured, with a result",
    "left": "walked away or gave no answer",
    "declined": "did not agree to be measured",
    "referred": "advised not to do the test now",
    "stopped": "stopped the test",
    "retry": "no result: the squats could not be measured",
    "not_visible": "no result: the kiosk did not see them well",
    "fault": "the camera failed",
}
STAGES: Final[tuple[tuple[str, str, tuple[str, ...]], ...]] = (
    ("welcome", "before the first question", ("",)),
    ("consent", "whether to be measured", ("consent",)),
    ("keep", "what else may be kept", ("keep",)),
    ("questions", "questions about health", ("questions", "referred", "refused")),
    ("place", "finding the place on the floor", ("position", "stand")),
    ("practice", "squats for practice", ("intro_practice", "squats_practice")),
    ("uncued", "squats as they come", ("intro_uncued", "squats_uncued")),
    ("repeat", "being asked to repeat a set", ("retry",)),
    ("cued", "squats with a hint", ("intro_cued", "squats_cued")),
    ("heels", "squats with raised heels", ("intro_heels", "squats_heels")),
    ("working", "waiting for the result", ("checking", "working")),
)
"""Stages of a visit in their order: code, words, and the states (by how their names begin; ''
alone is no state at all) that belong to each."""
OTHER: Final = ("other", "elsewhere")
RETRIES: Final[Mapping[str, str]] = {
    "nobody": "nobody was on the mark for long enough",
    "legs_not_visible": "not both legs were in view down to the feet",
    "depth_missing": "the camera delivered too little depth",
    "no_standing": "did not stand upright with both legs in view",
    "no_squat": "stood, but made no squat",
    "too_few_valid": "fewer than 3 squats counted",
    "knees_not_measured": "neither knee could be measured well enough",
    "left_the_view": "left the view",
    "someone_else": "another person was in the way",
    "too_shallow": "squats were not deep enough",
    "too_slow": "squats took longer than 8 s",
    "too_fast": "squats took less than 2 s",
    "cut_off": "a squat was cut off at the beginning or the end",
    "foot_moved": "a foot moved",
    "frames_missing": "too few pictures could be measured",
    "gap": "nothing was measured for a moment",
    "gap_at_bottom": "nothing was measured at the lowest point",
    "lengths_changed": "leg lengths did not stay the same",
}
LANGUAGES: Final[Mapping[str, str]] = {
    "en": "English", "de": "German", "es": "Spanish", "fr": "French", "pseudo": "the test language",
}  # fmt: skip


def worded(code: str, words: Mapping[str, str]) -> str:
    """A code that nobody knows is its own words."""
    return words.get(code, code.replace("_", " "))


def stage(state: str) -> tuple[str, str]:
    """Code and words of the stage that a visit's state belongs to."""
    for code, words, begins in STAGES:
        if state in begins or any(one and state.startswith(f"{one}_") for one in begins):
            return code, words
    return OTHER


def staged(states: Counts) -> Sequence[tuple[str, str, int]]:
    """Code, words and count of every stage in their order, those without anybody too."""
    names = [(code, words) for code, words, _ in STAGES]
    names.append(OTHER)
    found = dict.fromkeys(names, 0)
    for state, count in states:
        found[stage(state)] += count
    return [(code, words, count) for (code, words), count in found.items()]
