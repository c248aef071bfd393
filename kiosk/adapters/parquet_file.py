"""Tables as Parquet files. Uses pyarrow; may import kiosk.exports, kiosk.errors.

Every column is typed and carries its unit (UCUM) and meaning in the schema's metadata.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from kiosk.errors import InputError, InstallationError
from kiosk.exports.tables import Column, Row, Table

GROUP_ROWS: Final = 100_000
"""Rows are written in groups of about this many, so that a large export needs little memory."""


def check() -> None:
    """Raises InstallationError where the package is missing."""
    _package()


def _package() -> Any:
    """pyarrow with its submodule for Parquet."""
    try:
        import pyarrow.parquet  # type: ignore[import-untyped,import-not-found,unused-ignore]
    except ImportError as error:
        raise InstallationError(
            "Parquet needs the package pyarrow, which is not installed. Install "
            "knee-kiosk[export], or export as csv."
        ) from error
    return pyarrow


class ParquetFile:
    """One table's file, to be closed. facts: for the schema's metadata, beside the columns' own."""

    def __init__(self, path: Path, table: Table, facts: Mapping[str, str]) -> None:
        self._pa = pa = _package()
        self._table, self._rows = table, list[tuple[Any, ...]]()
        self._schema = pa.schema([_field(pa, one) for one in table.columns], dict(facts))
        self._writer = pa.parquet.ParquetWriter(path, self._schema, compression="zstd")

    def add(self, rows: Iterable[Row]) -> None:
        """Rows in the order of the table's columns: all of them, or InputError and none."""
        self._rows += [self._typed(row) for row in rows]
        if len(self._rows) >= GROUP_ROWS:
            self._write()

    def close(self) -> None:
        """Write what waits, and the file's end; harmless when called twice."""
        try:
            if self._rows:
                self._write()
        finally:
            self._writer.close()

    def _typed(self, row: Row) -> tuple[Any, ...]:
        """As pyarrow takes it: a time is a datetime."""
        pairs = zip(self._table.columns, row, strict=True)
        return tuple(_moment(cell) if one.kind == "time" else cell for one, cell in pairs)

    def _write(self) -> None:
        pa, columns = self._pa, zip(*self._rows, strict=True)
        arrays = [
            pa.array(cells, field.type) for field, cells in zip(self._schema, columns, strict=True)
        ]
        self._writer.write_table(pa.table(arrays, schema=self._schema))
        self._rows.clear()


def _field(pa: Any, column: Column) -> Any:
    types = {
        "text": pa.string(),
        "number": pa.float64(),
        "whole": pa.int32(),
        "flag": pa.bool_(),
        "time": pa.timestamp("us", "UTC"),
    }
    said = {"unit": column.unit, "meaning": column.meaning}
    return pa.field(column.name, types[column.kind], metadata={k: v for k, v in said.items() if v})


def _moment(text: Any) -> datetime | None:
    try:
        return None if text is None else datetime.fromisoformat(text)
    except ValueError as error:
        raise InputError(f"{text!r} is not a time in ISO 8601.") from error
