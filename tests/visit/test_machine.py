"""The visit's transitions: the whole table, and what must hold whatever happens."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from kiosk.core.scene import Hand, Scene, SquatSeen
from kiosk.visit import effects as fx
from kiosk.visit import events as ev
from kiosk.visit import states as st
from kiosk.visit import timing
from kiosk.visit.machine import ROWS, begin, step
from kiosk.visit.moves import member_of, rest
from kiosk.visit.naming import name
from kiosk.visit.states import Kiosk
from tests.visit import samples
from tests.visit.table import GOLDEN, table

RESTING = (st.Starting, st.Attract, st.OutOfService, st.StaffPage)
SILENCE_S = 15.0
EXAMPLES = int(os.environ.get("KIOSK_EXAMPLES", "80"))
"""scripts/prove asks for many more."""


def test_the_whole_table_is_as_accepted() -> None:
    """scripts/accept-goldens writes it anew; read the difference before you commit it."""
    assert table() == GOLDEN.read_text(encoding="utf-8")


def test_every_state_and_event_has_a_sample() -> None:
    assert {type(at) for at in samples.states().values()} == set(st.STATES)
    assert {type(event) for event in samples.events().values()} == set(ev.EVENTS)


def test_every_row_is_of_a_known_state_and_event() -> None:
    assert {state for state, _ in ROWS} <= set(st.STATES)
    assert {event for _, event in ROWS} <= set(ev.EVENTS)


def test_every_state_with_a_member_has_a_longest_stay() -> None:
    visiting = {type(at) for at in samples.states().values() if member_of(at) is not None}
    assert visiting <= {*timing.LONGEST_S, st.Squats}, "a set lasts as long as squats come"


def run(kiosk: Kiosk, events: Sequence[ev.Event]) -> tuple[Kiosk, list[fx.Effect]]:
    done: list[fx.Effect] = []
    for event in events:
        kiosk, effects = step(kiosk, event)
        done += effects
    return kiosk, done


def silent(kiosk: Kiosk, seconds: float = SILENCE_S) -> tuple[Kiosk, list[fx.Effect]]:
    ticks = [ev.Tick(kiosk.now_s + 0.1 * i) for i in range(1, int(seconds * 10) + 1)]
    return run(kiosk, ticks)


def absent(kiosk: Kiosk, seconds: float) -> tuple[Kiosk, list[fx.Effect]]:
    """Frames of an empty place, with the ticks between them."""
    times = [kiosk.now_s + 0.1 * i for i in range(1, int(seconds * 10) + 1)]
    return run(kiosk, [event for t in times for event in (Scene(t), ev.Tick(t))])


EVENTS = tuple(samples.events())
WALK = some.lists(
    some.tuples(some.sampled_from(EVENTS), some.floats(0.01, 3.0)), min_size=1, max_size=80
)


def walked(
    steps: Sequence[tuple[str, float]], start: Kiosk
) -> list[tuple[Kiosk, ev.Event, Kiosk, tuple[fx.Effect, ...]]]:
    """(before, event, after, effects) of a random walk; answers to requests carry any number."""
    trail, kiosk = [], start
    for event_name, later_s in steps:
        event = samples.events(kiosk.now_s + later_s)[event_name]
        for number_field in ("number",):
            if hasattr(event, number_field) and kiosk.house.numbers:
                event = replace(event, number=kiosk.house.numbers)
        if hasattr(event, "visit"):
            event = replace(event, visit=kiosk.house.visits)
        after, effects = step(kiosk, event)
        trail.append((kiosk, event, after, effects))
        kiosk = after
    return trail


def started() -> Kiosk:
    return samples.kiosk(st.Attract())


@settings(max_examples=EXAMPLES, deadline=None)
@given(WALK, some.sampled_from(sorted(samples.states())))
def test_silence_brings_every_visit_to_rest(steps: list[tuple[str, float]], state: str) -> None:
    """Any events from any state, then 15 s of nothing: at rest, and nothing of a member is left."""
    trail = walked(steps, samples.kiosk(samples.states()[state]))
    kiosk, effects = silent(trail[-1][2])
    assert isinstance(kiosk.at, RESTING)
    assert not isinstance(kiosk.at, st.StaffPage)
    assert member_of(kiosk.at) is None
    assert type(kiosk.at) in (type(rest(kiosk.house, armed=True)), st.Starting)
    if isinstance(kiosk.at, st.Attract):
        assert (kiosk.at.armed, kiosk.at.earlier, kiosk.at.language) == (True, None, "")
    if member_of(trail[-1][2].at) is not None:
        assert fx.Forget() in effects


@settings(max_examples=EXAMPLES, deadline=None)
@given(WALK, some.sampled_from(sorted(get_args(fx.Keeps))))
def test_nothing_is_kept_before_consent(steps: list[tuple[str, float]], offer: fx.Keeps) -> None:
    """Nor anything beside the result without the second yes."""
    consented: set[int] = set()
    agreed: set[int] = set()
    start = started()
    start = replace(start, house=replace(start.house, offer=offer))
    for before, event, after, effects in walked(steps, start):
        member = member_of(after.at)
        if isinstance(before.at, st.Consent) and isinstance(after.at, st.Keep | st.Pain):
            assert isinstance(event, ev.Answer) and event.yes
            consented.add(after.at.member.visit)
        if isinstance(before.at, st.Keep) and event == ev.Answer(event.time_s, yes=True):
            agreed.add(before.at.member.visit)
        assert not isinstance(after.at, st.Keep) or offer != "nothing"
        keeps = "nothing" if member is None else member.keeps
        assert keeps == (offer if member is not None and member.visit in agreed else "nothing")
        for effect in effects:
            if isinstance(effect, fx.Record | fx.Save):
                assert member is not None and member.visit in consented
            if isinstance(effect, fx.Save):
                assert effect.keeps == keeps


@settings(max_examples=EXAMPLES, deadline=None)
@given(WALK)
def test_nothing_of_one_member_reaches_the_next(steps: list[tuple[str, float]]) -> None:
    """A new visit knows nothing but its language and a code that was scanned for it."""
    for before, _, after, effects in walked(steps, started()):
        was, now = member_of(before.at), member_of(after.at)
        if was is not None and (now is None or now.visit != was.visit):
            assert fx.Forget() in effects
        if now is not None and (was is None or now.visit != was.visit):
            fresh = st.Member(now.visit, now.language, plan=now.plan, earlier=now.earlier)
            assert [getattr(now, f) for f in FIELDS] == [getattr(fresh, f) for f in FIELDS]
        if (
            now is None
            and isinstance(after.at, st.Attract)
            and not isinstance(before.at, st.Attract)
        ):
            assert (after.at.earlier, after.at.language) == (None, "")


FIELDS = tuple(st.Member.__dataclass_fields__)


@settings(max_examples=EXAMPLES, deadline=None)
@given(WALK)
def test_a_press_prints_at_most_once(steps: list[tuple[str, float]]) -> None:
    numbers: list[int] = []
    slips: list[int] = []
    for before, event, _, effects in walked(steps, started()):
        printed = [effect for effect in effects if isinstance(effect, fx.Print)]
        assert len(printed) <= 1
        for effect in printed:
            assert isinstance(event, ev.Answer | ev.StaffAsked)
            numbers.append(effect.number)
            if effect.what == "slip":
                member = member_of(before.at)
                assert member is not None
                slips.append(member.visit)
    assert len(set(numbers)) == len(numbers)
    assert len(set(slips)) == len(slips), "one visit, one slip; more only as staff's copy"


@settings(max_examples=EXAMPLES, deadline=None)
@given(WALK)
def test_time_never_runs_backwards_in_a_visit(steps: list[tuple[str, float]]) -> None:
    kiosk = started()
    for event_name, later_s in steps:
        # The clock may be anything at all: a step back is taken for standing still.
        event = samples.events(kiosk.now_s + later_s - 1.5)[event_name]
        after, _ = step(kiosk, event)
        assert after.now_s >= kiosk.now_s
        assert after.since_s <= after.now_s
        kiosk = after


# One willing member, in words


def scenes(kiosk: Kiosk, seconds: float, **changes: object) -> tuple[Kiosk, list[fx.Effect]]:
    """Frames of somebody who stands there, with the ticks between them."""
    done: list[fx.Effect] = []
    end_s = kiosk.now_s + seconds
    while kiosk.now_s < end_s - 1e-6:
        t = kiosk.now_s + 0.1
        kiosk, more = run(kiosk, [samples.scene(time_s=t, **changes), ev.Tick(t)])
        done += more
    return kiosk, done


def answer(kiosk: Kiosk, yes: bool) -> tuple[Kiosk, list[fx.Effect]]:
    return run(kiosk, [ev.Answer(kiosk.now_s + 0.1, yes=yes)])


def squats(kiosk: Kiosk, count: int) -> tuple[Kiosk, list[fx.Effect]]:
    done: list[fx.Effect] = []
    for _ in range(count):
        kiosk, more = scenes(kiosk, 3.0)
        done += more
        seen = samples.scene(time_s=kiosk.now_s + 0.1, squats=(SquatSeen(counts=True),))
        kiosk, more = run(kiosk, [seen])
        done += more
    return kiosk, done


def to_the_squats() -> Kiosk:
    kiosk, _ = scenes(started(), 1.0)
    assert name(kiosk.at) == "consent"
    for yes in (True, True, False, False):
        kiosk, _ = answer(kiosk, yes)
    assert name(kiosk.at) == "position"
    kiosk, effects = scenes(kiosk, 1.2)
    assert name(kiosk.at) == "stand"
    assert fx.Record("uncued") in effects
    kiosk, _ = scenes(kiosk, 3.2, still_s=3.5)
    assert name(kiosk.at) == "intro_practice"
    kiosk, _ = scenes(kiosk, 4.1)
    assert name(kiosk.at) == "squats_practice"
    return kiosk


def test_a_willing_member_s_whole_visit() -> None:
    kiosk = to_the_squats()
    kiosk, _ = squats(kiosk, 2)
    kiosk, effects = scenes(kiosk, 3.2)
    assert fx.Mark("uncued") in effects
    kiosk, effects = squats(kiosk, 5)
    assert name(kiosk.at) == "checking"
    check = next(e for e in effects if isinstance(e, fx.Check))
    kiosk, effects = run(kiosk, [ev.SetChecked(kiosk.now_s, check.number, usable=True)])
    assert name(kiosk.at) == "intro_cued"
    assert fx.Record("cued") in effects
    kiosk, _ = scenes(kiosk, 5.1)
    kiosk, effects = squats(kiosk, 3)
    assess = next(e for e in effects if isinstance(e, fx.Assess))
    assert name(kiosk.at) == "working"
    few = ev.Assessed(kiosk.now_s, assess.number, samples.FEW_CUED, "K7B4F2", "KNEE")
    # Too few of the cued squats for a comparison: the set is offered once more, and may be left
    # out.
    kiosk, _ = run(kiosk, [few])
    assert name(kiosk.at) == "retry"
    kiosk, effects = answer(kiosk, yes=False)
    assert name(kiosk.at) == "result"
    assert fx.Save(kiosk.house.visits, "joints") in effects
    kiosk, effects = answer(kiosk, yes=True)
    job = next(e for e in effects if isinstance(e, fx.Print))
    assert (job.what, name(kiosk.at)) == ("slip", "printing")
    kiosk, _ = run(kiosk, [ev.PrintEnded(kiosk.now_s, job.number, "printed")])
    assert name(kiosk.at) == "printed"
    kiosk, _ = answer(kiosk, yes=True)
    assert name(kiosk.at) == "thanks"
    kiosk, effects = scenes(kiosk, 7.0)
    assert kiosk.at == replace(st.Attract(armed=False), here_since_s=kiosk.at.here_since_s)  # type: ignore[union-attr]
    assert fx.Forget() in effects
    kiosk, _ = scenes(kiosk, 5.0)
    assert name(kiosk.at) == "attract", "who still stands there is not taken for a new member"
    kiosk, _ = run(kiosk, [Scene(kiosk.now_s + 0.1), Scene(kiosk.now_s + 1.3)])
    kiosk, _ = scenes(kiosk, 1.0)
    assert name(kiosk.at) == "consent"


def asked_to_keep() -> Kiosk:
    kiosk = samples.kiosk(samples.states()["Keep"])
    return replace(kiosk, since_s=kiosk.now_s)


def test_silence_keeps_nothing_more_and_the_visit_goes_on() -> None:
    kiosk, effects = scenes(asked_to_keep(), timing.KEEP_S - 0.3)
    assert name(kiosk.at) == "keep"
    kiosk, more = scenes(kiosk, 0.6)
    assert name(kiosk.at) == "pain"
    assert member_of(kiosk.at).keeps == "nothing"  # type: ignore[union-attr]
    assert not [*effects, *more]


def test_a_hand_that_is_going_up_is_waited_for_but_not_for_ever() -> None:
    hand = Hand("right", 0.5)
    kiosk, _ = scenes(asked_to_keep(), timing.KEEP_S + 1.0, hand=hand)
    assert name(kiosk.at) == "keep"
    kept, effects = answer(kiosk, yes=True)
    assert (name(kept.at), effects) == ("pain", [fx.Agreed()])
    assert member_of(kept.at).keeps == "joints"  # type: ignore[union-attr]
    kiosk, _ = scenes(kiosk, timing.LONGEST_S[st.Keep] - timing.KEEP_S, hand=hand)
    assert name(kiosk.at) == "pain"
    assert member_of(kiosk.at).keeps == "nothing"  # type: ignore[union-attr]


def test_who_says_no_to_keeping_is_measured_all_the_same() -> None:
    kiosk, effects = answer(asked_to_keep(), yes=False)
    assert (name(kiosk.at), effects) == ("pain", [])
    assert member_of(kiosk.at).keeps == "nothing"  # type: ignore[union-attr]


@pytest.mark.parametrize("offer", get_args(fx.Keeps))
def test_what_is_offered_is_what_is_agreed_to(offer: fx.Keeps) -> None:
    kiosk = samples.kiosk(samples.states()["Consent"])
    kiosk = replace(kiosk, house=replace(kiosk.house, offer=offer))
    kiosk, effects = answer(kiosk, yes=True)
    assert effects == [fx.Agreed()]
    assert name(kiosk.at) == ("pain" if offer == "nothing" else "keep")
    kiosk, _ = answer(kiosk, yes=True)
    assert member_of(kiosk.at).keeps == offer  # type: ignore[union-attr]


def test_who_is_away_while_asked_is_asked_again() -> None:
    kiosk, _ = absent(asked_to_keep(), 1.7)
    assert name(kiosk.at) == "paused_away"
    kiosk, _ = scenes(kiosk, 1.0)
    assert name(kiosk.at) == "keep"


def test_a_set_is_done_again_twice_at_most() -> None:
    kiosk = samples.kiosk(st.Checking(samples.MEMBER, 7, "cued"))
    too_few = ev.SetChecked(samples.NOW_S, 7, usable=False, reasons=("too_fast",))
    for _ in range(timing.MOST_RETRIES):
        kiosk, _ = run(kiosk, [too_few])
        assert name(kiosk.at) == "retry"
        kiosk, effects = scenes(kiosk, 7.2)
        assert name(kiosk.at) == "stand", "goes on by itself"
        assert fx.Record("uncued") in effects
        member = member_of(kiosk.at)
        assert member is not None
        kiosk = replace(kiosk, at=st.Checking(member, 7, "cued"))
    kiosk, _ = run(kiosk, [too_few])
    assert name(kiosk.at) == "ended_retries"


@pytest.mark.parametrize("set_", ["practice", "uncued", "cued"])
def test_who_is_away_for_a_moment_goes_on_with_the_set_anew(set_: str) -> None:
    kiosk = samples.kiosk(st.Squats(samples.MEMBER, set_, 2, 2))  # type: ignore[arg-type]
    kiosk, effects = absent(kiosk, 1.7)
    assert name(kiosk.at) == "paused_away"
    assert fx.EndRecord() in effects
    kiosk, effects = scenes(kiosk, 1.0)
    assert name(kiosk.at) == ("intro_cued" if set_ == "cued" else "stand")
    assert member_of(kiosk.at).retries == ()  # type: ignore[union-attr]


def test_who_comes_back_late_is_asked_because_it_may_be_somebody_else() -> None:
    kiosk, _ = absent(samples.kiosk(st.Stand(samples.MEMBER)), 5.0)
    kiosk, _ = scenes(kiosk, 1.0)
    assert name(kiosk.at) == "paused_back"
    went_on, _ = answer(kiosk, yes=True)
    assert name(went_on.at) == "stand"
    anew, effects = answer(kiosk, yes=False)
    assert name(anew.at) == "attract"
    assert fx.Forget() in effects


def test_a_result_is_not_left_on_the_screen_for_the_next_one() -> None:
    kiosk, effects = absent(samples.kiosk(st.Result(samples.DONE, samples.MEASURED)), 3.1)
    assert name(kiosk.at) == "attract"
    assert fx.Forget() in effects


def test_a_result_stays_when_the_camera_is_lost() -> None:
    kiosk = samples.kiosk(st.Result(samples.DONE, samples.MEASURED))
    kiosk, _ = run(kiosk, [ev.CameraSaid(kiosk.now_s, works=False, text="unplugged")])
    kiosk, _ = silent(kiosk, 8.0)
    assert name(kiosk.at) == "result"
    kiosk, effects = answer(kiosk, yes=True)  # by a button
    assert any(isinstance(effect, fx.Print) for effect in effects)


def test_without_paper_the_code_is_offered() -> None:
    kiosk = samples.kiosk(st.Result(samples.DONE, samples.MEASURED), printer=False)
    kiosk, effects = answer(kiosk, yes=True)
    assert name(kiosk.at) == "code"
    assert not any(isinstance(effect, fx.Print) for effect in effects)


def test_what_a_printer_that_cannot_tell_says_is_no_doubt() -> None:
    for tells, became in ((True, "printed_unknown"), (False, "printed_sent")):
        kiosk = samples.kiosk(st.Printing(replace(samples.DONE, printed="under way"), 7))
        kiosk, _ = run(
            kiosk,
            [
                ev.PrinterSaid(kiosk.now_s, ready=True, tells=tells),
                ev.PrintEnded(kiosk.now_s, 7, "unknown"),
            ],
        )
        assert name(kiosk.at) == became


def test_a_printer_that_says_nothing_for_long_leaves_a_doubt_even_if_it_cannot_tell() -> None:
    kiosk = samples.kiosk(st.Printing(replace(samples.DONE, printed="under way"), 7))
    kiosk, _ = run(kiosk, [ev.PrinterSaid(kiosk.now_s, ready=True, tells=False)])
    kiosk, effects = scenes(kiosk, timing.LONGEST_S[st.Printing])
    assert name(kiosk.at) == "printed_unknown"
    assert not any(isinstance(effect, fx.Print) for effect in effects), "nor is it printed again"


@pytest.mark.parametrize("printed", ["failed", "unknown", "sent", "printed"])
def test_nothing_is_printed_twice_for_a_member(printed: str) -> None:
    member = replace(samples.DONE, printed=printed)  # type: ignore[arg-type]
    for at in (st.Printed(member), st.Result(member, samples.MEASURED), st.Code(member)):
        for yes in (True, False):
            _, effects = answer(samples.kiosk(at), yes)
            assert not any(isinstance(effect, fx.Print) for effect in effects)


def test_nothing_is_sent_to_a_printer_that_is_not_ready() -> None:
    """Wherever something can be printed: the slip, the card, staff's copy."""
    for at in samples.states().values():
        for event in samples.events().values():
            kiosk = samples.kiosk(at, printer=False)
            _, effects = step(kiosk, event)
            assert not any(isinstance(effect, fx.Print) for effect in effects)


def test_a_hand_during_a_squat_stops_only_when_held_standing() -> None:
    """A scene with a hand is no answer; kiosk.core.answering makes one of a held hand."""
    kiosk = samples.kiosk(st.Squats(samples.MEMBER, "uncued"))
    same, effects = run(kiosk, [samples.events()["hand"]])
    assert (name(same.at), effects) == ("squats_uncued", [])
    stopped, _ = answer(same, yes=False)
    assert name(stopped.at) == "stopped"
    hurt, _ = answer(stopped, yes=True)
    assert name(hurt.at) == "ended_pain"


def test_a_wrong_answer_can_be_taken_back() -> None:
    kiosk = samples.kiosk(st.Pain(samples.MEMBER))
    kiosk, _ = answer(kiosk, yes=True)
    assert name(kiosk.at) == "referred"
    kiosk, _ = answer(kiosk, yes=False)
    assert name(kiosk.at) == "pain"


def test_switched_on_with_somebody_there() -> None:
    kiosk = begin(samples.PLAN, samples.LANGUAGES, 0.0)
    kiosk, _ = scenes(kiosk, 2.0)
    assert name(kiosk.at) == "starting"
    kiosk, _ = run(kiosk, [ev.CameraSaid(kiosk.now_s, works=True)])
    kiosk, _ = scenes(kiosk, 1.0)
    assert name(kiosk.at) == "consent"
