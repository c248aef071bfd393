"""Slips as pictures in a folder: whole or not at all, each job once, and an honest status."""

from __future__ import annotations

import errno
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pygame
import pytest

from kiosk.adapters.file_printer import FilePrinter
from kiosk.adapters.slip_picture import draw_slip
from kiosk.core.slip import Slip
from kiosk.core.slip_kinds import Text
from kiosk.errors import PrinterError
from kiosk.ports import PrintJob

NOW = datetime(2026, 11, 26, 1, 22, 25, tzinfo=UTC)
SLIP = Slip((Text("Right knee moved inside.", "headline"),))
JOB = PrintJob("6c4f6a1e-7d2a-4f7e-9f0b-2f2f8d3f1a10", SLIP)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "out" / "slips"


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def test_a_slip_becomes_a_picture_named_by_time_and_job(folder: Path) -> None:
    printer = FilePrinter(folder, lambda: NOW)
    assert printer.status().ready
    assert not folder.exists(), "asking writes nothing"
    assert printer.print(JOB).outcome == "printed"
    assert names(folder) == [f"20261126T012225Z_{JOB.job}.png"]
    picture = pygame.image.load(str(folder / names(folder)[0]))
    black = pygame.surfarray.array3d(picture).mean(axis=2).T < 128
    assert black.shape[1] == 576
    assert np.array_equal(black, draw_slip(SLIP))


def test_a_job_is_never_written_twice(folder: Path) -> None:
    times = iter([NOW, NOW.replace(minute=30), NOW.replace(minute=40)])
    printer = FilePrinter(folder, lambda: next(times))
    other = replace(JOB, job="0d3b6f6e-1111-4f7e-9f0b-2f2f8d3f1a10")
    assert [printer.print(one).outcome for one in (JOB, JOB, other)] == ["printed"] * 3
    assert FilePrinter(folder).print(replace(JOB, job=JOB.job.upper())).outcome == "printed"
    assert len(names(folder)) == 2


@pytest.mark.parametrize("job", ["", "../../x", "*", "6c4f6a1e"])
def test_a_job_without_a_uuid_is_refused(folder: Path, job: str) -> None:
    with pytest.raises(PrinterError, match="nothing was printed"):
        FilePrinter(folder).print(replace(JOB, job=job))
    assert not folder.exists()


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("in the way")
    printer = FilePrinter(tmp_path / "out" / "slips")
    status = printer.status()
    assert (status.ready, status.reason) == (False, "offline")
    assert "is a file" in status.text or "cannot be reached" in status.text
    with pytest.raises(
        PrinterError, match=r"No slip was written .*: (Not a directory|File exists)"
    ):
        printer.print(JOB)


def test_a_write_that_fails_leaves_nothing_behind(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("kiosk.adapters.file_printer.os.fsync", full)
    with pytest.raises(PrinterError, match="No space left on device"):
        FilePrinter(folder).print(JOB)
    assert names(folder) == []
    monkeypatch.undo()
    assert FilePrinter(folder).print(JOB).outcome == "printed"


def test_a_full_disk_is_told_before_anybody_prints(folder: Path) -> None:
    status = FilePrinter(folder, least_room_bytes=10**18).status()
    assert (status.ready, status.reason) == (False, "disk_full")
    assert "Free some room" in status.text


@pytest.mark.skipif(not Path("/sys/kernel").exists(), reason="needs a folder nobody can write into")
def test_a_folder_without_permission(tmp_path: Path) -> None:
    printer = FilePrinter(Path("/sys/kernel/slips"))
    with pytest.raises(PrinterError, match=r"Read-only|Permission|not permitted"):
        printer.print(JOB)


def test_pages_are_files_too(folder: Path) -> None:
    pages = FilePrinter(folder, lambda: NOW, page=lambda _: b"%PDF-", suffix=".pdf")
    assert pages.print(JOB).outcome == "printed"
    assert pages.print(JOB).outcome == "printed"
    assert names(folder) == [f"20261126T012225Z_{JOB.job}.pdf"]
    pages.clean()
    assert pages.erase(JOB.job)
    assert names(folder) == []


def test_closing_is_harmless(folder: Path) -> None:
    printer = FilePrinter(folder)
    printer.close()
    printer.close()


OTHER = "0d3b6f6e-1111-4f7e-9f0b-2f2f8d3f1a10"
THEIRS = ("receipt.png", f"copy of 20200101T000000Z_{OTHER}.png", f"2020_{OTHER}.png", "a.part")


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_slips_are_for_the_kiosk_s_user_alone(folder: Path) -> None:
    FilePrinter(folder).print(JOB)
    assert mode(folder) == 0o700
    assert [mode(one) for one in folder.iterdir()] == [0o600]


def begin(folder: Path, *names: str) -> None:
    folder.mkdir(parents=True)
    for name in names:
        (folder / name).write_bytes(b"x")


@pytest.mark.parametrize("call", ["status", "print"])
def test_what_was_half_written_is_removed_at_the_first_call(folder: Path, call: str) -> None:
    begin(folder, *THEIRS, f"20200101T000000Z_{OTHER}.part")
    printer = FilePrinter(folder, lambda: NOW)
    if call == "print":
        printer.print(JOB)
        (folder / f"20261126T012225Z_{JOB.job}.png").unlink()
    assert printer.status().ready
    assert names(folder) == sorted(THEIRS)


def test_slips_are_erased_by_their_age_and_nothing_else_is(folder: Path) -> None:
    old, young = (f"{stamp}_{OTHER}.png" for stamp in ("20260828T012224Z", "20260828T012225Z"))
    begin(folder, *THEIRS, old, young)
    printer = FilePrinter(folder, lambda: NOW)
    assert printer.tidy(90) == 1
    assert names(folder) == sorted([*THEIRS, young])
    assert printer.tidy(90) == 0
    assert printer.tidy(89) == 1


def test_the_slip_of_one_job_is_erased(folder: Path) -> None:
    printer = FilePrinter(folder, lambda: NOW)
    assert not printer.erase(JOB.job)
    printer.print(JOB)
    printer.print(replace(JOB, job=OTHER))
    assert not printer.erase("*")
    assert printer.erase(JOB.job.upper())
    assert names(folder) == [f"20261126T012225Z_{OTHER}.png"]
    assert not printer.erase(JOB.job)


@pytest.mark.parametrize("code", [errno.EACCES, errno.EIO])
def test_a_folder_that_cannot_be_looked_into(
    folder: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def fails(_: Path) -> object:
        raise OSError(code, os.strerror(code))

    for look in ("exists", "iterdir"):
        begun = FilePrinter(folder)
        with monkeypatch.context() as patched:
            patched.setattr(Path, look, fails)
            status = begun.status()
            assert (status.ready, status.reason) == (False, "offline")
            assert os.strerror(code) in status.text
    monkeypatch.setattr(Path, "iterdir", fails)
    with pytest.raises(PrinterError, match="No slip was written"):
        FilePrinter(folder).print(JOB)
    with pytest.raises(PrinterError, match="were not erased"):
        FilePrinter(folder).erase(JOB.job)
    with pytest.raises(PrinterError, match="were not erased"):
        FilePrinter(folder).tidy(1)
