"""The pages behind 'why?': what the source article says, in our own words. kiosk.core only.

Why knees move in, what each of four exercises is for, the movement in daily life, what practice
can change and what it cannot, whom to ask, and how this kiosk measures. Each page reads in about
15 seconds. Wording rules: MEASUREMENT.md section 5; evidence: section 6.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from kiosk.core import advice
from kiosk.core.assessment import Assessment
from kiosk.core.message import Message, untranslated
from kiosk.core.practices import practice
from kiosk.core.resultview import Translate
from kiosk.core.screen import Item, Screen
from kiosk.core.wording import DISCLAIMER, OWN_BANDS


@dataclass(frozen=True, slots=True)
class Line:
    """One thought beside its picture (a code of kiosk.adapters.why_figures or pictograms)."""

    picture: str
    text: Message
    detail: Message | None = None


@dataclass(frozen=True, slots=True)
class WhyPage:
    """One page: its heading, three or four lines with a picture each, and a closing sentence."""

    code: str
    title: Message
    lines: tuple[Line, ...]
    close: Message | None = None

    @property
    def pictures(self) -> tuple[str, ...]:
        """The pictures' codes, a line each."""
        return tuple(line.picture for line in self.lines)

    def messages(self) -> tuple[Message, ...]:
        """Everything that the page says, in reading order."""
        said = [m for line in self.lines for m in (line.text, line.detail)]
        return tuple(m for m in (self.title, *said, self.close) if m is not None)


CAUSES: Final = WhyPage(
    "causes",
    Message("Why knees move in"),
    (
        Line(
            "hip_holds",
            Message("Muscles at the side and back of the hip do not yet hold the thigh out."),
        ),
        Line(
            "thigh_turns",
            Message("Tight muscles at the front of the hip and the inner thigh turn it in."),
        ),
        Line("foot_rolls", Message("The foot rolls in and takes the shin with it.")),
    ),
    Message(
        "Often it is several of these together, so practise on several sides: above all "
        "the movement."
    ),
)

EXERCISES: Final = WhyPage(
    "exercises",
    Message("What each exercise is for"),
    (
        Line(
            "banded_clamshell",
            practice("banded_clamshell").title,
            Message("The side of the hip: feet together, lift the upper knee."),
        ),
        Line(
            "banded_side_steps",
            practice("banded_side_steps").title,
            Message("The same on your feet: the knees keep their distance."),
        ),
        Line(
            "single_leg_deadlift",
            practice("single_leg_deadlift").title,
            Message("A steady hip: bend forward with the hips level."),
        ),
        Line(
            "hip_flexor_stretch",
            practice("hip_flexor_stretch").title,
            Message("Length in front: squeeze the buttock, hips forward."),
        ),
    ),
)

EVERYDAY: Final = WhyPage(
    "everyday",
    Message("In daily life"),
    (
        Line("stairs", advice.EVERYDAY_CUE),
        Line(
            "band_above_knees",
            Message("A band above the knees reminds you in squats; evidence is mixed."),
        ),
        Line(
            "shoe",
            Message(
                "Shoes that hold the foot help. If it rolls in a lot, ask a professional about "
                "insoles or a wedge thicker on the inner edge: alongside practice, never instead."
            ),
        ),
    ),
)

SHAPE: Final = WhyPage(
    "shape",
    Message("Moving in, or built that way?"),
    (
        Line(
            "moves",
            Message(
                "Many knees move in only while they bend, and not in standing. Practice can "
                "change that."
            ),
        ),
        Line(
            "built",
            Message(
                "A leg that looks the same standing and squatting may be built that way: its bones "
                "set the line, and exercise changes little."
            ),
        ),
        Line(
            "ask",
            Message("No camera can tell the two apart for certain. A professional can."),
        ),
    ),
)

PROFESSIONAL: Final = WhyPage(
    "professional",
    Message("When to ask a professional"),
    (
        Line(
            "physiotherapist",
            Message(
                "A physiotherapist: when weeks or months of practice bring no noticeable change, "
                "or when pain is lasting or strong."
            ),
        ),
        Line(
            "orthopaedist",
            Message(
                "An orthopaedic specialist: when pain is acute, when the shape is noticeable and "
                "fixed, or when a knee feels unstable."
            ),
        ),
    ),
    Message("What you feel and see decides this, never a number from this kiosk."),
)

MEASURING: Final = WhyPage(
    "measuring",
    Message("How this kiosk measures"),
    (
        Line(
            "camera",
            Message(
                "The camera measures distances and takes no photo. From them it follows hips, "
                "knees and feet."
            ),
        ),
        Line(
            "likely",
            Message(
                "The likely range shows how sure it is. Where it reaches over an edge we say 'too "
                "close to call'."
            ),
        ),
        Line("lane", OWN_BANDS),
    ),
    DISCLAIMER,
)

PAGES: Final = (CAUSES, EXERCISES, EVERYDAY, SHAPE, PROFESSIONAL, MEASURING)
"""All pages, in the order in which they make sense when nothing else decides."""

_FIRST: Final = {
    "structural": ("shape", "professional"),
    "too_close": ("measuring",),
    "not_measured": ("measuring",),
    "in_line": ("everyday", "exercises"),
}
"""What comes first; the first that applies wins, otherwise PAGES as they are."""


def why_pages(
    assessment: Assessment | None = None, *, referred: bool = False
) -> tuple[WhyPage, ...]:
    """Every page once, those first that matter most for this result.

    referred: the member's own answers lead to a professional; no angle ever does.
    """
    first: tuple[str, ...] = ("professional",) if referred else ()
    if assessment is not None:
        first += next((_FIRST[r] for r in _FIRST if r in _reasons(assessment)), ())
    known = {page.code: page for page in PAGES}
    codes = dict.fromkeys((*first, *known))
    return tuple(known[code] for code in codes)


def _reasons(assessment: Assessment) -> Collection[str]:
    """Keys of _FIRST that this result gives."""
    if assessment.verdict != "measured":
        return {"not_measured"}
    bands = {assessment.left.band, assessment.right.band}
    told = set(assessment.findings) & {"structural"}
    told |= {"too_close"} & bands
    return told | ({"in_line"} if bands == {"in_line"} else set())


def why_screen(
    pages: tuple[WhyPage, ...],
    number: int,
    *,
    yes: str | None,
    no: str | None,
    translate: Translate = untranslated,
) -> Screen:
    """The page of that number (from 0) as a screen; yes and no as the visit says them."""
    page = pages[number]

    def said(message: Message | None) -> str:
        return "" if message is None else message.render(translate)

    return Screen(
        name=f"why_{page.code}",
        kind="why",
        title=said(page.title),
        lines=(said(page.close),) if page.close is not None else (),
        items=tuple(Item(line.picture, said(line.text), said(line.detail)) for line in page.lines),
        yes=yes,
        no=no,
        page=(number + 1, len(pages)),
    )
