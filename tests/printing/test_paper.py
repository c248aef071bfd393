"""Paper that is counted."""

from __future__ import annotations

from kiosk.printing.paper import Roll


def test_paper_is_told_as_used_and_left() -> None:
    roll = Roll(30.0, 2.0)
    assert roll.told(240.0) == "0.2 m of paper used of a roll of 30 m, about 29.8 m left"
    assert roll.told(31_000.0) == "31.0 m of paper used of a roll of 30 m, about 0.0 m left"
    assert [roll.low(mm) for mm in (27_999.0, 28_000.0, 40_000.0)] == [False, True, True]


def test_a_roll_without_a_length_is_not_counted() -> None:
    assert not Roll().low(1e9)
    assert Roll().told(1000.0) == "1.0 m of paper used; what is left is not counted"
    assert Roll().told(0.0) == "not counted"
