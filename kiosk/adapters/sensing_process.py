"""A `Senses` (kiosk.ports) whose sensing is done by a child process that can be killed.

May import kiosk.core and its neighbours for the pipe; what the child runs is given to it, so that
no camera, network or picture package is loaded here. Linux only. No threads: whatever is to be
done is done in `poll`, which never waits.

Why not `multiprocessing`: its spawned child comes with a resource tracker that outlives it (a
second interpreter, 12 MB), imports the kiosk's own command line again, and cannot be given its own
environment, which is how the number libraries are told to use one core.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final

from kiosk.adapters.sensing_child import Child, Limits, how_ended
from kiosk.adapters.sensing_link import Job
from kiosk.core.camerafaults import CameraCode
from kiosk.core.ladder import Ladder, Step
from kiosk.core.senses import (
    RESET,
    RESTART,
    Busy,
    CameraCare,
    CameraFault,
    CameraReady,
    Seen,
    Sense,
)

MOST_PATIENCE: Final = 4
"""Times the usual limit that a process may take to start, after others that did not make it."""


class SensingProcess:
    """Runs `target(*args, link)` in a child (link: sensing_link.Link) and keeps it running.

    target: a top-level function, sent by its name. The child is started at once and not waited
    for. A child that ends, or says nothing for too long, is shown as a CameraFault and replaced;
    one that sent a final fault is not. camera: what it senses is one, which the ladder restarts and
    resets when it is at fault; a recording is left as it is.
    """

    def __init__(
        self,
        target: Callable[..., None],
        args: tuple[Any, ...] = (),
        *,
        limits: Limits | None = None,
        ladder: Ladder | None = None,
        camera: bool = True,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limits, self._clock, self._camera = limits or Limits(), clock, camera
        beat_s = min(1.0, self._limits.silent_s / 5)
        self._job = Job(target, args, beat_s, 2 * self._limits.starting_s)
        self._ladder = ladder or Ladder()
        self._child: Child | None = None
        self._leaving: Child | None = None
        self._leave_by_s = self._polled_s = clock()
        self._cue = ""
        self._wanted: Step | None = None
        self._over = False
        self._slow_starts = 0
        self._news: list[Sense] = []
        self._start(reset=False)

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
            for sense in child.read(passed_s):
                self._hear(sense, now_s)
            self._judge(child, ended, now_s)
        self._climb(now_s)
        if self._wanted is not None and self._leaving is None:
            wanted, self._wanted = self._wanted, None
            self._start(reset=wanted.reset)
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
        fault, and no step of the ladder."""
        if self._child is not None and not self._over:
            self._part(self._clock())
            self._wanted = Step("kill", "renewed")

    def close(self) -> None:
        """End the child: asked, told, killed, each with its grace. Harmless when called twice."""
        self._over, self._wanted = True, None
        for child in (self._child, self._leaving):
            if child is not None:
                child.end()
        self._child = self._leaving = None

    def _start(self, *, reset: bool) -> None:
        lines = ([self._cue] if self._cue else []) + ([RESET] if reset and self._camera else [])
        # On a busy machine a start may take longer than usual, and each that is cut off busies it.
        starting_s = self._limits.starting_s * min(1 + self._slow_starts, MOST_PATIENCE)
        limits = replace(self._limits, starting_s=starting_s)
        try:
            self._child = Child(self._job, limits, tuple(lines))
        except OSError as error:
            self._lost(f"The sensing process does not start: {error.strerror}.", "ended")

    def _hear(self, sense: Sense, now_s: float) -> None:
        self._slow_starts = 0
        match sense:
            case Busy():
                return
            case CameraReady() | Seen():
                self._ladder = self._ladder.well(now_s)
            case CameraFault(code=code, final=final) if self._camera and not final:
                self._ladder = self._ladder.failed(code, now_s)
        self._news.append(sense)

    def _judge(self, child: Child, ended: int | None, now_s: float) -> None:
        """Let go of a child that has ended, says nothing or talks nonsense."""
        if child.final:
            self._over = True
            self._part(now_s)
        elif child.garbled:
            self._part(now_s)
            self._lost(f"{child.garbled} It is replaced.", "ended")
        elif ended is not None:
            self._part(now_s)
            self._lost(f"The sensing process ended ({how_ended(ended)}). It is replaced.", "ended")
        elif child.hangs:
            self._slow_starts += not child.started
            self._part(now_s)
            self._lost(
                f"The sensing process has said nothing for {child.limit_s:g} s ({child.what}). It "
                "is replaced.",
                "hung",
            )

    def _lost(self, text: str, code: CameraCode) -> None:
        self._news.append(CameraFault(text, code=code))
        self._ladder = self._ladder.died(code, self._clock())

    def _climb(self, now_s: float) -> None:
        """Do what the ladder says is due."""
        if self._over:
            return
        self._ladder, step = self._ladder.tick(now_s)
        if step is None:
            return
        self._news.append(CameraCare(step))
        if step.rung == "kill":
            self._part(now_s)
            self._wanted = step
        elif self._child is not None and step.rung in ("restart", "reset"):
            self._child.tell(RESTART if step.rung == "restart" else RESET)

    def _part(self, now_s: float) -> None:
        """Let go of the child; whoever still runs is told to end."""
        child, self._child = self._child, None
        if child is None:
            return
        child.process.terminate()
        self._leaving, self._leave_by_s = child, now_s + self._limits.grace_s
        self._see_off(now_s)

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
