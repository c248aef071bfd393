"""Every sentence of a visit, besides those of the result (kiosk.core). kiosk.core, effects only.

MEASUREMENT.md section 5 holds for each: calm, of use, nothing about a person. One Message a
sentence, so that gettext collects it; the keys are states, advice codes and reasons.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kiosk.core import advice
from kiosk.core.message import Message
from kiosk.visit.effects import Keeps

CONSENT_WORDING: Final = "1"
"""Version of the words below that a member agrees to; kept with the consent. Another word, in
whatever language, is another version: docs/consent.md."""

STARTING: Final = (Message("One moment"), Message("The camera is getting ready."))

ATTRACT_TITLE: Final = Message("Where do your knees go?")
ATTRACT_LINE: Final = Message(
    "A few squats, two minutes: see it in 3D and take it home. No picture is taken."
)
STEP_ON: Final = Message("Step onto the mark")
START_AGAIN: Final = Message("Start again")

CONSENT_TITLE: Final = Message("May we measure your squat?")
CONSENT_FACTS: Final = (
    ("no_picture", Message("Only distances are measured. No picture is taken.")),
    ("calendar", Message("Your result is kept for {days} days, without a name.")),
    ("raise_left", Message("While we measure, your left hand stops it. Or just walk away.")),
)
CONSENT_YES: Final = Message("Yes, measure me")
CONSENT_NO: Final = Message("No, thank you")

KEEP_TITLE: Final = Message("May we also keep how you move?")
KEEP_CURVES: Final = ("curve", Message("Curves of your squats: numbers over time, no picture."))
KEEP_JOINTS: Final = (
    "stick_figure", Message("Curves of your squats and a stick figure without a face, no picture."),
)  # fmt: skip
KEEP_FACTS: Final = (
    (
        "calendar",
        Message("For {days} days, so that a physiotherapist or your next visit can see it."),
    ),
    ("go_on", Message("Without an answer nothing of it is kept, and we go on.")),
)
KEEP_YES: Final = Message("Yes, keep it too")
KEEP_NO: Final = Message("No, only my result")

PAIN_TITLE: Final = Message("Do you have pain above 2 out of 10 right now?")
PAIN_LINE: Final = Message("In your hips, knees, ankles or back.")
HEALTH_TITLE: Final = Message("Does one of these hold for you?")
HEALTH_ITEMS: Final = (
    (
        "operation",
        Message("An operation on or an injury of hip, knee or ankle in the last 6 months"),
    ),
    ("balance", Message("Pregnant, or not quite steady on your feet")),
    ("under_18", Message("Younger than 18")),
)
YES: Final = Message("Yes")
NO: Final = Message("No")
YES_ONE: Final = Message("Yes, one of them")
NO_NONE: Final = Message("No, none of them")

REFERRED_TITLE: Final = Message("Please see a professional first.")
REFERRED_LINE: Final = Message(
    "After your answer we leave out the test and the exercises. A physiotherapist or a doctor can "
    "look at it with you."
)
PRINT_CARD: Final = Message("Print this as a card")
ALL_RIGHT: Final = Message("All right")
BY_MISTAKE: Final = Message("I answered by mistake")

POSITION_TITLE: Final = Message("Stand on the footprints")
PLACED: Final = Message("Just right, stay there.")
ADVICE: Final[Mapping[str, Message]] = {
    "legs_not_visible": Message("I cannot see your feet. Please take a step back."),
    "depth_missing": Message("I cannot see you well. Please come a little closer."),
    "step_back": Message("One step back, please."),
    "step_closer": Message("One step towards me, please."),
    "step_left": Message("A step to your left, please."),
    "step_right": Message("A step to your right, please."),
    "face_me": Message("Turn your toes to me, please."),
    "hips_hidden": Message("Please tuck in the long shirt: I cannot see your hips."),
    "feet_wider": Message("Set your feet a little wider, about as wide as your hips."),
    "feet_closer": Message("Set your feet a little closer, about as wide as your hips."),
    "stand_upright": Message("Stand up straight, arms down."),
    "stand_still": Message("Stand quite still."),
}

REFUSED_TITLE: Final = Message("I cannot measure this yet.")
REFUSED_CHILD: Final = Message(
    "My measurement is made for legs with the hips above 65 cm. The staff know what suits you."
)
REFUSED_SEATED: Final = Message(
    "My test needs squats standing up. The staff gladly show you what else there is."
)

STAND_TITLE: Final = Message("Stand quite still")
STAND_LINE: Final = Message("Arms down, look ahead.")

INTRO_PRACTICE: Final = Message("First {count} squats to try it out")
INTRO_LINES: Final = (
    Message("Arms forward, as deep as is comfortable."),
    Message("About 2 to 3 seconds down, 1 to 2 up."),
)
CHAIR_PRACTICE: Final = Message("First sit down and stand up {count} times")
CHAIR_LINES: Final = (
    Message("Put a chair behind you; leave your feet where they are."),
    Message("Sit down slowly and stand up again, arms forward."),
)
READY: Final = Message("I am ready")
WITH_A_CHAIR: Final = Message("Rather with a chair")
STOP: Final = Message("Stop")
INTRO_UNCUED: Final = Message("Now {count} squats, just as you always do")
CHAIR_UNCUED: Final = Message("Now sit down and stand up {count} times")
INTRO_CUED: Final = Message("Now {count} squats with one thought")
CUE: Final = Message("Knees over your second toes")
CHAIR_CUED: Final = Message("Now sit down and stand up {count} times with one thought")
CUE_LINE: Final = Message("Stay where you stand. The screen shows where your knees are.")
INTRO_HEELS: Final = Message("Now {count} squats with raised heels")
HEELS_LINE: Final = Message("Put both heels on the plate and stand still for a moment.")

SQUATS_TITLES: Final[Mapping[str, Message]] = {
    "practice": Message("Try it out"),
    "uncued": Message("Squat as you always do"),
    "cued": CUE,
    "heels": Message("Squat with your heels on the plate"),
}
CHAIR_TITLE: Final = Message("Sit down slowly, stand up again")
SQUAT_HINTS: Final[Mapping[str, Message]] = {
    "too_shallow": Message("A little deeper, as far as is comfortable."),
    "too_fast": Message("A little slower."),
    "too_slow": Message("A little quicker."),
    "not_seen": Message("Keep both legs in view, please."),
    "foot_moved": Message("Leave both feet where they are."),
}
WHEN_READY: Final = Message("Whenever you are ready.")
COUNTED: Final = Message("Well seen.")

ONCE_MORE: Final = Message("Let us do that once more.")
AGAIN: Final = Message("Once more")
ENOUGH: Final = Message("Enough for today")
SKIP: Final = Message("Leave it out")

WORKING: Final = Message("Working out your result")

BEFORE_IDEAS_TITLE: Final = Message("Does one of these apply to you?")
BEFORE_IDEAS_LINE: Final = Message("Then a professional should see your knees before you practise.")
BEFORE_IDEAS_ITEMS: Final = tuple(
    (picture, advice.WHEN_TO_SEE_A_PROFESSIONAL[code])
    for code, picture in (
        ("pain_for_weeks", "calendar"),
        ("acute_or_severe_pain", "hand_on_knee"),
        ("unstable_or_locking", "balance"),
        ("fixed_deformity", "built"),
        ("no_change_after_8_weeks", "again"),
    )
)
ASK_FIRST: Final = Message("Ask there first whether these ideas suit you.")

PRINT_SLIP: Final = Message("Print my slip")
TAKE_CODE: Final = Message("Take my result along")
MORE_IDEAS: Final = Message("What to practise")
MORE_WHY: Final = Message("Why is that?")
NEXT_PAGE: Final = Message("Next page")
BACK_TO_RESULT: Final = Message("Back to my result")
IDEAS_TITLE: Final = Message("What to practise")
IDEAS_LINE: Final = Message("3 times a week for 6 to 8 weeks; test again after 4 and 8 weeks.")
NOT_KEPT: Final = Message("Your result could not be kept here; your slip is just as good.")

PRINTING: Final = (Message("Your slip is printing"), Message("It takes a few seconds."))
PRINTED_TITLE: Final = Message("Take your slip")
PRINTED_LINE: Final = Message("Its code is the key to your next visit.")
CARD_LINE: Final = Message("Take it along to your appointment.")
NOT_PRINTED: Final = (
    Message("The slip did not print."),
    Message("Please tell the staff, and take a picture of the code instead."),
)
CARD_NOT_PRINTED: Final = (
    Message("The card did not print."),
    Message("Please tell the staff. What matters most: see a professional first."),
)
UNSURE_PRINTED: Final = (
    Message("We do not know whether your slip came out."),
    Message("If it did not: take a picture of the code. The staff can print a copy."),
)
CARD_UNSURE: Final = (
    Message("We do not know whether your card came out."),
    Message("If it did not: please tell the staff. They can print a copy."),
)
SENT: Final = (
    Message("Sent to the printer."),
    Message("If nothing comes out, please tell the staff."),
)
"""To a printer that can never tell what became of it."""
CODE_TITLE: Final = Message("Take a picture of this code")
CODE_LINE: Final = Message("It holds your result in plain words, without a name.")
PRINTER_REASONS: Final[Mapping[str | None, Message]] = {
    "paper_out": Message(
        "The paper is empty, please tell the staff. Take a picture of the code instead."
    ),
    "cover_open": Message(
        "The printer is open, please tell the staff. Take a picture of the code instead."
    ),
    "fault": Message(
        "The printer has a fault, please tell the staff. Take a picture of the code instead."
    ),
    "offline": Message(
        "The printer is off, please tell the staff. Take a picture of the code instead."
    ),
    "absent": CODE_LINE,
    None: Message(
        "The printer is not ready, please tell the staff. Take a picture of the code instead."
    ),
}
"""By kiosk.ports.PrinterStatus.reason; None for the others. Where there is no printer, nobody
misses one."""
DONE: Final = Message("Done")
DELETE: Final = Message("Delete my result now")
DELETE_TITLE: Final = Message("Delete your result now?")
DELETE_LINE: Final = Message("It is gone here for good then; what you took along stays yours.")
DELETE_YES: Final = Message("Yes, delete it")
DELETE_NO: Final = Message("Keep it")
DELETING: Final = Message("Deleting your result")
DELETED: Final = Message("Your result is deleted.")
NOT_DELETED: Final = Message("It could not be deleted just now. Please tell the staff.")

STOPPED_TITLE: Final = Message("Stopped. Did it hurt?")

ENDED: Final[Mapping[str, tuple[Message, Message]]] = {
    "pain": (
        Message("Then we stop here."),
        Message(
            "If the pain is strong, came suddenly or stays, please show it to a physiotherapist "
            "or a doctor."
        ),
    ),
    "stopped": (Message("All right, we stop here."), Message("Come back whenever you like.")),
    "retries": (
        Message("It was not clear enough for a number today."),
        Message("Rather none than one that we do not believe. Come back whenever you like."),
    ),
    "cannot_see": (
        Message("I could not see your legs well enough."),
        Message("Close-fitting trousers and a free view of both legs help."),
    ),
    "crowd": (
        Message("It was too busy around you."),
        Message("Come back in a quieter moment; nothing of this is kept."),
    ),
    "time_out": (Message("We take a break here."), Message("Come back whenever you like.")),
    "declined": (
        Message("All right."),
        Message("Nothing was measured and nothing is kept."),
    ),
}

GOODBYE: Final = (
    Message("Thank you for coming by."),
    Message("All the best, and see you again."),
)
THANKS: Final = (
    Message("Thank you, and enjoy your training."),
    Message("Test again in 4 weeks: we look forward to it."),
)

PAUSED: Final[Mapping[str, tuple[Message, Message]]] = {
    "away": (
        Message("Are you coming back?"),
        Message("Step onto the mark, and we go on."),
    ),
    "crowd": (
        Message("Somebody else is in the way."),
        Message("As soon as you are alone on the mark we go on by ourselves."),
    ),
    "cannot_see": (
        Message("I cannot see your legs just now."),
        Message("As soon as both are in view we go on by ourselves."),
    ),
    "camera": (
        Message("The camera needs a moment."),
        Message("Please stay; we go on as soon as it is back."),
    ),
}
BACK_TITLE: Final = Message("Welcome back. Shall we go on?")
GO_ON: Final = Message("Go on")
ANEW: Final = Message("Start anew")

OUT_STAFF: Final = (
    Message("Taking a short break"),
    Message("The staff are looking after me. Please come back a little later."),
)
OUT_CAMERA: Final = (
    Message("I cannot see at the moment."),
    Message("I am trying to mend it by myself; that takes a moment."),
)
OUT_HELP: Final = Message("Please tell the staff. I keep trying by myself.")
CAMERA_FAULTS: Final[Mapping[str, Message]] = {
    "absent": Message("The camera is not connected."),
    "several": Message("More than one camera is connected."),
    "busy": Message("The camera does not start."),
    "no_frames": Message("The camera sends no pictures."),
    "frozen": Message("The camera's picture stands still."),
    "repeated": Message("The camera's picture stands still."),
    "wrong_size": Message("The camera's pictures cannot be used."),
    "unusable": Message("The camera's pictures cannot be used."),
    "empty": Message("Something covers the camera, or the sun shines into it."),
    "covered": Message("Something covers the camera, or the sun shines into it."),
    "aim": Message("The camera is being moved, or it looks elsewhere."),
    "usb2": Message("The camera's connection is too slow."),
    "lens": Message("This is another camera than before."),
}
"""By kiosk.core.camerafaults.CameraCode; of the others a person before the screen knows enough."""
NOTES: Final[Mapping[str, Message]] = {
    "zeros": Message("Much of the picture has no depth: clean the lens."),
    "usb2": Message("The camera's connection is slow: use USB 3."),
    "camera_hot": Message("The camera is too hot: give it air and shade."),
    "projector_hot": Message("The camera's projector is too hot: give it air and shade."),
    "undervoltage": Message("The power supply gives too little."),
    "frequency_capped": Message("The computer slows itself down: see to its cooling."),
    "throttled": Message("The computer slows itself down: see to its cooling."),
    "too_hot": Message("The computer is too hot: free its openings."),
    "hot": Message("The computer is too hot: free its openings."),
}
"""For staff, by the note's code."""

STAFF_TITLE: Final = Message("For staff")
STAFF_LINE: Final = Message("Visits since the kiosk started: {visits}")
STAFF_ACTIONS: Final = (
    ("paper", Message("1  New paper is in")),
    ("reprint", Message("2  Print the last slip again (as a copy)")),
    ("out", Message("3  Out of service")),
    ("back", Message("4  Back in service")),
    ("heels", Message("5  Raised heels for the next visit: on or off")),
    ("close", Message("6  Close this page")),
)
STAFF_SAID: Final[Mapping[str, Message]] = {
    "paper": Message("Noted: new paper."),
    "reprint": Message("The copy is asked for."),
    "out": Message("Out of service until you take it back."),
    "back": Message("Back in service."),
    "heels": Message("Noted for the next visit."),
    "copied": Message("The copy is printed."),
    "not_copied": Message("No copy: the printer is not ready, or there is no slip to copy."),
    "copy_unknown": Message("We do not know whether the copy came out."),
    "copy_sent": Message("The copy is sent; this printer cannot tell whether it came out."),
}
SLIP_READ: Final = Message("Your last slip is read: we compare at the end.")
STAFF_REASONS: Final[Mapping[str | None, Message]] = {
    "paper_out": Message("out of paper"),
    "cover_open": Message("its cover is open"),
    "fault": Message("has a fault; the log says which"),
    "offline": Message("off, or not connected"),
    "disk_full": Message("the disk is full"),
    "absent": Message("none is set up"),
    None: Message("does not answer"),
}
STAFF_PRINTER: Final = Message("Printer: {state}")
STAFF_CAMERA: Final = Message("Camera: {state}")
WORKS: Final = Message("works")
PAPER_LOW: Final = Message("works, but the paper ends soon")
CANNOT_TELL: Final = Message("works, but cannot tell whether a slip came out")


def keep_facts(offer: Keeps) -> tuple[tuple[str, Message], ...]:
    """What else may be kept, as it is asked; by what is offered."""
    return (KEEP_CURVES if offer == "curves" else KEEP_JOINTS, *KEEP_FACTS)


def agreed_to() -> tuple[Message, ...]:
    """Every sentence of both questions about keeping: what CONSENT_WORDING is the version of."""
    facts = (*CONSENT_FACTS, KEEP_JOINTS, KEEP_CURVES, *KEEP_FACTS)
    consent = (CONSENT_TITLE, CONSENT_YES, CONSENT_NO)
    keep = (KEEP_TITLE, KEEP_YES, KEEP_NO)
    return (*consent, *keep, *(text for _, text in facts))
