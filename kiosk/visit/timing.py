"""How long and how often: every number of the visit's rules. kiosk.core and kiosk.visit only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kiosk.core.why import PAGES
from kiosk.visit.effects import SetName
from kiosk.visit.states import (
    BeforeIdeas,
    Checking,
    Code,
    ConfirmErase,
    Consent,
    Ended,
    Erased,
    Health,
    Intro,
    Keep,
    Pain,
    Paused,
    Position,
    Printed,
    Printing,
    Referred,
    Refused,
    Result,
    Retry,
    StaffPage,
    Stand,
    Stopped,
    Thanks,
    Working,
)

STEP_UP_S: Final = 0.6
EMPTY_S: Final = 1.0
CHOSEN_S: Final = 8.0
"""A language that was touched or a slip that was scanned waits so long for its member."""
AWAY_S: Final = 1.5
ASK_AGAIN_S: Final = 3.0
"""Back sooner than this: surely the same member. Later it is asked."""
READING_S: Final = 3.0
"""A result is not left on the screen for the next one longer than this."""
LEAVE_S: Final = 10.0
CROWD_S: Final = 1.0
BLIND_S: Final = 1.5
CLEAR_S: Final = 0.6
PLACED_S: Final = 0.8
STILL_S: Final = 3.0
INTRO_S: Final[Mapping[SetName, float]] = {
    "practice": 4.0, "uncued": 3.0, "cued": 5.0, "heels": 9.0,
}  # fmt: skip
KEEP_S: Final = 10.0
"""So long an answer to what else may be kept is waited for; none is a no."""
CHAIR_S: Final = 20.0
"""To fetch a chair; 'I am ready' begins sooner."""
TOO_SOON_S: Final = 0.4
"""A key or touch sooner than this was meant for the screen before."""
MOST_RETRIES: Final = 2
EXTRA_TRIES: Final = 4
LEAST_VALID_CUED: Final = 2
RESULT_PAGES: Final = 2 + len(PAGES)

LONGEST_S: Final[Mapping[type, float]] = {
    Consent: 30.0, Keep: 15.0, Pain: 30.0, Health: 40.0, Referred: 45.0, Position: 60.0,
    Refused: 9.0, Stand: 40.0, Intro: 30.0, Retry: 7.0, Checking: 4.0, Working: 12.0,
    Result: 120.0, BeforeIdeas: 40.0,
    Printing: 30.0, Printed: 30.0, Code: 60.0, ConfirmErase: 15.0, Erased: 6.0, Stopped: 12.0,
    Ended: 9.0, Thanks: 6.0, Paused: 30.0, StaffPage: 14.0,
}  # fmt: skip
"""Longest stay with somebody there, seconds; what follows is in rules_trouble."""
NO_SQUAT_S: Final = 25.0


def intro_s(at: Intro) -> float:
    """How long an introduction stands before it goes on by itself."""
    fetching = at.member.chair and at.set == "practice" and not at.seated
    return CHAIR_S if fetching else INTRO_S[at.set]
