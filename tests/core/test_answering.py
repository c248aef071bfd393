"""One raise, one answer: held long enough, on the question it was raised for, and given once."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core import answering
from kiosk.core.answering import HOLD_S, Answering
from kiosk.core.scene import Hand, Scene
from tests.support.posing import joined, sights, stands, watch

BOTH = frozenset[answering.Answer]({"yes", "no"})
FRAME_S = 1.0 / 30.0


@dataclass
class Screenful:
    """Plays hands to the answering as the coach tells them; now_s goes on by itself."""

    state: Answering = field(default_factory=answering.start)
    key: str = "question"
    accepts: frozenset[answering.Answer] = BOTH
    now_s: float = 50.0
    held_s: float = 0.0
    shares: list[float] = field(default_factory=list)

    def show(self, side: str | None, seconds: float) -> list[tuple[float, str]]:
        """Answers and when they were given, counted from the start of these seconds."""
        answers = []
        for i in range(round(seconds / FRAME_S)):
            hand = None if side is None else Hand(side, self.held_s)  # type: ignore[arg-type]
            scene = Scene(self.now_s, present=True, hand=hand)
            self.state, share, answer = answering.step(self.state, scene, self.accepts, self.key)
            self.shares.append(share)
            if answer is not None:
                answers.append((i * FRAME_S, str(answer)))
            self.now_s += FRAME_S
            self.held_s = 0.0 if side is None else self.held_s + FRAME_S
        return answers

    def lowers(self, seconds: float = 0.3) -> None:
        assert self.show(None, seconds) == []


@pytest.mark.parametrize(("side", "means"), [("right", "yes"), ("left", "no")])
def test_a_hand_held_up_answers_once_and_after_the_hold(side: str, means: str) -> None:
    screen = Screenful()
    screen.lowers()
    assert screen.show(side, 4.0) == [(pytest.approx(HOLD_S), means)]
    rising = screen.shares[9:46]
    assert rising == sorted(rising)
    assert rising[0] == pytest.approx(0.0)
    assert rising[-1] == 1.0


def test_a_hand_let_down_too_early_answers_nothing_and_starts_anew() -> None:
    screen = Screenful()
    screen.lowers()
    assert screen.show("right", HOLD_S - 0.1) == []
    screen.lowers()
    assert screen.shares[-1] == 0.0
    assert screen.show("right", 2.0) == [(pytest.approx(HOLD_S), "yes")]


def test_the_hand_that_answered_must_come_down_before_it_answers_again() -> None:
    screen = Screenful()
    screen.lowers()
    assert len(screen.show("right", 2.0)) == 1
    screen.lowers(0.1)
    assert screen.show("right", 2.0) == []
    screen.lowers()
    assert len(screen.show("right", 2.0)) == 1


def test_one_raise_never_answers_two_questions() -> None:
    screen = Screenful()
    screen.lowers()
    assert len(screen.show("right", 1.3)) == 1
    screen.key = "next"
    assert screen.show("right", 3.0) == []
    assert screen.shares[-1] == 0.0


def test_a_hand_that_was_up_when_the_question_came_does_not_count() -> None:
    screen = Screenful()
    screen.lowers()
    assert screen.show("right", 0.8) == []
    screen.key = "next"
    assert screen.show("right", 3.0) == []


def test_a_member_who_raises_the_other_hand_says_the_other_thing() -> None:
    screen = Screenful()
    screen.lowers()
    assert screen.show("right", 0.9) == []
    screen.held_s = 0.0
    assert screen.show("left", 2.0) == [(pytest.approx(HOLD_S), "no")]


def test_a_hand_that_this_screen_does_not_take_does_nothing() -> None:
    screen = Screenful(accepts=frozenset({"yes"}))
    screen.lowers()
    assert screen.show("left", 3.0) == []
    assert set(screen.shares) == {0.0}
    screen.lowers()
    assert screen.show("right", 2.0) == [(pytest.approx(HOLD_S), "yes")]


def test_a_short_gap_goes_on_and_does_not_count_itself() -> None:
    screen = Screenful()
    screen.lowers()
    assert screen.show("right", 0.8) == []
    before = screen.shares[-1]
    screen.lowers(0.2)
    assert screen.shares[-1] == before  # the ring waits
    assert screen.show("right", 2.0) == [(pytest.approx(0.4, abs=0.05), "yes")]


def test_a_long_gap_starts_anew() -> None:
    screen = Screenful()
    screen.lowers()
    assert screen.show("right", 0.8) == []
    screen.lowers(0.4)
    assert screen.show("right", 2.0) == [(pytest.approx(HOLD_S), "yes")]


def test_a_clock_set_back_only_costs_the_wait() -> None:
    screen = Screenful()
    screen.lowers()
    screen.now_s -= 1000.0
    screen.lowers()
    assert len(screen.show("right", 2.0)) == 1


@given(
    st.lists(st.tuples(st.sampled_from(["right", "left", None]), st.floats(0.03, 1.1)), max_size=12)
)
def test_no_fidgeting_under_the_hold_ever_answers(moves: list[tuple[str | None, float]]) -> None:
    screen = Screenful()
    last: str | None = None
    for side, seconds in moves:
        if side == last:
            screen.lowers()
        screen.held_s = 0.0
        assert screen.show(side, seconds) == []
        screen.lowers(0.3)
        last = side


def test_from_joints_to_an_answer_within_a_second_and_a_half_and_never_from_a_lowered_hand() -> (
    None
):
    for held_s, expected in ((2.0, ["yes"]), (1.1, [])):
        seen = watch(sights(joined(stands(1.0), stands(held_s, right="straight"), stands(1.0))))
        state, answers = answering.start(), []
        for scene in seen.scenes:
            state, _, answer = answering.step(state, scene, BOTH, "question")
            if answer is not None:
                answers.append((scene.time_s - 101.0, answer))
        assert [answer for _, answer in answers] == expected
        assert all(when <= 1.3 for when, _ in answers)
