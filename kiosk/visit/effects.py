"""What a visit wants done. Values that kiosk.live carries out; nothing here does anything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kiosk.core.advice import Answers

SetName = Literal["practice", "uncued", "cued", "heels"]
Keeps = Literal["nothing", "curves", "joints"]
"""What is kept of the movement beside the result: nothing, each squat's curves, or those and the
joints of a faceless figure."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A member stepped up: the visit that is kept later began now."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """The member has just said yes to something that is kept."""


@dataclass(frozen=True, slots=True)
class Record:
    """Keep the sights from now on as this set's, in place of what an earlier try left.

    The uncued set's take begins with the quiet standing and the practice squats.
    """

    set: SetName


@dataclass(frozen=True, slots=True)
class EndRecord:
    """Keep no more sights."""


@dataclass(frozen=True, slots=True)
class Mark:
    """From now on the squats belong to this set (within the same take)."""

    set: SetName


@dataclass(frozen=True, slots=True)
class Check:
    """Are enough of this set's squats usable? Answered by SetChecked with the same number."""

    number: int
    set: SetName


@dataclass(frozen=True, slots=True)
class Assess:
    """Work out the whole test. Answered by Assessed with the same number."""

    number: int


@dataclass(frozen=True, slots=True)
class Save:
    """Keep the result, and of the movement what the member agreed to. Answered by SaveEnded."""

    visit: int
    keeps: Keeps = "nothing"


@dataclass(frozen=True, slots=True)
class Erase:
    """Delete this visit's result for good. Answered by EraseEnded."""

    visit: int


@dataclass(frozen=True, slots=True)
class Print:
    """One press of 'print'. Answered by PrintEnded with the same number.

    what: the result's slip, the card 'see a professional first', or staff's copy of the last slip.
    answers: what the slip says of seeing a professional follows from them alone.
    """

    number: int
    what: Literal["slip", "card", "copy"]
    answers: Answers | None = None


@dataclass(frozen=True, slots=True)
class Sound:
    """A tone, see kiosk.ports.Sounds."""

    cue: str


@dataclass(frozen=True, slots=True)
class NewSet:
    """A set begins: the live counter starts anew."""


@dataclass(frozen=True, slots=True)
class Forget:
    """The member is gone: nothing of this visit may stay in memory."""


@dataclass(frozen=True, slots=True)
class PaperChanged:
    """Staff put in a new roll."""


@dataclass(frozen=True, slots=True)
class ShowToday:
    """The staff's page wants today's visits. Answered by TodaySaid."""


Effect = (
    Arrived
    | Agreed
    | Record
    | EndRecord
    | Mark
    | Check
    | Assess
    | Save
    | Erase
    | Print
    | Sound
    | NewSet
    | Forget
    | PaperChanged
    | ShowToday
)
