"""Small cells are hidden, and nothing that is shown gives them away: checked by trying it."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.core.suppression import (
    LEAST_PEOPLE,
    Shown,
    ShownTable,
    enough,
    shown,
    shown_flow,
    shown_table,
)
from kiosk.errors import InputError


def possible_rows(told: Shown, most: int) -> list[tuple[int, ...]]:
    """Every row of counts that would be shown so, as somebody outside could list them."""
    ranges = [range(1, most + 1) if n is None else (n,) for n in told.cells]
    rows = [row for row in product(*ranges) if told.total in (None, sum(row))]
    return [row for row in rows if told.total is not None or sum(row) >= 1]


def spread(rows: list[tuple[int, ...]], told: tuple[int | None, ...]) -> list[int]:
    """Largest less smallest value of every hidden cell."""
    return [
        max(row[i] for row in rows) - min(row[i] for row in rows)
        for i, n in enumerate(told)
        if n is None
    ]


@settings(max_examples=300)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=4))
def test_no_hidden_cell_of_a_row_can_be_worked_out(counts: list[int]) -> None:
    """With 4 in place of 11, so that all possible tables can be listed."""
    told = shown(counts, least=4)
    for n, cell in zip([*counts, sum(counts)], [*told.cells, told.total], strict=True):
        assert cell in (None, n)
        assert cell is None or cell == 0 or cell >= 4
    rows = possible_rows(told, most=24)
    assert tuple(counts) in rows
    assert all(wide >= 3 for wide in spread(rows, told.cells))


@settings(max_examples=150)
@given(st.data())
def test_no_hidden_cell_of_a_table_can_be_worked_out(data: st.DataObject) -> None:
    """All 2 x 2 and 2 x 3 tables that would be shown so, with 3 in place of 11."""
    columns = data.draw(st.integers(2, 3))
    row = st.lists(st.integers(0, 6), min_size=columns, max_size=columns)
    counts = data.draw(st.lists(row, min_size=2, max_size=2))
    told = shown_table(counts, least=3)
    real = (*counts[0], *counts[1])
    flat = tuple(cell for line in told.cells for cell in line)
    for n, cell in zip(real, flat, strict=True):
        assert cell in (None, n)
        assert cell is None or cell == 0 or cell >= 3
    tables = [t for t in _possible(flat, 8) if _fits(t, told, columns)]
    assert real in tables
    assert all(wide >= 2 for wide in spread(tables, flat))
    sums = [(sum(t[:columns]), sum(t[columns:]), sum(t)) for t in tables]
    assert all(wide >= 2 for wide in spread(sums, (*told.row_totals, told.total)))


@given(st.lists(st.lists(st.integers(0, 60), min_size=4, max_size=4), min_size=1, max_size=6))
def test_shown_cells_are_true_and_of_eleven_people(counts: list[list[int]]) -> None:
    told = shown_table(counts)
    pairs = [
        (n, c)
        for line, cells in zip(counts, told.cells, strict=True)
        for n, c in zip(line, cells, strict=True)
    ]
    pairs += list(zip(map(sum, counts), told.row_totals, strict=True))
    pairs += list(zip(map(sum, zip(*counts, strict=True)), told.column_totals, strict=True))
    pairs += [(sum(map(sum, counts)), told.total)]
    for n, cell in pairs:
        assert cell in (None, n)
        assert cell is None or cell == 0 or cell >= LEAST_PEOPLE
        assert n or cell == 0


@given(st.lists(st.lists(st.integers(0, 60), min_size=4, max_size=4), min_size=1, max_size=6))
def test_a_hidden_cell_is_never_alone_in_its_row_or_column(counts: list[list[int]]) -> None:
    told = shown_table(counts)
    rows = [(*cells, total) for cells, total in zip(told.cells, told.row_totals, strict=True)]
    columns = list(zip(*told.cells, strict=True))
    rows += [(*cells, total) for cells, total in zip(columns, told.column_totals, strict=True)]
    rows += [(*told.row_totals, told.total), (*told.column_totals, told.total)]
    assert all(cells.count(None) != 1 for cells in rows)


@pytest.mark.parametrize(
    ("counts", "cells", "total"),
    [
        ([20, 30, 40], (20, 30, 40), 90),
        ([20, 0, 40], (20, 0, 40), 60),
        ([5, 30, 40], (None, None, 40), 75),  # 30 goes too: 75 less the others would tell
        ([5, 6, 40], (None, None, None), 51),  # 5 and 6 from 11 would leave ten values, not 11
        ([5, 7, 40], (None, None, 40), 52),
        ([1, 1, 40], (None, None, None), 42),  # 42 - 40 = 2 would tell both
        ([3], (None,), None),
        ([3, 0], (None, 0), None),
        ([3, 4], (None, None), None),
        ([], (), 0),
        ([0, 0], (0, 0), 0),
    ],
)
def test_of_a_row(counts: list[int], cells: tuple[int | None, ...], total: int | None) -> None:
    assert shown(counts) == Shown(cells, total)


def test_of_a_table() -> None:
    """The 4 is hidden, and three more around it, so that no row and no column gives it away."""
    told = shown_table([[4, 30, 50], [20, 40, 60], [90, 80, 70]])
    assert told == ShownTable(
        ((None, None, 50), (None, None, 60), (90, 80, 70)), (84, 120, 240), (114, 150, 180), 444
    )


def test_a_bridge_between_two_blocks_is_found() -> None:
    """Two hidden cells in every row and column are not enough: here one follows all the same.

    With hidden cells in two blocks and one between them, rows less columns of a block tell the
    one between.
    """
    block = [[5, 6, 50, 60], [7, 8, 5, 50], [50, 60, 5, 6], [60, 50, 7, 8]]
    told = shown_table(block)
    assert told.cells[1][2] is None
    first = [cell for line in told.cells[:2] for cell in line]
    assert first.count(None) > 5  # something besides the block and the bridge was hidden


def test_enough_people() -> None:
    assert [enough(n) for n in (0, 10, 11, 500)] == [False, False, True, True]


def test_a_month_by_hours_is_quick_enough_to_be_made() -> None:
    counts = [
        [(7 * day + 3 * hour) % 23 if 7 <= hour <= 21 else 0 for hour in range(24)]
        for day in range(7)
    ]
    told = shown_table(counts)
    assert sum(cell is None for line in told.cells for cell in line) < 7 * 15
    assert told.total == sum(map(sum, counts))


@pytest.mark.parametrize("counts", [[[1, 2], [3]], [[1, -2]]])
def test_what_is_no_table_of_counts_is_refused(counts: list[list[int]]) -> None:
    with pytest.raises(InputError):
        shown_table(counts)


def _possible(flat: tuple[int | None, ...], most: int) -> list[tuple[int, ...]]:
    return list(product(*[range(1, most + 1) if n is None else (n,) for n in flat]))


def _fits(table: tuple[int, ...], told: ShownTable, columns: int) -> bool:
    first, second = table[:columns], table[columns:]
    sums = [sum(first), sum(second)]
    downs = [a + b for a, b in zip(first, second, strict=True)]
    return (
        all(t in (None, s) for t, s in zip(told.row_totals, sums, strict=True))
        and all(t in (None, s) for t, s in zip(told.column_totals, downs, strict=True))
        and told.total in (None, sum(table))
    )


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 8), st.lists(st.integers(0, 6), min_size=4, max_size=4))
def test_no_hidden_count_of_a_flow_can_be_worked_out(through: int, four: list[int]) -> None:
    """Some go through, others end in one of two ways and at one of two places."""
    ends, first = four[:2], min(four[2], sum(four[:2]))
    places = (first, sum(ends) - first)
    ways = ((1, 0), (0, 1), (0, 2), (0, 2), (2, 1), (2, 1))
    counts = (through + sum(ends), through, *ends, *places)
    told = shown_flow([(*way, n) for way, n in zip(ways, counts, strict=True)], least=4)
    for n, cell in zip(counts, told, strict=True):
        assert cell in (None, n)
        assert cell is None or cell == 0 or cell >= 4

    def values(i: int) -> range | tuple[int, ...]:
        cell = told[i]
        return range(1, 17) if cell is None else (cell,)

    rows = [
        (m + a + b, m, a, b, c, a + b - c)
        for m, a, b, c in product(*(values(i) for i in (1, 2, 3, 4)))
        if m + a + b in values(0) and a + b - c in values(5)
    ]
    assert counts in rows
    assert all(one >= 3 for one in spread(rows, told))


def test_a_flow_that_does_not_add_up_is_refused() -> None:
    with pytest.raises(InputError, match="2 people come to node 0 and 3 go from it"):
        shown_flow([(0, 1, 3), (1, 0, 2)])
    with pytest.raises(InputError):
        shown_flow([(0, 1, -3), (1, 0, -3)])
