"""The still screens as a visit shows them, and in the longer words of another language."""

from __future__ import annotations

from dataclasses import replace

from kiosk.core.scene import Hand
from kiosk.core.screen import Item, Language, Moment, Screen

LANGUAGES = (
    Language("en", "English", True),
    Language("de", "Deutsch", False),
    Language("es", "Español", False),
    Language("fr", "Français", False),
)
NOTICE = Screen("notice", "notice", "")
TICKET = "KNEE1 2026-11-24 L 5 MM -7 17 R 37 MM 24 50 CUE L 3 R 14 SQ 5 " * 5
ATTRACT = Screen(
    "attract",
    "attract",
    "Where do your knees go?",
    ("Ten squats, two minutes: see it in 3D and take it home. No picture is taken.",),
    picture="squat",
    note="Step onto the mark",
    languages=LANGUAGES,
)
ATTRACT_AGAIN = replace(ATTRACT, name="attract_again", yes="Start again")
CONSENT = Screen(
    "consent",
    "question",
    "May we measure your squat?",
    items=(
        Item("no_picture", "Only distances are measured. No picture is taken."),
        Item("calendar", "Your result is kept for 90 days, without a name."),
        Item("raise_left", "You can stop at any time: raise your left hand or walk away."),
    ),
    yes="Yes, measure me",
    no="No, thank you",
)
PAIN = Screen(
    "pain",
    "question",
    "Do you have pain above 2 out of 10 right now?",
    ("In your hips, knees, ankles or back.",),
    picture="hand_on_knee",
    yes="Yes",
    no="No",
)
HEALTH = Screen(
    "health",
    "question",
    "Does one of these hold for you?",
    items=(
        Item(
            "operation",
            "An operation on or an injury of hip, knee or ankle in the last 6 months",
        ),
        Item("balance", "Pregnant, or not quite steady on your feet"),
        Item("under_18", "Younger than 18"),
    ),
    yes="Yes, one of them",
    no="No, none of them",
)
REFERRED = Screen(
    "referred",
    "question",
    "Please see a professional first.",
    (
        "After your answer we leave out the test and the exercises. A physiotherapist or a doctor "
        "can look at it with you.",
    ),
    picture="talk",
    yes="Print this as a card",
    no="I answered by mistake",
)
STOPPED = Screen("stopped", "question", "Stopped. Did it hurt?", yes="Yes", no="No")
ERASE = Screen(
    "erase",
    "question",
    "Delete your result now?",
    ("It is gone here for good then; what you took along stays yours.",),
    yes="Yes, delete it",
    no="Keep it",
)
INTRO = Screen(
    "intro",
    "intro",
    "Now 5 squats, just as you always do",
    ("Arms forward, as deep as is comfortable.", "About 2 to 3 seconds down, 1 to 2 up."),
    picture="squat",
    yes="I am ready",
    no="Stop",
)
INTRO_CUED = replace(
    INTRO,
    name="intro_cued",
    title="Now 3 squats with one thought",
    lines=(
        "Knees over your second toes",
        "Stay where you stand. The screen shows where your knees are.",
    ),
    picture="squat_cued",
)
INTRO_CHAIR = replace(
    INTRO,
    name="intro_chair",
    title="First sit down and stand up 2 times",
    lines=(
        "Put a chair behind you; leave your feet where they are.",
        "Sit down slowly and stand up again, arms forward.",
    ),
    picture="chair_squat",
)
INTRO_HEELS = replace(
    INTRO,
    name="intro_heels",
    title="Now 3 squats with raised heels",
    lines=("Put both heels on the plate and stand still for a moment.",),
    picture="heels_raised",
)
WORKING = Screen("working", "working", "Working out your result")
RETRY = replace(
    NOTICE,
    name="retry",
    title="Let us do that once more.",
    picture="again",
    items=(
        Item("deeper", "At least three squats were not deep enough."),
        Item("pace", "The squats were too fast to be measured well."),
    ),
    yes="Once more",
    no="Enough for today",
)
AWAY = replace(
    NOTICE,
    name="away",
    title="Are you coming back?",
    lines=("Step onto the mark, and we go on.",),
    picture="step_on",
    no="Stop",
)
PAUSED = replace(
    NOTICE,
    name="paused",
    title="I cannot see your legs just now.",
    lines=("As soon as both are in view we go on by ourselves.",),
    picture="whole_body",
    no="Stop",
)
BACK = replace(
    NOTICE,
    name="back",
    title="Welcome back. Shall we go on?",
    picture="stand",
    yes="Go on",
    no="Start anew",
)
PRINTING = replace(
    NOTICE,
    name="printing",
    title="Your slip is printing",
    lines=("It takes a few seconds.",),
    picture="printing",
)
PRINTED = replace(
    NOTICE,
    name="printed",
    title="Take your slip",
    lines=("Its code is the key to your next visit.",),
    picture="slip",
    yes="Done",
    no="Delete my result now",
)
NOT_PRINTED = replace(
    NOTICE,
    name="not_printed",
    title="The slip did not print.",
    lines=("Please tell the staff, and take a picture of the code instead.",),
    picture="slip",
    code=TICKET,
    yes="Done",
    no="Delete my result now",
)
PAIN_ENDED = replace(
    NOTICE,
    name="pain_ended",
    title="Then we stop here.",
    lines=(
        "If the pain is strong, came suddenly or stays, please show it to a physiotherapist or a "
        "doctor.",
    ),
    picture="hand_on_knee",
)
REFUSED = replace(
    NOTICE,
    name="refused",
    title="I cannot measure this yet.",
    lines=("My test needs squats standing up. The staff gladly show you what else there is.",),
    picture="stand",
)
OUT = replace(
    NOTICE,
    name="out",
    title="I cannot see at the moment.",
    lines=("Please tell the staff. I keep trying by myself.",),
    picture="camera",
)
ALONE = replace(
    NOTICE,
    name="alone",
    title="Somebody else is in the way.",
    lines=("As soon as you are alone on the mark we go on by ourselves.",),
    picture="alone",
    no="Stop",
)
THANKS = replace(
    NOTICE,
    name="thanks",
    title="Thank you, and enjoy your training.",
    lines=("Test again in 4 weeks: we look forward to it.",),
    picture="wave",
)
CODE = Screen(
    "code",
    "code",
    "Take a picture of this code",
    ("It holds your result in plain words, without a name.",),
    code=TICKET,
    yes="Done",
    no="Delete my result now",
)
STAFF = Screen(
    "staff",
    "staff",
    "For staff",
    (
        "The copy is on its way.",
        "Visits since the kiosk started: 12",
        "Printer: works",
        "Camera: works",
    ),
    items=tuple(
        Item(code, text)
        for code, text in (
            ("paper", "1  New paper is in"),
            ("reprint", "2  Print the last slip again (as a copy)"),
            ("out", "3  Out of service"),
            ("back", "4  Back in service"),
            ("heels", "5  Raised heels for the next visit: on or off"),
            ("close", "6  Close this page"),
        )
    ),
    rows=tuple((f"{9 + i // 3}:{(i * 17) % 60:02d}", "measured", f"K7-{i:03d}") for i in range(12)),
)

CASES: dict[str, tuple[Screen, Moment]] = {
    screen.name: (screen, moment)
    for screen, moment in (
        (ATTRACT, Moment(2.6)),
        (ATTRACT_AGAIN, Moment(3.1, hand=Hand("right", 0.6), hold=0.5)),
        (CONSENT, Moment(1.0, hand=Hand("right", 0.8), hold=0.65)),
        (PAIN, Moment(1.0)),
        (HEALTH, Moment(1.0, hand=Hand("left", 0.5), hold=0.4)),
        (REFERRED, Moment(1.0)),
        (STOPPED, Moment(1.0)),
        (ERASE, Moment(1.0)),
        (INTRO, Moment(3.1, remaining=0.7)),
        (INTRO_CUED, Moment(3.1, remaining=0.3)),
        (INTRO_CHAIR, Moment(3.1, remaining=1.0)),
        (INTRO_HEELS, Moment(2.5, remaining=0.5)),
        (WORKING, Moment(1.3)),
        (RETRY, Moment(1.0, remaining=0.6)),
        (AWAY, Moment(2.0)),
        (PAUSED, Moment(1.0, hint="One step back, please.")),
        (BACK, Moment(1.0)),
        (PRINTING, Moment(1.0)),
        (PRINTED, Moment(1.0)),
        (NOT_PRINTED, Moment(1.0)),
        (PAIN_ENDED, Moment(1.0)),
        (REFUSED, Moment(1.0)),
        (OUT, Moment(1.0)),
        (ALONE, Moment(1.0)),
        (THANKS, Moment(1.8)),
        (CODE, Moment(1.0)),
        (STAFF, Moment(1.0)),
    )
}


def longer(screen: Screen) -> Screen:
    """Every word 40 % longer, as another language may be."""
    return replace(
        screen,
        title=_stretched(screen.title),
        lines=tuple(_stretched(line) for line in screen.lines),
        items=tuple(
            replace(item, text=_stretched(item.text), detail=_stretched(item.detail))
            for item in screen.items
        ),
        yes=None if screen.yes is None else _stretched(screen.yes),
        no=None if screen.no is None else _stretched(screen.no),
        note=None if screen.note is None else _stretched(screen.note),
    )


def _stretched(text: str) -> str:
    """Words that grow by two fifths, vowels doubled first."""
    words = []
    for word in text.split(" "):
        more = round(len(word) * 0.4)
        words.append(word + "eiouäa"[: min(more, 6)])
    return " ".join(words)
