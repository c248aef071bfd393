"""Recorded frames at the pace they were taken, as a camera would deliver them.

May import kiosk.core and the standard library.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from kiosk.core.frame import DepthFrame

LONGEST_WAIT_S: Final = 1.0
"""A longer break in a recording is cut short, so that nobody takes the replay for hung."""
MOST_SKIPPED: Final = 5
"""Where reading alone is slower than the pace, skipping for ever would show nothing at all."""


def in_time(
    frames: Iterable[DepthFrame],
    speed: float = 1.0,
    *,
    skip_late: bool = True,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[DepthFrame]:
    """Each frame when it is due, the first one at once; recorded time runs `speed` times faster.

    A frame whose successor is due as well is skipped, so that a slow reader always gets a new one
    and never a backlog. After MOST_SKIPPED in a row, or without `skip_late`, the pace gives way
    and every frame after that is due later. Times that run backwards or are no number begin anew.
    Raises ValueError for a speed that is not above 0; infinity is as fast as can be.
    """
    if not speed > 0:
        raise ValueError(f"a speed is above 0, not {speed}")
    last_s, due_s, skipped = math.nan, clock(), 0
    for frame in frames:
        step_s = (frame.time_s - last_s) / speed
        last_s = frame.time_s
        now_s = clock()
        if not 0.0 <= step_s < math.inf:
            step_s, due_s = 0.0, now_s
        due_s = min(due_s + step_s, now_s + LONGEST_WAIT_S)
        late_s = now_s - due_s
        if late_s < 0.0:
            sleep(-late_s)
        elif late_s >= step_s > 0.0:
            if skip_late and skipped < MOST_SKIPPED:
                skipped += 1
                continue
            due_s = now_s
        skipped = 0
        yield frame
