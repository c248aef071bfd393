"""Slow work beside the main loop: order, refusals, errors, and an end that does not hang."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Callable, Iterator
from threading import Event

import pytest

from kiosk.errors import StoreError
from kiosk.live.worker import Finished, Worker

PATIENCE_S = 20.0
"""Only a defect waits this long."""


@pytest.fixture
def worker() -> Iterator[Worker[str]]:
    made: Worker[str] = Worker("test", limit=4)
    yield made
    made.close(PATIENCE_S)


def settle(worker: Worker[str], job: Callable[[], object] = lambda: None) -> None:
    """Until a job of ours has run, and so all before it."""
    ran = Event()
    assert worker.submit(lambda: (job(), ran.set()), "settled")
    assert ran.wait(PATIENCE_S)
    while worker.busy:
        pass


def test_values_come_back_in_order_with_their_tags(worker: Worker[str]) -> None:
    for number in range(3):
        assert worker.submit(lambda n=number: n * n, f"job {number}")
    settle(worker)
    told = [(one.tag, one.value, one.error) for one in worker.poll()]
    assert told[:3] == [("job 0", 0, None), ("job 1", 1, None), ("job 2", 4, None)]
    assert list(worker.poll()) == []


def test_jobs_run_in_one_other_thread(worker: Worker[str]) -> None:
    seen: list[int] = []
    for _ in range(3):
        worker.submit(lambda: seen.append(threading.get_ident()), "where")
    settle(worker)
    assert len(set(seen)) == 1
    assert seen[0] != threading.get_ident()


def test_an_error_of_ours_is_a_value(worker: Worker[str]) -> None:
    def fails() -> None:
        raise StoreError("The disk is full.")

    worker.submit(fails, "save")
    settle(worker)
    first, _ = worker.poll()
    assert first.tag == "save"
    assert isinstance(first.error, StoreError)
    assert first.value is None


@pytest.mark.parametrize("bug", [ZeroDivisionError, SystemExit, KeyboardInterrupt])
def test_a_bug_is_raised_where_it_is_seen_and_loses_nothing(
    worker: Worker[str], bug: type[BaseException]
) -> None:
    def breaks() -> None:
        raise bug

    worker.submit(lambda: 1, "before")
    worker.submit(breaks, "broken")
    settle(worker)
    assert [one.tag for one in worker.poll()] == ["before"]
    with pytest.raises(bug) as told:
        worker.poll()
    assert told.traceback[-1].name == "breaks"
    assert [one.tag for one in worker.poll()] == ["settled"]


def test_submit_and_poll_do_not_wait_for_a_job_and_too_much_is_refused(
    worker: Worker[str],
) -> None:
    started, go = Event(), Event()
    worker.submit(lambda: (started.set(), go.wait(PATIENCE_S)), "slow")
    assert started.wait(PATIENCE_S)
    assert worker.busy
    assert list(worker.poll()) == []
    assert [worker.submit(lambda: None, "next") for _ in range(4)] == [True, True, True, False]
    go.set()
    while worker.busy:
        pass
    assert not worker.submit(lambda: None, "unpolled outcomes count")
    assert [one.tag for one in worker.poll()] == ["slow", "next", "next", "next"]
    assert worker.submit(lambda: None, "again")


def test_closing_finishes_what_waits() -> None:
    worker: Worker[str] = Worker("test")
    done: list[int] = []
    for number in range(5):
        worker.submit(lambda n=number: done.append(n), "save")
    assert worker.close(PATIENCE_S)
    assert done == [0, 1, 2, 3, 4]
    assert len(worker.poll()) == 5
    assert not worker.submit(lambda: None, "late")
    assert worker.close(0.0)


def test_a_job_that_hangs_is_left_behind() -> None:
    worker: Worker[str] = Worker("test")
    started, go, ran = Event(), Event(), Event()
    worker.submit(lambda: (started.set(), go.wait(PATIENCE_S)), "hangs")
    worker.submit(ran.set, "waits")
    assert started.wait(PATIENCE_S)
    assert not worker.close(0.01)
    go.set()
    assert worker.close(PATIENCE_S)
    assert not ran.is_set(), "what waited behind it was dropped"


def test_its_thread_does_not_keep_the_program_alive(worker: Worker[str]) -> None:
    thread = next(one for one in threading.enumerate() if one.name == "test")
    assert thread.daemon


class Visit:
    """Stands for a member's takes and what was found in them."""


def test_nothing_of_a_finished_and_polled_job_stays_in_memory(worker: Worker[str]) -> None:
    def fails(takes: Visit) -> None:
        raise StoreError(f"{takes} cannot be kept.")

    def submit(job: Callable[[Visit], object]) -> weakref.ref[Visit]:
        takes = Visit()
        assert worker.submit(lambda: job(takes), "analyse")
        return weakref.ref(takes)

    for job in (lambda takes: takes, fails):
        takes = submit(job)
        while worker.busy:
            pass
        (over,) = worker.poll()
        assert (over.value is takes()) or over.error is not None
        del over
        gc.collect()
        assert takes() is None


def test_outcomes_are_compared_by_identity() -> None:
    assert Finished("a", 1) != Finished("a", 1)
