"""One program a printer, and nobody is locked out by who is gone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.adapters.printer_lock import PrinterLock
from kiosk.errors import PrinterError

HOLDS = """
import sys
from pathlib import Path
from kiosk.adapters.printer_lock import PrinterLock
PrinterLock("p", Path(sys.argv[1])).take()
print("held", flush=True)
sys.stdin.read()
"""


def test_a_printer_is_one_program_s_until_it_lets_go_or_dies(tmp_path: Path) -> None:
    other = subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "held\n"
    lock = PrinterLock("p", tmp_path)
    with pytest.raises(PrinterError, match=rf"another program \(process {other.pid}\)"):
        lock.take()
    PrinterLock("another", tmp_path).take()
    other.kill()
    other.communicate()
    lock.take()
    lock.take()
    with pytest.raises(PrinterError, match=rf"process {os.getpid()}\)"):
        PrinterLock("p", tmp_path).take()
    lock.drop()
    lock.drop()
    PrinterLock("p", tmp_path).take()


def test_a_lock_that_cannot_be_made_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path / "gone too"))
    with pytest.raises(PrinterError, match=r"can be made nowhere: No such file"):
        PrinterLock("p", tmp_path / "gone").take()


def test_it_falls_back_to_the_folder_for_temporary_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))
    PrinterLock("p", tmp_path / "gone").take()
    assert [one.name for one in tmp_path.iterdir()] == ["knee-kiosk-p.lock"]
