"""What stands on the screen, without a pixel: one `Screen` a state, one `Moment` a frame.

All words are in the member's language already. A `Screen` is a plain value: equal screens look
alike, so that what does not move is drawn once; what moves is in the `Moment`. kiosk.core only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kiosk.core.resultview import ResultView
from kiosk.core.scene import Hand, LiveView

Kind = Literal[
    "attract",  # nobody here: what this is, how to begin, the languages
    "question",  # consent, pain, health, stop?: title, lines, items, yes and no
    "position",  # live silhouette, target footprints with live feet, one hint
    "stand",  # live silhouette, ring that fills while standing still
    "intro",  # what comes next: a moving figure, title, lines, countdown
    "squat",  # live silhouette and skeleton, counter, tempo bar, depth gauge
    "cued",  # the same with both knees from above
    "working",  # the result is being worked out
    "result",  # kiosk.core.resultview
    "practice",  # one page of ideas with large moving figures
    "why",  # one page of the article's content
    "notice",  # a picture and a calm sentence or two: ends, pauses, refusals, thanks
    "code",  # the code to take a picture of
    "staff",  # for staff only
]
Live = Literal["none", "figure", "floor", "squat", "cued"]


@dataclass(frozen=True, slots=True)
class Item:
    """A line with a pictogram (kiosk.adapters.pictograms): health questions, why, tips."""

    picture: str | None
    text: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Idea:
    """A practice idea in full. picture: of the moving figures."""

    picture: str
    title: str
    purpose: str
    cue: str
    dose: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Language:
    """A language that can be chosen, under its own name."""

    code: str
    name: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Screen:
    """One state's picture.

    name: the state's, and of its golden picture. yes, no: what the right and the left hand do
    here; None where that hand does nothing. picture: a pictogram or moving figure. live: what of
    the camera's view is drawn. code: content of the QR code. note: small, at the foot.

    """

    name: str
    kind: Kind
    title: str
    lines: tuple[str, ...] = ()
    picture: str | None = None
    items: tuple[Item, ...] = ()
    yes: str | None = None
    no: str | None = None
    live: Live = "none"
    result: ResultView | None = None
    ideas: tuple[Idea, ...] = ()
    languages: tuple[Language, ...] = ()
    code: str | None = None
    rows: tuple[tuple[str, ...], ...] = ()
    page: tuple[int, int] | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """What moves on a screen now.

    time_s: for animation, monotonic. hand and hold: the hand that is up and how full its ring is
    (0 to 1; 0 while this screen takes no answer of that hand). counter: squats done, of how many.
    remaining: share of a countdown that is left (1 to 0), None without one. hint: one sentence,
    already translated. good: the hint confirms and corrects nothing. reduced: no motion but what
    carries information.
    """

    time_s: float
    live: LiveView | None = None
    hand: Hand | None = None
    hold: float = 0.0
    counter: tuple[int, int] | None = None
    remaining: float | None = None
    hint: str | None = None
    good: bool = False
    reduced: bool = False
