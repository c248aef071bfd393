"""The running kiosk: one turn of the loop a picture. May import kiosk.core, ports, visit, live.

Camera and network are a process of their own (Senses), what is slow has threads of its own (Desk),
and the visit is a value: this loop only carries things from one to the other, thirty times a
second, and never waits for any of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, cast, get_args

from kiosk.core import answering, coach
from kiosk.core.bodynow import Mark as MarkPlace
from kiosk.core.frame import Intrinsics
from kiosk.core.inputs import Input, Pressed, Scanned
from kiosk.core.message import Message
from kiosk.core.running import StaffNote
from kiosk.core.scene import LiveView, Scene
from kiosk.core.screen import Moment, Screen
from kiosk.core.senses import (
    Busy,
    CameraCare,
    CameraFault,
    CameraNotes,
    CameraReady,
    ModelReady,
    Seen,
    Sense,
    SourceEnded,
)
from kiosk.errors import RecordingError
from kiosk.live.alive import Alive
from kiosk.live.camera_keeper import CameraKeeper
from kiosk.live.desk import Clock, Desk
from kiosk.live.staff import StaffDesk
from kiosk.live.stats import LoopStats
from kiosk.ports import Buttons, Display, Senses, Sounds
from kiosk.visit import machine, words
from kiosk.visit.effects import Effect, Forget, Keeps, NewSet, Sound
from kiosk.visit.events import (
    Answer,
    CameraSaid,
    CodeScanned,
    Event,
    LanguageChosen,
    StaffAction,
    StaffAsked,
    StaffCame,
    StopPressed,
    Tick,
)
from kiosk.visit.moves import member_of
from kiosk.visit.naming import name
from kiosk.visit.states import House, Plan, Result, State
from kiosk.visit.timing import TOO_SOON_S
from kiosk.visit.view import Facts, language_of, moving, show

FPS: Final = 30.0
STAFF_ACTIONS: Final = get_args(StaffAction)
NOTICE_S: Final = 5.0
HAND_FRESH_S: Final = 0.4
"""A scene older than this says nothing of what hands do now."""


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """Everything outside. translate: a language's catalogue. code_fault: why a scanned text is no
    code of ours, for the member, or None. shots: keeps a picture under a name if
    that screen is what is shown, and says whether it was. staff: hears commands from afar.
    machine, fresh_start: of kiosk.live.camera_keeper.CameraKeeper."""

    senses: Senses
    display: Display
    sounds: Sounds
    buttons: Buttons
    desk: Desk
    clock: Clock
    translate: Callable[[str], Callable[[str], str]]
    code_fault: Callable[[str], Message | None]
    real_s: Callable[[], float]
    sleep: Callable[[float], None]
    log: Callable[[str], None]
    shots: Callable[[str], bool] | None = None
    staff: StaffDesk | None = None
    alive: Alive | None = None
    machine: Callable[[], tuple[StaffNote, ...]] | None = None
    fresh_start: Callable[[], bool] | None = None


@dataclass(frozen=True, slots=True)
class Setup:
    """How this kiosk is set up. badge: the staff's, empty for none. visits: end after so many,
    0 never. once: end when a recording is over. replayed: the source is no camera,
    which staff could mend: one that cannot be used ends the program."""

    plan: Plan = Plan()
    languages: tuple[str, ...] = ("en",)
    offer: Keeps = "joints"
    keep_days: int = 90
    language_names: tuple[tuple[str, str], ...] = (("en", "English"),)
    mark: MarkPlace = MarkPlace()
    badge: str = ""
    visits: int = 0
    reduced_motion: bool = False
    once: bool = False
    replayed: bool = False


@dataclass(slots=True)
class _Now:
    """What the loop remembers from one turn to the next."""

    coach: coach.Coach | None = None
    scene: Scene | None = None
    live: LiveView | None = None
    answers: answering.Answering = field(default_factory=answering.start)
    hold: float = 0.0
    screen: Screen | None = None
    entered_s: float = 0.0
    shot: bool = True
    model: bool = False
    place: tuple[CameraReady, Intrinsics] | None = None
    over: bool = False
    given_up: bool = False
    notice: tuple[Message, float] | None = None
    consent_s: float | None = None
    last_squat_s: float | None = None
    hand_s: float | None = None


class Loop:
    """Runs until told to quit, the visits are done or, with `once`, the recording is over."""

    def __init__(self, parts: Parts, setup: Setup) -> None:
        self._parts, self._setup = parts, setup
        self.kiosk = machine.begin(setup.plan, setup.languages, parts.clock.now_s(), setup.offer)
        self.stats = LoopStats(1.0 / FPS)
        self._now = _Now()
        self._camera = CameraKeeper(self._fault, parts.real_s, parts.machine, parts.fresh_start)
        self._began = 0
        self._ended = 0
        self._quit = False
        self._known: tuple[State, House, tuple[Message, ...], Screen] | None = None

    def run(self) -> None:
        """Turn after turn at FPS; a turn that comes late is not made up for."""
        parts = self._parts
        due = parts.real_s()
        while not self.done:
            began = parts.real_s()
            self.turn()
            ended = parts.real_s()
            self.stats.turned(began, ended)
            due = max(due + 1.0 / FPS, ended - 1.0 / FPS)
            if due > ended:
                parts.sleep(due - ended)

    def end(self) -> None:
        """End with the turn under way. For a signal's handler: an exception that it raises is lost
        where it falls into what ignores exceptions, such as a weak reference's callback."""
        self._quit = True

    @property
    def done(self) -> bool:
        """Whether the loop is to end."""
        enough = 0 < self._setup.visits <= self._ended
        return self._quit or enough or (self._setup.once and self._now.over)

    def turn(self) -> None:
        """One picture."""
        events: list[Event] = []
        senses = self._parts.senses.poll()
        for sense in senses:
            events += self._sensed(sense)
        given = [*self._parts.display.inputs(), *self._parts.buttons.inputs()]
        events += [event for one in given if (event := self._given(one)) is not None]
        came, staff = self._parts.desk.poll(), self._parts.staff
        events += came if staff is None else staff.turn(self.kiosk, self.stats, came)
        for fault in self._parts.desk.faults():
            self._fault(fault)
        if self._camera.look():
            events += self._camera_said(self._parts.clock.now_s())
        for event in events:
            self._step(event)
        self._step(Tick(self._parts.clock.now_s()))
        self._show()
        if self._parts.alive is not None:
            # Where the camera's process has given up for good and said so, silence is no fault.
            shown = self._parts.display.showing is not None
            heard = bool(senses) or self._now.given_up or self._now.over
            self._parts.alive.turned(shown=shown, heard=heard)

    # What comes in

    def _fault(self, text: str) -> None:
        """What staff should know: into the journal, and for who asks from afar."""
        self._parts.log(text)
        if self._parts.staff is not None:
            self._parts.staff.told(text)

    def _sensed(self, sense: Sense) -> Sequence[Event]:
        now_s, now = self._parts.clock.now_s(), self._now
        if self._parts.staff is not None:
            self._parts.staff.sensed(sense)
        match sense:
            case ModelReady():
                self._parts.desk.sees(model=sense)
                now.model = True
                return self._camera_said(now_s)
            case CameraReady(setting, lens):
                self._parts.desk.sees(setting=setting)
                said: list[Event] = []
                if now.coach is not None and member_of(self.kiosk.at) is not None:
                    # The camera was moved: what was measured before belongs to another setting.
                    said.append(CameraSaid(now_s, works=False, text="the camera was moved"))
                self._camera.ready()
                now.place = (sense, lens)
                now.coach = coach.start(setting, lens, self._setup.mark)
                return [*said, *self._camera_said(now_s)]
            case CameraFault(text, final):
                if final and self._setup.replayed:
                    raise RecordingError(text)
                self._camera.failed(sense)
                now.given_up = now.given_up or final
                now.place = now.coach = now.live = None
                return [self._camera.said(now_s)]
            case CameraCare(step):
                self._camera.care(step, nobody=member_of(self.kiosk.at) is None)
                return self._camera_said(now_s)
            case CameraNotes(notes):
                self._camera.notes(notes)
                return self._camera_said(now_s)
            case SourceEnded():
                now.over = True
                return ()
            case Busy():
                return ()
            case Seen():
                return self._seen(sense, now_s)

    def _camera_said(self, now_s: float) -> Sequence[Event]:
        """How it is, once that is known: before the first picture it is neither there nor lost."""
        now, said = self._now, self._camera.said(now_s)
        known = not said.works or (now.model and now.place is not None)
        return [said] if known else ()

    def _seen(self, seen: Seen, now_s: float) -> Sequence[Event]:
        """One frame: scene for the visit, view for the screen, and the answer that hands give.

        The visit must know of an answer before it sees the next frame, so it is stepped here.
        """
        now = self._now
        self.stats.saw(seen.lag_s, seen.lost)
        if now.coach is None:
            return ()
        self._parts.desk.takes.add(seen.sight)
        now.coach, scene, now.live = coach.step(now.coach, seen.sight, now_s)
        now.scene = scene
        self._step(scene)
        screen = self._screen()
        accepts = frozenset(
            word for word, offered in (("yes", screen.yes), ("no", screen.no)) if offered
        )
        now.answers, now.hold, said = answering.step(
            now.answers, scene, cast("frozenset[answering.Answer]", accepts), screen.name
        )
        if scene.hand is None or now.hand_s is None:
            now.hand_s = now_s if scene.hand is not None else None
        if said is not None:
            if now.hand_s is not None:
                self.stats.took(self.stats.answer_s, now_s - now.hand_s)
            self._step(Answer(now_s, yes=said == "yes"))
        return ()

    def _given(self, given: Input) -> Event | None:
        now_s = self._parts.clock.now_s()
        if isinstance(given, Scanned):
            badge = self._setup.badge
            if badge and given.text == badge:
                return StaffCame(now_s)
            fault = self._parts.code_fault(given.text)
            if fault is not None:
                self._parts.sounds.play("oops")
                self._now.notice = (fault, now_s + NOTICE_S)
                return None
            self._now.notice = (words.SLIP_READ, now_s + NOTICE_S)
            return CodeScanned(now_s, given.text)
        return self._pressed(given, now_s)

    def _pressed(self, pressed: Pressed, now_s: float) -> Event | None:
        word, _, rest = pressed.what.partition(":")
        match word:
            case "yes" | "no" if now_s - self.kiosk.since_s < TOO_SOON_S:
                return None
            case "yes" | "no":
                offered = self._screen().yes if word == "yes" else self._screen().no
                starts = word == "yes" and name(self.kiosk.at) == "attract"
                return Answer(now_s, yes=word == "yes") if offered or starts else None
            case "stop":
                return StopPressed(now_s)
            case "language":
                return LanguageChosen(now_s, rest)
            case "staff" if not rest:
                return StaffCame(now_s)
            case "staff" if rest in STAFF_ACTIONS:
                return StaffAsked(now_s, cast("StaffAction", rest))
            case "quit":
                self._quit = True
        return None

    # What follows from it

    def _step(self, event: Event) -> None:
        came_from, before = self.kiosk.at, name(self.kiosk.at)
        language = language_of(self.kiosk)
        self.kiosk, effects = machine.step(self.kiosk, event)
        member = member_of(self.kiosk.at)
        earlier = (member.earlier or "") if member is not None else ""
        self._parts.desk.serves(language_of(self.kiosk), earlier)
        self._parts.desk.follow(came_from, self.kiosk.at, language)
        for effect in effects:
            self._do(effect, language)
        after = name(self.kiosk.at)
        if after != before:
            self._entered(after)

    def _entered(self, state: str) -> None:
        now, now_s = self._now, self.kiosk.now_s
        if state == "consent":
            now.consent_s = now_s
        elif state == "working":
            # From the camera's clock to the kiosk's: the squat ends a moment after it is counted.
            now.last_squat_s = now_s - self._parts.desk.takes.last_s
        elif state == "printed" and now.consent_s is not None:
            self.stats.took(self.stats.visit_s, now_s - now.consent_s)
        self._parts.senses.cue(state)
        self._parts.sounds.say(state, language_of(self.kiosk))
        # What a member answers or is refused for is nobody's business: only where nobody is.
        if member_of(self.kiosk.at) is None:
            self._parts.log(f"state {state}")

    def _do(self, effect: Effect, language: str) -> None:
        now = self._now
        match effect:
            case Sound(cue):
                self._parts.sounds.play(cue)
            case NewSet():
                now.coach = None if now.coach is None else coach.new_set(now.coach)
            case Forget():
                now.coach = None if now.coach is None else coach.forget(now.coach)
                now.answers, now.scene, now.live = answering.start(), None, None
                self._known = None
                self._parts.display.forget()
                self._parts.desk.do(effect, language)
                self._ended += self.kiosk.house.visits > self._began
                self._began = self.kiosk.house.visits
                self.stats.visits = self._ended
            case _:
                self._parts.desk.do(effect, language)

    # What is shown

    def _screen(self) -> Screen:
        """What the state shows; made anew only when something that it shows has changed."""
        kiosk, setup = self.kiosk, self._setup
        compared = self._parts.desk.compared
        known = self._known
        if known is not None and known[0] is kiosk.at and known[1:3] == (kiosk.house, compared):
            return known[3]
        facts = Facts(setup.keep_days, setup.language_names, compared)
        screen = show(kiosk, facts, self._parts.translate(language_of(kiosk)))
        self._known = (kiosk.at, kiosk.house, compared, screen)
        return screen

    def _show(self) -> None:
        now, kiosk = self._now, self.kiosk
        screen = self._screen()
        self._keep_shot(screen)
        if now.screen is None or now.screen != screen:
            now.screen = screen  # the same object as long as it looks alike
        said = moving(kiosk, now.scene)
        translate = self._parts.translate(language_of(kiosk))
        fresh = now.scene is not None and kiosk.now_s - now.scene.time_s < HAND_FRESH_S
        hint = said.hint
        if now.notice is not None and kiosk.now_s < now.notice[1]:
            hint = now.notice[0]
        moment = Moment(
            time_s=kiosk.now_s,
            live=now.live if fresh and screen.live != "none" else None,
            hand=now.scene.hand if fresh and now.scene is not None else None,
            hold=now.hold if fresh else 0.0,
            counter=said.counter,
            remaining=said.remaining,
            hint=None if hint is None else hint.render(translate),
            good=said.good,
            reduced=self._setup.reduced_motion,
        )
        if moment.live is not None and kiosk.now_s - kiosk.alive_s > 1.0:
            moment = replace(moment, live=None)
        self._parts.display.show(now.screen, moment)
        showing = self._parts.display.showing
        at = kiosk.at
        shown = showing is not None and showing.name == "result" and isinstance(at, Result)
        if now.last_squat_s is not None and shown and isinstance(at, Result) and at.answer.reps:
            stood_s = max(rep.end_s for rep in at.answer.reps) + now.last_squat_s
            self.stats.took(self.stats.result_s, self._parts.clock.now_s() - stood_s)
            now.last_squat_s = None

    def _keep_shot(self, screen: Screen) -> None:
        """A picture of each state: once it has settled, or at the latest before it goes."""
        now, kiosk = self._now, self.kiosk
        if self._parts.shots is None:
            return
        changed = now.screen is not None and now.screen.name != screen.name
        if changed and not now.shot and now.screen is not None:
            self._parts.shots(now.screen.name)
        if changed or now.screen is None:
            now.entered_s, now.shot = kiosk.now_s, False
        elif not now.shot and kiosk.now_s - now.entered_s > 0.8:
            now.shot = self._parts.shots(screen.name)
