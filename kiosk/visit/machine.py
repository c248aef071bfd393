"""Every transition of a visit. `step(kiosk, event)` -> the next kiosk and what is to be done.

Pure: time comes with the events, chance and the clock do not exist, and what is to happen outside
is returned as effects. kiosk.core and kiosk.visit only.

The rules, in the order in which an event meets them:
  1. The house first: printer, camera and staff facts are taken down wherever they arrive.
  2. Staff and the stop button are heard in every state.
  3. Silence and trouble: a member who is gone for AWAY_S while being asked or measured pauses the
     visit, and after LEAVE_S it is over. Others in the way, legs that cannot be seen and a lost
     camera pause the measuring states. Every state with a member has a longest stay (LONGEST_S).
     So any state, left alone, is back at rest in under 15 s.
  4. What is left goes to the state's own row in ROWS.
Leaving a visit always goes through `_leave`, which forgets the member.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final, Literal, cast

from kiosk.core.advice import Answers
from kiosk.core.assessment import Assessment
from kiosk.core.scene import Scene
from kiosk.core.why import PAGES
from kiosk.visit.effects import (
    Agreed,
    Arrived,
    Assess,
    Check,
    Effect,
    EndRecord,
    Erase,
    Forget,
    Keeps,
    Mark,
    NewSet,
    PaperChanged,
    Print,
    Record,
    Save,
    SetName,
    ShowToday,
    Sound,
)
from kiosk.visit.events import (
    Answer,
    Assessed,
    CameraSaid,
    CodeScanned,
    EraseEnded,
    Event,
    HouseClosed,
    LanguageChosen,
    PrintEnded,
    PrinterSaid,
    SaveEnded,
    SetChecked,
    StaffAsked,
    StaffCame,
    StopPressed,
    Tick,
    TodaySaid,
)
from kiosk.visit.states import (
    Attract,
    BeforeIdeas,
    Checking,
    Code,
    ConfirmErase,
    Consent,
    Ended,
    Erased,
    Health,
    House,
    Intro,
    Keep,
    Kiosk,
    Member,
    OutOfService,
    Pain,
    Pausable,
    Paused,
    Plan,
    Position,
    Printed,
    Printing,
    Referred,
    Refused,
    Resting,
    Result,
    Retry,
    Squats,
    StaffPage,
    Stand,
    Starting,
    State,
    Stopped,
    Thanks,
    Visiting,
    Working,
)

Step = tuple[Kiosk, tuple[Effect, ...]]

STEP_UP_S: Final = 0.6
EMPTY_S: Final = 1.0
CHOSEN_S: Final = 8.0
"""A language that was touched or a slip that was scanned waits so long for its member."""
AWAY_S: Final = 1.5
ASK_AGAIN_S: Final = 3.0
"""Back sooner than this: surely the same member. Later it is asked."""
READING_S: Final = 3.0
"""A result is not left on the screen for the next one longer than this."""
LEAVE_S: Final = 10.0
CROWD_S: Final = 1.0
BLIND_S: Final = 1.5
CLEAR_S: Final = 0.6
PLACED_S: Final = 0.8
STILL_S: Final = 3.0
INTRO_S: Final[Mapping[SetName, float]] = {
    "practice": 4.0, "uncued": 3.0, "cued": 5.0, "heels": 9.0,
}  # fmt: skip
KEEP_S: Final = 10.0
"""So long an answer to what else may be kept is waited for; none is a no."""
CHAIR_S: Final = 20.0
"""To fetch a chair; 'I am ready' begins sooner."""
TOO_SOON_S: Final = 0.4
"""A key or touch sooner than this was meant for the screen before."""
MOST_RETRIES: Final = 2
EXTRA_TRIES: Final = 4
LEAST_VALID_CUED: Final = 2
RESULT_PAGES: Final = 2 + len(PAGES)

QUESTIONS: Final = (Consent, Keep, Pain, Health)
MEASURING: Final = (Position, Stand, Intro, Squats)
BETWEEN: Final = (Retry, Checking)
SEEING: Final = (Stand, Squats)
READING: Final = (Result, BeforeIdeas, Printed, ConfirmErase, Erased, Referred)
LONGEST_S: Final[Mapping[type, float]] = {
    Consent: 30.0, Keep: 15.0, Pain: 30.0, Health: 40.0, Referred: 45.0, Position: 60.0,
    Refused: 9.0, Stand: 40.0, Intro: 30.0, Retry: 7.0, Checking: 4.0, Working: 12.0,
    Result: 120.0, BeforeIdeas: 40.0,
    Printing: 30.0, Printed: 30.0, Code: 60.0, ConfirmErase: 15.0, Erased: 6.0, Stopped: 12.0,
    Ended: 9.0, Thanks: 6.0, Paused: 30.0, StaffPage: 14.0,
}  # fmt: skip
"""Longest stay with somebody there, seconds; what follows is in `_overdue`."""
NO_SQUAT_S: Final = 25.0


def begin(plan: Plan, languages: tuple[str, ...], now_s: float, offer: Keeps = "joints") -> Kiosk:
    """A kiosk that has just been switched on. languages: the first is the usual one."""
    house = House(plan=plan, languages=languages, language=languages[0], offer=offer)
    return Kiosk(house, Starting(), now_s, now_s, now_s, now_s)


def step(kiosk: Kiosk, event: Event) -> Step:
    """One event. Total: every event is understood in every state, if only to be ignored."""
    kiosk = replace(kiosk, now_s=max(kiosk.now_s, event.time_s))
    kiosk = _signs(kiosk, event)
    for rule in (_house, _staff, _stop, _trouble):
        done = rule(kiosk, event)
        if done is not None:
            return done
    row = ROWS.get((type(kiosk.at), type(event)))
    return row(kiosk, kiosk.at, event) if row is not None else (kiosk, ())


def _go(kiosk: Kiosk, state: State, *effects: Effect) -> Step:
    """Into a state; its time begins."""
    nxt = replace(kiosk, at=state, since_s=kiosk.now_s, crowd_s=None, blind_s=None)
    return nxt, effects


def _stay(kiosk: Kiosk, state: State, *effects: Effect) -> Step:
    """The same state with other figures; its time goes on."""
    return replace(kiosk, at=state), effects


def rest(house: House, *, armed: bool) -> Resting:
    """Where a kiosk without a member is."""
    if house.out_of_service:
        return OutOfService("staff")
    if not house.camera_works:
        return OutOfService("camera")
    return Attract(armed=armed)


def _leave(kiosk: Kiosk, *, armed: bool) -> Step:
    """The visit is over; nothing of it stays."""
    return _go(kiosk, rest(kiosk.house, armed=armed), EndRecord(), Forget())


def _number(kiosk: Kiosk) -> tuple[Kiosk, int]:
    house = replace(kiosk.house, numbers=kiosk.house.numbers + 1)
    return replace(kiosk, house=house), house.numbers


def member_of(state: State) -> Member | None:
    """Whose visit it is; None at rest."""
    return getattr(state, "member", None)


def _with_member(kiosk: Kiosk, **changes: Any) -> Kiosk:
    at = cast("Any", kiosk.at)
    member = replace(at.member, **changes)
    changed = replace(at, member=member)
    if isinstance(changed, Paused):
        changed = replace(changed, back=replace(changed.back, member=member))
    return replace(kiosk, at=changed)


# 1. Signs of life and of trouble


def _signs(kiosk: Kiosk, event: Event) -> Kiosk:
    now = kiosk.now_s
    if isinstance(event, Answer | StopPressed | LanguageChosen | StaffCame | StaffAsked):
        return replace(kiosk, alive_s=now, touched_s=now)
    if isinstance(event, CodeScanned):
        return replace(kiosk, touched_s=now)
    if not isinstance(event, Scene):
        return kiosk
    kiosk = replace(kiosk, scene_s=now)
    if not event.present:
        return replace(kiosk, crowd_s=None, blind_s=None)
    if event.hand is not None:
        kiosk = replace(kiosk, hand_s=now)
    crowd = None if not event.others else kiosk.crowd_s if kiosk.crowd_s is not None else now
    blind = None if event.measured else kiosk.blind_s if kiosk.blind_s is not None else now
    return replace(kiosk, alive_s=now, crowd_s=crowd, blind_s=blind)


# 2. The house, staff, stop


def _house(kiosk: Kiosk, event: Event) -> Step | None:
    """Facts that are no transition of their own, wherever they arrive."""
    house, at = kiosk.house, kiosk.at
    if isinstance(event, PrinterSaid):
        return replace(kiosk, house=_printer(house, event)), ()
    if isinstance(event, TodaySaid):
        return replace(kiosk, house=replace(house, today=event.rows)), ()
    if isinstance(event, CameraSaid):
        return _camera(kiosk, event)
    if isinstance(event, HouseClosed):
        return _closed(kiosk, event)
    if isinstance(event, LanguageChosen):
        return _language(kiosk, event.code)
    member = member_of(at)
    if isinstance(event, SaveEnded):
        if member is None or member.visit != event.visit:
            return kiosk, ()
        return _with_member(kiosk, saving="kept" if event.kept else "failed"), ()
    if isinstance(event, CodeScanned) and member is not None:
        return _with_member(kiosk, earlier=event.text), ()
    return None


def _printer(house: House, event: PrinterSaid) -> House:
    return replace(
        house,
        printer_ready=event.ready,
        printer_reason=event.reason,
        printer_low=event.low,
        printer_tells=event.tells,
    )


def _camera(kiosk: Kiosk, event: CameraSaid) -> Step:
    house = replace(
        kiosk.house,
        camera_works=event.works,
        camera_text=event.text,
        camera_code=event.code,
        camera_helpless=event.helpless,
        notes=event.notes,
    )
    kiosk, at = replace(kiosk, house=house), kiosk.at
    if event.works:
        back = isinstance(at, Starting) or at == OutOfService("camera")
        return _go(kiosk, rest(house, armed=True)) if back else (kiosk, ())
    if isinstance(at, Attract | Starting):
        return _go(kiosk, rest(house, armed=True))
    if isinstance(at, QUESTIONS + MEASURING):
        return _pause(kiosk, "camera")
    if isinstance(at, Paused):
        paused = replace(at, why="camera", ready_since_s=None)
        return _stay(kiosk, paused) if at.why == "camera" else _go(kiosk, paused)
    return kiosk, ()


def _closed(kiosk: Kiosk, event: HouseClosed) -> Step:
    """At once where nobody is; a member's visit comes to its own end first."""
    kiosk = replace(kiosk, house=replace(kiosk.house, out_of_service=event.closed))
    if isinstance(kiosk.at, Attract | OutOfService):
        there = rest(kiosk.house, armed=True)
        return (kiosk, ()) if type(there) is type(kiosk.at) else _go(kiosk, there)
    return kiosk, ()


def _language(kiosk: Kiosk, code: str) -> Step:
    house, at = kiosk.house, kiosk.at
    member = member_of(at)
    now = member.language if member else getattr(at, "language", "") or house.language
    known = house.languages
    if not code:
        code = known[(known.index(now) + 1) % len(known)] if now in known else known[0]
    if code not in known:
        return kiosk, ()
    if member is not None:
        return _with_member(kiosk, language=code), ()
    if isinstance(at, Attract):
        return _stay(kiosk, replace(at, language=code))
    return kiosk, ()


def _staff(kiosk: Kiosk, event: Event) -> Step | None:
    if isinstance(event, StaffCame) and not isinstance(kiosk.at, StaffPage):
        effects = (EndRecord(), Forget()) if member_of(kiosk.at) is not None else ()
        return _go(kiosk, StaffPage(), *effects, ShowToday())
    if isinstance(event, StaffAsked) and not isinstance(kiosk.at, StaffPage):
        return kiosk, ()
    return None


def _stop(kiosk: Kiosk, event: Event) -> Step | None:
    """One action away everywhere: while measuring we ask whether it hurt, else it just ends."""
    if not isinstance(event, StopPressed):
        return None
    if member_of(kiosk.at) is None or isinstance(kiosk.at, Stopped | Ended | Thanks):
        return kiosk, ()
    return _stopped(kiosk, cast("Visiting", kiosk.at))


def _stopped(kiosk: Kiosk, at: Visiting) -> Step:
    if isinstance(at, MEASURING + BETWEEN) or _is_measuring(at):
        return _go(kiosk, Stopped(at.member), EndRecord())
    if at.member.assessment is not None:
        return _go(kiosk, Thanks(at.member), EndRecord())
    return _go(kiosk, Ended(at.member, "stopped"), EndRecord())


def _is_measuring(at: State) -> bool:
    return isinstance(at, Paused) and isinstance(at.back, MEASURING)


# 3. Silence, trouble, time


def _trouble(kiosk: Kiosk, event: Event) -> Step | None:
    if not isinstance(event, Tick | Scene) or member_of(kiosk.at) is None:
        return None
    return _silence(kiosk) or _in_the_way(kiosk, event) or _overdue(kiosk)


def _silence(kiosk: Kiosk) -> Step | None:
    at, away = kiosk.at, kiosk.now_s - kiosk.alive_s
    # A camera that says nothing has not seen anybody go: the member may read on.
    blind = not kiosk.house.camera_works or kiosk.now_s - kiosk.scene_s >= BLIND_S
    longest = READING_S if isinstance(at, READING) and not blind else LEAVE_S
    if isinstance(at, Refused | Ended | Thanks) and not blind:
        longest = AWAY_S
    if isinstance(at, Consent) and not blind:
        longest = READING_S  # there is nothing to come back for yet
    if away >= longest:
        return _leave(kiosk, armed=True)
    if away >= AWAY_S and isinstance(at, (Keep, Pain, Health, *MEASURING)):
        return _pause(kiosk, "camera" if blind else "away")
    return None


def _in_the_way(kiosk: Kiosk, event: Tick | Scene) -> Step | None:
    at, now = kiosk.at, kiosk.now_s
    if isinstance(at, MEASURING) and kiosk.crowd_s is not None and now - kiosk.crowd_s >= CROWD_S:
        return _pause(kiosk, "crowd")
    if isinstance(at, SEEING) and kiosk.blind_s is not None and now - kiosk.blind_s >= BLIND_S:
        return _pause(kiosk, "cannot_see", event.advice if isinstance(event, Scene) else None)
    return None


def _pause(
    kiosk: Kiosk, why: Literal["away", "crowd", "cannot_see", "camera"], advice: str | None = None
) -> Step:
    back = cast("Pausable", kiosk.at)
    gone = kiosk.alive_s if why == "away" else None
    paused = Paused(back.member, why, back, advice, gone_since_s=gone)
    return _go(kiosk, paused, EndRecord())


def _overdue(kiosk: Kiosk) -> Step | None:
    """What becomes of a state that has lasted its longest."""
    at, stayed = kiosk.at, kiosk.now_s - kiosk.since_s
    if isinstance(at, Squats) and kiosk.now_s - max(at.last_s, kiosk.since_s) < NO_SQUAT_S:
        return None
    if isinstance(at, Keep):
        return _unanswered(kiosk, at, stayed)
    if isinstance(at, Squats) or stayed >= LONGEST_S[type(at)]:
        return _too_long(kiosk, cast("Visiting", at))
    return None


def _without(kiosk: Kiosk, member: Member, set_: SetName) -> Step:
    """A further set that is not done takes nothing from what was measured before it."""
    if member.assessment is not None:
        return _result(kiosk, member)
    kiosk, number = _number(kiosk)
    member = replace(member, retries=(*member.retries, *(set_,) * MOST_RETRIES))
    return _go(kiosk, Working(member, number), EndRecord(), Assess(number))


def _too_long(kiosk: Kiosk, at: Visiting) -> Step:
    member = at.member
    match at:
        case Erased(gone=None):
            return _go(kiosk, replace(at, gone=False))
        case Refused() | Ended() | Thanks() | Erased():
            return _leave(kiosk, armed=False)
        case Retry():
            return _again(kiosk, at, Answer(kiosk.now_s, yes=True))
        case BeforeIdeas():
            return _go(kiosk, Result(member, at.answer, page=1))
        case Result() | Printed() | Code() | ConfirmErase() | Referred():
            return _go(kiosk, Thanks(member))
        case Printing():
            return _go(kiosk, Printed(replace(member, printed="unknown")))
        case Stopped() | Paused(why="crowd"):
            return _go(kiosk, Ended(member, "stopped" if isinstance(at, Stopped) else "crowd"))
        case Paused() | Position() | Stand() | Intro():
            return _go(kiosk, Ended(member, "cannot_see"), EndRecord())
        case Checking():
            return _go(kiosk, Intro(member, at.then), Record(at.then))
        case Squats(set="cued" | "heels" as set_):
            return _without(kiosk, member, set_)
        case Working():
            return _go(kiosk, Ended(member, "retries"), EndRecord())
        case _:
            return _go(kiosk, Ended(member, "time_out"), EndRecord())


# 4. The states' own rows


def _attract_scene(kiosk: Kiosk, at: Attract, event: Scene) -> Step:
    """Who walks by is nobody: the mark is what counts."""
    now = kiosk.now_s
    if not event.on_mark:
        gone = at.gone_since_s if at.gone_since_s is not None else now
        armed = at.armed or now - gone >= EMPTY_S
        if now - max(gone, kiosk.touched_s) >= CHOSEN_S:
            return _stay(kiosk, Attract(armed=armed, gone_since_s=gone))
        return _stay(kiosk, replace(at, armed=armed, here_since_s=None, gone_since_s=gone))
    here = at.here_since_s if at.here_since_s is not None else now
    if at.armed and now - here >= STEP_UP_S:
        return _welcome(kiosk, at)
    return _stay(kiosk, replace(at, here_since_s=here, gone_since_s=None))


def _attract_tick(kiosk: Kiosk, at: Attract, event: Tick) -> Step:
    """No frame at all is as good as an empty place."""
    if kiosk.now_s - kiosk.alive_s >= EMPTY_S and not at.armed:
        return _stay(kiosk, Attract(language=at.language, earlier=at.earlier))
    chosen_s = kiosk.now_s - max(kiosk.alive_s, kiosk.touched_s)
    if chosen_s >= CHOSEN_S and (at.language or at.earlier):
        return _stay(kiosk, Attract())
    return kiosk, ()


def _out_tick(kiosk: Kiosk, at: OutOfService, event: Tick) -> Step:
    """Stay out of service only as long as the house says so."""
    there = rest(kiosk.house, armed=True)
    return (kiosk, ()) if there == at else _go(kiosk, there)


def _attract_answer(kiosk: Kiosk, at: Attract, event: Answer) -> Step:
    return _welcome(kiosk, at) if event.yes else (kiosk, ())


def _attract_code(kiosk: Kiosk, at: Attract, event: CodeScanned) -> Step:
    return _stay(replace(kiosk, alive_s=kiosk.now_s), replace(at, earlier=event.text))


def _welcome(kiosk: Kiosk, at: Attract) -> Step:
    house = kiosk.house
    plan = replace(house.plan, heels=max(house.plan.heels, 3 if house.heels_next else 0))
    member = Member(
        visit=house.visits + 1,
        language=at.language or house.language,
        plan=plan,
        earlier=at.earlier,
    )
    house = replace(house, visits=house.visits + 1, heels_next=False)
    kiosk = replace(kiosk, house=house, alive_s=kiosk.now_s)
    return _go(kiosk, Consent(member), Arrived(), Sound("hello"))


def _consent(kiosk: Kiosk, at: Consent, event: Answer) -> Step:
    if not event.yes:
        return _go(kiosk, Ended(at.member, "declined"))
    member = replace(at.member, consented=True)
    asked = kiosk.house.offer != "nothing"
    return _go(kiosk, Keep(member) if asked else Pain(member), Agreed())


def _keep(kiosk: Kiosk, at: Keep, event: Answer) -> Step:
    """The only place where a member agrees to more than the result."""
    if not event.yes:
        return _go(kiosk, Pain(at.member))
    return _go(kiosk, Pain(replace(at.member, keeps=kiosk.house.offer)), Agreed())


def _unanswered(kiosk: Kiosk, at: Keep, stayed: float) -> Step | None:
    """No answer is a no, but not yet under a raised hand, which is about to answer."""
    if stayed < (LONGEST_S[Keep] if _hand_up(kiosk) else KEEP_S):
        return None
    return _go(kiosk, Pain(at.member))


def _pain(kiosk: Kiosk, at: Pain, event: Answer) -> Step:
    return _go(kiosk, Referred(at.member) if event.yes else Health(at.member))


def _health(kiosk: Kiosk, at: Health, event: Answer) -> Step:
    return _go(kiosk, Referred(at.member) if event.yes else Position(at.member))


def _referred(kiosk: Kiosk, at: Referred, event: Answer) -> Step:
    if not event.yes:
        return _go(kiosk, Pain(at.member))
    if not kiosk.house.printer_ready:
        return _go(kiosk, Thanks(at.member))
    return _press(kiosk, at.member, "card")


def _press(kiosk: Kiosk, member: Member, what: Literal["slip", "card"]) -> Step:
    """The only place that sends something of a member to the printer."""
    kiosk, number = _number(kiosk)
    member = replace(member, printed="under way")
    answers = member.answers if what == "slip" else None
    return _go(kiosk, Printing(member, number), Print(number, what, answers))


def _refuse(
    kiosk: Kiosk, at: Consent | Keep | Pain | Health | Position, event: Scene
) -> Step | None:
    """Whom the measurement is not made for is told at once: their hands may not be understood."""
    if event.present and event.body == "child":
        return _go(kiosk, Refused(at.member, "child"))
    if event.present and event.body == "seated":
        return _go(kiosk, Refused(at.member, "seated"))
    return None


def _asked_scene(kiosk: Kiosk, at: Consent | Keep | Pain | Health, event: Scene) -> Step:
    return _refuse(kiosk, at, event) or (kiosk, ())


def _position(kiosk: Kiosk, at: Position, event: Scene) -> Step:
    now, member = kiosk.now_s, at.member
    if not event.present:
        return _stay(kiosk, Position(member))
    refused = _refuse(kiosk, at, event)
    if refused is not None:
        return refused
    well = event.advice in (None, "stand_still") and event.measured and event.body == "adult"
    ready = (at.ready_since_s if at.ready_since_s is not None else now) if well else None
    if ready is not None and now - ready >= PLACED_S:
        return _stand(kiosk, member, "practice" if member.plan.practice else "uncued")
    return _stay(kiosk, Position(member, ready))


def _stand(kiosk: Kiosk, member: Member, then: SetName) -> Step:
    return _go(kiosk, Stand(member, then), Record("uncued"), NewSet())


def _standing(kiosk: Kiosk, at: Stand, event: Scene) -> Step:
    if not event.present:
        return kiosk, ()
    if event.still_s >= STILL_S and kiosk.now_s - kiosk.since_s >= STILL_S:
        return _go(kiosk, Intro(at.member, at.then, seated=at.member.chair), Sound("done"))
    lasted = min(event.still_s, kiosk.now_s - kiosk.since_s)
    return _stay(kiosk, replace(at, still_s=lasted))


def intro_s(at: Intro) -> float:
    """How long an introduction stands before it goes on by itself."""
    fetching = at.member.chair and at.set == "practice" and not at.seated
    return CHAIR_S if fetching else INTRO_S[at.set]


def _intro_tick(kiosk: Kiosk, at: Intro, event: Tick) -> Step:
    """Not under a raised hand, which is about to answer."""
    if kiosk.now_s - kiosk.since_s < intro_s(at) or _hand_up(kiosk):
        return kiosk, ()
    return _begin(kiosk, at)


def _hand_up(kiosk: Kiosk) -> bool:
    return kiosk.hand_s is not None and kiosk.now_s - kiosk.hand_s < TOO_SOON_S


def _begin(kiosk: Kiosk, at: Intro) -> Step:
    """With a chair the feet stand elsewhere now: stand still once more, then practise."""
    if at.member.chair and at.set == "practice" and not at.seated:
        member = at.member
        return _go(kiosk, Stand(member, "practice"), Record("uncued"), NewSet())
    return _squats(kiosk, at)


def _squats(kiosk: Kiosk, at: Intro) -> Step:
    return _go(kiosk, Squats(at.member, at.set), Mark(at.set), NewSet(), Sound("ask"))


def _intro_answer(kiosk: Kiosk, at: Intro, event: Answer) -> Step:
    """Yes begins at once. No: before the practice it asks for the chair, later it stops."""
    if event.yes:
        return _begin(kiosk, at)
    if at.set == "practice" and not at.member.chair:
        return _go(kiosk, replace(at, member=replace(at.member, chair=True)))
    return _go(kiosk, Stopped(at.member), EndRecord())


def _squatting(kiosk: Kiosk, at: Squats, event: Scene) -> Step:
    if not event.squats:
        return kiosk, ()
    done = at.done + sum(one.counts for one in event.squats)
    tries = at.tries + len(event.squats)
    last = event.squats[-1]
    at = replace(at, done=done, tries=tries, reason=last.reason, last_s=kiosk.now_s)
    wanted = at.member.plan.count(at.set)
    # Practice is for practising: what is not perfect there is told and still counts.
    if at.set == "practice":
        done = tries
    if done >= wanted or tries >= wanted + EXTRA_TRIES:
        return _set_done(kiosk, at)
    return _stay(kiosk, at, Sound("squat" if last.counts else "oops"))


def _set_done(kiosk: Kiosk, at: Squats) -> Step:
    member = at.member
    if at.set == "practice":
        return _go(kiosk, Intro(member, "uncued"), Sound("done"))
    # A set that is done once more after the whole was assessed is the last one.
    assessed = member.assessment is not None
    following = None if assessed else _following(member.plan, at.set)
    if following is not None and at.set != "uncued":
        return _go(kiosk, Intro(member, following), EndRecord(), Record(following), Sound("done"))
    kiosk, number = _number(kiosk)
    if following is None:
        return _go(kiosk, Working(member, number), EndRecord(), Assess(number), Sound("done"))
    checking = Checking(member, number, following)
    return _go(kiosk, checking, EndRecord(), Check(number, at.set), Sound("done"))


def _following(plan: Plan, set_: SetName) -> SetName | None:
    later: tuple[SetName, ...] = ("cued", "heels") if set_ == "uncued" else ("heels",)
    return None if set_ == "heels" else next((one for one in later if plan.count(one)), None)


def _checked(kiosk: Kiosk, at: Checking, event: SetChecked) -> Step:
    """Only a set that can be used is worth a further one."""
    if event.number != at.number:
        return kiosk, ()
    if not event.usable:
        return _once_more(kiosk, at.member, "uncued", event.reasons)
    return _go(kiosk, Intro(at.member, at.then), Record(at.then))


def _once_more(kiosk: Kiosk, member: Member, set_: SetName, reasons: tuple[str, ...]) -> Step:
    """Another try of a set, at most two of each, then a kind end."""
    if member.tried(set_) >= MOST_RETRIES:
        return _go(kiosk, Ended(member, "retries", reasons), EndRecord())
    member = replace(member, retries=(*member.retries, set_))
    return _go(kiosk, Retry(member, set_, reasons), EndRecord(), Sound("oops"))


def _again(kiosk: Kiosk, at: Retry, event: Answer) -> Step:
    member = at.member
    if at.set == "uncued":
        if event.yes:
            return _stand(kiosk, member, "uncued")
        return _go(kiosk, Ended(member, "retries", at.reasons))
    if event.yes:
        return _go(kiosk, Intro(member, at.set), Record(at.set))
    return _result(kiosk, member)


def _assessed(kiosk: Kiosk, at: Working, event: Assessed) -> Step:
    member, answer = at.member, event.assessment
    if event.number != at.number:
        return kiosk, ()
    if answer.verdict != "measured":
        return _once_more(kiosk, member, "uncued", answer.reasons)
    member = replace(member, assessment=answer, ticket=event.ticket, code=event.code)
    short = _short_set(member, answer)
    if short is not None and member.tried(short) < MOST_RETRIES:
        return _once_more(kiosk, member, short, _why_short(answer, short))
    return _result(kiosk, member)


def _short_set(member: Member, answer: Assessment) -> SetName | None:
    """A further set that was done and has too few usable squats for a comparison."""
    for set_ in ("cued", "heels"):
        valid = sum(rep.valid for rep in answer.reps if rep.set == set_)
        if member.plan.count(set_) and valid < LEAST_VALID_CUED:
            return set_
    return None


def _why_short(answer: Assessment, set_: SetName) -> tuple[str, ...]:
    reasons = [code for rep in answer.reps if rep.set == set_ for code in rep.reasons]
    return tuple(dict.fromkeys(reasons)) or ("no_squat",)


def _result(kiosk: Kiosk, member: Member) -> Step:
    """The only place that keeps something of a member: measured, and with consent."""
    answer = member.assessment
    if not member.consented or answer is None:
        return _go(kiosk, Ended(member, "retries"))
    member = replace(member, saving="under way")
    return _go(kiosk, Result(member, answer), Save(member.visit, member.keeps), Sound("done"))


def _reading(kiosk: Kiosk, at: Result, event: Answer) -> Step:
    if not event.yes:
        page = (at.page + 1) % RESULT_PAGES
        if page == 1 and at.member.answers is None:
            return _go(kiosk, BeforeIdeas(at.member, at.answer))
        return _go(kiosk, replace(at, page=page))
    if kiosk.house.printer_ready and at.member.printed == "no":
        return _press(kiosk, at.member, "slip")
    return _go(kiosk, Code(at.member))


def _before_ideas(kiosk: Kiosk, at: BeforeIdeas, event: Answer) -> Step:
    """Either way the ideas follow: yes puts a word before them, here and on the slip."""
    member = replace(at.member, answers=Answers(one_of_these=event.yes))
    return _go(kiosk, Result(member, at.answer, page=1))


def _print_ended(kiosk: Kiosk, at: Printing, event: PrintEnded) -> Step:
    """What nobody knows of a printer that can tell is a doubt; of one that cannot it is usual."""
    if event.number != at.number:
        return kiosk, ()
    sent = event.outcome == "unknown" and not kiosk.house.printer_tells
    member = replace(at.member, printed="sent" if sent else event.outcome)
    return _go(kiosk, Printed(member), Sound("done"))


def _taken(kiosk: Kiosk, at: Printed | Code, event: Answer) -> Step:
    if event.yes:
        return _go(kiosk, Thanks(at.member), Sound("done"))
    if at.member.assessment is None:
        return kiosk, ()
    return _go(kiosk, ConfirmErase(at.member))


def _erase(kiosk: Kiosk, at: ConfirmErase, event: Answer) -> Step:
    if not event.yes:
        return _go(kiosk, Thanks(at.member))
    # Asked of the store even where saving failed or is still under way: it comes after it there.
    return _go(kiosk, Erased(at.member), Erase(at.member.visit))


def _erased(kiosk: Kiosk, at: Erased, event: EraseEnded) -> Step:
    if event.visit != at.member.visit:
        return kiosk, ()
    return _go(kiosk, replace(at, gone=event.gone))


def _stopping(kiosk: Kiosk, at: Stopped, event: Answer) -> Step:
    return _go(kiosk, Ended(at.member, "pain" if event.yes else "stopped"))


def _ask_to_stop(kiosk: Kiosk, at: Position | Stand | Squats, event: Answer) -> Step:
    if event.yes:
        return kiosk, ()
    return _go(kiosk, Stopped(at.member), EndRecord())


def _paused_scene(kiosk: Kiosk, at: Paused, event: Scene) -> Step:
    """Goes on when the reason is gone for a moment."""
    now = kiosk.now_s
    clear = event.present and kiosk.house.camera_works
    if at.why == "crowd":
        clear = clear and event.others == 0
    elif at.why == "cannot_see":
        clear = clear and event.measured
    gone = None if event.present else at.gone_since_s if at.gone_since_s is not None else now
    was_gone_s = 0.0 if at.gone_since_s is None else now - at.gone_since_s
    # Somebody who was away so long may be somebody else.
    asks = at.asks or (event.present and was_gone_s >= ASK_AGAIN_S)
    ready = (at.ready_since_s if at.ready_since_s is not None else now) if clear else None
    if ready is not None and now - ready >= CLEAR_S and not asks:
        return _resume(kiosk, at.back)
    advice = None if clear else event.advice
    changed = replace(at, ready_since_s=ready, gone_since_s=gone, advice=advice, asks=asks)
    return _stay(kiosk, changed)


def _paused_answer(kiosk: Kiosk, at: Paused, event: Answer) -> Step:
    if not at.asks:
        return (kiosk, ()) if event.yes else _stopped(kiosk, at)
    if not event.yes:
        return _leave(kiosk, armed=True)
    return _resume(kiosk, at.back) if kiosk.house.camera_works else (kiosk, ())


def _resume(kiosk: Kiosk, back: Pausable) -> Step:
    """A question is asked again; a set begins anew, because feet may have moved. That is no retry:
    it was not the member's doing."""
    match back:
        case Stand():
            return _stand(kiosk, back.member, back.then)
        case Intro(set="practice" | "uncued") | Squats(set="practice" | "uncued"):
            return _stand(kiosk, back.member, back.set)
        case Intro() | Squats():
            return _go(kiosk, Intro(back.member, back.set), Record(back.set))
        case Position():
            return _go(kiosk, Position(back.member))
        case _:
            return _go(kiosk, back)


def _leave_now(kiosk: Kiosk, at: Visiting, event: Answer) -> Step:
    return _leave(kiosk, armed=False)


def _staff_asked(kiosk: Kiosk, at: StaffPage, event: StaffAsked) -> Step:
    house = kiosk.house
    match event.action:
        case "close":
            return _go(kiosk, rest(house, armed=True))
        case "out" | "back":
            out = event.action == "out"
            kiosk = replace(kiosk, house=replace(house, out_of_service=out))
            return _go(kiosk, StaffPage(event.action))
        case "heels":
            kiosk = replace(kiosk, house=replace(house, heels_next=not house.heels_next))
            return _go(kiosk, StaffPage("heels"))
        case "reprint" if not house.printer_ready:
            return _go(kiosk, StaffPage("not_copied"))
        case "reprint":
            kiosk, number = _number(kiosk)
            return _go(kiosk, StaffPage("reprint"), Print(number, "copy"))
        case "paper":
            return _go(kiosk, StaffPage("paper"), PaperChanged())


def _staff_printed(kiosk: Kiosk, at: StaffPage, event: PrintEnded) -> Step:
    unsure = "copy_unknown" if kiosk.house.printer_tells else "copy_sent"
    said = {"printed": "copied", "failed": "not_copied", "unknown": unsure}
    return _stay(kiosk, StaffPage(said[event.outcome]))


def _staff_tick(kiosk: Kiosk, at: StaffPage, event: Tick) -> Step:
    if kiosk.now_s - kiosk.since_s < LONGEST_S[StaffPage]:
        return kiosk, ()
    return _go(kiosk, rest(kiosk.house, armed=True))


Row = Callable[[Kiosk, Any, Any], Step]

ROWS: Final[Mapping[tuple[type, type], Row]] = {
    (Attract, Scene): _attract_scene,
    (Attract, Tick): _attract_tick,
    (Attract, Answer): _attract_answer,
    (Attract, CodeScanned): _attract_code,
    (OutOfService, Tick): _out_tick,
    (StaffPage, StaffAsked): _staff_asked,
    (StaffPage, Tick): _staff_tick,
    (StaffPage, PrintEnded): _staff_printed,
    (Consent, Answer): _consent,
    (Consent, Scene): _asked_scene,
    (Keep, Answer): _keep,
    (Keep, Scene): _asked_scene,
    (Pain, Answer): _pain,
    (Pain, Scene): _asked_scene,
    (Health, Answer): _health,
    (Health, Scene): _asked_scene,
    (Referred, Answer): _referred,
    (Position, Scene): _position,
    (Position, Answer): _ask_to_stop,
    (Refused, Answer): _leave_now,
    (Stand, Scene): _standing,
    (Stand, Answer): _ask_to_stop,
    (Intro, Tick): _intro_tick,
    (Intro, Answer): _intro_answer,
    (Checking, SetChecked): _checked,
    (Squats, Scene): _squatting,
    (Squats, Answer): _ask_to_stop,
    (Retry, Answer): _again,
    (Working, Assessed): _assessed,
    (Result, Answer): _reading,
    (BeforeIdeas, Answer): _before_ideas,
    (Printing, PrintEnded): _print_ended,
    (Printed, Answer): _taken,
    (Code, Answer): _taken,
    (ConfirmErase, Answer): _erase,
    (Erased, EraseEnded): _erased,
    (Stopped, Answer): _stopping,
    (Ended, Answer): _leave_now,
    (Thanks, Answer): _leave_now,
    (Paused, Scene): _paused_scene,
    (Paused, Answer): _paused_answer,
}
