"""The ladder of a camera that fails, in made-up time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.ladder import DEVICE, PLANS, RUNGS, Ladder, Rules, Step, step_told

TRY_S = 4.0
"""What opening a camera takes until it fails again."""


@dataclass
class World:
    """A kiosk that does what the ladder says; a camera that is mended by some rung, or never."""

    ladder: Ladder = field(default_factory=Ladder)
    now_s: float = 100.0
    done: list[tuple[float, Step]] = field(default_factory=list)

    def until(
        self, mended_by: Sequence[str], code: str = "no_frames", seconds: float = 300.0
    ) -> bool:
        """Fail, and fail again TRY_S after each step that does not mend it; whether one did."""
        end_s = self.now_s + seconds
        self.ladder = self.ladder.failed(code, self.now_s)
        fails_s: float | None = None
        while self.now_s < end_s:
            self.now_s += 0.1
            self.ladder, step = self.ladder.tick(self.now_s)
            if step is not None:
                self.done.append((self.now_s, step))
                if step.rung in mended_by:
                    self.ladder = self.ladder.well(self.now_s)
                    return True
                if step.rung not in ("help", "service"):
                    fails_s = self.now_s + TRY_S
            if fails_s is not None and self.now_s >= fails_s:
                fails_s = None
                self.ladder = self.ladder.failed(code, self.now_s)
        return False

    def well_for(self, seconds: float) -> None:
        for _ in range(round(seconds)):
            self.ladder = self.ladder.well(self.now_s)
            self.now_s += 1.0
        self.ladder = self.ladder.well(self.now_s)

    @property
    def rungs(self) -> list[str]:
        return [step.rung for _, step in self.done]


def test_one_rung_after_the_other_then_help_then_for_ever() -> None:
    world = World()
    assert not world.until([])
    assert world.rungs[:7] == ["restart", "reset", "kill", "restart", "reset", "kill", "help"]
    assert not any(step.helpless for _, step in world.done[:6])
    assert all(step.helpless for _, step in world.done[6:])
    assert set(world.rungs[7:]) == {"restart", "reset", "kill", "service"}
    assert max(b - a for (a, _), (b, _) in pairwise(world.done)) < 10.0


def test_the_service_comes_before_help_where_nothing_has_helped_for_long() -> None:
    world = World(Ladder(Rules(service_s=10.0)))
    world.until([])
    assert world.rungs[5:9] == ["kill", "service", "help", "restart"]


@pytest.mark.parametrize(
    ("mended_by", "within_s"), [("restart", 0.3), ("reset", 5.0), ("kill", 9.5)]
)
def test_it_stops_where_it_helped(mended_by: str, within_s: float) -> None:
    world = World()
    assert world.until([mended_by])
    assert world.now_s - 100.0 <= within_s
    world.well_for(100.0)
    assert world.ladder.tick(world.now_s)[1] is None
    assert world.rungs[-1] == mended_by
    assert world.ladder.failing_s is None


def test_a_camera_that_fails_again_soon_goes_on_where_it_was() -> None:
    world = World()
    world.until(["restart"])
    world.well_for(20.0)
    world.until(["reset"])
    assert world.rungs == ["restart", "reset"]


def test_after_being_well_for_long_it_begins_at_the_foot() -> None:
    world = World()
    world.until(["kill"])
    world.well_for(31.0)
    world.until(["restart"])
    assert world.rungs == ["restart", "reset", "kill", "restart"]
    assert world.done[-1][1].count == 2, "but what was done is counted since the start"


def test_a_fault_that_changes_its_name_has_no_second_step() -> None:
    ladder = Ladder().failed("no_frames", 0.0).failed("busy", 0.1)
    ladder, step = ladder.tick(1.0)
    assert step == Step("restart", "busy", 1)
    assert ladder.tick(100.0)[1] is None


def test_without_a_camera_nothing_is_reset_and_the_service_stays() -> None:
    world = World()
    world.until([], "absent", 600.0)
    assert world.rungs[:4] == ["restart", "restart", "restart", "help"]
    assert set(world.rungs) == {"restart", "help", "kill"}
    assert world.rungs.count("help") == 1


def test_a_covered_lens_is_asked_about_at_once_and_not_restarted_for_ever() -> None:
    world = World()
    world.until([], "covered", 600.0)
    assert world.rungs == ["help", "restart", "reset"]


def test_another_lens_is_for_a_person() -> None:
    world = World()
    world.until([], "lens", 100.0)
    assert world.rungs[0] == "help"
    assert set(world.rungs[1:]) == {"restart"}


def test_a_slow_link_is_asked_again_by_a_reset() -> None:
    world = World()
    world.until([], "usb2", 60.0)
    assert world.rungs[:2] == ["reset", "help"]


def deaths(
    count: int, *, after_s: float = 2.0, rules: Rules | None = None
) -> list[tuple[float, Step]]:
    """A process that ends so long after each start."""
    ladder, now_s, done = Ladder(rules or Rules()), 0.0, []
    for _ in range(count):
        ladder = ladder.died("ended", now_s)
        while True:
            now_s += 0.05
            ladder, step = ladder.tick(now_s)
            if step is not None:
                done.append((now_s, step))
                if step.rung == "kill":
                    break
        now_s += after_s
    return done


def test_processes_that_end_are_replaced_ever_later_and_staff_is_asked() -> None:
    done = deaths(8)
    rungs = [step.rung for _, step in done]
    assert rungs[:4] == ["kill", "kill", "help", "kill"]
    assert set(rungs[4:]) <= {"kill", "service"}
    kills = [at_s for at_s, step in done if step.rung == "kill"]
    waits = [b - a - 2.0 for a, b in pairwise(kills)]
    assert waits[:4] == pytest.approx([1.0, 2.0, 4.0, 8.0], abs=0.15)
    assert max(waits) < 8.2


def test_a_process_that_never_lives_long_has_the_service_start_anew() -> None:
    done = deaths(8, after_s=3.0)
    service = [at_s for at_s, step in done if step.rung == "service"]
    assert service
    assert min(service) >= Rules().service_s


def test_the_second_of_them_resets_the_camera_first() -> None:
    kills = [step for _, step in deaths(4) if step.rung == "kill"]
    assert [step.reset for step in kills] == [False, True, False, True]


def test_a_process_that_is_gone_says_nothing_more() -> None:
    ladder = Ladder().died("hung", 0.0).failed("no_frames", 0.05).well(0.1)
    _, step = ladder.tick(1.0)
    assert step is not None
    assert step.rung == "kill"


def test_a_line_for_the_journal() -> None:
    assert step_told(Step("reset", "no_frames", 2)) == (
        "camera (no frames): its hardware reset; 2 since the start"
    )


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["failed", "died", "well"]),
            st.sampled_from(["no_frames", "absent", "covered", "usb2", "lens", "busy", "ended"]),
            st.floats(0.0, 60.0),
        ),
        max_size=60,
    )
)
def test_whatever_happens_something_is_due_while_it_fails(
    happened: list[tuple[str, str, float]],
) -> None:
    ladder, now_s, taken = Ladder(), 0.0, 0
    for what, code, seconds in happened:
        now_s += seconds
        match what:
            case "failed":
                ladder = ladder.failed(code, now_s)
            case "died":
                ladder = ladder.died(code, now_s)
            case _:
                ladder = ladder.well(now_s)
        assert (ladder.due is None) or ladder.failing_s is not None
        if ladder.failing_s is not None and PLANS.get(ladder.code, DEVICE).then:
            assert ladder.due is not None
            assert ladder.due[1] - now_s <= 15.001
        if ladder.gone:
            assert ladder.due is not None, "a process that ended is always replaced"
        while (stepped := ladder.tick(now_s + 20.0))[1] is not None and taken < 1000:
            ladder, taken = stepped[0], taken + 1
            now_s += 20.0
    assert sum(ladder.counts) == taken
    assert len(ladder.counts) == len(RUNGS)
