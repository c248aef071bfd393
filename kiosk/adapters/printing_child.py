"""The print worker as a child of the kiosk, where no service runs it. stdlib only; Linux.

The two talk over a pair of sockets, which also tells the child when its parent is gone. What it
does is named to it, so that the kiosk need not load what the worker does.
"""

from __future__ import annotations

import importlib
import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from typing import Final

BOOT: Final = "from kiosk.adapters.printing_child import main; main()"
ONE_CORE: Final = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
PATIENCE_S: Final = 3.0
"""For a child that was let go of. One that is in the middle of a slip needs longer, and ends by
itself."""


class PrintingChild:
    """target: 'package.module:function', called with the text and its end of the line; the text is
    the worker's configuration and may have 60 kB. Raises OSError where no process can be started.
    """

    def __init__(self, target: str, text: str) -> None:
        self.line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            self._process = subprocess.Popen(  # noqa: S603 - ourselves
                [sys.executable, "-P", "-c", BOOT, target, str(theirs.fileno())],
                stdin=subprocess.PIPE,
                pass_fds=(theirs.fileno(),),
                env=os.environ | ONE_CORE | {"PYTHONPATH": os.pathsep.join(sys.path)},
            )
        except OSError:
            self.line.close()
            raise
        finally:
            theirs.close()
        if self._process.stdin is not None:
            with suppress(BrokenPipeError):
                self._process.stdin.write(text.encode())
                self._process.stdin.close()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def ended(self) -> bool:
        return self._process.poll() is not None

    def let_go(self) -> None:
        """Hang up: it finishes what it has in hand and ends."""
        self.line.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(PATIENCE_S)

    def kill(self) -> None:
        """For one that says nothing any more."""
        self.line.close()
        self._process.kill()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(PATIENCE_S)


def main() -> None:
    """What the child runs."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the kiosk, which hangs up
    target, descriptor = sys.argv[1:3]
    text = sys.stdin.buffer.read().decode()
    module, _, function = target.partition(":")
    getattr(importlib.import_module(module), function)(text, socket.socket(fileno=int(descriptor)))
