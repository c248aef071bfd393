"""A slip as a value: its lines, what can be spared of them, and its copy. kiosk.core only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from kiosk.core.message import Message, untranslated
from kiosk.core.resultview import Translate
from kiosk.core.slip_kinds import Line, Picture, Practice, Text

COPY: Final = Message("COPY")


@dataclass(frozen=True, slots=True)
class Spare:
    """A line that can be left out, by its place in the slip. instead: what then stands there."""

    at: int
    instead: Line | None


@dataclass(frozen=True, slots=True)
class Slip:
    """Lines from top to bottom."""

    lines: tuple[Line, ...]

    def spares(self) -> tuple[Spare, ...]:
        """What can be left out where the paper is too short, what is missed least first.

        First the thoughts of the ideas, the last one's first: their doses stay, and how they are
        done was shown and said. Then the texts with a `spare`, the highest first. At last the
        gym's own sign; its name stays.
        """
        lines = list(enumerate(self.lines))[::-1]
        thoughts = [
            Spare(at, replace(line, cue=""))
            for at, line in lines
            if isinstance(line, Practice) and line.cue
        ]
        texts = [(line.spare, at) for at, line in lines if isinstance(line, Text) and line.spare]
        signs = [
            Spare(at, replace(line, width=0, rows=()))
            for at, line in lines
            if isinstance(line, Picture) and line.rows
        ]
        return (*thoughts, *(Spare(at, None) for _, at in sorted(texts, reverse=True)), *signs)

    def without(self, spares: Iterable[Spare]) -> Slip:
        """The same slip with these left out."""
        instead = {spare.at: spare.instead for spare in spares}
        lines = (instead.get(at, line) for at, line in enumerate(self.lines))
        return Slip(tuple(line for line in lines if line is not None))

    @property
    def is_copy(self) -> bool:
        """Whether it says so at its top."""
        return any(isinstance(line, Text) and line.role == "copy" for line in self.lines)

    def copied(self, translate: Translate = untranslated) -> Slip:
        """The same slip printed again: it says so at its top, once."""
        mark = Text(COPY.render(translate), "copy")
        return self if mark in self.lines else Slip((mark, *self.lines))
