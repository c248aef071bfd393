"""Work over real processes, some of which are killed."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

from kiosk.adapters.process_pool import ProcessPool
from kiosk.fleet.reanalysis import Failed
from tests.support.dying_work import Doubled, broken


def test_a_killed_workers_job_is_given_to_another_and_the_rest_is_done(tmp_path: Path) -> None:
    """Twice is forgiven, the third time is not, and nobody else suffers."""
    work = Doubled(tmp_path, {2: 2, 3: 99})
    answers = dict(ProcessPool(2).run(work, range(6)))
    assert answers == {0: 0, 1: 2, 2: 4, 3: Failed("its worker died 3 times"), 4: 8, 5: 10}
    assert len(list(tmp_path.glob("3.*"))) == 3
    assert multiprocessing.active_children() == []


def test_a_bug_fails_its_job_alone_and_jobs_are_fetched_as_workers_are_free() -> None:
    fetched = []

    def jobs() -> object:
        for number in range(4):
            fetched.append(number)
            yield number

    run = ProcessPool(1).run(broken, jobs())  # type: ignore[arg-type]
    assert next(run) == (0, -1)
    assert fetched == [0]
    assert next(run) == (
        1,
        Failed("ZeroDivisionError: integer division or modulo by zero"),
    )
    run.close()  # type: ignore[attr-defined]
    assert multiprocessing.active_children() == []
