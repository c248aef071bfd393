"""The states of a visit, each with just what it needs. Frozen values; kiosk.core only.

A `Kiosk` is the whole: the house (what stays whoever comes), the state, and since when. What
belongs to one member is in `Member` and lives in the states between consent and thanks only, so
that nothing of it can reach the next one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from kiosk.core.advice import Answers
from kiosk.core.assessment import Assessment
from kiosk.visit.effects import Keeps, SetName


@dataclass(frozen=True, slots=True)
class Plan:
    """How many squats of each set a visit asks for; heels 0 leaves that set out."""

    practice: int = 2
    uncued: int = 5
    cued: int = 3
    heels: int = 0

    def count(self, set_: SetName) -> int:
        return {
            "practice": self.practice,
            "uncued": self.uncued,
            "cued": self.cued,
            "heels": self.heels,
        }[set_]


@dataclass(frozen=True, slots=True)
class House:
    """What stays whoever comes. numbers: the last one given to a request; each is given once.
    visits: how many began. heels_next: staff asked for the set with raised heels. printer_low: its
    paper ends soon; printer_tells: False where it can never say whether a slip came out. offer:
    what members are asked whether it may be kept beside the result; 'nothing': they are not."""

    plan: Plan = Plan()
    languages: tuple[str, ...] = ("en",)
    language: str = "en"
    offer: Keeps = "joints"
    camera_works: bool = False
    camera_text: str = ""
    camera_code: str = ""
    camera_helpless: bool = False
    notes: tuple[str, ...] = ()
    printer_ready: bool = False
    printer_reason: str | None = "unknown"
    printer_low: bool = False
    printer_tells: bool = True
    out_of_service: bool = False
    heels_next: bool = False
    numbers: int = 0
    visits: int = 0
    today: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Member:
    """One member's visit, nothing of a person. visit: its number since the kiosk started.
    retries: sets done again. answers: about the knees, None while not asked. printed: 'unknown'
    where a printer that can tell did not; 'sent' to one that never can. keeps: what the member
    agreed to have kept beside the result."""

    visit: int
    language: str
    consented: bool = False
    keeps: Keeps = "nothing"
    chair: bool = False
    plan: Plan = Plan()
    retries: tuple[SetName, ...] = ()
    earlier: str | None = None
    assessment: Assessment | None = None
    answers: Answers | None = None
    ticket: str = ""
    code: str = ""
    saving: Literal["no", "under way", "kept", "failed"] = "no"
    printed: Literal["no", "under way", "printed", "failed", "unknown", "sent"] = "no"

    def tried(self, set_: SetName) -> int:
        """How often this set was done again already."""
        return self.retries.count(set_)


# Without a member


@dataclass(frozen=True, slots=True)
class Starting:
    """The camera or the network is not there yet."""


@dataclass(frozen=True, slots=True)
class Attract:
    """Nobody here. armed: whoever stands there is taken for a new member; not so right after a
    visit, until the place was seen empty or a right hand is raised. language: chosen by touch."""

    armed: bool = True
    language: str = ""
    here_since_s: float | None = None
    gone_since_s: float | None = None
    earlier: str | None = None


@dataclass(frozen=True, slots=True)
class OutOfService:
    """reason: 'staff' or 'camera'."""

    reason: Literal["staff", "camera"]


@dataclass(frozen=True, slots=True)
class StaffPage:
    """For staff; page behind badge or keys. said: code of what the last action did."""

    said: str | None = None


# With a member


@dataclass(frozen=True, slots=True)
class Consent:
    """May we measure?"""

    member: Member


@dataclass(frozen=True, slots=True)
class Keep:
    """May we also keep how the legs moved? Silence is a no, and either way the visit goes on."""

    member: Member


@dataclass(frozen=True, slots=True)
class Pain:
    """Pain above 2 of 10 right now?"""

    member: Member


@dataclass(frozen=True, slots=True)
class Health:
    """Operation or injury, pregnancy or balance, under 18?"""

    member: Member


@dataclass(frozen=True, slots=True)
class Referred:
    """A yes: no test, no exercises, a card. number: of the card's print job, once pressed."""

    member: Member
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Position:
    """Onto the mark. ready_since_s: since when nothing is to be corrected."""

    member: Member
    ready_since_s: float | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """Politely: a child, or somebody sitting."""

    member: Member
    why: Literal["child", "seated"]


@dataclass(frozen=True, slots=True)
class Stand:
    """Quiet standing; still_s: how much of it is done. then: the set that follows."""

    member: Member
    then: SetName = "practice"
    still_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Intro:
    """What comes next; begins by itself. seated: stood still with the chair behind already."""

    member: Member
    set: SetName
    seated: bool = False


@dataclass(frozen=True, slots=True)
class Squats:
    """A set under way. done: squats that count as far as seen live; tries: all of them.
    reason: why the last one did not count. last_s: when the last one ended."""

    member: Member
    set: SetName
    done: int = 0
    tries: int = 0
    reason: str | None = None
    last_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Checking:
    """Are enough of the measured squats usable? number: of the request. then: the next set."""

    member: Member
    number: int
    then: SetName


@dataclass(frozen=True, slots=True)
class Retry:
    """Let us do that once more, and why."""

    member: Member
    set: SetName
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Working:
    """The result is being worked out; number: of the request."""

    member: Member
    number: int


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """The result. page 0: the result itself; then ideas and the why pages."""

    member: Member
    answer: Assessment
    page: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class BeforeIdeas:
    """Does one of five things apply that a professional should see first? Asked once, of those
    who want to practise; answer: of the test."""

    member: Member
    answer: Assessment


@dataclass(frozen=True, slots=True)
class Printing:
    """A slip is on its way; number: of the job."""

    member: Member
    number: int


@dataclass(frozen=True, slots=True)
class Printed:
    """The slip came, failed, or nobody knows: see member.printed."""

    member: Member


@dataclass(frozen=True, slots=True)
class Code:
    """The code to take a picture of."""

    member: Member


@dataclass(frozen=True, slots=True)
class ConfirmErase:
    """Really delete?"""

    member: Member


@dataclass(frozen=True, slots=True)
class Erased:
    """gone: None while under way."""

    member: Member
    gone: bool | None = None


@dataclass(frozen=True, slots=True)
class Stopped:
    """The member stopped: did it hurt?"""

    member: Member


@dataclass(frozen=True, slots=True)
class Ended:
    """A kind end without a result. why: what is said."""

    member: Member
    why: Literal["stopped", "pain", "retries", "cannot_see", "crowd", "time_out", "declined"]
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Thanks:
    """Goodbye."""

    member: Member


Pausable = Consent | Keep | Pain | Health | Position | Stand | Intro | Squats


@dataclass(frozen=True, slots=True)
class Paused:
    """Something is in the way. back: what goes on when it is gone. ready_since_s: since when it is
    gone. gone_since_s: since when nobody is there. asks: the member was away so long that somebody
    else may have come: go on, or anew?"""

    member: Member
    why: Literal["away", "crowd", "cannot_see", "camera"]
    back: Pausable
    advice: str | None = None
    ready_since_s: float | None = None
    gone_since_s: float | None = None
    asks: bool = False


Resting = Starting | Attract | OutOfService | StaffPage
Visiting = (
    Consent
    | Keep
    | Pain
    | Health
    | Referred
    | Position
    | Refused
    | Stand
    | Intro
    | Squats
    | Checking
    | Retry
    | Working
    | Result
    | BeforeIdeas
    | Printing
    | Printed
    | Code
    | ConfirmErase
    | Erased
    | Stopped
    | Ended
    | Thanks
    | Paused
)
State = Resting | Visiting
STATES: tuple[type, ...] = (*get_args(Resting), *get_args(Visiting))


@dataclass(frozen=True, slots=True, eq=False)
class Kiosk:
    """The whole. since_s: when the state was entered; alive_s: the last sign of a member (a person
    seen, an answer, a touch). scene_s: of the last frame, whoever was in it. touched_s: of the last
    key, touch or scan. hand_s: of the last frame with a hand up. crowd_s, blind_s: since when
    others are in the way, and since when the legs cannot be measured; None while all is well."""

    house: House
    at: State
    now_s: float
    since_s: float
    alive_s: float
    scene_s: float = 0.0
    touched_s: float = float("-inf")
    hand_s: float | None = None
    crowd_s: float | None = None
    blind_s: float | None = None
