"""Work on a Dask cluster that is there already. Imports distributed only.

The cluster brings its own scheduling and its own retries: a job whose worker dies is given to
others as often as `distributed.scheduler.allowed-failures` says (3 unless set), then it has failed.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, TypeVar

import distributed
from distributed.client import FutureCancelledError
from distributed.scheduler import KilledWorker

from kiosk.errors import FleetError, FleetLostError
from kiosk.fleet.reanalysis import Failed

J = TypeVar("J")
R = TypeVar("R")

CONNECT_S: Final = 10.0
LOOK_S: Final = 5.0
MOST_LOOKS: Final = 12
"""So many looks at a cluster without workers, then it is given up."""


class DaskCluster:
    """scheduler: 'tcp://host:port'. Raises FleetLostError where none answers there."""

    def __init__(self, scheduler: str) -> None:
        self._where = scheduler
        self._dask: Any = distributed  # which marks itself as typed, and is not throughout
        try:
            self._client = self._dask.Client(scheduler, timeout=CONNECT_S, set_as_default=False)
        except Exception as error:  # OSError, TimeoutError, ValueError, and tornado's own
            raise FleetLostError(
                f"No Dask scheduler answers at {scheduler} ({error}). Expected the address that "
                "'dask scheduler' writes when it starts, such as tcp://10.0.0.5:8786."
            ) from error

    def ask(self, question: Callable[[], R]) -> dict[str, R | BaseException]:
        """What every worker answers, by its address. Raises FleetError where there is none."""
        if not self._threads():
            raise FleetError(
                f"The cluster at {self._where} has no worker. Start some with: dask worker "
                f"{self._where} --nthreads 1."
            )
        answers: dict[str, R | BaseException] = self._client.run(question, on_error="return")
        return answers

    def run(self, work: Callable[[J], R], jobs: Iterable[J]) -> Iterator[tuple[J, R | Failed]]:
        """Each job with what `work` made of it, in the order in which they are done.

        No more jobs are under way than the cluster has threads. Raises FleetLostError where the
        scheduler or all workers are gone for good.
        """
        todo = iter(jobs)
        busy: dict[Any, J] = {}
        try:
            while True:
                while len(busy) < max(self._threads(), 1) and (job := next(todo, None)) is not None:
                    busy[self._submit(work, job)] = job
                if not busy:
                    return
                for future in self._finished(list(busy)):
                    job = busy.pop(future)
                    answer = self._outcome(future)
                    future.release()
                    yield job, answer
        finally:
            for future in busy:
                future.cancel()

    def close(self) -> None:
        """Leave the cluster; it stays."""
        self._client.close()

    def _submit(self, work: Callable[[J], R], job: J) -> Any:
        with warnings.catch_warnings():
            # A recording that is sent is a large argument, and meant to be one.
            warnings.filterwarnings("ignore", "Sending large graph", UserWarning)
            return self._client.submit(work, job, pure=False)

    def _finished(self, futures: list[Any]) -> list[Any]:
        looks = 0
        while looks < MOST_LOOKS:
            try:
                with self._client.as_current():
                    found = self._dask.wait(futures, LOOK_S, return_when="FIRST_COMPLETED")
                return list(found.done)
            except FutureCancelledError as error:
                raise self._gone() from error
            except TimeoutError:
                looks = 0 if self._workers() else looks + 1
        raise FleetLostError(
            f"The cluster at {self._where} has had no worker for "
            f"{MOST_LOOKS * LOOK_S:.0f} s. What is done is kept: give the same command again."
        )

    def _outcome(self, future: Any) -> Any:
        if future.status == "finished":
            return future.result()
        if future.status == "error":
            error = future.exception()
            if isinstance(error, KilledWorker):
                return Failed("its workers died, as often as the cluster allows")
            return Failed(f"{type(error).__name__}: {error}")
        raise self._gone()

    def _gone(self) -> FleetLostError:
        return FleetLostError(
            f"The scheduler at {self._where} is gone. What is done is kept: give the same command "
            "again."
        )

    def _workers(self) -> dict[str, Any]:
        found: dict[str, Any] = self._client.scheduler_info(n_workers=-1)["workers"]
        return found

    def _threads(self) -> int:
        return sum(int(one["nthreads"]) for one in self._workers().values())
