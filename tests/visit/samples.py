"""One sample of every state and every event, for tables and for random walks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from kiosk.core.advice import Answers
from kiosk.core.scene import Hand, Scene, SquatSeen
from kiosk.visit import events as ev
from kiosk.visit import states as st
from kiosk.visit.machine import begin, step
from kiosk.visit.states import Kiosk, Member, Plan, State
from tests import cases
from tests.support.assessed import reps

PLAN = Plan()
LANGUAGES = ("en", "de", "es", "fr")
NOW_S = 100.0

CUED = tuple(reps([0.0] * 3, [0.0] * 3, "cued"))
MEASURED = replace(cases.one_inside(), reps=CUED)
FEW_CUED = replace(MEASURED, reps=CUED[:1])
RETRY = cases.retry()

MEMBER = Member(visit=1, language="en", consented=True)
DONE = replace(MEMBER, assessment=MEASURED, ticket="K7B4F2", code="KNEE 1 K7B4F2", saving="kept")

ASKED = replace(DONE, answers=Answers())
REFERRED = replace(DONE, answers=Answers(one_of_these=True))


def states() -> dict[str, State]:
    """A state of every kind, by the name it has in the table."""
    stand = st.Stand(MEMBER, "practice")
    found: dict[str, State] = {
        "Starting": st.Starting(),
        "Attract": st.Attract(),
        "Attract, just left": st.Attract(armed=False),
        "Attract, somebody there": st.Attract(here_since_s=NOW_S - 1.0),
        "OutOfService, staff": st.OutOfService("staff"),
        "OutOfService, camera": st.OutOfService("camera"),
        "StaffPage": st.StaffPage(),
        "Consent": st.Consent(replace(MEMBER, consented=False)),
        "Keep": st.Keep(MEMBER),
        "Pain": st.Pain(MEMBER),
        "Health": st.Health(MEMBER),
        "Referred": st.Referred(MEMBER),
        "Position": st.Position(MEMBER),
        "Position, placed": st.Position(MEMBER, ready_since_s=NOW_S - 5),
        "Refused": st.Refused(MEMBER, "child"),
        "Stand": stand,
        "Intro, practice": st.Intro(MEMBER, "practice"),
        "Intro, cued": st.Intro(MEMBER, "cued"),
        "Squats, practice": st.Squats(MEMBER, "practice", 1, 1, None, NOW_S - 1),
        "Squats, uncued": st.Squats(MEMBER, "uncued", 1, 1, None, NOW_S - 1),
        "Squats, last uncued": st.Squats(MEMBER, "uncued", 4, 4, None, NOW_S - 1),
        "Squats, last cued": st.Squats(MEMBER, "cued", 2, 2, None, NOW_S - 1),
        "Checking": st.Checking(MEMBER, 7, "cued"),
        "Retry, uncued": st.Retry(replace(MEMBER, retries=("uncued",)), "uncued", ("too_fast",)),
        "Retry, cued": st.Retry(replace(DONE, retries=("cued",)), "cued", ("too_fast",)),
        "Working": st.Working(MEMBER, 7),
        "Result": st.Result(DONE, MEASURED),
        "Result, asked": st.Result(ASKED, MEASURED),
        "BeforeIdeas": st.BeforeIdeas(DONE, MEASURED),
        "Result, last page": st.Result(DONE, MEASURED, 7),
        "Printing": st.Printing(replace(DONE, printed="under way"), 7),
        "Printed": st.Printed(replace(DONE, printed="printed")),
        "Code": st.Code(DONE),
        "ConfirmErase": st.ConfirmErase(DONE),
        "Erased": st.Erased(DONE),
        "Stopped": st.Stopped(MEMBER),
        "Ended": st.Ended(MEMBER, "stopped"),
        "Thanks": st.Thanks(DONE),
        "Paused, away": st.Paused(MEMBER, "away", stand),
        "Paused, long away": st.Paused(MEMBER, "away", stand, asks=True, ready_since_s=NOW_S - 5),
        "Paused, crowd": st.Paused(MEMBER, "crowd", st.Squats(MEMBER, "cued"), None, NOW_S - 5),
        "Paused, cannot see": st.Paused(MEMBER, "cannot_see", st.Squats(MEMBER, "uncued")),
        "Paused, camera": st.Paused(MEMBER, "camera", st.Pain(MEMBER)),
    }
    return found


def scene(**changes: Any) -> Scene:
    usual: dict[str, Any] = {
        "time_s": NOW_S, "present": True, "on_mark": True, "measured": True, "upright": True,
        "body": "adult",
    }  # fmt: skip
    return Scene(**{**usual, **changes})


def events(now_s: float = NOW_S) -> dict[str, ev.Event]:
    """An event of every kind, by the name it has in the table."""
    found: dict[str, ev.Event] = {
        "Tick": ev.Tick(now_s),
        "nobody": Scene(now_s),
        "somebody": scene(time_s=now_s),
        "passer-by": scene(time_s=now_s, on_mark=False),
        "seated": scene(time_s=now_s, body="seated"),
        "child": scene(time_s=now_s, body="child"),
        "still": scene(time_s=now_s, still_s=3.2),
        "squat": scene(time_s=now_s, squats=(SquatSeen(True),)),
        "shallow squat": scene(time_s=now_s, squats=(SquatSeen(False, "too_shallow"),)),
        "crowd": scene(time_s=now_s, others=2),
        "unseen": scene(time_s=now_s, measured=False, advice="legs_not_visible"),
        "hand": scene(time_s=now_s, hand=Hand("right", 0.5)),
        "yes": ev.Answer(now_s, yes=True),
        "no": ev.Answer(now_s, yes=False),
        "stop": ev.StopPressed(now_s),
        "language": ev.LanguageChosen(now_s, "de"),
        "code": ev.CodeScanned(now_s, "KNEE 1 …"),
        "staff": ev.StaffCame(now_s),
        "staff: out": ev.StaffAsked(now_s, "out"),
        "staff: close": ev.StaffAsked(now_s, "close"),
        "staff: reprint": ev.StaffAsked(now_s, "reprint"),
        "closed": ev.HouseClosed(now_s, closed=True),
        "opened": ev.HouseClosed(now_s, closed=False),
        "set usable": ev.SetChecked(now_s, 7, usable=True),
        "set not usable": ev.SetChecked(now_s, 7, usable=False, reasons=("too_fast",)),
        "measured": ev.Assessed(now_s, 7, MEASURED, "K7B4F2", "KNEE 1 K7B4F2"),
        "too few cued": ev.Assessed(now_s, 7, FEW_CUED, "K7B4F2", "KNEE 1 K7B4F2"),
        "not measured": ev.Assessed(now_s, 7, RETRY, ""),
        "kept": ev.SaveEnded(now_s, 1, kept=True),
        "not kept": ev.SaveEnded(now_s, 1, kept=False),
        "erased": ev.EraseEnded(now_s, 1, gone=True),
        "printed": ev.PrintEnded(now_s, 7, "printed"),
        "print failed": ev.PrintEnded(now_s, 7, "failed"),
        "print unknown": ev.PrintEnded(now_s, 7, "unknown"),
        "printer ready": ev.PrinterSaid(now_s, ready=True),
        "paper low": ev.PrinterSaid(now_s, ready=True, low=True),
        "paper out": ev.PrinterSaid(now_s, ready=False, reason="paper_out"),
        "camera works": ev.CameraSaid(now_s, works=True),
        "camera lost": ev.CameraSaid(now_s, works=False, text="unplugged"),
        "today": ev.TodaySaid(now_s, (("10:00", "K7B4F2", "in_line", "in_line"),)),
    }
    return found


def kiosk(at: State, *, printer: bool = True, camera: bool = True) -> Kiosk:
    """A kiosk in that state, entered a while ago, with somebody there a moment ago."""
    begun = begin(PLAN, LANGUAGES, 0.0)
    for event in (
        ev.CameraSaid(0.0, camera), ev.PrinterSaid(0.0, printer, None if printer else "paper_out"),
    ):  # fmt: skip
        begun, _ = step(begun, event)
    out = at == st.OutOfService("staff")
    works = at not in (st.OutOfService("camera"), st.Starting())
    covered = {"camera_code": "covered", "camera_helpless": True}
    house = replace(
        begun.house,
        numbers=7,
        visits=1,
        out_of_service=out,
        camera_works=camera and works,
        notes=("zeros", "undervoltage") if isinstance(at, st.StaffPage) else (),
        **(covered if at == st.OutOfService("camera") else {}),  # type: ignore[arg-type]
    )
    return replace(
        begun, house=house, at=at, now_s=NOW_S - 0.03, since_s=NOW_S - 4.0, alive_s=NOW_S - 0.03
    )


def pairs() -> Iterator[tuple[str, State, str, ev.Event]]:
    """Every state with every event."""
    for state_name, at in states().items():
        for event_name, event in events().items():
            yield state_name, at, event_name, event
