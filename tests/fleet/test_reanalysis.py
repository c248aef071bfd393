"""What a new analysis changed: figures, order, sums, cells; documents that are anybody's."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.fleet.reanalysis import (
    Row,
    cells,
    columns,
    compare,
    key,
    ordered,
    summary,
)


def document(
    left: float | None = 10.0, right: float | None = 20.0, verdict: str = "measured"
) -> dict[str, Any]:
    """KPO as given, KTO 5 mm more; intervals of 4 mm on either side."""

    def around(value: float | None) -> dict[str, float] | None:
        return None if value is None else {"value": value, "low": value - 4, "high": value + 4}

    def side(value: float | None) -> dict[str, Any]:
        more = None if value is None else value + 5
        return {
            "knee_plane_offset_mm": {"at_60": around(value), "bottom": None},
            "knee_toe_offset_mm": {"at_60": around(more), "bottom": None},
        }

    return {
        "schema": "kiosk-assessment/1",
        "recording": {"frames": 300},
        "verdict": verdict,
        "reps": [{"set": "uncued"}],
        "sides": {"left": side(left), "right": side(right)},
    }


def test_a_change_is_after_minus_before_and_beyond_only_outside_the_earlier_interval() -> None:
    row = compare("a", "f", document(10, 20), document(14, 24.1))
    assert [(one.side, one.kind, one.change, one.beyond) for one in row.figures] == [
        ("left", "kpo", 4.0, False),
        ("right", "kpo", 4.1, True),
        ("left", "kto", 4.0, False),
        ("right", "kto", 4.1, True),
    ]
    assert row.largest == 4.1
    assert row.notes == ()


def test_what_was_not_measured_is_no_change() -> None:
    row = compare("a", "f", document(None, 20), document(3, None))
    assert [one.change for one in row.figures] == [None] * 4
    assert [one.beyond for one in row.figures] == [None] * 4
    assert compare("a", "f", None, document()).before is None


@pytest.mark.parametrize(
    "strange",
    [
        {},
        {"sides": 7, "verdict": ["measured"], "reps": "none", "recording": None},
        {"sides": {"left": {"knee_plane_offset_mm": {"at_60": {"value": "ten", "low": True}}}}},
        {"sides": {"left": {"knee_plane_offset_mm": {"at_60": {"value": float("nan")}}}}},
    ],
)
def test_a_strange_earlier_document_says_nothing(strange: dict[str, Any]) -> None:
    row = compare("a", "f", strange, document())
    assert row.before is None
    assert all(one.before is None and one.change is None for one in row.figures)


def test_what_makes_the_two_hard_to_compare_is_noted() -> None:
    before = document() | {"recording": {"frames": 299}, "reps": [{"set": "cued"}]}
    assert compare("a", "f", before, document()).notes == (
        "the earlier result is of another number of frames",
        "the earlier result counts its squats to other sets",
    )


def test_another_verdict_comes_first_then_the_largest_change_and_failures_last() -> None:
    rows = [
        Row("failed", "", why="cut off"),
        compare("new", "f", None, document()),
        compare("small", "f", document(), document(11)),
        compare("large", "f", document(), document(2)),
        compare("retry", "f", document(), document(None, None, "retry")),
        compare("same", "f", document(), document()),
        compare("also small", "f", document(), document(9)),
    ]
    names = [row.name for row in ordered(rows)]
    assert names == ["retry", "large", "also small", "small", "same", "new", "failed"]
    assert [row.name for row in ordered(reversed(rows))] == names


def test_sums_count_legs_that_were_measured_both_times() -> None:
    rows = [
        compare("a", "f", document(10, 20), document(16, 19)),
        compare("b", "f", document(), document(None, None, "retry")),
        Row("c", "", why="cut off"),
        compare("d", "f", None, document()),
    ]
    told = summary(rows)
    assert (told.recordings, told.failed, told.measured, told.compared) == (4, 1, 2, 2)
    assert told.verdicts_changed == 1
    kpo = told.spreads[0]
    assert (kpo.kind, kpo.legs, kpo.mean, kpo.median_size) == ("kpo", 2, 2.5, 3.5)
    assert (kpo.largest, kpo.beyond) == (6.0, 1)
    assert summary([]).spreads[0].mean is None


def test_every_row_has_a_cell_for_every_column() -> None:
    for row in (Row("c", "", why="cut off"), compare("a", "f", document(), document())):
        assert len(cells(row)) == len(columns())


def test_a_result_is_one_of_recording_model_settings_and_program_together() -> None:
    parts = ["recording", "model", "settings", "0.1.0"]
    keys = {key(*parts)}
    for at in range(4):
        keys.add(key(*(part + ("x" if i == at else "") for i, part in enumerate(parts))))
    assert len(keys) == 5
