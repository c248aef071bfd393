"""Printers that fail in every order that Hypothesis thinks of; `scripts/prove printers`: more."""

from __future__ import annotations

import os
from typing import Any

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


def kinds(**more: st.SearchStrategy[Any]) -> st.SearchStrategy[Kind]:
    return st.builds(
        Kind,
        width_bytes=st.just(8),
        row_s=st.sampled_from([1 / 400, 1 / 100, 1 / 50]),
        clears=st.booleans(),
        forgets_picture=st.booleans(),
        near_end_rows=st.sampled_from([0, 300]),
        **more,
    )


# One that forgets what it holds has room for what is under way (kiosk.printing.pace).
KINDS = st.one_of(
    kinds(buffer=st.sampled_from([256, 1024, 16_384]), goes_on=st.just(True)),
    kinds(buffer=st.sampled_from([1024, 16_384]), goes_on=st.just(False)),
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
LASTS = st.one_of(st.integers(3, 10), st.integers(3, 250)).map(lambda n: n / 10)
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


@pytest.mark.parametrize("serial", [False, True], ids=["tcp", "serial"])
@pytest.mark.parametrize("clears", [False, True], ids=["stubborn", "clears"])
@pytest.mark.parametrize("what", ["reset", "unplug", "power", "kill"])
def test_a_line_that_breaks_at_any_byte_is_made_good(what: str, clears: bool, serial: bool) -> None:
    """Two bands, and the first byte that is lost in every place (in CI in a tenth of them)."""
    kind = Kind(8, 1 / 400, buffer=1024, clears=clears, forgets_picture=False)
    for byte in range(1, 700, 10 if EXAMPLES < 1000 else 1):
        lasts_s = (0.3 + byte % 3) if serial else 16.0
        fault = Fault(0, 0.0, what, lasts_s, byte)
        run = Run(Schedule(kind, serial, (60, 20), (0.0, 0.0), (fault,))).play()
        assert run.wrong == [], byte


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
