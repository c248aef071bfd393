"""A set's last squat counts however slowly it ends, and quick ones are not waited for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from kiosk.live import analyst
from kiosk.live.takes import LONGEST_TAIL_S, TAIL_S
from kiosk.visit.effects import Assess, EndRecord, Mark, Record
from kiosk.visit.events import Assessed
from tests.live.puppet import FPS, MODEL, SETTING, STAND, Pose, Stage, stage

RISEN_S = {"quick": 0.75, "slow": 1.05}
"""How long after the lowest point such a squat is counted: 80 % of the way up."""


def member(up: str) -> Iterator[Pose]:
    """Stands for four seconds, and squats for ever."""
    yield from [STAND] * int(4 * FPS)
    while True:
        for t in np.arange(0.0, 4.6, 1 / FPS):
            if t < 1.6:
                share = 0.5 - 0.5 * np.cos(np.pi * t / 1.6)
            elif up == "quick":
                share = 0.5 + 0.5 * np.cos(np.pi * min(t - 1.6, 1.2) / 1.2)
            else:  # ever more slowly, without a halt
                share = np.exp(-(((t - 1.6) / 1.15) ** 1.5))
            yield replace(STAND, bend_deg=2.0 + 86.0 * float(share))


def assessed(up: str) -> tuple[Assessed, float]:
    """Three squats, the last of them counted in the middle of its way up: the answer, and how long
    after that it came in the camera's time."""
    s = stage()
    poses = member(up)
    s.puppet._pose = lambda: next(poses)  # type: ignore[method-assign]
    s.desk.sees(setting=SETTING, model=MODEL)
    s.desk.do(Record("uncued"), "en")
    see(s, 4.0)
    s.desk.do(Mark("uncued"), "en")
    see(s, 2 * 4.6 + 1.6 + RISEN_S[up])
    s.desk.do(EndRecord(), "en")
    s.desk.do(Assess(1), "en")
    ended_s = s.clock.time_s
    for _ in range(60):
        see(s, 1 / FPS)
        for event in s.desk.poll():
            if isinstance(event, Assessed):
                return event, s.clock.time_s - ended_s
    raise AssertionError("there was no answer")


def see(s: Stage, seconds: float) -> None:
    for _ in range(round(seconds * FPS)):
        s.puppet.frame += 1
        s.clock.time_s += 1 / FPS
        s.desk.takes.add(s.puppet._sight())
        s.settle()


def reasons(event: Assessed) -> set[str]:
    return {code for rep in event.assessment.reps for code in rep.reasons}


def test_a_squat_that_ends_slowly_is_waited_for() -> None:
    event, later_s = assessed("slow")
    assert len(event.assessment.reps) == 3
    assert reasons(event) == set()
    assert TAIL_S + 0.2 < later_s < LONGEST_TAIL_S + 0.3


def test_with_the_short_tail_alone_it_would_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analyst, "_cut", lambda _measured: False)
    event, _ = assessed("slow")
    assert reasons(event) == {"cut_off"}


def test_a_usual_squat_is_answered_after_the_short_tail() -> None:
    event, later_s = assessed("quick")
    assert reasons(event) == set()
    assert later_s < TAIL_S + 0.3
