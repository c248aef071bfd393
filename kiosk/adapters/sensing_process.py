"""A `Senses` (kiosk.ports) whose sensing is done by a child process that can be killed.

May import kiosk.core and its neighbours for the pipe; what the child runs is given to it, so that
no camera, network or picture package is loaded here. Linux only. No threads: whatever is to be
done is done in `poll`, which never waits.

Why not `multiprocessing`: its spawned child comes with a resource tracker that outlives it (a
second interpreter, 12 MB), imports the kiosk's own command line again, and cannot be given its own
environment, which is how the number libraries are told to use one core.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from kiosk.adapters.sense_codec import LENGTH, Decoder
from kiosk.adapters.sensing_link import Job
from kiosk.core.senses import CameraFault, CameraReady, Sense
from kiosk.errors import CameraError

BOOT = "from kiosk.adapters.sensing_link import main; main()"
ONE_CORE = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "OPENCV_FOR_THREADS_NUM": "1"}
AT_ONCE = 1 << 20
"""Bytes read in one poll: more than any pipe holds."""


@dataclass(frozen=True, slots=True)
class Limits:
    """starting_s, silent_s: the longest silence before the camera is ready, and after.
    grace_s: time to end after being asked to, and again after being told to; dead_s: after being
    killed, then it is taken for hanging in the kernel and left there. retry_s: waits before the
    next start, the last one for ever; from the first again after a process that was ready for
    steady_s."""

    starting_s: float = 15.0
    silent_s: float = 5.0
    grace_s: float = 1.0
    dead_s: float = 5.0
    retry_s: tuple[float, ...] = (1.0, 2.0, 4.0, 8.0, 15.0)
    steady_s: float = 30.0


class SensingProcess:
    """Runs `target(*args, link)` in a child (link: sensing_link.Link) and keeps it running.

    target: a top-level function, sent by its name. The child is started at once and not waited
    for. A child that ends, or says nothing for too long, is shown as a CameraFault and replaced;
    one that sent a final fault is not.
    """

    def __init__(
        self,
        target: Callable[..., None],
        args: tuple[Any, ...] = (),
        *,
        limits: Limits | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limits, self._clock = limits or Limits(), clock
        beat_s = min(1.0, self._limits.silent_s / 5)
        self._job = Job(target, args, beat_s, 2 * self._limits.starting_s)
        self._child: _Child | None = None
        self._leaving: _Child | None = None
        self._leave_by_s = self._start_s = self._polled_s = clock()
        self._failures, self._cue = 0, ""
        self._over = False
        self._news: list[Sense] = []
        self._start()

    @property
    def pid(self) -> int | None:
        """The child's process number; None between two children."""
        return None if self._child is None else self._child.process.pid

    def poll(self) -> Sequence[Sense]:
        """All that came since the last call, in order; never waits, never raises for a fault."""
        now_s = self._clock()
        passed_s, self._polled_s = now_s - self._polled_s, now_s
        self._see_off(now_s)
        child = self._child
        if child is not None:
            ended = child.process.poll()  # before reading: then nothing it said is missed
            self._news += child.read(passed_s)
            self._judge(child, ended, now_s)
        elif not self._over and self._leaving is None and now_s >= self._start_s:
            self._start()
        news, self._news = self._news, []
        return news

    def cue(self, state: str) -> None:
        """Tell the child the visit's state, when it is another one; also a later child."""
        if state == self._cue:
            return
        self._cue = state
        if self._child is not None:
            self._child.tell(state)

    def renew(self) -> None:
        """Replace the child, as a precaution: a camera that ran for weeks is opened anew. It is no
        fault, and does not make the next start wait any longer."""
        failures = self._failures
        self._part(self._clock())
        self._failures = failures

    def close(self) -> None:
        """End the child: asked, told, killed, each with its grace. Harmless when called twice."""
        self._over = True
        for child in (self._child, self._leaving):
            if child is not None:
                child.end(self._limits)
        self._child = self._leaving = None

    def _start(self) -> None:
        try:
            self._child = _Child(self._job, self._cue)
        except OSError as error:
            self._news.append(CameraFault(f"The sensing process does not start: {error.strerror}."))
            self._plan(self._clock())

    def _judge(self, child: _Child, ended: int | None, now_s: float) -> None:
        """Replace a child that has ended, says nothing or talks nonsense."""
        if child.final:
            self._over = True
            self._part(now_s)
        elif child.garbled:
            self._part(now_s)
        elif ended is not None:
            # One that told its fault and left in order wants to be replaced, and needs no comment.
            if not (ended == 0 and child.faulty):
                self._news.append(CameraFault(f"The sensing process ended ({_how(ended)})."))
            self._part(now_s)
        elif child.silent_s > (limit_s := self._limit_s(child)):
            self._news.append(
                CameraFault(f"The sensing process has said nothing for {limit_s:g} s.")
            )
            self._part(now_s)

    def _limit_s(self, child: _Child) -> float:
        return self._limits.silent_s if child.ready else self._limits.starting_s

    def _part(self, now_s: float) -> None:
        """Let go of the child and plan the next one; whoever still runs is told to end."""
        child, self._child = self._child, None
        if child is None:
            return
        child.process.terminate()
        self._leaving, self._leave_by_s = child, now_s + self._limits.grace_s
        if child.ready_for_s >= self._limits.steady_s:
            self._failures = 0
        self._plan(now_s)
        self._see_off(now_s)

    def _plan(self, now_s: float) -> None:
        waits = self._limits.retry_s
        self._start_s = now_s + waits[min(self._failures, len(waits) - 1)]
        self._failures += 1

    def _see_off(self, now_s: float) -> None:
        """Look after a child that was told to end. SIGKILL reaches a stopped one too; one that
        hangs in the kernel outlives even that and must not keep the next one from trying."""
        child = self._leaving
        if child is None:
            return
        gone = child.process.poll() is not None
        if not gone and now_s >= self._leave_by_s:
            child.process.kill()
            gone = now_s >= self._leave_by_s + self._limits.dead_s
        if gone:
            child.close_pipes()
            self._leaving = None


class _Child:
    """One process and the kiosk's ends of its pipes."""

    def __init__(self, job: Job, cue: str) -> None:
        self._sights, theirs = os.pipe()
        try:
            os.set_blocking(self._sights, False)
            self.process = subprocess.Popen(  # noqa: S603 - ourselves
                [sys.executable, "-P", "-c", BOOT, str(theirs)],
                stdin=subprocess.PIPE,
                bufsize=0,
                pass_fds=(theirs,),
                env=os.environ | ONE_CORE | {"PYTHONPATH": os.pathsep.join(sys.path)},
            )
        except OSError:
            os.close(self._sights)
            raise
        finally:
            os.close(theirs)
        self._decoder = Decoder()
        self.silent_s = self.ready_for_s = 0.0
        self.ready = self.faulty = self.final = self.garbled = False
        body = pickle.dumps(job)
        self._write(LENGTH.pack(len(body)) + body)
        if cue:
            self.tell(cue)

    def tell(self, cue: str) -> None:
        """A line to the child. A child that reads nothing is about to be replaced anyway."""
        self._write(cue.encode() + b"\n")

    def _write(self, data: bytes) -> None:
        stdin = self.process.stdin
        if stdin is not None and not stdin.closed:
            with suppress(BrokenPipeError, BlockingIOError):
                os.set_blocking(stdin.fileno(), False)
                os.write(stdin.fileno(), data)

    def read(self, passed_s: float) -> list[Sense]:
        """All that is in the pipe. passed_s: since the last reading, for the silence; a kiosk that
        slept itself must not blame its child, so that a reading counts for a second at most."""
        data = b""
        with suppress(BlockingIOError):
            while len(data) < AT_ONCE and (more := os.read(self._sights, 65536)):
                data += more
        self.silent_s = 0.0 if data else self.silent_s + min(passed_s, 1.0)
        self.ready_for_s += passed_s if self.ready else 0.0
        senses: list[Sense] = []
        try:
            senses = [] if self.garbled else self._decoder.feed(data)
        except CameraError as error:
            senses, self.garbled = [CameraFault(str(error))], True
        for sense in senses:
            if isinstance(sense, CameraReady):
                self.ready, self.faulty = True, False
            elif isinstance(sense, CameraFault):
                self.ready, self.faulty, self.final = False, True, sense.final
        return senses

    def end(self, limits: Limits) -> None:
        """Wait for the end: after its cues end, after SIGTERM, after SIGKILL."""
        self.close_stdin()
        steps = ((None, limits.grace_s), (signal.SIGTERM, limits.grace_s),
                 (signal.SIGKILL, limits.dead_s))  # fmt: skip
        for force, patience_s in steps:
            if force is not None:
                self.process.send_signal(force)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(patience_s)
                break
        self.close_pipes()

    def close_stdin(self) -> None:
        if self.process.stdin is not None:
            self.process.stdin.close()

    def close_pipes(self) -> None:
        self.close_stdin()
        if self._sights >= 0:
            os.close(self._sights)
            self._sights = -1


def _how(ended: int) -> str:
    """An exit status as subprocess gives it, in words."""
    if ended >= 0:
        return f"exit status {ended}"
    with suppress(ValueError):
        return f"signal {signal.Signals(-ended).name}"
    return f"signal {-ended}"
