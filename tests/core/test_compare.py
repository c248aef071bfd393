"""Comparing with an earlier test: only what may be compared, and changes beyond the spread only."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core import compare as module
from kiosk.core.compare import UNREADABLE, WHY_NOT, Comparison, compare
from kiosk.core.earlier import Earlier, EarlierLeg
from kiosk.core.message import Message
from kiosk.errors import TicketError

THEN = Earlier(
    "K7B4F2", "2026-10-01", EarlierLeg(5, -7, 17, 0, 5), EarlierLeg(37, 24, 50, 4, 5), 1, "ab12cd34"
)
DATE = "1 October"


def moved(left: int = 0, right: int = 0) -> Earlier:
    """A later test in which the knees went so many mm further in."""

    def leg(one: EarlierLeg | None, by: int) -> EarlierLeg:
        assert one is not None
        return EarlierLeg(one.value_mm + by, one.low_mm + by, one.high_mm + by, 2, 5)

    now = replace(THEN, ticket="N3P8TX", date="2026-11-26")
    return replace(now, left=leg(THEN.left, left), right=leg(THEN.right, right))


def said(found: Comparison) -> list[str]:
    return [str(sentence) for sentence in found.sentences]


def test_a_change_beyond_the_spread_is_told_with_both_figures() -> None:
    assert said(compare(moved(left=10, right=-12), THEN, 9.0, DATE)) == [
        "Since 1 October your left knee changed by about 10 mm, more than this kiosk's day-to-day "
        "spread of 9 mm: it now goes further in.",
        "Since 1 October your right knee changed by about 12 mm, more than this kiosk's day-to-day "
        "spread of 9 mm: it now stays further out.",
    ]


def test_what_is_within_the_spread_is_no_change() -> None:
    found = compare(moved(left=9, right=-9), THEN, 8.2, DATE)
    assert said(found)[0] == (
        "Since 1 October your left knee has stayed within this kiosk's day-to-day spread of 9 mm: "
        "not a change."
    )
    assert found.why_not is None


@given(st.integers(-200, 200), st.floats(0.01, 60.0))
def test_a_change_is_told_only_beyond_the_spread(by: int, mdc95_mm: float) -> None:
    text = said(compare(moved(right=by), THEN, mdc95_mm, DATE))[1]
    figures = [int(n) for n in re.findall(r"(\d+) mm", text)]
    if "not a change" in text:
        assert abs(by) <= mdc95_mm + 1.0
    else:
        change, spread = figures
        assert change == abs(by) > spread >= mdc95_mm
        assert ("further in" in text) == (by > 0)


@pytest.mark.parametrize("mdc95_mm", [0.0, -1.0, float("nan"), float("inf")])
def test_no_comparison_before_the_spread_is_known(mdc95_mm: float) -> None:
    found = compare(moved(right=-300), THEN, mdc95_mm, DATE)
    assert found == Comparison((WHY_NOT["spread_unknown"],), "spread_unknown")


@pytest.mark.parametrize("other", [{"revision": 2}, {"model": "00000000"}])
def test_no_comparison_between_two_methods(other: dict[str, object]) -> None:
    earlier = replace(THEN, **other)  # type: ignore[arg-type]
    assert compare(moved(right=-300), earlier, 9.0, DATE).why_not == "other_method"


def test_a_leg_must_have_been_measured_both_times() -> None:
    one = compare(replace(moved(right=-20), left=None), THEN, 9.0, DATE)
    assert len(one.sentences) == 1
    assert "right knee" in said(one)[0]
    none = compare(replace(moved(), left=None), replace(THEN, right=None), 9.0, DATE)
    assert none.why_not == "not_measured"


def test_nothing_is_called_better_or_worse() -> None:
    tables = [v for v in vars(module).values() if isinstance(v, dict)]
    texts = [m.text for table in tables for m in table.values() if isinstance(m, Message)]
    assert len(texts) >= 12
    for text in texts:
        assert not re.search(r"better|worse|improve|progress|good|bad|abnormal|weak|risk", text)


def test_every_refusal_of_a_scan_has_its_sentence() -> None:
    told = {"not_ours", "damaged", "newer", "forged", "other_kiosk", "no_key"}
    assert set(UNREADABLE) == told
    assert len(set(UNREADABLE.values())) == len(told)
    assert TicketError("damaged", "x").what in UNREADABLE
