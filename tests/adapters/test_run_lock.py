"""One kiosk a state folder, by a lock that ends with its process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.adapters.run_lock import RunLock, running_pid
from kiosk.errors import ConfigError


def test_the_second_one_is_refused_and_told_who(tmp_path: Path) -> None:
    path = tmp_path / "new" / "kiosk.lock"
    assert running_pid(path) is None
    first = RunLock(path)
    assert running_pid(path) == os.getpid()
    with pytest.raises(ConfigError, match=rf"running here already \(process {os.getpid()}\)"):
        RunLock(path)
    first.close()
    first.close()
    assert running_pid(path) is None
    RunLock(path).close()


def test_it_ends_with_the_process_that_holds_it(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.lock"
    code = f"""
import os, signal
from pathlib import Path
from kiosk.adapters.run_lock import RunLock
held = RunLock(Path({str(path)!r}))
os.kill(os.getpid(), signal.SIGKILL)
"""
    subprocess.run([sys.executable, "-c", code], check=False, cwd=Path(__file__).parents[2])
    assert path.exists()
    assert running_pid(path) is None
    RunLock(path).close()


def test_a_folder_that_cannot_be_written_to_is_the_caller_s(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError):
        RunLock(tmp_path / "file" / "kiosk.lock")
