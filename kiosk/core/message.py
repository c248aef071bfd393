"""A sentence for a member: its English source, and the values to be put in. stdlib only.

Every text is one whole sentence (or label) in one literal inside `Message("...")`, so that gettext
can collect it (`xgettext --keyword=Message`), and nothing is ever glued together from pieces.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


def untranslated(text: str) -> str:
    """The English source itself."""
    return text


@dataclass(frozen=True, slots=True)
class Message:
    """text: English source with named placeholders; values: (name, what to put in), each as text.

    Every placeholder must have its value when the message is rendered, or KeyError is raised.
    """

    text: str
    values: tuple[tuple[str, str], ...] = ()

    def fill(self, **values: str | int) -> Message:
        """The same message with values; whole numbers as digits, with a real minus sign."""
        given = tuple((name, _text(value)) for name, value in values.items())
        return Message(self.text, (*self.values, *given))

    def render(self, translate: Callable[[str], str] = untranslated) -> str:
        """The sentence in a language: translated first, filled in afterwards."""
        return translate(self.text).format(**dict(self.values))

    def __str__(self) -> str:
        return self.render()


def _text(value: str | int) -> str:
    return value if isinstance(value, str) else str(value).replace("-", "−")
