"""A thread for slow work, so that the screen never waits for it. stdlib and kiosk.errors only.

Jobs run one at a time in the order in which they came; the main loop asks now and then what has
finished. What a job raises on purpose (KioskError) is handed over as a value; a bug crashes the
main loop and not a thread that nobody looks at.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Condition, Thread
from typing import Final, Generic, TypeVar

from kiosk.errors import KioskError

Tag = TypeVar("Tag")

LIMIT: Final = 32
"""A visit hands over three or four jobs; this many unfinished ones mean that a device hangs."""


@dataclass(frozen=True, slots=True, eq=False)
class Finished(Generic[Tag]):
    """A job that is over. value: what it returned; error: what it raised instead."""

    tag: Tag
    value: object = None
    error: KioskError | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _Job(Generic[Tag]):
    run: Callable[[], object]
    tag: Tag


class Worker(Generic[Tag]):
    """Runs jobs in one thread of its own; every method is for one other thread, the main one.

    limit: jobs that were taken on and not yet polled. No method but `close` waits for a job.
    """

    def __init__(self, name: str, limit: int = LIMIT) -> None:
        self._limit = limit
        self._change = Condition()
        self._jobs: deque[_Job[Tag]] = deque()
        self._over: deque[Finished[Tag] | BaseException] = deque()
        self._running = False
        self._closed = False
        # A daemon: a printer that never answers must not keep the program from ending.
        self._thread = Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def submit(self, job: Callable[[], object], tag: Tag) -> bool:
        """Take a job on; `tag` comes back with its outcome.

        False where it is refused and will never run: too much is waiting, or this was closed.
        """
        with self._change:
            if self._closed or self._unpolled() >= self._limit:
                return False
            self._jobs.append(_Job(job, tag))
            self._change.notify_all()
            return True

    @property
    def busy(self) -> bool:
        """Whether a job runs or waits."""
        with self._change:
            return self._running or bool(self._jobs)

    def poll(self) -> Sequence[Finished[Tag]]:
        """What has finished since the last call, in order.

        Raises what a job raised that is no KioskError, once all that finished before it has been
        handed out; what finished after it comes with the next call.
        """
        found: list[Finished[Tag]] = []
        with self._change:
            while self._over:
                one = self._over[0]
                if isinstance(one, BaseException):
                    if found:
                        break
                    self._over.popleft()
                    raise one
                found.append(one)
                self._over.popleft()
        return found

    def close(self, timeout_s: float = 2.0) -> bool:
        """Take on nothing more and give what waits so long to finish; harmless when called twice.

        False where the thread had to be left behind with a job that does not end: what still
        waited is dropped, and the thread ends with the program.
        """
        with self._change:
            self._closed = True
            self._change.notify_all()
        self._thread.join(timeout_s)
        with self._change:
            self._jobs.clear()
        return not self._thread.is_alive()

    def _unpolled(self) -> int:
        return len(self._jobs) + self._running + len(self._over)

    def _work(self) -> None:
        while (job := self._next()) is not None:
            over = _outcome(job)
            with self._change:
                self._over.append(over)
                self._running = False
                # This thread may wait for hours: it must not hold a member's visit meanwhile.
                del job, over

    def _next(self) -> _Job[Tag] | None:
        """The next job, waited for; None when this was closed and nothing is left to do."""
        with self._change:
            self._change.wait_for(lambda: bool(self._jobs) or self._closed)
            if not self._jobs:
                return None
            self._running = True
            return self._jobs.popleft()


def _outcome(job: _Job[Tag]) -> Finished[Tag] | BaseException:
    try:
        return Finished(job.tag, value=job.run())
    except KioskError as error:
        return Finished(job.tag, error=error)
    # Everything else, an exit included, is raised again where it is seen: by `poll`.
    except BaseException as error:  # noqa: BLE001
        return error
