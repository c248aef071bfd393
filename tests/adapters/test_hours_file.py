"""When the kiosk ran, as files."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.adapters.hours_file import HoursFile
from kiosk.core.hours import Mark
from kiosk.errors import StoreError

NOON_S = datetime(2026, 11, 26, 12, tzinfo=UTC).timestamp()
DAY_S = 86400.0


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    file = HoursFile(tmp_path / "hours")
    assert file.marks(0.0, NOON_S) == ()
    marks = (
        Mark(NOON_S, "start", 0.0, sure=False),
        Mark(NOON_S + 600.0, "in", 600.0, paper_mm=1234.0),
        Mark(NOON_S + 700.0, "end", 700.0),
    )
    for one in marks:
        file.add(one)
    assert file.marks(NOON_S - DAY_S, NOON_S + DAY_S) == marks
    assert [one.name for one in (tmp_path / "hours").iterdir()] == ["2026-11.txt"]


def test_a_period_is_read_with_the_month_before_it(tmp_path: Path) -> None:
    file = HoursFile(tmp_path)
    for month in range(1, 12):
        at_s = datetime(2026, month, 15, tzinfo=UTC).timestamp()
        file.add(Mark(at_s, "start", 0.0))
    since = datetime(2026, 6, 1, tzinfo=UTC).timestamp()
    until = datetime(2026, 7, 1, tzinfo=UTC).timestamp()
    found = [datetime.fromtimestamp(one.at_s, UTC).month for one in file.marks(since, until)]
    assert found == [5, 6, 7]
    assert file.tidy(since) == 5
    assert len(file.marks(0.0, NOON_S)) == 6


def test_a_line_that_was_cut_off_is_nothing_and_spoils_none(tmp_path: Path) -> None:
    file = HoursFile(tmp_path)
    file.add(Mark(NOON_S, "start", 0.0))
    path = tmp_path / "2026-11.txt"
    path.write_bytes(path.read_bytes() + b"2026-11-26T12:1")
    file.add(Mark(NOON_S + 1200.0, "in", 1200.0))
    path.write_bytes(path.read_bytes() + b"\xff\x00rubbish\n2026-13-45T12:10:00Z in sure 1 -\n")
    assert [one.up_s for one in file.marks(NOON_S, NOON_S)] == [0.0, 1200.0]


def test_where_nothing_can_be_written_it_is_told(tmp_path: Path) -> None:
    blocked = tmp_path / "hours"
    blocked.write_text("")
    with pytest.raises(StoreError, match="cannot be noted"):
        HoursFile(blocked).add(Mark(NOON_S, "start", 0.0))
    with pytest.raises(StoreError, match="cannot be read"):
        HoursFile(blocked).marks(0.0, NOON_S)


def test_a_link_in_the_folder_leads_nowhere(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    os.symlink(elsewhere, tmp_path / "2026-11.txt")  # noqa: PTH211
    with pytest.raises(StoreError):
        HoursFile(tmp_path).add(Mark(NOON_S, "start", 0.0))
    assert not elsewhere.exists()
