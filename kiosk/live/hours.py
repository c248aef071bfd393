"""Notes when the kiosk runs, for the owner's report. May import kiosk.core, live.

The marks come from the loop itself: one that hangs leaves none, as it should be. Writing them has a
thread of its own, so that no visit waits for it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from kiosk.core.hours import EVERY_S, Kind
from kiosk.core.running import Where
from kiosk.live.worker import Worker

SETTLED_S: Final = 120.0
"""What lasts shorter is not noted: a camera that comes and goes must not wear out a card."""
NOT_SERVING: Final[tuple[Where, ...]] = ("starting", "out_of_service")


class HoursKeeper:
    """Every method is the main thread's and returns at once, but for `close`.

    write: notes a mark of a run that has lasted so many seconds; may be slow, raises KioskError.
    real_s: monotonic.
    """

    def __init__(self, write: Callable[[Kind, float], None], real_s: Callable[[], float]) -> None:
        self._write, self._real_s = write, real_s
        self._worker: Worker[str] = Worker("hours")
        self._start_s = self._noted_s = real_s()
        self._serving = True
        self._fault = ""
        self._note("start", self._start_s)

    def turn(self, at: Where) -> str:
        """One picture of the loop; once, why nothing can be noted, else ''."""
        now_s, serving = self._real_s(), at not in NOT_SERVING
        since_s = now_s - self._noted_s
        changed = serving != self._serving and since_s >= SETTLED_S
        if changed or since_s >= EVERY_S:
            self._serving = serving
            self._note("in" if serving else "out", now_s)
        return self._told()

    def close(self, *, well: bool = True) -> None:
        """The run is over; well: as it should be."""
        if well:
            self._note("end", self._real_s())
        self._worker.close()

    def _note(self, kind: Kind, now_s: float) -> None:
        self._noted_s = now_s
        self._worker.submit(partial(self._write, kind, now_s - self._start_s), kind)

    def _told(self) -> str:
        faults = [str(one.error) for one in self._worker.poll() if one.error is not None]
        before, told = self._fault, faults[-1] if faults else ""
        self._fault = told or self._fault
        return told if told != before else ""
