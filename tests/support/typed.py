"""A program in a terminal of its own, typed at when it has said what is waited for.

python -m tests.support.typed PROGRAM... < script     lines: what to wait for, Tab, what to type
"""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import sys
import time
from collections.abc import Iterable, Mapping, Sequence

PATIENCE_S = 120.0
HAND_S = 0.1
_DRAWING = re.compile(rb"\x1b\[[0-9;?]*[a-zA-Z]")


def typed(
    program: Sequence[str], script: Iterable[tuple[bytes, bytes]], env: Mapping[str, str]
) -> tuple[int, bytes]:
    """Wait for each text and then type; the exit status and all that was said. Raises
    AssertionError where a text never comes."""
    child, terminal = pty.fork()
    if child == 0:
        os.execvpe(program[0], list(program), dict(env))
    said = new = b""
    try:
        for seen, keys in script:
            while seen not in new:
                assert select.select([terminal], [], [], PATIENCE_S)[0], f"no {seen!r} in {said!r}"
                got = _read(terminal, said)
                said += got
                new = _DRAWING.sub(b"", new + got)
            new = new.partition(seen)[2]
            # As a hand does, which is never faster than the program's drawing: Python's readline
            # loses a Ctrl-C that comes between a key's echo and its waiting for the next one.
            time.sleep(HAND_S)
            os.write(terminal, keys)
        while select.select([terminal], [], [], PATIENCE_S)[0]:
            if not (got := _read(terminal, None)):
                break
            said += got
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        child = 0
        return status, said
    finally:
        if child:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        os.close(terminal)


def _read(terminal: int, said: bytes | None) -> bytes:
    """What is there; where the program may have ended (said: None), nothing then (Linux: EIO)."""
    try:
        return os.read(terminal, 4096)
    except OSError as error:
        assert said is None, f"it ended too early: {error}; it had said {said!r}"
        return b""


def _unescaped(text: str) -> bytes:
    return text.encode().decode("unicode_escape").encode("latin-1")


if __name__ == "__main__":
    pairs = [line.rstrip("\n").partition("\t")[::2] for line in sys.stdin]
    ended, out = typed(
        sys.argv[1:], [(_unescaped(seen), _unescaped(keys)) for seen, keys in pairs], os.environ
    )
    sys.stdout.buffer.write(out)
    sys.exit(ended)
