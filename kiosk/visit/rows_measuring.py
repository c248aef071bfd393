"""The rows of the test itself: position, standing, sets, another try. kiosk.core, kiosk.visit."""

from __future__ import annotations

from dataclasses import replace

from kiosk.core.assessment import Assessment
from kiosk.core.scene import Scene
from kiosk.visit.effects import Assess, Check, EndRecord, Mark, NewSet, Record, SetName, Sound
from kiosk.visit.events import Answer, Assessed, SetChecked, Tick
from kiosk.visit.moves import Step, go, hand_up, numbered, stay
from kiosk.visit.rows_questions import refuse
from kiosk.visit.rows_result import show_result
from kiosk.visit.states import (
    Checking,
    Ended,
    Intro,
    Kiosk,
    Member,
    Plan,
    Position,
    Retry,
    Squats,
    Stand,
    Stopped,
    Working,
)
from kiosk.visit.timing import (
    EXTRA_TRIES,
    LEAST_VALID_CUED,
    MOST_RETRIES,
    PLACED_S,
    STILL_S,
    intro_s,
)


def positioned(kiosk: Kiosk, at: Position, event: Scene) -> Step:
    now, member = kiosk.now_s, at.member
    if not event.present:
        return stay(kiosk, Position(member))
    refused = refuse(kiosk, at, event)
    if refused is not None:
        return refused
    well = event.advice in (None, "stand_still") and event.measured and event.body == "adult"
    ready = (at.ready_since_s if at.ready_since_s is not None else now) if well else None
    if ready is not None and now - ready >= PLACED_S:
        return stand(kiosk, member, "practice" if member.plan.practice else "uncued")
    return stay(kiosk, Position(member, ready))


def stand(kiosk: Kiosk, member: Member, then: SetName) -> Step:
    return go(kiosk, Stand(member, then), Record("uncued"), NewSet())


def standing(kiosk: Kiosk, at: Stand, event: Scene) -> Step:
    if not event.present:
        return kiosk, ()
    if event.still_s >= STILL_S and kiosk.now_s - kiosk.since_s >= STILL_S:
        return go(kiosk, Intro(at.member, at.then, seated=at.member.chair), Sound("done"))
    lasted = min(event.still_s, kiosk.now_s - kiosk.since_s)
    return stay(kiosk, replace(at, still_s=lasted))


def intro_tick(kiosk: Kiosk, at: Intro, event: Tick) -> Step:
    """Not under a raised hand, which is about to answer."""
    if kiosk.now_s - kiosk.since_s < intro_s(at) or hand_up(kiosk):
        return kiosk, ()
    return _begin(kiosk, at)


def _begin(kiosk: Kiosk, at: Intro) -> Step:
    """With a chair the feet stand elsewhere now: stand still once more, then practise."""
    if at.member.chair and at.set == "practice" and not at.seated:
        member = at.member
        return go(kiosk, Stand(member, "practice"), Record("uncued"), NewSet())
    return _squats(kiosk, at)


def _squats(kiosk: Kiosk, at: Intro) -> Step:
    return go(kiosk, Squats(at.member, at.set), Mark(at.set), NewSet(), Sound("ask"))


def intro_answer(kiosk: Kiosk, at: Intro, event: Answer) -> Step:
    """Yes begins at once. No: before the practice it asks for the chair, later it stops."""
    if event.yes:
        return _begin(kiosk, at)
    if at.set == "practice" and not at.member.chair:
        return go(kiosk, replace(at, member=replace(at.member, chair=True)))
    return go(kiosk, Stopped(at.member), EndRecord())


def squatting(kiosk: Kiosk, at: Squats, event: Scene) -> Step:
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
    return stay(kiosk, at, Sound("squat" if last.counts else "oops"))


def _set_done(kiosk: Kiosk, at: Squats) -> Step:
    member = at.member
    if at.set == "practice":
        return go(kiosk, Intro(member, "uncued"), Sound("done"))
    # A set that is done once more after the whole was assessed is the last one.
    assessed = member.assessment is not None
    following = None if assessed else _following(member.plan, at.set)
    if following is not None and at.set != "uncued":
        return go(kiosk, Intro(member, following), EndRecord(), Record(following), Sound("done"))
    kiosk, number = numbered(kiosk)
    if following is None:
        return go(kiosk, Working(member, number), EndRecord(), Assess(number), Sound("done"))
    checking = Checking(member, number, following)
    return go(kiosk, checking, EndRecord(), Check(number, at.set), Sound("done"))


def _following(plan: Plan, set_: SetName) -> SetName | None:
    later: tuple[SetName, ...] = ("cued", "heels") if set_ == "uncued" else ("heels",)
    return None if set_ == "heels" else next((one for one in later if plan.count(one)), None)


def checked(kiosk: Kiosk, at: Checking, event: SetChecked) -> Step:
    """Only a set that can be used is worth a further one."""
    if event.number != at.number:
        return kiosk, ()
    if not event.usable:
        return _once_more(kiosk, at.member, "uncued", event.reasons)
    return go(kiosk, Intro(at.member, at.then), Record(at.then))


def _once_more(kiosk: Kiosk, member: Member, set_: SetName, reasons: tuple[str, ...]) -> Step:
    """Another try of a set, at most two of each, then a kind end."""
    if member.tried(set_) >= MOST_RETRIES:
        return go(kiosk, Ended(member, "retries", reasons), EndRecord())
    member = replace(member, retries=(*member.retries, set_))
    return go(kiosk, Retry(member, set_, reasons), EndRecord(), Sound("oops"))


def again(kiosk: Kiosk, at: Retry, event: Answer) -> Step:
    member = at.member
    if at.set == "uncued":
        if event.yes:
            return stand(kiosk, member, "uncued")
        return go(kiosk, Ended(member, "retries", at.reasons))
    if event.yes:
        return go(kiosk, Intro(member, at.set), Record(at.set))
    return show_result(kiosk, member)


def assessed(kiosk: Kiosk, at: Working, event: Assessed) -> Step:
    member, answer = at.member, event.assessment
    if event.number != at.number:
        return kiosk, ()
    if answer.verdict != "measured":
        return _once_more(kiosk, member, "uncued", answer.reasons)
    member = replace(member, assessment=answer, ticket=event.ticket, code=event.code)
    short = _short_set(member, answer)
    if short is not None and member.tried(short) < MOST_RETRIES:
        return _once_more(kiosk, member, short, _why_short(answer, short))
    return show_result(kiosk, member)


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


def without(kiosk: Kiosk, member: Member, set_: SetName) -> Step:
    """A further set that is not done takes nothing from what was measured before it."""
    if member.assessment is not None:
        return show_result(kiosk, member)
    kiosk, number = numbered(kiosk)
    member = replace(member, retries=(*member.retries, *(set_,) * MOST_RETRIES))
    return go(kiosk, Working(member, number), EndRecord(), Assess(number))


def ask_to_stop(kiosk: Kiosk, at: Position | Stand | Squats, event: Answer) -> Step:
    if event.yes:
        return kiosk, ()
    return go(kiosk, Stopped(at.member), EndRecord())
