"""An answer's way to the slip: asked on the way to the ideas, kept nowhere else."""

from __future__ import annotations

from kiosk.core import advice
from tests.live.puppet import NO, WILLING, YES, Stage, stage


def visited(answer: tuple[object, ...]) -> Stage:
    s = stage({**WILLING, "result": NO, "before_ideas": answer, "practice": YES})  # type: ignore[dict-item]
    s.until("thanks")
    return s


def test_a_yes_stands_on_the_slip_and_in_no_record() -> None:
    s = visited(YES)
    at = s.display.names.index("result")
    assert s.display.names[at : at + 4] == ["result", "before_ideas", "practice", "printing"]
    (job,) = s.printer.jobs
    assert str(advice.SEE_A_PROFESSIONAL) in str(job.slip)
    assert str(advice.WHY_REFERRED["one_of_these"]) in str(job.slip)
    (record,) = s.store.records.values()
    assert "one_of_these" not in str(record)
    assert s.clock.time_s <= 120.0
    s.until("attract")
    assert {line for line in s.log if line.startswith("state")} == {"state attract"}


def test_a_no_leaves_the_slip_as_it_is() -> None:
    (job,) = visited(NO).printer.jobs
    assert str(advice.SEE_A_PROFESSIONAL) not in str(job.slip)
