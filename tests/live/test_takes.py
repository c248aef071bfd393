"""What is kept of a visit's frames, and for how long."""

from __future__ import annotations

import numpy as np

from kiosk.core.sight import Sight, Silhouette
from kiosk.live.takes import LONGEST_TAIL_S, TAIL_S, Takes


def sight(time_s: float) -> Sight:
    outline = Silhouette(np.ones((4, 4), np.bool_), 1, 4, 4)
    return Sight(time_s, None, True, 0, False, False, 0.0, silhouette=outline)


def frames(takes: Takes, start_s: float, end_s: float) -> None:
    for k in range(int(start_s * 10), int(end_s * 10)):
        takes.add(sight(k / 10))


def test_a_take_holds_what_was_seen_between_its_ends_and_a_tail() -> None:
    takes = Takes()
    frames(takes, 0, 1)
    takes.record("uncued")
    frames(takes, 1, 2)
    takes.mark("uncued")
    frames(takes, 2, 3)
    takes.end()
    frames(takes, 3, 3 + TAIL_S - 0.1)
    assert not takes.whole("uncued")
    frames(takes, 3 + TAIL_S, 3 + TAIL_S + 0.2)
    assert takes.whole("uncued")
    assert not takes.whole("uncued", longest=True), "it goes on while it is worked at"
    frames(takes, 3.6, 4.5)
    assert takes.whole("uncued", longest=True)
    take = takes.take("uncued")
    assert take is not None
    assert take.sights[0].time_s == 1.0
    assert 2.9 + LONGEST_TAIL_S - 0.11 <= take.sights[-1].time_s <= 2.9 + LONGEST_TAIL_S
    assert take.marks == ((1.9, "uncued"),)


def test_no_outline_is_kept() -> None:
    takes = Takes()
    takes.record("uncued")
    frames(takes, 0, 1)
    take = takes.take("uncued")
    assert take is not None
    assert all(one.silhouette is None for one in take.sights)


def test_the_next_take_may_begin_in_the_tail_of_the_one_before() -> None:
    takes = Takes()
    takes.record("uncued")
    frames(takes, 0, 1)
    takes.end()
    takes.record("cued")
    frames(takes, 1, 3)
    uncued, cued = takes.take("uncued"), takes.take("cued")
    assert uncued is not None
    assert cued is not None
    assert uncued.sights[-1].time_s > cued.sights[0].time_s
    assert takes.names() == ("uncued", "cued")


def test_the_measured_set_anew_takes_the_place_of_all() -> None:
    takes = Takes()
    takes.record("uncued")
    takes.record("cued")
    frames(takes, 0, 1)
    takes.record("uncued")
    assert takes.names() == ("uncued",)
    take = takes.take("uncued")
    assert take is not None
    assert take.sights == ()


def test_a_camera_that_begins_anew_ends_what_waits_for_its_tail() -> None:
    takes = Takes()
    takes.record("uncued")
    frames(takes, 100, 101)
    takes.end()
    frames(takes, 0, 1)
    take = takes.take("uncued")
    assert take is not None
    assert take.sights[-1].time_s > 100


def test_nothing_is_left_after_forgetting() -> None:
    takes = Takes()
    takes.record("uncued")
    frames(takes, 0, 1)
    takes.forget()
    assert takes.names() == ()
    assert takes.take("uncued") is None
