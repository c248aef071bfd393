"""Work over processes of this machine, one at a time in each. Standard library only.

Every worker is a ProcessPoolExecutor of one process of its own: in a shared pool the death of one
process fails whatever the others are at, and nobody can tell which piece of work killed it.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import Final, Generic, TypeVar

from kiosk.fleet.reanalysis import TRIES, Failed

J = TypeVar("J")
R = TypeVar("R")

ONE_CORE: Final = (
    "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OPENCV_FOR_THREADS_NUM",
)  # fmt: skip


def use_one_core() -> None:
    """Tell the number libraries of this process, before they are loaded."""
    for name in ONE_CORE:
        os.environ[name] = "1"


class ProcessPool:
    """So many workers of this machine. They die with this process, and with `run`'s end."""

    def __init__(self, workers: int) -> None:
        self._workers = workers

    def run(self, work: Callable[[J], R], jobs: Iterable[J]) -> Iterator[tuple[J, R | Failed]]:
        """Each job with what `work` made of it, in the order in which they are done.

        A job is fetched when a worker is free. One whose worker dies goes to a fresh worker, then
        to another; then it has failed, as has one that raises.
        """
        slots = [_Slot[J, R](work) for _ in range(self._workers)]
        free, todo = list(slots), iter(jobs)
        busy: dict[Future[R], tuple[_Slot[J, R], J, int]] = {}
        try:
            while True:
                while free and (job := next(todo, None)) is not None:
                    slot = free.pop()
                    busy[slot.submit(job)] = (slot, job, 1)
                if not busy:
                    return
                for future in wait(busy, return_when=FIRST_COMPLETED).done:
                    slot, job, tries = busy.pop(future)
                    answer = _outcome(future)
                    if answer is None and tries < TRIES:
                        slot.renew()
                        busy[slot.submit(job)] = (slot, job, tries + 1)
                        continue
                    if answer is None:
                        slot.renew()
                        answer = Failed(f"its worker died {TRIES} times")
                    free.append(slot)
                    yield job, answer
        finally:
            for slot in slots:
                slot.end()


def _outcome(future: Future[R]) -> R | Failed | None:
    """None: the worker died."""
    try:
        return future.result()
    except BrokenProcessPool:
        return None
    except Exception as error:  # noqa: BLE001 - one recording's bug must not stop the others
        return Failed(f"{type(error).__name__}: {error}")


class _Slot(Generic[J, R]):
    """One worker, started by its first job."""

    def __init__(self, work: Callable[[J], R]) -> None:
        self._work = work
        self._executor = self._new()
        self._processes: list[multiprocessing.process.BaseProcess] = []

    def submit(self, job: J) -> Future[R]:
        """Raises nothing where the worker died since: then a fresh one is given the job."""
        before = multiprocessing.active_children()
        try:
            future = self._executor.submit(self._work, job)
        except BrokenProcessPool:
            self.renew()
            future = self._executor.submit(self._work, job)
        self._processes += [one for one in multiprocessing.active_children() if one not in before]
        return future

    def renew(self) -> None:
        """A fresh worker in the place of this one."""
        self.end()
        self._executor = self._new()

    def end(self) -> None:
        """At once, whatever it is at."""
        for process in self._processes:
            process.kill()
        self._processes = []
        self._executor.shutdown(wait=True, cancel_futures=True)

    def _new(self) -> ProcessPoolExecutor:
        spawn = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(max_workers=1, mp_context=spawn, initializer=_prepare)


def _prepare() -> None:
    """In the worker: one core, and no life beyond its parent's. The keyboard's end is the
    parent's affair."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    use_one_core()
    threading.Thread(target=_end_with_parent, name="end with parent", daemon=True).start()


def _end_with_parent() -> None:
    if (parent := multiprocessing.parent_process()) is not None:
        parent.join()
        os._exit(1)
