"""The print journal's file: whole or the one before, and never believed where it is not true."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from kiosk.adapters.printing_journal import PrintingJournal
from kiosk.errors import PrinterError
from kiosk.printing.journal import Journal

JOB, OTHER = "6c4f6a1e-7d2a-4f7e-9f0b-2f2f8d3f1a10", "0d3b6f6e-1111-4f7e-9f0b-2f2f8d3f1a10"
UTC = "2026-11-26T06:00:00Z"
ONE = Journal().begun(JOB, UTC).ended(JOB, "printed", UTC, 150.0, dirty=False)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "printing" / "escpos-tcp-10.0.0.5-9100.json"


def test_what_was_saved_is_loaded_and_what_was_under_way_is_unknown(path: Path) -> None:
    file = PrintingJournal(path)
    assert file.load() == (Journal(), "")
    file.save(ONE.begun(OTHER, UTC))
    journal, told = PrintingJournal(path).load()
    assert told == ""
    assert (journal.outcome(JOB), journal.outcome(OTHER), journal.dirty) == (
        "printed",
        "unknown",
        True,
    )
    assert [one.name for one in path.parent.iterdir()] == [path.name]
    assert path.stat().st_mode & 0o777 == 0o600


def test_it_is_on_the_disk_before_anything_is_printed(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    real_sync, real_replace = os.fsync, Path.replace
    kinds = {True: "folder", False: "file"}

    def sync(descriptor: int) -> None:
        steps.append(f"sync {kinds[Path(f'/proc/self/fd/{descriptor}').is_dir()]}")
        real_sync(descriptor)

    def replace(self: Path, target: Path) -> Path:
        steps.append("rename")
        return real_replace(self, target)

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(Path, "replace", replace)
    PrintingJournal(path).save(ONE)
    assert steps == ["sync file", "rename", "sync folder"]


@pytest.mark.parametrize("text", ["", "{", "\x00" * 600, '{"version": 9}'])
def test_a_damaged_one_is_set_aside_and_told(path: Path, text: str) -> None:
    path.parent.mkdir()
    path.write_text(text)
    file = PrintingJournal(path)
    journal, told = file.load()
    assert (journal.entries, journal.dirty) == ((), True)
    assert "was damaged" in told
    assert path.with_suffix(".damaged").read_text() == text
    file.save(ONE)
    assert PrintingJournal(path).load() == (ONE, "")


@pytest.mark.parametrize("call", ["open", "fsync"])
def test_a_full_disk_leaves_a_journal_that_nobody_believes(
    path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    file = PrintingJournal(path)
    file.save(ONE)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(f"kiosk.adapters.printing_journal.os.{call}", full)
        with pytest.raises(PrinterError, match=r"No space left on device.*Printing goes on"):
            file.save(ONE.begun(OTHER, UTC))
    assert not path.with_suffix(".part").exists()
    journal, told = PrintingJournal(path).load()
    assert journal.outcome(JOB) == "printed"
    assert journal.dirty
    assert "could not be written before the start" in told
    file.save(ONE)
    assert PrintingJournal(path).load() == (ONE, "")
    assert [one.name for one in path.parent.iterdir()] == [path.name]


@pytest.mark.skipif(not Path("/sys/kernel").exists(), reason="needs a folder nobody can write into")
def test_a_folder_that_takes_nothing(tmp_path: Path) -> None:
    file = PrintingJournal(Path("/sys/kernel/printing/x.json"))
    assert file.load() == (Journal(), "")
    with pytest.raises(PrinterError, match=r"cannot be written"):
        file.save(ONE)
    (tmp_path / "x.json").mkdir()
    journal, told = PrintingJournal(tmp_path / "x.json").load()
    assert journal.dirty
    assert "cannot be read: Is a directory" in told
