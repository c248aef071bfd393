"""Ready-made members for the demonstration, and for trying what a visit does with each of them.

Values only; standard library. Every script is WILLING but for what its name says.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from kiosk.adapters.demo_script import (
    AWAY,
    Act,
    Doing,
    Extra,
    Script,
    answer,
    do,
    raised,
    steps,
)

BREATH: Final = ("stand", 0.6)
UNCUED: Final[tuple[Doing, ...]] = ("squat_1", BREATH, "squat_2", BREATH, "squat_3", BREATH)
CUED: Final[tuple[Doing, ...]] = ("cued_1", BREATH, "cued_2", BREATH)
_LEAVE: Final = steps("walk_out", (AWAY, 3.0))
_STAY: Final = (Act(),)

WILLING: Final = Script(
    "willing",
    (
        ("attract", (Act(), Act(after_s=3.0))),
        ("consent", answer("right")),
        ("keep", answer("right")),
        ("pain", answer("left")),
        ("health", answer("left")),
        ("squats_practice*", do(*UNCUED, after_s=0.8, again=True)),
        ("squats_cued*", do(*CUED, after_s=0.8, again=True)),
        ("squats_*", do(*UNCUED, after_s=0.8, again=True)),
        ("paused_back", answer("right")),
        ("result", answer("right", 4.0)),
        ("before_ideas", answer("left", 3.0)),
        ("printed*", answer("right", 2.0)),
        ("code", answer("right", 2.0)),
        ("thanks", (Act(_LEAVE, after_s=2.0),)),
        ("goodbye", (Act(_LEAVE, after_s=2.0),)),
        ("refused_*", (Act(_LEAVE, after_s=4.0),)),
        ("ended_*", (Act(_LEAVE, after_s=4.0),)),
        ("starting", (Act(at=None),)),
        ("out_of_service*", (Act(at=None),)),
        ("staff", (Act(at=None),)),
        ("*", _STAY),
    ),
)
"""Does what the screen says, at once, and leaves."""

HESITANT: Final = WILLING.but(
    "hesitant",
    *(
        (
            state,
            (Act(steps("look_around", ("stand", 2.0), "look_around") + raised(hand), again=True),),
        )
        for state, hand in (("consent", "right"), ("pain", "left"), ("health", "left"))
    ),
    ("result", (Act(raised("right"), after_s=12.0),)),
)
"""Looks about for help and answers after some eight seconds."""

STEPS_OUT: Final = WILLING.but(
    "steps_out",
    ("squats_uncued", (
        Act(steps("squat_1", BREATH, "squat_2", "walk_out", (AWAY, 60.0)), after_s=0.8),
        Act(steps(*UNCUED), after_s=0.8, again=True),
    )),
    ("paused_away", (Act(after_s=3.0),)),
)  # fmt: skip
"""Walks out in the middle of the measured squats, and comes back."""

STEPS_ASIDE: Final = WILLING.but(
    "steps_aside",
    (
        "stand",
        (Act(steps("step_aside", ("stand_aside", 5.0), "step_back"), after_s=0.8), Act()),
    ),
)
"""Steps half a metre off the mark while quiet standing is asked for, and back."""

WALKS_OFF: Final = WILLING.but(
    "walks_off", ("squats_uncued", do("squat_1", "walk_out", (AWAY, 600.0))),
    ("paused_*", (Act(steps((AWAY, 600.0)), at=None),)),
)  # fmt: skip
"""Leaves in the middle and does not come back for the same visit."""

WRONG_HAND: Final = WILLING.but(
    "wrong_hand",
    ("pain", (*answer("right"), *answer("left"))),
    ("referred", answer("left", 3.0)),
)
"""Says yes to the pain question, takes it back, and says no."""

PAIN: Final = WILLING.but(
    "pain", ("pain", answer("right")), ("referred", answer("right", 4.0)),
)  # fmt: skip
"""Has pain, and is referred."""

HEALTH_YES: Final = WILLING.but(
    "health_yes", ("health", answer("right")), ("referred", answer("right", 4.0)),
)  # fmt: skip
"""Says yes to a health question, and is referred."""

NOBODY: Final = Script("nobody")
"""An empty room, for as long as it is looked at."""

DECLINES: Final = WILLING.but("declines", ("consent", answer("left")))
"""Does not want to be measured."""

ONLY_RESULT: Final = WILLING.but("only_result", ("keep", answer("left")))
"""Wants nothing but the result to be kept."""

SHALLOW: Final = WILLING.but("shallow", ("squats_*", do("shallow", BREATH, again=True)))
"""Never squats deep enough."""

SHALLOW_ONCE: Final = WILLING.but(
    "shallow_once",
    ("squats_practice", (Act(steps("shallow", BREATH, "shallow", BREATH, *UNCUED), again=True),)),
)
"""Squats deep enough after being told."""

FAST: Final = WILLING.but("fast", ("squats_*", do("fast", ("stand", 0.5), again=True)))
"""Squats too fast, always."""

CHANCE_HAND: Final = WILLING.but(
    "chance_hand",
    ("squats_uncued",
     do("squat_1", BREATH, "arms_up_squat", BREATH, "squat_2", BREATH, again=True, after_s=0.8)),
)  # fmt: skip
"""Lifts a hand over the head while squatting."""

LOW_HAND: Final = WILLING.but("low_hand", ("consent", answer("right_low")))
"""Answers with the hand only just above the shoulder."""

STOPS: Final = WILLING.but("stops", ("squats_uncued", (
    Act(steps("squat_1", BREATH) + raised("left"), after_s=0.8),)),
    ("stopped", answer("left", 2.0)),
)  # fmt: skip
"""Stops in the middle of the measured squats by raising the left hand; nothing hurts."""

RIGHT_TO_SKIP: Final = WILLING.but(
    "in_a_hurry", ("intro_*", answer("right", 0.6)), ("result", answer("right", 2.0)),
    ("retry", answer("right", 0.8)),
)  # fmt: skip
"""Skips every explanation with the right hand."""

READER: Final = WILLING.but(
    "reader",
    ("result", (*answer("left", 5.0), *answer("right", 5.0))),
    ("practice", answer("left", 5.0)),
    ("why_*", answer("left", 4.0)),
)
"""Reads every page behind the result before taking it along."""

ALREADY_THERE: Final = replace(WILLING, name="already_there", start="mark")
"""Stands on the mark when the kiosk starts."""

PEOPLE_BEHIND: Final = replace(
    WILLING,
    name="people_behind",
    wall_m=5.5,
    extras=(
        Extra(1.2, -2.6, 1.1, 9.0, 3.0),
        Extra(1.5, 2.8, -1.2, 11.0, 1.0),
        Extra(1.8, -3.0, 1.3, 8.0, 6.0),
        Extra(2.1, 3.2, -0.9, 13.0, 4.0),
        Extra(2.5, -3.4, 1.0, 10.0, 0.0),
    ),
)
"""Five people walk about behind the member."""

SECOND_PERSON: Final = replace(
    WILLING,
    name="second_person",
    wall_m=4.0,
    extras=(Extra(0.3, 2.8, -1.0, 60.0, begins_s=22.0, walk_s=1.95, rest_s=6.0),),
)
"""Somebody comes to stand beside the member for six seconds, and walks on behind them."""

CHILD: Final = replace(WILLING, name="child", scale=0.6)
"""Standing hip height 0.57 m."""

WHEELCHAIR: Final = Script(
    "wheelchair",
    (
        ("thanks", (Act(steps("roll_out", (AWAY, 3.0)), at="seat", after_s=3.0),)),
        ("refused_*", (Act(steps("roll_out", (AWAY, 3.0)), at="seat", after_s=5.0),)),
        ("ended_*", (Act(steps("roll_out", (AWAY, 3.0)), at="seat", after_s=5.0),)),
        ("starting", (Act(at=None),)),
        ("*", (Act(at="seat"),)),
    ),
)
"""Rolls up in a wheelchair and stays until told."""

SCRIPTS: Final = {
    script.name: script
    for script in (
        WILLING, HESITANT, STEPS_OUT, STEPS_ASIDE, WALKS_OFF, WRONG_HAND, PAIN, HEALTH_YES,
        DECLINES, NOBODY, ONLY_RESULT, SHALLOW, SHALLOW_ONCE, FAST, CHANCE_HAND, LOW_HAND, STOPS,
        RIGHT_TO_SKIP, READER, ALREADY_THERE, PEOPLE_BEHIND, SECOND_PERSON, CHILD, WHEELCHAIR,
    )
}  # fmt: skip
"""By name."""
