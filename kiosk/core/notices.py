"""Sentences for every reason, finding and sign of an assessment. kiosk.core only.

Calm and of use: what was seen, and what a member can do. Hints are hints and never a diagnosis
(MEASUREMENT.md section 4).
"""

from __future__ import annotations

from typing import Final

from kiosk.core.assessment import Assessment
from kiosk.core.codes import NOTES
from kiosk.core.message import Message

REASONS: Final = {
    "nobody": Message("We saw nobody on the mark."),
    "legs_not_visible": Message(
        "We could not see both legs down to the feet. Please stand on the mark, facing the camera."
    ),
    "depth_missing": Message(
        "The camera measured too little of the scene. Please let a staff member look at its glass "
        "and at the light."
    ),
    "no_standing": Message(
        "We did not see you stand upright. Please stand still on the mark for three seconds first."
    ),
    "no_squat": Message("We saw you stand, but no squat yet."),
    "too_few_valid": Message(
        "We could use {valid} of {found} squats and need at least {needed}. Shall we do it again?"
    ),
    "knees_not_measured": Message(
        "We saw your squats, but could not follow the knees well enough. Close-fitting trousers "
        "and a free view of both legs help."
    ),
    "left_the_view": Message("You stepped out of the camera's view. Shall we start again?"),
    "someone_else": Message(
        "Somebody else was in the way. Please make sure that you are alone on the mark."
    ),
    "left_not_measured": Message("We could not measure your left knee this time."),
    "right_not_measured": Message("We could not measure your right knee this time."),
    "standing_knees_bent": Message(
        "Your knees were a little bent while you stood, so the legs at rest are not judged."
    ),
    "feet_close_together": Message(
        "Your feet stood close together. About hip width makes the measurement sharper."
    ),
    "feet_far_apart": Message(
        "Your feet stood far apart. About hip width makes the measurement sharper."
    ),
    "floor_from_imu": Message(
        "The floor was not in the picture; upright was taken from the camera's own level."
    ),
    "floor_from_mount": Message(
        "The floor was not in the picture; upright was taken from how the camera is mounted."
    ),
    "frames_dropped": Message("Some of the camera's pictures got lost on the way."),
    "too_shallow": Message(
        "Please go down a little further, as far as is comfortable: we measure from 60 degrees of "
        "knee bend on."
    ),
    "too_slow": Message("Please squat a little quicker: two to three seconds down, one to two up."),
    "too_fast": Message("Please squat a little slower: two to three seconds down, one to two up."),
    "cut_off": Message(
        "Please stand still for a moment before the first squat and after the last."
    ),
    "foot_moved": Message("Please leave both feet where they are during the squats."),
    "frames_missing": Message("We lost sight of your legs now and then. Please keep them in view."),
    "gap": Message("We lost sight of your legs for a moment. Please keep them in view."),
    "gap_at_bottom": Message(
        "We lost sight of your legs at the lowest point. Arms forward keeps the view free."
    ),
    "lengths_changed": Message(
        "We could not follow your legs well. Close-fitting trousers and a free view help."
    ),
}

FINDINGS: Final = {
    "stance": Message(
        "Your legs bend straight, but your toes point less outward than your legs go: turn the "
        "toes out a little or stand narrower."
    ),
    "heel_lift": Message("Your heel came off the floor in the squat."),
    "dynamic": Message(
        "Your knee moves inside in the squat and not in standing: it changes with movement."
    ),
    "structural": Message(
        "Your leg looks the same standing and squatting. That may be how it is built; exercise "
        "may not change it, and a professional can tell you more."
    ),
    "technique": Message(
        "With the cue your knee came out: your legs can do it, and practice makes it a habit."
    ),
    "ankle_mobility": Message(
        "Your ankle may want more room to bend; that can take the knee inside."
    ),
    "hip_strength": Message(
        "Your hip muscles may not hold the thigh out yet; that can be practised."
    ),
    "cannot_tell": Message("From this test we cannot tell why the knee moves inside."),
}

SIGNS: Final = {
    "possible_roll_in": Message(
        "Your foot may roll in a little in the squat; this is only a possible sign."
    ),
}

TRY_AGAIN: Final = Message("Let us try that once more.")


def reason_sentence(code: str, assessment: Assessment) -> Message:
    """The sentence of one of the assessment's reasons."""
    if code != "too_few_valid":
        return REASONS[code]
    return REASONS[code].fill(
        valid=assessment.valid_uncued,
        found=assessment.squats_found,
        needed=assessment.bands.least_valid_squats,
    )


def told(assessment: Assessment) -> tuple[Message, ...]:
    """Why there is no answer, a sentence for each reason in order; empty where it was measured."""
    if assessment.verdict == "measured":
        return ()
    reasons = (code for code in assessment.reasons if code not in NOTES)
    return tuple(reason_sentence(code, assessment) for code in reasons)


def noted(assessment: Assessment) -> tuple[Message, ...]:
    """What is worth knowing beside the answer: a sentence for each note."""
    return tuple(REASONS[code] for code in assessment.reasons if code in NOTES)
