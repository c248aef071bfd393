"""The sensing process's end of its two pipes. May import kiosk.core and its codec; Linux only.

`main` is what the child runs: it reads its job from stdin, where the cues follow line by line,
and calls the job with a `Link`. Nothing here waits for the reader: a sight that finds the pipe
full waits for the next one, and is left out when newer ones are waiting as well.
"""

from __future__ import annotations

import faulthandler
import os
import pickle
import resource
import select
import signal
import sys
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kiosk.adapters.sense_codec import ALIVE, LENGTH, encode
from kiosk.core.senses import Seen, Sense

WAITING = 2
"""Sights kept while the pipe is full; the pipe itself holds a second or two of them."""
MOST_DATA_BYTES = 640 << 20
"""Three times what it asks for with a recording, stacks of threads included; with the screen's it
stays below kiosk.service's MemoryMax."""


@dataclass(frozen=True, slots=True)
class Job:
    """What the child has to do. beat_s: how often it shows that it lives. hang_s: after so long
    without coming back to its link it says on stderr where it hangs, and ends."""

    target: Callable[..., None]
    args: tuple[Any, ...]
    beat_s: float
    hang_s: float


class Link:
    """`send` and `receive_cue` as kiosk.live.sensing_loop wants them, over two descriptors."""

    def __init__(self, sights: int, cues: int, *, beat_s: float = 1.0, hang_s: float = 0.0) -> None:
        self._sights, self._cues = sights, cues
        self._beat_s, self._hang_s = beat_s, hang_s
        self._waiting: deque[Sense] = deque()
        self._half = b""
        self._read = b""
        self._lost = 0
        self._sent_s = time.monotonic()
        self._wound_s = -beat_s
        self._wind_up()
        os.set_blocking(sights, False)

    def send(self, sense: Sense) -> None:
        """Hand over without ever waiting; the oldest sight is left out where too many wait."""
        self._waiting.append(sense)
        seen = [one for one in self._waiting if isinstance(one, Seen)]
        if len(seen) > WAITING:
            self._waiting.remove(seen[0])
            self._lost += seen[0].lost + 1
        self._flush()

    def receive_cue(self, timeout_s: float) -> str | None:
        """The next cue, or None after the timeout. Raises EOFError when the kiosk wants no more."""
        until_s = time.monotonic() + timeout_s
        while True:
            self._wind_up()
            line, found, rest = self._read.partition(b"\n")
            if found:
                self._read = rest
                return line.decode()
            left_s = max(0.0, until_s - time.monotonic())
            self._beat()
            if self._wait_for_bytes(min(left_s, self._beat_s)):
                continue
            if left_s <= self._beat_s:
                return None

    def _wait_for_bytes(self, seconds: float) -> bool:
        full = [self._sights] if self._half else []
        come, room, _ = select.select([self._cues], full, [], seconds)
        if room:
            self._flush()
        if come:
            data = os.read(self._cues, 65536)
            if not data:
                raise EOFError("the kiosk has closed its end")
            self._read += data
        return bool(come)

    def _wind_up(self) -> None:
        """The watchdog needs no interpreter: the SDK can hang and hold the interpreter's lock."""
        now_s = time.monotonic()
        if self._hang_s and now_s - self._wound_s >= self._beat_s:
            self._wound_s = now_s
            faulthandler.dump_traceback_later(self._hang_s, exit=True)

    def _beat(self) -> None:
        idle = not self._half and not self._waiting
        if idle and time.monotonic() - self._sent_s >= self._beat_s:
            self._half = ALIVE
            self._flush()

    def _flush(self) -> None:
        """Write as much as goes. A message that has begun is finished before another begins."""
        while self._half or self._waiting:
            if not self._half:
                self._half = encode(self._counted(self._waiting.popleft()))
            try:
                written = os.write(self._sights, self._half)
            except BlockingIOError:
                return
            except BrokenPipeError as error:
                raise EOFError("the kiosk is gone") from error
            self._half = self._half[written:]
            self._sent_s = time.monotonic()

    def _counted(self, sense: Sense) -> Sense:
        if not isinstance(sense, Seen) or not self._lost:
            return sense
        lost, self._lost = self._lost + sense.lost, 0
        return replace(sense, lost=lost)


def main() -> None:
    """Read a job from stdin and do it; the descriptor for the sights is the only argument."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the kiosk, which ends its child
    _go_first()
    _limit_memory()
    cues = sys.stdin.fileno()
    (length,) = LENGTH.unpack(_exactly(cues, LENGTH.size))
    job: Job = pickle.loads(_exactly(cues, length))  # noqa: S301
    link = Link(int(sys.argv[1]), cues, beat_s=job.beat_s, hang_s=job.hang_s)
    job.target(*job.args, link)


def _go_first() -> None:
    """Where memory runs out, end this process and not the screen: it is started anew (proc(5))."""
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("500", encoding="ascii")


def _limit_memory() -> None:
    """What grows without end gets no more and ends (setrlimit(2)), before it takes the screen's."""
    with suppress(OSError, ValueError):  # ValueError: a lower limit is set already
        resource.setrlimit(resource.RLIMIT_DATA, (MOST_DATA_BYTES, MOST_DATA_BYTES))


def _exactly(source: int, count: int) -> bytes:
    data = b""
    while len(data) < count:
        if not (more := os.read(source, count - len(data))):
            raise SystemExit("the kiosk ended before it said what to do")
        data += more
    return data
