"""docs/exports.md names every format, column, measure and code that there is."""

from __future__ import annotations

import re
from pathlib import Path

from kiosk.app.exporting import FORMATS
from kiosk.core.keeping import CURVES
from kiosk.exports import tables
from kiosk.exports.fhir import MEASURES

TEXT = (Path(__file__).parents[2] / "docs" / "exports.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"`([^`\n]+)`", TEXT))


def test_every_format_table_and_column_is_explained() -> None:
    assert set(FORMATS) <= NAMED
    for table in tables.TABLES:
        assert table.name in NAMED
        assert {column.name for column in table.columns} <= NAMED


def test_every_measure_and_code_is_explained() -> None:
    measures = [*tables.RESULTS, *tables.STANDING, *tables.SQUAT, *tables.SQUAT_BOTH]
    assert {measure[0] for measure in measures} <= NAMED
    assert {measure[0] for measure in MEASURES} <= NAMED
    assert {"asymmetry", "standing_ankles_apart"} <= NAMED
    assert set(CURVES) <= NAMED


def test_the_curves_table_has_every_curve() -> None:
    columns = [column.name for column in tables.CURVES_TABLE.columns]
    assert tuple(columns[-len(CURVES) :]) == CURVES
