"""Slips as pictures in a folder: whole or not at all, each job once, and an honest status."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pygame
import pytest

from kiosk.adapters.file_printer import FilePrinter, folder_of
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
    assert printer.print(JOB) == "printed"
    assert names(folder) == [f"20261126T012225Z_{JOB.job}.png"]
    picture = pygame.image.load(str(folder / names(folder)[0]))
    black = pygame.surfarray.array3d(picture).mean(axis=2).T < 128
    assert black.shape[1] == 576
    assert np.array_equal(black, draw_slip(SLIP))


def test_a_job_is_never_written_twice(folder: Path) -> None:
    times = iter([NOW, NOW.replace(minute=30), NOW.replace(minute=40)])
    printer = FilePrinter(folder, lambda: next(times))
    other = replace(JOB, job="0d3b6f6e-1111-4f7e-9f0b-2f2f8d3f1a10")
    assert [printer.print(one) for one in (JOB, JOB, other)] == ["printed"] * 3
    assert FilePrinter(folder).print(replace(JOB, job=JOB.job.upper())) == "printed"
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
    assert FilePrinter(folder).print(JOB) == "printed"


def test_a_full_disk_is_told_before_anybody_prints(folder: Path) -> None:
    status = FilePrinter(folder, least_room_bytes=10**18).status()
    assert (status.ready, status.reason) == (False, "disk_full")
    assert "Free some room" in status.text


@pytest.mark.skipif(not Path("/sys/kernel").exists(), reason="needs a folder nobody can write into")
def test_a_folder_without_permission(tmp_path: Path) -> None:
    printer = FilePrinter(Path("/sys/kernel/slips"))
    with pytest.raises(PrinterError, match=r"Read-only|Permission|not permitted"):
        printer.print(JOB)


def test_closing_is_harmless(folder: Path) -> None:
    printer = FilePrinter(folder)
    printer.close()
    printer.close()


@pytest.mark.parametrize(
    ("uri", "place"),
    [
        ("file:out/slips", "out/slips"),
        ("file:/var/spool/slips", "/var/spool/slips"),
        ("file:///var/spool/my%20slips", "/var/spool/my slips"),
    ],
)
def test_a_uri_names_a_folder(uri: str, place: str) -> None:
    assert folder_of(uri) == Path(place)


@pytest.mark.parametrize("uri", ["", "file:", "usb:1", "file://desk/slips", "out/slips"])
def test_a_uri_that_names_none(uri: str) -> None:
    with pytest.raises(PrinterError, match="names no folder"):
        folder_of(uri)
