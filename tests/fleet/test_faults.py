"""A sample of scripts/prove fleet: faults between a kiosk and a real PostgreSQL, and a broken rule
that they find."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.postgres import missing

ROOT = Path(__file__).parent.parent.parent


def run(seed: int, faults: int, *mutation: str) -> subprocess.CompletedProcess[str]:
    """In a process of its own, which makes children by fork."""
    return subprocess.run(
        [sys.executable, "-m", "tests.support.fleet_faults", str(seed), str(faults), *mutation],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


@pytest.fixture(autouse=True)
def _installed() -> None:
    if why := missing():
        pytest.skip(why)


def test_whatever_fails_both_sides_are_equal_at_the_end() -> None:
    done = run(3, 50)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_faults_find_a_replica_without_tombstones() -> None:
    done = run(2, 200, "no_tombstones")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "which was erased, is there" in done.stdout
