"""The card for a member who answers a safety question with yes. kiosk.core only.

No test, no exercises and no guess at a cause (MEASUREMENT.md section 5): it says what was decided
and whom to ask, and it does not say which answer it was: it may lie in the printer for others.
"""

from __future__ import annotations

from typing import Final

from kiosk.core.message import Message, untranslated
from kiosk.core.resultview import Translate
from kiosk.core.slip import Imprint, Slip, made_by, top
from kiosk.core.slip_kinds import Line, Role, Rule, Text
from kiosk.core.wording import DISCLAIMER

HEADLINE: Final = Message("Please see a professional first.")
WHY: Final = Message(
    "You answered yes to one of our safety questions, so we measured no squats today and suggest "
    "no exercises."
)
WHOM_TO_ASK: Final = Message(
    "Please ask a physiotherapist or a doctor whether squats are right for you at the moment, and "
    "show them this card."
)
COME_BACK: Final = Message("Once they say that squats are fine, you are welcome here again.")
WHAT_WE_ASK: Final = Message("What we ask everybody")
QUESTIONS: Final = Message(
    "Pain above 2 of 10 right now; an operation or injury of hip, knee or ankle in the last six "
    "months; pregnancy, or trouble with balance; an age under 18."
)


def card(imprint: Imprint | None = None, *, translate: Translate = untranslated) -> Slip:
    """The 'please see a professional first' card; the imprint's code is not for it."""
    imprint = imprint or Imprint()

    def text(message: Message, role: Role) -> Text:
        return Text(message.render(translate), role)

    lines: list[Line] = [
        *top(imprint),
        text(HEADLINE, "headline"),
        text(WHY, "body"),
        text(WHOM_TO_ASK, "strong"),
        text(COME_BACK, "body"),
        Rule(),
        text(WHAT_WE_ASK, "heading"),
        text(QUESTIONS, "note"),
        Rule(),
        text(DISCLAIMER, "strong"),
        *made_by(imprint, translate),
    ]
    return Slip(tuple(lines))
