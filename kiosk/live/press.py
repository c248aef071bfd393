"""Makes the slips of a running kiosk, in the member's language. May import kiosk.core, ports."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from kiosk.core.advice import Answers
from kiosk.core.assessment import Assessment
from kiosk.core.card import card
from kiosk.core.message import Message
from kiosk.core.printable import MOST_NAME, printable
from kiosk.core.slip import Code, Imprint, Slip, slip
from kiosk.core.slip_kinds import Picture

CODE_WORDS: Final = Message("Show this code at your next visit. It holds your result, and no name.")
MOST_TICKET: Final = 12


@dataclass(frozen=True, slots=True, eq=False)
class SlipPress:
    """kiosk.live.desk.Press. date: now, as it is to be read in a language. modules: the rows of a
    text's QR code. logo: the gym's own sign, or None; asked for with each slip, in the thread that
    prints."""

    gym: str
    version: str
    translate: Callable[[str], Callable[[str], str]]
    date: Callable[[str], str]
    modules: Callable[[str], tuple[tuple[bool, ...], ...]]
    logo: Callable[[], Picture | None] = lambda: None

    def slip(
        self,
        answer: Assessment,
        language: str,
        model: str,
        ticket: str,
        code: str,
        compared: Sequence[Message] = (),
        answers: Answers | None = None,
    ) -> Slip:
        """A result's slip; without a code its room is left out."""
        translate = self.translate(language)
        said = None
        if code:
            title = printable(ticket, MOST_TICKET)
            said = Code(code, CODE_WORDS.render(translate), self.modules(code), title)
        imprint = replace(self._imprint(language, model), code=said)
        return slip(answer, imprint, answers=answers, compared=compared, translate=translate)

    def copied(self, original: Slip, language: str) -> Slip:
        """The same once more, and it says so."""
        return original.copied(self.translate(language))

    def card(self, language: str, model: str) -> Slip:
        """The card 'please see a professional first'."""
        return card(self._imprint(language, model), translate=self.translate(language))

    def _imprint(self, language: str, model: str) -> Imprint:
        """Names come from a configuration and a model's file, which anybody may have written."""
        return Imprint(
            gym=printable(self.gym, MOST_NAME),
            date=self.date(language),
            model=printable(model, MOST_NAME),
            kiosk=self.version,
            logo=self.logo(),
        )
