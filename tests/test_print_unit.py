"""The print worker's systemd unit: it is one, it is closed to what it does not need, and it names
what the program names. Skipped where systemd-analyze is missing."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from kiosk.adapters.printing_server import ENDING_S
from kiosk.app.printing import SERVICE_SOCKET

UNIT = Path(__file__).parent.parent / "systemd" / "kiosk-printing.service"
ANALYZE = shutil.which("systemd-analyze")
needs_systemd = pytest.mark.skipif(ANALYZE is None, reason="systemd-analyze is not installed here")
BACK_OFF = 254
"""The first systemd that knows RestartSteps and RestartMaxDelaySec; the next ones are told to
whoever has an earlier one, and do no harm."""


def analyzed(*words: str) -> tuple[int, str]:
    assert ANALYZE is not None
    done = subprocess.run([ANALYZE, *words], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def version() -> int:
    found = re.search(r"systemd (\d+)", analyzed("--version")[1])
    return int(found[1]) if found else 0


@needs_systemd
def test_systemd_takes_it_as_it_is(tmp_path: Path) -> None:
    """With a command that is there, which the kiosk's is only where it is installed."""
    copy = tmp_path / UNIT.name
    copy.write_text(UNIT.read_text().replace("/usr/local/bin/kiosk", "/bin/true"))
    status, said = analyzed("verify", str(copy))
    odd = [line for line in said.splitlines() if UNIT.name in line]
    if version() < BACK_OFF:
        odd = [line for line in odd if "RestartSteps" not in line and "RestartMaxDelay" not in line]
    assert (status, odd) == (0, [])


@needs_systemd
def test_it_is_closed_to_what_it_does_not_need() -> None:
    if version() < 250:
        pytest.skip("systemd-analyze before 250 looks at installed units only")
    status, said = analyzed("security", "--offline=true", "--threshold=20", str(UNIT))
    assert status == 0, said
    level = re.search(r"exposure level for kiosk-printing.service: ([\d.]+)", said)
    assert level
    assert float(level[1]) <= 2.0


def test_it_names_what_the_program_names() -> None:
    unit = UNIT.read_text(encoding="utf-8")
    assert SERVICE_SOCKET.parent == Path("/run/kiosk-printing")
    assert "RuntimeDirectory=kiosk-printing\n" in unit
    assert "Type=notify\n" in unit
    stop = re.search(r"^TimeoutStopSec=(\d+)$", unit, re.MULTILINE)
    assert stop
    assert int(stop[1]) > ENDING_S
