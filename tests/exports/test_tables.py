"""Tables hold what the document and the curves hold, under its name and in its unit."""

from __future__ import annotations

import csv
from dataclasses import replace
from io import StringIO

import numpy as np
import pytest

from kiosk.exports import csv_text, opened
from kiosk.exports.tables import (
    CURVES_TABLE,
    RESULTS,
    RESULTS_TABLE,
    SQUAT,
    SQUAT_BOTH,
    SQUATS,
    TABLES,
    VISITS,
    Table,
)
from kiosk.exports.visit import ExportVisit
from tests.support.visits import analytic_visit, record_of

VISIT = opened(
    record_of(analytic_visit(count=8, sets=(1, 4, 3), inward_m=(0.03, 0.0)), earlier_ticket="B")
)


def read(table: Table, visit: ExportVisit = VISIT) -> list[dict[str, str]]:
    """As any reader of CSV sees it."""
    text = csv_text.heading(table) + csv_text.lines(table.rows(visit))
    return list(csv.DictReader(StringIO(text)))


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_row_fills_every_column_with_its_kind(table: Table) -> None:
    kinds = {"text": str, "time": str, "number": float, "whole": int, "flag": bool}
    rows = list(table.rows(VISIT))
    assert rows
    for row in rows:
        for column, cell in zip(table.columns, row, strict=True):
            assert cell is None or type(cell) is kinds[column.kind], column.name


def test_a_result_is_the_documents() -> None:
    sides = VISIT.document["sides"]
    rows = {(row["side"], row["measure"]): row for row in read(RESULTS_TABLE)}
    row = rows["left", "knee_plane_offset_at_60"]
    want = sides["left"]["knee_plane_offset_mm"]["at_60"]
    assert [float(row[end]) for end in ("value", "low", "high")] == list(want.values())
    assert row["unit"] == "mm"
    cue = sides["right"]["cue"]["change_mm"]
    assert float(rows["right", "cue_change"]["high"]) == cue["high"]
    assert rows["left", "heels_change"]["value"] == ""  # not tried
    assert float(rows["both", "asymmetry"]["value"]) == VISIT.document["asymmetry_mm"]
    toe_out = VISIT.document["standing"]["right"]["toe_out_deg"]
    assert float(rows["right", "standing_toe_out"]["value"]) == toe_out
    assert len(rows) == 2 * len(RESULTS) + 2 * 6 + 2


def test_a_squat_is_the_documents() -> None:
    rows = read(SQUATS)
    reps = VISIT.document["reps"]
    assert len(reps) == 8
    assert len(rows) == 8 * (2 * len(SQUAT) + len(SQUAT_BOTH))
    for i, rep in enumerate(reps, 1):
        of = {(r["side"], r["measure"]): r for r in rows if r["squat"] == str(i)}
        one = of["left", "knee_toe_offset_bottom"]
        assert float(one["value"]) == rep["left"]["knee_toe_offset_mm"]["bottom"]
        assert (one["set"], one["valid"]) == (rep["set"], str(rep["valid"]).lower())
        assert float(one["bottom_s"]) == rep["bottom_s"]
        assert float(of["both", "descent"]["value"]) == rep["tempo"]["descent_s"]


def test_curves_are_a_row_a_percent() -> None:
    rows = read(CURVES_TABLE)
    assert len(rows) == 8 * 2 * 101
    third = [r for r in rows if r["squat"] == "3" and r["side"] == "right"]
    assert [r["percent"] for r in third] == [str(i) for i in range(101)]
    flexion = np.array([float(r["knee_flexion_deg"]) for r in third])
    assert flexion == pytest.approx(VISIT.curves[2].right.knee_flexion_deg, abs=1e-9)
    assert float(third[100]["time_s"]) == pytest.approx(
        VISIT.document["reps"][2]["end_s"], abs=2e-3
    )


def test_what_was_not_measured_is_an_empty_cell() -> None:
    curve = VISIT.curves[0].left.knee_flexion_deg.copy()
    curve[7] = np.nan
    left = replace(VISIT.curves[0].left, knee_flexion_deg=curve)
    rows = read(CURVES_TABLE, replace(VISIT, curves=(replace(VISIT.curves[0], left=left),)))
    assert rows[7]["knee_flexion_deg"] == ""
    assert rows[6]["knee_flexion_deg"] != ""


def test_a_visit_is_a_row_with_its_versions() -> None:
    (row,) = read(VISITS)
    assert row["started_utc"] == "2026-11-26T10:20:30Z"
    assert row["verdict"] == "measured"
    assert row["left_band"] == VISIT.document["sides"]["left"]["band"]
    assert (row["ended_utc"], row["has_joints"], row["squats"]) == ("", "true", "8")
    assert row["findings"].split() == VISIT.document["findings"]


def test_a_test_without_result_has_its_rows_and_no_values() -> None:
    one = opened(record_of(analytic_visit(count=1)))
    assert one.document["verdict"] == "retry"
    rows = read(RESULTS_TABLE, one)
    assert {r["value"] for r in rows if not r["measure"].startswith("standing")} == {""}
    assert read(VISITS, one)[0]["reasons"].split()[0] == "too_few_valid"


def test_text_with_commas_and_quotes_stays_one_cell() -> None:
    odd = replace(VISIT, record=replace(VISIT.record, kiosk_version='1,2 "x"\n3'))
    assert read(VISITS, odd)[0]["kiosk_version"] == '1,2 "x"\n3'
