"""Memory that is given back early."""

from __future__ import annotations

import platform
import subprocess
import sys

from kiosk.adapters import glibc_memory


def test_the_limits_are_taken_where_there_is_glibc() -> None:
    code = "from kiosk.adapters.glibc_memory import keep_small; print(keep_small())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(platform.libc_ver()[0] == "glibc")


def test_another_c_library_is_left_alone(monkeypatch: object) -> None:
    class Other:
        def __getattr__(self, name: str) -> object:
            raise AttributeError(name)

    monkeypatch.setattr(glibc_memory.ctypes, "CDLL", lambda _: Other())  # type: ignore[attr-defined]
    assert glibc_memory.keep_small() is False
