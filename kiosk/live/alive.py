"""Whether the kiosk gets on with its work, for the service manager's watchdog. Pure.

A timer would beat in a program that hangs. Here every beat is earned: pictures were shown since the
last one, and the sensing process was heard of, with frames or with what is wrong with them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

EVERY_S: Final = 1.0
"""Between two beats; the unit's WatchdogSec is many times that."""
PICTURES: Final = 5
"""That were shown since the last beat, of 30 a second: a screen that stutters is no reason to
start anew, one that stands still is."""
UNHEARD_S: Final = 90.0
"""A sensing process that dies, hangs or has no camera is told by its keeper within half that;
where not even that comes, the keeper itself has failed."""


class Alive:
    """tell: a line to the service manager (sd_notify(3)). real_s: monotonic."""

    def __init__(self, tell: Callable[[str], None], real_s: Callable[[], float]) -> None:
        self._tell, self._real_s = tell, real_s
        self._ready = False
        self._pictures = 0
        self._beat_s = self._heard_s = real_s()

    def turned(self, *, shown: bool, heard: bool) -> None:
        """A turn of the loop is over. shown: a picture is on the screen. heard: the sensing
        process, or its keeper, said something."""
        now_s = self._real_s()
        if heard:
            self._heard_s = now_s
        self._pictures += shown
        if shown and not self._ready:
            self._ready = True
            self._tell("READY=1")
        due = now_s - self._beat_s >= EVERY_S
        if due and self._pictures >= PICTURES and now_s - self._heard_s < UNHEARD_S:
            self._tell("WATCHDOG=1")
            self._beat_s, self._pictures = now_s, 0
