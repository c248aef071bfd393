"""One sensing process and the kiosk's ends of its pipes. May import kiosk.core and its neighbours
for the pipe; Linux only.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from kiosk.adapters.sense_codec import LENGTH, Decoder
from kiosk.adapters.sensing_link import Job
from kiosk.core.senses import Busy, CameraFault, CameraReady, Seen, Sense
from kiosk.errors import CameraError

BOOT: Final = "from kiosk.adapters.sensing_link import main; main()"
ONE_CORE: Final = {
    "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "OPENCV_FOR_THREADS_NUM": "1",
}  # fmt: skip
LONGEST_S: Final = 30.0
"""Silence that a child may ask for."""
AT_ONCE: Final = 1 << 20
"""Bytes read in one poll: more than any pipe holds."""


@dataclass(frozen=True, slots=True)
class Limits:
    """starting_s, silent_s: the longest silence before it has said anything, and while frames come;
    what may hang has a limit of its own (kiosk.core.senses.Busy). grace_s: time to end after being
    asked to, and again after being told to; dead_s: after being killed, then it is taken for
    hanging in the kernel and left there."""

    starting_s: float = 15.0
    silent_s: float = 5.0
    grace_s: float = 1.0
    dead_s: float = 5.0


class Child:
    """silent_s: for how long nothing came. what: it was doing then. started: it has said something.
    final: it has nothing more to say. garbled: what it said that is no message, '' nothing."""

    def __init__(self, job: Job, limits: Limits, lines: tuple[str, ...]) -> None:
        """lines: cues and orders that it finds there. Raises OSError."""
        self._limits = limits
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
        self.silent_s = 0.0
        self.limit_s, self.what = limits.starting_s, "starting"
        self.started = self.final = False
        self.garbled = ""
        body = pickle.dumps(job)
        self._write(LENGTH.pack(len(body)) + body)
        for line in lines:
            self.tell(line)

    def tell(self, line: str) -> None:
        """A line to the child. A child that reads nothing is about to be replaced anyway."""
        self._write(line.encode() + b"\n")

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
        if self.garbled:
            return []
        try:
            senses = self._decoder.feed(data)
            for sense in senses:
                self.started = True
                self._note(sense)
        except CameraError as error:
            self.garbled = str(error)
            return []
        except (TypeError, ValueError) as error:  # one of our classes with fields of no sense
            self.garbled = f"The sensing process sent nonsense ({type(error).__name__})."
            return []
        return senses

    def _note(self, sense: Sense) -> None:
        match sense:
            case Busy(what, at_most_s):
                self.limit_s, self.what = min(max(0.5, at_most_s), LONGEST_S), what[:60]
            case CameraReady() | Seen():
                self.limit_s, self.what = self._limits.silent_s, "sensing"
            case CameraFault(final=final):
                self.final = final

    @property
    def hangs(self) -> bool:
        """Whether it has said nothing for longer than it may."""
        return self.silent_s > self.limit_s

    def end(self) -> None:
        """Wait for the end: after its cues end, after SIGTERM, after SIGKILL."""
        self._close_stdin()
        limits = self._limits
        steps = ((None, limits.grace_s), (signal.SIGTERM, limits.grace_s),
                 (signal.SIGKILL, limits.dead_s))  # fmt: skip
        for force, patience_s in steps:
            if force is not None:
                self.process.send_signal(force)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(patience_s)
                break
        self.close_pipes()

    def _close_stdin(self) -> None:
        if self.process.stdin is not None:
            self.process.stdin.close()

    def close_pipes(self) -> None:
        self._close_stdin()
        if self._sights >= 0:
            os.close(self._sights)
            self._sights = -1


def how_ended(status: int) -> str:
    """An exit status as subprocess gives it, in words."""
    if status >= 0:
        return f"exit status {status}"
    with suppress(ValueError):
        return f"signal {signal.Signals(-status).name}"
    return f"signal {-status}"
