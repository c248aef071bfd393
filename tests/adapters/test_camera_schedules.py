"""A sample of the faults of a camera in a real child, in the time that they take, and of kills of
the SDK's own playback; all of them: scripts/prove camera."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.camera_schedules import Running, run
from tests.support.faulty_camera import CURES, schedule
from tests.support.playback_kills import kill_often, record

pytestmark = pytest.mark.alone

SEEDS = (4, 7, 26)


def test_it_recovers_by_itself_and_leaves_nothing() -> None:
    outcomes = run(SEEDS, len(SEEDS), Running)
    assert [one.wrong for one in outcomes] == [[], [], []]
    assert sum(len(one.recoveries_s) for one in outcomes) >= len(SEEDS)


def test_the_sdk_s_child_comes_back_after_each_kill(tmp_path: Path) -> None:
    record(tmp_path / "member.db3", 60)
    took, wrong = kill_often(2, tmp_path / "member.db3")
    assert wrong == []
    assert len(took) == 2


def test_the_schedules_have_every_fault() -> None:
    plans = [schedule(seed, member=False) for seed in range(1, 301)]
    faults = [fault for plan in plans for fault in plan.faults]
    assert {(fault.kind, fault.cure) for fault in faults} == {
        (kind, cure) for kind, cures in CURES.items() for cure in cures
    }
    drops = [plan.drops for plan in plans if plan.drops]
    assert len(drops) > 60
    assert min(drops) >= 0.05 and max(drops) <= 0.30
