"""Printers that fail in every order that Hypothesis thinks of; `scripts/prove printers`: more."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.support.printer_model import Kind
from tests.support.printer_schedule import (
    BelievesItself,
    Fault,
    NeverCleans,
    Run,
    Schedule,
    TrustsSilence,
    WatchedPrinter,
)

EXAMPLES = int(os.environ.get("KIOSK_EXAMPLES", "150"))

KINDS = st.builds(
    Kind,
    width_bytes=st.just(8),
    row_s=st.sampled_from([1 / 400, 1 / 100, 1 / 50]),
    buffer=st.sampled_from([256, 1024, 16_384]),
    clears=st.booleans(),
    forgets_picture=st.booleans(),
    goes_on=st.booleans(),
    near_end_rows=st.sampled_from([0, 300]),
)
WHATS = st.one_of(
    st.integers(0, 400).map(lambda rows: f"paper {rows}"),
    st.sampled_from(
        ["cover", "knife", "unplug", "reset", "silent lost", "silent held", "slow 5", "slow 60",
         "noise random", "noise zeros", "noise ones", "noise more", "power", "kill"]
    ),
)  # fmt: skip
SOON = st.integers(0, 150).map(lambda n: n / 100)
"""While the slip comes out, as a rule."""
LATER = st.integers(0, 800).map(lambda n: n / 100)
LASTS = st.integers(5, 250).map(lambda n: n / 10)
BYTE = st.one_of(st.just(0), st.just(0), st.integers(1, 1200))
FAULTS = st.builds(Fault, st.integers(0, 3), st.one_of(SOON, LATER), WHATS, LASTS, BYTE)
SCHEDULES = st.integers(1, 4).flatmap(
    lambda jobs: st.builds(
        Schedule,
        KINDS,
        st.booleans(),
        st.tuples(*[st.integers(20, 130)] * jobs),
        st.tuples(*[st.sampled_from([0.0, 3.0, 9.0, 30.0])] * jobs),
        st.lists(FAULTS, max_size=6).map(tuple),
    )
)


@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), print_blob=True)
@given(SCHEDULES)
def test_whatever_fails_nothing_is_lost_doubled_or_mixed(schedule: Schedule) -> None:
    assert Run(schedule).play().wrong == []


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (NeverCleans, "are on one piece"),
        (TrustsSilence, "was called printed, and is not"),
        (BelievesItself, "was called printed, and is not"),
    ],
)
def test_a_printer_that_is_wrong_is_found_out(wrong: type[WatchedPrinter], words: str) -> None:
    """By as many schedules as the test above has in CI."""

    @settings(max_examples=150, database=None, derandomize=True, phases=[Phase.generate])
    @given(SCHEDULES)
    def tried(schedule: Schedule) -> None:
        found = Run(schedule, wrong).play().wrong
        assert not any(words in one for one in found), found

    with pytest.raises(AssertionError, match=words):
        tried()
