"""Words of the visit in the member's language, and the kinds of screens that are made of them.

kiosk.core and kiosk.visit only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from kiosk.core.message import Message
from kiosk.core.notices import REASONS
from kiosk.core.resultview import PICTURES
from kiosk.core.screen import Item, Screen
from kiosk.visit.states import House

Translate = Callable[[str], str]
MOST_REASONS: Final = 2


@dataclass(frozen=True, slots=True)
class Facts:
    """What the words need besides the state. language_names: code and own name of each.

    earlier: sentences about what changed since an earlier visit, for the result.
    """

    keep_days: int = 90
    language_names: tuple[tuple[str, str], ...] = (("en", "English"),)
    earlier: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Say:
    """Says a message in the member's language."""

    house: House
    facts: Facts
    translate: Translate

    def __call__(self, message: Message) -> str:
        return message.render(self.translate)

    def lines(self, *messages: Message) -> tuple[str, ...]:
        """One after another."""
        return tuple(self(message) for message in messages)

    def told(self, base: Screen, said: tuple[Message, ...], picture: str) -> Screen:
        """A picture with a sentence or two."""
        return replace(
            base, kind="notice", title=self(said[0]), lines=self.lines(*said[1:]), picture=picture
        )

    def asked(self, base: Screen, title: Message, yes: Message, no: Message) -> Screen:
        """A question for a raised hand."""
        return replace(base, kind="question", title=self(title), yes=self(yes), no=self(no))

    def reasons(self, codes: tuple[str, ...]) -> tuple[Item, ...]:
        """The first reasons that say something of use to a member."""
        told = [c for c in codes if c in PICTURES and c != "too_few_valid"][:MOST_REASONS]
        return tuple(Item(PICTURES[code], self(REASONS[code])) for code in told)
