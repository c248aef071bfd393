"""What can happen to a visit. Frozen values; every one carries the kiosk's monotonic time.

A frame's `kiosk.core.scene.Scene` is an event as it is. kiosk.core only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kiosk.core.assessment import Assessment
from kiosk.core.scene import Scene


@dataclass(frozen=True, slots=True)
class Tick:
    """Time passes; sent with every picture, whatever else happens."""

    time_s: float


@dataclass(frozen=True, slots=True)
class Answer:
    """Yes (right hand, button, touch) or no (left hand), already held long enough."""

    time_s: float
    yes: bool


@dataclass(frozen=True, slots=True)
class StopPressed:
    """The stop button or key: one action away everywhere."""

    time_s: float


@dataclass(frozen=True, slots=True)
class LanguageChosen:
    """A language's code, or '' for the next one."""

    time_s: float
    code: str


@dataclass(frozen=True, slots=True)
class CodeScanned:
    """The code of an earlier slip, read and found good."""

    time_s: float
    text: str


@dataclass(frozen=True, slots=True)
class StaffCame:
    """The staff's badge or key sequence."""

    time_s: float


StaffAction = Literal["paper", "reprint", "out", "back", "heels", "close"]


@dataclass(frozen=True, slots=True)
class StaffAsked:
    """A command on the staff's page."""

    time_s: float
    action: StaffAction


@dataclass(frozen=True, slots=True)
class HouseClosed:
    """Staff took the kiosk out of service from afar, or back; a visit under way is not ended."""

    time_s: float
    closed: bool


@dataclass(frozen=True, slots=True)
class SetChecked:
    """The analysis of one set. number: of the request that it answers; usable: enough squats
    count; reasons: codes of why not, the commonest first."""

    time_s: float
    number: int
    usable: bool
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Assessed:
    """The whole test's answer. ticket: the short code of this visit."""

    time_s: float
    number: int
    assessment: Assessment
    ticket: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class SaveEnded:
    """Whether the result is on the disk."""

    time_s: float
    visit: int
    kept: bool


@dataclass(frozen=True, slots=True)
class EraseEnded:
    """Whether the result is gone from the disk."""

    time_s: float
    visit: int
    gone: bool


@dataclass(frozen=True, slots=True)
class PrintEnded:
    """What became of a print job."""

    time_s: float
    number: int
    outcome: Literal["printed", "failed", "unknown"]


@dataclass(frozen=True, slots=True)
class PrinterSaid:
    """Whether printing can be offered; reason, low and tells as in kiosk.ports.PrinterStatus."""

    time_s: float
    ready: bool
    reason: str | None = None
    low: bool = False
    tells: bool = True


@dataclass(frozen=True, slots=True)
class CameraSaid:
    """The camera and the network work, or why not (for staff). code: the fault's name
    (kiosk.core.camerafaults). helpless: all was tried. notes: codes of what staff should see to
    although it works."""

    time_s: float
    works: bool
    text: str = ""
    code: str = ""
    helpless: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TodaySaid:
    """Rows for the staff's page: time, ticket, what came out."""

    time_s: float
    rows: tuple[tuple[str, ...], ...]


Event = (
    Tick
    | Scene
    | Answer
    | StopPressed
    | LanguageChosen
    | CodeScanned
    | StaffCame
    | StaffAsked
    | HouseClosed
    | SetChecked
    | Assessed
    | SaveEnded
    | EraseEnded
    | PrintEnded
    | PrinterSaid
    | CameraSaid
    | TodaySaid
)
EVENTS: tuple[type, ...] = (
    Tick, Scene, Answer, StopPressed, LanguageChosen, CodeScanned, StaffCame, StaffAsked,
    HouseClosed, SetChecked, Assessed, SaveEnded, EraseEnded, PrintEnded, PrinterSaid, CameraSaid,
    TodaySaid,
)  # fmt: skip
