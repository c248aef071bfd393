"""The demo's member as a shorter recording: its first frames, at the same rate.

python -m tests.support.arm64_recording FILE.db3 COUNT
"""

from __future__ import annotations

import sys
from itertools import islice
from pathlib import Path

from kiosk.adapters.demo_member import DemoMember
from kiosk.adapters.recorder import Db3Recorder


def main(path: Path, count: int) -> None:
    member = DemoMember()
    with Db3Recorder(path, member.intrinsics, 0.001, int(member.fps), force=True) as recorder:
        for frame in islice(member.frames(), count):
            recorder.write(frame)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
