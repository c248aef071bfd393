"""What is spoken when a state begins, for kiosks that speak. kiosk.core and kiosk.visit only.

The same sentences as on the screen, so that nothing is said twice differently. Numbers that a gym
may set (how many squats) are left to the screen.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kiosk.core.message import Message
from kiosk.visit import words

RESULT_READY: Final = Message("Your result is ready.")
NOW_PRACTICE: Final = Message("First a few squats to try it out. Arms forward.")
NOW_UNCUED: Final = Message("Now squat as you always do.")
NOW_CUED: Final = Message("Now think of one thing: knees over your second toes.")

PROMPTS: Final[Mapping[str, tuple[Message, ...]]] = {
    "consent": (words.CONSENT_TITLE,),
    "keep": (words.KEEP_TITLE,),
    "pain": (words.PAIN_TITLE,),
    "health": (words.HEALTH_TITLE, *(text for _, text in words.HEALTH_ITEMS)),
    "referred": (words.REFERRED_TITLE,),
    "position": (words.POSITION_TITLE,),
    "stand": (words.STAND_TITLE,),
    "intro_practice": (NOW_PRACTICE,),
    "intro_practice_chair": words.CHAIR_LINES,
    "intro_uncued": (NOW_UNCUED,),
    "intro_uncued_chair": (words.CHAIR_TITLE,),
    "intro_cued": (NOW_CUED,),
    "intro_heels": (words.HEELS_LINE,),
    "retry": (words.ONCE_MORE,),
    "result": (RESULT_READY,),
    "before_ideas": (words.BEFORE_IDEAS_TITLE, *(text for _, text in words.BEFORE_IDEAS_ITEMS)),
    "printing": (words.PRINTING[0],),
    "printed": (words.PRINTED_TITLE,),
    "code": (words.CODE_TITLE,),
    "stopped": (words.STOPPED_TITLE,),
    "thanks": (words.THANKS[0],),
    "paused_away": (words.PAUSED["away"][0],),
    "paused_crowd": words.PAUSED["crowd"],
    "paused_cannot_see": words.PAUSED["cannot_see"],
    "paused_back": (words.BACK_TITLE,),
    "paused_camera": words.PAUSED["camera"],
    **{f"ended_{why}": (said[0],) for why, said in words.ENDED.items()},
}
"""By the state's name (kiosk.visit.naming); the others are silent."""
