"""What is noted of a stay says how far it went and how it ended, and nothing that was answered."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, get_args

import pytest

from kiosk.core.records import OUTCOMES
from kiosk.visit.course import Course, follow
from kiosk.visit.states import (
    Attract,
    Code,
    Consent,
    Ended,
    Erased,
    Health,
    Intro,
    Keep,
    Member,
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
    State,
    Stopped,
    Thanks,
    Working,
)
from tests.support.assessed import assessed

ANNE = Member(1, "en")
ANSWER = assessed((0.0,) * 5, (0.0,) * 5)
SEEN = replace(ANNE, assessment=ANSWER)
WAY: tuple[State, ...] = (Consent(ANNE), Keep(ANNE), Pain(ANNE), Health(ANNE), Position(ANNE))
Why = Literal["stopped", "pain", "retries", "cannot_see", "crowd", "time_out", "declined"]


def course(*states: State) -> Course:
    found, before = Course(), None
    for at in (Attract(), *states, Attract()):
        found = follow(found, before or at, at)
        before = at
    return found


def test_whoever_goes_away_left_where_they_were() -> None:
    assert course(*WAY) == Course("position", "left")
    assert course(*WAY[:1]).last_state == "consent"
    assert course(*WAY[:2]) == Course("keep", "left")
    assert course(*WAY[:2], Paused(ANNE, "away", Keep(ANNE))) == Course("keep", "left")
    assert course(*WAY, Squats(ANNE, "uncued")).last_state == "squats_uncued"
    away = Paused(ANNE, "away", Position(ANNE))
    assert course(*WAY, away) == Course("position", "left")


def test_whoever_was_measured_was_measured_whatever_follows() -> None:
    for end in ((), (Thanks(SEEN),), (Erased(ANNE),), (Code(SEEN), Stopped(SEEN))):
        found = course(*WAY, Working(ANNE, 1), Result(SEEN, ANSWER), *end)
        assert found.outcome == "measured"
        assert not found.printed
    assert course(*WAY, Result(SEEN, ANSWER), Thanks(SEEN)).last_state == "result"


@pytest.mark.parametrize(
    ("said", "printed"), [("printed", True), ("sent", True), ("failed", False), ("unknown", False)]
)
def test_a_slip_counts_where_it_came_or_may_have(
    said: Literal["printed", "sent", "failed", "unknown"], printed: bool
) -> None:
    came = replace(SEEN, printed=said)
    found = course(*WAY, Result(SEEN, ANSWER), Printing(SEEN, 1), Printed(came), Thanks(came))
    assert found.printed == printed


@pytest.mark.parametrize("why", get_args(Why))
def test_every_end_has_its_outcome(why: Why) -> None:
    found = course(*WAY, Intro(ANNE, "practice"), Ended(ANNE, why))
    assert found.outcome in OUTCOMES
    assert found.last_state == "intro_practice", "not the goodbye"
    assert (found.outcome == "left") == (why == "time_out")


def test_what_was_answered_is_not_noted() -> None:
    """Pain, an operation, a child, or the card for a professional: all look the same."""
    ways: tuple[tuple[State, ...], ...] = (
        (*WAY[:3], Referred(ANNE)),
        (*WAY[:4], Referred(ANNE), Printing(ANNE, 1), Printed(replace(ANNE, printed="printed"))),
        (*WAY[:4], Referred(ANNE), Thanks(ANNE)),
        (*WAY, Refused(ANNE, "child")),
        (*WAY, Refused(ANNE, "seated"), Ended(ANNE, "time_out")),
    )
    for way in ways[:4]:
        assert course(*way) == Course("questions", "referred")
    assert course(*WAY[:3]) == course(*WAY[:4]) == Course("questions", "left")
    hurt, plain = (
        course(*WAY, Squats(ANNE, "uncued"), Stopped(ANNE), Ended(ANNE, why))
        for why in ("pain", "stopped")
    )
    assert hurt == plain == Course("stopped", "stopped")


def test_whether_more_than_the_result_may_be_kept_is_not_noted() -> None:
    yes = replace(ANNE, keeps="joints")
    for at in (Pain, Position):
        assert course(Consent(ANNE), Keep(ANNE), at(yes)) == course(
            Consent(ANNE), Keep(ANNE), at(ANNE)
        )


def test_why_sets_were_asked_for_again() -> None:
    again = Retry(ANNE, "uncued", ("too_few_valid", "foot_moved"))
    found = course(*WAY, again, again, Intro(ANNE, "uncued"), Retry(ANNE, "uncued", ("gap",)))
    assert found.retries == ("too_few_valid", "gap")
    assert course(*WAY, Retry(ANNE, "uncued", ())).retries == ()


def test_a_camera_that_failed_is_a_fault() -> None:
    assert course(*WAY, Paused(ANNE, "camera", Position(ANNE))) == Course("position", "fault")
