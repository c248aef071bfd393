"""The owner is told once that something is wrong, daily while it lasts, and once of its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.alerting import Incident, Kind, Moment, due, told, watch

AFTER_S = 900.0
DAY_S = 86400.0


@dataclass
class Owner:
    """Looks now and then; what arrives is kept."""

    incidents: tuple[Incident, ...] = ()
    channels: Sequence[str] = ("mail",)
    broken: Sequence[str] = ()
    now_s: float = 1e9
    sure: bool = True
    boot: str = "a"

    def looks(self, down: bool | None, later_s: float = 300.0, kind: Kind = "down") -> list[str]:
        self.now_s += later_s
        here = Moment(self.now_s, self.sure, self.boot, self.now_s - 1e9)
        bad = {kind: down}
        self.incidents = watch(self.incidents, bad, here)
        arrived = []
        for one in due(self.incidents, bad, here, self.channels, AFTER_S):
            if one.channel not in self.broken:
                self.incidents = told(self.incidents, one, here.at_s)
                arrived.append(f"{one.phase} by {one.channel}")
        return arrived


def test_what_lasts_is_told_once_and_its_end_too() -> None:
    owner = Owner()
    assert [owner.looks(True) for _ in range(6)] == [[], [], [], ["begun by mail"], [], []]
    assert owner.looks(False) == ["over by mail"]
    assert owner.looks(False) == []
    assert owner.incidents == ()


def test_what_is_short_is_not_told_and_neither_is_its_end() -> None:
    owner = Owner()
    assert [owner.looks(down) for down in (True, True, False, True, True, False)] == [[]] * 6
    assert owner.incidents == ()


def test_what_lasts_for_days_is_told_every_day() -> None:
    owner = Owner()
    told = [one for _ in range(3 * 288 + 5) for one in owner.looks(True)]
    assert told == ["begun by mail", *["lasts by mail"] * 3]


def test_a_channel_that_fails_is_tried_again_and_the_other_hears_nothing_twice() -> None:
    owner = Owner(channels=("mail", "webhook"), broken=("mail",))
    for _ in range(3):
        owner.looks(True)
    assert owner.looks(True) == ["begun by webhook"]
    assert owner.looks(True) == []
    owner.broken = ()
    assert owner.looks(True) == ["begun by mail"]
    owner.broken = ("webhook",)
    assert owner.looks(False) == ["over by mail"]
    owner.broken = ()
    assert owner.looks(False) == ["over by webhook"]
    assert owner.incidents == ()


def test_out_of_service_on_purpose_is_nothing_and_ends_nothing() -> None:
    owner = Owner()
    assert [owner.looks(None) for _ in range(10)] == [[]] * 10
    for _ in range(4):
        owner.looks(True)
    assert [owner.looks(None, DAY_S) for _ in range(3)] == [[]] * 3
    assert owner.looks(False) == ["over by mail"]


def test_a_clock_that_is_set_makes_nothing_last() -> None:
    owner = Owner(sure=False)
    owner.looks(True)
    owner.sure = True
    owner.now_s += 30 * DAY_S
    owner.boot = "b"
    assert owner.looks(True) == [], "another start of the computer, and the clock was wrong before"
    again = Owner(sure=False)
    assert [again.looks(True) for _ in range(4)] == [[], [], [], ["begun by mail"]]


def test_a_second_time_is_another_incident() -> None:
    owner = Owner()
    first = [owner.looks(True) for _ in range(4)]
    event = owner.incidents[0].event
    owner.looks(False)
    second = [owner.looks(True) for _ in range(4)]
    assert first == second
    assert owner.incidents[0].event != event


def test_an_end_that_cannot_be_told_for_a_week_is_forgotten() -> None:
    owner = Owner()
    for _ in range(4):
        owner.looks(True)
    owner.broken = ("mail",)
    for _ in range(9):
        owner.looks(False, DAY_S)
    assert owner.incidents == ()


@given(st.lists(st.tuples(st.sampled_from([True, False, None]), st.floats(1.0, 2e5)), max_size=40))
def test_every_beginning_has_one_end_at_most(looks: list[tuple[bool | None, float]]) -> None:
    owner = Owner()
    heard = [one.split()[0] for bad, later_s in looks for one in owner.looks(bad, later_s)]
    lasting = False
    for one in heard:
        assert lasting == (one != "begun")
        lasting = one != "over"


@pytest.mark.parametrize("kind", ["down", "paper_out"])
def test_each_kind_counts_by_itself(kind: Kind) -> None:
    owner = Owner()
    assert [owner.looks(True, kind=kind) for _ in range(4)][-1] == ["begun by mail"]
