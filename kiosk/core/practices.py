"""The practice ideas as data, after the source article and MEASUREMENT.md section 6. stdlib only.

Published figures say what was found and in what; our doses are this project's own. `picture` is
the key of the pictogram. `then` is the next idea once this one has become easy.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kiosk.core.message import Message

PROGRAMME: Final = Message("3 times a week for 6 to 8 weeks; test again after 4 and 8 weeks.")

STOP: Final = Message(
    "Stop if it hurts more than 3 out of 10, or if an ache lasts longer than a day."
)

NO_FIGURE: Final = Message("No study has measured this idea on its own.")


@dataclass(frozen=True, slots=True)
class Practice:
    """One idea: what it is for, what to think of, how much, what is known, when to stop."""

    code: str
    title: Message
    purpose: Message
    cue: Message
    dose: Message
    evidence: Message
    picture: str
    then: str | None = None
    stop: Message = STOP


PRACTICES: Final = (
    Practice(
        code="cued_squat",
        title=Message("Squat, knees over your second toes"),
        purpose=Message("Practises the movement itself, which matters most."),
        cue=Message("Watch your knees in a mirror: each one travels over its second toe."),
        dose=Message("3 sets of 8 slow squats"),
        evidence=Message(
            "One session with feedback brought knees 6.2° further out in landings from a jump."
        ),
        picture="cued_squat",
        then="step_down",
    ),
    Practice(
        code="banded_clamshell",
        title=Message("Clamshell with a band"),
        purpose=Message("A first step for the side of the hip, which holds the thigh out."),
        cue=Message("Lie on your side, band above the knees, feet together: lift the upper knee."),
        dose=Message("2 sets of 12 on each side"),
        evidence=Message("The side of the hip works at 38 to 40 % of its full effort."),
        picture="banded_clamshell",
        then="side_lying_abduction",
    ),
    Practice(
        code="side_lying_abduction",
        title=Message("Leg lift lying on your side"),
        purpose=Message("The next step for the side of the hip."),
        cue=Message("Upper leg straight and in line with your back: lift it, heel first."),
        dose=Message("2 sets of 12 on each side"),
        evidence=Message("The side of the hip works at 81 % of its full effort."),
        picture="side_lying_abduction",
        then="banded_side_steps",
    ),
    Practice(
        code="banded_side_steps",
        title=Message("Side steps with a band"),
        purpose=Message("The hip learns to hold the knee out while you stand on it."),
        cue=Message("Stay in a slight squat and step sideways; the knees keep their distance."),
        dose=Message("3 times 8 steps each way"),
        evidence=Message(
            "With the band around ankles or forefeet the hip muscles work harder than with the "
            "band higher up."
        ),
        picture="banded_side_steps",
        then="single_leg_deadlift",
    ),
    Practice(
        code="single_leg_deadlift",
        title=Message("Hip hinge on one leg"),
        purpose=Message("Steadies the hip on one leg."),
        cue=Message("Bend forward from the hip on one leg and keep both sides of the hips level."),
        dose=Message("2 sets of 8 on each side"),
        evidence=NO_FIGURE,
        picture="single_leg_deadlift",
    ),
    Practice(
        code="hip_flexor_stretch",
        title=Message("Hip stretch on one knee"),
        purpose=Message("Gives length to the front of the hip."),
        cue=Message(
            "Kneel on one knee, squeeze the buttock of that side and ease the hips forward."
        ),
        dose=Message("3 times 30 seconds on each side"),
        evidence=Message("The evidence that this changes the knee is thin."),
        picture="hip_flexor_stretch",
    ),
    Practice(
        code="band_above_knees",
        title=Message("Squat with a band above the knees"),
        purpose=Message("The band reminds you to push the knees out."),
        cue=Message("Push out against the band all the way down and up."),
        dose=Message("2 sets of 8 slow squats"),
        evidence=Message(
            "The evidence is mixed: in two studies of squats without weights the knees moved "
            "closer together, so take it as a reminder, not as the remedy."
        ),
        picture="band_above_knees",
    ),
    Practice(
        code="calf_stretch",
        title=Message("Calf stretch at the wall"),
        purpose=Message("Lets the ankle bend further, so that the heel can stay down."),
        cue=Message("Back leg straight, heel on the floor, toes forward: lean to the wall."),
        dose=Message("3 times 30 seconds on each side"),
        evidence=Message("Regular stretching gave ankles 5.2° more bend."),
        picture="calf_stretch",
        then="heel_down_lunge",
    ),
    Practice(
        code="heel_down_lunge",
        title=Message("Knee to the wall, heel down"),
        purpose=Message("Moves the ankle as the squat needs it."),
        cue=Message("Front heel stays down: bring the knee forward over the second toe."),
        dose=Message("2 sets of 10 on each side"),
        evidence=NO_FIGURE,
        picture="heel_down_lunge",
    ),
    Practice(
        code="short_foot",
        title=Message("Short foot"),
        purpose=Message("Wakes the muscles that carry the arch of the foot."),
        cue=Message("Draw the ball of the foot towards the heel; the toes stay long and flat."),
        dose=Message("2 sets of 10, held for 5 seconds, each foot"),
        evidence=NO_FIGURE,
        picture="short_foot",
    ),
    Practice(
        code="step_down",
        title=Message("Step down with a mirror"),
        purpose=Message("Takes the same line to the stairs."),
        cue=Message("Lower one heel slowly from a low step; the standing knee stays over its toe."),
        dose=Message("2 sets of 8 on each side"),
        evidence=NO_FIGURE,
        picture="step_down",
    ),
    Practice(
        code="side_plank",
        title=Message("Side plank"),
        purpose=Message("Hips and trunk hold together sideways."),
        cue=Message("On your forearm, knees or feet on the floor: body in one line."),
        dose=Message("2 times 20 seconds on each side"),
        evidence=NO_FIGURE,
        picture="side_plank",
    ),
)

CODES: Final = tuple(practice.code for practice in PRACTICES)


def practice(code: str) -> Practice:
    """The idea of that code. Raises KeyError for an unknown one."""
    return {one.code: one for one in PRACTICES}[code]
