"""The watchdog is fed by pictures and frames, not by time that passes."""

from __future__ import annotations

from kiosk.live.alive import UNHEARD_S, Alive


class Made:
    """Turns of 1/30 s; what the manager was told."""

    def __init__(self) -> None:
        self.now_s = 100.0
        self.told: list[str] = []
        self.alive = Alive(self.told.append, lambda: self.now_s)

    def turns(self, seconds: float, *, shown: bool = True, heard: bool = True) -> int:
        """How many beats came in so many seconds."""
        before = self.told.count("WATCHDOG=1")
        for _ in range(round(seconds * 30)):
            self.now_s += 1 / 30
            self.alive.turned(shown=shown, heard=heard)
        return self.told.count("WATCHDOG=1") - before


def test_it_is_ready_with_the_first_picture_and_only_once() -> None:
    made = Made()
    made.turns(3.0, shown=False)
    assert made.told == []
    made.turns(3.0)
    assert made.told[0] == "READY=1"
    assert made.told.count("READY=1") == 1


def test_it_beats_about_once_a_second_while_it_works() -> None:
    made = Made()
    assert 55 <= made.turns(60.0) <= 60


def test_without_pictures_it_does_not_beat() -> None:
    made = Made()
    made.turns(2.0)
    assert made.turns(60.0, shown=False) <= 1


def test_a_loop_that_hardly_turns_does_not_beat() -> None:
    made = Made()
    made.turns(2.0)
    before = len(made.told)
    for _ in range(4):
        made.now_s += 20.0
        made.alive.turned(shown=True, heard=True)
    assert len(made.told) <= before + 1, "that one was earned before"


def test_a_camera_that_is_away_is_told_of_and_so_keeps_it_alive() -> None:
    made = Made()
    beats = 0
    for _ in range(10):
        beats += made.turns(30.0, heard=False)
        made.alive.turned(shown=True, heard=True)  # the keeper tells of it now and then
    assert beats > 280


def test_where_nothing_at_all_is_heard_of_the_camera_it_stops_beating() -> None:
    made = Made()
    made.turns(UNHEARD_S + 2.0, heard=False)
    assert made.turns(60.0, heard=False) == 0
    assert made.turns(3.0) > 0
