"""A slip that says nothing of anybody, to try a printer with. kiosk.core only."""

from __future__ import annotations

from typing import Final

from kiosk.core.message import Message, untranslated
from kiosk.core.resultview import Translate
from kiosk.core.slip import Imprint, Slip, top
from kiosk.core.slip_kinds import BoxesHead, Code, Line, Practice, Role, Rule, Text

HEADLINE: Final = Message("This is a sample slip.")
WHOLE: Final = Message(
    "The printer is set up when this slip is whole: black without stripes, nothing cut off at "
    "either side, cut below the last line."
)
SCAN: Final = Message("A telephone reads this code.")
LETTERS: Final = Message("Letters")
PRACTICE: Final = Message("Practise at home")
FIRST_WEEK: Final = Message("first week")
IDEA: Final = Message("Squats in front of a mirror")
DOSE: Final = Message("A line with a picture and boxes to tick.")
EVERY_LETTER: Final = "AÄÁÀÂÆ CÇ EÉÈÊË IÍÎÏ NÑ OÖÓÔŒ UÜÚÙÛ ß ¿? ¡! «» „“ – … 0123456789 ° × € ±"
"""Of the four languages."""
SAMPLE: Final = Message("Sample")
MADE_BY: Final = Message("Kiosk {kiosk}, printer {printer}")
CONTENT: Final = "KNEE KIOSK SAMPLE"


def sample(
    imprint: Imprint | None = None,
    modules: tuple[tuple[bool, ...], ...] = (),
    printer: str = "",
    *,
    translate: Translate = untranslated,
) -> Slip:
    """modules: the QR code of CONTENT. printer: its address."""
    imprint = imprint or Imprint()

    def text(message: Message, role: Role) -> Text:
        return Text(message.render(translate), role)

    lines: list[Line] = [
        *top(imprint),
        text(HEADLINE, "headline"),
        text(WHOLE, "body"),
        Rule(),
        text(LETTERS, "heading"),
        Text(EVERY_LETTER, "body"),
        Text(EVERY_LETTER.lower(), "note"),
        BoxesHead(PRACTICE.render(translate), FIRST_WEEK.render(translate)),
        Practice("squat", IDEA.render(translate), DOSE.render(translate), "", 3),
        Code(CONTENT, SCAN.render(translate), modules, SAMPLE.render(translate)),
        Rule(),
        text(MADE_BY.fill(kiosk=imprint.kiosk or "–", printer=printer or "–"), "note"),
    ]
    return Slip(tuple(lines))
