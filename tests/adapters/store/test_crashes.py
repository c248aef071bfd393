"""Killed or without power at any moment: a sample of what `scripts/prove store` does."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from tests.support.powercut import SECTOR, Disk, Operation, compiler
from tests.support.powercut_check import cuts

ROOT = Path(__file__).resolve().parents[3]

needs_compiler = pytest.mark.skipif(
    compiler() is None, reason="needs gcc or cc, to record what a program does to its files"
)


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory, where there is such a place: what is cut is synced to nowhere."""
    shm = Path("/dev/shm")
    if not os.access(shm, os.W_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=shm) as name:
        yield Path(name)


@needs_compiler
def test_a_power_cut_takes_nothing_that_was_acknowledged(memory: Path) -> None:
    outcome = cuts(memory, seed=101, visits=9, count=100)
    assert (outcome.cuts, outcome.broken, outcome.lost, outcome.first) == (100, 0, 0, "")


@needs_compiler
def test_the_same_cuts_bite_with_the_settings_that_are_not_used(memory: Path) -> None:
    """WAL with NORMAL syncs nothing at a commit."""
    outcome = cuts(memory, seed=101, visits=9, count=40, wal=True)
    assert outcome.lost > 20


def test_a_kill_takes_nothing_that_was_acknowledged(memory: Path) -> None:
    program = ["-m", "tests.support.killing", str(memory), "101", "25"]
    done = subprocess.run(
        [sys.executable, *program], cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "kills=25" in done.stdout


# The disk itself


def write(at: int, data: bytes) -> Operation:
    return Operation("W", 1, at, data, b"")


CREATED = Operation("C", 1, 0, b"/file", b"")
SYNCED = Operation("S", 1, 0, b"", b"")
FOLDER = Operation("F", 0, 0, b"", b"")


def left(operations: list[Operation], tmp_path: Path, seed: int) -> bytes | None:
    disk = Disk(operations)
    disk.go_on(len(operations))
    folder = tmp_path / str(seed)
    folder.mkdir()
    disk.cut(folder, Random(seed))
    path = folder / "file"
    return path.read_bytes() if path.exists() else None


def test_what_was_synced_is_there_for_ever(tmp_path: Path) -> None:
    data = bytes(range(256)) * 20
    operations = [CREATED, FOLDER, write(0, data), SYNCED]
    for seed in range(20):
        assert left(operations, tmp_path, seed) == data


def test_a_name_needs_its_folder_synced(tmp_path: Path) -> None:
    operations = [CREATED, write(0, b"x"), SYNCED]
    assert {left(operations, tmp_path, seed) for seed in range(20)} == {None, b"x"}


def test_what_was_not_synced_comes_by_sectors(tmp_path: Path) -> None:
    old, new = b"o" * 4 * SECTOR, b"n" * 4 * SECTOR
    operations = [CREATED, FOLDER, write(0, old), SYNCED, write(0, new)]
    seen = {left(operations, tmp_path, seed) for seed in range(60)}
    assert {old, new} < seen
    for content in seen:
        assert content is not None
        sectors = {content[at : at + SECTOR] for at in range(0, len(content), SECTOR)}
        assert sectors <= {b"o" * SECTOR, b"n" * SECTOR}


def test_a_file_may_have_grown_without_its_data(tmp_path: Path) -> None:
    operations = [CREATED, FOLDER, SYNCED, write(0, b"n" * SECTOR), write(SECTOR, b"n" * SECTOR)]
    seen = {left(operations, tmp_path, seed) for seed in range(60)}
    assert b"" in seen
    assert any(one and len(one) == 2 * SECTOR and one[0] != ord("n") for one in seen)


def test_a_cut_to_another_length_may_not_have_come(tmp_path: Path) -> None:
    operations = [CREATED, FOLDER, write(0, b"old"), SYNCED, Operation("T", 1, 0, b"", b"")]
    assert {left(operations, tmp_path, seed) for seed in range(20)} == {b"old", b""}
