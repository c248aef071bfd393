"""Seconds of the demonstration's member as recordings, made once a test session."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from itertools import islice
from pathlib import Path

from kiosk.adapters.demo_member import DemoMember
from kiosk.adapters.recorder import Db3Recorder


@cache
def recording(first: int, frames: int) -> Path:
    """So many frames from one on: standing until about frame 105, then squats of 2.5 s."""
    path = _folder() / f"{first}-{frames}.db3"
    member = DemoMember()
    with Db3Recorder(path, member.intrinsics, 0.001, int(member.fps), compress=True) as recorder:
        for frame in islice(member.frames(), first, first + frames):
            recorder.write(frame)
    return path


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="kiosk-recordings-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
