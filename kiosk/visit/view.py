"""What a state shows: `show` makes the still `Screen`, `moving` what changes on it. No pixels.

kiosk.core and kiosk.visit only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from kiosk.core import practices
from kiosk.core.message import Message
from kiosk.core.notices import REASONS
from kiosk.core.resultview import PICTURES, result_view
from kiosk.core.scene import Scene
from kiosk.core.screen import Idea, Item, Language, Screen
from kiosk.core.why import why_pages, why_screen
from kiosk.visit import words
from kiosk.visit.effects import SetName
from kiosk.visit.machine import (
    LONGEST_S,
    NO_SQUAT_S,
    RESULT_PAGES,
    STILL_S,
    intro_s,
    member_of,
)
from kiosk.visit.naming import name
from kiosk.visit.states import (
    Attract,
    Checking,
    Code,
    ConfirmErase,
    Consent,
    Ended,
    Erased,
    Health,
    House,
    Intro,
    Kiosk,
    Member,
    OutOfService,
    Pain,
    Paused,
    Position,
    Printed,
    Printing,
    Referred,
    Refused,
    Result,
    Retry,
    Squats,
    StaffPage,
    Stand,
    Starting,
    State,
    Stopped,
    Thanks,
    Working,
)

Translate = Callable[[str], str]
MOST_REASONS: Final = 2
ENDED_PICTURES: Final = {
    "pain": "hand_on_knee", "stopped": "stand", "retries": "again", "cannot_see": "whole_body",
    "crowd": "alone", "time_out": "stand", "declined": "stand",
}  # fmt: skip
PAUSED_PICTURES: Final = {
    "away": "step_on", "crowd": "alone", "cannot_see": "whole_body", "camera": "camera",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Facts:
    """What the words need besides the state. language_names: code and own name of each.

    earlier: sentences about what changed since an earlier visit, for the result.
    """

    keep_days: int = 90
    language_names: tuple[tuple[str, str], ...] = (("en", "English"),)
    earlier: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Moving:
    """The moving part that the visit knows: see kiosk.core.screen.Moment."""

    counter: tuple[int, int] | None = None
    remaining: float | None = None
    hint: Message | None = None
    good: bool = False


def language_of(kiosk: Kiosk) -> str:
    """The language that the screen speaks now."""
    member = member_of(kiosk.at)
    if member is not None:
        return member.language
    return getattr(kiosk.at, "language", "") or kiosk.house.language


def show(kiosk: Kiosk, facts: Facts, translate: Translate) -> Screen:
    """The state's screen in the member's language."""
    return _Shower(kiosk.house, facts, translate).screen(kiosk.at)


@dataclass(frozen=True, slots=True)
class _Shower:
    house: House
    facts: Facts
    translate: Translate

    def __call__(self, message: Message) -> str:
        return message.render(self.translate)

    def lines(self, *messages: Message) -> tuple[str, ...]:
        return tuple(self(message) for message in messages)

    def screen(self, at: State) -> Screen:
        base = Screen(name=name(at), kind="notice", title="")
        match at:
            case Starting() | Attract() | OutOfService() | StaffPage():
                return self.resting(base, at)
            case Consent() | Pain() | Health() | Stopped() | ConfirmErase() | Referred():
                return self.question(base, at)
            case Position() | Stand() | Intro() | Squats():
                return self.measuring(base, at)
            case Result():
                return self.result(base, at)
            case Printing() | Printed() | Code() | Erased():
                return self.taking(base, at)
            case Retry() | Checking() | Working() | Refused() | Ended() | Thanks() | Paused():
                return self.notice(base, at)

    def resting(self, base: Screen, at: Starting | Attract | OutOfService | StaffPage) -> Screen:
        if isinstance(at, Attract):
            chosen = at.language or self.house.language
            return replace(
                base,
                kind="attract",
                title=self(words.ATTRACT_TITLE),
                lines=self.lines(words.ATTRACT_LINE),
                note=self(words.STEP_ON),
                picture="squat",
                yes=None if at.armed else self(words.START_AGAIN),
                languages=tuple(
                    Language(code, own, code == chosen) for code, own in self.facts.language_names
                ),
            )
        if isinstance(at, StaffPage):
            return self.staff(base, at)
        if isinstance(at, Starting):
            return self.told(base, words.STARTING, "camera")
        said = words.OUT_STAFF if at.reason == "staff" else words.OUT_CAMERA
        return self.told(base, said, "camera")

    def staff(self, base: Screen, at: StaffPage) -> Screen:
        house = self.house
        why = words.STAFF_REASONS.get(house.printer_reason, words.STAFF_REASONS[None])
        printer = self(words.WORKS if house.printer_ready else why)
        camera = self(words.WORKS) if house.camera_works else house.camera_text or "–"
        said = () if at.said is None else (words.STAFF_SAID[at.said],)
        return replace(
            base,
            kind="staff",
            title=self(words.STAFF_TITLE),
            lines=self.lines(
                *said,
                words.STAFF_LINE.fill(visits=house.visits),
                words.STAFF_PRINTER.fill(state=printer),
                words.STAFF_CAMERA.fill(state=camera),
            ),
            items=tuple(Item(code, self(text)) for code, text in words.STAFF_ACTIONS),
            rows=house.today,
        )

    def told(self, base: Screen, said: tuple[Message, ...], picture: str) -> Screen:
        return replace(
            base, kind="notice", title=self(said[0]), lines=self.lines(*said[1:]), picture=picture
        )

    def asked(self, base: Screen, title: Message, yes: Message, no: Message) -> Screen:
        return replace(base, kind="question", title=self(title), yes=self(yes), no=self(no))

    def question(
        self, base: Screen, at: Consent | Pain | Health | Stopped | ConfirmErase | Referred
    ) -> Screen:
        match at:
            case Consent():
                asked = self.asked(base, words.CONSENT_TITLE, words.CONSENT_YES, words.CONSENT_NO)
                return replace(asked, items=self.consent_facts())
            case Pain():
                asked = self.asked(base, words.PAIN_TITLE, words.YES, words.NO)
                return replace(asked, lines=self.lines(words.PAIN_LINE), picture="hand_on_knee")
            case Health():
                asked = self.asked(base, words.HEALTH_TITLE, words.YES_ONE, words.NO_NONE)
                items = tuple(Item(code, self(text)) for code, text in words.HEALTH_ITEMS)
                return replace(asked, items=items)
            case Referred():
                yes = words.PRINT_CARD if self.house.printer_ready else words.ALL_RIGHT
                asked = self.asked(base, words.REFERRED_TITLE, yes, words.BY_MISTAKE)
                return replace(asked, lines=self.lines(words.REFERRED_LINE), picture="talk")
            case ConfirmErase():
                asked = self.asked(base, words.DELETE_TITLE, words.DELETE_YES, words.DELETE_NO)
                return replace(asked, lines=self.lines(words.DELETE_LINE))
            case Stopped():
                asked = self.asked(base, words.STOPPED_TITLE, words.YES, words.NO)
                return replace(asked, picture="hand_on_knee")

    def consent_facts(self) -> tuple[Item, ...]:
        days = str(self.facts.keep_days)
        return tuple(
            Item(code, self(text.fill(days=days) if "{days}" in text.text else text))
            for code, text in words.CONSENT_FACTS
        )

    def measuring(self, base: Screen, at: Position | Stand | Intro | Squats) -> Screen:
        stop = self(words.STOP)
        match at:
            case Position():
                return replace(
                    base, kind="position", title=self(words.POSITION_TITLE), live="floor", no=stop
                )
            case Stand():
                return replace(
                    base,
                    kind="stand",
                    title=self(words.STAND_TITLE),
                    lines=self.lines(words.STAND_LINE),
                    live="figure",
                    no=stop,
                )
            case Intro():
                return self.intro(base, at.member, at.set)
            case Squats():
                cued = at.set == "cued"
                chair = at.member.chair and at.set in ("practice", "uncued")
                title = words.CHAIR_TITLE if chair else words.SQUATS_TITLES[at.set]
                return replace(
                    base,
                    kind="cued" if cued else "squat",
                    title=self(title),
                    live="cued" if cued else "squat",
                    no=stop,
                )

    def intro(self, base: Screen, member: Member, set_: SetName) -> Screen:
        chair, count = member.chair, member.plan.count(set_)
        picture = "chair_squat" if chair else "squat"
        lines: tuple[Message, ...] = words.CHAIR_LINES if chair else words.INTRO_LINES
        no = words.STOP
        match set_:
            case "practice":
                title = words.CHAIR_PRACTICE if chair else words.INTRO_PRACTICE
                no = words.STOP if chair else words.WITH_A_CHAIR
            case "uncued":
                title = words.CHAIR_UNCUED if chair else words.INTRO_UNCUED
                lines = lines[1:]
            case "cued":
                title, picture = words.CHAIR_CUED if chair else words.INTRO_CUED, "squat_cued"
                lines = (words.CUE, words.CUE_LINE)
            case "heels":
                title, picture, lines = words.INTRO_HEELS, "heels_raised", (words.HEELS_LINE,)
        return replace(
            base,
            kind="intro",
            title=self(title.fill(count=count)),
            lines=self.lines(*lines),
            picture=picture,
            yes=self(words.READY),
            no=self(no),
        )

    def result(self, base: Screen, at: Result) -> Screen:
        member, answer = at.member, at.answer
        can_print = self.house.printer_ready and member.printed == "no"
        yes = self(words.PRINT_SLIP if can_print else words.TAKE_CODE)
        if at.page >= 2:
            last = at.page == RESULT_PAGES - 1
            no = self(words.BACK_TO_RESULT if last else words.NEXT_PAGE)
            pages = why_pages(answer)
            return why_screen(pages, at.page - 2, yes=yes, no=no, translate=self.translate)
        note = self(words.NOT_KEPT) if member.saving == "failed" else None
        if at.page == 1:
            return replace(
                base,
                kind="practice",
                title=self(words.IDEAS_TITLE),
                lines=self.lines(words.IDEAS_LINE),
                ideas=tuple(self.idea(code) for code in answer.practice),
                yes=yes,
                no=self(words.MORE_WHY),
                note=self(practices.STOP),
            )
        earlier = self.lines(*self.facts.earlier)
        view = result_view(answer, earlier=earlier, translate=self.translate)
        return replace(
            base,
            kind="result",
            title=" ".join(view.headline),
            result=view,
            yes=yes,
            no=self(words.MORE_IDEAS),
            note=note,
        )

    def idea(self, code: str) -> Idea:
        one = practices.practice(code)
        said = (one.title, one.purpose, one.cue, one.dose, one.evidence)
        return Idea(one.picture, *self.lines(*said))

    def taking(self, base: Screen, at: Printing | Printed | Code | Erased) -> Screen:
        member = at.member
        if isinstance(at, Printing):
            return self.told(base, words.PRINTING, "printing")
        if isinstance(at, Erased):
            erased = {None: words.DELETING, True: words.DELETED, False: words.NOT_DELETED}
            return self.told(base, (erased[at.gone],), "stand")
        delete = None if member.assessment is None else self(words.DELETE)
        done = self(words.DONE)
        if isinstance(at, Code):
            reason = self.house.printer_reason if not self.house.printer_ready else "ready"
            why = words.PRINTER_REASONS.get(reason, words.PRINTER_REASONS[None])
            line = words.CODE_LINE if reason == "ready" else why
            title, lines = self(words.CODE_TITLE), self.lines(line)
            return replace(
                base, kind="code", title=title, lines=lines, code=member.code, yes=done, no=delete
            )
        if member.printed == "printed":
            line = words.CARD_LINE if member.assessment is None else words.PRINTED_LINE
            told = self.told(base, (words.PRINTED_TITLE, line), "slip")
            return replace(told, yes=done, no=delete)
        failed = member.printed == "failed"
        if member.assessment is None:  # a card: there is no code that could take its place
            said = words.CARD_NOT_PRINTED if failed else words.UNSURE_PRINTED[:1]
        else:
            said = words.NOT_PRINTED if failed else words.UNSURE_PRINTED
        told = self.told(base, said, "slip")
        return replace(told, code=member.code or None, yes=done, no=delete)

    def notice(
        self, base: Screen, at: Retry | Checking | Working | Refused | Ended | Thanks | Paused
    ) -> Screen:
        match at:
            case Checking():
                return replace(base, kind="working", title=self(words.STARTING[0]))
            case Working():
                return replace(base, kind="working", title=self(words.WORKING))
            case Thanks():
                measured = at.member.assessment is not None
                return self.told(base, words.THANKS if measured else words.GOODBYE, "wave")
            case Refused():
                line = words.REFUSED_CHILD if at.why == "child" else words.REFUSED_SEATED
                return self.told(base, (words.REFUSED_TITLE, line), "stand")
            case Ended():
                told = self.told(base, words.ENDED[at.why], ENDED_PICTURES[at.why])
                return replace(told, items=self.reasons(at.reasons))
            case Retry():
                told = self.told(base, (words.ONCE_MORE,), "again")
                no = words.ENOUGH if at.set == "uncued" else words.SKIP
                reasons = self.reasons(at.reasons)
                return replace(told, items=reasons, yes=self(words.AGAIN), no=self(no))
            case Paused():
                return self.paused(base, at)

    def paused(self, base: Screen, at: Paused) -> Screen:
        if at.asks:
            told = self.told(base, (words.BACK_TITLE,), "stand")
            return replace(told, yes=self(words.GO_ON), no=self(words.ANEW))
        told = self.told(base, words.PAUSED[at.why], PAUSED_PICTURES[at.why])
        return replace(told, no=self(words.STOP))

    def reasons(self, codes: tuple[str, ...]) -> tuple[Item, ...]:
        """The first reasons that say something of use to a member."""
        told = [c for c in codes if c in PICTURES and c != "too_few_valid"][:MOST_REASONS]
        return tuple(Item(PICTURES[code], self(REASONS[code])) for code in told)


def moving(kiosk: Kiosk, scene: Scene | None) -> Moving:
    """What moves on the state's screen. scene: the last one, None before the first."""
    at, stayed = kiosk.at, kiosk.now_s - kiosk.since_s
    match at:
        case Position():
            advice = None if scene is None else scene.advice
            if advice in (None, "stand_still"):
                return Moving(
                    hint=words.PLACED if at.ready_since_s is not None else None, good=True
                )
            return Moving(hint=words.ADVICE[advice])
        case Stand():
            advice = None if scene is None else scene.advice
            hint = None if advice is None else words.ADVICE[advice]
            return Moving(remaining=1.0 - min(at.still_s / STILL_S, 1.0), hint=hint)
        case Intro():
            return Moving(remaining=max(0.0, 1.0 - stayed / intro_s(at)))
        case Squats():
            return _squatting(kiosk, at)
        case Retry():
            return Moving(remaining=max(0.0, 1.0 - stayed / LONGEST_S[Retry]))
        case Paused(why="cannot_see", advice=str() as code):
            return Moving(hint=words.ADVICE[code])
    return Moving()


def _squatting(kiosk: Kiosk, at: Squats) -> Moving:
    wanted = at.member.plan.count(at.set)
    counter = (min(at.tries if at.set == "practice" else at.done, wanted), wanted)
    waited = kiosk.now_s - max(at.last_s, kiosk.since_s)
    if waited > 0.4 * NO_SQUAT_S:
        return Moving(counter, hint=words.WHEN_READY)
    if at.tries and waited < 3.0:
        if at.reason is None:
            return Moving(counter, hint=words.COUNTED, good=True)
        return Moving(counter, hint=words.SQUAT_HINTS[at.reason])
    return Moving(counter)
