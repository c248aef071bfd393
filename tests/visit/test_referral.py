"""Who is sent to a professional: by answers, asked once, of those who want to practise."""

from __future__ import annotations

from kiosk.core import screenwords
from kiosk.core.advice import Answers, referral
from kiosk.core.screen import Screen
from kiosk.visit import effects as fx
from kiosk.visit import events as ev
from kiosk.visit import states as st
from kiosk.visit import timing
from kiosk.visit.machine import step
from kiosk.visit.naming import name
from kiosk.visit.states import Kiosk
from kiosk.visit.view import Facts, show
from tests.visit import samples

RESULT = st.Result(samples.DONE, samples.MEASURED)


def answered(kiosk: Kiosk, *answers: bool) -> tuple[Kiosk, list[fx.Effect]]:
    done: list[fx.Effect] = []
    for yes in answers:
        kiosk, effects = step(kiosk, ev.Answer(kiosk.now_s + 2.0, yes=yes))
        done += effects
    return kiosk, done


def screen(kiosk: Kiosk) -> Screen:
    return show(kiosk, Facts(), str)


def printed(effects: list[fx.Effect]) -> Answers | None:
    (job,) = (effect for effect in effects if isinstance(effect, fx.Print))
    return job.answers


def test_who_just_wants_the_slip_is_asked_nothing() -> None:
    kiosk, effects = answered(samples.kiosk(RESULT), True)
    assert name(kiosk.at) == "printing"
    assert printed(effects) is None


def test_all_five_signs_are_asked_at_once_on_the_way_to_the_ideas() -> None:
    kiosk, _ = answered(samples.kiosk(RESULT), False)
    assert name(kiosk.at) == "before_ideas"
    shown = screen(kiosk)
    assert len(shown.items) == 5
    assert len({item.text for item in shown.items}) == 5
    assert shown.yes and shown.no


def test_a_no_leads_on_and_changes_nothing() -> None:
    kiosk, effects = answered(samples.kiosk(RESULT), False, False, True)
    assert name(kiosk.at) == "printing"
    assert referral(printed(effects) or Answers()) == ()
    ideas, _ = answered(samples.kiosk(RESULT), False, False)
    unasked = screen(samples.kiosk(st.Result(samples.DONE, samples.MEASURED, page=1)))
    assert screen(ideas) == unasked


def test_a_yes_is_told_with_the_ideas_with_the_result_and_on_the_slip() -> None:
    ideas, _ = answered(samples.kiosk(RESULT), False, True)
    assert name(ideas.at) == "practice"
    said = str(screenwords.SEE_A_PROFESSIONAL)
    assert said in screen(ideas).lines
    first_why, _ = answered(ideas, False)
    assert screen(first_why).title == "When to ask a professional", "what matters comes first"
    _, effects = answered(ideas, True)
    assert referral(printed(effects) or Answers()) == ("one_of_these",)
    result = screen(samples.kiosk(st.Result(samples.REFERRED, samples.MEASURED))).result
    assert result is not None
    assert result.referral[0] == said


def test_nobody_is_asked_twice() -> None:
    for yes in (True, False):
        kiosk, _ = answered(samples.kiosk(RESULT), False, yes)
        pages = [name(kiosk.at)]
        for _ in range(timing.RESULT_PAGES):
            kiosk, _ = answered(kiosk, False)
            pages.append(name(kiosk.at))
        assert "before_ideas" not in pages
        assert pages[0] == pages[-1] == "practice"


def test_who_does_not_answer_reads_on() -> None:
    kiosk, _ = answered(samples.kiosk(RESULT), False)
    later_s = kiosk.now_s
    for _ in range(int(timing.LONGEST_S[st.BeforeIdeas]) + 1):
        later_s += 1.0
        kiosk, _ = step(kiosk, samples.scene(time_s=later_s))
        kiosk, _ = step(kiosk, ev.Tick(later_s))
    assert name(kiosk.at) == "practice"
    assert samples.DONE.answers is None
    assert str(screenwords.SEE_A_PROFESSIONAL) not in screen(kiosk).lines


def test_no_band_and_no_finding_sends_anybody() -> None:
    for page in range(2):
        shown = screen(samples.kiosk(st.Result(samples.ASKED, samples.MEASURED, page)))
        said = shown.lines if shown.result is None else shown.result.referral
        assert str(screenwords.SEE_A_PROFESSIONAL) not in said
