"""Parquet holds the rows that CSV holds, typed, with unit and meaning of every column."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.adapters import parquet_file
from kiosk.adapters.parquet_file import ParquetFile, check
from kiosk.errors import InputError, InstallationError
from kiosk.exports import opened
from kiosk.exports.tables import CURVES_TABLE, TABLES, VISITS, Table
from tests.support.visits import analytic_visit, record_of

pq = pytest.importorskip("pyarrow.parquet")
VISIT = opened(record_of(analytic_visit(count=3)))


def written(table: Table, path: Path) -> None:
    file = ParquetFile(path, table, {"software": "knee-kiosk 1"})
    file.add(table.rows(VISIT))
    file.close()
    file.close()


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_row_comes_back(tmp_path: Path, table: Table) -> None:
    path = tmp_path / "t.parquet"
    written(table, path)
    back = pq.read_table(path)
    want = list(table.rows(VISIT))
    times = [i for i, column in enumerate(table.columns) if column.kind == "time"]
    got = [tuple(row.values()) for row in back.to_pylist()]
    assert len(got) == len(want)
    for a, b in zip(want, got, strict=True):
        fixed = [_moment(cell) if i in times else cell for i, cell in enumerate(a)]
        assert fixed == list(b)


def test_a_column_says_its_unit_and_meaning(tmp_path: Path) -> None:
    written(CURVES_TABLE, tmp_path / "t.parquet")
    schema = pq.read_schema(tmp_path / "t.parquet")
    field = schema.field("knee_plane_offset_mm")
    assert field.metadata[b"unit"] == b"mm"
    assert b"inward" in field.metadata[b"meaning"]
    assert schema.metadata[b"software"] == b"knee-kiosk 1"
    assert str(schema.field("valid").type) == "bool"
    assert (
        str(pq.read_schema(_visits(tmp_path)).field("started_utc").type) == "timestamp[us, tz=UTC]"
    )


def test_many_rows_are_written_in_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet_file, "GROUP_ROWS", 50)
    file = ParquetFile(tmp_path / "t.parquet", CURVES_TABLE, {})
    for _ in range(3):
        file.add(CURVES_TABLE.rows(VISIT))
    file.close()
    whole = pq.ParquetFile(tmp_path / "t.parquet")
    assert whole.num_row_groups == 3
    assert whole.metadata.num_rows == 3 * 3 * 2 * 101


def test_a_time_that_is_none_is_refused(tmp_path: Path) -> None:
    file = ParquetFile(tmp_path / "t.parquet", VISITS, {})
    with pytest.raises(InputError, match="ISO 8601"):
        file.add([("x",) * len(VISITS.columns)])
    file.close()
    assert pq.read_table(tmp_path / "t.parquet").num_rows == 0


def test_without_the_package_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(InstallationError, match=r"knee-kiosk\[export\]"):
        check()


def _visits(folder: Path) -> Path:
    written(VISITS, folder / "v.parquet")
    return folder / "v.parquet"


def _moment(text: object) -> datetime | None:
    return None if text is None else datetime.fromisoformat(str(text)).astimezone(UTC)
