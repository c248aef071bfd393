"""Rows as comma-separated text: RFC 4180 with one '\\n' a line, UTF-8, '.' before decimals."""

from __future__ import annotations

import csv
from collections.abc import Iterable

from kiosk.exports.tables import Cell, Row, Table


def heading(table: Table) -> str:
    """The first line: names of the columns."""
    return lines([tuple(column.name for column in table.columns)])


def lines(rows: Iterable[Row]) -> str:
    """One line a row; what was not measured is an empty cell, a flag is true or false."""
    text = _Text()
    writer = csv.writer(text, lineterminator="\n")
    for row in rows:
        writer.writerow([_cell(cell) for cell in row])
    return "".join(text.pieces)


class _Text:
    """A file as far as csv asks for one."""

    def __init__(self) -> None:
        self.pieces: list[str] = []

    def write(self, piece: str) -> None:
        self.pieces.append(piece)


def _cell(cell: Cell) -> str | float | int:
    if cell is None:
        return ""
    return str(cell).lower() if isinstance(cell, bool) else cell
